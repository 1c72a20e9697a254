//! Coordinates of files that state where their cells begin and how wide they are, instead of listing them.

use super::{AttributeValue, Attributes, Dimension, Storage, Variable};
use ndarray::{Array1, Array2, ArrayD};

/// Edges of equal cells: edge i = first + i · step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeLine {
    /// The edge at which the first cell begins, in degrees.
    pub first: f64,
    /// From one edge to the next, in degrees; negative where the axis runs south or west.
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

/// The cells of a file of rows and columns, as the coordinates `lat` and `lon` with their bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellAxes {
    /// Rows.
    pub latitude: EdgeLine,
    /// Columns.
    pub longitude: EdgeLine,
}

impl CellAxes {
    /// The axes of an affine transform in GDAL's order (x₀, ∂x/∂column, ∂x/∂row, y₀, ∂y/∂column, ∂y/∂row); none if it turns or flattens the grid.
    #[must_use]
    pub fn from_transform([west, width, shear_x, north, shear_y, height]: [f64; 6], rows: usize, columns: usize) -> Option<Self> {
        let straight = shear_x == 0.0 && shear_y == 0.0 && width.is_normal() && height.is_normal();
        straight.then_some(Self {
            latitude: EdgeLine { first: north, step: height, count: rows },
            longitude: EdgeLine { first: west, step: width, count: columns },
        })
    }

    /// The coordinates and their bounds as variables.
    #[must_use]
    pub fn variables(&self) -> [Variable; 4] {
        let (rows, columns) = (self.latitude.count, self.longitude.count);
        [
            coordinate("lat", rows, &[("standard_name", "latitude"), ("units", "degrees_north"), ("bounds", "lat_bounds")]),
            coordinate("lon", columns, &[("standard_name", "longitude"), ("units", "degrees_east"), ("bounds", "lon_bounds")]),
            bounds("lat", rows),
            bounds("lon", columns),
        ]
    }

    /// The values of one of [`Self::variables`].
    #[must_use]
    pub fn values(&self, variable: &str) -> Option<ArrayD<f64>> {
        match variable {
            "lat" => Some(self.latitude.centres()),
            "lon" => Some(self.longitude.centres()),
            "lat_bounds" => Some(self.latitude.bounds()),
            "lon_bounds" => Some(self.longitude.bounds()),
            _ => None,
        }
    }
}

fn coordinate(name: &str, length: usize, texts: &[(&str, &str)]) -> Variable {
    let attributes = texts.iter().map(|&(name, text)| (name.to_owned(), AttributeValue::Text(text.to_owned()))).collect();
    Variable {
        name: name.to_owned(),
        dimensions: vec![Dimension { name: name.to_owned(), length }],
        storage: Storage::Float64,
        attributes: Attributes::new(attributes),
    }
}

fn bounds(of: &str, length: usize) -> Variable {
    let dimension = |name: &str, length| Dimension { name: name.to_owned(), length };
    Variable {
        name: format!("{of}_bounds"),
        dimensions: vec![dimension(of, length), dimension("end", 2)],
        storage: Storage::Float64,
        attributes: Attributes::default(),
    }
}
