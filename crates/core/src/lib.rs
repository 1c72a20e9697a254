//! The pure part of fluxledger: quantities, grids, exact coverage, aggregation, inventories and their reconciliation.
//!
//! Nothing here opens a file, reads a clock, an environment or a locale, or prints. Third-party types other than
//! [`ndarray`] arrays stay out of the public signatures.
//!
//! The way of the data: a [`Field`] on a [`Grid`] and a [`RegionSet`] make a [`Coverage`]; both make totals;
//! totals, an [`Inventory`] and crosswalks make a reconciliation.
//!
//! # Example
//! A flux of 1 kg m⁻² s⁻¹ everywhere, through a country that is one and a half cells of ten degrees:
//!
//! ```
//! use fluxledger_core::aggregate::{Aggregation, Apportionment};
//! use fluxledger_core::*;
//! use ndarray::Array2;
//! use std::sync::Arc;
//!
//! let grid = Arc::new(Grid::new(Axis::uniform(-90.0, 90.0, 18)?, Axis::uniform(-180.0, 180.0, 36)?)?);
//! let outline = Ring(vec![[0.0, 0.0], [15.0, 0.0], [15.0, 10.0], [0.0, 10.0]]);
//! let country = Region {
//!     code: RegionCode::new("ABC"),
//!     name: "Abecedia".into(),
//!     country: None,
//!     polygons: vec![Polygon { exterior: outline, holes: vec![] }],
//! };
//! let regions = RegionSet {
//!     id: "one".into(),
//!     source: "made up".into(),
//!     complete_for_land: false,
//!     shapes: RegionShapes::Outlines(vec![country].into()),
//! };
//! let coverage = Coverage::compute(&grid, &regions, Earth::Wgs84, CoverageMeasure::Area)?;
//!
//! let meaning = LayerMeaning {
//!     name: "flux".into(),
//!     role: Role::Emission,
//!     gas: Gas::Ch4,
//!     category: None,
//!     scope: Scope::Total,
//!     kind: ProductKind::Simulated,
//!     period: Period::year(2023),
//!     calendar: Calendar::Standard,
//!     measure: Measure::Flux,
//!     contains: vec![],
//!     member: None,
//! };
//! let field = Field { meaning, grid: Arc::clone(&grid), values: Array2::ones(grid.shape()) };
//! let aggregation = Aggregation {
//!     apportionment: &Apportionment::by_share(&coverage),
//!     areas: &grid.areas(Earth::Wgs84),
//!     own_areas: None,
//!     complete_for_land: false,
//!     selected: None,
//!     year_length: YearLength::Calendar,
//! };
//! let totals = aggregation.totals(&field)?;
//!
//! let row = totals.row(&RegionCode::new("ABC")).expect("a row for each region");
//! let expected = row.region_area.as_m2() * 365.0 * 86_400.0;
//! assert!((row.mass.as_kg() / expected - 1.0).abs() < 1e-14);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod aggregate;
pub mod block;
pub mod category;
pub mod category_tree;
pub mod chords;
pub mod co2_equivalent;
pub mod compat;
pub mod conventions;
pub mod correlation_length;
pub mod covariance;
pub mod coverage;
pub mod crosswalk;
pub mod crosswalk_proof;
pub mod earth;
pub mod ellipsoid;
pub mod ensemble;
pub mod equivalents;
mod explanation;
pub mod field;
pub mod fluorinated_gas;
pub mod gas;
pub mod grid;
pub mod inventory;
pub mod ledger;
mod mask_grid;
pub mod matching;
pub mod outlines;
pub mod period;
pub mod projection;
pub mod quantity;
pub mod rebuild;
pub mod recalculation;
pub mod reconcile;
pub mod refinement;
pub mod region;
pub mod shapley;
pub mod statistics;
pub mod sum;
pub mod time_span;
pub mod trend;
pub mod unit;
pub mod warning;

pub use block::{Block, BlockValues};
pub use category::{Categorization, Category, CategoryCode};
pub use compat::Compat;
pub use conventions::{CoastPolicy, ConventionChoices, Conventions, CoverageMeasure, StepSpread};
pub use coverage::Coverage;
pub use earth::Earth;
pub use ellipsoid::Ellipsoid;
pub use ensemble::Ensemble;
pub use explanation::Explanation;
pub use field::{Field, LayerMeaning, Measure, ProductKind, Role, Scope};
pub use gas::{Basis, CarbonToCo2, Gas, MolarMasses};
pub use grid::{Axis, CellAreas, Grid, Plane};
pub use inventory::{Inventory, NotationKey, NotationKeys, OtherMeasure, OtherRecord, Record, Reported, ReportedUncertainty};
pub use mask_grid::{CellMiddles, CellOrder, MaskGrid};
pub use outlines::{Outlines, PackedOutlines};
pub use period::{Calendar, Date, Period, YearLength};
pub use projection::Projection;
pub use quantity::{Area, Flux, Mass, Rate, Seconds, Share};
pub use refinement::Refinement;
pub use region::{Polygon, Region, RegionCode, RegionGroup, RegionMask, RegionSet, RegionShapes, Ring};
pub use time_span::{NamedAfter, ReportingYear, TimeSpan, YearStart};
pub use unit::{Amount, AreaUnit, Conversion, ConversionError, Duration, Extent, Substance, Unit, UnitError};
pub use warning::{Warned, Warning};
