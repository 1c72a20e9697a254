//! What is kept comes back with every bit or not at all.

use super::*;
use crate::frame::{Coasts, FrameRequest, OwnAreas};
use fluxledger_core::aggregate::{Balance, LayerTotals, RegionTotal, RowKind};
use fluxledger_core::{
    Area, Calendar, CoastPolicy, Conventions, Gas, Mass, Measure, Period, ProductKind, RegionCode, RegionSet, RegionShapes, Role, Scope,
    Warning,
};
use fluxledger_ingest::product::profiles;
use tempfile::TempDir;

fn meaning(name: &str) -> LayerMeaning {
    LayerMeaning {
        name: name.into(),
        role: Role::Emission,
        gas: Gas::Ch4,
        category: None,
        scope: Scope::Anthropogenic,
        kind: ProductKind::BottomUp,
        period: Period::year(2015),
        calendar: Calendar::Standard,
        measure: Measure::Flux,
        contains: vec![],
        member: None,
    }
}

fn layer(name: &str, kilograms: f64) -> LayerTotals {
    let row = |kind, code: &str| RegionTotal {
        kind,
        code: RegionCode::new(code),
        name: "Côte d’Ivoire".into(),
        mass: Mass::from_kg(kilograms),
        quadrature: Mass::from_kg(kilograms / 3.0),
        region_area: Area::from_m2(1.0 / 3.0),
        gridded_area: Area::from_m2(0.1),
        observed_area: Area::from_m2(-0.0),
    };
    let balance = Balance {
        gross_mass: Mass::from_kg(f64::MIN_POSITIVE),
        residual: 1e-17,
        observed_area: Area::from_m2(2.0),
        missing_area: Area::from_m2(3.0),
        unweighted_mass: Mass::ZERO,
    };
    LayerTotals { meaning: meaning(name), rows: vec![row(RowKind::Region, "CIV"), row(RowKind::Group, "_X")], balance }
}

fn totalled(kilograms: f64) -> TotalledFile {
    let layers = || vec![layer("oil", kilograms), layer("gas", 0.1 + kilograms)];
    TotalledFile {
        by_policy: vec![(CoastPolicy::Land, layers()), (CoastPolicy::Share, layers())],
        area_source: "computed on wgs84".into(),
        doubts: vec![Warning::new("a.nc", "looks odd")],
    }
}

fn key(letter: u8) -> Key {
    Key::from_bytes([letter; Key::LENGTH])
}

/// A table beside which the totals of two files are kept.
fn kept() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("totals.csv");
    let kept = KeptTotals::open(&table).unwrap();
    [1, 2].into_iter().for_each(|number| kept.keep(&key(number), &totalled(f64::from(number))).unwrap());
    (folder, table)
}

fn found(kept: &KeptTotals) -> Vec<u8> {
    let layers = [meaning("oil"), meaning("gas")];
    let is_whole = |number: &u8| kept.totals(&key(*number), &layers).is_some_and(|totals| totals == totalled(f64::from(*number)));
    (1..=3).filter(is_whole).collect()
}

#[test]
fn what_is_kept_comes_back_with_every_bit_until_it_is_removed() {
    let (folder, table) = kept();
    let again = KeptTotals::open(&table).unwrap();
    assert_eq!(found(&again), [1, 2]);
    assert_eq!(again.totals(&key(1), &[meaning("oil")]), None);
    again.remove().unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_file_that_is_cut_off_or_damaged_keeps_what_stands_before() {
    let (_folder, table) = kept();
    let path = beside(&table, "resume").unwrap();
    let whole = fs::read(&path).unwrap();
    let ends = [HEADING.len() + (whole.len() - HEADING.len()) / 2, whole.len()];
    let expected = |bytes: usize| ends.iter().filter(|&&end| end <= bytes).count();
    for length in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[length] ^= 4;
        for bytes in [&whole[..length], &damaged] {
            fs::write(&path, bytes).unwrap();
            let kept = KeptTotals::open(&table).unwrap();
            assert_eq!(found(&kept).len(), if length < HEADING.len() { 0 } else { expected(length) }, "{length}");
            kept.keep(&key(3), &totalled(3.0)).unwrap();
            drop(kept);
            assert!(found(&KeptTotals::open(&table).unwrap()).contains(&3), "{length}");
        }
    }
}

#[test]
fn two_calls_do_not_write_to_one_table() {
    let (_folder, table) = kept();
    let _first = KeptTotals::open(&table).unwrap();
    assert!(matches!(KeptTotals::open(&table), Err(WriteError::Busy { .. })));
}

fn regions(complete_for_land: bool) -> RegionSet {
    RegionSet { id: "none".into(), source: "none".into(), complete_for_land, shapes: RegionShapes::Outlines(vec![].into()) }
}

#[test]
fn whatever_changes_the_totals_changes_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let (file, other) = (folder.path().join("a.nc"), folder.path().join("b.nc"));
    fs::write(&file, "one").unwrap();
    fs::write(&other, "one").unwrap();
    let (plain, on_land) = (regions(false), regions(true));
    let request = |regions, own_areas, compared| FrameRequest {
        regions,
        selected: None,
        groups: &[],
        own_areas,
        coasts: Coasts { compared, weights: None },
        cache: None,
        memory: None,
    };
    let key = |request, path: &Path, profile: usize, conventions: &Conventions, layer: &str| {
        Circumstances::of(request).key(path, &profiles()[profile], conventions, &[meaning(layer)]).unwrap()
    };
    let usual = request(&plain, OwnAreas::Used, false);
    let wgs84 = Conventions::default();
    let land = Conventions { coast: CoastPolicy::Land, ..Conventions::default() };
    let mut keys = vec![
        key(usual, &file, 0, &wgs84, "oil"),
        key(request(&on_land, OwnAreas::Used, false), &file, 0, &wgs84, "oil"),
        key(request(&plain, OwnAreas::Outranked, false), &file, 0, &wgs84, "oil"),
        key(request(&plain, OwnAreas::Used, true), &file, 0, &wgs84, "oil"),
        key(usual, &other, 0, &wgs84, "oil"),
        key(usual, &file, 1, &wgs84, "oil"),
        key(usual, &file, 0, &land, "oil"),
        key(usual, &file, 0, &wgs84, "gas"),
    ];
    assert_eq!(key(usual, &file, 0, &wgs84, "oil"), keys[0]);
    let changed = fs::metadata(&file).unwrap().modified().unwrap();
    fs::write(&file, "two").unwrap();
    File::options().append(true).open(&file).unwrap().set_modified(changed).unwrap();
    keys.push(key(usual, &file, 0, &wgs84, "oil"));
    keys.push(key(usual, folder.path(), 0, &wgs84, "oil"));
    fs::write(folder.path().join("c.nc"), "").unwrap();
    keys.push(key(usual, folder.path(), 0, &wgs84, "oil"));
    let number = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), number);
}
