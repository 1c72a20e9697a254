//! What verdicts rest on can be declared, and what they cannot rest on is refused.

use super::*;
use fluxledger_core::reconcile::{Margin, MonteCarlo, YearCorrelation};

#[test]
fn what_verdicts_rest_on_can_all_be_declared() {
    let declared = "equivalence_margin = { inventory_uncertainty = 1 }\npower = 0.9\nfalse_discovery_rate = 0.1\nerror_correlation = 0.25\n\
                    lognormal_above = 0.5\nyear_correlation = { product = 0.3, inventory = 0.8 }\nmonte_carlo = { draws = 20000, seed = 7 }\nproduct_error_correlation = \"full\"";
    let run_file = parse(&format!("{declared}\n{MINIMAL}")).unwrap();
    let margin = Some(Margin::InventoryUncertainty(1.0));
    assert_eq!(run_file.thresholds, Thresholds { margin, power: 0.9, false_discovery: Some(0.1), ..Thresholds::default() });
    let expected = ErrorModel {
        parts: ErrorCorrelation::Full,
        sides: 0.25,
        years: YearCorrelation { product: 0.3, inventory: 0.8 },
        lognormal_above: Some(Share::new(0.5)),
        monte_carlo: Some(MonteCarlo { draws: 20_000, seed: 7 }),
    };
    assert_eq!(run_file.errors, expected);
}

#[test]
fn what_verdicts_cannot_rest_on_is_refused() {
    insta::assert_snapshot!(problems_with("equivalence_margin = { inventory_share = 0.1, kilotonnes = 5 }\nerror_correlation = 1\nmonte_carlo = { draws = 10, seed = 1 }\npower = 0.2"), @r"
    error: runs/run.toml:1:22: `equivalence_margin` needs exactly one of its keys, found 2
    hint: write for example equivalence_margin = { inventory_share = 0.1 }
    error: runs/run.toml:2:21: `error_correlation` must be a correlation from -0.99 to 0.99, found 1
    hint: 0 takes the errors of product and inventory as independent; what both have from one source is above 0
    error: runs/run.toml:3:25: `draws` must be a whole number from 1000 to 10000000, found 10
    error: runs/run.toml:4:9: `power` must be a probability from 0.5 to 0.999, found 0.2
    hint: 0.8 finds four in five of the differences of the minimal detectable size
    4 problems, nothing was written
    ");
    let of_no_inventory = MINIMAL.replace("[[inventory]]", "prior_inventory = \"NID\"\n\n[[inventory]]");
    insta::assert_snapshot!(problems(&of_no_inventory), @r"
    error: runs/run.toml:11:19: no inventory is named `NID`
    hint: did you mean `NIR`?
    1 problem, nothing was written
    ");
}
