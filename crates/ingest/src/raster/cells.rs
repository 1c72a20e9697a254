//! Coordinates of files that state where their cells begin and how wide they are, instead of listing them.

use super::{AttributeValue, Attributes, Dimension, Limits, Storage, Variable};
use ndarray::{Array1, Array2, ArrayD};

/// What coordinates measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// Degrees of latitude and longitude.
    Degrees,
    /// Metres of northing and easting.
    Metres,
}

/// Edges of equal cells: edge i = first + i · step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeLine {
    /// The edge at which the first cell begins, in degrees or metres.
    pub first: f64,
    /// From one edge to the next; negative where the axis runs south or west.
    pub step: f64,
    /// The number of cells.
    pub count: usize,
}

impl EdgeLine {
    #[expect(clippy::cast_precision_loss, reason = "no axis has 2^53 cells")]
    fn at(&self, cells: f64, position: usize) -> f64 {
        self.first + (position as f64 + cells) * self.step
    }

    fn centres(&self) -> ArrayD<f64> {
        Array1::from_shape_fn(self.count, |cell| self.at(0.5, cell)).into_dyn()
    }

    fn bounds(&self) -> ArrayD<f64> {
        Array2::from_shape_fn((self.count, 2), |(cell, end)| self.at(0.0, cell + end)).into_dyn()
    }
}

/// The cells of a file of rows and columns, as the coordinates `lat` and `lon`, or `y` and `x`, with their bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellAxes {
    /// Rows.
    pub latitude: EdgeLine,
    /// Columns.
    pub longitude: EdgeLine,
    /// What the edges are counted in.
    pub measured: Measured,
}

impl CellAxes {
    /// The axes of an affine transform in GDAL's order (x₀, ∂x/∂column, ∂x/∂row, y₀, ∂y/∂column, ∂y/∂row); none if it turns or flattens the grid.
    #[must_use]
    pub fn from_transform(
        [west, width, shear_x, north, shear_y, height]: [f64; 6],
        rows: usize,
        columns: usize,
        measured: Measured,
    ) -> Option<Self> {
        let straight = shear_x == 0.0 && shear_y == 0.0 && width.is_normal() && height.is_normal();
        straight.then_some(Self {
            latitude: EdgeLine { first: north, step: height, count: rows },
            longitude: EdgeLine { first: west, step: width, count: columns },
            measured,
        })
    }

    /// The names of rows and columns, as variables and as dimensions.
    #[must_use]
    pub const fn names(&self) -> [&'static str; 2] {
        match self.measured {
            Measured::Degrees => ["lat", "lon"],
            Measured::Metres => ["y", "x"],
        }
    }

    /// The coordinates and their bounds as variables.
    #[must_use]
    pub fn variables(&self) -> [Variable; 4] {
        let [(row, row_unit), (column, column_unit)] = match self.measured {
            Measured::Degrees => [("latitude", "degrees_north"), ("longitude", "degrees_east")],
            Measured::Metres => [("projection_y_coordinate", "m"), ("projection_x_coordinate", "m")],
        };
        let ([rows, columns], (row_count, column_count)) = (self.names(), (self.latitude.count, self.longitude.count));
        [
            coordinate(rows, row_count, row, row_unit),
            coordinate(columns, column_count, column, column_unit),
            bounds(rows, row_count),
            bounds(columns, column_count),
        ]
    }

    /// The values of one of [`Self::variables`].
    #[must_use]
    pub fn values(&self, variable: &str) -> Option<ArrayD<f64>> {
        let mut lines = self.names().into_iter().zip([&self.latitude, &self.longitude]);
        lines.find_map(|(name, line)| match variable.strip_prefix(name)? {
            "" => Some(line.centres()),
            BOUNDS => Some(line.bounds()),
            _ => None,
        })
    }
}

/// How the name of bounds goes on after that of their coordinate.
const BOUNDS: &str = "_bounds";

fn coordinate(name: &str, length: usize, standard_name: &str, unit: &str) -> Variable {
    let bounds = format!("{name}{BOUNDS}");
    let texts = [("standard_name", standard_name), ("units", unit), ("bounds", bounds.as_str())];
    let attributes = texts.iter().map(|&(name, text)| (name.to_owned(), AttributeValue::Text(text.to_owned()))).collect();
    Variable {
        name: name.to_owned(),
        dimensions: vec![Dimension { name: name.to_owned(), length }],
        storage: Storage::Float64,
        attributes: Attributes::new(attributes),
        limits: Limits::Stored,
    }
}

fn bounds(of: &str, length: usize) -> Variable {
    let dimension = |name: &str, length| Dimension { name: name.to_owned(), length };
    Variable {
        name: format!("{of}{BOUNDS}"),
        dimensions: vec![dimension(of, length), dimension("end", 2)],
        storage: Storage::Float64,
        attributes: Attributes::default(),
        limits: Limits::Stored,
    }
}
