//! The command line of fluxledger: run files, plans, commands and reports.

pub mod demo;
pub mod figure;
pub mod report;
pub mod table;
pub mod totals;
