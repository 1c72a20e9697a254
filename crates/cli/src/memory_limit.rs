//! A limit on the memory that values take while they are read and summed.

use fluxledger_ingest::product::ProductFile;
use std::fmt;
use std::str::FromStr;

/// How many bytes a block may have where nothing limits it.
const BYTES_OF_BLOCK: usize = 64 << 20;

/// How many blocks are read before their sums are added up: enough to keep all threads at work, few enough for their sums to stay small.
const BLOCKS_AT_ONCE: usize = 64;

/// What a block takes while it is read, in bytes of its values: the values, and the stored numbers that they are made of.
const COPIES: usize = 2;

/// The most bytes that blocks of values may take at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemoryLimit(u64);

impl MemoryLimit {
    /// A limit in bytes.
    #[must_use]
    pub const fn from_bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// The limit in bytes.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.0
    }

    fn as_bytes(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// The units of a size, each with its bytes; the longest names come first, since the others end them.
const UNITS: [(&str, u64); 7] =
    [("KIB", 1 << 10), ("MIB", 1 << 20), ("GIB", 1 << 30), ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1)];

/// What is no size.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no size, expected a number with its unit, such as 500MB, 2GB or 1.5GiB")]
pub struct NotASize {
    found: String,
}

impl FromStr for MemoryLimit {
    type Err = NotASize;

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "sizes are rounded to bytes")]
    fn from_str(text: &str) -> Result<Self, NotASize> {
        let wanted = text.trim().to_uppercase();
        let with_unit = UNITS.iter().find_map(|(unit, bytes)| Some((wanted.strip_suffix(unit)?.trim_end(), *bytes)));
        let size = with_unit.and_then(|(number, bytes)| Some(number.parse::<f64>().ok()? * bytes as f64));
        match size {
            Some(size) if size >= 1.0 && size.is_finite() => Ok(Self(size as u64)),
            _ => Err(NotASize { found: text.to_owned() }),
        }
    }
}

/// Has the system hand out memory in small pages from now on (Linux): large ones are quicker and hold room that nobody asked for, more
/// of it the more threads there are.
pub fn in_small_pages() {
    // Where the system does not know how, it costs memory and nothing else.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

impl fmt::Display for MemoryLimit {
    #[expect(clippy::cast_precision_loss, reason = "three figures are shown")]
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0..1_000 => write!(formatter, "{} B", self.0),
            1_000..1_000_000 => write!(formatter, "{:.0} kB", (self.0 as f64 / 1e3).ceil()),
            1_000_000..1_000_000_000 => write!(formatter, "{:.0} MB", (self.0 as f64 / 1e6).ceil()),
            _ => write!(formatter, "{:.2} GB", (self.0 as f64 / 1e7).ceil() / 1e2),
        }
    }
}

/// The memory that the blocks of one file take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Needs {
    /// The largest block, where blocks are as small as the file allows.
    pub least: MemoryLimit,
    /// All blocks that are read at once where nothing limits them.
    pub most: MemoryLimit,
}

impl Needs {
    /// What the layers of a file that carry mass need.
    #[must_use]
    pub fn of(file: &ProductFile) -> Self {
        let layers = file.layers_with_mass();
        let largest = |bytes_of_block: usize| {
            let blocks = file.blocks(&layers, bytes_of_block);
            (blocks.len(), blocks.iter().map(|block| COPIES * file.bytes_of(block)).max().unwrap_or(0))
        };
        let ((_, least), (count, largest)) = (largest(1), largest(BYTES_OF_BLOCK));
        let limit = |bytes: usize| MemoryLimit(bytes as u64);
        Self { least: limit(least), most: limit(largest.saturating_mul(count.min(BLOCKS_AT_ONCE))) }
    }
}

/// How many files are read at once under a limit, and what each of them may take; the files need at least their [`Needs::least`].
#[must_use]
pub fn shared_out(limit: MemoryLimit, needs: impl IntoIterator<Item = Needs>) -> (usize, MemoryLimit) {
    let most = needs.into_iter().map(|needs| needs.most).max().map_or(1, |most| most.0.max(1));
    let files = (limit.0 / most).max(1);
    (usize::try_from(files).unwrap_or(usize::MAX), MemoryLimit(limit.0 / files))
}

/// How the layers of a file are cut into blocks, and how many of these are read at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The bytes that the values of a block may have, if its chunks are not larger.
    pub bytes_of_block: usize,
    /// The number of blocks.
    pub blocks_at_once: usize,
    /// Whether the memory of blocks that are done with is kept for others.
    pub keeps_memory: bool,
}

impl Pace {
    /// The pace for some layers of a file, which a limit may slow down but never changes the result of.
    ///
    /// # Errors
    /// What the largest block takes, if that is more than the limit.
    pub fn of(file: &ProductFile, layers: &[usize], limit: Option<MemoryLimit>) -> Result<Self, MemoryLimit> {
        let Some(limit) = limit else {
            return Ok(Self { bytes_of_block: BYTES_OF_BLOCK, blocks_at_once: BLOCKS_AT_ONCE, keeps_memory: true });
        };
        let bytes_of_block = BYTES_OF_BLOCK.min(limit.as_bytes() / COPIES);
        let largest = file.blocks(layers, bytes_of_block).iter().map(|block| COPIES * file.bytes_of(block)).max().unwrap_or(1).max(1);
        match limit.as_bytes() / largest {
            0 => Err(MemoryLimit(largest as u64)),
            fitting => Ok(Self { bytes_of_block, blocks_at_once: fitting.min(BLOCKS_AT_ONCE), keeps_memory: false }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_units() {
        let bytes = |text: &str| text.parse::<MemoryLimit>().map(|limit| limit.0);
        assert_eq!(bytes("500MB"), Ok(500_000_000));
        assert_eq!(bytes(" 2 gb "), Ok(2_000_000_000));
        assert_eq!(bytes("1.5GiB"), Ok(1_610_612_736));
        assert_eq!(bytes("8kB"), Ok(8_000));
        assert_eq!(bytes("4096B"), Ok(4_096));
        for wrong in ["", "2", "-1GB", "0MB", "infGB", "many MB", "2TB"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
        insta::assert_snapshot!(bytes("2").unwrap_err(), @"`2` is no size, expected a number with its unit, such as 500MB, 2GB or 1.5GiB");
    }

    #[test]
    fn sizes_are_shown_so_that_they_suffice() {
        let shown = [1, 1_001, 34_560_001, 2_001_000_000].map(|bytes| MemoryLimit(bytes).to_string());
        assert_eq!(shown, ["1 B", "2 kB", "35 MB", "2.01 GB"]);
    }

    /// Files of 10 and 30 bytes at full pace: 100 bytes hold three of the larger, of 33 bytes each; 20 bytes hold none, which then goes alone.
    #[test]
    fn a_limit_is_shared_out_among_the_files_that_fit() {
        let needs = [10, 30].map(|most| Needs { least: MemoryLimit(2), most: MemoryLimit(most) });
        assert_eq!(shared_out(MemoryLimit(100), needs), (3, MemoryLimit(33)));
        assert_eq!(shared_out(MemoryLimit(20), needs), (1, MemoryLimit(20)));
    }
}
