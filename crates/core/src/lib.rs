//! The pure part of fluxledger: quantities, grids, exact coverage, aggregation, inventories and their reconciliation.
//!
//! Nothing here opens a file, reads a clock, an environment or a locale, or prints. Third-party types other than
//! [`ndarray`] arrays stay out of the public signatures.
//!
//! The way of the data: a [`Field`] on a [`Grid`] and a [`RegionSet`] make a [`Coverage`]; both make totals;
//! totals, an [`Inventory`] and crosswalks make a reconciliation.

pub mod aggregate;
pub mod block;
pub mod category;
pub mod category_tree;
pub mod compat;
pub mod conventions;
pub mod coverage;
pub mod crosswalk;
pub mod earth;
pub mod ensemble;
pub mod field;
pub mod gas;
pub mod grid;
pub mod inventory;
pub mod matching;
pub mod period;
pub mod quantity;
pub mod reconcile;
pub mod region;
pub mod statistics;
pub mod sum;
pub mod time_span;
pub mod unit;
pub mod warning;

pub use block::{Block, BlockValues};
pub use category::{Categorization, Category, CategoryCode};
pub use compat::Compat;
pub use conventions::{CoastPolicy, ConventionChoices, Conventions, CoverageMeasure, StepSpread};
pub use coverage::Coverage;
pub use earth::Earth;
pub use ensemble::Ensemble;
pub use field::{Field, LayerMeaning, Measure, ProductKind, Role, Scope};
pub use gas::{Basis, CarbonToCo2, Gas, MolarMasses};
pub use grid::{Axis, CellAreas, Grid};
pub use inventory::{Inventory, NotationKey, NotationKeys, Record, Reported, ReportedUncertainty};
pub use period::{Calendar, Date, Period, YearLength};
pub use quantity::{Area, Flux, Mass, Rate, Seconds, Share};
pub use region::{Polygon, Region, RegionCode, RegionGroup, RegionMask, RegionSet, RegionShapes, Ring};
pub use time_span::{NamedAfter, ReportingYear, TimeSpan, YearStart};
pub use unit::{Amount, AreaUnit, Conversion, ConversionError, Duration, Extent, Substance, Unit, UnitError};
pub use warning::{Warned, Warning};
