//! NetCDF, classic and NetCDF-4.
//!
//! A library reads the headers. Numbers are read here, straight from their places; where these are of an uncommon kind, by the library.

mod chunks;
mod groups;
mod header;
mod number_type;
mod places;
mod stretch;

use super::{AttributeValue, Attributes, Dimension, Limits, MissingSingles, Numbers, RasterError, RasterFile, Storage, Variable};
use hdf5_reader::error::Error as Hdf5Error;
use ndarray::ArrayD;
use netcdf_reader::{Error, NcAttrValue, NcAttribute, NcFile, NcSliceInfo, NcSliceInfoElem, NcType, NcVariable};
use places::Places;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// An opened NetCDF file; only the variables of its root group are read.
pub struct NetcdfFile {
    path: PathBuf,
    file: NcFile,
    places: Places,
    attributes: Attributes,
    variables: Vec<Variable>,
    in_groups: Vec<String>,
}

impl NetcdfFile {
    /// Opens a NetCDF file, reads its header and makes sure that a classic file holds all its data.
    ///
    /// # Errors
    /// [`RasterError::Truncated`], [`RasterError::Unreadable`].
    pub fn open(path: &Path) -> Result<Self, RasterError> {
        Self::open_copy(path, path)
    }

    /// Opens the bytes of `copy`, which are those of `path`.
    pub(super) fn open_copy(path: &Path, copy: &Path) -> Result<Self, RasterError> {
        let failed = |error| failure(path, "header", &error);
        let file = NcFile::open(copy).map_err(failed)?;
        let attributes = attributes_of(file.global_attributes().map_err(failed)?);
        let variables: Vec<Variable> = file.variables().map_err(failed)?.iter().map(variable_of).collect();
        let places = Places::open(copy, &file, variables.len()).map_err(failed)?;
        let in_groups = places.structure().map(groups::variables_below).unwrap_or_default();
        let opened = Self { path: path.to_owned(), file, places, attributes, variables, in_groups };
        if opened.file.as_classic().is_some() {
            opened.expect_all_data()?;
        }
        Ok(opened)
    }

    /// Reads the last number of every variable: the header of a classic file does not state the file's length.
    fn expect_all_data(&self) -> Result<(), RasterError> {
        let filled = self.variables.iter().filter(|variable| variable.dimensions.iter().all(|dimension| dimension.length > 0));
        for variable in filled.filter(|variable| !matches!(variable.storage, Storage::Text | Storage::Other)) {
            let last: Vec<Range<usize>> = variable.dimensions.iter().map(|dimension| dimension.length - 1..dimension.length).collect();
            self.read_stored(variable, &last)?;
        }
        Ok(())
    }

    /// The place of a variable among the file's.
    fn position(&self, variable: &Variable) -> usize {
        self.variables.iter().position(|own| own.name == variable.name).expect("a variable of this file")
    }

    fn read_by_library(&self, variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError> {
        let selections = ranges.iter().map(|range| NcSliceInfoElem::Slice { start: range.start as u64, end: range.end as u64, step: 1 });
        let selection = NcSliceInfo { selections: selections.collect() };
        let numbers = match variable.storage {
            Storage::Float32 => self.file.read_variable_slice(&variable.name, &selection).map(Numbers::Single),
            _ => self.file.read_variable_slice_as_f64(&variable.name, &selection).map(Numbers::Double),
        };
        numbers.map_err(|error| failure(&self.path, &format!("variable `{}`", variable.name), &error))
    }
}

impl RasterFile for NetcdfFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn in_groups(&self) -> &[String] {
        &self.in_groups
    }

    fn unwritten(&self, storage: Storage) -> &'static [f64] {
        default_fills(storage)
    }

    fn read_stored(&self, variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError> {
        match self.places.read(&self.file, variable, self.position(variable), ranges) {
            Some(read) => read.map_err(|error| error.of(&self.path, &variable.name)),
            None => self.read_by_library(variable, ranges),
        }
    }

    fn read_singles(
        &self,
        variable: &Variable,
        ranges: &[Range<usize>],
        missing: &MissingSingles,
    ) -> Option<Result<ArrayD<f32>, RasterError>> {
        let read = self.places.read_singles(&self.file, (variable, self.position(variable)), ranges, missing)?;
        Some(read.map_err(|error| error.of(&self.path, &variable.name)))
    }

    fn chunk_lengths(&self, variable: &Variable) -> Option<Vec<usize>> {
        self.places.chunk_lengths(&self.file, variable, self.position(variable))
    }

    fn read_labels(&self, variable: &str) -> Result<Vec<String>, RasterError> {
        self.variable(variable)?;
        let labels =
            self.file.read_variable_as_strings(variable).map_err(|error| failure(&self.path, &format!("variable `{variable}`"), &error))?;
        Ok(labels.iter().map(|label| label.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0').to_owned()).collect())
    }
}

/// NC_FILL_SHORT and NC_FILL_USHORT, and so on: no number of one sign is both. Bytes have none, since each of their few values may be meant
/// (NetCDF Users Guide, fill values).
#[expect(clippy::cast_precision_loss, reason = "numbers of 64 bits are compared in double precision, in which they are read")]
const fn default_fills(storage: Storage) -> &'static [f64] {
    match storage {
        Storage::Integer { bits: 16 } => &[-32_767.0, 65_535.0],
        Storage::Integer { bits: 32 } => &[-2_147_483_647.0, 4_294_967_295.0],
        Storage::Integer { bits: 64 } => &[-9_223_372_036_854_775_806_i64 as f64, 18_446_744_073_709_551_614_u64 as f64],
        _ => &[],
    }
}

fn failure(path: &Path, place: &str, error: &Error) -> RasterError {
    match error {
        Error::UnexpectedEof { offset, needed, available } | Error::Hdf5(Hdf5Error::UnexpectedEof { offset, needed, available }) => {
            RasterError::Truncated {
                path: path.to_owned(),
                expected: format!("{place} needs {needed} bytes from byte {offset} on"),
                found: offset + available,
            }
        }
        _ => RasterError::Unreadable { path: path.to_owned(), place: place.to_owned(), message: error.to_string() },
    }
}

fn variable_of(variable: &NcVariable) -> Variable {
    let dimension = |dimension: &netcdf_reader::NcDimension| Dimension {
        name: dimension.name.clone(),
        length: usize::try_from(dimension.size).unwrap_or(usize::MAX),
    };
    let storage = storage_of(&variable.dtype);
    let stored =
        |name: &str| variable.attributes.iter().find(|attribute| attribute.name == name).map(|found| storage_of_attribute(&found.value));
    Variable {
        name: variable.name.clone(),
        dimensions: variable.dimensions.iter().map(dimension).collect(),
        storage,
        attributes: attributes_of(&variable.attributes),
        limits: Limits::of(storage, stored),
    }
}

fn storage_of(stored: &NcType) -> Storage {
    match stored {
        NcType::Char | NcType::String => Storage::Text,
        NcType::Float => Storage::Float32,
        NcType::Double => Storage::Float64,
        NcType::Byte | NcType::UByte => Storage::Integer { bits: 8 },
        NcType::Short | NcType::UShort => Storage::Integer { bits: 16 },
        NcType::Int | NcType::UInt => Storage::Integer { bits: 32 },
        NcType::Int64 | NcType::UInt64 => Storage::Integer { bits: 64 },
        _ => Storage::Other,
    }
}

const fn storage_of_attribute(value: &NcAttrValue) -> Storage {
    match value {
        NcAttrValue::Chars(_) | NcAttrValue::Strings(_) => Storage::Text,
        NcAttrValue::UserDefined { .. } => Storage::Other,
        NcAttrValue::Floats(_) => Storage::Float32,
        NcAttrValue::Doubles(_) => Storage::Float64,
        NcAttrValue::Bytes(_) | NcAttrValue::UBytes(_) => Storage::Integer { bits: 8 },
        NcAttrValue::Shorts(_) | NcAttrValue::UShorts(_) => Storage::Integer { bits: 16 },
        NcAttrValue::Ints(_) | NcAttrValue::UInts(_) => Storage::Integer { bits: 32 },
        NcAttrValue::Int64s(_) | NcAttrValue::UInt64s(_) => Storage::Integer { bits: 64 },
    }
}

fn attributes_of(attributes: &[NcAttribute]) -> Attributes {
    Attributes::new(attributes.iter().filter_map(|attribute| Some((attribute.name.clone(), attribute_value(&attribute.value)?))).collect())
}

fn attribute_value(value: &NcAttrValue) -> Option<AttributeValue> {
    match value {
        NcAttrValue::Chars(text) => Some(AttributeValue::Text(text.clone())),
        NcAttrValue::Strings(texts) if texts.len() == 1 => Some(AttributeValue::Text(texts[0].clone())),
        NcAttrValue::Strings(texts) => Some(AttributeValue::Texts(texts.clone())),
        _ => value.as_f64_vec().map(AttributeValue::Numbers),
    }
}
