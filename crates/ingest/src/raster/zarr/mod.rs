//! Zarr of versions 2 and 3: folders that hold arrays, as xarray and GDAL write them.
//!
//! Only the arrays directly in the root group are read. A chunk that is not there holds the array's fill value: the format cannot tell a
//! chunk that was never written from one that was lost.

mod attributes;

use super::{Attributes, Dimension, Limits, Numbers, RasterError, RasterFile, Storage, Variable};
use ndarray::ArrayD;
use std::fmt::Display;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zarrs::array::data_type::{
    FixedLengthUTF32DataType, Float32DataType, Float64DataType, Int8DataType, Int16DataType, Int32DataType, Int64DataType, StringDataType,
    UInt8DataType, UInt16DataType, UInt32DataType, UInt64DataType,
};
use zarrs::array::{Array, ArrayError, ArraySubset, DataType, FromArrayBytes};
use zarrs::filesystem::FilesystemStore;
use zarrs::metadata::{ArrayMetadata, NodeMetadata};
use zarrs::node::Node;

/// Files that are in the root of a store, whatever its version.
const ROOT_FILES: [&str; 4] = ["zarr.json", ".zgroup", ".zmetadata", ".zarray"];

/// Whether a folder is a store.
pub(super) fn is_store(folder: &Path) -> bool {
    ROOT_FILES.iter().any(|name| folder.join(name).is_file())
}

/// An opened store.
pub struct ZarrFile {
    path: PathBuf,
    store: Arc<FilesystemStore>,
    attributes: Attributes,
    variables: Vec<Variable>,
    in_groups: Vec<String>,
}

impl ZarrFile {
    /// Opens a store and reads the headers of its arrays.
    ///
    /// # Errors
    /// [`RasterError::Unreadable`].
    pub fn open(path: &Path) -> Result<Self, RasterError> {
        let store = Arc::new(FilesystemStore::new(path).map_err(|error| unreadable(path, "store", &error))?);
        let root = Node::open(&store, "/").map_err(|error| unreadable(path, "header", &error))?;
        let arrays = root.children().iter().filter_map(|node| match node.metadata() {
            NodeMetadata::Array(metadata) => Some((node.name().as_str().to_owned(), metadata)),
            NodeMetadata::Group(_) => None,
        });
        let mut variables: Vec<Variable> = arrays.map(|(name, metadata)| variable_of(&store, name, metadata)).collect();
        variables.sort_by(|one, other| one.name.cmp(&other.name));
        let mut in_groups: Vec<String> = root.children().iter().flat_map(|group| group.children()).flat_map(arrays_below).collect();
        in_groups.sort_unstable();
        Ok(Self { path: path.to_owned(), store, attributes: attributes::of_root(root.metadata()), variables, in_groups })
    }

    fn array(&self, variable: &str) -> Result<Array<FilesystemStore>, RasterError> {
        Array::open(Arc::clone(&self.store), &format!("/{variable}")).map_err(|error| self.unreadable(variable, &error))
    }

    fn unreadable(&self, variable: &str, error: &impl Display) -> RasterError {
        unreadable(&self.path, &format!("variable `{variable}`"), error)
    }
}

/// The paths of a node, if it is an array, and of the arrays below it.
fn arrays_below(node: &Node) -> Vec<String> {
    match node.metadata() {
        NodeMetadata::Array(_) => vec![node.path().as_str().trim_start_matches('/').to_owned()],
        NodeMetadata::Group(_) => node.children().iter().flat_map(arrays_below).collect(),
    }
}

impl RasterFile for ZarrFile {
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

    fn read_stored(&self, variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError> {
        let subset = ArraySubset::new_with_ranges(&ranges.iter().map(|range| range.start as u64..range.end as u64).collect::<Vec<_>>());
        numbers(&self.array(&variable.name)?, &subset).map_err(|error| self.unreadable(&variable.name, &error))
    }

    fn chunk_lengths(&self, variable: &Variable) -> Option<Vec<usize>> {
        let array = self.array(&variable.name).ok()?;
        array.chunk_shape_usize(&vec![0; variable.dimensions.len()]).ok()
    }

    fn why_unread(&self, variable: &Variable) -> Option<RasterError> {
        self.array(&variable.name).err()
    }

    fn read_labels(&self, variable: &str) -> Result<Vec<String>, RasterError> {
        if self.variable(variable)?.storage != Storage::Text {
            return Err(RasterError::NotTexts { path: self.path.clone(), variable: variable.to_owned() });
        }
        let array = self.array(variable)?;
        let labels: Vec<String> = array.retrieve_array_subset(&array.subset_all()).map_err(|error| self.unreadable(variable, &error))?;
        Ok(labels.iter().map(|label| label.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0').to_owned()).collect())
    }
}

fn unreadable(path: &Path, place: &str, error: &impl Display) -> RasterError {
    RasterError::Unreadable { path: path.to_owned(), place: place.to_owned(), message: error.to_string() }
}

/// An array's header as a variable; one of a type or codec that cannot be read is kept as such.
fn variable_of(store: &Arc<FilesystemStore>, name: String, metadata: &ArrayMetadata) -> Variable {
    let array = Array::new_with_metadata(Arc::clone(store), &format!("/{name}"), metadata.clone());
    let storage = array.map_or(Storage::Other, |array| storage_of(array.data_type()));
    let dimensions = attributes::dimension_names(metadata);
    let length = |length: &u64| usize::try_from(*length).unwrap_or(usize::MAX);
    let shape = match metadata {
        ArrayMetadata::V2(metadata) => &metadata.shape,
        ArrayMetadata::V3(metadata) => &metadata.shape,
    };
    let dimension = |(position, of): (usize, &u64)| Dimension {
        name: dimensions.get(position).cloned().flatten().unwrap_or_else(|| format!("{name}_dim_{position}")),
        length: length(of),
    };
    let dimensions: Vec<Dimension> = shape.iter().enumerate().map(dimension).collect();
    let is_coordinate = matches!(dimensions.as_slice(), [only] if only.name == name);
    let limits = Limits::of(storage, |name| attributes::storage(metadata, name));
    Variable { attributes: attributes::of_array(metadata, storage, is_coordinate), name, dimensions, storage, limits }
}

fn storage_of(stored: &DataType) -> Storage {
    match () {
        () if stored.is::<Float32DataType>() => Storage::Float32,
        () if stored.is::<Float64DataType>() => Storage::Float64,
        () if stored.is::<StringDataType>() || stored.is::<FixedLengthUTF32DataType>() => Storage::Text,
        () if stored.is::<Int8DataType>() || stored.is::<UInt8DataType>() => Storage::Integer { bits: 8 },
        () if stored.is::<Int16DataType>() || stored.is::<UInt16DataType>() => Storage::Integer { bits: 16 },
        () if stored.is::<Int32DataType>() || stored.is::<UInt32DataType>() => Storage::Integer { bits: 32 },
        () if stored.is::<Int64DataType>() || stored.is::<UInt64DataType>() => Storage::Integer { bits: 64 },
        () => Storage::Other,
    }
}

/// The numbers of a part of an array of numbers.
#[expect(clippy::cast_precision_loss, reason = "wide integers are read in double precision from every format")]
fn numbers(array: &Array<FilesystemStore>, subset: &ArraySubset) -> Result<Numbers, ArrayError> {
    let stored = array.data_type();
    Ok(Numbers::Double(match () {
        () if stored.is::<Float32DataType>() => return array.retrieve_array_subset(subset).map(Numbers::Single),
        () if stored.is::<Int8DataType>() => converted(array, subset, <f64 as From<i8>>::from)?,
        () if stored.is::<UInt8DataType>() => converted(array, subset, <f64 as From<u8>>::from)?,
        () if stored.is::<Int16DataType>() => converted(array, subset, <f64 as From<i16>>::from)?,
        () if stored.is::<UInt16DataType>() => converted(array, subset, <f64 as From<u16>>::from)?,
        () if stored.is::<Int32DataType>() => converted(array, subset, <f64 as From<i32>>::from)?,
        () if stored.is::<UInt32DataType>() => converted(array, subset, <f64 as From<u32>>::from)?,
        () if stored.is::<Int64DataType>() => converted(array, subset, |number: i64| number as f64)?,
        () if stored.is::<UInt64DataType>() => converted(array, subset, |number: u64| number as f64)?,
        () => array.retrieve_array_subset(subset)?,
    }))
}

fn converted<T: Copy>(array: &Array<FilesystemStore>, subset: &ArraySubset, convert: impl Fn(T) -> f64) -> Result<ArrayD<f64>, ArrayError>
where
    ArrayD<T>: FromArrayBytes,
{
    Ok(array.retrieve_array_subset::<ArrayD<T>>(subset)?.mapv(convert))
}
