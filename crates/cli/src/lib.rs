//! cli

pub mod figure;
