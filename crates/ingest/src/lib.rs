//! All reading: gridded products, boundaries, inventory and top-down tables become the types of [`fluxledger_core`].
//!
//! [`raster`] turns bytes into arrays and attributes and knows nothing of gases; [`product`] knows what the variables of one
//! product mean; [`region`] reads regions.

pub mod product;
pub mod raster;
pub mod region;
