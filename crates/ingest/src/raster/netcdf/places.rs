//! Where the numbers of each variable stand in a NetCDF file.

use super::super::encoding::{Decoded, Encoding, NumberType};
use super::super::file_bytes::FileBytes;
use super::super::{MissingSingles, Numbers, RasterError, Storage, Variable};
use super::chunks::{ChunkError, Chunks};
use super::header::{Extent, Header};
use super::stretch::Stretch;
use super::{Hdf5Error, failure};
use hdf5_reader::Hdf5File;
use ndarray::ArrayD;
use netcdf_reader::classic::data::compute_record_stride;
use netcdf_reader::{Error, NcFile, NcType};
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

/// The bytes of a file, and how each variable is read from them.
pub(super) struct Places {
    bytes: FileBytes,
    /// The structure of a NetCDF-4 file; none of a classic one.
    structure: Option<Box<Hdf5File>>,
    /// For each variable, once it is asked for; none if it is left to the library.
    ways: Vec<OnceLock<Option<Way>>>,
}

enum Way {
    Stretch(Stretch),
    Chunks(Chunks),
    /// Neither here nor by the library.
    Refused(Refusal),
}

/// Why neither reads a variable right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Chunks of an uncommon kind in a variable that may grow.
    Growing,
    /// Other lengths than those of the dimensions, where these do not grow.
    Extent,
    /// A filter that neither undoes, by its name.
    Filter(&'static str),
    /// A chunk where none can begin, as in a damaged file.
    Position,
    /// Numbers that do not fill their bytes, or are not those of IEEE 754.
    Number,
}

impl Refusal {
    fn message(self) -> String {
        let message = match self {
            Self::Filter(name) => return format!("expected chunks that are deflated or packed by LZ4, SZIP or scale-offset, found {name}"),
            Self::Growing => "expected chunks of deflated numbers in a variable that may grow, found another filter or type",
            Self::Extent => "expected as many positions as its dimensions have, found others",
            Self::Position => "expected chunks to begin at multiples of their lengths, found another position; the file is damaged",
            Self::Number => {
                "expected integers of 8, 16, 32 or 64 bits or floating-point numbers of IEEE 754 in 32 or 64 bits, found others"
            }
        };
        message.to_owned()
    }
}

/// Numbers that cannot be read from their places.
pub(super) enum PlaceError {
    Stretch(Hdf5Error),
    /// With the first position of the chunk along each dimension.
    Chunk(Vec<usize>, ChunkError),
    /// The variable is stored in a way that nothing here reads right.
    Refused(Refusal),
}

impl PlaceError {
    /// The error in a variable of a file.
    pub(super) fn of(self, path: &Path, variable: &str) -> RasterError {
        match self {
            Self::Stretch(error) => failure(path, &format!("variable `{variable}`"), &error.into()),
            // To write such a file anew needs another source of it.
            Self::Refused(refusal @ (Refusal::Extent | Refusal::Position)) => {
                RasterError::Unreadable { path: path.to_owned(), place: format!("variable `{variable}`"), message: refusal.message() }
            }
            Self::Refused(refusal) => {
                RasterError::UncommonStorage { path: path.to_owned(), variable: variable.to_owned(), message: refusal.message() }
            }
            Self::Chunk(first, error) => {
                let place = format!("variable `{variable}`, chunk at {first:?}");
                match error {
                    ChunkError::Bytes(error) => failure(path, &place, &error.into()),
                    error => RasterError::Unreadable { path: path.to_owned(), place, message: error.to_string() },
                }
            }
        }
    }
}

impl Places {
    /// The places of so many variables of an opened file.
    pub(super) fn open(path: &Path, file: &NcFile, variables: usize) -> Result<Self, Error> {
        let structure = if file.as_classic().is_none() { Some(Box::new(Hdf5File::open(path)?)) } else { None };
        Ok(Self { bytes: FileBytes::open(path)?, structure, ways: (0..variables).map(|_| OnceLock::new()).collect() })
    }

    /// The objects of a NetCDF-4 file.
    pub(super) fn structure(&self) -> Option<&Hdf5File> {
        self.structure.as_deref()
    }

    /// The numbers of a variable, the one of that position, within some ranges; none if they are left to the library.
    pub(super) fn read(
        &self,
        file: &NcFile,
        variable: &Variable,
        position: usize,
        ranges: &[Range<usize>],
    ) -> Option<Result<Numbers, PlaceError>> {
        let way = self.way(file, variable, position)?;
        Some(match variable.storage {
            Storage::Float32 => self.numbers::<f32>(way, ranges, |_| ()).map(Numbers::Single),
            _ => self.numbers::<f64>(way, ranges, |_| ()).map(Numbers::Double),
        })
    }

    /// The values of a variable, NaN where missing, within some ranges; none if they are left to the library.
    pub(super) fn read_singles(
        &self,
        file: &NcFile,
        (variable, position): (&Variable, usize),
        ranges: &[Range<usize>],
        missing: &MissingSingles,
    ) -> Option<Result<ArrayD<f32>, PlaceError>> {
        let way = self.way(file, variable, position)?;
        Some(self.numbers(way, ranges, |numbers| missing.replace(numbers)))
    }

    /// The lengths of the parts in which a variable is read, unless it is left to the library.
    pub(super) fn chunk_lengths(&self, file: &NcFile, variable: &Variable, position: usize) -> Option<Vec<usize>> {
        match self.way(file, variable, position)? {
            Way::Stretch(stretch) => Some(stretch.chunk_lengths()),
            Way::Chunks(chunks) => Some(chunks.lengths.clone()),
            Way::Refused(_) => None,
        }
    }

    /// The numbers of a variable, on which `finish` works as they are made.
    fn numbers<T: Decoded>(
        &self,
        way: &Way,
        ranges: &[Range<usize>],
        finish: impl Fn(&mut [T]) + Copy + Send + Sync,
    ) -> Result<ArrayD<T>, PlaceError> {
        let bytes = &self.bytes;
        match way {
            Way::Stretch(stretch) => stretch.read(bytes, ranges, finish).map_err(PlaceError::Stretch),
            Way::Chunks(chunks) => chunks.read(bytes, ranges, finish).map_err(|(first, error)| PlaceError::Chunk(first, error)),
            Way::Refused(refusal) => Err(PlaceError::Refused(*refusal)),
        }
    }

    fn way(&self, file: &NcFile, variable: &Variable, position: usize) -> Option<&Way> {
        let find = || match &self.structure {
            None => in_classic(file, variable, position).map(Way::Stretch),
            Some(structure) => in_netcdf4(structure, variable),
        };
        self.ways[position].get_or_init(find).as_ref()
    }
}

/// Where a variable of a classic file stands (NetCDF Classic Format Specification: numbers have their highest byte first,
/// and the records of all variables follow each other record by record).
fn in_classic(file: &NcFile, variable: &Variable, position: usize) -> Option<Stretch> {
    let variables = file.variables().ok()?;
    let stored = variables.get(position)?;
    let record = if stored.is_record_var { Some(compute_record_stride(variables).ok()?) } else { None };
    let encoding = Encoding { number: number_type(&stored.dtype)?, big_endian: true };
    Some(Stretch::of(variable, stored.data_offset, encoding, record))
}

fn in_netcdf4(file: &Hdf5File, variable: &Variable) -> Option<Way> {
    let lengths: Vec<usize> = variable.dimensions.iter().map(|dimension| dimension.length).collect();
    let header = Header::of(file, &variable.name)?;
    if !header.numbers_are_common() {
        return Some(Way::Refused(Refusal::Number));
    }
    if let Some(filter) = header.unknown_filter() {
        return Some(Way::Refused(Refusal::Filter(filter)));
    }
    let found = |encoding| in_header(&header, variable, encoding, &lengths).unwrap_or_else(|refusal| Some(Way::Refused(refusal)));
    let way = match header.extent(&lengths) {
        Extent::Whole => header.encoding().and_then(found),
        Extent::Shorter => None,
        Extent::Other => Some(Way::Refused(Refusal::Extent)),
    };
    way.or_else(|| header.is_misplaced_by_library().then_some(Way::Refused(Refusal::Growing)))
}

fn in_header(header: &Header<'_>, variable: &Variable, encoding: Encoding, lengths: &[usize]) -> Result<Option<Way>, Refusal> {
    let bytes = lengths.iter().try_fold(encoding.width() as u64, |bytes, &length| bytes.checked_mul(length as u64));
    match bytes.and_then(|bytes| header.contiguous(bytes)) {
        Some(start) => Ok(Some(Way::Stretch(Stretch::of(variable, start, encoding, None)))),
        None => Ok(Chunks::of(header, encoding)?.map(Way::Chunks)),
    }
}

const fn number_type(stored: &NcType) -> Option<NumberType> {
    Some(match stored {
        NcType::Byte => NumberType::Signed8,
        NcType::UByte => NumberType::Unsigned8,
        NcType::Short => NumberType::Signed16,
        NcType::UShort => NumberType::Unsigned16,
        NcType::Int => NumberType::Signed32,
        NcType::UInt => NumberType::Unsigned32,
        NcType::Int64 => NumberType::Signed64,
        NcType::UInt64 => NumberType::Unsigned64,
        NcType::Float => NumberType::Float32,
        NcType::Double => NumberType::Float64,
        _ => return None,
    })
}
