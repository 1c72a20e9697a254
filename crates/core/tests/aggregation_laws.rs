//! Laws of totals: whatever the blocks in which values come and the number of threads, the bits are the same, and nothing is lost.

use fluxledger_core::aggregate::{Aggregation, Apportionment, LayerPart, LayerSums, LayerTotals};
use fluxledger_core::{
    Axis, Block, BlockValues, Calendar, CellAreas, Coverage, CoverageMeasure, Earth, Field, Gas, Grid, LayerMeaning, Measure, Period,
    Polygon, ProductKind, Region, RegionCode, RegionSet, RegionShapes, Ring, Role, Scope, YearLength,
};
use ndarray::{Array2, Array3, Axis as Dimension};
use proptest::prelude::*;
use std::sync::Arc;

const ROWS: usize = 24;
const COLUMNS: usize = 200;

fn grid() -> Grid {
    let latitudes = Axis::uniform(-12.0, 12.0, ROWS).expect("rows");
    Grid::new(latitudes, Axis::uniform(-100.0, 100.0, COLUMNS).expect("columns")).expect("a grid")
}

/// Three regions that share borders, one of them with a lake.
fn regions() -> RegionSet {
    let region = |code: &str, ring: &[[f64; 2]], holes: Vec<Ring>| Region {
        code: RegionCode::new(code),
        name: code.into(),
        country: None,
        polygons: vec![Polygon { exterior: Ring(ring.to_vec()), holes }],
    };
    let lake = Ring(vec![[-60.3, -2.1], [-58.4, 3.7], [-50.2, 1.1]]);
    let shapes = vec![
        region("A", &[[-90.5, -10.2], [-10.1, -9.9], [3.3, 4.4], [-80.0, 11.7]], vec![lake]),
        region("B", &[[-10.1, -9.9], [90.9, -11.1], [70.7, 0.2], [3.3, 4.4]], vec![]),
        region("C", &[[3.3, 4.4], [70.7, 0.2], [95.0, 9.5], [-20.0, 11.9]], vec![]),
    ];
    RegionSet { id: "three".into(), source: "made up".into(), complete_for_land: true, shapes: RegionShapes::Outlines(shapes.into()) }
}

fn meaning(measure: Measure) -> LayerMeaning {
    LayerMeaning {
        name: "layer".into(),
        role: Role::Emission,
        gas: Gas::Ch4,
        category: None,
        scope: Scope::Anthropogenic,
        kind: ProductKind::BottomUp,
        period: Period::year(2021),
        calendar: Calendar::Standard,
        measure,
        contains: vec![],
        member: None,
    }
}

struct Frame {
    apportionment: Apportionment,
    areas: CellAreas,
}

impl Frame {
    fn new() -> Self {
        let coverage = Coverage::compute(&grid(), &regions(), Earth::Wgs84, CoverageMeasure::Area).expect("a coverage");
        Self { apportionment: Apportionment::by_share(&coverage), areas: grid().areas(Earth::Wgs84) }
    }

    fn aggregation(&self) -> Aggregation<'_> {
        Aggregation {
            apportionment: &self.apportionment,
            areas: &self.areas,
            own_areas: None,
            complete_for_land: true,
            selected: None,
            year_length: YearLength::Calendar,
        }
    }

    /// The totals of layers that come in bands which end at the given rows.
    fn in_blocks(&self, values: &BlockValues, meaning: &LayerMeaning, ends: &[usize]) -> Vec<LayerTotals> {
        self.in_order(values, meaning, ends, |_| ())
    }

    /// The same, the blocks of each layer brought into some order before they are added.
    fn in_order(
        &self,
        values: &BlockValues,
        meaning: &LayerMeaning,
        ends: &[usize],
        arrange: impl Fn(&mut Vec<LayerPart>),
    ) -> Vec<LayerTotals> {
        let layers = match values {
            BlockValues::Single(values) => values.len_of(Dimension(0)),
            BlockValues::Double(values) => values.len_of(Dimension(0)),
        };
        let aggregation = self.aggregation();
        let mut parts = vec![Vec::new(); layers];
        let mut start = 0;
        for &end in ends {
            let values = match values {
                BlockValues::Single(values) => BlockValues::Single(values.slice_axis(Dimension(1), (start..end).into()).to_owned()),
                BlockValues::Double(values) => BlockValues::Double(values.slice_axis(Dimension(1), (start..end).into()).to_owned()),
            };
            let block = Block { layers: (0..layers).collect(), rows: start..end, factors: vec![1.0; layers], values };
            let summed = aggregation.summed(&vec![meaning; layers], &block);
            parts.iter_mut().zip(summed).for_each(|(parts, part)| parts.push(part));
            start = end;
        }
        let total = |mut parts: Vec<LayerPart>| {
            arrange(&mut parts);
            let mut sums = LayerSums::begin(aggregation.apportionment, aggregation.areas);
            parts.into_iter().for_each(|part| sums.add(part));
            aggregation.finish(meaning, &sums).expect("totals that close")
        };
        parts.into_iter().map(total).collect()
    }
}

/// Fluxes of any size and sign, many of them zero, some missing or infinite.
fn values() -> impl Strategy<Value = Array2<f32>> {
    let value = prop_oneof![
        6 => Just(0.0_f32),
        6 => -1e-3..1.0_f32,
        2 => 1e-20..1e-9_f32,
        1 => Just(f32::NAN),
        1 => Just(f32::INFINITY),
    ];
    prop::collection::vec(value, ROWS * COLUMNS)
        .prop_map(|values| Array2::from_shape_vec((ROWS, COLUMNS), values).expect("as many values as cells"))
}

fn measures() -> impl Strategy<Value = Measure> {
    prop_oneof![Just(Measure::Flux), Just(Measure::MassPerCell)]
}

fn cuts() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::btree_set(1..ROWS, 0..8).prop_map(|cuts| cuts.into_iter().chain([ROWS]).collect())
}

fn bits(totals: &LayerTotals) -> Vec<u64> {
    let of_row = |row: &fluxledger_core::aggregate::RegionTotal| {
        [row.mass.as_kg(), row.quadrature.as_kg(), row.gridded_area.as_m2(), row.observed_area.as_m2()]
    };
    totals.rows.iter().flat_map(of_row).map(f64::to_bits).collect()
}

#[test]
#[should_panic(expected = "no row of a layer is added twice")]
fn a_row_that_comes_twice_is_refused() {
    let values = BlockValues::Single(Array3::zeros((1, ROWS, COLUMNS)));
    let twice = |parts: &mut Vec<LayerPart>| parts.extend(parts.clone());
    Frame::new().in_order(&values, &meaning(Measure::Flux), &[1, ROWS], twice);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blocks_of_any_height_give_the_same_bits(values in values(), measure in measures(), cuts in cuts()) {
        let (frame, meaning) = (Frame::new(), meaning(measure));
        let wide = values.mapv(f64::from);
        let field = Field { meaning: meaning.clone(), grid: Arc::new(grid()), values: wide.clone() };
        let whole = bits(&frame.aggregation().totals(&field).expect("totals that close"));
        let stacked = |values: &Array2<f32>| -> Array3<f32> { ndarray::stack![Dimension(0), *values, *values] };
        let single = BlockValues::Single(stacked(&values));
        let double = BlockValues::Double(stacked(&values).mapv(f64::from));
        for totals in frame.in_blocks(&single, &meaning, &cuts).iter().chain(&frame.in_blocks(&double, &meaning, &cuts)) {
            prop_assert_eq!(bits(totals), whole.clone());
        }
    }

    #[test]
    fn blocks_in_any_order_give_the_same_bits(values in values(), cuts in cuts(), first in 0_usize..8, backwards: bool) {
        let (frame, meaning) = (Frame::new(), meaning(Measure::Flux));
        let values = BlockValues::Single(values.insert_axis(Dimension(0)));
        let arrange = |parts: &mut Vec<LayerPart>| {
            let count = parts.len();
            parts.rotate_left(first % count);
            if backwards {
                parts.reverse();
            }
        };
        let in_order = frame.in_blocks(&values, &meaning, &cuts);
        prop_assert_eq!(bits(&frame.in_order(&values, &meaning, &cuts, arrange)[0]), bits(&in_order[0]));
    }

    #[test]
    fn one_thread_and_three_give_the_same_bits(values in values(), measure in measures()) {
        let (frame, meaning) = (Frame::new(), meaning(measure));
        let field = Field { meaning, grid: Arc::new(grid()), values: values.mapv(f64::from) };
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            bits(&pool.install(|| frame.aggregation().totals(&field).expect("totals that close")))
        };
        prop_assert_eq!(on(1), on(3));
    }

    /// Beside a plain sum over cells that knows no runs, no lanes and no steps.
    #[test]
    fn totals_are_the_sums_over_cells(values in values()) {
        let frame = Frame::new();
        let coverage = Coverage::compute(&grid(), &regions(), Earth::Wgs84, CoverageMeasure::Area).expect("a coverage");
        let areas = grid().cell_areas(Earth::Wgs84);
        let field = Field { meaning: meaning(Measure::Flux), grid: Arc::new(grid()), values: values.mapv(f64::from) };
        let totals = frame.aggregation().totals(&field).expect("totals that close");
        let seconds = 365.0 * 86_400.0;
        for (region, row) in coverage.regions.iter().zip(&totals.rows) {
            let of_cell = |cell: fluxledger_core::coverage::CellShare| {
                let place = (cell.cell as usize / COLUMNS, cell.cell as usize % COLUMNS);
                cell.share * field.values[place] * areas[place] * seconds
            };
            let masses: Vec<f64> = region.cells().map(of_cell).filter(|mass| mass.is_finite()).collect();
            let (sum, gross): (f64, f64) = (masses.iter().sum(), masses.iter().map(|mass| mass.abs()).sum());
            prop_assert!((row.mass.as_kg() - sum).abs() <= 1e-12 * gross, "{} beside {sum}", row.mass.as_kg());
            let squares: f64 = masses.iter().map(|mass| mass * mass).sum();
            prop_assert!((row.quadrature.as_kg() - squares.sqrt()).abs() <= 1e-12 * squares.sqrt());
        }
    }
}
