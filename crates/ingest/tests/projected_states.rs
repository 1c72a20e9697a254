//! States on a projected grid beside shares that PROJ and GEOS made.

use fluxledger_core::projection::Method;
use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Ellipsoid, Grid, Projection, Region, RegionShapes};
use fluxledger_ingest::region::{Faults, read_outlines};
use std::path::PathBuf;

const FILE: &str = "boundaries/ne_50m/ne_50m_admin_1_states.geojson";

/// 320 rows and 500 columns of 10 km on the cone of Vulcan.
fn grid() -> Grid {
    let method = Method::LambertConformalConic { latitude_of_origin: 40.0, standard_parallels: [33.0, 45.0], scale: 1.0 };
    let projection = Projection::new(Ellipsoid::WGS84, method, -97.0, [0.0; 2]).expect("a projection");
    let northings = Axis::uniform(-1_700_000.0, 1_500_000.0, 320).expect("320 rows");
    Grid::projected(projection, northings, Axis::uniform(-2_500_000.0, 2_500_000.0, 500).expect("500 columns")).expect("a grid")
}

/// Σ share, Σ share² and the share of one cell that the border cuts, printed by `python3 scripts/projected_shares.py FILE` (PROJ 9.5.1,
/// GEOS in shapely 2.2.0), which leaves out about 10⁻⁷ of a cell.
const STATES: [(&str, f64, f64, [usize; 2], f64); 5] = [
    ("US-CO", 2_673.948_495, 2_638.635_243, [140, 148], 0.657_328_91),
    ("US-MN", 2_191.913_902, 2_152.988_465, [68, 292], 0.789_546_53),
    ("US-TX", 6_909.278_099, 6_824.279_742, [231, 277], 0.786_301_22),
    ("US-FL", 1_504.425_871, 1_449.940_770, [251, 356], 0.403_066_31),
    ("US-MI", 1_511.247_677, 1_450.899_094, [76, 351], 0.396_112_67),
];

#[test]
fn states_agree_with_proj_and_geos() {
    let path = std::env::var_os("FLUXLEDGER_DATA").map_or_else(|| "../../../shared/data".into(), PathBuf::from).join(FILE);
    if !path.exists() {
        println!("skipped: {FILE}");
        return;
    }
    println!("real data: {FILE}");
    let mut set = read_outlines(&path, Some("iso_3166_2"), Faults::Named).expect("outlines").value;
    let of_states = |region: &&Region| STATES.iter().any(|(code, ..)| region.code.as_str() == *code);
    let states: Vec<Region> = set.all_outlines().filter(of_states).cloned().collect();
    set.shapes = RegionShapes::Outlines(states.into());
    let coverage = Coverage::compute(&grid(), &set, Earth::Wgs84, CoverageMeasure::Area).expect("states do not overlap");
    for (code, sum, squares, [row, column], share) in STATES {
        let region = coverage.regions.iter().find(|region| region.code.as_str() == code).expect("a state");
        let shares: Vec<f64> = region.cells().map(|cell| cell.share).collect();
        let of_cell = region.cells().find(|cell| cell.cell as usize == row * 500 + column).map_or(0.0, |cell| cell.share);
        let (found, found_squares) = (shares.iter().sum::<f64>(), shares.iter().map(|share| share * share).sum::<f64>());
        println!("{code} {found:.6} {found_squares:.6} {of_cell:.8}");
        assert!((found / sum - 1.0).abs() < 1e-7, "{code}: {found} and not {sum}");
        assert!((found_squares / squares - 1.0).abs() < 1e-7, "{code}: {found_squares} and not {squares}");
        assert!((of_cell - share).abs() < 1e-6, "{code}: {of_cell} and not {share}");
    }
}
