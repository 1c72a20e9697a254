//! Drafts of profiles and layouts, which never take the place of a file that somebody has worked on.

use super::failure;
use super::standard_output::write_result;
use crate::atomic_file::write_whole;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use std::io::Write;
use std::path::Path;

/// Writes a draft to a file that does not exist yet, or to standard output.
pub(super) fn write(text: &str, output: Option<&Path>, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let Some(path) = output else { return write_result(out, text.as_bytes()) };
    if path.exists() {
        let hint = "name another file, or delete this one if nobody has answered its questions".to_owned();
        return Err(Diagnostic::about(path.display(), "exists already, and its answers would be lost").with_hint(hint).into());
    }
    write_whole(path, |file| file.write_all(text.as_bytes())).map_err(|error| failure::output(path, &error))?;
    Ok(ExitStatus::Done)
}
