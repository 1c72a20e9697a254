//! Provinces, those that come with the program and those read from a file: against published areas, their country's outline and each other.

#![expect(clippy::print_stdout, reason = "a test says what it measured, and whether it ran on real data")]

use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, RegionCode, RegionSet};
use fluxledger_ingest::region::{Faults, embedded, read_outlines};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

const PROVINCES: &str = "natural-earth-10m-provinces";

static SET: LazyLock<RegionSet> = LazyLock::new(|| embedded(PROVINCES).expect("an embedded set"));
static AREAS: LazyLock<BTreeMap<String, f64>> = LazyLock::new(|| areas(&SET));
static COUNTRIES: LazyLock<BTreeMap<String, f64>> = LazyLock::new(|| areas(&embedded("natural-earth-10m").expect("an embedded set")));

/// Areas in km² on WGS 84 by code, on a grid of one degree, on which regions that share ground are refused.
fn areas(set: &RegionSet) -> BTreeMap<String, f64> {
    let axis = |first, last, count| Axis::uniform(first, last, count).expect("an axis");
    let globe = Grid::new(axis(90.0, -90.0, 180), axis(-180.0, 180.0, 360)).expect("the globe by degrees");
    let coverage = Coverage::compute(&globe, set, Earth::Wgs84, CoverageMeasure::Area).expect("regions that share no ground");
    coverage.regions.into_iter().map(|region| (region.code.to_string(), region.area.as_m2() / 1e6)).collect()
}

/// The largest difference from published areas, as a share.
fn worst(found: &BTreeMap<String, f64>, published: &[(&str, f64)]) -> f64 {
    published.iter().map(|(code, published)| (found[*code] / published - 1.0).abs()).fold(0.0, f64::max)
}

/// Areas of the Länder in km² (Statistisches Bundesamt, Gemeindeverzeichnis, 31 December 2022), without Bremen.
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

/// Saarland, the smallest of those that are no city, is the worst: its outline has 2 654 km². Bremen has 420 km² in two parts; at 1:10 000 000
/// harbours of it are drawn with Niedersachsen.
#[test]
fn the_laender_have_their_published_areas() {
    assert_eq!(SET.provinces_of(&RegionCode::new("DEU")).len(), 16);
    let (worst, bremen) = (worst(&AREAS, &LAENDER), AREAS["DE-HB"] / 420.0 - 1.0);
    println!("Länder: within {:.2} % of their published areas, Bremen {:+.2} %", worst * 100.0, bremen * 100.0);
    assert!(worst < 0.04 && bremen.abs() < 0.09);
}

/// Areas in km² as the governments of the provinces state them, most of them rounded to hundreds.
const PROVINCES_OF_CHINA: [(&str, f64); 13] = [
    ("CN-AH", 140_100.0),
    ("CN-BJ", 16_410.0),
    ("CN-CQ", 82_400.0),
    ("CN-GZ", 176_200.0),
    ("CN-HA", 167_000.0),
    ("CN-HB", 185_900.0),
    ("CN-HE", 188_800.0),
    ("CN-HN", 211_800.0),
    ("CN-JX", 166_900.0),
    ("CN-QH", 722_300.0),
    ("CN-SC", 486_000.0),
    ("CN-SN", 205_600.0),
    ("CN-SX", 156_700.0),
];

#[test]
fn provinces_of_china_have_their_published_areas() {
    let worst = worst(&AREAS, &PROVINCES_OF_CHINA);
    println!("provinces of China: within {:.2} % of their published areas", worst * 100.0);
    assert!(worst < 0.015);
}

/// India, the worst, has 735 km² less at 28.5° N 96.7° E and 850 km² more at 33.0° N 79.3° E: Natural Earth 5 and 4.1 draw its border with China differently.
#[test]
fn provinces_close_within_their_country() {
    for country in ["BRA", "CAN", "CHN", "DEU", "IND", "USA"] {
        let provinces = SET.provinces_of(&RegionCode::new(country));
        let sum: f64 = provinces.iter().map(|code| AREAS[code.as_str()]).sum();
        let off = sum / COUNTRIES[country] - 1.0;
        println!("{country}: {} provinces, their sum is {:+.4} % ({:+.0} km²) off", provinces.len(), off * 100.0, sum - COUNTRIES[country]);
        assert!(off.abs() < 3e-4, "{country}");
    }
}

/// Hong Kong, Macao and Taiwan are not China's, whatever their ISO 3166-2 codes in China.
#[test]
fn hong_kong_macao_and_taiwan_stand_apart() {
    for (country, provinces) in [("CHN", 32), ("HKG", 18), ("MAC", 1), ("TWN", 21)] {
        assert_eq!(SET.provinces_of(&RegionCode::new(country)).len(), provinces, "{country}");
    }
}

/// The provinces of a file, whose fields are `code`, `name` and, the same for all of them, `adm0_a3`.
fn of_file(file: &str) -> Option<RegionSet> {
    let folder = std::env::var_os("FLUXLEDGER_DATA").map_or_else(|| "../../../shared/data".into(), PathBuf::from);
    let path = folder.join("boundaries/admin1_derived").join(file);
    println!("{}: {file}", if path.exists() { "real data" } else { "skipped" });
    path.exists().then(|| read_outlines(&path, None, Faults::Shown).expect("provinces").value)
}

/// The largest difference of an area between a file and the embedded set as a share, but for regions of which parts lie elsewhere in the file.
fn furthest(set: &RegionSet, but: &[&str]) -> f64 {
    let of_file = areas(set);
    let off = |code: &String| (of_file[code] / AREAS[code] - 1.0).abs();
    let [furthest, among_those] =
        [false, true].map(|parted| of_file.keys().filter(|code| but.contains(&code.as_str()) == parted).map(off).fold(0.0, f64::max));
    println!("{}: within {:.3} % of the embedded set, {but:?} within {:.1} %", set.id, furthest * 100.0, among_those * 100.0);
    furthest
}

/// The file was drawn from the lines between the Länder, of which that round Bremerhaven is missing: it lies in Niedersachsen there.
#[test]
fn laender_of_a_file_have_the_areas_of_the_embedded_set() {
    let Some(set) = of_file("ne10_admin1_DEU.geojson") else { return };
    let closure = areas(&set).values().sum::<f64>() / COUNTRIES["DEU"] - 1.0;
    println!("Länder of a file: their sum is {:+.4} % of Germany's outline off", closure * 100.0);
    assert!(set.len() == 16 && closure.abs() < 1e-3 && furthest(&set, &["DE-HB"]) < 2e-3);
}

/// The 31 units of the mainland; the embedded set has the Paracel Islands too. In the file, drawn from lines, an island of Shanghai lies in
/// Jiangsu, and a part of Hebei that Beijing surrounds in Beijing.
#[test]
fn provinces_of_china_of_a_file_have_the_areas_of_the_embedded_set() {
    let Some(set) = of_file("ne10_admin1_CHN.geojson") else { return };
    let closure = areas(&set).values().sum::<f64>() / COUNTRIES["CHN"] - 1.0;
    println!("provinces of China of a file: their sum is {:+.4} % of the outline of CHN off", closure * 100.0);
    assert!(set.len() == 31 && closure.abs() < 5e-3 && furthest(&set, &["CN-SH", "CN-JS", "CN-BJ", "CN-HE"]) < 2e-3);
}
