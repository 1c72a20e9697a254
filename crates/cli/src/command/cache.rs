//! The verb `cache`: what is kept to make later runs quicker.

use super::standard_output::write_result;
use super::text_table::{TextColumn, table};
use crate::args::{CacheAction, CacheArguments};
use crate::coverage_cache::{CoverageCache, Kept};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use std::io::{self, Write};
use std::time::SystemTime;

/// Lists what is kept, or removes it.
///
/// # Errors
/// If there is no folder for it, or it cannot be read, or a file in it cannot be removed.
pub fn cache(arguments: &CacheArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let cache = CoverageCache::of_user().ok_or_else(|| {
        let hint = "set FLUXLEDGER_CACHE to a folder for it".to_owned();
        Diagnostics::from(Diagnostic::about("cache", "there is no folder for caches").with_hint(hint))
    })?;
    let text = match arguments.action {
        CacheAction::List => listed(&cache, SystemTime::now()),
        CacheAction::Clear => cleared(&cache),
    };
    let text = text.map_err(|error| Diagnostics::from(Diagnostic::about(cache.folder.display(), error.to_string())))?;
    write_result(out, text.as_bytes())
}

fn listed(cache: &CoverageCache, now: SystemTime) -> io::Result<String> {
    let kept = cache.list()?;
    let place = cache.folder.display();
    if kept.is_empty() {
        return Ok(format!("nothing is kept in {place}\n"));
    }
    let columns = [
        TextColumn::words("Shares of cells", &kept, |kept| kept.description.clone()),
        TextColumn::numbers("MB", &kept, |kept| megabytes(kept.bytes)),
        TextColumn::words("Last used", &kept, |kept| age(kept, now)),
    ];
    let sum = kept.iter().map(|kept| kept.bytes).sum();
    Ok(format!("{}\n{} MB of at most {} MB in {place}\n", table(&columns), megabytes(sum), megabytes(cache.most_bytes)))
}

fn cleared(cache: &CoverageCache) -> io::Result<String> {
    let bytes = cache.list()?.iter().map(|kept| kept.bytes).sum();
    let count = cache.clear()?;
    Ok(format!("removed {count} files of {} MB from {}\n", megabytes(bytes), cache.folder.display()))
}

#[expect(clippy::cast_precision_loss, reason = "a size in words")]
fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

fn age(kept: &Kept, now: SystemTime) -> String {
    let minutes = now.duration_since(kept.used).map_or(0, |age| age.as_secs() / 60);
    match (minutes / 1440, minutes / 60) {
        (0, 0) => format!("{minutes} min ago"),
        (0, hours) => format!("{hours} h ago"),
        (days, _) => format!("{days} d ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::{Axis, CoverageMeasure, Earth, Grid};
    use fluxledger_ingest::region::embedded;
    use std::time::Duration;

    #[test]
    fn what_is_kept_is_listed_and_cleared() {
        let folder = tempfile::tempdir().unwrap();
        let cache = CoverageCache { folder: folder.path().join("kept"), most_bytes: 5_000_000 };
        let shown = |text: String| text.replace(&folder.path().display().to_string(), "FOLDER");
        assert_eq!(shown(listed(&cache, SystemTime::now()).unwrap()), "nothing is kept in FOLDER/kept\n");
        let axis = |first, last, count| Axis::uniform(first, last, count).unwrap();
        let grid = Grid::new(axis(-90.0, 90.0, 18), axis(-180.0, 180.0, 36)).unwrap();
        let set = embedded("natural-earth-110m").unwrap();
        cache.coverage(&grid, &set, Earth::Wgs84, CoverageMeasure::Area).unwrap();
        let later = SystemTime::now() + Duration::from_secs(3 * 3600 + 5);
        insta::assert_snapshot!(shown(listed(&cache, later).unwrap()));
        insta::assert_snapshot!(shown(cleared(&cache).unwrap()));
        let no_folder = CoverageCache { folder: folder.path().join("file"), ..cache };
        std::fs::write(&no_folder.folder, "").unwrap();
        assert!(listed(&no_folder, later).is_err() && cleared(&no_folder).is_err());
    }
}
