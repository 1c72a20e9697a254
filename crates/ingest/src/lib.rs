//! Reading: gridded products, boundaries, inventory and top-down tables become core types here.

pub mod inventory;
pub mod region;
