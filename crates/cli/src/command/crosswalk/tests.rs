use super::*;
use crate::args::{Arguments, Verb};
use clap::Parser;

fn run(line: &str) -> Result<(String, ExitStatus), String> {
    let line = format!("fluxledger --quiet crosswalk {line}");
    let arguments = Arguments::try_parse_from(line.split_whitespace()).unwrap();
    let Verb::Crosswalk(verb) = &arguments.verb else { panic!("another verb") };
    let mut out = Vec::new();
    let status = crosswalk(verb, &arguments.global, &mut out).map_err(|problems| problems.to_string())?;
    Ok((String::from_utf8(out).unwrap(), status))
}

#[test]
fn the_epa_layers_and_the_crf_tables_are_proven() {
    let (text, status) = run("EPA-GHGI-v1 CRF --gas CH4").unwrap();
    insta::assert_snapshot!(text);
    assert_eq!(status, ExitStatus::Done);
}

#[test]
fn edgar_and_ipcc_1996_are_proven() {
    insta::assert_snapshot!(run("edgar ipcc1996 --gas CH4").unwrap().0);
}

/// No pair of the categorizations that come with the program counts a leaf twice or loses one.
#[test]
fn every_pair_of_known_categorizations_holds() {
    let (tree, mut broken) = (ipcc_2006(), Vec::new());
    for gas in Gas::MAIN {
        let sources: Vec<Source> = crosswalks().into_iter().map(|crosswalk| Source::whole(crosswalk, gas)).collect();
        for (left, right) in sources.iter().enumerate().flat_map(|(first, left)| sources[first..].iter().map(move |right| (left, right))) {
            let proof = prove(&tree, &left.side(), &right.side(), gas);
            for (name, leaves) in [(&left.name, &proof.left), (&right.name, &proof.right)] {
                if !leaves.holds() {
                    broken.push(format!("{} {} {gas}: {name} {:?} {:?}", left.name, right.name, leaves.twice, leaves.lost));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Simulated: a table with a category of its own, which no row of the crosswalk names.
#[test]
fn a_category_that_a_table_adds_is_lost_and_the_exit_code_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    let table = "party,categorization,category,gas,year,value,unit\nDEU,CRF,5.A,CH4,2020,3,kt\nDEU,CRF,7,CH4,2020,1,kt\nDEU,CRF,5.B.9,CH4,2020,1,kt\n";
    std::fs::write(&path, table).unwrap();
    let (text, status) = run(&format!("{} IPCC2006 --gas CH4", path.display())).unwrap();
    assert_eq!(status, ExitStatus::ThresholdBroken);
    let lost: Vec<&str> = text.lines().filter(|line| line.trim_start().starts_with("Lost")).collect();
    insta::assert_snapshot!(lost.join("\n"), @"
    Lost                            2: 5.B.9 7
    Lost                            none
    ");
}

#[test]
fn a_source_that_is_neither_is_refused_with_what_is_known() {
    insta::assert_snapshot!(run("EDGR no/such.csv --gas CH4").unwrap_err(), @"
    error: EDGR: is no file and no categorization, expected IPCC2006, CAMS-GLOB-ANT, CDIAC, CEDS, CEDS-sectors, ClimateTRACE, CO2-BUDGET, CRF, CRT, ECCC-A11, EDGAR, EDGAR-countries, EDGAR-sectors, EDGAR-v4.3.2, EPA-GHGI-v1, EPA-GHGI-v2, FAOSTAT, GCB, GFEI, IPCC1996, ODIAC, OWID, IPCC2006_PRIMAP, Vulcan
    hint: did you mean `EDGAR`?
    error: no/such.csv: is no file and no categorization, expected IPCC2006, CAMS-GLOB-ANT, CDIAC, CEDS, CEDS-sectors, ClimateTRACE, CO2-BUDGET, CRF, CRT, ECCC-A11, EDGAR, EDGAR-countries, EDGAR-sectors, EDGAR-v4.3.2, EPA-GHGI-v1, EPA-GHGI-v2, FAOSTAT, GCB, GFEI, IPCC1996, ODIAC, OWID, IPCC2006_PRIMAP, Vulcan
    2 problems, nothing was written
    ");
}
