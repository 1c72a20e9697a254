//! Coastal cells: a coarse grid totalled over countries, against the national table that the grid was made from.

#![expect(clippy::print_stdout, reason = "a test says whether it ran on real data")]

use fluxledger_core::aggregate::{Aggregation, Apportionment, LayerTotals};
use fluxledger_core::{
    Axis, Calendar, Coverage, CoverageMeasure, Earth, Field, Gas, Grid, LayerMeaning, Measure, Period, ProductKind, RegionCode, Role,
    Scope, YearLength,
};
use fluxledger_ingest::region::embedded;
use ndarray::Array2;
use std::path::PathBuf;
use std::sync::Arc;

fn real_data(file: &str) -> Option<String> {
    let folder = std::env::var_os("FLUXLEDGER_DATA").map_or_else(|| "../../../shared/data".into(), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(file)).ok();
    println!("{}: {file}", if text.is_some() { "real data" } else { "skipped" });
    text
}

/// Fossil CO2 of 2013 in TgC per cell of one degree, from 90° N and 180° W eastward (readme of CDIAC NDP-058).
fn cdiac(text: &str) -> Field {
    let values: Vec<f64> = text.split_whitespace().map(|value| value.parse().expect("a mass")).collect();
    let latitudes = Axis::uniform(90.0, -90.0, 180).expect("180 rows");
    let grid = Grid::new(latitudes, Axis::uniform(-180.0, 180.0, 360).expect("360 columns")).expect("a grid");
    let meaning = LayerMeaning {
        name: "fossil".into(),
        role: Role::Emission,
        gas: Gas::Co2,
        category: None,
        scope: Scope::Anthropogenic,
        kind: ProductKind::BottomUp,
        period: Period::year(2013),
        calendar: Calendar::Standard,
        measure: Measure::MassPerCell,
        contains: vec![],
        member: None,
    };
    Field { meaning, grid: Arc::new(grid), values: Array2::from_shape_vec((180, 360), values).expect("64 800 values") }
}

fn totals(field: &Field, apportionment: &Apportionment) -> LayerTotals {
    let areas = field.grid.areas(Earth::Wgs84);
    let aggregation = Aggregation {
        apportionment,
        areas: &areas,
        own_areas: None,
        complete_for_land: true,
        selected: None,
        year_length: YearLength::Calendar,
    };
    aggregation.totals(field).expect("totals that close")
}

/// The national totals of 2013 in TgC, from the same authors' table (thousand tonnes of carbon).
const NATIONAL: [(&str, &str); 6] = [
    ("JPN", "JAPAN"),
    ("ITA", "ITALY (INCLUDING SAN MARINO)"),
    ("GBR", "UNITED KINGDOM"),
    ("USA", "UNITED STATES OF AMERICA"),
    ("CHN", "CHINA (MAINLAND)"),
    ("RUS", "RUSSIAN FEDERATION"),
];

fn national(table: &str, nation: &str) -> f64 {
    let fields = |line: &str| -> Vec<String> { line.split(',').map(|field| field.trim().trim_matches('"').to_owned()).collect() };
    let row = table.lines().map(fields).find(|row| row[0] == nation && row[1] == "2013").expect("the nation's row");
    row[2].parse::<f64>().expect("a mass") / 1000.0
}

/// Splitting coastal cells among the countries in them recovers the national table within a hundredth, where plain shares lose up to a quarter.
#[test]
fn splitting_coastal_cells_among_their_countries_recovers_the_national_table() {
    let (Some(grid), Some(table)) = (real_data("cdiac_co2/gridcar.2013"), real_data("cdiac_co2/nation.1751_2014.csv")) else { return };
    let field = cdiac(&grid);
    let countries = embedded("natural-earth-50m").expect("an embedded set");
    let coverage = Coverage::compute(&field.grid, &countries, Earth::Wgs84, CoverageMeasure::Area).expect("a coverage");
    let [share, land] = [Apportionment::by_share(&coverage), Apportionment::by_land(&coverage)].map(|policy| totals(&field, &policy));
    let ratio =
        |totals: &LayerTotals, code, nation| totals.row(&RegionCode::new(code)).expect("a region").mass.as_kg() / national(&table, nation);
    let expected = [(0.75, 0.997), (0.79, 1.002), (0.94, 1.006), (0.90, 0.994), (0.95, 0.995), (0.99, 1.004)];
    for ((code, nation), (of_share, of_land)) in NATIONAL.into_iter().zip(expected) {
        let found = (ratio(&share, code, nation), ratio(&land, code, nation));
        println!("{code}: share {:.4}, land {:.4}", found.0, found.1);
        assert!((found.0 - of_share).abs() < 0.01 && (found.1 - of_land).abs() < 0.01, "{code}: {found:?}");
    }
}
