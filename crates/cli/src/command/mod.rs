//! The verbs of the command line: each a pure part that makes texts and tables, and a thin part that reads and writes.

pub mod check;
pub mod demo;
pub mod run;
pub mod totals;
pub mod warning;
