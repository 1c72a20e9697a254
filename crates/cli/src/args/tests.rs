//! What is typed, right and wrong, and the help.

use super::*;
use crate::atomic_folder::Existing;
use crate::region_source::RegionSource;
use clap::CommandFactory;
use fluxledger_core::{CoastPolicy, ConventionChoices, Earth, Gas};

fn parse(line: &str) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from(line.split_whitespace())
}

fn totals(options: &str) -> TotalsArguments {
    match parse(&format!("fluxledger totals x.nc {options}")).unwrap().verb {
        Verb::Totals(totals) => *totals,
        other => panic!("{other:?}"),
    }
}

fn refusal(options: &str) -> String {
    parse(&format!("fluxledger totals x.nc --regions none {options}")).unwrap_err().to_string()
}

#[test]
fn the_command_line_is_consistent() {
    Arguments::command().debug_assert();
}

#[test]
fn help_of_each_verb() {
    let mut command = Arguments::command().term_width(100);
    command.build();
    insta::assert_snapshot!("fluxledger", command.render_long_help().to_string());
    let verbs: Vec<_> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    for verb in verbs {
        let help = command.find_subcommand_mut(&verb).expect("a verb just listed").clone().term_width(100).render_long_help();
        insta::assert_snapshot!(verb, help.to_string());
    }
}

#[test]
fn help_of_what_products_can_do() {
    let mut command = Arguments::command().term_width(100);
    command.build();
    let products = command.find_subcommand("products").expect("a verb");
    for action in products.get_subcommands().filter(|action| action.get_name() != "help") {
        let help = action.clone().term_width(100).render_long_help();
        insta::assert_snapshot!(format!("products_{}", action.get_name()), help.to_string());
    }
}

#[test]
fn conventions_become_choices() {
    let options =
        "--regions none --earth sphere:6371000 --year-seconds product --molar-mass CH4=16.0425 --molar-mass CO2=44.01 --coast land";
    assert_eq!(
        totals(options).conventions.choices(),
        ConventionChoices {
            earth: Some(Earth::Sphere { radius: 6_371_000.0 }),
            molar_masses: vec![(Gas::Ch4, 16.0425), (Gas::Co2, 44.01)],
            coast: Some(CoastPolicy::Land),
            ..Default::default()
        }
    );
}

#[test]
fn lists_are_set_apart_by_commas_and_tables_told_by_their_ending() {
    let totals = totals("y.nc --regions natural-earth-50m --select DEU,FRA --output t.Parquet");
    assert_eq!(totals.files.len(), 2);
    assert_eq!(totals.regions.select, ["DEU", "FRA"]);
    assert_eq!(totals.period, RowPeriod::Year);
    assert_eq!(totals.regions.source, RegionRequest::From(RegionSource::Set("natural-earth-50m".into())));
    assert_eq!(totals.output, Some(TableFile { path: "t.Parquet".into(), format: TableFormat::Parquet }));
}

#[test]
fn global_options_stand_before_and_behind_the_verb() {
    assert_eq!(parse("fluxledger -vv check run.toml").unwrap().global.loudness(), Loudness::Verbose(2));
    let behind = parse("fluxledger check run.toml --quiet --threads 3").unwrap().global;
    assert_eq!((behind.loudness(), behind.threads), (Loudness::Quiet, NonZeroUsize::new(3)));
    assert!(parse("fluxledger check run.toml --quiet -v").is_err());
}

#[test]
fn an_earlier_output_is_kept_unless_overwritten() {
    for (line, expected) in [("fluxledger demo", Existing::Keep), ("fluxledger demo --overwrite", Existing::Replace)] {
        match parse(line).unwrap().verb {
            Verb::Demo(demo) => assert_eq!(demo.overwrite.existing(), expected),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_is_typed_wrong_ends_like_any_failure() {
    let error = parse("fluxledger totals").unwrap_err();
    assert_eq!(error.exit_code(), i32::from(crate::exit::ExitStatus::Failed.code()));
}

#[test]
fn refusals_say_what_is_expected() {
    let refusals = ["--earth wgs48", "--earth sphere:6371", "--gas CH3", "--output t.xls", "--molar-mass CH4=12"].map(refusal);
    insta::assert_snapshot!(refusals.join("\n"), @r"
    error: invalid value 'wgs48' for '--earth <product|wgs84|sphere:R>': unknown figure of the Earth `wgs48`, expected product, wgs84 or sphere:RADIUS
    hint: did you mean `wgs84`?

    For more information, try '--help'.

    error: invalid value 'sphere:6371' for '--earth <product|wgs84|sphere:R>': a sphere with a radius of 6371 m is not the Earth, expected 6300000 to 6400000 m
    hint: the radius is in metres, for example `sphere:6371007.181`

    For more information, try '--help'.

    error: invalid value 'CH3' for '--gas <GAS>': unknown gas `CH3`, expected CH4, CO2, N2O or a fluorinated gas such as HFC-23

    For more information, try '--help'.

    error: invalid value 't.xls' for '--output <FILE.csv|.parquet>': the name must end in `.csv` or `.parquet`

    For more information, try '--help'.

    error: invalid value 'CH4=12' for '--molar-mass <GAS=G>': 12 g/mol is not the molar mass of CH4, expected a value within 1 % of 16.043
    hint: a molar mass is that of the whole gas, also where a file counts its carbon or nitrogen

    For more information, try '--help'.
    ");
}
