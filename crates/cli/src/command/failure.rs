//! Errors of the libraries as problems that the user must put right.

use crate::atomic_file::WriteError;
use crate::diagnostic::Diagnostic;
use fluxledger_ingest::inventory::InventoryError;
use fluxledger_ingest::product::ProductError;
use fluxledger_ingest::raster::RasterError;
use fluxledger_ingest::region::RegionError;
use std::fmt::Display;
use std::path::Path;

/// A problem with a file; its path, with which the libraries begin their messages, is said once.
pub fn with_file(path: &Path, error: &impl Display, hint: Option<String>) -> Diagnostic {
    Diagnostic::about(path.display(), without_path(path, &error.to_string())).with_hint(hint)
}

/// A gridded file that cannot be read.
#[must_use]
pub fn raster(path: &Path, error: &RasterError) -> Diagnostic {
    with_file(path, error, error.hint())
}

/// A gridded file that cannot be read as a product.
#[must_use]
pub fn product(path: &Path, error: &ProductError) -> Diagnostic {
    with_file(path, error, error.hint())
}

/// A table of an inventory that cannot be read.
#[must_use]
pub fn inventory(path: &Path, error: &InventoryError) -> Diagnostic {
    with_file(path, error, error.hint())
}

/// A file of outlines that cannot be read.
#[must_use]
pub fn outlines(path: &Path, error: &RegionError) -> Diagnostic {
    with_file(path, error, error.hint())
}

/// An output that cannot be written.
#[must_use]
pub fn output(path: &Path, error: &WriteError) -> Diagnostic {
    with_file(path, error, error.hint())
}

/// A library's message without the path with which it begins.
#[must_use]
pub fn without_path(path: &Path, message: &str) -> String {
    let bare = path.display().to_string();
    let quoted = format!("`{bare}`");
    let rest = message.strip_prefix(&quoted).or_else(|| message.strip_prefix(&bare)).unwrap_or(message);
    rest.trim_start_matches([':', ',', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_said_once() {
        let path = Path::new("a.csv");
        for message in ["`a.csv`: found nothing", "a.csv: found nothing", "`a.csv`, found nothing", "found nothing"] {
            assert_eq!(with_file(path, &message, None).to_string(), "error: a.csv: found nothing");
        }
    }
}
