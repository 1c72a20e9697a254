//! The map of differences: countries in the colour of their difference, the cells of the product beneath.

use super::area::{hatching, interior_point};
use super::canvas::{Canvas, Point, Rectangle, Stroke};
use super::cells::{CellLayer, Cells};
use super::chart::{Chart, Extent, bounding_box, clip, main_pieces, padded};
use super::colour_bar::{self, quantile};
use super::legend::{self, Entry, Key, margin};
use super::map::{Window, draw_boundaries, draw_note};
use super::raster::Colouring;
use super::style::Colour;
use super::symbol;
use super::verdict::Verdict;
use super::{FigureError, Frame, Measured};
use fluxledger_core::Polygon;

/// A country that is compared.
#[derive(Clone, Debug)]
pub struct ComparedRegion<'a> {
    /// Its name.
    pub name: String,
    /// Its land.
    pub polygons: &'a [Polygon],
    /// Product minus inventory in the unit of the colour bar, where both have a number.
    pub difference: Option<f64>,
    /// What the comparison came to.
    pub verdict: Verdict,
}

/// A map of differences.
#[derive(Clone, Debug)]
pub struct DifferenceMap<'a> {
    /// Width, tag and description.
    pub frame: Frame,
    /// What the colours of countries measure.
    pub measured: Measured,
    /// The countries compared.
    pub regions: Vec<ComparedRegion<'a>>,
    /// The product's cells, drawn beneath in a map of their own.
    pub cells: Option<Cells<'a>>,
    /// The whole Earth, or what is compared.
    pub window: Window,
    /// Boundaries of all regions.
    pub outlines: &'a [Polygon],
    /// Where the boundaries come from, as it stands under the map.
    pub boundary_source: String,
}

/// What a country has no colour for.
const NOT_COMPARABLE: Colour = Colour(150, 150, 150);
/// Land that is not compared.
const NOT_COMPARED: Colour = Colour(236, 236, 236);

/// Share of the differences that the colour scale holds; the largest tenth shares the last colours.
const SCALED_SHARE: f64 = 0.9;

/// Draws the figure as SVG.
///
/// # Errors
/// [`FigureError::Empty`] without a country, [`FigureError::NotFinite`], [`FigureError::WrongShape`], [`FigureError::Picture`].
pub fn draw(map: &DifferenceMap<'_>) -> Result<String, FigureError> {
    let extent = checked_extent(map)?;
    let layer = map.cells.as_ref().map(|cells| CellLayer::of(cells, extent));
    let size = map.frame.size;
    let mut canvas = Canvas::new(size);
    let mut entries = entries(map);
    entries.extend(layer.iter().flat_map(CellLayer::entries));
    let top = legend::draw_head(&mut canvas, &map.frame, &entries) + size.body() / 2.0;
    // Two maps and their colour bars fit a page beside their caption.
    let highest = size.width() * if layer.is_some() { 0.5 } else { 0.9 };
    let chart = Chart::lay_out(size, extent, top, highest);
    let mut bottom = draw_countries(&mut canvas, map, &chart)?;
    if let Some(layer) = layer {
        let chart = Chart::lay_out(size, extent, bottom + size.scaled(10.0), highest);
        layer.draw(&mut canvas, &chart)?;
        let selected: Vec<&[Polygon]> = map.regions.iter().map(|region| region.polygons).collect();
        draw_boundaries(&mut canvas, map.outlines, &selected, &chart);
        let below = chart.draw_frame(&mut canvas);
        bottom = layer.draw_bar(&mut canvas, &chart, below)?;
    }
    let bottom = draw_note(&mut canvas, &note(map), bottom);
    let height = bottom + margin(&canvas);
    Ok(canvas.finish(height, &map.frame))
}

fn checked_extent(map: &DifferenceMap<'_>) -> Result<Extent, FigureError> {
    map.cells.as_ref().map_or(Ok(()), Cells::check)?;
    for region in &map.regions {
        if let Some(found) = region.difference.filter(|difference| !difference.is_finite()) {
            return Err(FigureError::NotFinite { place: region.name.clone(), found });
        }
    }
    let pieces: Vec<&Polygon> = map.regions.iter().flat_map(|region| main_pieces(region.polygons)).collect();
    if pieces.is_empty() {
        return Err(FigureError::Empty { missing: "regions" });
    }
    if map.window == Window::World {
        return Ok(Extent::EARTH);
    }
    let window = padded(bounding_box(&pieces));
    let Extent { west, east, .. } = if window.east - window.west < MOST_OF_THE_EARTH { window } else { Extent::EARTH };
    clip(Extent { west, east, ..window }, Extent::EARTH, true)
}

/// A window wider than this many degrees shows all longitudes, so that no continent is cut in two.
const MOST_OF_THE_EARTH: f64 = 300.0;

/// Whether the verdict leaves open that there is a difference at all.
const fn is_open(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::IndicativeOnly | Verdict::Inconclusive | Verdict::Equivalent | Verdict::PriorDominated)
}

fn has_colour(region: &ComparedRegion<'_>) -> Option<f64> {
    region.difference.filter(|_| region.verdict != Verdict::NotComparable)
}

fn entries(map: &DifferenceMap<'_>) -> Vec<Entry> {
    let occurs = |verdict: Verdict| map.regions.iter().any(|region| region.verdict == verdict);
    let marks = Verdict::ALL.into_iter().filter(|verdict| occurs(*verdict) && *verdict != Verdict::NotComparable);
    let mut entries: Vec<Entry> = marks.map(|verdict| Entry::new(Key::Mark(Colour::INK, verdict.mark().1), verdict.name())).collect();
    entries
        .extend(map.regions.iter().any(|region| is_open(region.verdict)).then(|| Entry::new(Key::Hatching, "no difference established")));
    entries.extend(occurs(Verdict::NotComparable).then(|| Entry::new(Key::Box(NOT_COMPARABLE), Verdict::NotComparable.name())));
    let has_others = map.outlines.len() > map.regions.iter().map(|region| region.polygons.len()).sum();
    entries.extend(has_others.then(|| Entry::new(Key::Box(NOT_COMPARED), "not compared")));
    entries
}

fn note(map: &DifferenceMap<'_>) -> String {
    let cells = if map.cells.is_some() { "White cells: zero or no value. " } else { "" };
    format!("Countries too small for a mark have none, and the smallest are shown as discs. {cells}Boundaries: {}", map.boundary_source)
}

/// The colours of the differences, as far to either side as nine tenths of them.
fn colouring(map: &DifferenceMap<'_>) -> (Colouring, Vec<f64>) {
    let mut seen: Vec<f64> = map.regions.iter().filter_map(has_colour).collect();
    let mut sizes: Vec<f64> = seen.iter().map(|difference| difference.abs()).collect();
    seen.sort_by(f64::total_cmp);
    sizes.sort_by(f64::total_cmp);
    let far = quantile(&sizes, SCALED_SHARE).filter(|far| *far > 0.0).unwrap_or(1.0);
    (colour_bar::symmetric(far), seen)
}

/// The upper map with its colour bar; returns where they end.
fn draw_countries(canvas: &mut Canvas, map: &DifferenceMap<'_>, chart: &Chart) -> Result<f64, FigureError> {
    let (colouring, seen) = colouring(map);
    let colour = |difference: f64| colouring.colours.at(colouring.axis.share(difference));
    let area = |region: &ComparedRegion<'_>| (has_colour(region).map_or(NOT_COMPARABLE, colour), chart.rings(region.polygons));
    let areas: Vec<(Colour, Vec<Vec<Point>>)> = map.regions.iter().map(area).collect();
    canvas.clipped(chart.plot, |canvas| {
        canvas.group("land", |canvas| canvas.area(&chart.rings(map.outlines), NOT_COMPARED));
        for (region, (colour, rings)) in map.regions.iter().zip(&areas) {
            draw_area(canvas, rings, *colour, is_open(region.verdict));
        }
        let stroke = Stroke { colour: Colour::AXIS, width: canvas.size.scaled(0.3) };
        canvas.group("outline", |canvas| chart.draw_boundaries(canvas, map.outlines.iter(), stroke));
        let stroke = Stroke { colour: Colour::INK, width: canvas.size.scaled(0.5) };
        let compared = map.regions.iter().flat_map(|region| region.polygons);
        canvas.group("selected", |canvas| chart.draw_boundaries(canvas, compared, stroke));
        draw_discs(canvas, &areas);
        draw_marks(canvas, map, &areas, chart.plot);
    });
    let below = chart.draw_frame(canvas);
    colour_bar::draw(canvas, &colouring, &seen, chart.plot, below, &map.measured.title())
}

/// A country in its colour, hatched where nothing is established.
fn draw_area(canvas: &mut Canvas, rings: &[Vec<Point>], colour: Colour, is_hatched: bool) {
    canvas.group("country", |canvas| canvas.area(rings, colour));
    if is_hatched {
        let stroke = Stroke { colour: Colour::AXIS, width: canvas.size.scaled(0.5) };
        let distance = canvas.size.scaled(3.0);
        canvas.group("hatching", |canvas| hatching(rings, distance).into_iter().for_each(|(from, to)| canvas.path(&[from, to], stroke)));
    }
}

/// Discs in the colours of the countries that are too small to be seen.
fn draw_discs(canvas: &mut Canvas, areas: &[(Colour, Vec<Vec<Point>>)]) {
    let radius = canvas.size.scaled(SMALLEST * 0.7);
    for (colour, rings) in areas.iter().filter(|(_, rings)| breadth(rings) < 2.0 * radius) {
        if let Some(centre) = interior_point(rings) {
            canvas.disc(centre, radius, Colour::INK);
            canvas.disc(centre, radius * 0.75, *colour);
        }
    }
}

/// Points across at which a country can just be seen.
const SMALLEST: f64 = 2.5;

/// The longer side of the box round the largest of rings.
fn breadth(rings: &[Vec<Point>]) -> f64 {
    let span = |ring: &[Point], axis: fn(&Point) -> f64| super::axis::extent(ring.iter().map(axis)).map_or(0.0, |(low, high)| high - low);
    rings.iter().map(|ring| span(ring, |point| point.0).max(span(ring, |point| point.1))).fold(0.0, f64::max)
}

/// The marks of the verdicts, significant differences first and then large countries; none where it would lie over another or leave the map.
fn draw_marks(canvas: &mut Canvas, map: &DifferenceMap<'_>, areas: &[(Colour, Vec<Vec<Point>>)], plot: Rectangle) {
    let radius = canvas.size.scaled(2.6);
    let mut order: Vec<usize> = (0..areas.len()).filter(|&position| has_colour(&map.regions[position]).is_some()).collect();
    let is_finding =
        |position: &usize| matches!(map.regions[*position].verdict, Verdict::SignificantlyHigher | Verdict::SignificantlyLower);
    order.sort_by(|one, other| {
        is_finding(other).cmp(&is_finding(one)).then_with(|| breadth(&areas[*other].1).total_cmp(&breadth(&areas[*one].1)))
    });
    let mut placed: Vec<Point> = Vec::new();
    for position in order {
        let rings = &areas[position].1;
        let Some(place) = interior_point(rings).filter(|_| breadth(rings) > 2.5 * radius) else { continue };
        let is_free = placed.iter().all(|other| libm::hypot(place.0 - other.0, place.1 - other.1) > 3.0 * radius);
        if is_free && lies_within(place, plot, radius) {
            let mark = map.regions[position].verdict.mark().1;
            canvas.group("mark", |canvas| symbol::draw(canvas, mark, place, radius, Colour::INK));
            placed.push(place);
        }
    }
}

fn lies_within((x, y): Point, plot: Rectangle, rim: f64) -> bool {
    x - rim > plot.left && x + rim < plot.right() && y - rim > plot.top && y + rim < plot.bottom()
}

#[cfg(test)]
mod tests {
    use super::super::style::Size;
    use super::*;
    use fluxledger_core::Ring;

    fn square(west: f64) -> [Polygon; 1] {
        let ring = Ring(vec![[west, 40.0], [west + 10.0, 40.0], [west + 10.0, 50.0], [west, 50.0]]);
        [Polygon { exterior: ring, holes: Vec::new() }]
    }

    fn map_of<'a>(regions: Vec<ComparedRegion<'a>>, outlines: &'a [Polygon]) -> DifferenceMap<'a> {
        DifferenceMap {
            frame: Frame { size: Size::DoubleColumn, tag: None, description: String::new() },
            measured: Measured { quantity: "Product minus inventory".to_owned(), unit: "%".to_owned() },
            regions,
            cells: None,
            window: Window::Selected,
            outlines,
            boundary_source: "squares".to_owned(),
        }
    }

    fn region<'a>(name: &str, polygons: &'a [Polygon], difference: Option<f64>, verdict: Verdict) -> ComparedRegion<'a> {
        ComparedRegion { name: name.to_owned(), polygons, difference, verdict }
    }

    #[test]
    fn a_country_that_is_not_comparable_has_neither_colour_nor_mark() {
        let (one, other) = (square(0.0), square(20.0));
        let regions = vec![
            region("one", &one, Some(50.0), Verdict::SignificantlyHigher),
            region("other", &other, Some(900.0), Verdict::NotComparable),
        ];
        let map = map_of(regions, &one);
        assert_eq!(colouring(&map).1, [50.0]);
        let svg = draw(&map).unwrap();
        assert_eq!((svg.matches("class=\"country\"").count(), svg.matches("class=\"mark\"").count()), (2, 1));
        assert!(svg.contains("<path fill=\"#969696\""), "grey");
    }

    #[test]
    fn land_that_is_not_compared_has_a_key_where_there_is_any() {
        let (one, other) = (square(0.0), square(20.0));
        let both = [one.clone(), other.clone()].concat();
        let compared = region("one", &one, Some(50.0), Verdict::SignificantlyHigher);
        assert!(draw(&map_of(vec![compared.clone()], &both)).unwrap().contains("not compared"));
        let all = vec![compared, region("other", &other, Some(20.0), Verdict::SignificantlyHigher)];
        assert!(!draw(&map_of(all, &both)).unwrap().contains("not compared"));
    }

    /// Seven countries 50° apart: the widest gap is 50° wide too, and the window round the others 310° and its rims.
    #[test]
    fn no_country_compared_lies_outside_the_map() {
        let lands: Vec<[Polygon; 1]> = (-3..=3).map(|place| square(f64::from(place) * 50.0)).collect();
        let regions = lands.iter().map(|land| region("one", land, Some(1.0), Verdict::NotTested)).collect();
        let extent = checked_extent(&map_of(regions, &[])).unwrap();
        assert_eq!((extent.west, extent.east), (-180.0, 180.0));
        let regions = vec![region("one", &lands[3], Some(1.0), Verdict::NotTested)];
        let extent = checked_extent(&map_of(regions, &[])).unwrap();
        assert_eq!((extent.west, extent.east), (-0.5, 10.5));
    }

    #[test]
    fn hatching_says_that_nothing_is_established() {
        let (one, other) = (square(0.0), square(20.0));
        let regions = vec![region("one", &one, Some(50.0), Verdict::Inconclusive), region("other", &other, Some(-9.0), Verdict::NotTested)];
        let svg = draw(&map_of(regions, &[])).unwrap();
        assert_eq!(svg.matches("class=\"hatching\"").count(), 1);
        assert!(svg.contains("\nno difference established\n"));
    }

    #[test]
    fn the_colours_reach_as_far_up_as_down() {
        let land = square(0.0);
        let regions = vec![region("one", &land, Some(-80.0), Verdict::NotTested), region("other", &land, Some(5.0), Verdict::NotTested)];
        let axis = colouring(&map_of(regions, &[])).0.axis;
        assert_eq!((axis.low, axis.high), (-100.0, 100.0));
    }

    #[test]
    fn what_cannot_be_drawn_is_said() {
        let land = square(0.0);
        let infinite = vec![region("one", &land, Some(f64::INFINITY), Verdict::NotTested)];
        insta::assert_snapshot!(draw(&map_of(infinite, &[])).unwrap_err(), @"`one`: expected a finite number, found inf");
        insta::assert_snapshot!(draw(&map_of(Vec::new(), &land)).unwrap_err(), @"the figure has no regions");
    }
}
