//! Where the cells of a GeoTIFF lie (OGC GeoTIFF 1.1, OGC 19-008r4).

use super::super::bands::Place;
use super::super::cells::{CellAxes, Measured};
use super::projected::projection;
use super::{RasterError, TiffDecoder, failure};
use std::path::Path;
use tiff::TiffResult;
use tiff::tags::Tag;

// Keys and their values (OGC 19-008r4, section 7).
const MODEL_TYPE: u16 = 1024;
const RASTER_TYPE: u16 = 1025;
pub(super) const GEODETIC_CRS: u16 = 2048;
pub(super) const PRIME_MERIDIAN: u16 = 2051;
pub(super) const ANGULAR_UNITS: u16 = 2054;
pub(super) const PROJECTED_CRS: u16 = 3072;
const MODEL_PROJECTED: u16 = 1;
const MODEL_GEOCENTRIC: u16 = 3;
pub(super) const CITATION: u16 = 1026;
pub(super) const PROJECTED_CITATION: u16 = 3073;
const PIXEL_IS_POINT: u16 = 2;
pub(super) const GREENWICH: u16 = 8901;
pub(super) const DEGREES: [u16; 2] = [9102, 9122];
pub(super) const USER_DEFINED: u16 = 32767;

/// The keys of a file: short numbers in one tag, others in a second, texts in a third.
pub(super) struct GeoKeys {
    entries: Vec<[u16; 4]>,
    doubles: Vec<f64>,
    texts: String,
}

impl GeoKeys {
    fn read(decoder: &mut TiffDecoder) -> TiffResult<Self> {
        let directory = decoder.find_tag_unsigned_vec::<u16>(Tag::GeoKeyDirectoryTag)?.unwrap_or_default();
        let entries = directory.chunks_exact(4).skip(1).map(|entry| [entry[0], entry[1], entry[2], entry[3]]).collect();
        let texts = match decoder.find_tag(Tag::GeoAsciiParamsTag)? {
            Some(value) => value.into_string()?,
            None => String::new(),
        };
        let doubles = decoder.find_tag(Tag::GeoDoubleParamsTag)?.map_or_else(|| Ok(Vec::new()), tiff::decoder::ifd::Value::into_f64_vec)?;
        Ok(Self { entries, doubles, texts })
    }

    /// A short number.
    pub(super) fn number(&self, key: u16) -> Option<u16> {
        self.entries.iter().find(|entry| entry[0] == key && entry[1] == 0).map(|entry| entry[3])
    }

    /// A number of any size.
    pub(super) fn double(&self, key: u16) -> Option<f64> {
        self.doubles(key).first().copied()
    }

    /// All numbers of a key.
    pub(super) fn doubles(&self, key: u16) -> &[f64] {
        let is_key = |entry: &&[u16; 4]| entry[0] == key && entry[1] == Tag::GeoDoubleParamsTag.to_u16();
        let entry = self.entries.iter().find(is_key);
        let range = entry.map_or(0..0, |entry| usize::from(entry[3])..usize::from(entry[3]) + usize::from(entry[2]));
        self.doubles.get(range).unwrap_or_default()
    }

    /// A text.
    pub(super) fn text(&self, key: u16) -> Option<&str> {
        let entry = self.entries.iter().find(|entry| entry[0] == key && entry[1] == Tag::GeoAsciiParamsTag.to_u16())?;
        let (length, start) = (usize::from(entry[2]), usize::from(entry[3]));
        Some(self.texts.get(start..start + length)?.trim_end_matches(['|', '\0']))
    }

    fn is_projected(&self) -> bool {
        self.number(MODEL_TYPE) == Some(MODEL_PROJECTED) || self.number(PROJECTED_CRS).is_some()
    }

    /// The name of a coordinate system that is not longitude and latitude in degrees east of Greenwich; none if it is, or if none is stated.
    fn other_system(&self) -> Option<String> {
        if self.number(MODEL_TYPE) == Some(MODEL_GEOCENTRIC) {
            return Some("geocentric coordinates".to_owned());
        }
        let is_named = self.number(GEODETIC_CRS).is_some_and(|code| code != USER_DEFINED);
        // As ESRI's programs spell a system out.
        let text = self.text(PROJECTED_CITATION).unwrap_or_default();
        if self.number(MODEL_TYPE) == Some(USER_DEFINED) && (text.contains("PROJCS") || !(is_named || text.contains("GEOGCS"))) {
            let name = [text, self.text(CITATION).unwrap_or_default()].into_iter().find(|name| !name.is_empty());
            return Some(name.unwrap_or("a system that the file does not name").to_owned());
        }
        let unit = self.number(ANGULAR_UNITS).filter(|unit| !DEGREES.contains(unit)).map(|unit| format!("angles in unit EPSG:{unit}"));
        let meridian = self.number(PRIME_MERIDIAN).filter(|&meridian| meridian != GREENWICH);
        unit.or_else(|| meridian.map(|meridian| format!("longitudes from the prime meridian EPSG:{meridian}")))
    }

    fn states_a_system(&self) -> bool {
        self.number(MODEL_TYPE).is_some() || self.number(GEODETIC_CRS).is_some()
    }
}

/// Where the cells lie; unstated without a coordinate system, whatever the numbers look like.
pub(super) fn place(path: &Path, decoder: &mut TiffDecoder) -> Result<Place, RasterError> {
    let failed = |error| failure(path, "georeference", error);
    let keys = GeoKeys::read(decoder).map_err(failed)?;
    let other = |found| RasterError::OtherCoordinateSystem { path: path.to_owned(), found };
    let projection = if keys.is_projected() { Some(projection(&keys).map_err(other)?) } else { None };
    if projection.is_none()
        && let Some(found) = keys.other_system()
    {
        return Err(other(found));
    }
    if projection.is_none() && !keys.states_a_system() {
        return Ok(Place::Unstated);
    }
    let (columns, rows) = decoder.dimensions().map_err(failed)?;
    let transform = transform(decoder).map_err(failed)?.ok_or_else(|| not_placed(path, "no transform from cells to coordinates"))?;
    let transform = if keys.number(RASTER_TYPE) == Some(PIXEL_IS_POINT) { half_a_cell_back(transform) } else { transform };
    let measured = if projection.is_some() { Measured::Metres } else { Measured::Degrees };
    let axes = CellAxes::from_transform(transform, rows as usize, columns as usize, measured);
    let axes = axes.ok_or_else(|| RasterError::Rotated { path: path.to_owned() })?;
    Ok(match projection {
        Some(projection) => Place::InPlane(axes, Box::new(projection)),
        None => Place::OnEarth(axes),
    })
}

fn not_placed(path: &Path, message: &str) -> RasterError {
    RasterError::Unreadable { path: path.to_owned(), place: "georeference".to_owned(), message: message.to_owned() }
}

/// The affine transform in GDAL's order, from a matrix or from a scale and one tie point.
fn transform(decoder: &mut TiffDecoder) -> TiffResult<Option<[f64; 6]>> {
    let mut numbers = |tag| decoder.find_tag(tag)?.map_or_else(|| Ok(Vec::new()), tiff::decoder::ifd::Value::into_f64_vec);
    let (scale, ties, matrix) = (numbers(Tag::ModelPixelScaleTag)?, numbers(Tag::ModelTiepointTag)?, numbers(Tag::ModelTransformationTag)?);
    Ok(match (scale.as_slice(), ties.as_slice(), matrix.as_slice()) {
        // A negative height is read in two ways by those who write it, so that it is none here.
        (&[width, height, ..], &[column, row, _, x, y, _], _) if height > 0.0 => {
            Some([x - column * width, width, 0.0, y + row * height, 0.0, -height])
        }
        ([], _, matrix) if matrix.len() == 16 => Some([matrix[3], matrix[0], matrix[1], matrix[7], matrix[4], matrix[5]]),
        _ => None,
    })
}

/// The transform of the corners where that of the centres is given.
fn half_a_cell_back([x, x_by_column, x_by_row, y, y_by_column, y_by_row]: [f64; 6]) -> [f64; 6] {
    let west = x - (x_by_column * 0.5 + x_by_row * 0.5);
    let north = y - (y_by_column * 0.5 + y_by_row * 0.5);
    [west, x_by_column, x_by_row, north, y_by_column, y_by_row]
}
