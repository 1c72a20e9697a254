//! Realistic figures, and the laws that hold for each of them.
//!
//! With `FLUXLEDGER_GALLERY` set to a folder the pictures are written there, to be looked at.

use super::bars::{self, Bar, BarStyle, Bars, Group};
use super::cells::Cells;
use super::colour_bar::ColourScale;
use super::difference_map::{self, ComparedRegion, DifferenceMap};
use super::dots::{self, Dots, Row};
use super::ensemble::{self, EnsembleRow, EnsembleSpread, Spread};
use super::forest::{self, Forest, ForestRow};
use super::map::{self, Map, Window};
use super::scatter::{self, Scatter, ScatterPoint};
use super::small_multiples::{self, Panel, SmallMultiples};
use super::style::Size;
use super::time_series::{self, IntervalStyle, Series, TimeSeries};
use super::verdict::Verdict;
use super::waterfall::{self, Bar as Step, Content, Waterfall};
use super::{Estimate, FigureError, Frame, Measured, Scale, png};
use fluxledger_core::{Axis, Grid, Polygon, Ring};
use ndarray::Array2;
use resvg::usvg;
use std::sync::LazyLock;

pub(super) fn frame(size: Size) -> Frame {
    Frame { size, tag: None, description: "a figure of the gallery".to_owned() }
}

pub(super) fn emissions() -> Measured {
    Measured { quantity: "CH₄ emissions, USA 2012".to_owned(), unit: "kt yr⁻¹".to_owned() }
}

/// A value with a symmetric interval as a share of it.
pub(super) fn estimate(central: f64, share: f64) -> Estimate {
    Estimate { central, interval: Some((central - share * central.abs(), central + share * central.abs())) }
}

fn bar(central: f64, share: f64) -> Option<Bar> {
    Some(Bar { estimate: estimate(central, share), style: BarStyle::Full })
}

/// Made values of a plausible size.
const SECTORS: [(&str, f64, f64); 12] = [
    ("Natural gas systems (1.B.2.b)", 6490.0, 6380.0),
    ("Enteric fermentation (3.A.1)", 6670.0, 6680.0),
    ("Landfills (4.A)", 5620.0, 5690.0),
    ("Coal mining and post-mining activities, underground and surface (1.B.1.a)", 2660.0, 2750.0),
    ("Manure management (3.A.2)", 2520.0, 2550.0),
    ("Petroleum systems (1.B.2.a)", 2330.0, 2260.0),
    ("Wastewater treatment and discharge (4.D)", 601.0, 612.0),
    ("Rice cultivation (3.C.7)", 476.0, 448.0),
    ("Stationary combustion (1.A.1, 1.A.2, 1.A.4)", 265.0, 219.0),
    ("Abandoned underground coal mines (1.B.1.a)", 249.0, 213.0),
    ("Mobile combustion (1.A.3)", 86.0, 87.0),
    ("Composting (4.B)", 77.0, 74.0),
];

pub(super) fn bars_of_sectors(size: Size) -> Bars {
    let groups = SECTORS.iter().enumerate().map(|(position, (label, inventory, product))| Group {
        label: (*label).to_owned(),
        bars: vec![bar(*inventory, 0.18), if position == 9 { None } else { bar(*product, 0.3) }],
    });
    Bars {
        frame: frame(size),
        measured: emissions(),
        series: vec!["EPA inventory 2016".to_owned(), "Gridded product, posterior".to_owned()],
        groups: groups.collect(),
        interval_meaning: "95 % interval".to_owned(),
        faint_meaning: "incomplete (NE)".to_owned(),
    }
}

fn many_bars() -> Bars {
    let groups = (0..25_u32).map(|position| {
        let value = 900.0 / f64::from(position + 1) - 120.0;
        let style = if position % 7 == 3 { BarStyle::Faint } else { BarStyle::Full };
        let one = |factor: f64| Some(Bar { estimate: estimate(value * factor, 0.25), style });
        let label = format!(
            "{}. Fugitive emissions from solid fuels, oil and natural gas, and other emissions from energy production",
            position + 1
        );
        Group { label, bars: vec![one(1.0), one(1.2), one(0.7), if position % 5 == 0 { None } else { one(1.1) }, one(0.9)] }
    });
    let series = ["National inventory 2023", "PRIMAP-hist 2.4", "CEOS top-down 2021", "GOSAT inversion", "EDGAR v8"];
    Bars {
        groups: groups.collect(),
        series: series.map(str::to_owned).to_vec(),
        frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(Size::DoubleColumn) },
        ..bars_of_sectors(Size::DoubleColumn)
    }
}

fn one_group(size: Size) -> Bars {
    let all = bars_of_sectors(size);
    Bars { groups: all.groups[..1].to_vec(), frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(size) }, ..all }
}

fn nothing_known(size: Size) -> Bars {
    let all = bars_of_sectors(size);
    let groups = all.groups[..3].iter().map(|group| Group { bars: vec![None, None], ..group.clone() }).collect();
    Bars { groups, ..all }
}

pub(super) fn lines_over_years(size: Size) -> TimeSeries {
    let line = |start: f64, slope: f64, share: f64, years: std::ops::Range<i32>| -> Vec<(i32, Estimate)> {
        years.map(|year| (year, estimate(start + slope * f64::from(year - 2005) + 0.08 * f64::from(year * 7 % 5), share))).collect()
    };
    let series = |name: &str, points, interval_style| Series { name: name.to_owned(), points, interval_style, trend: None };
    let mut sparse = line(2.6, -0.02, 0.25, 2009..2021);
    sparse.retain(|(year, _)| ![2011, 2017].contains(year));
    TimeSeries {
        frame: frame(size),
        measured: Measured { quantity: "CH₄ emissions, Germany".to_owned(), unit: "Tg yr⁻¹".to_owned() },
        series: vec![
            series("National inventory 2023", line(2.5, -0.05, 0.12, 1990..2022), IntervalStyle::Band),
            series("GOSAT inversion", sparse, IntervalStyle::Whiskers),
            series("EDGAR v8", line(2.9, -0.04, 0.3, 2000..2022), IntervalStyle::Whiskers),
        ],
        interval_meaning: "95 % interval".to_owned(),
    }
}

fn one_year(size: Size) -> TimeSeries {
    let mut figure = lines_over_years(size);
    figure.series.iter_mut().for_each(|series| series.points.retain(|(year, _)| *year == 2012));
    figure
}

/// Straight lines through the points of each panel.
fn panels_with_trends(size: Size) -> SmallMultiples {
    let mut figure = panels_of_countries(size, 6);
    for series in figure.panels.iter_mut().flat_map(|panel| &mut panel.series) {
        series.interval_style = IntervalStyle::Whiskers;
        series.points.retain(|(year, _)| year % 2 == 0);
        let ends = series.points.first().zip(series.points.last());
        series.trend = ends.map(|(first, last)| [(first.0, first.1.central), (last.0, last.1.central)]);
    }
    figure
}

/// Sinks: values below zero, far from it, in a unit that makes long numbers.
fn below_zero(size: Size) -> TimeSeries {
    let mut figure = lines_over_years(size);
    for estimate in figure.series.iter_mut().flat_map(|series| series.points.iter_mut().map(|point| &mut point.1)) {
        estimate.central *= -18_000.0;
        estimate.interval = estimate.interval.map(|(low, high)| (-18_000.0 * high, -18_000.0 * low));
    }
    figure.measured = Measured { quantity: "Net CO₂ flux of managed land".to_owned(), unit: "kt yr⁻¹".to_owned() };
    figure
}

/// Made values; only the names are real, for their lengths and letters.
const COUNTRIES: [(&str, f64, f64, Verdict); 12] = [
    ("China", 55_900.0, 49_800.0, Verdict::NotTested),
    ("United States of America", 26_600.0, 35_100.0, Verdict::SignificantlyHigher),
    ("India", 19_900.0, 24_900.0, Verdict::Inconclusive),
    ("Russian Federation", 12_900.0, 9_100.0, Verdict::SignificantlyLower),
    ("Brazil", 16_300.0, 15_800.0, Verdict::PriorDominated),
    ("Bolivia (Plurinational State of)", 1_010.0, 1_210.0, Verdict::Inconclusive),
    ("Germany", 1_900.0, 2_240.0, Verdict::Equivalent),
    ("Côte d’Ivoire", 320.0, 410.0, Verdict::NotComparable),
    ("Türkiye", 2_300.0, 3_600.0, Verdict::SignificantlyHigher),
    ("United Kingdom of Great Britain and Northern Ireland", 2_050.0, 1_980.0, Verdict::NotTested),
    ("Luxembourg", 22.0, 31.0, Verdict::PriorDominated),
    ("New Zealand", 1_330.0, 1_120.0, Verdict::IndicativeOnly),
];

pub(super) fn dots_of_countries(size: Size) -> Dots {
    let rows = COUNTRIES.iter().map(|(label, inventory, product, verdict)| Row {
        label: (*label).to_owned(),
        inventory: Some(estimate(*inventory, 0.2)),
        product: Some(estimate(*product, 0.35)),
        verdict: *verdict,
    });
    Dots {
        frame: frame(size),
        measured: Measured { quantity: "CH₄ emissions in 2019".to_owned(), unit: "kt yr⁻¹".to_owned() },
        scale: Scale::Linear,
        inventory: "UNFCCC inventory".to_owned(),
        product: "GOSAT inversion".to_owned(),
        rows: rows.collect(),
        interval_meaning: "95 % interval".to_owned(),
    }
}

/// Fifty rows on a scale of ratios; some values are missing, zero, or have an interval that reaches below zero.
fn many_dots() -> Dots {
    let rows = (0..50_u32).map(|position| {
        let value = 50_000.0 / f64::from((position + 1) * (position + 1));
        let (label, _, _, verdict) = COUNTRIES[position as usize % 12];
        Row {
            label: format!("{label} {position}"),
            inventory: (position % 9 != 4).then(|| estimate(value, 0.15)),
            product: Some(estimate(if position == 30 { 0.0 } else { value * 1.3 }, if position % 11 == 5 { 1.2 } else { 0.4 })),
            verdict,
        }
    });
    Dots {
        scale: Scale::Logarithmic,
        rows: rows.collect(),
        frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(Size::DoubleColumn) },
        ..dots_of_countries(Size::DoubleColumn)
    }
}

/// Countries that take up beside countries that emit.
fn dots_with_sinks(size: Size) -> Dots {
    let mut dots = dots_of_countries(size);
    for row in dots.rows.iter_mut().step_by(2) {
        row.inventory = row.inventory.map(|Estimate { central, .. }| estimate(-0.4 * central, 0.5));
        row.product = row.product.map(|Estimate { central, .. }| estimate(-0.3 * central, 1.4));
    }
    dots.measured = Measured { quantity: "Net CO₂ flux of land in 2019".to_owned(), unit: "kt yr⁻¹".to_owned() };
    dots
}

/// A z for each country with a verdict that goes with it.
pub(super) fn forest_of_countries(size: Size) -> Forest {
    let tested = COUNTRIES.iter().filter(|country| !matches!(country.3, Verdict::NotTested | Verdict::NotComparable));
    let row = |(position, (label, inventory, product, verdict)): (usize, &(&str, f64, f64, Verdict))| {
        let far = if matches!(verdict, Verdict::SignificantlyHigher | Verdict::SignificantlyLower) { 3.4 } else { 0.6 };
        let z = (product - inventory).signum() * (far + 0.1 * f64::from(u32::try_from(position).unwrap()));
        let others = (*verdict == Verdict::IndicativeOnly).then_some(4.0 * z).into_iter().collect();
        ForestRow { label: (*label).to_owned(), z, others, verdict: *verdict }
    };
    Forest {
        frame: frame(size),
        critical: 1.959_964,
        others: "z if the product’s parts err independently".into(),
        rows: tested.enumerate().map(row).collect(),
    }
}

/// One country so far off that it is an arrow.
fn forest_beyond(size: Size) -> Forest {
    let mut forest = forest_of_countries(size);
    forest.rows[0].z = 43.2;
    Forest { frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(size) }, ..forest }
}

fn one_dot(size: Size) -> Dots {
    let all = dots_of_countries(size);
    Dots { rows: all.rows[6..7].to_vec(), ..all }
}

/// A lumpy coast round a place.
fn island(longitude: f64, latitude: f64, radius: f64) -> Polygon {
    let point = |step: u32| {
        let angle = f64::from(step) / 90.0 * std::f64::consts::TAU;
        let reach = radius * (1.0 + 0.15 * (5.0 * angle).sin() + 0.05 * (17.0 * angle).cos());
        [longitude + 1.4 * reach * angle.cos(), latitude + reach * angle.sin()]
    };
    Polygon { exterior: Ring((0..90).map(point).collect()), holes: Vec::new() }
}

fn made_grid(first_longitude: f64) -> Grid {
    let latitudes = Axis::uniform(90.0, -90.0, 90).unwrap();
    Grid::new(latitudes, Axis::uniform(first_longitude, first_longitude + 360.0, 144).unwrap()).unwrap()
}

/// Hot spots over six decades, falling off from the same places on Earth whatever the order of the columns.
fn made_flux(grid: &Grid) -> Array2<f64> {
    Array2::from_shape_fn(grid.shape(), |(row, column)| {
        let (latitude, longitude) = (grid.latitudes().centre(row).to_radians(), grid.longitudes().centre(column).to_radians());
        let near = |centre: f64, height: f64| (-6.0 * (latitude - height).powi(2)).exp() * (4.0 * ((longitude - centre).cos() - 1.0)).exp();
        let flux = 30.0 * near(1.9, 0.5) + 12.0 * near(-1.6, 0.7) + 8.0 * near(-1.0, -0.2);
        if latitude < -1.2 {
            f64::NAN
        } else if flux < 1e-4 {
            0.0
        } else {
            flux
        }
    })
}

fn made_map(
    first_longitude: f64,
    size: Size,
    colour_scale: ColourScale,
    window: Window,
    selected: &[Polygon],
) -> Result<String, FigureError> {
    let grid = made_grid(first_longitude);
    let mut values = made_flux(&grid);
    if colour_scale == ColourScale::Diverging {
        values.mapv_inplace(|value| value - 1.0);
    }
    let outlines = [island(10.0, 50.0, 12.0), island(-100.0, 40.0, 20.0), island(105.0, 35.0, 22.0), island(-60.0, -15.0, 20.0)];
    map::draw(&Map {
        frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(size) },
        cells: Cells { measured: flux(), grid: &grid, values: &values, colour_scale },
        window,
        outlines: &outlines,
        selected: &[selected],
        boundary_source: BOUNDARY_SOURCE.to_owned(),
    })
}

fn flux() -> Measured {
    Measured { quantity: "CH₄ flux in 2012".to_owned(), unit: "g CH₄ m⁻² yr⁻¹".to_owned() }
}

const BOUNDARY_SOURCE: &str = "made coasts, no country on Earth, drawn to test the figure and nothing else";

/// Islands in rows between two meridians, some of them tiny, with a difference and a verdict each.
fn made_differences(count: u32, west: f64, east: f64, size: Size, with_cells: bool) -> Result<String, FigureError> {
    let columns = f64::from(count).sqrt().ceil();
    let spacing = ((east - west) / columns * 0.6).min(110.0 / columns);
    let place = |position: u32| {
        let (column, row) = (f64::from(position) % columns, (f64::from(position) / columns).floor());
        (west + (east - west) * (column + 0.5) / columns, 65.0 - spacing * row)
    };
    let radius = |position: u32| if position % 7 == 5 { 0.5 } else { spacing * 0.4 };
    let islands: Vec<[Polygon; 1]> =
        (0..count).map(|position| (place(position), radius(position))).map(|((x, y), r)| [island(x, y, r)]).collect();
    let regions = (0..count).zip(&islands).map(|(position, polygons)| ComparedRegion {
        name: format!("island {position}"),
        polygons,
        difference: (position % 10 != 9).then(|| f64::from(position % 9) * 35.0 - 110.0),
        verdict: COUNTRIES[position as usize % 12].3,
    });
    let mut outlines: Vec<Polygon> = islands.iter().flatten().cloned().collect();
    outlines.push(island(f64::midpoint(west, east), 40.0, 8.0));
    let grid = made_grid(-180.0);
    let values = made_flux(&grid);
    let cells = Cells { measured: flux(), grid: &grid, values: &values, colour_scale: ColourScale::Logarithmic };
    difference_map::draw(&DifferenceMap {
        frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(size) },
        measured: Measured { quantity: "Product minus inventory".to_owned(), unit: "% of inventory".to_owned() },
        regions: regions.collect(),
        cells: with_cells.then_some(cells),
        window: if count > 20 { Window::World } else { Window::Selected },
        outlines: &outlines,
        boundary_source: BOUNDARY_SOURCE.to_owned(),
    })
}

pub(super) fn scatter_of_countries(size: Size) -> Scatter {
    let dots = dots_of_countries(size);
    scatter_of(&dots)
}

fn scatter_of(dots: &Dots) -> Scatter {
    let points = dots.rows.iter().filter_map(|row| {
        Some(ScatterPoint { label: row.label.clone(), inventory: row.inventory?, product: row.product?, verdict: row.verdict })
    });
    Scatter {
        frame: dots.frame.clone(),
        measured: dots.measured.clone(),
        inventory: dots.inventory.clone(),
        product: dots.product.clone(),
        points: points.collect(),
        interval_meaning: dots.interval_meaning.clone(),
    }
}

/// Fifty countries of which one takes up and the others emit.
fn scatter_with_a_sink(size: Size) -> Scatter {
    let mut scatter = scatter_of(&many_dots());
    scatter.points[0].inventory = estimate(-9_000.0, 0.3);
    scatter.points[0].product = estimate(4_000.0, 0.9);
    Scatter { frame: frame(size), ..scatter }
}

pub(super) fn panels_of_countries(size: Size, count: usize) -> SmallMultiples {
    let panel = |(label, inventory, ..): &(&str, f64, f64, Verdict)| {
        let mut series = lines_over_years(size).series;
        series.truncate(2);
        for estimate in series.iter_mut().flat_map(|series| series.points.iter_mut().map(|point| &mut point.1)) {
            estimate.central *= inventory / 2.5;
            estimate.interval = estimate.interval.map(|(low, high)| (low * inventory / 2.5, high * inventory / 2.5));
        }
        Panel { title: (*label).to_owned(), series }
    };
    // The largest first, as a report has them, and the smallest last.
    let mut countries = COUNTRIES;
    countries.sort_by(|one, other| other.1.total_cmp(&one.1));
    let wanted = countries[..count - 1].iter().chain(&countries[COUNTRIES.len() - 1..]);
    SmallMultiples {
        frame: frame(size),
        measured: Measured { quantity: "CH₄ emissions".to_owned(), unit: "kt yr⁻¹".to_owned() },
        panels: wanted.map(panel).collect(),
        interval_meaning: "95 % interval".to_owned(),
    }
}

/// Panels of sinks, with a country that has one year only.
fn panels_below_zero() -> SmallMultiples {
    let mut figure = panels_of_countries(Size::DoubleColumn, 7);
    for (position, panel) in figure.panels.iter_mut().enumerate() {
        for (year, estimate) in panel.series.iter_mut().flat_map(|series| &mut series.points) {
            let shift = if position == 2 { f64::from(*year - 2004) * 3_000.0 } else { 0.0 };
            estimate.central = shift - estimate.central;
            estimate.interval = estimate.interval.map(|(low, high)| (shift - high, shift - low));
        }
    }
    figure.panels[3].series.iter_mut().for_each(|series| series.points.retain(|(year, _)| *year == 2012));
    figure.panels[4].series[1].points.clear();
    figure
}

pub(super) fn spread_of_products(size: Size) -> EnsembleSpread {
    let row = |label: &str, members: [Option<f64>; 6], inventory: Option<Estimate>| {
        let mut values: Vec<f64> = members.iter().flatten().copied().collect();
        values.sort_by(f64::total_cmp);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let spread = Spread {
            mean,
            standard_deviation: (squares / (values.len() as f64 - 1.0)).sqrt(),
            median: values[values.len() / 2],
            minimum: values[0],
            maximum: values[values.len() - 1],
        };
        let members = members.iter().enumerate().filter_map(|(product, value)| Some((product, (*value)?)));
        EnsembleRow { label: label.to_owned(), members: members.collect(), spread, inventory }
    };
    let products = ["GOSAT inversion", "CarbonTracker Europe", "CAMS v21r1", "Jena CarboScope", "EDGAR v8", "a sixth one"];
    EnsembleSpread {
        frame: frame(size),
        measured: Measured { quantity: "CH₄ emissions in 2019".to_owned(), unit: "kt yr⁻¹".to_owned() },
        products: products.map(str::to_owned).to_vec(),
        inventory: "UNFCCC inventory".to_owned(),
        rows: vec![
            row(
                "Germany",
                [Some(2240.0), Some(2410.0), Some(1980.0), Some(3120.0), Some(2300.0), Some(2290.0)],
                Some(estimate(1900.0, 0.2)),
            ),
            row(
                "United Kingdom of Great Britain and Northern Ireland",
                [Some(2000.0), None, Some(2100.0), None, Some(1700.0), None],
                Some(estimate(2050.0, 0.15)),
            ),
            row("Land sink of the Russian Federation", [Some(-900.0), Some(-400.0), Some(-1500.0), None, Some(350.0), Some(-700.0)], None),
        ],
        interval_meaning: "95 % interval".to_owned(),
    }
}

/// From a total to a comparable total, with a step that nobody states.
pub(super) fn waterfall_of_scope(size: Size) -> Waterfall {
    let row = |label: &str, number: &str, content| Step { label: label.to_owned(), number: number.to_owned(), content };
    Waterfall {
        frame: frame(size),
        measured: emissions(),
        bars: vec![
            row("GOSAT inversion, total", "48\u{202f}600", Content::Total(estimate(48_600.0, 0.08))),
            row("wetlands", "−9800", Content::Step(-9_800.0)),
            row("inland waters", "−1200", Content::Step(-1_200.0)),
            row("geological seeps of the sea and the land, as a long label has it", "−700.0", Content::Step(-700.0)),
            row("uptake by soils", "+2100", Content::Step(2_100.0)),
            row("termites", "not stated", Content::Unknown),
            row("comparable total", "39\u{202f}000", Content::Total(estimate(39_000.0, 0.12))),
            row("EPA inventory 2016", "27\u{202f}400", Content::Beside(estimate(27_400.0, 0.15))),
        ],
        interval_meaning: "95 % interval".to_owned(),
    }
}

/// From a difference above zero to one below it.
fn waterfall_through_zero(size: Size) -> Waterfall {
    let all = waterfall_of_scope(size);
    let row = |label: &str, number: &str, content| Step { label: label.to_owned(), number: number.to_owned(), content };
    let bars = vec![
        row("product minus inventory as both state it", "800.0", Content::Total(Estimate { central: 800.0, interval: None })),
        row("natural fluxes", "−1300", Content::Step(-1_300.0)),
        row("time", "0", Content::Step(0.0)),
        row("mask and coast", "+120.0", Content::Step(120.0)),
        row("residual", "−380.0", Content::Total(estimate(-380.0, 0.8))),
    ];
    Waterfall { bars, frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..all.frame }, ..all }
}

/// The gallery, drawn once for all its tests.
static GALLERY: LazyLock<Vec<(&str, String)>> = LazyLock::new(drawn_gallery);

/// Each figure of the gallery with its name.
fn drawn_gallery() -> Vec<(&'static str, String)> {
    let figures = [
        ("bars-12-single", bars::draw(&bars_of_sectors(Size::SingleColumn))),
        ("bars-12-double", bars::draw(&bars_of_sectors(Size::DoubleColumn))),
        ("bars-12-slide", bars::draw(&bars_of_sectors(Size::Slide))),
        ("bars-25", bars::draw(&many_bars())),
        ("bars-1-single", bars::draw(&one_group(Size::SingleColumn))),
        ("bars-1-double", bars::draw(&one_group(Size::DoubleColumn))),
        ("bars-none", bars::draw(&nothing_known(Size::SingleColumn))),
        ("lines-single", time_series::draw(&lines_over_years(Size::SingleColumn))),
        ("lines-double", time_series::draw(&lines_over_years(Size::DoubleColumn))),
        ("lines-slide", time_series::draw(&lines_over_years(Size::Slide))),
        ("lines-one-year", time_series::draw(&one_year(Size::SingleColumn))),
        ("lines-below-zero", time_series::draw(&below_zero(Size::SingleColumn))),
        ("dots-12-single", dots::draw(&dots_of_countries(Size::SingleColumn))),
        ("dots-12-log", dots::draw(&Dots { scale: Scale::Logarithmic, ..dots_of_countries(Size::SingleColumn) })),
        ("dots-50", dots::draw(&many_dots())),
        ("dots-sinks", dots::draw(&dots_with_sinks(Size::DoubleColumn))),
        ("dots-1", dots::draw(&one_dot(Size::DoubleColumn))),
        ("forest-9-single", forest::draw(&forest_of_countries(Size::SingleColumn))),
        ("forest-9-double", forest::draw(&forest_of_countries(Size::DoubleColumn))),
        ("forest-9-slide", forest::draw(&forest_of_countries(Size::Slide))),
        ("forest-far", forest::draw(&forest_beyond(Size::DoubleColumn))),
        ("map-world", made_map(-180.0, Size::DoubleColumn, ColourScale::Logarithmic, Window::World, &[])),
        ("map-world-0-360", made_map(0.0, Size::SingleColumn, ColourScale::Linear, Window::World, &[island(105.0, 35.0, 22.0)])),
        ("map-difference", made_map(0.0, Size::Slide, ColourScale::Diverging, Window::World, &[])),
        ("map-region", made_map(0.0, Size::SingleColumn, ColourScale::Logarithmic, Window::Selected, &[island(-100.0, 40.0, 20.0)])),
        ("differences-50", made_differences(50, -150.0, 150.0, Size::DoubleColumn, true)),
        ("differences-12-single", made_differences(12, -20.0, 40.0, Size::SingleColumn, false)),
        ("differences-1", made_differences(1, 0.0, 20.0, Size::DoubleColumn, true)),
        ("differences-antimeridian", made_differences(4, 160.0, 200.0, Size::Slide, false)),
        ("scatter-12-single", scatter::draw(&scatter_of_countries(Size::SingleColumn))),
        ("scatter-12-slide", scatter::draw(&scatter_of_countries(Size::Slide))),
        ("scatter-50", scatter::draw(&scatter_of(&many_dots()))),
        ("scatter-sink", scatter::draw(&scatter_with_a_sink(Size::DoubleColumn))),
        ("scatter-1", scatter::draw(&scatter_of(&one_dot(Size::DoubleColumn)))),
        ("panels-12", small_multiples::draw(&panels_of_countries(Size::DoubleColumn, 12))),
        ("panels-trends", small_multiples::draw(&panels_with_trends(Size::DoubleColumn))),
        ("panels-5-single", small_multiples::draw(&panels_of_countries(Size::SingleColumn, 5))),
        ("panels-8-slide", small_multiples::draw(&panels_of_countries(Size::Slide, 8))),
        ("panels-below-zero", small_multiples::draw(&panels_below_zero())),
        ("spread-double", ensemble::draw(&spread_of_products(Size::DoubleColumn))),
        ("spread-single", ensemble::draw(&spread_of_products(Size::SingleColumn))),
        ("waterfall-double", waterfall::draw(&waterfall_of_scope(Size::DoubleColumn))),
        ("waterfall-single", waterfall::draw(&waterfall_of_scope(Size::SingleColumn))),
        ("waterfall-slide", waterfall::draw(&waterfall_of_scope(Size::Slide))),
        ("waterfall-zero", waterfall::draw(&waterfall_through_zero(Size::DoubleColumn))),
    ];
    figures.into_iter().map(|(name, svg)| (name, svg.unwrap())).collect()
}

/// The middle three quarters of a box: the box has the height of the font, with room for accents and descenders that few lines use.
fn ink(place: usvg::Rect) -> usvg::Rect {
    let rim = place.height().min(place.width()) / 8.0;
    let (across, down) = if place.width() < place.height() { (rim, 0.0) } else { (0.0, rim) };
    usvg::Rect::from_ltrb(place.left() + across, place.top() + down, place.right() - across, place.bottom() - down).unwrap()
}

/// The boxes of all lines of text of a drawing.
fn text_boxes(group: &usvg::Group, boxes: &mut Vec<(String, usvg::Rect)>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => text_boxes(group, boxes),
            usvg::Node::Text(text) => {
                let content = text.chunks().iter().map(usvg::TextChunk::text).collect();
                boxes.push((content, ink(text.abs_bounding_box())));
            }
            _ => {}
        }
    }
}

/// The boxes of all shapes of a drawing but those that are clipped.
fn shape_boxes(group: &usvg::Group, boxes: &mut Vec<usvg::Rect>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) if group.clip_path().is_none() => shape_boxes(group, boxes),
            usvg::Node::Path(path) => boxes.push(path.abs_stroke_bounding_box()),
            _ => {}
        }
    }
}

#[test]
fn shapes_lie_inside_the_figure() {
    for (name, svg) in GALLERY.iter() {
        let tree = png::parse(svg).unwrap();
        let mut boxes = Vec::new();
        shape_boxes(tree.root(), &mut boxes);
        assert!(boxes.len() > 3, "{name} has hardly any shapes");
        for place in boxes {
            let inside = place.left() >= -0.01
                && place.top() >= -0.01
                && place.right() <= tree.size().width() + 0.01
                && place.bottom() <= tree.size().height() + 0.01;
            assert!(inside, "{name}: a shape at {place:?} leaves {:?}", tree.size());
        }
    }
}

#[test]
fn measured_text_is_as_wide_as_drawn_text() {
    let line = "Coal mining (1.B.1.a) CH₄, kt yr⁻¹ −10\u{2009}000 VAWA";
    let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text y='9' font-size='10'>{line}</text></svg>");
    let tree = png::parse(&svg).unwrap();
    let mut boxes = Vec::new();
    text_boxes(tree.root(), &mut boxes);
    let measured = super::text::width(line, 10.0, super::text::Weight::Regular);
    assert!((measured / f64::from(boxes[0].1.width()) - 1.0).abs() < 0.01, "{measured} and {:?}", boxes[0].1);
}

#[test]
fn pictures_are_written_where_asked() {
    let Ok(folder) = std::env::var("FLUXLEDGER_GALLERY") else {
        println!("no pictures written: FLUXLEDGER_GALLERY names no folder");
        return;
    };
    for (name, svg) in GALLERY.iter() {
        std::fs::write(format!("{folder}/{name}.png"), png::png(svg, 300.0).unwrap()).unwrap();
        std::fs::write(format!("{folder}/{name}.svg"), svg).unwrap();
    }
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    for ((name, first), (_, second)) in GALLERY.iter().zip(drawn_gallery()) {
        assert!(*first == second, "{name} differs from itself");
    }
}

#[test]
fn every_character_has_a_shape() {
    for (name, svg) in GALLERY.iter() {
        assert_eq!(png::missing_glyphs(svg).unwrap(), std::collections::BTreeSet::new(), "{name}");
    }
}

#[test]
fn text_lies_inside_the_figure_and_never_over_other_text() {
    for (name, svg) in GALLERY.iter() {
        let tree = png::parse(svg).unwrap();
        let (width, height) = (tree.size().width(), tree.size().height());
        let mut boxes = Vec::new();
        text_boxes(tree.root(), &mut boxes);
        assert!(!boxes.is_empty(), "{name} has no text");
        for (position, (text, place)) in boxes.iter().enumerate() {
            let inside = place.left() >= 0.0 && place.top() >= 0.0 && place.right() <= width && place.bottom() <= height;
            assert!(inside, "{name}: `{text}` at {place:?} leaves {width} × {height}");
            for (other, other_place) in &boxes[position + 1..] {
                let apart = place.right() <= other_place.left()
                    || other_place.right() <= place.left()
                    || place.bottom() <= other_place.top()
                    || other_place.bottom() <= place.top();
                assert!(apart, "{name}: `{text}` lies over `{other}`");
            }
        }
    }
}
