//! What values of single keys mean and which are refused.

use super::*;
use fluxledger_core::reconcile::{Outcome, Reservation};

#[test]
fn years_are_sorted_distinct_and_go_forward() {
    let with_years = |years: &str| MINIMAL.replace("[2020]", years);
    let years = parse(&with_years("[2021, 2019]")).unwrap().years;
    assert_eq!(years, [at(2019, 4, 16), at(2021, 4, 10)]);
    let refused = ["[2020, 2020]", "{ from = 2020, to = 2015 }", "{ from = 2020, till = 2021 }", "[]", "[20]"];
    insta::assert_snapshot!(refused.map(|years| problems(&with_years(years))).join("\n"), @r"
    error: runs/run.toml:4:16: the year 2020 is listed twice
    1 problem, nothing was written
    error: runs/run.toml:4:9: the years go from 2020 back to 2015
    hint: write the earlier year first
    1 problem, nothing was written
    error: runs/run.toml:4:9: `to` is missing in `years`
    hint: write for example { from = 2015, to = 2020 }
    error: runs/run.toml:4:24: unknown key `till` in `years`
    hint: expected from, to, fiscal or named_after
    2 problems, nothing was written
    error: runs/run.toml:4:9: `years` is empty, expected a list of years such as [2020], or { from = 2015, to = 2020 }
    1 problem, nothing was written
    error: runs/run.toml:4:10: each of `years` must be a year from 1700 to 2300, found 20
    1 problem, nothing was written
    ");
}

#[test]
fn regions_come_from_one_place() {
    let with_regions = |regions: &str| MINIMAL.replace("{ set = \"natural-earth-50m\" }", regions);
    let refused = [
        "{ select = [\"FRA\"] }",
        "{ file = \"a.geojson\", mask = \"b.nc\" }",
        "{ set = \"natural-earth-50m\", id_field = \"iso\" }",
        "{ sett = \"natural-earth-50m\" }",
        "{ set = \"natural-earth-50m\", select = \"FRA\" }",
        "{ set = \"natural-earth-50m\", select = [] }",
        "{ set = \"natural-earth-50m\", select = [\"FRA\", \"DEU\", \"FRA\"] }",
    ];
    insta::assert_snapshot!(refused.map(|regions| problems(&with_regions(regions))).join("\n"), @r#"
    error: runs/run.toml:5:11: `regions` do not say where they come from
    hint: write for example regions = { set = "natural-earth-50m", select = ["FRA"] }
    1 problem, nothing was written
    error: runs/run.toml:5:11: `regions` come from one place, found several of `set`, `file` and `mask`
    hint: keep one of them
    1 problem, nothing was written
    error: runs/run.toml:5:51: `id_field` is for a file of your own, but the regions are those of the set `natural-earth-50m`
    hint: leave `id_field` out
    1 problem, nothing was written
    error: runs/run.toml:5:13: unknown key `sett` in `regions`
    hint: did you mean `set`?
    1 problem, nothing was written
    error: runs/run.toml:5:49: `select` must be a list of codes such as ["FRA", "DEU"], found the text "FRA"
    hint: write select = ["FRA"]
    1 problem, nothing was written
    error: runs/run.toml:5:49: `select` is empty, expected a list of codes such as ["FRA", "DEU"]
    1 problem, nothing was written
    error: runs/run.toml:5:64: the region `FRA` is listed twice
    1 problem, nothing was written
    "#);
}

#[test]
fn boundaries_take_the_place_of_the_source_of_regions() {
    let own = Located::new(RegionSource::Outlines("own.gpkg".into()), Position { line: 1, column: 14 });
    let beside_a_set = parse(&format!("boundaries = \"own.gpkg\"\n{MINIMAL}")).unwrap();
    assert_eq!(beside_a_set.regions.source, own);
    let alone = format!("boundaries = \"own.gpkg\"\n{}", MINIMAL.replace("regions = { set = \"natural-earth-50m\" }\n", ""));
    assert_eq!(parse(&alone).unwrap().regions.source, own);
}

#[test]
fn molar_masses_belong_to_known_gases() {
    insta::assert_snapshot!(problems_with("conventions = { molar_mass = { CH3 = 15, CO2 = 12.011, N2O = \"44\" } }"), @r#"
    error: runs/run.toml:1:32: unknown gas `CH3`, expected CH4, CO2, N2O or a fluorinated gas such as HFC-23
    error: runs/run.toml:1:48: 12.011 g/mol is not the molar mass of CO2, expected a value within 1 % of 44.009
    hint: a molar mass is that of the whole gas, also where a file counts its carbon or nitrogen
    error: runs/run.toml:1:62: `N2O` must be a number, found the text "44"
    hint: write it without quotes: 44
    3 problems, nothing was written
    "#);
}

#[test]
fn paths_are_relative_to_the_run_file() {
    let run_file = parse(MINIMAL).unwrap();
    assert_eq!(run_file.resolve(&run_file.output.value), Path::new("runs/out"));
    assert_eq!(run_file.resolve(Path::new("/data/x.nc")), Path::new("/data/x.nc"));
}

#[test]
fn verdicts_break_the_thresholds_that_name_them() {
    assert!(FailOn::Significant.is_met_by(&Verdict::Lower));
    assert!(!FailOn::Higher.is_met_by(&Verdict::Lower));
    assert!(FailOn::PriorDominated.is_met_by(&Verdict::PriorDominated { sensitivity: 0.2 }));
    for (word, cause) in FailOn::WORDS.into_iter().skip(1) {
        let verdicts = [
            Verdict::Higher,
            Verdict::Lower,
            Verdict::Equivalent,
            Verdict::Inconclusive,
            Verdict::Indicative(Reservation::SharedPrior(Outcome::Higher)),
            Verdict::PriorDominated { sensitivity: 0.2 },
            Verdict::Untested(fluxledger_core::reconcile::MissingUncertainty::Both),
            Verdict::NotComparable(fluxledger_core::reconcile::Obstacle::Scope),
        ];
        let met: Vec<_> = verdicts.iter().filter(|verdict| cause.is_met_by(verdict)).map(Verdict::name).collect();
        assert_eq!(met, [word]);
    }
}
