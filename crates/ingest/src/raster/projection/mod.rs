//! What files say of the projection in whose plane their cells lie.

pub(super) mod epsg;
pub(super) mod grid_mapping;
mod parameters;
pub(super) mod wkt;

pub(super) use parameters::{Parameters, StatedMethod};
