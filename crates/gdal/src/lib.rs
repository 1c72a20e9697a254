//! What only the GDAL library reads: vector formats other than GeoJSON, and GeoTIFF in compressions and with masks that ingest does not know.
//!
//! Loading GDAL and the hundred libraries behind it takes longer than most of fluxledger's work, so that the program `fluxledger` is built
//! without this crate, and `fluxledger-gdal` with it.

pub mod bands;
mod masks;
pub mod multidimensional;
pub mod plane_edges;
pub mod vector;

pub use bands::GdalBandsFile;
pub use multidimensional::GdalFile;
pub use vector::read_vector;

use fluxledger_ingest::other_readers::OtherReaders;

/// GDAL's readers, to be plugged into ingest.
#[must_use]
pub fn readers() -> OtherReaders {
    OtherReaders { raster: |path, copy| Ok(Box::new(GdalBandsFile::open_copy(path, copy)?)), outlines: read_vector }
}
