//! The program `fluxledger-gdal`, which stands beside `fluxledger` and is called only for files that GDAL alone reads.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use std::path::{Path, PathBuf};
use std::process::Command;

const NAME: &str = "fluxledger-gdal";

/// Where the companion is, if it is in the folder of the running program.
#[must_use]
pub fn path() -> Option<PathBuf> {
    let beside = std::env::current_exe().ok()?.with_file_name(format!("{NAME}{}", std::env::consts::EXE_SUFFIX));
    beside.is_file().then_some(beside)
}

/// The version of the program, and whether it can read what only GDAL reads.
#[must_use]
pub fn version() -> &'static str {
    match path() {
        Some(_) => concat!(env!("CARGO_PKG_VERSION"), ", with GDAL by fluxledger-gdal"),
        None => concat!(env!("CARGO_PKG_VERSION"), ", without GDAL: no fluxledger-gdal beside it"),
    }
}

/// Has the companion carry out the command line of this process, and ends as it ends.
///
/// # Errors
/// If it cannot be started, or something ended it before it was done.
pub fn carry_out(companion: &Path) -> Result<ExitStatus, Diagnostics> {
    let failed = |message: String| Diagnostics::from(Diagnostic::about(companion.display(), message));
    let status = Command::new(companion).args(std::env::args_os().skip(1)).status();
    let status = status.map_err(|error| failed(format!("cannot be started: {error}")))?;
    let known = status.code().and_then(ExitStatus::of_code);
    known.ok_or_else(|| failed(format!("did not end by itself: {status}")))
}
