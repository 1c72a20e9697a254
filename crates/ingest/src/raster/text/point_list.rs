//! Points as latitude, longitude and value, one per line, under a line with the names of the columns.

use super::super::{AttributeValue, Attributes, Numbers, RasterError, RasterFile, Variable, part_of};
use super::{bad_line, listed_variable, read};
use ndarray::Array1;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What may stand between the columns.
const DELIMITERS: [char; 3] = [';', ',', '\t'];

/// The three columns of a list, in the order of the file.
pub(super) struct Columns<'a> {
    delimiter: char,
    names: [&'a str; 3],
    latitude: usize,
    longitude: usize,
}

impl Columns<'_> {
    const fn value(&self) -> usize {
        3 - self.latitude - self.longitude
    }
}

/// The columns that a line names, if it names latitude, longitude and one thing more.
pub(super) fn columns_of(line: &str) -> Option<Columns<'_>> {
    let delimiter = DELIMITERS.into_iter().find(|&delimiter| line.contains(delimiter))?;
    let names: Vec<&str> = line.split(delimiter).map(str::trim).collect();
    let names: [&str; 3] = names.try_into().ok()?;
    let position = |known: [&str; 2]| names.iter().position(|name| known.contains(&name.to_ascii_lowercase().as_str()));
    let (latitude, longitude) = (position(["lat", "latitude"])?, position(["lon", "longitude"])?);
    let columns = Columns { delimiter, names, latitude, longitude };
    (!names[columns.value()].is_empty()).then_some(columns)
}

/// A list of points: the coordinates `lat` and `lon` and a variable, all along the dimension `point`.
pub(crate) struct PointListFile {
    path: PathBuf,
    attributes: Attributes,
    variables: Vec<Variable>,
    columns: [Vec<f64>; 3],
}

impl PointListFile {
    /// Reads the bytes of `copy`, which are those of `path`; the lines above the names of the columns become the attribute `comment`.
    pub(crate) fn open_copy(path: &Path, copy: &Path) -> Result<Self, RasterError> {
        let text = read(path, copy)?;
        let (heading, columns) = text
            .lines()
            .enumerate()
            .find_map(|(line, content)| Some((line, columns_of(content)?)))
            .ok_or_else(|| bad_line(path, 1, "a line that names latitude, longitude and a value", "none"))?;
        let mut numbers = [Vec::new(), Vec::new(), Vec::new()];
        for (line, content) in text.trim_end().lines().enumerate().skip(heading + 1) {
            let [latitude, longitude, value] = point(&columns, content).ok_or_else(|| {
                bad_line(path, line + 1, &format!("three numbers set apart by `{}`", columns.delimiter.escape_default()), content)
            })?;
            numbers[0].push(latitude);
            numbers[1].push(longitude);
            numbers[2].push(value);
        }
        let length = numbers[0].len();
        let variables = vec![
            listed_variable("lat", "point", length, Some("degrees_north")),
            listed_variable("lon", "point", length, Some("degrees_east")),
            listed_variable(columns.names[columns.value()], "point", length, None),
        ];
        let comment = text.lines().take(heading).collect::<Vec<_>>().join("\n");
        let attributes = Attributes::new(vec![("comment".to_owned(), AttributeValue::Text(comment))]);
        Ok(Self { path: path.to_owned(), attributes, variables, columns: numbers })
    }
}

/// Latitude, longitude and value of a line of exactly three numbers.
fn point(columns: &Columns<'_>, line: &str) -> Option<[f64; 3]> {
    let numbers = line.split(columns.delimiter).map(|word| word.trim().parse().ok()).collect::<Option<Vec<f64>>>()?;
    let numbers: [f64; 3] = numbers.try_into().ok()?;
    Some([numbers[columns.latitude], numbers[columns.longitude], numbers[columns.value()]])
}

impl RasterFile for PointListFile {
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
        let position = self.variables.iter().position(|own| own.name == variable.name).expect("a variable of this file");
        Ok(part_of(&Array1::from_vec(self.columns[position].clone()).into_dyn(), ranges))
    }
}
