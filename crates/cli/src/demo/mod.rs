//! The demonstration: a simulated satellite product beside real inventory figures, read back by the ordinary run.

mod factors;
mod pattern;
mod product_file;
mod simulation;

pub use factors::{DEFAULT_FACTORS, Factors, FactorsError};
pub use product_file::{ProductFileError, write as write_product};
pub use simulation::{Sector, SimulatedProduct, SimulatedTotal, simulate};
