//! The program as its users meet it: run files, folders of results, exit codes and what stands on the terminal.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails loudly and says what it measured")]

mod audit;
mod bridge;
mod command_line;
#[cfg(feature = "gdal")]
mod companion;
mod demo;
mod determinism;
mod equivalents;
#[cfg(unix)]
mod guide;
mod largest_cells;
mod ledger;
mod made_product;
mod mistakes;
mod nearest_year;
mod product_uncertainty;
mod projected;
mod rasters;
mod real_data;
mod report;
mod result_table;
mod resume;
mod submissions;
mod time;
mod top_down;
mod totals;
mod verdicts;
mod weights;
mod zonal;
