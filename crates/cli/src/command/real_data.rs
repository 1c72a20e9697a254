//! Files as their providers publish them, for tests; they are not part of the project.

use std::path::{Path, PathBuf};

/// A file in the folder of real data, if it is there; what was found is printed.
pub(super) fn real_file(path: &str) -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("FLUXLEDGER_DATA").map_or(default, PathBuf::from).join(path);
    if path.exists() {
        println!("real data: {}", path.display());
        Some(path)
    } else {
        println!("skipped: no real file at `{}`", path.display());
        None
    }
}
