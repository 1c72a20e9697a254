//! The uncertainty of a product, from its files to σ in the tables and the words of the findings.

use crate::command_line::fluxledger;
use crate::real_data::real_files;
use crate::result_table::ResultTable;
use netcdf_writer::{NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions};
use std::f64::consts::PI;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Cells of 30° × 30° on both sides of the equator, see [`crate::made_product`].
const CELL_AREA: f64 = 6_371_000.0 * 6_371_000.0 * PI / 12.0;

/// The flux in kg m⁻² s⁻¹ by which one cell emits a kilotonne in a year of 365 days.
fn flux_of(kilotonnes: f64) -> f64 {
    kilotonnes * 1e6 / (CELL_AREA * 365.0 * 86_400.0)
}

/// A variable: its name, its dimensions before latitude and longitude, and a mass in kt for each cell.
pub(crate) type Layer<'a> = (&'a str, &'a [(&'a str, usize)], Vec<f64>);

/// Writes layers on two rows (30° S to 0°, 0° to 30° N) of two columns (0° to 60° E), and further variables as they are.
pub(crate) fn write(path: &Path, layers: &[Layer<'_>], plain: &[Layer<'_>]) {
    write_at(path, [&[-15.0, 15.0], &[15.0, 45.0]], layers, plain);
}

/// The same on cells by their centres; the masses are those of cells of 30° × 30°.
fn write_at(path: &Path, [latitudes, longitudes]: [&[f64]; 2], layers: &[Layer<'_>], plain: &[Layer<'_>]) {
    let mut file = NcFileBuilder::new();
    let text = |value: &str| NcAttrValue::Chars(value.to_owned());
    let mut known = vec![("lat", latitudes.len()), ("lon", longitudes.len())];
    let of_all = layers.iter().chain(plain).flat_map(|(_, dimensions, _)| dimensions.iter().copied());
    of_all.for_each(|dimension| {
        if !known.contains(&dimension) {
            known.push(dimension)
        }
    });
    let ids: Vec<_> = known.iter().map(|(name, length)| (*name, file.add_dimension(*name, *length as u64).unwrap())).collect();
    let id = |wanted: &str| ids.iter().find(|(name, _)| *name == wanted).unwrap().1;
    for (name, units, centres) in [("lat", "degrees_north", latitudes), ("lon", "degrees_east", longitudes)] {
        let variable = file.add_variable::<f64>(name, &[id(name)]).unwrap();
        file.add_variable_attribute(variable, "units", text(units)).unwrap();
        file.write_variable(variable, centres).unwrap();
    }
    for (name, dimensions, masses) in layers {
        let along: Vec<_> = dimensions.iter().map(|(name, _)| id(name)).chain([id("lat"), id("lon")]).collect();
        let variable = file.add_variable::<f64>(*name, &along).unwrap();
        file.add_variable_attribute(variable, "units", text("kg m-2 s-1")).unwrap();
        file.write_variable(variable, &masses.iter().copied().map(flux_of).collect::<Vec<f64>>()).unwrap();
    }
    for (name, dimensions, values) in plain {
        let along: Vec<_> = dimensions.iter().map(|(name, _)| id(name)).collect();
        let variable = file.add_variable::<f64>(*name, &along).unwrap();
        file.write_variable(variable, values).unwrap();
    }
    fs::write(path, file.to_vec(NcWriteOptions { format: NcWriteFormat::Classic }).unwrap().1).unwrap();
}

const PROFILE: &str = r#"
id = "made"
title = "Made for a test"
kind = "inversion"
scope = "anthropogenic"
licence = "none"
citation = "none"
evidence = "documents"
gas = "CH4"
basis = "gas"
unit = "kg m-2 s-1"
categorization = "IPCC2006"
ignore = ["map"]

[[layers]]
variable = "flux"
role = "emission"
category = "M.0.EL"

[[layers]]
variable = "sigma"
role = "standard-deviation"
category = "M.0.EL"

[[layers]]
variable = "prior"
role = "prior"
category = "M.0.EL"
"#;

/// A country of the western two cells and one of the eastern two, each with an inventory of 10 kt ± 20 %: σ = 2 / 1.96 = 1.0204.
pub(crate) fn folder(of_run: &str, products: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    let outline = |code: &str, west: i32| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},-30],[{0},-30],[{0},30],[{west},30],[{west},-30]]]}}}}"#,
            west + 30
        )
    };
    put("countries.geojson", &format!(r#"{{"type":"FeatureCollection","features":[{},{}]}}"#, outline("WST", 0), outline("XEA", 30)));
    put("made.toml", PROFILE);
    let rows = ["WST", "XEA"].map(|party| format!("{party},IPCC2006,M.0.EL,CH4,2021,10,kt,20,20\n")).concat();
    put("inventory.csv", &format!("party,categorization,category,gas,year,value,unit,uncertainty_low,uncertainty_high\n{rows}"));
    let run = format!(
        "title = \"Uncertainty\"\noutput = \"out\"\ngas = \"CH4\"\nyears = [2021]\n{of_run}\nregions = {{ file = \"countries.geojson\" }}\n\
         [conventions]\nearth = \"sphere:6371000\"\nyear_seconds = \"365d\"\n\
         [[group]]\nname = \"Both\"\nmembers = [\"WST\", \"XEA\"]\n\
         {products}\n[[inventory]]\nname = \"Inventory\"\nfiles = [\"inventory.csv\"]\n"
    );
    put("run.toml", &run);
    folder
}

pub(crate) fn product(name: &str, files: &str, keys: &str) -> String {
    format!("[[product]]\nname = \"{name}\"\nfiles = [{files}]\nprofile = \"made.toml\"\nyear = 2021\nprior_inventory = \"none\"\n{keys}\n")
}

fn comparison(folder: &TempDir) -> ResultTable {
    ResultTable::open(&folder.path().join("out/tables/comparison.csv"))
}

pub(crate) fn run(folder: &TempDir) -> String {
    fluxledger(folder.path(), ["run", "run.toml"]).done().stdout
}

/// σ of the product, parts independent and correlated.
fn sigmas(table: &ResultTable, region: &str) -> [f64; 2] {
    let row = table.row(&[("region", region)]);
    [row.number("product_sigma_independent_kt"), row.number("product_sigma_correlated_kt")]
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-6 * expected.abs().max(1.0), "found {found}, expected {expected}");
}

/// Three members: the west has 9, 12 and 18 kt, the east 12, 9 and 6; together they have 21, 21 and 24. The medians are 12, 9 and 21: those of the countries
/// add up to the same here, but the spread does not: s of the west is √21, of the east 3, of both √3.
#[test]
fn each_member_is_totalled_by_itself() {
    let folder = folder("", &product("Ensemble", "\"members.nc\"", "ensemble = { members = \"number\", centre = \"median\" }"));
    // South-west, south-east, north-west, north-east of each member.
    let masses = [[4.0, 6.0, 5.0, 6.0], [6.0, 4.0, 6.0, 5.0], [9.0, 3.0, 9.0, 3.0]].concat();
    write(&folder.path().join("members.nc"), &[("flux", &[("number", 3)], masses)], &[]);
    let findings = run(&folder);
    let table = comparison(&folder);
    for (region, median, sigma) in [("WST", 12.0, 21.0_f64.sqrt()), ("XEA", 9.0, 3.0), ("Both", 21.0, 3.0_f64.sqrt())] {
        close(table.row(&[("region", region)]).number("product_kt"), median);
        sigmas(&table, region).into_iter().for_each(|found| close(found, sigma));
    }
    assert!(
        findings
            .contains("The product is an ensemble of 3 members, each totalled by itself, from 9.00 to 18.00 kt: its value is their median"),
        "{findings}"
    );
    let members = ResultTable::open(&folder.path().join("out/tables/members.csv"));
    close(members.row(&[("region", "WST")]).number("without_one_least_kt"), 10.5);
    assert!(folder.path().join("out/figures/members.svg").exists());
}

/// The same members as files, and as products of their own whose σ of 1 kt in each cell comes on top: √(21 + 1² + 1²) to √(21 + 2²) in the west.
#[test]
fn files_and_products_can_be_members_too() {
    let west_east = [[4.0, 6.0, 5.0, 6.0], [6.0, 4.0, 6.0, 5.0], [9.0, 3.0, 9.0, 3.0]];
    let of_files = folder("", &product("Ensemble", "\"a.nc\", \"b.nc\", \"c.nc\"", "ensemble = { members = \"files\" }"));
    for (name, masses) in ["a", "b", "c"].iter().zip(west_east) {
        write(&of_files.path().join(format!("{name}.nc")), &[("flux", &[], masses.to_vec())], &[]);
    }
    run(&of_files);
    close(comparison(&of_files).row(&[("region", "WST")]).number("product_kt"), 13.0);
    sigmas(&comparison(&of_files), "WST").into_iter().for_each(|found| close(found, 21.0_f64.sqrt()));

    let products = ["a", "b", "c"].map(|name| product(name, &format!("\"{name}.nc\""), "")).concat();
    let of_products = folder("", &format!("{products}[[ensemble]]\nname = \"Ensemble\"\nproducts = [\"a\", \"b\", \"c\"]\n"));
    for (name, masses) in ["a", "b", "c"].iter().zip(west_east) {
        write(&of_products.path().join(format!("{name}.nc")), &[("flux", &[], masses.to_vec()), ("sigma", &[], vec![1.0; 4])], &[]);
    }
    let findings = run(&of_products);
    let table = comparison(&of_products);
    assert!(table.rows().all(|row| row.text("product") == "Ensemble"), "members are compared inside their ensemble only");
    let [independent, correlated] = sigmas(&table, "WST");
    close(independent, 23.0_f64.sqrt());
    close(correlated, 25.0_f64.sqrt());
    assert!(findings.contains("and the members' own σ comes on top of it"), "{findings}");
}

/// Two members, of which the second states no σ: their scatter alone is left, and that is said.
#[test]
fn members_of_which_not_every_one_states_an_error_are_told() {
    let products = ["a", "b"].map(|name| product(name, &format!("\"{name}.nc\""), "")).concat();
    let folder = folder("", &format!("{products}[[ensemble]]\nname = \"Ensemble\"\nproducts = [\"a\", \"b\"]\n"));
    write(&folder.path().join("a.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, 6.0]), ("sigma", &[], vec![1.0; 4])], &[]);
    write(&folder.path().join("b.nc"), &[("flux", &[], vec![6.0, 4.0, 6.0, 5.0])], &[]);
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    // 9 and 12 kt: s² = 4.5.
    sigmas(&comparison(&folder), "WST").into_iter().for_each(|found| close(found, 4.5_f64.sqrt()));
    let said = "Ensemble: the members' own standard deviations do not count in 2 totals: not every member has one there";
    assert!(answer.stderr.contains(said), "{}", answer.stderr);
}

/// The west has 7.98 kt with σ = 1 kt and 0.02 kt without one, 0.25 % of its flux; the east −5 kt with σ = 1 kt and 4 kt without one, 4 / 9 of its gross flux
/// though it adds up to −1 kt.
#[test]
fn cells_without_a_standard_deviation_are_not_without_error() {
    let folder = folder("", &product("Map", "\"map.nc\"", ""));
    let masses = vec![7.98, -5.0, 0.02, 4.0];
    write(&folder.path().join("map.nc"), &[("flux", &[], masses), ("sigma", &[], vec![1.0, 1.0, f64::NAN, f64::NAN])], &[]);
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    let table = comparison(&folder);
    sigmas(&table, "WST").into_iter().for_each(|found| close(found, 1.0));
    for region in ["XEA", "Both"] {
        let row = table.row(&[("region", region)]);
        assert_eq!((row.text("product_sigma_correlated_kt"), row.text("verdict")), ("", "not tested"), "{region}");
    }
    let warnings: Vec<&str> = answer.stderr.lines().filter(|line| line.contains("without a standard deviation")).collect();
    insta::assert_snapshot!(warnings.join("\n"), @r"
    warning: Map, layer `flux`: some of the flux lies in cells without a standard deviation, which do not add to the error of the total as they should: WST (up to 0.25 %)
    warning: Map, layer `flux`: some of the flux lies in cells without a standard deviation, more than 1 % of it, so that the standard deviation of the total is unknown: XEA (up to 44.44 %)
    ");
}

/// σ of 1 kt in each cell, the middles of a country's two cells 30° of latitude apart, d = 6371.0088 · π / 6 = 3335.85 km: with L = d the variance is
/// 2 + 2/e, and of both countries, whose cells are 28.96° (at ±15° latitude) or 41.41° apart besides, more than twice that.
#[test]
fn errors_of_cells_fall_off_with_their_distance() {
    let folder = folder("product_error_correlation = { length_km = 3335.85, sweep_km = [100, 20000] }", &product("Map", "\"map.nc\"", ""));
    write(&folder.path().join("map.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, 6.0]), ("sigma", &[], vec![1.0; 4])], &[]);
    let findings = run(&folder);
    let expected = (2.0 + 2.0 * (-1.0_f64).exp()).sqrt();
    let table = comparison(&folder);
    sigmas(&table, "WST").into_iter().for_each(|found| assert!((found / expected - 1.0).abs() < 1e-5, "{found} is not {expected}"));
    let apart = |degrees: f64| (-degrees.to_radians() * 6371.0088 / 3335.85).exp();
    let level = 2.0 * (15.0_f64.to_radians().cos() * 15.0_f64.to_radians().sin()).asin().to_degrees();
    let across = {
        let (latitude, half) = (15.0_f64.to_radians().sin(), 15.0_f64.to_radians());
        (2.0 * (latitude.powi(2) + half.cos().powi(2) * half.sin().powi(2)).sqrt().asin()).to_degrees()
    };
    let both = (4.0 + 4.0 * apart(30.0) + 4.0 * apart(level) + 4.0 * apart(across)).sqrt();
    sigmas(&table, "Both").into_iter().for_each(|found| assert!((found / both - 1.0).abs() < 1e-5, "{found} is not {both}"));
    assert!(findings.contains("exp(−d/L) with L = 3335.85 km"), "{findings}");
    let sweep = ResultTable::open(&folder.path().join("out/tables/correlation-lengths.csv"));
    let of_west: Vec<f64> = sweep.rows().filter(|row| row.text("region") == "WST").map(|row| row.number("sigma_steps_as_one_kt")).collect();
    assert!(of_west.len() == 5 && of_west.is_sorted(), "{of_west:?}");
    close(of_west[0], 2.0_f64.sqrt());
    close(of_west[4], 2.0);
}

/// Two elements scale a prior of 3 and 4 kt in the west's cells, and of 6 and 2 in the east's. With S = [[0.04, −0.01], [−0.01, 0.09]]: the west, with h = (3, 4),
/// has 0.36 + 1.44 − 0.24 = 1.56, the east, (6, 2), 1.44 + 0.36 − 0.24 = 1.56, and both, (9, 6), 3.24 + 3.24 − 1.08 = 5.4.
#[test]
fn a_covariance_of_the_state_becomes_that_of_countries_and_groups() {
    let state = "state = { map = \"inversion.nc:map\", covariance = \"inversion.nc:S\" }";
    let folder = folder("", &product("Inversion", "\"inversion.nc\"", state));
    let prior = vec![3.0, 6.0, 4.0, 2.0];
    let layers: [Layer<'_>; 2] = [("flux", &[], vec![5.0, 6.0, 6.0, 3.0]), ("prior", &[], prior)];
    let map: Layer<'_> = ("map", &[("lat", 2), ("lon", 2)], vec![1.0, 1.0, 2.0, 2.0]);
    let covariance: Layer<'_> = ("S", &[("n", 2), ("m", 2)], vec![0.04, -0.01, -0.01, 0.09]);
    write(&folder.path().join("inversion.nc"), &layers, &[map, covariance]);
    let findings = run(&folder);
    let table = comparison(&folder);
    for (region, variance) in [("WST", 1.56_f64), ("XEA", 1.56), ("Both", 5.4)] {
        sigmas(&table, region).into_iter().for_each(|found| close(found, variance.sqrt()));
    }
    assert!(findings.contains("The product's σ follows from its covariance."), "{findings}");
}

/// Samples (1, 1), (2, 1) and (3, 4) of the same elements: the west has 7, 10 and 25 kt, the east 8, 14 and 26.
#[test]
fn samples_of_the_state_are_totalled_one_by_one() {
    let state = "state = { map = \"inversion.nc:map\", samples = \"inversion.nc:x\" }";
    let folder = folder("", &product("Samples", "\"inversion.nc\"", state));
    let layers: [Layer<'_>; 2] = [("flux", &[], vec![5.0, 6.0, 6.0, 3.0]), ("prior", &[], vec![3.0, 6.0, 4.0, 2.0])];
    let map: Layer<'_> = ("map", &[("lat", 2), ("lon", 2)], vec![1.0, 1.0, 2.0, 2.0]);
    let samples: Layer<'_> = ("x", &[("draw", 3), ("n", 2)], vec![1.0, 1.0, 2.0, 1.0, 3.0, 4.0]);
    write(&folder.path().join("inversion.nc"), &layers, &[map, samples]);
    run(&folder);
    let members = ResultTable::open(&folder.path().join("out/tables/members.csv"));
    for (region, mean, least, most) in [("WST", 14.0, 7.0, 25.0), ("XEA", 16.0, 8.0, 26.0), ("Both", 30.0, 15.0, 51.0)] {
        let row = members.row(&[("region", region)]);
        close(row.number("mean_kt"), mean);
        close(row.number("minimum_kt"), least);
        close(row.number("maximum_kt"), most);
        close(comparison(&folder).row(&[("region", region)]).number("product_kt"), mean);
    }
}

/// Of the east's prior of 6 and 2 kt no element scales the second cell, 25 %, and of the west's 3 and 4 kt both are scaled; samples 1, 2 and 3 of the first element
/// make 8, 14 and 20 kt of the east.
#[test]
fn flux_that_no_element_scales_is_not_known_exactly() {
    let of = |errors: Layer<'_>, form: &str| {
        let folder = folder("", &product("State", "\"inversion.nc\"", &format!("state = {{ map = \"inversion.nc:map\", {form} }}")));
        let layers: [Layer<'_>; 2] = [("flux", &[], vec![5.0, 14.0, 6.0, 0.0]), ("prior", &[], vec![3.0, 6.0, 4.0, 2.0])];
        let map: Layer<'_> = ("map", &[("lat", 2), ("lon", 2)], vec![1.0, 1.0, 2.0, 0.0]);
        write(&folder.path().join("inversion.nc"), &layers, &[map, errors]);
        let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
        let table = comparison(&folder);
        let east = table.row(&[("region", "XEA")]);
        close(east.number("product_kt"), 14.0);
        assert_eq!((east.text("product_sigma_correlated_kt"), east.text("verdict")), ("", "not tested"), "{form}");
        assert!(!table.row(&[("region", "WST")]).text("product_sigma_correlated_kt").is_empty(), "{form}");
        answer.stderr.lines().filter(|line| line.contains("element")).collect::<Vec<_>>().join("\n")
    };
    let samples = of(("x", &[("draw", 3), ("n", 2)], vec![1.0, 1.0, 2.0, 1.0, 3.0, 4.0]), "samples = \"inversion.nc:x\"");
    assert_eq!(samples, of(("S", &[("n", 2), ("m", 2)], vec![0.04, -0.01, -0.01, 0.09]), "covariance = \"inversion.nc:S\""));
    insta::assert_snapshot!(samples, @"warning: State, `state`: some of the flux lies in cells of no element, more than 1 % of it, so that the state tells no standard deviation of the total: XEA (up to 25 %)");
}

/// 20 % of 9 kt: σ = 1.8 / 1.96 = 0.91837.
#[test]
fn a_declared_uncertainty_is_said_to_be_declared_and_emissions_below_zero_are_carried() {
    let folder = folder("", &product("Bare", "\"bare.nc\"", "uncertainty = 0.2"));
    write(&folder.path().join("bare.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, -8.0])], &[]);
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    let table = comparison(&folder);
    sigmas(&table, "WST").into_iter().for_each(|found| close(found, 0.2 * 9.0 / 1.959_963_984_540_054));
    close(table.row(&[("region", "XEA")]).number("product_kt"), -2.0);
    assert!(answer.stdout.contains("The product's uncertainty is declared in the run file; the product states none."), "{}", answer.stdout);
    assert!(answer.stderr.contains("totals below zero are carried as they are, not clipped: XEA, `flux`, 2021"), "{}", answer.stderr);
    assert!(answer.stderr.contains("34.78 % of the gross mass of a step lies in cells below zero"), "{}", answer.stderr);
}

#[test]
fn what_is_no_ensemble_or_no_state_is_refused_before_anything_is_read() {
    let refused = |products: &str| {
        let folder = folder("", products);
        write(
            &folder.path().join("a.nc"),
            &[("flux", &[], vec![1.0; 4])],
            &[("map", &[("lat", 2), ("lon", 2)], vec![1.0; 4]), ("S", &[("n", 1), ("m", 1)], vec![1.0])],
        );
        fluxledger(folder.path(), ["check", "run.toml"]).refusal().replace(&folder.path().display().to_string(), "")
    };
    let of = |keys: &str, expected: &str| {
        let found = refused(&product("One", "\"a.nc\"", keys));
        assert!(found.contains(expected), "{found}");
    };
    of("ensemble = { members = \"files\" }", "the ensemble `One` needs at least two members, found 1");
    of("ensemble = { members = \"number\" }", "no layer runs along `number`, the dimension of members, found `lat`, `lon`");
    of("ensemble = { members = \"samples\" }", "the members of `One` are said to be samples of its state, and it has none");
    of(
        "state = { map = \"a.nc:map\", covariance = \"a.nc:S\" }",
        "the elements of the state scale the prior, and the product has no layer of a prior",
    );
    of("state = { map = \"a.nc:map\" }", "`state` needs exactly one of covariance, factor and samples, found 0");
}

/// The profile of an inversion of the OpenGHG software, whose flux is a prior times factors of basis functions.
const RHIME: &str = r#"
id = "rhime"
title = "Output of an inversion"
kind = "inversion"
scope = "anthropogenic"
licence = "none"
citation = "none"
evidence = "real bytes"
gas = "CH4"
basis = "gas"
unit = "mol m-2 s-1"
spellings = ["mol/m2/s"]
categorization = "IPCC2006"
ignore = ["scaling.*", "basisfunctions", "countrydefinition"]

[[layers]]
variable = "fluxmode"
role = "emission"
category = "M.0.EL"

[[layers]]
variable = "fluxapriori"
role = "prior"
category = "M.0.EL"
"#;

/// The inversion states mean and standard deviation of its samples by region (σ with n, where ours has n − 1 of 100), and its own masks and conventions
/// reproduce them. It is of HFC-23; for the arithmetic its maps are read here as those of methane, and its masses are larger by the ratio of molar masses.
#[test]
fn samples_of_an_inversion_give_the_totals_that_it_states_itself() {
    const FILES: [&str; 2] =
        ["openghg_inversions_europe_ch4/standard_rhime_outs_EASTASIA.nc", "openghg_inversions_europe_ch4/country_EASTASIA.nc"];
    let Some(data) = real_files("samples of an inversion of East Asia", FILES) else { return };
    let folder = tempfile::tempdir().unwrap();
    let put = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    put("rhime.toml", RHIME);
    let regions = ["JPN", "S.Kor", "EChi1", "WChina"];
    let rows = regions.map(|party| format!("{party},IPCC2006,M.0.EL,CH4,2022,1,kt,20,20\n")).concat();
    put("inventory.csv", &format!("party,categorization,category,gas,year,value,unit,uncertainty_low,uncertainty_high\n{rows}"));
    let [inversion, mask] = [&data[0], &data[1]].map(|path| path.display().to_string());
    put(
        "run.toml",
        &format!(
            "title = \"Samples\"\noutput = \"out\"\ngas = \"CH4\"\nyears = [2022]\nminimum_coverage = 0\n\
             regions = {{ mask = '{mask}', select = [\"JPN\", \"S.Kor\", \"EChi1\", \"WChina\"] }}\n\
             [conventions]\nearth = \"sphere:6367500\"\nyear_seconds = \"365d\"\nmolar_mass = {{ CH4 = 16.043 }}\n\
             [[product]]\nname = \"RHIME\"\nfiles = ['{inversion}']\nprofile = \"rhime.toml\"\nyear = 2022\n\
             state = {{ map = '{inversion}:basisfunctions', first_label = 0, samples = '{inversion}:xtrace' }}\n\
             [[inventory]]\nname = \"Inventory\"\nfiles = [\"inventory.csv\"]\n"
        ),
    );
    fluxledger(folder.path(), ["run", "run.toml", "--tables-only", "--quiet"]).done();
    let members = ResultTable::open(&folder.path().join("out/tables/members.csv"));
    let file = fluxledger_ingest::raster::open(&data[0]).unwrap();
    let [mean, deviation] = ["countrymean", "countrysd"].map(|name| file.read_whole(name).unwrap());
    for (region, position) in regions.iter().zip([12, 16, 13, 9]) {
        let row = members.row(&[("region", *region)]);
        let close = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-5, "{region}: {found} is not {expected}");
        let as_methane = 16.043 / 70.013_902 / 1e9;
        close(row.number("mean_kt"), mean[position] * as_methane);
        close(row.number("standard_deviation_kt"), deviation[position] * as_methane * (100.0_f64 / 99.0).sqrt());
    }
}

/// A map of σ on cells of 15° × 30° from 0° to 45° E, half of 1 kt in each of the west's four, and without a gap: it fills the west, where σ lies between 1 and 2 kt, and
/// ends in the middle of the east, of which nothing is known.
#[test]
fn a_map_of_standard_deviations_that_ends_within_a_country_is_not_that_of_the_whole() {
    let folder = folder("", &product("Map", "\"flux.nc\", \"sigma.nc\"", ""));
    write(&folder.path().join("flux.nc"), &[("flux", &[], vec![4.0, 6.0, 5.0, 6.0])], &[]);
    write_at(&folder.path().join("sigma.nc"), [&[-15.0, 15.0], &[7.5, 22.5, 37.5]], &[("sigma", &[], vec![1.0; 6])], &[]);
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    let table = comparison(&folder);
    sigmas(&table, "WST").into_iter().zip([1.0, 2.0]).for_each(|(found, expected)| close(found, expected));
    for region in ["XEA", "Both"] {
        let row = table.row(&[("region", region)]);
        assert_eq!((row.text("product_sigma_correlated_kt"), row.text("verdict")), ("", "not tested"), "{region}");
    }
    let said = "so that the standard deviation of the total is unknown: XEA (up to 100 %)";
    assert!(answer.stderr.contains(said), "{}", answer.stderr);
}

/// Of the west's 8 kt the map of σ, which is taken, lacks 0.2, 2.5 %, and the percentiles nothing. The east has no σ in either cell and its percentiles are taken,
/// of which the upper ones lack 0.12 of 8 kt, 1.5 %, or nothing.
#[test]
fn each_map_of_errors_answers_for_its_own_gaps() {
    let maps = "[[layers]]\nvariable = \"lower\"\nrole = \"standard-deviation\"\ncategory = \"M.0.EL\"\npercentiles = { of = \"flux\", at = [0.025] }\n\
                [[layers]]\nvariable = \"upper\"\nrole = \"standard-deviation\"\ncategory = \"M.0.EL\"\npercentiles = { of = \"flux\", at = [0.975] }\n";
    let run = |last: f64| {
        let folder = folder_with(maps, "");
        let flux = [7.8, 7.88, 0.2, 0.12];
        let layers: [Layer<'_>; 4] = [
            ("flux", &[], flux.to_vec()),
            ("sigma", &[], vec![1.0, f64::NAN, f64::NAN, f64::NAN]),
            ("lower", &[], flux.map(|mass| mass - 1.0).to_vec()),
            ("upper", &[], vec![8.8, 8.88, 1.2, last]),
        ];
        write(&folder.path().join("made.nc"), &layers, &[]);
        let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
        let table = comparison(&folder);
        let is_tested = ["WST", "XEA"].map(|region| table.row(&[("region", region)]).text("verdict") != "not tested");
        let said = answer.stderr.lines().filter(|line| line.contains("without a standard deviation"));
        (is_tested, said.map(str::to_owned).collect::<Vec<_>>().join("\n"))
    };
    let unknown = "warning: Percentiles, layer `flux`: some of the flux lies in cells without a standard deviation, more than 1 % of it, so that the standard deviation of \
                   the total is unknown";
    assert_eq!(run(1.12), ([false, true], format!("{unknown}: WST (up to 2.5 %)")));
    assert_eq!(run(f64::NAN), ([false, false], format!("{unknown}: WST (up to 2.5 %), XEA (up to 1.5 %)")));
}

/// σ of the west is 1 and 2 kt below the estimate, 3 and 4 above it, in its two cells; 2 in each of the east's.
const ESTIMATE: [f64; 4] = [4.0, 6.0, 5.0, 6.0];
const BELOW: [f64; 4] = [1.0, 2.0, 2.0, 2.0];
const ABOVE: [f64; 4] = [3.0, 2.0, 4.0, 2.0];

/// The estimate with so many σ added, cell by cell.
fn percentile(sigmas: [f64; 4], quantile: f64) -> Vec<f64> {
    std::array::from_fn::<f64, 4, _>(|cell| ESTIMATE[cell] + quantile * sigmas[cell]).to_vec()
}

/// A folder whose profile has one more kind of layer.
fn folder_with(layers: &str, of_run: &str) -> TempDir {
    let folder = folder(of_run, &product("Percentiles", "\"made.nc\"", ""));
    fs::write(folder.path().join("made.toml"), format!("{PROFILE}{layers}")).unwrap();
    folder
}

/// The west has 9 kt beside 10, so that the side above faces the inventory: σ between √(9 + 16) = 5 and 3 + 4 = 7 there, and between √5 and 3 below. By default
/// the cells err as one: z = −1 / √(49 + (2 / 1.96)²). The east has 12 kt, with 4 below, and z = 2 / √(16 + (2 / 1.96)²).
#[test]
fn percentiles_of_cells_give_each_side_its_own_deviation() {
    let quantile = 1.959_963_984_540_054;
    let maps = "[[layers]]\nvariable = \"lower\"\nrole = \"standard-deviation\"\ncategory = \"M.0.EL\"\npercentiles = { of = \"flux\", at = [0.025] }\n\
                [[layers]]\nvariable = \"upper\"\nrole = \"standard-deviation\"\ncategory = \"M.0.EL\"\npercentiles = { of = \"flux\", at = [0.975] }\n";
    let of_maps = folder_with(maps, "");
    let layers: [Layer<'_>; 3] =
        [("flux", &[], ESTIMATE.to_vec()), ("lower", &[], percentile(BELOW, -quantile)), ("upper", &[], percentile(ABOVE, quantile))];
    write(&of_maps.path().join("made.nc"), &layers, &[]);
    let along = "[[layers]]\nvariable = \"percentile_(?P<of>.*)\"\nrole = \"standard-deviation\"\ncategory = \"M.0.EL\"\n\
                 percentiles = { of = \"{of}\", dimension = \"percentile\", at = [0.025, 0.975] }\n";
    let of_dimension = folder_with(along, "");
    let all = [percentile(BELOW, -quantile), ESTIMATE.to_vec(), percentile(ABOVE, quantile)].concat();
    let layers: [Layer<'_>; 2] = [("flux", &[], ESTIMATE.to_vec()), ("percentile_flux", &[("percentile", 3)], all)];
    write(&of_dimension.path().join("made.nc"), &layers, &[("percentile", &[("percentile", 3)], vec![2.5, 50.0, 97.5])]);
    for folder in [&of_maps, &of_dimension] {
        let findings = run(folder);
        assert!(findings.contains("σ of their sum lies between that of cells that err independently and that of cells that err as one"));
        let table = comparison(folder);
        sigmas(&table, "WST")
            .into_iter()
            .zip([f64::midpoint(5.0_f64.sqrt(), 5.0), 5.0])
            .for_each(|(found, expected)| close(found, expected));
        let inventory = 2.0 / quantile;
        for (region, difference, facing) in [("WST", -1.0, 7.0_f64), ("XEA", 2.0, 4.0)] {
            close(table.row(&[("region", region)]).number("z"), difference / facing.hypot(inventory));
        }
        let row = table.row(&[("region", "WST")]);
        close(row.number("product_low_kt"), 9.0 - 3.0 * quantile);
        close(row.number("product_high_kt"), 9.0 + 7.0 * quantile);
    }
}

/// In the west the estimate lies above its upper percentile, so that there is no width above it; a length does nothing for the east.
#[test]
fn an_estimate_beyond_its_percentiles_has_no_deviation_and_a_warning_says_so() {
    let along = "[[layers]]\nvariable = \"percentile_flux\"\nrole = \"standard-deviation\"\ncategory = \"M.0.EL\"\n\
                 percentiles = { of = \"flux\", dimension = \"percentile\", at = [0.16, 0.84] }\n";
    let folder = folder_with(along, "product_error_correlation = { length_km = 500 }");
    let all = [vec![3.0; 4], vec![3.5, 7.0, 4.5, 7.0]].concat();
    let layers: [Layer<'_>; 2] = [("flux", &[], ESTIMATE.to_vec()), ("percentile_flux", &[("percentile", 2)], all)];
    write(&folder.path().join("made.nc"), &layers, &[("percentile", &[("percentile", 2)], vec![0.16, 0.84])]);
    let page = {
        run(&folder);
        fs::read_to_string(folder.path().join("out/report.html")).unwrap()
    };
    assert!(page.contains("between which the estimate of the total or of too many cells does not lie: WST 2021"));
    assert!(page.contains("the correlation length is not used for percentiles of cells"));
    let table = comparison(&folder);
    assert_eq!(table.row(&[("region", "WST")]).text("verdict"), "not tested");
    assert_ne!(table.row(&[("region", "XEA")]).text("verdict"), "not tested");
}

/// Cells half as wide as those of the other tests have half of the masses, which changes no share. In the west one of 0.04 or 0.2 beside 7.96 lies above its upper
/// percentile: 0.5 % of the flux, which is named, or 2.45 % of 8.16, by which σ is unknown. Where its distance is −2 beside three of 1, cells that err as one have 1 and
/// independent ones √7: no σ follows, and nothing is said of what adds to it.
#[test]
fn cells_beyond_their_own_percentile_count_as_cells_without_a_deviation() {
    let quantile = 1.959_963_984_540_054;
    let maps = "[[layers]]\nvariable = \"lower\"\nrole = \"standard-deviation\"\ncategory = \"M.0.EL\"\npercentiles = { of = \"flux\", at = [0.025] }\n\
                [[layers]]\nvariable = \"upper\"\nrole = \"standard-deviation\"\ncategory = \"M.0.EL\"\npercentiles = { of = \"flux\", at = [0.975] }\n";
    let run = |small: f64, distance: f64| {
        let folder = folder_with(maps, "");
        let flux = [2.0, 2.0, 3.0, 3.0, 3.96, small, 3.0, 3.0];
        let above = [1.0, 1.0, 1.0, 1.0, 1.0, distance, 1.0, 1.0];
        let layers: [Layer<'_>; 3] = [
            ("flux", &[], flux.to_vec()),
            ("lower", &[], flux.map(|mass| mass - quantile).to_vec()),
            ("upper", &[], std::array::from_fn::<f64, 8, _>(|cell| flux[cell] + quantile * above[cell]).to_vec()),
        ];
        write_at(&folder.path().join("made.nc"), [&[-15.0, 15.0], &[7.5, 22.5, 37.5, 52.5]], &layers, &[]);
        let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
        let is_tested = comparison(&folder).row(&[("region", "WST")]).text("verdict") != "not tested";
        let said = answer.stderr.lines().filter(|line| line.contains("without a standard deviation")).map(str::to_owned);
        (is_tested, said.collect::<Vec<_>>().join("\n"))
    };
    let some = "warning: Percentiles, layer `flux`: some of the flux lies in cells without a standard deviation";
    assert_eq!(run(0.04, -0.1), (true, format!("{some}, which do not add to the error of the total as they should: WST (up to 0.5 %)")));
    assert_eq!(
        run(0.2, -0.1),
        (false, format!("{some}, more than 1 % of it, so that the standard deviation of the total is unknown: WST (up to 2.45 %)"))
    );
    assert_eq!(run(0.04, -2.0), (false, String::new()));
}
