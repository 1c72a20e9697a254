//! Regions from files.

pub mod mask;
