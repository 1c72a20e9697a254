//! Files that only GDAL reads, given to the program that does not load it.

use crate::command_line::{Answer, CACHE, fluxledger, program};
use crate::made_product::{self, CONVENTIONS};
use crate::result_table::ResultTable;
use std::path::{Path, PathBuf};

const PLAIN: &str = env!("CARGO_BIN_EXE_fluxledger");
const COMPANION: &str = env!("CARGO_BIN_EXE_fluxledger-gdal");

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name)
}

/// The same call of the program that loads GDAL.
fn companion<'a>(folder: &Path, arguments: impl IntoIterator<Item = &'a str>) -> Answer {
    program(Path::new(COMPANION), folder, Path::new(CACHE), arguments)
}

/// A call of the program where it stands alone in a folder.
fn alone(folder: &Path, arguments: &[&str]) -> Answer {
    let copy = folder.join("alone");
    if !copy.exists() {
        std::fs::hard_link(PLAIN, &copy).or_else(|_| std::fs::copy(PLAIN, &copy).map(drop)).unwrap();
    }
    program(&copy, folder, Path::new(CACHE), arguments.iter().copied())
}

/// The box reaches from 0° to 60° E and from the equator to 30° N: the first two cells of the northern row, 5 + 6 kt.
#[test]
fn a_shapefile_is_read_by_the_program_that_does_not_load_gdal() {
    let folder = tempfile::tempdir().unwrap();
    made_product::write(&folder.path().join("ch4_2015.nc"), 2015, 1);
    let outlines = fixture("regions/box.shp");
    let words = ["totals", "ch4_2015.nc", "--regions", outlines.to_str().unwrap()].into_iter().chain(CONVENTIONS);
    let table = ResultTable::from_csv(&fluxledger(folder.path(), words).done().stdout);
    let kilotonnes = table.row(&[("region", "BOX")]).number("mass_kg") / 1e6;
    assert!((kilotonnes - 11.0).abs() < 1e-9, "{kilotonnes}");
}

#[test]
fn both_programs_say_the_same_of_a_geotiff_that_only_gdal_decodes() {
    let folder = tempfile::tempdir().unwrap();
    let raster = fixture("raster/geotiff/lerc.tif");
    let words = ["inspect", raster.to_str().unwrap()];
    let (plain, theirs) = (fluxledger(folder.path(), words), companion(folder.path(), words));
    assert!(plain.code == 0 && plain.stdout.contains("Band1"), "{}{}", plain.stdout, plain.stderr);
    assert_eq!((plain.code, plain.stdout, plain.stderr), (theirs.code, theirs.stdout, theirs.stderr));
}

#[test]
fn both_programs_refuse_alike_what_gdal_does_not_read_either() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("areas.xyz"), "nothing of a map").unwrap();
    let words = ["regions", "show", "areas.xyz"];
    let (plain, theirs) = (fluxledger(folder.path(), words).refusal(), companion(folder.path(), words).refusal());
    assert_eq!(plain, theirs);
}

#[test]
fn without_its_companion_the_program_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let (outlines, raster) = (fixture("regions/box.shp"), fixture("raster/geotiff/lerc.tif"));
    let refusal = alone(folder.path(), &["regions", "show", outlines.to_str().unwrap()]).refusal();
    assert!(refusal.contains("without the program `fluxledger-gdal`") && refusal.contains("hint: convert it to GeoJSON"), "{refusal}");
    let refusal = alone(folder.path(), &["inspect", raster.to_str().unwrap()]).refusal();
    assert!(refusal.contains("cannot be decoded") && refusal.contains("`fluxledger-gdal`"), "{refusal}");
}

#[test]
fn the_version_says_whether_gdal_is_at_hand() {
    let folder = tempfile::tempdir().unwrap();
    let version = |answer: Answer| answer.done().stdout;
    assert!(version(fluxledger(folder.path(), ["--version"])).ends_with(", with GDAL by fluxledger-gdal\n"));
    assert!(version(alone(folder.path(), &["--version"])).ends_with(", without GDAL: no fluxledger-gdal beside it\n"));
}

/// What the dynamic loader of Linux would load for a program.
#[cfg(target_os = "linux")]
fn loaded(program: &str) -> String {
    let listed = std::process::Command::new(program).env("LD_TRACE_LOADED_OBJECTS", "1").output().unwrap();
    String::from_utf8(listed.stdout).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn only_the_companion_loads_gdal() {
    assert!(loaded(COMPANION).contains("libgdal"), "{}", loaded(COMPANION));
    assert!(loaded(PLAIN).contains("libc.so") && !loaded(PLAIN).contains("libgdal"), "{}", loaded(PLAIN));
}
