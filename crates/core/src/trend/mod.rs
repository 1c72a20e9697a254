//! Trends of yearly values: their direction, their slope and their change, each with its uncertainty.

mod change;
mod line;
mod rank;

pub use change::{Change, ChangeDifference};
pub use line::{Line, common_covariance};
pub use rank::{MannKendall, TheilSen};
