//! All reading: gridded products, boundaries and tables become the types of [`fluxledger_core`].
//!
//! [`raster`] turns bytes into arrays and attributes and knows nothing of gases; [`product`] knows what the variables of one
//! product mean; [`region`] reads regions; [`inventory`] reads tables; [`top_down`] reads products that are tables of countries.
//! [`state`] reads the errors of an inversion's state. [`other_readers`] takes in readers of formats that nothing here knows.

pub mod category;
pub mod gwp;
pub mod inventory;
pub mod known_words;
pub mod ledger_table;
pub mod other_readers;
pub mod product;
pub mod raster;
pub mod region;
pub mod scope;
pub mod state;
pub mod top_down;
