//! The program under test, called as from a terminal.

use assert_cmd::Command;
use std::path::Path;

/// What came back from a call.
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Answer {
    /// The answer of a call that must have done its work.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, 0, "{}\n{}", self.stdout, self.stderr);
        self
    }

    /// What stands on standard error after a call that must have been refused, and have said so there alone.
    #[track_caller]
    pub(crate) fn refusal(self) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        self.stderr
    }
}

/// Calls the program with a folder as its working directory.
pub(crate) fn fluxledger<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Answer {
    fluxledger_with_cache(folder, Path::new(CACHE), arguments)
}

/// What all tests keep for one another, apart from what the user's own runs keep.
pub(crate) const CACHE: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/cache");

pub(crate) fn fluxledger_with_cache<'a>(folder: &Path, cache: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Answer {
    program(Path::new(env!("CARGO_BIN_EXE_fluxledger")), folder, cache, arguments)
}

/// Calls a program as [`fluxledger`] does.
pub(crate) fn program<'a>(program: &Path, folder: &Path, cache: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Answer {
    let output = Command::new(program).current_dir(folder).env("FLUXLEDGER_CACHE", cache).args(arguments).output().unwrap();
    Answer {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
