//! Readers of what the own ones do not know; a program that has them plugs them in when it starts.

use crate::raster::{RasterError, RasterFile};
use crate::region::RegionError;
use fluxledger_core::{RegionSet, Warned};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Opens a raster of bands: the bytes of the second path, which are those of the first perhaps unpacked; messages speak of the first.
pub type OpenRaster = fn(&Path, &Path) -> Result<Box<dyn RasterFile>, RasterError>;

/// Reads outlines, as [`crate::region::read_outlines`] does before it looks for faults.
pub type ReadOutlines = fn(&Path, Option<&str>) -> Result<Warned<RegionSet>, RegionError>;

/// Readers of GeoTIFF in any compression and with masks, and of any vector format.
#[derive(Clone, Copy, Debug)]
pub struct OtherReaders {
    /// Reads what [`RasterError::NotDecoded`] or [`RasterError::Masked`] would be said of.
    pub raster: OpenRaster,
    /// Reads outlines that are not GeoJSON.
    pub outlines: ReadOutlines,
}

static PLUGGED_IN: OnceLock<OtherReaders> = OnceLock::new();
static MISSED: AtomicBool = AtomicBool::new(false);

/// Has all further files that the own readers do not know read by these; the first that are plugged in stay.
pub fn plug_in(readers: OtherReaders) {
    PLUGGED_IN.get_or_init(|| readers);
}

/// Whether a file was refused that other readers might have read.
#[must_use]
pub fn were_missed() -> bool {
    MISSED.load(Ordering::Relaxed)
}

/// The readers that are plugged in; that there are none is remembered, for they are asked for only where they are needed.
pub(crate) fn needed() -> Option<&'static OtherReaders> {
    let readers = PLUGGED_IN.get();
    MISSED.fetch_or(readers.is_none(), Ordering::Relaxed);
    readers
}
