use super::*;
use fluxledger_core::{ProductKind, ReportingYear, Scope};
use std::path::PathBuf;

/// A table of the known layout below two lines of description; the columns of the first experiment come first, then what the others add.
fn table(rows: &[&str]) -> tempfile::NamedTempFile {
    let layout = &layouts()[0];
    let mut columns: Vec<String> = layout.experiments.keys().flat_map(|experiment| layout.columns_of(experiment)).collect();
    let mut seen = std::collections::BTreeSet::new();
    columns.retain(|column| seen.insert(column.clone()));
    let file = tempfile::NamedTempFile::new().expect("a file");
    let text = format!("A title, with a comma\r\nAlpha 3 Code - codes\r\n{}\r\n{}\r\n", columns.join(","), rows.join("\r\n"));
    std::fs::write(file.path(), text).expect("a table");
    file
}

/// Country, year; FF 5 ± 1, dC_loss 2 ± 3, NBE 2 + −1 + −0.5 = 0.5, NCE 5.5, rivers −1 ± 0.1, wood and crops −0.5 ± −0.2, Z and FUR; then
/// the columns of the other experiments: dC_loss, NBE, NCE and FUR.
const GOOD: &str = "AAA,2015,5,1,2,3,0.5,3,5.5,3,-1,0.1,-0.5,-0.2,1.5,0.4,2,3,0.5,3,5.5,3,0.3,2,3,0.5,3,5.5,3,0.3,2,3,0.5,3,5.5,3,0.3";

#[test]
fn every_layout_is_read_and_its_identities_name_its_quantities() {
    for layout in layouts() {
        assert!(
            layout
                .identities
                .iter()
                .flat_map(|identity| identity.parts.iter().chain([&identity.sum]))
                .all(|name| layout.quantity(name).is_some())
        );
    }
}

#[test]
fn a_row_becomes_masses_with_their_deviations_and_a_signed_one_is_mended_with_a_warning() {
    let file = table(&[GOOD]);
    let read = read(file.path(), Some("IS")).expect("a table");
    let row = &read.value.rows[0];
    let kilotonnes = |name: &str| row.figures[read.value.layout.quantity(name).expect("known")].mass.as_kilotonnes();
    assert_eq!((kilotonnes("FF"), kilotonnes("NCE"), kilotonnes("Rivers")), (5000.0, 5500.0, -1000.0));
    let deviation = row.figures[read.value.layout.quantity("Wood+Crop").expect("known")].deviation;
    assert_eq!(deviation.map(|sides| (sides.down.as_kilotonnes(), sides.up.as_kilotonnes())), Some((200.0, 200.0)));
    assert_eq!((row.agreement, row.uncertainty_reduction), (Some(1.5), Some(0.4)));
    assert!(read.warnings.iter().any(|warning| warning.to_string().contains("1 standard deviations of Wood+Crop have a minus sign")));
}

#[test]
fn a_sum_that_does_not_hold_is_named_by_its_line_and_its_row_is_left_out() {
    let broken = GOOD.replace("AAA,2015,5,", "AAA,2016,5.1,");
    let file = table(&[GOOD, &broken]);
    let read = read(file.path(), Some("IS")).expect("a table");
    assert_eq!(read.value.rows.len(), 1);
    let warning = read.warnings.iter().map(ToString::to_string).find(|warning| warning.contains("does not hold")).expect("a warning");
    assert!(warning.contains("NCE = NBE + FF does not hold, and the row is left out: ") && warning.ends_with("line 5"), "{warning}");
}

#[test]
fn an_experiment_is_chosen_and_never_guessed() {
    let file = table(&[GOOD]);
    let message = |experiment| read(file.path(), experiment).unwrap_err().to_string().replace(&file.path().display().to_string(), "FILE");
    assert!(message(None).starts_with("`FILE`: found no choice of an experiment, expected one of IS (in situ CO2 measurements), LNLG ("));
    assert!(message(Some("OG")).starts_with("`FILE`: found the experiment `OG`, expected one of IS "));
}

#[test]
fn every_bad_cell_is_named() {
    let file = table(&[&GOOD.replace("AAA,2015", "AAA,201x"), &GOOD.replace(",5,1,", ",five,1,"), GOOD, GOOD]);
    let message = read(file.path(), Some("IS")).unwrap_err().to_string();
    for part in
        ["line 4, column `Year`: found `201x`", "line 5, column `FF (TgCO2)`: found `five`", "line 7, column `Alpha 3 Code`: found `AAA`"]
    {
        assert!(message.contains(part), "{message}");
    }
}

fn real() -> Option<PathBuf> {
    let folder = std::env::var_os("FLUXLEDGER_DATA").map_or_else(|| PathBuf::from("../../../shared/data"), PathBuf::from);
    let path = folder.join("oco2mip_country_co2/pilot_topdown_CO2_Budget_countries_v1.csv");
    if path.exists() {
        println!("real data: {}", path.display());
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

/// The row `USA,2015` of the file, in Tg: dC_loss, NBE and NCE of LNLGIS, then rivers, wood and crops.
#[test]
fn the_published_table_is_read_whole_and_its_sums_hold() {
    let Some(path) = real() else { return };
    let read = read(&path, Some("LNLGIS")).expect("the published table");
    let table = &read.value;
    assert_eq!(table.rows.len(), 1407);
    assert!(table.checks.iter().all(|check| check.rows == 1407 && check.broken.is_empty() && check.largest < 8.1e-6), "{:?}", table.checks);
    let usa = table.rows.iter().find(|row| row.region.as_str() == "USA" && row.span == TimeSpan::calendar(2015)).expect("the USA");
    let teragrams = |name: &str| usa.figures[table.layout.quantity(name).expect("known")].mass.as_kilotonnes() / 1000.0;
    for (name, value) in
        [("dC_loss", -1031.83), ("NBE", -1346.46), ("NCE", 4017.31), ("Rivers", -165.43), ("Wood+Crop", -149.196), ("FF", 5363.77)]
    {
        assert!((teragrams(name) - value).abs() < 1e-9, "{name}: {}", teragrams(name));
    }
    let mean = TimeSpan::Mean((2015..=2020).map(ReportingYear::calendar).collect());
    assert_eq!(table.rows.iter().filter(|row| row.span == mean).count(), 201);
    assert!(read.warnings.iter().any(|warning| warning.to_string().contains("357 standard deviations of Wood+Crop have a minus sign")));
}

#[test]
fn every_experiment_of_the_published_table_holds_its_sums() {
    let Some(path) = real() else { return };
    for experiment in ["IS", "LNLG", "LNLGIS", "LNLGOGIS"] {
        let table = read(&path, Some(experiment)).expect("the published table").value;
        assert!(table.checks.iter().all(|check| check.broken.is_empty()), "{experiment}: {:?}", table.checks);
    }
}

/// The fossil term is prescribed, and what counts all land is not comparable before its natural part is taken off.
#[test]
fn only_the_prescribed_term_counts_what_an_inventory_counts() {
    let layout = &layouts()[0];
    let scopes: Vec<_> = layout
        .quantities
        .iter()
        .filter(|quantity| !quantity.categories.is_empty())
        .map(|quantity| (quantity.name.as_str(), quantity.scope))
        .collect();
    assert_eq!(scopes, [("FF", Scope::Anthropogenic), ("dC_loss", Scope::Total), ("NBE", Scope::Total), ("NCE", Scope::Total)]);
    assert_eq!(layout.quantities[0].kind, Some(ProductKind::BottomUp));
}
