use super::*;
use crate::product::{OpenOptions, open, profile_from_file};
use crate::raster::fixture::Fixture;
use fluxledger_core::{Period, ProductKind, Role, Scope};
use std::path::PathBuf;

/// A file of monthly methane of two sectors and their sum, in a unit that does not say what it counts, with areas and an albedo.
fn monthly(folder: &Path) -> PathBuf {
    let grams = [("units", "g m-2 month-1"), ("long_name", "flux to the air")];
    Fixture::new()
        .attribute("title", "Methane of Atlantis")
        .small_grid()
        .dimension("time", 2)
        .variable("time", &["time"], &[0.0, 31.0], &[("units", "days since 2016-01-01")])
        .variable("coal", &["time", "lat", "lon"], &[1.0; 16], &grams)
        .variable("gas", &["time", "lat", "lon"], &[2.0; 16], &grams)
        .variable("total", &["time", "lat", "lon"], &[3.0; 16], &grams)
        .variable("area", &["lat", "lon"], &[1e6; 8], &[("units", "m2")])
        .variable("albedo", &["lat", "lon"], &[0.3; 8], &[("units", "1")])
        .netcdf4(folder, "atlantis_2016.nc")
}

/// The draft with the line of each question replaced; a question without an answer stays.
fn answered(draft: &str, answers: &[(&str, &str)]) -> String {
    let answer = |line: &str| {
        let asked = line.strip_prefix("# ? ").map(|question| question.split(": ").next().unwrap());
        let found = answers.iter().find(|(key, _)| asked == Some(key));
        found.map_or_else(|| line.to_owned(), |(_, answer)| (*answer).to_owned())
    };
    draft.lines().map(answer).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_draft_says_what_the_file_says_and_asks_for_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(draft(&monthly(folder.path())).unwrap());
}

#[test]
fn a_draft_is_refused_until_its_questions_are_answered_and_then_gives_totals() {
    let folder = tempfile::tempdir().unwrap();
    let file = monthly(folder.path());
    let profile = folder.path().join("atlantis.toml");
    let draft = draft(&file).unwrap();
    let answers = [
        ("kind", "kind = \"bottom-up\""),
        ("scope", "scope = \"anthropogenic\""),
        ("prior", ""),
        ("inventory_vintage", ""),
        ("licence", "licence = \"CC0\""),
        ("citation", "citation = \"Plato\""),
        ("gas", "gas = \"CH4\""),
        ("basis", "basis = \"carbon\""),
        ("categorization", ""),
        ("label", "label = \"start\""),
        ("[contains]", "[contains]\ntotal = [\"coal\", \"gas\"]"),
        ("role", "role = \"emission\""),
    ];
    std::fs::write(&profile, answered(&draft, &answers)).unwrap();
    let error = profile_from_file(&profile).unwrap_err();
    assert!(error.to_string().contains("3 questions are not answered yet\n  line "), "{error}");
    assert!(error.to_string().contains(": category: the code of its category; delete this line if it has none"), "{error}");

    let all: Vec<_> = answers.into_iter().chain([("category", "")]).collect();
    std::fs::write(&profile, answered(&draft, &all)).unwrap();
    let options = OpenOptions { profile: Some(profile.display().to_string()), ..OpenOptions::default() };
    let product = open(&file, &options).unwrap().value;
    assert_eq!((product.profile.kind, product.profile.scope), (ProductKind::BottomUp, Scope::Anthropogenic));
    let layers: Vec<(&str, Role, Period)> = product.layers.iter().map(|layer| (layer.name.as_str(), layer.role, layer.period)).collect();
    assert_eq!(layers[..2], [("coal", Role::Emission, Period::month(2016, 1)), ("coal", Role::Emission, Period::month(2016, 2))]);
    assert_eq!(product.layers[4].contains, ["coal", "gas"]);
    // 1 g C m⁻² in the 31 days of January is 16.043 / 12.011 g CH₄; on the 10⁶ m² of a cell 8 cells hold 8 · 1335.69 kg.
    let kilograms = product.read(0).unwrap().values.sum() * 31.0 * 86_400.0 * product.cell_areas().unwrap().unwrap()[[0, 0]];
    assert!((kilograms - 8.0 * 1e6 * 1e-3 * 16.043 / 12.011).abs() < 1e-6, "{kilograms}");
}

#[test]
fn what_names_units_and_attributes_say_is_not_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let carbon =
        [("units", "kg m-2 s-1"), ("standard_name", "surface_upward_mass_flux_of_carbon_dioxide_expressed_as_carbon_due_to_emission")];
    let file =
        Fixture::new().small_grid().variable("fossil", &["lat", "lon"], &[1.0; 8], &carbon).netcdf4(folder.path(), "fossil_v2_2019.nc");
    let text = draft(&file).unwrap();
    for line in ["gas = \"CO2\"", "basis = \"carbon\"", "unit = \"kg m-2 s-1\"", r"file_name = 'fossil_v2_(?P<year>[0-9]{4})\.nc'"] {
        assert!(text.lines().any(|own| own == line), "no `{line}` in\n{text}");
    }
}

#[test]
fn a_bare_mass_and_missing_coordinates_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let tonnes = [("units", "Tonnes"), ("year", "2019")];
    let fixture = Fixture::new().dimension("y", 3).dimension("x", 4).variable("emi_n2o", &["y", "x"], &[1.0; 12], &tonnes);
    let text = draft(&fixture.netcdf4(folder.path(), "emissions.nc")).unwrap();
    for part in [
        "gas = \"N2O\"\n# ? basis: what a mass in the file counts: \"gas\" or \"nitrogen\" (kg N)",
        "the file says `Tonnes`\nspellings = [\"Tonnes\"]\n",
        "its dimensions are y 3, x 4.\n[grid]\n# ? latitude: ",
        "year_attributes = [\"year\"]\n",
    ] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
}

#[test]
fn a_dimension_of_sectors_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = Fixture::new().small_grid().dimension("sector", 3).variable(
        "emi_ch4",
        &["sector", "lat", "lon"],
        &[1.0; 24],
        &[("units", "kg m-2 s-1")],
    );
    let text = draft(&fixture.netcdf4(folder.path(), "sectors_2019.nc")).unwrap();
    assert!(text.contains("# ? sectors: `sector` has 3 positions; if they are sectors: { dimension = \"sector\", "), "{text}");
}

#[test]
fn a_file_without_rows_and_columns_has_no_draft() {
    let folder = tempfile::tempdir().unwrap();
    let file = Fixture::new().dimension("time", 3).variable("time", &["time"], &[1.0, 2.0, 3.0], &[]).netcdf4(folder.path(), "series.nc");
    let error = draft(&file).unwrap_err().to_string();
    assert!(error.ends_with("series.nc`: no variable has rows and columns, found `time`"), "{error}");
}
