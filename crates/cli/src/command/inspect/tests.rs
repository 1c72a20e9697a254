use super::*;
use crate::args::{Arguments, Verb};
use clap::Parser;
use fluxledger_core::Earth;
use netcdf_writer::{NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions};
use std::path::PathBuf;

fn run(path: &Path) -> Result<String, String> {
    run_with(path, &[])
}

fn run_with(path: &Path, options: &[&str]) -> Result<String, String> {
    let words: [&std::ffi::OsStr; 4] = ["fluxledger".as_ref(), "--quiet".as_ref(), "inspect".as_ref(), path.as_os_str()];
    let options = options.iter().map(|option| std::ffi::OsStr::new(*option));
    let arguments = Arguments::try_parse_from(words.into_iter().chain(options)).unwrap();
    let Verb::Inspect(inspected) = &arguments.verb else { panic!("another verb") };
    let mut out = Vec::new();
    let status = inspect(inspected, &arguments.global, &mut out).map_err(|problems| problems.to_string())?;
    assert_eq!(status, ExitStatus::Done);
    Ok(String::from_utf8(out).unwrap())
}

/// What is shown of a file of the given name and content, the folder left out.
fn shown(name: &str, content: &[u8]) -> Result<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let bare = |text: String| text.replace(&format!("{}/", folder.path().display()), "");
    run(&path).map(bare).map_err(bare)
}

/// A NetCDF file of one time step, that of 2019, and 2 × 4 cells, whose variables have a unit and one value each.
fn gridded(variables: &[(&str, &str, f64)], attributes: &[(&str, &str)]) -> Vec<u8> {
    let text = |text: &str| NcAttrValue::Chars(text.to_owned());
    let mut file = NcFileBuilder::new();
    for (name, value) in attributes {
        file.add_attribute(*name, text(value)).unwrap();
    }
    let dimensions = [("time", 1), ("lat", 2), ("lon", 4)].map(|(name, length)| file.add_dimension(name, length).unwrap());
    let longitudes = vec![10.0, 30.0, 50.0, 70.0];
    let axes =
        [("time", vec![0.0], "days since 2019-01-01"), ("lat", vec![5.0, 15.0], "degrees_north"), ("lon", longitudes, "degrees_east")];
    for ((name, values, units), dimension) in axes.iter().zip(dimensions) {
        let variable = file.add_variable::<f64>(*name, &[dimension]).unwrap();
        file.add_variable_attribute(variable, "units", text(units)).unwrap();
        file.write_variable(variable, values).unwrap();
    }
    for (name, units, value) in variables {
        let variable = file.add_variable::<f64>(*name, &dimensions).unwrap();
        file.add_variable_attribute(variable, "units", text(units)).unwrap();
        file.add_variable_attribute(variable, "long_name", text("flux to the air")).unwrap();
        file.write_variable(variable, &[*value; 8]).unwrap();
    }
    file.to_vec(NcWriteOptions { format: NcWriteFormat::Nc4 }).unwrap().1
}

#[test]
fn a_product_is_shown_with_its_layers_and_their_totals() {
    let file = gridded(&[("emi_ch4", "kg m-2 s-1", 1e-12)], &[]);
    let text = shown("v6.0_CH4_2019_TOTALS.0.1x0.1.nc", &file).unwrap();
    // 10⁻¹² kg m⁻² s⁻¹ on 20° × 80° from the equator, for the 365 days of 2019.
    let kilotonnes = Earth::Wgs84.cell_area(0.0, 20.0, 80.0).as_m2() * 1e-12 * 365.0 * 86_400.0 / 1e6;
    assert!(text.contains(&format!(" {kilotonnes:.3} kt CH4 per year, whole grid")), "{text}");
    insta::assert_snapshot!(text);
}

/// The JSON document on a file of the given name and content, the folder left out.
fn document(name: &str, content: &[u8]) -> serde_json::Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let text = run_with(&path, &["--json"]).unwrap();
    serde_json::from_str(&text.replace(&format!("{}/", folder.path().display()), "")).unwrap()
}

#[test]
fn a_product_is_one_document_for_programs() {
    let file = gridded(&[("emi_ch4", "kg m-2 s-1", 1e-12)], &[]);
    let mut found = document("v6.0_CH4_2019_TOTALS.0.1x0.1.nc", &file);
    let total = found["sums"][0]["kilotonnes_per_year"].take().as_f64().unwrap();
    let layer = found["layers"][0]["kilotonnes_per_year"].take().as_f64().unwrap();
    let kilotonnes = Earth::Wgs84.cell_area(0.0, 20.0, 80.0).as_m2() * 1e-12 * 365.0 * 86_400.0 / 1e6;
    assert!((total / kilotonnes - 1.0).abs() < 1e-12 && (layer / kilotonnes - 1.0).abs() < 1e-12);
    insta::assert_snapshot!(format!("{found:#}"));
}

#[test]
fn what_is_no_product_is_a_document_too() {
    let unknown = document("unknown.nc", &gridded(&[("albedo", "1", 0.3)], &[]));
    assert_eq!((&unknown["kind"], &unknown["not_read_because"]), (&"gridded file".into(), &"it fits none of `fluxledger products`".into()));
    let table = document("table.nc", INVENTORY.as_bytes());
    assert_eq!(
        (&table["kind"], &table["parties"], &table["figures_with_keys_only"]),
        (&"inventory table".into(), &serde_json::json!(["DEU", "FRA"]), &2.into())
    );
    let uncertainties = document("u.csv", b"category,gas,uncertainty\n4.A,CH4,30\n3.A,CH4,20\n");
    assert_eq!((&uncertainties["kind"], &uncertainties["rows"]), (&"uncertainty table".into(), &2.into()));
}

#[test]
fn what_is_doubtful_is_shown_with_the_way_out() {
    // 1 kg m⁻² s⁻¹ on 20° × 80° is 6·10¹⁴ kt in a year.
    let text = shown("v6.0_CH4_2019_TOTALS.0.1x0.1.nc", &gridded(&[("emi_ch4", "kg m-2 s-1", 1.0)], &[])).unwrap();
    assert!(text.contains("wrong: layer `TOTALS`: found") && text.contains("What to do: check gas, basis, unit"), "{text}");
}

#[test]
fn layers_of_an_inversion_have_roles_and_only_masses_are_added_up() {
    let unit = "kg m-2 s-1";
    let variables = [
        ("prior_energy", unit, 1e-12),
        ("posterior_energy", unit, 2e-12),
        ("posterior_waste", unit, 3e-12),
        ("sigma_waste", unit, 1e-12),
        ("sensitivity_waste", "1", 0.5),
    ];
    let file = gridded(&variables, &[("fluxledger_simulation", "yes"), ("gas", "CH4")]);
    insta::assert_snapshot!(shown("simulated_2019.nc", &file).unwrap());
}

#[test]
fn a_gridded_file_that_no_profile_fits_shows_its_variables_and_the_way_out() {
    insta::assert_snapshot!(shown("unknown.nc", &gridded(&[("albedo", "1", 0.3)], &[])).unwrap());
}

const INVENTORY: &str = "\
party,categorization,category,category_name,gas,year,value,unit,source
DEU,IPCC2006,4,Waste,CH4,2019,400,kt,NIR 2021
DEU,IPCC2006,4.A,Solid waste disposal,CH4,2019,310.5,kt,NIR 2021
DEU,IPCC2006,4.D,Wastewater,CH4,2019,\"NE,IE\",kt,NIR 2021
FRA,IPCC2006,4.A,Solid waste disposal,N2O,2021,NO,kt,NIR 2021
";

#[test]
fn a_table_of_an_inventory_is_known_by_its_header_whatever_its_name() {
    insta::assert_snapshot!(shown("table.nc", INVENTORY.as_bytes()).unwrap());
}

#[test]
fn bad_cells_of_a_known_table_are_the_error() {
    let error = shown("table.csv", INVENTORY.replace("310.5", "310;5").as_bytes()).unwrap_err();
    assert!(error.starts_with("error: table.csv: 1 cell of"), "{error}");
}

#[test]
fn a_table_of_uncertainties_is_known() {
    insta::assert_snapshot!(shown("u.csv", b"category,gas,uncertainty\n4.A,CH4,30\n3.A,CH4,20\n").unwrap());
}

#[test]
fn bad_cells_of_a_known_table_of_uncertainties_are_the_error() {
    let error = shown("u.csv", b"category,gas,uncertainty\n4.A,CH4,thirty\n").unwrap_err();
    assert!(error.starts_with("error: u.csv: 1 cell of"), "{error}");
}

#[test]
fn outlines_are_shown_with_their_first_codes() {
    let square = |code: &str, west: i32| {
        let ring = format!("[[{west},0],[{},0],[{},1],[{west},0]]", west + 1, west + 1);
        format!(r#"{{"type":"Feature","properties":{{"iso_a3":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#)
    };
    let text = format!(r#"{{"type":"FeatureCollection","features":[{},{}]}}"#, square("DEU", 0), square("FRA", 2));
    insta::assert_snapshot!(shown("borders.txt", text.as_bytes()).unwrap());
}

#[test]
fn a_file_that_nobody_reads_lists_what_was_tried() {
    let error = shown("notes.txt", b"a,b\n1,2\n").unwrap_err();
    for tried in ["gridded file: ", "table of an inventory: ", "table of uncertainties: ", "boundaries: "] {
        assert!(error.contains(&format!("\n  {tried}")), "{error}");
    }
    assert!(run(Path::new("absent.nc")).unwrap_err().starts_with("error: absent.nc: cannot be opened"));
}

fn real_file(relative: &str) -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let path = std::env::var_os("FLUXLEDGER_DATA").map_or(default, PathBuf::from).join(relative);
    if !path.exists() {
        println!("skipped: no real file at `{}`", path.display());
        return None;
    }
    println!("real data: inspect {relative}");
    Some(path)
}

#[test]
fn the_gridded_inventory_of_epa_shows_its_layers_and_total() {
    let Some(path) = real_file("epa_gridded_ch4_2012/GEPA_Annual.nc") else { return };
    let text = run(&path).unwrap();
    assert!(text.contains("\nLayers: 22\n") && text.contains("28\u{202f}692.578 kt CH4 per year"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100 || line.contains("GEPA_Annual.nc")), "{text}");
}

#[test]
fn the_export_of_the_unfccc_shows_its_parties_and_years() {
    let Some(path) = real_file("unfccc_annex1/CH4_Annual_Net_emissions_removals_in_kt.csv") else { return };
    let text = run(&path).unwrap();
    assert!(text.contains("layout unfccc-flexible-query") && text.contains("1990 to 2021"), "{text}");
    assert!(text.contains("Total.with.LULUCF, "), "{text}");
}

#[test]
fn a_mask_of_countries_shows_its_regions() {
    let Some(path) = real_file("openghg_inversions_europe_ch4/country_EUROPE.nc") else { return };
    let text = run(&path).unwrap();
    assert!(text.contains("regions as a mask on a grid of 293 rows × 391 columns"), "{text}");
}
