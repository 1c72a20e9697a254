//! The verbs of the command line: each a pure part that makes texts and tables, and a thin part that reads and writes.

pub mod audit;
pub mod cache;
pub mod categories;
pub mod check;
pub mod crosswalk;
pub mod demo;
mod draft_file;
pub mod failure;
mod grid_of_file;
pub mod inspect;
pub mod inventory;
pub mod layouts;
pub mod lists;
pub mod products;
#[cfg(test)]
mod real_data;
pub mod recalculation;
pub mod regions;
pub mod requested_regions;
pub mod result_file;
pub mod run;
pub mod shell;
pub mod standard_output;
pub mod sums;
pub mod support_table;
pub mod text_table;
pub mod totals;
pub mod warning;
pub mod weights;
pub mod zonal;
