//! What the object header of a NetCDF-4 variable says of its storage (HDF5 File Format Specification 3.0, section IV.A.2).

use super::super::encoding::{Encoding, NumberType};
use super::chunks::Filter;
use super::number_type;
use super::places::Refusal;
use hdf5_reader::btree_v1::{BTreeV1Key, collect_btree_v1_leaves_storage};
use hdf5_reader::chunk_index::{ChunkEntry, collect_implicit_chunk_entries, collect_v2_chunk_entries_storage, single_chunk_entry};
use hdf5_reader::error::Error;
use hdf5_reader::extensible_array::collect_extensible_array_chunk_entries_storage;
use hdf5_reader::filters::{FILTER_DEFLATE, FILTER_FLETCHER32, FILTER_SHUFFLE};
use hdf5_reader::fixed_array::collect_fixed_array_chunk_entries_storage;
use hdf5_reader::io::Cursor;
use hdf5_reader::messages::HdfMessage;
use hdf5_reader::messages::filter_pipeline::FilterDescription;
use hdf5_reader::messages::layout::{ChunkIndexing, DataLayout};
use hdf5_reader::object_header::ObjectHeader;
use hdf5_reader::{ByteOrder, DEFAULT_MAX_CHUNK_BYTES, Dataset, Datatype, Hdf5File};
use std::sync::Arc;

/// How the lengths of a variable stand to those of its dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// They are the same.
    Whole,
    /// It is shorter along dimensions that grow: what was not written is its fill value.
    Shorter,
    Other,
}

/// Filters of which files are written elsewhere.
const UNKNOWN_FILTERS: [(u16, &str); 9] = [
    (307, "bzip2"),
    (32_000, "LZF"),
    (32_001, "Blosc"),
    (32_008, "bitshuffle"),
    (32_013, "ZFP"),
    (32_015, "Zstandard"),
    (32_017, "SZ"),
    (32_018, "FCIDECOMP"),
    (32_026, "Blosc 2"),
];

/// The header of a variable.
pub(super) struct Header<'a> {
    file: &'a Hdf5File,
    dataset: Dataset,
    messages: Arc<ObjectHeader>,
}

impl<'a> Header<'a> {
    /// The header of a variable of the root group; none if the file holds it otherwise.
    pub(super) fn of(file: &'a Hdf5File, name: &str) -> Option<Self> {
        let dataset = file.dataset(name).ok()?;
        let messages = file.get_or_parse_header(dataset.address()).ok()?;
        let elsewhere = messages.messages.iter().any(|message| matches!(message, HdfMessage::ExternalFiles(_)));
        (!elsewhere).then_some(Self { file, dataset, messages })
    }

    /// How the lengths of the variable stand to those of its dimensions.
    pub(super) fn extent(&self, lengths: &[usize]) -> Extent {
        const UNLIMITED: u64 = u64::MAX;
        let (own, longest) = (self.dataset.shape(), self.longest());
        if own.iter().copied().eq(lengths.iter().map(|&length| length as u64)) {
            return Extent::Whole;
        }
        // Without a fill value of its own the library would make zeros of what is not there.
        let fills = self.dataset.fill_value().is_some_and(|fill| fill.value.as_ref().is_some_and(|value| !value.is_empty()));
        let grows = |position: usize| fills && longest.get(position) == Some(&UNLIMITED) && own[position] <= lengths[position] as u64;
        let fits = |position: usize| own[position] == lengths[position] as u64 || grows(position);
        if own.len() == lengths.len() && (0..own.len()).all(fits) { Extent::Shorter } else { Extent::Other }
    }

    /// The name of a filter that nothing here undoes (The HDF Group, Registered Filter Plugins).
    pub(super) fn unknown_filter(&self) -> Option<&'static str> {
        let name = |filter: &FilterDescription| UNKNOWN_FILTERS.iter().find(|(number, _)| *number == filter.id).map(|&(_, name)| name);
        self.pipeline().iter().find_map(name)
    }

    fn pipeline(&self) -> &[FilterDescription] {
        let pipeline = self.messages.messages.iter().find_map(|message| match message {
            HdfMessage::FilterPipeline(pipeline) => Some(pipeline.filters.as_slice()),
            _ => None,
        });
        pipeline.unwrap_or_default()
    }

    /// How its numbers are written down.
    pub(super) fn encoding(&self) -> Option<Encoding> {
        let (number, order) = match *self.dataset.dtype() {
            Datatype::FloatingPoint { size: 4, byte_order } => (NumberType::Float32, byte_order),
            Datatype::FloatingPoint { size: 8, byte_order } => (NumberType::Float64, byte_order),
            Datatype::FixedPoint { size, signed, byte_order } => (integer(size, signed)?, byte_order),
            _ => return None,
        };
        Some(Encoding { number, big_endian: order == ByteOrder::BigEndian })
    }

    /// Whether its numbers, if it holds some, fill their bytes and are those of IEEE 754.
    pub(super) fn numbers_are_common(&self) -> bool {
        number_type::are_common(self.file, self.dataset.address()) == Some(true)
    }

    /// Where its numbers begin, if they stand one after the other and are so many bytes.
    pub(super) fn contiguous(&self, bytes: u64) -> Option<u64> {
        match *self.layout()? {
            DataLayout::Contiguous { address, size } if size >= bytes && self.is_written(address) => Some(address),
            _ => None,
        }
    }

    /// The lengths of its chunks.
    pub(super) fn chunk_lengths(&self) -> Option<Vec<usize>> {
        let lengths = self.dataset.chunks()?;
        (lengths.len() == self.dataset.ndim() && !lengths.contains(&0) && !lengths.is_empty())
            .then(|| lengths.into_iter().map(|length| length as usize).collect())
    }

    /// The filters of its chunks, if each is known and applied once; numbers have so many bytes.
    pub(super) fn filters(&self, width: usize) -> Option<Vec<Filter>> {
        let known = self.pipeline().iter().map(|filter| match filter.id {
            FILTER_SHUFFLE if filter.client_data.first().is_none_or(|&bytes| bytes as usize == width) => Some(Filter::Shuffle),
            FILTER_DEFLATE => Some(Filter::Deflate),
            FILTER_FLETCHER32 => Some(Filter::Fletcher32),
            _ => None,
        });
        let filters = known.collect::<Option<Vec<Filter>>>()?;
        let once = |filter: &Filter| filters.iter().filter(|other| *other == filter).count() == 1;
        filters.iter().all(once).then_some(filters)
    }

    /// The bytes of the number in places that were never written.
    pub(super) fn fill(&self, width: usize) -> Option<Vec<u8>> {
        match self.dataset.fill_value().and_then(|fill| fill.value.clone()).filter(|value| !value.is_empty()) {
            Some(value) => (value.len() == width).then_some(value),
            None => Some(vec![0; width]),
        }
    }

    /// The chunks that the file holds.
    pub(super) fn chunk_entries(&self) -> Result<Option<Vec<ChunkEntry>>, Refusal> {
        let (Some(mut entries), Some(lengths)) = (self.all_chunk_entries(), self.dataset.chunks()) else { return Ok(None) };
        let begins = |(offset, length): (&u64, u32)| offset.is_multiple_of(u64::from(length));
        if !entries.iter().all(|entry| entry.offsets.iter().zip(lengths.iter().copied()).all(begins)) {
            return Err(Refusal::Position);
        }
        // The file may still hold chunks from before the variable was made smaller.
        let shape = self.dataset.shape();
        entries.retain(|entry| entry.offsets.iter().zip(shape).all(|(offset, length)| offset < length));
        Ok(entries.iter().all(|entry| entry.offsets.len() == shape.len()).then_some(entries))
    }

    fn all_chunk_entries(&self) -> Option<Vec<ChunkEntry>> {
        let DataLayout::Chunked { address, chunk_indexing, .. } = self.layout()? else { return None };
        let lengths = self.dataset.chunks()?;
        let bytes = lengths.iter().try_fold(self.encoding()?.width(), |bytes, &length| bytes.checked_mul(length as usize))?;
        if bytes > DEFAULT_MAX_CHUNK_BYTES {
            return None;
        }
        if !self.is_written(*address) {
            return Some(Vec::new());
        }
        self.indexed(*address, chunk_indexing.as_ref(), &lengths).ok()
    }

    fn indexed(&self, address: u64, index: Option<&ChunkIndexing>, lengths: &[u32]) -> Result<Vec<ChunkEntry>, Error> {
        let (storage, superblock, shape) = (self.file.storage(), self.file.superblock(), self.dataset.shape());
        let longest = self.longest();
        let (offsets, sizes) = (superblock.offset_size, superblock.length_size);
        let width = self.dataset.raw_element_size()?;
        match index {
            None => {
                let rank = u32::try_from(shape.len()).ok();
                let leaves = collect_btree_v1_leaves_storage(storage, address, offsets, sizes, rank, lengths, None)?;
                Ok(leaves.into_iter().filter_map(|(key, address)| entry_of_leaf(key, address, shape.len())).collect())
            }
            Some(ChunkIndexing::SingleChunk { filtered_size, filters }) => {
                Ok(vec![single_chunk_entry(address, *filtered_size, *filters, shape.len())])
            }
            Some(ChunkIndexing::BTreeV2) => {
                let rank = u32::try_from(shape.len()).unwrap_or(u32::MAX);
                collect_v2_chunk_entries_storage(storage, address, offsets, sizes, rank, lengths, None)
            }
            Some(ChunkIndexing::Implicit) => collect_implicit_chunk_entries(address, longest, lengths, width, None, storage.len()),
            Some(ChunkIndexing::FixedArray { .. }) => {
                collect_fixed_array_chunk_entries_storage(storage, address, offsets, sizes, longest, lengths, None)
            }
            Some(ChunkIndexing::ExtensibleArray { .. }) => {
                let longest = self.dataset.max_dims();
                collect_extensible_array_chunk_entries_storage(storage, address, offsets, sizes, shape, longest, lengths, None)
            }
        }
    }

    /// The lengths to which the variable may grow, by which an index of fixed length numbers its chunks (HDF5 File Format Specification 3.0,
    /// sections VII.B and VII.C).
    fn longest(&self) -> &[u64] {
        self.dataset.max_dims().unwrap_or_else(|| self.dataset.shape())
    }

    /// Whether the library would put the chunks of the variable in wrong places: it numbers those of an index of fixed length by the lengths that the
    /// variable has.
    pub(super) fn is_misplaced_by_library(&self) -> bool {
        let Some(DataLayout::Chunked { chunk_indexing: Some(index), .. }) = self.layout() else { return false };
        let fixed = matches!(index, ChunkIndexing::Implicit | ChunkIndexing::FixedArray { .. });
        // However far the first dimension may grow, the numbers of the chunks stay.
        fixed && self.longest().iter().zip(self.dataset.shape()).skip(1).any(|(longest, length)| longest > length)
    }

    fn layout(&self) -> Option<&DataLayout> {
        self.messages.messages.iter().find_map(|message| match message {
            HdfMessage::DataLayout(message) => Some(&message.layout),
            _ => None,
        })
    }

    fn is_written(&self, address: u64) -> bool {
        !Cursor::is_undefined_offset(address, self.file.superblock().offset_size)
    }
}

fn entry_of_leaf(key: BTreeV1Key, address: u64, rank: usize) -> Option<ChunkEntry> {
    match key {
        BTreeV1Key::RawData { chunk_size, filter_mask, mut offsets } => {
            offsets.truncate(rank);
            Some(ChunkEntry { address, size: u64::from(chunk_size), filter_mask, offsets })
        }
        BTreeV1Key::Group { .. } => None,
    }
}

const fn integer(bytes: u8, signed: bool) -> Option<NumberType> {
    Some(match (bytes, signed) {
        (1, true) => NumberType::Signed8,
        (1, false) => NumberType::Unsigned8,
        (2, true) => NumberType::Signed16,
        (2, false) => NumberType::Unsigned16,
        (4, true) => NumberType::Signed32,
        (4, false) => NumberType::Unsigned32,
        (8, true) => NumberType::Signed64,
        (8, false) => NumberType::Unsigned64,
        _ => return None,
    })
}
