//! Masks of fractions and packed files, from the command line.

use crate::command_line::fluxledger;
use crate::made_product::{self, CONVENTIONS};
use crate::result_table::ResultTable;
use flate2::Compression;
use flate2::write::GzEncoder;
use netcdf_writer::{NcFileBuilder, NcWriteFormat, NcWriteOptions};
use std::io::Write;
use std::path::Path;

/// Fractions of two countries on the grid of the made product, in the layout of PARIS: France a quarter of every cell, Germany half of the
/// northern row.
fn write_fractions(path: &Path) {
    let mut file = NcFileBuilder::new();
    let [country, latitude, longitude, letters] = [("countrynumber", 2), ("latitude", 2), ("longitude", 4), ("nchar", 3)]
        .map(|(name, length)| file.add_dimension(name, length).unwrap());
    for (name, dimension, values) in [("latitude", latitude, vec![-15.0, 15.0]), ("longitude", longitude, vec![15.0, 45.0, 75.0, 105.0])] {
        let variable = file.add_variable::<f64>(name, &[dimension]).unwrap();
        file.write_variable(variable, &values).unwrap();
    }
    let fractions = file.add_variable::<f32>("country_fraction", &[country, latitude, longitude]).unwrap();
    file.write_variable(fractions, &[[0.25_f32; 8], [0.0, 0.0, 0.0, 0.0, 0.5, 0.5, 0.5, 0.5]].concat()).unwrap();
    let names = file.add_char_variable("country", &[country, letters]).unwrap();
    file.write_char_variable_strings(names, &["FRA", "DEU"]).unwrap();
    std::fs::write(path, file.to_vec(NcWriteOptions { format: NcWriteFormat::Nc4 }).unwrap().1).unwrap();
}

#[test]
fn fractions_of_countries_share_out_a_packed_product() {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain.nc");
    made_product::write(&plain, 2015, 1);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&std::fs::read(&plain).unwrap()).unwrap();
    std::fs::write(folder.path().join("ch4_2015.nc.gz"), encoder.finish().unwrap()).unwrap();
    write_fractions(&folder.path().join("fractions.nc"));
    let words = ["totals", "ch4_2015.nc.gz", "--regions", "fractions.nc:country_fraction"].into_iter().chain(CONVENTIONS);
    let table = ResultTable::from_csv(&fluxledger(folder.path(), words).done().stdout);
    let kilotonnes = |region: &str| table.row(&[("region", region)]).number("mass_kg") / 1e6;
    // A quarter of 36; half of 5 + 6 + 7 + 8 = 26; the rest of 36.
    for (region, expected) in [("FRA", 9.0), ("DEU", 13.0), ("_UNASSIGNED", 14.0), ("_GRID", 36.0)] {
        assert!((kilotonnes(region) - expected).abs() < 1e-9, "{region}: {}", kilotonnes(region));
    }
}
