//! Coverages that have been computed once, kept in a folder that all runs share.
//!
//! A coverage is kept under a digest of all that it follows from, so that it is never taken for another; files appear whole, so that
//! runs at the same time do not disturb one another; the ones that were not used for longest go when the folder is full.
//! A cache that cannot be read or written costs time and nothing else.

mod encoding;
mod key;

use crate::atomic_file::write_whole;
use crate::memory_limit::MemoryLimit;
use fluxledger_core::coverage::CoverageError;
use fluxledger_core::{Coverage, CoverageMeasure, Earth, Grid, RegionSet, RegionShapes};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The ending of a coverage's file.
const ENDING: &str = "coverage";

/// How many bytes the folder may hold unless `FLUXLEDGER_CACHE_BYTES` says otherwise.
const MOST_BYTES: u64 = 2 << 30;

/// Longer than any run takes to write a coverage.
const LONGEST_WRITING: Duration = Duration::from_secs(3600);

/// `FLUXLEDGER_CACHE_BYTES` is no size.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is `{found}`, expected a number of bytes, or a size with its unit, such as 500MB, 2GB or 1.5GiB")]
pub struct NotACacheSize {
    found: String,
}

/// How many bytes the folder may hold by `FLUXLEDGER_CACHE_BYTES`, or where it is not set.
///
/// # Errors
/// [`NotACacheSize`].
pub fn stated_bytes() -> Result<u64, NotACacheSize> {
    let stated = std::env::var_os("FLUXLEDGER_CACHE_BYTES").filter(|value| !value.is_empty());
    stated.map_or(Ok(MOST_BYTES), |value| bytes_of(&value.to_string_lossy()))
}

fn bytes_of(text: &str) -> Result<u64, NotACacheSize> {
    let of_size = || text.parse::<MemoryLimit>().map(MemoryLimit::bytes);
    text.parse().or_else(|_| of_size()).map_err(|_| NotACacheSize { found: text.to_owned() })
}

/// A folder of coverages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageCache {
    /// The folder, which need not exist yet.
    pub folder: PathBuf,
    /// How many bytes its coverages may have.
    pub most_bytes: u64,
}

/// A coverage that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its file.
    pub path: PathBuf,
    /// Regions, grid and conventions in words.
    pub description: String,
    /// The size of its file.
    pub bytes: u64,
    /// When it was used last.
    pub used: SystemTime,
}

impl CoverageCache {
    /// The cache of the user: `FLUXLEDGER_CACHE`, else `fluxledger` in the folder for caches (XDG Base Directory Specification 0.8); none
    /// where there is no such folder.
    #[must_use]
    pub fn of_user() -> Option<Self> {
        let stated = |variable: &str| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
        let caches = || stated("XDG_CACHE_HOME").or_else(|| Some(stated("HOME")?.join(".cache")));
        let folder = stated("FLUXLEDGER_CACHE").or_else(|| Some(caches()?.join("fluxledger")))?;
        Some(Self { folder, most_bytes: stated_bytes().unwrap_or(MOST_BYTES) })
    }

    /// The coverage of a grid by outlines, kept or computed and kept from now on; that of a mask is computed.
    ///
    /// # Errors
    /// Those of [`Coverage::compute`].
    pub fn coverage(&self, grid: &Grid, regions: &RegionSet, earth: Earth, measure: CoverageMeasure) -> Result<Coverage, CoverageError> {
        if matches!(regions.shapes, RegionShapes::Mask(_)) || regions.is_empty() {
            return Coverage::compute(grid, regions, earth, measure);
        }
        let path = self.folder.join(key::key(grid, regions, earth, measure)).with_extension(ENDING);
        if let Some(coverage) = read(&path) {
            return Ok(coverage);
        }
        let coverage = Coverage::compute(grid, regions, earth, measure)?;
        let description = format!("{} on {} × {} cells, {earth}, {}", regions.id, grid.rows(), grid.columns(), words_of(measure));
        self.keep(&path, &encoding::encoded(&description, &coverage));
        Ok(coverage)
    }

    /// The coverages that are kept, the one used last first.
    ///
    /// # Errors
    /// If the folder is there and cannot be read.
    pub fn list(&self) -> io::Result<Vec<Kept>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut kept: Vec<Kept> = entries.flatten().filter_map(|entry| kept(&entry.path())).collect();
        kept.sort_by(|one, other| (other.used, &other.path).cmp(&(one.used, &one.path)));
        Ok(kept)
    }

    /// Removes all coverages, and what runs that were stopped have left of one, and returns how many there were; other files in the folder stay.
    ///
    /// # Errors
    /// If the folder cannot be read, or one cannot be removed.
    pub fn clear(&self) -> io::Result<usize> {
        let kept = self.list()?;
        kept.iter().map(|kept| &kept.path).chain(&self.unfinished(Duration::ZERO)).try_for_each(|path| remove(path))?;
        Ok(kept.len())
    }

    /// Files of coverages that were not written to their end, and to which nothing was added for so long.
    fn unfinished(&self, since: Duration) -> Vec<PathBuf> {
        let is_unfinished = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let age = || path.metadata().and_then(|metadata| metadata.modified()).ok().and_then(|time| time.elapsed().ok());
            name.ends_with(&format!(".{ENDING}.partial")) && age().is_none_or(|age| age >= since)
        };
        fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path()).filter(is_unfinished).collect()
    }

    /// Keeps a coverage, and lets go of those that were not used for longest while there are too many bytes, and of what runs that were stopped have left.
    fn keep(&self, path: &Path, bytes: &[u8]) {
        if fs::create_dir_all(&self.folder).is_err() {
            return;
        }
        if bytes.len() as u64 <= self.most_bytes {
            drop(write_whole(path, |file| file.write_all(bytes)));
        }
        self.unfinished(LONGEST_WRITING).iter().for_each(|path| drop(remove(path)));
        let mut sum = 0;
        for kept in self.list().unwrap_or_default() {
            sum += kept.bytes;
            if sum > self.most_bytes && kept.path != path {
                drop(remove(&kept.path));
            }
        }
    }
}

/// The coverage of a grid by regions, kept where a cache is at hand, else computed.
///
/// # Errors
/// Those of [`Coverage::compute`].
pub fn coverage_of(
    cache: Option<&CoverageCache>,
    grid: &Grid,
    regions: &RegionSet,
    earth: Earth,
    measure: CoverageMeasure,
) -> Result<Coverage, CoverageError> {
    match cache {
        Some(cache) => cache.coverage(grid, regions, earth, measure),
        None => Coverage::compute(grid, regions, earth, measure),
    }
}

/// What the shares of a coverage are, in words.
#[must_use]
pub const fn words_of(measure: CoverageMeasure) -> &'static str {
    match measure {
        CoverageMeasure::Area => "shares of area",
        CoverageMeasure::Planar => "shares of square degrees (planar)",
    }
}

/// A coverage from its file, which is marked as used.
fn read(path: &Path) -> Option<Coverage> {
    let mut file = File::options().read(true).open(path).ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    let coverage = encoding::decoded(&bytes)?;
    drop(file.set_modified(SystemTime::now()));
    Some(coverage)
}

/// A file that has the name of a kept coverage, also where what stands in it is none: it takes room, and goes with the others.
fn kept(path: &Path) -> Option<Kept> {
    let is_key = |name: &str| name.len() == key::LENGTH && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if path.extension().is_none_or(|ending| ending != ENDING) || !path.file_stem()?.to_str().is_some_and(is_key) {
        return None;
    }
    let file = File::open(path).ok()?;
    let metadata = file.metadata().ok()?;
    let mut start = Vec::new();
    file.take(4096).read_to_end(&mut start).ok()?;
    let description = encoding::description(&start).unwrap_or_else(|| "damaged, or of another version".to_owned());
    Some(Kept { path: path.to_owned(), description, bytes: metadata.len(), used: metadata.modified().ok()? })
}

/// Removes a file that another run may have removed before.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::Axis;
    use fluxledger_ingest::region::embedded;

    fn grid(columns: usize) -> Grid {
        let longitudes = Axis::uniform(-180.0, 180.0, columns).unwrap();
        Grid::new(Axis::uniform(-90.0, 90.0, 90).unwrap(), longitudes).unwrap()
    }

    fn coverage(cache: &CoverageCache, columns: usize) -> Coverage {
        let set = embedded("natural-earth-110m").unwrap();
        cache.coverage(&grid(columns), &set, Earth::Wgs84, CoverageMeasure::Area).unwrap()
    }

    fn cache(folder: &Path) -> CoverageCache {
        CoverageCache { folder: folder.join("cache"), most_bytes: MOST_BYTES }
    }

    #[test]
    fn a_kept_coverage_has_the_bits_of_the_computed_one() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        let computed = coverage(&cache, 180);
        assert_eq!(cache.list().unwrap().len(), 1);
        assert_eq!(cache.list().unwrap()[0].description, "natural-earth-110m on 90 × 180 cells, wgs84, shares of area");
        assert_eq!(coverage(&cache, 180), computed);
        assert_eq!(cache.list().unwrap().len(), 1);
    }

    #[test]
    fn a_damaged_file_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        let computed = coverage(&cache, 180);
        let path = &cache.list().unwrap()[0].path;
        let whole = fs::read(path).unwrap();
        fs::write(path, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(coverage(&cache, 180), computed);
        assert_eq!(fs::read(path).unwrap(), whole);
    }

    /// A file of another version takes room like one of this, and a foreign file with the same ending is left alone.
    #[test]
    fn files_that_are_no_coverages_any_more_are_listed_and_go() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = cache(folder.path());
        coverage(&cache, 36);
        let path = cache.list().unwrap()[0].path.clone();
        fs::write(&path, "fluxledger-coverage 0").unwrap();
        fs::write(cache.folder.join("mine.coverage"), "mine").unwrap();
        let listed: Vec<String> = cache.list().unwrap().into_iter().map(|kept| kept.description).collect();
        assert_eq!(listed, ["damaged, or of another version"]);
        // A coverage that is larger than all that the folder may hold is not kept, and others go all the same.
        cache.most_bytes = 10;
        coverage(&cache, 37);
        assert!(cache.list().unwrap().is_empty() && cache.folder.join("mine.coverage").exists());
    }

    #[test]
    fn a_size_has_a_unit_or_counts_bytes() {
        assert_eq!(["500", "0", "2GB"].map(|text| bytes_of(text).unwrap()), [500, 0, 2_000_000_000]);
        insta::assert_snapshot!(bytes_of("-1").unwrap_err(), @"is `-1`, expected a number of bytes, or a size with its unit, such as 500MB, 2GB or 1.5GiB");
    }

    #[test]
    fn runs_at_the_same_time_do_not_disturb_one_another() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        let expected = coverage(&cache, 36);
        cache.clear().unwrap();
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| coverage(&cache, 36))).collect();
            assert!(runs.into_iter().all(|run| run.join().unwrap() == expected));
        });
    }

    #[test]
    fn the_oldest_go_when_the_folder_is_full_and_other_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = cache(folder.path());
        coverage(&cache, 36);
        fs::write(cache.folder.join("notes.txt"), "mine").unwrap();
        cache.most_bytes = cache.list().unwrap()[0].bytes * 5 / 2;
        let old = SystemTime::now() - std::time::Duration::from_secs(60);
        File::options().append(true).open(&cache.list().unwrap()[0].path).unwrap().set_modified(old).unwrap();
        let oldest = cache.list().unwrap()[0].path.clone();
        coverage(&cache, 37);
        coverage(&cache, 38);
        assert!(!oldest.exists() && cache.list().unwrap().len() == 2);
        assert_eq!(cache.clear().unwrap(), 2);
        assert!(cache.list().unwrap().is_empty() && cache.folder.join("notes.txt").exists());
    }

    #[test]
    fn what_a_stopped_run_has_left_goes() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path());
        coverage(&cache, 36);
        let left = |name: &str, age: u64| {
            let path = cache.folder.join(name);
            fs::write(&path, "half a").unwrap();
            File::options().append(true).open(&path).unwrap().set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
            path
        };
        let (of_today, of_now) = (left(".one.coverage.partial", 4000), left(".two.coverage.partial", 1));
        coverage(&cache, 37);
        assert!(!of_today.exists() && of_now.exists(), "another run may be writing it");
        assert_eq!(cache.clear().unwrap(), 2);
        assert!(!of_now.exists());
    }

    #[test]
    fn a_folder_that_cannot_be_made_costs_time_only() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let cache = CoverageCache { folder: file.path().join("below"), most_bytes: MOST_BYTES };
        assert!(!coverage(&cache, 36).regions.is_empty() && cache.list().is_err());
    }
}
