//! Weights of other programs and what may be wrong with them.

use crate::raster::fixture::Fixture;
use crate::region::{MaskError, read_mask};
use fluxledger_core::coverage::CellShare;
use fluxledger_core::{MaskGrid, RegionMask, RegionSet, RegionShapes, Warned};
use std::f64::consts::PI;

fn read(fixture: &Fixture) -> Result<Warned<RegionSet>, MaskError> {
    let folder = tempfile::tempdir().unwrap();
    read_mask(&fixture.classic(folder.path(), "weights.nc"), None)
}

fn mask(set: RegionSet) -> RegionMask {
    let RegionShapes::Mask(mask) = set.shapes else { panic!("a mask") };
    mask
}

const fn share(cell: u32, share: f64) -> CellShare {
    CellShare { cell, share }
}

/// Two rows from the south of two columns; target 1 is cell 1 and a half of cell 4, target 2 a quarter of cell 4. With cells of area
/// 2 and 1, target areas 2.5 and 0.25, the weights that average are 2/2.5, 0.5/2.5 and 0.25/0.25.
fn esmf() -> Fixture {
    Fixture::new()
        .dimension("n_s", 3)
        .dimension("n_a", 4)
        .dimension("n_b", 2)
        .dimension("src_grid_rank", 2)
        .variable("src_grid_dims", &["src_grid_rank"], &[2, 2], &[])
        .variable("yc_a", &["n_a"], &[-10.0, -10.0, 10.0, 10.0], &[("units", "degrees")])
        .variable("xc_a", &["n_a"], &[100.0, 120.0, 100.0, 120.0], &[("units", "degrees")])
        .variable("area_a", &["n_a"], &[2.0, 2.0, 1.0, 1.0], &[])
        .variable("area_b", &["n_b"], &[2.5, 0.25], &[])
        .variable("col", &["n_s"], &[1, 4, 4], &[])
        .variable("row", &["n_s"], &[1, 1, 2], &[])
        .variable("S", &["n_s"], &[0.8, 0.2, 1.0], &[])
}

#[test]
fn averaging_weights_of_esmf_become_shares() {
    let Warned { value, warnings } = read(&esmf()).unwrap();
    assert_eq!(warnings[0].message, "the file names no regions: their codes are the numbers of its targets");
    let mask = mask(value);
    let grid = mask.grid.edges().unwrap();
    assert_eq!(grid.latitudes().edges(), [20.0, 0.0, -20.0]);
    assert_eq!(grid.longitudes().edges(), [90.0, 110.0, 130.0]);
    assert_eq!(mask.cells, [vec![share(1, 0.5), share(2, 1.0)], vec![share(1, 0.25)]]);
}

/// The same in the words of SCRIP: centres in radians, weights normalized by the covered fraction of the targets, a second order beside.
#[test]
fn weights_of_scrip_become_the_same_shares() {
    let radians = |degrees: f64| degrees * PI / 180.0;
    let scrip = Fixture::new()
        .dimension("num_links", 3)
        .dimension("num_wgts", 2)
        .dimension("src_grid_size", 4)
        .dimension("dst_grid_size", 2)
        .dimension("src_grid_rank", 2)
        .attribute("normalization", "fracarea")
        .variable("src_grid_dims", &["src_grid_rank"], &[2, 2], &[])
        .variable("src_grid_center_lat", &["src_grid_size"], &[-10.0, -10.0, 10.0, 10.0].map(radians), &[("units", "radians")])
        .variable("src_grid_center_lon", &["src_grid_size"], &[100.0, 120.0, 100.0, 120.0].map(radians), &[("units", "radians")])
        .variable("src_grid_area", &["src_grid_size"], &[2.0, 2.0, 1.0, 1.0], &[])
        .variable("dst_grid_area", &["dst_grid_size"], &[5.0, 0.25], &[])
        .variable("dst_grid_frac", &["dst_grid_size"], &[0.5, 1.0], &[])
        .variable("src_address", &["num_links"], &[1, 4, 4], &[])
        .variable("dst_address", &["num_links"], &[1, 1, 2], &[])
        .variable("remap_matrix", &["num_links", "num_wgts"], &[0.8, 7.0, 0.2, 7.0, 1.0, 7.0], &[]);
    let mask_of_scrip = mask(read(&scrip).unwrap().value);
    assert_eq!(mask_of_scrip.cells, mask(read(&esmf()).unwrap().value).cells);
    assert_eq!(mask_of_scrip.gridded_shares, Some(vec![0.5, 1.0]), "half of the first target lies off the grid");
}

/// Two rows from the south of two columns whose middles lie on no common latitudes and longitudes; target 1 is the first cell of the file, in the south-west.
#[test]
fn middles_in_two_dimensions_are_kept_as_they_are() {
    let turned = Fixture::new()
        .dimension("n_s", 1)
        .dimension("nj", 2)
        .dimension("ni", 2)
        .dimension("n_b", 1)
        .dimension("src_grid_rank", 2)
        .variable("src_grid_dims", &["src_grid_rank"], &[2, 2], &[])
        .variable("yc_a", &["nj", "ni"], &[-10.0, -8.0, 10.0, 12.0], &[("units", "degrees")])
        .variable("xc_a", &["nj", "ni"], &[100.0, 120.0, 99.0, 119.0], &[("units", "degrees")])
        .variable("area_a", &["nj", "ni"], &[1.0; 4], &[])
        .variable("area_b", &["n_b"], &[1.0], &[])
        .variable("col", &["n_s"], &[1], &[])
        .variable("row", &["n_s"], &[1], &[])
        .variable("S", &["n_s"], &[1.0], &[]);
    let mask = mask(read(&turned).unwrap().value);
    let MaskGrid::Middles(middles) = &mask.grid else { panic!("no edges are known") };
    assert_eq!((middles.shape, middles.middles.as_slice()), ((2, 2), &[[99.0, 10.0], [119.0, 12.0], [100.0, -10.0], [120.0, -8.0]][..]));
    assert_eq!(mask.cells, [vec![share(2, 1.0)]]);
}

/// CDO counts longitudes from 0 to 360°, so that those of a file from −180° jump, and states as the area of a cell what of it is covered.
#[test]
fn weights_of_cdo_for_a_file_from_the_antimeridian_have_shares_of_whole_cells() {
    // Two rows of three cells between the equator and a pole share the sphere's 4π evenly.
    let cell = 2.0 * PI / 3.0;
    let cdo = Fixture::new()
        .dimension("num_links", 1)
        .dimension("num_wgts", 1)
        .dimension("src_grid_size", 6)
        .dimension("dst_grid_size", 1)
        .dimension("src_grid_rank", 2)
        .attribute("normalization", "fracarea")
        .attribute("map_method", "Conservative remapping using clipping on sphere")
        .variable("src_grid_dims", &["src_grid_rank"], &[3, 2], &[])
        .variable("src_grid_center_lat", &["src_grid_size"], &[-45.0, -45.0, -45.0, 45.0, 45.0, 45.0], &[("units", "degrees")])
        .variable("src_grid_center_lon", &["src_grid_size"], &[240.0, 0.0, 120.0, 240.0, 0.0, 120.0], &[("units", "degrees")])
        .variable("src_grid_area", &["src_grid_size"], &[0.0, 0.0, 0.0, 0.0, cell / 4.0, 0.0], &[("units", "square radians")])
        .variable("dst_grid_area", &["dst_grid_size"], &[cell / 4.0], &[])
        .variable("dst_grid_frac", &["dst_grid_size"], &[1.0], &[])
        .variable("src_address", &["num_links"], &[5], &[])
        .variable("dst_address", &["num_links"], &[1], &[])
        .variable("remap_matrix", &["num_links", "num_wgts"], &[1.0], &[]);
    let mask = mask(read(&cdo).unwrap().value);
    assert_eq!(mask.grid.edges().unwrap().longitudes().edges(), [-180.0, -60.0, 60.0, 180.0]);
    let [CellShare { cell: 1, share }] = mask.cells[0][..] else { panic!("{:?}", mask.cells) };
    assert!((share - 0.25).abs() < 1e-12, "{share}");
}

#[test]
fn a_link_to_a_cell_that_does_not_exist_is_named() {
    let broken = Fixture::new()
        .dimension("n_s", 1)
        .dimension("n_a", 4)
        .dimension("n_b", 1)
        .dimension("src_grid_rank", 2)
        .variable("src_grid_dims", &["src_grid_rank"], &[2, 2], &[])
        .variable("yc_a", &["n_a"], &[-10.0, -10.0, 10.0, 10.0], &[])
        .variable("xc_a", &["n_a"], &[100.0, 120.0, 100.0, 120.0], &[])
        .variable("area_a", &["n_a"], &[1.0; 4], &[])
        .variable("area_b", &["n_b"], &[1.0], &[])
        .variable("col", &["n_s"], &[5], &[])
        .variable("row", &["n_s"], &[1], &[])
        .variable("S", &["n_s"], &[1.0], &[]);
    let error = read(&broken).unwrap_err().to_string();
    insta::assert_snapshot!(error.split_once("weights.nc`").unwrap().1, @", col: link 1: there is no cell 5");
}
