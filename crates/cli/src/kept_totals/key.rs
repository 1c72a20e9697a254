//! The digest of all that the totals of a file follow from.

use crate::content_digest::ContentDigest;
use crate::frame::{FrameRequest, OwnAreas};
use fluxledger_core::{CellMiddles, Conventions, LayerMeaning, MaskGrid, RegionMask, RegionShapes, coverage};
use fluxledger_ingest::product::Profile;
use fluxledger_ingest::raster::mask_file;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The version of the way in which totals are formed; raise it when a total changes by a bit.
const METHOD: u32 = 5;

/// So many bytes at each end of a file are looked at: its header, and what was written to it last.
const END: u64 = 64 << 10;

/// By what the totals of a file are found again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key([u8; Key::LENGTH]);

impl Key {
    pub(super) const LENGTH: usize = 64;

    pub(super) const fn from_bytes(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    pub(super) const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// What the totals of all files of a call follow from beside the files.
pub struct Circumstances(String);

impl Circumstances {
    /// The digest of regions, wishes and methods.
    #[must_use]
    pub fn of(request: FrameRequest<'_>) -> Self {
        let FrameRequest { regions, selected, groups, own_areas, coasts, cache: _, memory: _ } = request;
        let mut digest = ContentDigest::default();
        digest.text(&format!("{} {METHOD} {}", env!("CARGO_PKG_VERSION"), coverage::METHOD));
        digest.text(&format!("{} {selected:?} {groups:?}", regions.complete_for_land));
        digest.text(&format!("{} {}", own_areas == OwnAreas::Used, coasts.compared));
        digest.outlines(regions);
        if let RegionShapes::Mask(mask) = &regions.shapes {
            put_mask(&mut digest, mask);
        }
        if let Some(fine) = coasts.weights {
            digest.grid(&fine.grid);
            fine.density.rows().into_iter().for_each(|row| digest.numbers(&row.to_vec()));
        }
        Self(digest.finished())
    }

    /// The key of a file that is read so: its path, size, time of change and both ends, or those of all files of a folder;
    /// with those of a mask in a file of its own.
    ///
    /// # Errors
    /// If the file cannot be looked at.
    pub fn key(&self, path: &Path, profile: &Profile, conventions: &Conventions, layers: &[LayerMeaning]) -> io::Result<Key> {
        let mut digest = ContentDigest::default();
        digest.text(&self.0);
        digest.text(&format!("{profile:?} {conventions:?} {layers:?}"));
        // As it is named, since messages speak of it so, and as it is.
        digest.text(&path.to_string_lossy());
        put_identity(&mut digest, &fs::canonicalize(path)?)?;
        if let Some(mask) = mask_file(path) {
            put_identity(&mut digest, &fs::canonicalize(mask)?)?;
        }
        Ok(Key(digest.finished().into_bytes().try_into().expect("a digest has 64 hexadecimal figures")))
    }
}

fn put_mask(digest: &mut ContentDigest, mask: &RegionMask) {
    match &mask.grid {
        MaskGrid::Edges(grid) => digest.grid(grid),
        MaskGrid::Middles(CellMiddles { shape, middles }) => {
            digest.text(&format!("{shape:?}"));
            digest.numbers(middles.as_flattened());
        }
    }
    digest.text(if mask.gridded_shares.is_some() { "parts on the grid" } else { "wholly on the grid" });
    digest.numbers(mask.gridded_shares.as_deref().unwrap_or_default());
    for ((code, name), cells) in mask.regions.iter().zip(&mask.cells) {
        digest.text(code.as_str());
        digest.text(name);
        digest.numbers(&cells.iter().flat_map(|cell| [f64::from(cell.cell), cell.share]).collect::<Vec<f64>>());
    }
}

fn put_identity(digest: &mut ContentDigest, path: &Path) -> io::Result<()> {
    let metadata = fs::metadata(path)?;
    digest.text(&path.to_string_lossy());
    if metadata.is_dir() {
        let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| put_identity(digest, entry));
    }
    let changed = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    digest.text(&format!("{} {}", metadata.len(), changed.as_nanos()));
    put_ends(digest, &mut File::open(path)?, metadata.len())
}

fn put_ends(digest: &mut ContentDigest, file: &mut File, length: u64) -> io::Result<()> {
    for start in [0, length.saturating_sub(END)] {
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        file.take(END).read_to_end(&mut bytes)?;
        digest.bytes(&bytes);
    }
    Ok(())
}
