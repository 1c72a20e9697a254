//! NetCDF through GDAL's multidimensional interface: the reference against which the pure-Rust reader is tested.
//!
//! GDAL's bindings do not list attributes, so that only those in [`KNOWN_ATTRIBUTES`] are seen. HDF5 in C takes one thread at a time,
//! so that reading is serialised by a lock.

use fluxledger_ingest::raster::{AttributeValue, Attributes, Dimension, Limits, Numbers, RasterError, RasterFile, Storage, Variable};
use gdal::cpl::CslStringList;
use gdal::errors::GdalError;
use gdal::raster::{Attribute, ExtendedDataType, GdalDataType, Group, MDArray};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};
use ndarray::{ArrayD, IxDyn};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The attributes that are asked for by name.
pub const KNOWN_ATTRIBUTES: [&str; 19] = [
    "_FillValue",
    "_Unsigned",
    "add_offset",
    "bounds",
    "calendar",
    "cell_method",
    "coordinates",
    "fluxledger_simulation",
    "frequency",
    "long_name",
    "missing_value",
    "scale_factor",
    "species",
    "standard_name",
    "time_period",
    "valid_max",
    "valid_min",
    "valid_range",
    "year",
];

/// A NetCDF file opened by GDAL.
pub struct GdalFile {
    path: PathBuf,
    dataset: Mutex<Dataset>,
    attributes: Attributes,
    variables: Vec<Variable>,
}

impl GdalFile {
    /// Opens a file and reads the header of its root group.
    ///
    /// # Errors
    /// [`RasterError::Unreadable`].
    pub fn open(path: &Path) -> Result<Self, RasterError> {
        let failed = |error| unreadable(path, "header", &error);
        let options = DatasetOptions { open_flags: GdalOpenFlags::GDAL_OF_MULTIDIM_RASTER, ..DatasetOptions::default() };
        let dataset = Dataset::open_ex(path, options).map_err(failed)?;
        let (attributes, variables) = header(&dataset).map_err(failed)?;
        Ok(Self { path: path.to_owned(), dataset: Mutex::new(dataset), attributes, variables })
    }

    /// Works on one variable while no other thread uses the file.
    fn with_array<T>(&self, variable: &str, work: impl FnOnce(&MDArray<'_>) -> Result<T, GdalError>) -> Result<T, RasterError> {
        let dataset = self.dataset.lock().unwrap_or_else(PoisonError::into_inner);
        let done = dataset.root_group().and_then(|group| work(&group.open_md_array(variable, CslStringList::new())?));
        done.map_err(|error| unreadable(&self.path, &format!("variable `{variable}`"), &error))
    }
}

impl RasterFile for GdalFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn read_stored(&self, variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError> {
        let start = ranges.iter().map(|range| range.start as u64).collect();
        let shape: Vec<usize> = ranges.iter().map(ExactSizeIterator::len).collect();
        let values = self.with_array(&variable.name, |array| array.read_as::<f64>(start, shape.clone()))?;
        Ok(Numbers::Double(ArrayD::from_shape_vec(IxDyn(&shape), values).expect("as many values as were counted")))
    }

    fn read_labels(&self, variable: &str) -> Result<Vec<String>, RasterError> {
        self.variable(variable)?;
        let labels = self.with_array(variable, |array| array.read_as_string_array())?;
        Ok(labels.iter().map(|label| label.trim().to_owned()).collect())
    }
}

pub(crate) fn unreadable(path: &Path, place: &str, error: &GdalError) -> RasterError {
    RasterError::Unreadable { path: path.to_owned(), place: place.to_owned(), message: error.to_string() }
}

fn header(dataset: &Dataset) -> Result<(Attributes, Vec<Variable>), GdalError> {
    let group = dataset.root_group()?;
    let mut everything = CslStringList::new();
    everything.set_name_value("SHOW_ALL", "YES")?;
    let names = group.array_names(everything);
    let variables = names.iter().map(|name| variable_of(&group, name)).collect::<Result<Vec<_>, _>>()?;
    let attributes = KNOWN_ATTRIBUTES.iter().filter_map(|name| Some(((*name).to_owned(), value_of(&group.attribute(name).ok()?)?)));
    Ok((Attributes::new(attributes.collect()), variables))
}

fn variable_of(group: &Group<'_>, name: &str) -> Result<Variable, GdalError> {
    let array = group.open_md_array(name, CslStringList::new())?;
    let dimensions =
        array.dimensions()?.iter().map(|dimension| Dimension { name: local_name(&dimension.name()), length: dimension.size() }).collect();
    let mut attributes: Vec<(String, AttributeValue)> =
        KNOWN_ATTRIBUTES.iter().filter_map(|name| Some(((*name).to_owned(), value_of(&array.attribute(name).ok()?)?))).collect();
    let unit = array.unit();
    if !unit.is_empty() {
        attributes.push(("units".to_owned(), AttributeValue::Text(unit)));
    }
    let storage = storage_of(&array.datatype());
    let limits = Limits::of(storage, |name| Some(storage_of(&array.attribute(name).ok()?.datatype())));
    Ok(Variable { name: name.to_owned(), dimensions, storage, attributes: Attributes::new(attributes), limits })
}

fn local_name(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).to_owned()
}

fn storage_of(stored: &ExtendedDataType) -> Storage {
    if stored.class().is_string() {
        return Storage::Text;
    }
    match GdalDataType::try_from(stored.numeric_datatype()) {
        Ok(number) if stored.class().is_numeric() => storage_of_number(number),
        _ => Storage::Other,
    }
}

pub(crate) fn storage_of_number(number: GdalDataType) -> Storage {
    match number {
        GdalDataType::Float32 => Storage::Float32,
        GdalDataType::Float64 => Storage::Float64,
        GdalDataType::Unknown => Storage::Other,
        _ => Storage::Integer { bits: number.bits() },
    }
}

fn value_of(attribute: &Attribute) -> Option<AttributeValue> {
    let class = attribute.datatype().class();
    if class.is_string() {
        let mut texts = attribute.read_as_string_array();
        return Some(if texts.len() == 1 { AttributeValue::Text(texts.remove(0)) } else { AttributeValue::Texts(texts) });
    }
    class.is_numeric().then(|| AttributeValue::Numbers(attribute.read_as_f64_array()))
}
