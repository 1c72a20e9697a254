//! Gridded files: bytes become arrays, attributes and coordinates. Nothing here knows a gas or a product.
//!
//! A reader only delivers the numbers as they are stored; [`RasterFile::read`] turns them into values, so that fill values,
//! packing and valid ranges are applied by the rules of one place whatever the reader. Some readers apply [`MissingSingles`] to numbers while they make them.

mod attribute;
pub mod bands;
pub mod cells;
pub mod coordinates;
mod encoding;
mod error;
mod file_bytes;
mod geotiff;
mod gzip;
mod inflate;
mod layers;
mod limits;
mod netcdf;
mod numbers;
mod packing;
mod pieces;
mod projection;
mod signature;
mod spare;
mod text;
pub mod time;
mod zarr;

pub use attribute::{AttributeValue, Attributes};
pub use error::RasterError;
pub(crate) use error::{has_groups, hint_of_groups, listed};
pub use geotiff::{GeotiffFile, mask_file};
pub(crate) use layers::warning_of_groups;
pub use layers::{GriddedVariable, LayerPlace, gridded_variables};
pub use limits::Limits;
pub use netcdf::NetcdfFile;
pub use numbers::Numbers;
pub use packing::MissingSingles;
pub(crate) use packing::{bytes_of_number, unread_numbers};
pub use projection::grid_mapping::attributes_of as grid_mapping_of;
pub(crate) use projection::grid_mapping::projection as projection_of_grid_mapping;
pub use projection::wkt::plane as plane_of_text;
pub(crate) use spare::keep;
pub use zarr::ZarrFile;

use crate::other_readers;
use fluxledger_core::Projection;
use ndarray::{ArrayD, Axis};
use signature::Format;
use std::ops::Range;
use std::path::Path;
use text::{AsciiGridFile, PointListFile, TextLayout, ValueListFile};

/// How the numbers of a variable are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Characters or strings.
    Text,
    /// IEEE single precision.
    Float32,
    /// IEEE double precision.
    Float64,
    /// Whole numbers of so many bits.
    Integer {
        /// Number of bits.
        bits: u8,
    },
    /// A compound or another type without a number in it.
    Other,
}

/// A dimension of a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Its name.
    pub name: String,
    /// Its number of positions.
    pub length: usize,
}

/// A variable's name, shape and attributes.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its dimensions, slowest first.
    pub dimensions: Vec<Dimension>,
    /// How its numbers are stored.
    pub storage: Storage,
    /// Its attributes.
    pub attributes: Attributes,
    /// What the attributes `valid_range`, `valid_min` and `valid_max` are numbers of.
    pub limits: Limits,
}

impl Variable {
    /// The position of a dimension among the variable's.
    #[must_use]
    pub fn position_of(&self, dimension: &str) -> Option<usize> {
        self.dimensions.iter().position(|own| own.name == dimension)
    }

    /// Whether the variable runs along one dimension, the named one.
    #[must_use]
    pub fn runs_along(&self, dimension: &str) -> bool {
        matches!(self.dimensions.as_slice(), [only] if only.name == dimension)
    }
}

/// An opened gridded file.
pub trait RasterFile: Send + Sync {
    /// The file's path, for messages.
    fn path(&self) -> &Path;

    /// The attributes of the file as a whole.
    fn attributes(&self) -> &Attributes;

    /// The variables, in the file's order.
    fn variables(&self) -> &[Variable];

    /// The projection in whose plane all cells of the file lie, where the file as a whole has one.
    fn projection(&self) -> Option<&Projection> {
        None
    }

    /// The whole numbers that the format's own library leaves in places never written, where a variable names no fill value.
    fn unwritten(&self, _storage: Storage) -> &'static [f64] {
        &[]
    }

    /// The numbers of a variable as they are stored, within a range of positions along each of its dimensions.
    ///
    /// Numbers that are stored in single precision may come in it; all others come in double precision.
    ///
    /// # Errors
    /// [`RasterError::Truncated`], [`RasterError::Unreadable`].
    fn read_stored(&self, variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError>;

    /// The values of a variable of single precision that is not packed, NaN where missing, within a range of positions along each of its dimensions; none from
    /// a reader that does not look for missing numbers while those that it makes are still near the processor.
    ///
    /// # Errors
    /// Those of [`Self::read_stored`].
    fn read_singles(
        &self,
        _variable: &Variable,
        _ranges: &[Range<usize>],
        _missing: &MissingSingles,
    ) -> Option<Result<ArrayD<f32>, RasterError>> {
        None
    }

    /// The lengths along each dimension of the parts, counted from the first position on, in which the file is read without touching
    /// anything twice; none if it is always read as a whole.
    fn chunk_lengths(&self, _variable: &Variable) -> Option<Vec<usize>> {
        None
    }

    /// Why a variable cannot be read, where its header alone tells: its numbers are of a type, or packed in a way, that is not known here.
    fn why_unread(&self, _variable: &Variable) -> Option<RasterError> {
        None
    }

    /// The texts of a variable of strings or of character arrays, one per position of the dimensions but the last of characters.
    ///
    /// # Errors
    /// [`RasterError::NoVariable`], [`RasterError::NotTexts`], [`RasterError::Unreadable`].
    fn read_labels(&self, variable: &str) -> Result<Vec<String>, RasterError> {
        self.variable(variable)?;
        Err(RasterError::NotTexts { path: self.path().to_owned(), variable: variable.to_owned() })
    }

    /// The variables in groups below the root, which are not read, by their paths.
    fn in_groups(&self) -> &[String] {
        &[]
    }

    /// The names of the variables, and of those in groups, for messages.
    fn names(&self) -> Vec<String> {
        let own = self.variables().iter().map(|variable| variable.name.clone());
        own.chain(self.in_groups().iter().map(|path| format!("{path}{}", error::IN_A_GROUP))).collect()
    }

    /// A variable by name, if there is one.
    fn find(&self, name: &str) -> Option<&Variable> {
        self.variables().iter().find(|variable| variable.name == name)
    }

    /// A variable by name.
    ///
    /// # Errors
    /// [`RasterError::NoVariable`].
    fn variable(&self, name: &str) -> Result<&Variable, RasterError> {
        let none = || RasterError::NoVariable { path: self.path().to_owned(), variable: name.to_owned(), found: self.names() };
        self.find(name).ok_or_else(none)
    }

    /// The values of a variable, NaN where missing, at one position along the dimensions for which one is given.
    ///
    /// # Errors
    /// [`RasterError::NoVariable`], [`RasterError::BadPosition`], and those of [`Self::read_box`].
    fn read(&self, name: &str, at: &[Option<usize>]) -> Result<ArrayD<f64>, RasterError> {
        let variable = self.variable(name)?;
        self.check_positions(variable, at)?;
        let along = variable.dimensions.iter().zip(at);
        let ranges: Vec<Range<usize>> =
            along.map(|(dimension, position)| position.map_or(0..dimension.length, |position| position..position + 1)).collect();
        let values = self.read_box(variable, &ranges)?.into_double();
        let given = at.iter().enumerate().rev().filter(|(_, position)| position.is_some());
        Ok(given.fold(values, |values, (dimension, _)| values.index_axis_move(Axis(dimension), 0)))
    }

    /// The values of a variable, NaN where missing, within a range of positions along each of its dimensions.
    ///
    /// They come in single precision if the file holds them so, unpacked.
    ///
    /// # Errors
    /// [`RasterError::NotNumbers`], and those of [`Self::read_stored`].
    fn read_box(&self, variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError> {
        if matches!(variable.storage, Storage::Text | Storage::Other) {
            let not_numbers = || RasterError::NotNumbers { path: self.path().to_owned(), variable: variable.name.clone() };
            return Err(self.why_unread(variable).unwrap_or_else(not_numbers));
        }
        let near = MissingSingles::of(variable).and_then(|missing| self.read_singles(variable, ranges, &missing));
        match near {
            Some(values) => values.map(Numbers::Single),
            None => Ok(packing::unpacked(variable, self.unwritten(variable.storage), self.read_stored(variable, ranges)?)),
        }
    }

    /// All values of a variable, NaN where missing.
    ///
    /// # Errors
    /// Those of [`Self::read`].
    fn read_whole(&self, name: &str) -> Result<ArrayD<f64>, RasterError> {
        let dimensions = self.variable(name)?.dimensions.len();
        self.read(name, &vec![None; dimensions])
    }

    /// Checks that a position is given for dimensions that exist and within their lengths.
    ///
    /// # Errors
    /// [`RasterError::BadPosition`].
    fn check_positions(&self, variable: &Variable, at: &[Option<usize>]) -> Result<(), RasterError> {
        let inside = |(dimension, position): (&Dimension, &Option<usize>)| position.is_none_or(|position| position < dimension.length);
        if at.len() == variable.dimensions.len() && variable.dimensions.iter().zip(at).all(inside) {
            return Ok(());
        }
        Err(RasterError::BadPosition {
            path: self.path().to_owned(),
            variable: variable.name.clone(),
            lengths: variable.dimensions.iter().map(|dimension| dimension.length).collect(),
            found: at.to_vec(),
        })
    }
}

/// Opens a gridded file by what its first bytes say, whatever its name.
///
/// # Errors
/// [`RasterError::Unopened`], [`RasterError::UnknownFormat`], [`RasterError::Truncated`], [`RasterError::Unreadable`], and what the
/// format allows and is not read here: [`RasterError::NotDecoded`], [`RasterError::Masked`],
/// [`RasterError::OtherCoordinateSystem`], [`RasterError::Rotated`], [`RasterError::UnfitImage`].
pub fn open(path: &Path) -> Result<Box<dyn RasterFile>, RasterError> {
    open_copy(path, path)
}

/// Opens the bytes of `copy`, which are those of `path` perhaps unpacked; messages speak of `path`.
fn open_copy(path: &Path, copy: &Path) -> Result<Box<dyn RasterFile>, RasterError> {
    Ok(match signature::format_of(path, copy)? {
        Format::Netcdf => Box::new(NetcdfFile::open_copy(path, copy)?),
        Format::Tiff => open_geotiff(path, copy)?,
        Format::Zarr => Box::new(ZarrFile::open(path)?),
        Format::Gzip => gzip::open(path, copy)?,
        Format::Text(TextLayout::AsciiGrid) => Box::new(AsciiGridFile::open_copy(path, copy)?),
        Format::Text(TextLayout::ValueList) => Box::new(ValueListFile::open_copy(path, copy)?),
        Format::Text(TextLayout::PointList) => Box::new(PointListFile::open_copy(path, copy)?),
    })
}

/// A GeoTIFF by the own reader, or by another if only that can decode it or apply its mask.
fn open_geotiff(path: &Path, copy: &Path) -> Result<Box<dyn RasterFile>, RasterError> {
    match GeotiffFile::open_copy(path, copy) {
        Err(error @ (RasterError::NotDecoded { .. } | RasterError::Masked { .. })) => match other_readers::needed() {
            Some(readers) => (readers.raster)(path, copy),
            None => Err(error),
        },
        opened => Ok(Box::new(opened?)),
    }
}

/// The part of an array within a range of positions along each dimension, of which there is one for each.
#[must_use]
pub fn part_of(values: &ArrayD<f64>, ranges: &[Range<usize>]) -> Numbers {
    let within = |axis: ndarray::AxisDescription| ndarray::Slice::from(ranges[axis.axis.index()].clone());
    Numbers::Double(values.slice_each_axis(within).to_owned())
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
