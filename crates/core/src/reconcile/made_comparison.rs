//! A comparison for tests, of which each says only what it is about.

use super::{Comparison, Difference, Estimate, Level, MissingUncertainty, Test, Verdict};
use crate::category::CategoryCode;
use crate::conventions::StepSpread;
use crate::gas::Gas;
use crate::inventory::NotationKeys;
use crate::quantity::Share;
use crate::region::RegionCode;
use crate::time_span::TimeSpan;

/// Product P beside inventory I: the energy of region A in 2014, untested.
pub(super) fn comparison(product: Estimate, inventory: Estimate) -> Comparison {
    Comparison {
        product: "P".into(),
        inventory: "I".into(),
        region: RegionCode::new("A"),
        region_name: "a".into(),
        group: None,
        gas: Gas::Ch4,
        span: TimeSpan::calendar(2014),
        inventory_span: TimeSpan::calendar(2014),
        level: Level::Sum,
        categories: vec![CategoryCode::new("1")],
        category_name: "energy".into(),
        product_estimate: product,
        inventory_estimate: Some(inventory),
        inventory_keys: NotationKeys::default(),
        product_uncertainty: None,
        difference: Some(Difference::between(&product, &inventory, 0.0)),
        test: Test::default(),
        shared_prior: None,
        sensitivity: None,
        covered: Share::WHOLE,
        spread: StepSpread::None,
        counted: Vec::new(),
        left_out: Vec::new(),
        ledger: None,
        mean: None,
        verdict: Verdict::Untested(MissingUncertainty::Both),
        layers: Vec::new(),
        records: Vec::new(),
    }
}
