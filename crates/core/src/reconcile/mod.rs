//! Products and inventories side by side.

mod difference;
mod verdict;

pub use difference::{Deviation, Difference, Estimate, NORMAL_QUANTILE_95, Significance};
pub use verdict::{MissingUncertainty, Obstacle, Side, Thresholds, Verdict};
