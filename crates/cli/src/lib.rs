//! The command line of fluxledger: run files, plans, commands and reports.

pub mod args;
pub mod atomic_file;
pub mod atomic_folder;
pub mod coast_weights;
pub mod coasts;
pub mod command;
pub mod convention_words;
pub mod demo;
pub mod diagnostic;
pub mod exit;
pub mod figure;
pub mod frame;
pub mod known_words;
pub mod output;
pub mod plan;
pub mod position;
pub mod product_totals;
pub mod progress;
pub mod region_source;
pub mod report;
pub mod run;
pub mod run_file;
pub mod table;
pub mod timestamp;
pub mod totals;
pub mod typeset;
