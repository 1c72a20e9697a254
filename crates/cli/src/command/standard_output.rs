//! Results on standard output.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use std::io::{ErrorKind, Write};

/// Writes a whole result; a reader that has seen enough and closes the pipe, such as `head`, is no error.
///
/// # Errors
/// Where the system refuses for any other reason.
pub fn write_result(out: &mut dyn Write, result: &[u8]) -> Result<ExitStatus, Diagnostics> {
    match out.write_all(result).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Diagnostic::about("standard output", format!("cannot be written: {error}")).into())
        }
        _ => Ok(ExitStatus::Done),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    struct Refusing(ErrorKind);

    impl Write for Refusing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_no_error_and_a_full_disk_is() {
        assert_eq!(write_result(&mut Refusing(ErrorKind::BrokenPipe), b"x"), Ok(ExitStatus::Done));
        let refused = write_result(&mut Refusing(ErrorKind::StorageFull), b"x").unwrap_err();
        assert!(refused.to_string().starts_with("error: standard output: cannot be written: "), "{refused}");
    }
}
