//! Provinces read from a file, against published areas and against the outline of their country.

#![expect(clippy::print_stdout, reason = "a test says whether it ran on real data")]

use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, RegionSet};
use fluxledger_ingest::region::{embedded, read_outlines};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn provinces(file: &str) -> Option<RegionSet> {
    let folder = std::env::var_os("FLUXLEDGER_DATA").map_or_else(|| "../../../shared/data".into(), PathBuf::from);
    let path = folder.join("boundaries/admin1_derived").join(file);
    println!("{}: {file}", if path.exists() { "real data" } else { "skipped" });
    path.exists().then(|| read_outlines(&path, Some("code")).expect("provinces").value)
}

/// Areas in km² on WGS 84 by code.
fn areas(set: &RegionSet) -> BTreeMap<String, f64> {
    let axis = |first, last, count| Axis::uniform(first, last, count).expect("an axis");
    let globe = Grid::new(axis(90.0, -90.0, 180), axis(-180.0, 180.0, 360)).expect("the globe by degrees");
    let coverage = Coverage::compute(&globe, set, Earth::Wgs84, CoverageMeasure::Area).expect("regions that share no ground");
    coverage.regions.into_iter().map(|region| (region.code.to_string(), region.area.as_m2() / 1e6)).collect()
}

/// Areas of the Länder in km² (Statistisches Bundesamt, Gemeindeverzeichnis, 31 December 2022). Bremen, of 420 km² in two parts, is left out: at 1:10 000 000
/// its harbours are drawn with Niedersachsen. Saarland, the smallest left of those that are no city, is the worst: its outline has 2 653 km².
const LAENDER: [(&str, f64); 15] = [
    ("DE-BW", 35_748.0),
    ("DE-BY", 70_542.0),
    ("DE-BE", 891.0),
    ("DE-BB", 29_654.0),
    ("DE-HH", 755.0),
    ("DE-HE", 21_116.0),
    ("DE-MV", 23_295.0),
    ("DE-NI", 47_710.0),
    ("DE-NW", 34_112.0),
    ("DE-RP", 19_858.0),
    ("DE-SL", 2_571.0),
    ("DE-SN", 18_450.0),
    ("DE-ST", 20_457.0),
    ("DE-SH", 15_804.0),
    ("DE-TH", 16_202.0),
];

#[test]
fn the_laender_have_their_published_areas_and_close_within_germany() {
    let Some(set) = provinces("ne10_admin1_DEU.geojson") else { return };
    let found = areas(&set);
    let worst = LAENDER.iter().map(|(code, published)| (found[*code] / published - 1.0).abs()).fold(0.0, f64::max);
    let germany = areas(&embedded("natural-earth-10m").expect("an embedded set"))["DEU"];
    let closure = found.values().sum::<f64>() / germany - 1.0;
    println!(
        "Länder: within {:.2} % of their published areas; their sum is {:+.4} % of Germany's outline off",
        worst * 100.0,
        closure * 100.0
    );
    assert!(worst < 0.04 && closure.abs() < 1e-3, "{found:?}, {germany}");
}

/// The 31 units of the mainland against the outline of CHN, which holds neither HKG nor MAC nor TWN.
#[test]
fn the_provinces_of_china_close_within_its_outline() {
    let Some(set) = provinces("ne10_admin1_CHN.geojson") else { return };
    let china = areas(&embedded("natural-earth-10m").expect("an embedded set"))["CHN"];
    let closure = areas(&set).values().sum::<f64>() / china - 1.0;
    println!("provinces of China: their sum is {:+.4} % of the outline of CHN off", closure * 100.0);
    assert!(set.len() == 31 && closure.abs() < 5e-3, "{closure}");
}
