//! What verdicts rest on can be declared, and what they cannot rest on is refused.

use super::*;
use fluxledger_core::reconcile::{Centre, EnsembleRule, Margin, MonteCarlo, Spread, YearCorrelation};

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

#[test]
fn a_correlation_length_comes_with_a_sweep() {
    let of = |text: &str| parse(&format!("{text}\n{MINIMAL}")).unwrap();
    let lengths = |run: &RunFile| run.sweep.iter().map(|length| length.as_kilometres()).collect::<Vec<_>>();
    let alone = of("product_error_correlation = { length_km = 500 }");
    assert!(matches!(alone.errors.parts, ErrorCorrelation::Length(length) if length.as_kilometres() == 500.0));
    assert_eq!(lengths(&alone), [100.0, 250.0, 500.0, 1000.0]);
    assert_eq!(lengths(&of("product_error_correlation = { length_km = 500, sweep_km = [50, 2000] }")), [50.0, 2000.0]);
    assert_eq!(lengths(&of("product_error_correlation = \"full\"")), Vec::<f64>::new());
    insta::assert_snapshot!(problems_with("product_error_correlation = { length_km = 0.1 }"), @r#"
    error: runs/run.toml:1:43: `length_km` must be a length in km from 1 to 20000, found 0.1
    hint: "none" takes cells as independent, "full" as one
    1 problem, nothing was written
    "#);
}

#[test]
fn an_ensemble_is_of_files_of_a_dimension_or_of_products() {
    let of_files = MINIMAL.replace(
        "files = [\"inversion.nc\"]",
        "files = [\"a.nc\", \"b.nc\"]\nensemble = { members = \"files\", centre = \"median\", spread = \"interquartile\" }",
    );
    let entry = parse(&of_files).unwrap().products[0].ensemble.clone().unwrap();
    assert_eq!(entry.members.value, MembersOf::Files);
    assert_eq!(entry.rule, EnsembleRule { centre: Centre::Median, spread: Spread::Interquartile });
    let of_dimension = MINIMAL.replace("[\"inversion.nc\"]", "[\"inversion.nc\"]\nensemble = { members = \"number\" }");
    let entry = parse(&of_dimension).unwrap().products[0].ensemble.clone().unwrap();
    assert_eq!((entry.members.value, entry.rule), (MembersOf::Dimension("number".into()), EnsembleRule::default()));
    let of_products = format!(
        "{MINIMAL}\n[[product]]\nname = \"other\"\nfiles = [\"o.nc\"]\nuncertainty = 0.3\n\n[[ensemble]]\nname = \"both\"\nproducts = [\"inversion\", \"other\"]\ncompare = \"both\"\n"
    );
    let run = parse(&of_products).unwrap();
    assert!(run.ensembles[0].compares_members && run.ensembles[0].products.len() == 2);
    assert_eq!(run.products[1].uncertainty.as_ref().map(|uncertainty| uncertainty.value), Some(Share::new(0.3)));
    let wrong = of_products
        .replace("[\"inversion\", \"other\"]", "[\"inversion\", \"othr\"]")
        .replace("name = \"both\"", "name = \"other\"")
        .replace("0.3", "0");
    insta::assert_snapshot!(problems(&wrong), @r"
    error: runs/run.toml:18:15: `uncertainty` must be a share above 0 and up to 10, found 0
    hint: 0.3 is half of a 95 % interval of 30 %
    error: runs/run.toml:21:8: the product or ensemble of line 16 is named `other` already
    hint: give each a name of its own
    error: runs/run.toml:22:26: no product is named `othr`
    hint: did you mean `other`?
    3 problems, nothing was written
    ");
}
