//! How many files may be open at once.

/// So many files are asked for; the system may allow fewer.
const WANTED: u64 = 65_536;

/// So many are taken to be allowed where the system does not say.
const USUAL: u64 = 256;

/// Raises the number of files that the system lets this program have open at once, as far as it may, and returns it: shells start programs with
/// some hundreds, though the system allows many more.
pub fn allowed() -> usize {
    let allowed = rlimit::increase_nofile_limit(WANTED).unwrap_or(USUAL);
    usize::try_from(allowed).unwrap_or(usize::MAX)
}
