//! ESRI's ASCII grid: a header of keys, then numbers row by row from the north.
//!
//! The format names no coordinate system. Corners within the range of longitude and latitude are taken for degrees: a projected grid would
//! have to lie within a few hundred metres of its origin to be mistaken. A `.prj` beside the file that describes a plane is obeyed.

use super::super::bands::{self, Band, Place};
use super::super::cells::{CellAxes, EdgeLine, Measured};
use super::super::{Attributes, Numbers, RasterError, RasterFile, Storage, Variable, part_of, plane_of_text};
use super::{bad_line, read};
use fluxledger_core::Projection;
use ndarray::Array2;
use std::ops::Range;
use std::path::{Path, PathBuf};

const KEYS: [&str; 10] = ["ncols", "nrows", "xllcorner", "yllcorner", "xllcenter", "yllcenter", "cellsize", "dx", "dy", "nodata_value"];

/// Whether a line is one of the header.
pub(super) fn is_header(line: &str) -> bool {
    entry(line).is_some()
}

/// The key of a line of the header, in small letters, and its value.
fn entry(line: &str) -> Option<(String, &str)> {
    let (key, value) = line.trim().split_once(|letter: char| letter.is_ascii_whitespace())?;
    let key = key.to_ascii_lowercase();
    KEYS.contains(&key.as_str()).then(|| (key, value.trim()))
}

/// An ASCII grid, read whole.
pub(crate) struct AsciiGridFile {
    path: PathBuf,
    place: Place,
    attributes: Attributes,
    variables: Vec<Variable>,
    values: Array2<f64>,
}

impl AsciiGridFile {
    /// Reads the bytes of `copy`, which are those of `path`.
    pub(crate) fn open_copy(path: &Path, copy: &Path) -> Result<Self, RasterError> {
        let text = read(path, copy)?;
        let header = Header::read(path, &text)?;
        let place = match plane_beside(path)? {
            Some((projection, metres)) => Place::InPlane(header.axes(path, Measured::Metres, metres)?, Box::new(projection)),
            None => Place::OnEarth(header.axes(path, Measured::Degrees, 1.0)?),
        };
        let values = header.values(path, &text)?;
        let band = Band {
            storage: Storage::Float64,
            fill: header.number("nodata_value"),
            scale: None,
            offset: None,
            unit: None,
            description: None,
        };
        let variables = bands::variables(&[band], &place, [values.nrows(), values.ncols()]);
        Ok(Self { path: path.to_owned(), place, attributes: Attributes::default(), variables, values })
    }
}

impl RasterFile for AsciiGridFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn projection(&self) -> Option<&Projection> {
        self.place.projection()
    }

    fn read_stored(&self, variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError> {
        let coordinate = self.place.axes().and_then(|axes| axes.values(&variable.name));
        Ok(part_of(&coordinate.unwrap_or_else(|| self.values.clone().into_dyn()), ranges))
    }
}

/// The keys of the header with their numbers, and where the values begin.
struct Header {
    entries: Vec<(String, f64)>,
    lines: usize,
}

impl Header {
    fn read(path: &Path, text: &str) -> Result<Self, RasterError> {
        let mut entries: Vec<(String, f64)> = Vec::new();
        for (line, (key, value)) in text.lines().map_while(entry).enumerate() {
            let number = value.parse().map_err(|_| bad_line(path, line + 1, &format!("a number as `{key}`"), value))?;
            if entries.iter().any(|(known, _)| *known == key) {
                return Err(bad_line(path, line + 1, &format!("one `{key}`"), "a second one"));
            }
            entries.push((key, number));
        }
        Ok(Self { lines: entries.len(), entries })
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.entries.iter().find(|(known, _)| known == key).map(|&(_, number)| number)
    }

    fn required(&self, path: &Path, keys: &[&str]) -> Result<f64, RasterError> {
        keys.iter()
            .find_map(|key| self.number(key))
            .ok_or_else(|| bad_line(path, self.lines + 1, &format!("`{}`", keys.join("` or `")), "another line"))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number is whole and of a size that a file can have")]
    fn count(&self, path: &Path, key: &str) -> Result<usize, RasterError> {
        let number = self.required(path, &[key])?;
        if number < 1.0 || number.fract() != 0.0 || number > 1e9 {
            return Err(bad_line(path, 1, &format!("a whole number above 0 as `{key}`"), &number.to_string()));
        }
        Ok(number as usize)
    }

    /// Where the cells lie, in units of which each is so many of what is measured: corner or centre of the south-western cell, square or not.
    #[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
    fn axes(&self, path: &Path, measured: Measured, unit: f64) -> Result<CellAxes, RasterError> {
        let (rows, columns) = (self.count(path, "nrows")?, self.count(path, "ncols")?);
        let length = |keys: &[&str]| self.required(path, keys).map(|length| length * unit);
        let (width, height) = (length(&["cellsize", "dx"])?, length(&["cellsize", "dy"])?);
        let corner = |corner: &str, centre: &str, size: f64| match self.number(centre) {
            Some(middle) => Ok(middle * unit - 0.5 * size),
            None => length(&[corner, centre]),
        };
        let (west, south) = (corner("xllcorner", "xllcenter", width)?, corner("yllcorner", "yllcenter", height)?);
        let (north, east) = (south + rows as f64 * height, west + columns as f64 * width);
        let on_earth = west >= -361.0 && east <= 721.0 && south >= -91.0 && north <= 91.0;
        if !(width > 0.0 && height > 0.0 && (on_earth || measured == Measured::Metres)) {
            let found = format!("other units than degrees: x from {west} to {east}, y from {south} to {north}");
            return Err(RasterError::OtherCoordinateSystem { path: path.to_owned(), found });
        }
        Ok(CellAxes {
            latitude: EdgeLine { first: north, step: -height, count: rows },
            longitude: EdgeLine { first: west, step: width, count: columns },
            measured,
        })
    }

    /// The numbers after the header, as many as there are cells; a row may go on over several lines. Missing values are the number that the header states.
    fn values(&self, path: &Path, text: &str) -> Result<Array2<f64>, RasterError> {
        let (rows, columns) = (self.count(path, "nrows")?, self.count(path, "ncols")?);
        let missing = self.number("nodata_value");
        // Not more than the text can hold, whatever the header states: a number and what parts it from the next.
        let mut values = Vec::with_capacity(rows.saturating_mul(columns).min(text.len().div_ceil(2)));
        for (line, content) in text.lines().enumerate().skip(self.lines) {
            for word in content.split_ascii_whitespace() {
                let number = word.parse().map_err(|_| bad_line(path, line + 1, "numbers", word))?;
                values.push(missing.filter(|&missing| is_same_single(missing, number)).unwrap_or(number));
            }
        }
        let found = values.len();
        Array2::from_shape_vec((rows, columns), values).map_err(|_| {
            let place = "values after the header".to_owned();
            let message = format!("expected {rows} rows of {columns} numbers, found {found} numbers");
            RasterError::Unreadable { path: path.to_owned(), place, message }
        })
    }
}

/// Whether two numbers are one in single precision, in which many programs hold the cells that they write: −3.4028235e38 and −3.4028234663852886e38.
#[expect(clippy::cast_possible_truncation, clippy::float_cmp, reason = "the numbers are compared in the precision in which they were held")]
fn is_same_single(one: f64, other: f64) -> bool {
    // Not of those that become 0 in it.
    (one as f32).is_normal() && one as f32 == other as f32
}

/// The projection that a `.prj` beside the file describes, and how many metres its unit is; none for one of longitude and latitude.
fn plane_beside(path: &Path) -> Result<Option<(Projection, f64)>, RasterError> {
    let Ok(text) = std::fs::read_to_string(path.with_extension("prj")) else { return Ok(None) };
    let capital = text.trim().to_ascii_uppercase();
    let geographic = ["GEOGCS", "GEOGCRS", "GEODCRS"].iter().any(|name| capital.starts_with(name)) || capital.contains("GEOGRAPHIC");
    if geographic {
        return Ok(None);
    }
    let name = text.split('"').nth(1).unwrap_or_else(|| text.lines().next().unwrap_or_default());
    plane_of_text(&text)
        .map(Some)
        .map_err(|reason| RasterError::OtherCoordinateSystem { path: path.to_owned(), found: format!("{name}: {reason}") })
}
