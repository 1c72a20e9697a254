//! How a file of weights says where the cells of its grid lie.

use crate::raster::{Attributes, grid_mapping_of};
use fluxledger_core::{Grid, Plane};
use serde::{Deserialize, Serialize};

/// The edges of rows and columns, rows from the north.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum GridEdges {
    /// In degrees.
    LongitudeLatitude {
        /// Of rows.
        latitude_edges: Vec<f64>,
        /// Of columns.
        longitude_edges: Vec<f64>,
    },
    /// In metres of the plane of a projection.
    InPlane {
        /// Of rows.
        northing_edges: Vec<f64>,
        /// Of columns.
        easting_edges: Vec<f64>,
        /// The projection as a grid mapping of the CF conventions, lengths in metres.
        projection: Attributes,
    },
}

impl GridEdges {
    /// Those of a grid.
    #[must_use]
    pub fn of(grid: &Grid) -> Self {
        let (rows, columns) = (grid.row_axis().edges().to_vec(), grid.column_axis().edges().to_vec());
        match grid.plane() {
            Plane::LongitudeLatitude => Self::LongitudeLatitude { latitude_edges: rows, longitude_edges: columns },
            Plane::Projected(projection) => {
                Self::InPlane { northing_edges: rows, easting_edges: columns, projection: grid_mapping_of(projection) }
            }
        }
    }
}
