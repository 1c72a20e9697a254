//! ingest

pub mod inventory;
