//! Maps: the flux of a product, and the differences by country.

use super::{MOST_REGIONS, NO_OPINION, Pair, file_name, frame, mark};
use crate::figure::cells::Cells;
use crate::figure::colour_bar::ColourScale;
use crate::figure::difference_map::{self, ComparedRegion, DifferenceMap};
use crate::figure::map::{self, Map, Window};
use crate::figure::{FigureError, Measured};
use crate::report::number::kilotonnes;
use crate::report::{Report, ReportFigure, share};
use fluxledger_core::reconcile::Comparison;
use fluxledger_core::{Field, Polygon, ProductKind, Region, RegionCode, RegionSet, ReportingYear};
use ndarray::Array2;
use std::collections::BTreeSet;

/// The flux of a product that was totalled.
pub struct FluxMap {
    /// The product's name.
    pub product: String,
    /// The product's kind.
    pub kind: ProductKind,
    /// The year.
    pub year: ReportingYear,
    /// Flux in kg m⁻² s⁻¹.
    pub flux: Field,
}

/// The outlines that maps show.
pub struct Geography<'a> {
    regions: Vec<&'a Region>,
    selected: Option<&'a BTreeSet<RegionCode>>,
    outlines: Vec<Polygon>,
}

impl<'a> Geography<'a> {
    /// The outlines of a set, where it has any, and the regions that the user selected, where that is not all.
    #[must_use]
    pub fn of(set: &'a RegionSet, selected: Option<&'a BTreeSet<RegionCode>>) -> Self {
        let regions: Vec<&Region> = set.all_outlines().collect();
        let outlines = regions.iter().flat_map(|region| region.polygons.iter().cloned()).collect();
        Self { regions, selected, outlines }
    }

    fn polygons(&self, code: &RegionCode) -> Option<&'a [Polygon]> {
        self.regions.iter().find(|region| region.code == *code).map(|region| region.polygons.as_slice())
    }

    fn selected(&self) -> Vec<&'a [Polygon]> {
        self.selected.into_iter().flatten().filter_map(|code| self.polygons(code)).collect()
    }
}

const SECONDS_PER_YEAR: f64 = 365.25 * 86_400.0;
const GRAMS_PER_KILOGRAM: f64 = 1e3;

/// Colours, not totals: the Julian year makes the unit readable and is said in the caption.
fn grams_per_year(field: &Field) -> Array2<f64> {
    &field.values * (SECONDS_PER_YEAR * GRAMS_PER_KILOGRAM)
}

/// The cells of a flux: in ratios, or round zero where some take up.
fn cells<'a>(report: &Report, field: &'a Field, values: &'a Array2<f64>) -> Cells<'a> {
    let formula = report.gas.formula();
    let takes_up = values.iter().any(|value| *value < 0.0);
    Cells {
        measured: Measured { quantity: format!("{formula} flux"), unit: format!("g {formula} m⁻² yr⁻¹") },
        grid: &field.grid,
        values,
        colour_scale: if takes_up { ColourScale::Diverging } else { ColourScale::Logarithmic },
    }
}

/// The flux of a product with boundaries.
pub(super) fn flux(report: &Report, content: &FluxMap, geography: &Geography<'_>) -> Result<ReportFigure, FigureError> {
    let values = grams_per_year(&content.flux);
    let selected = geography.selected();
    let map = Map {
        frame: frame(report, &format!("flux of {} in {}", content.product, content.year)),
        cells: cells(report, &content.flux, &values),
        window: if report.regions_compared() > MOST_REGIONS || selected.is_empty() { Window::World } else { Window::Selected },
        outlines: &geography.outlines,
        selected: &selected,
        boundary_source: report.boundaries.clone(),
    };
    let highest: f64 = values.iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
    let caption = format!(
        "All {} layers of the product added up ({}); the highest cell has {} g m⁻² in a year of 365.25 days. {NO_OPINION}",
        content.flux.meaning.gas.formula(),
        content.kind.name(),
        kilotonnes(highest)
    );
    let svg = match map::draw(&map) {
        Err(FigureError::OutsideGrid) => map::draw(&Map { window: Window::World, ..map })?,
        drawn => drawn?,
    };
    let title = format!("Flux of “{}”, {}.", content.product, content.year);
    Ok(ReportFigure { name: format!("map-{}", file_name(&content.product)), title, caption, svg })
}

/// The difference of each country in colour, the product's flux beneath; none for a single country.
pub(super) fn differences(
    report: &Report,
    pair: &Pair<'_>,
    geography: &Geography<'_>,
    fluxes: &[FluxMap],
) -> Result<Option<ReportFigure>, FigureError> {
    let broadest = pair.broadest(report);
    let relative = broadest.iter().all(|row| row.inventory_estimate.is_none_or(|estimate| estimate.mass.as_kg() > 0.0));
    let region = |row: &&Comparison| {
        let polygons = geography.polygons(&row.region)?;
        Some(ComparedRegion { name: row.region_name.clone(), polygons, difference: difference(row, relative), verdict: mark(&row.verdict) })
    };
    let regions: Vec<ComparedRegion<'_>> = broadest.iter().filter_map(region).collect();
    if regions.len() < 2 {
        return Ok(None);
    }
    let flux = fluxes.iter().find(|flux| flux.product == pair.product).map(|flux| &flux.flux);
    let values = flux.map(grams_per_year);
    let (formula, of_countries) = (report.gas.formula(), if relative { "in % of the inventory" } else { "in kt" });
    let unit = if relative { "% of inventory".to_owned() } else { format!("kt {formula} yr⁻¹") };
    let map = DifferenceMap {
        frame: frame(report, "difference of product and inventory by country, and the product's flux beneath"),
        measured: Measured { quantity: "Product minus inventory".to_owned(), unit },
        regions,
        cells: flux.zip(values.as_ref()).map(|(flux, values)| cells(report, flux, values)),
        window: Window::Selected,
        outlines: &geography.outlines,
        boundary_source: report.boundaries.clone(),
    };
    Ok(Some(ReportFigure {
        name: format!("differences{}", pair.suffix),
        title: format!("“{}” minus “{}” by country, {}.", pair.product, pair.inventory, broadest[0].span),
        caption: format!(
            "Above, the broadest comparison of each country {of_countries}: red where the product is higher, blue where it is lower. \
             Beneath, the product's own cells, which show where in a country its flux lies. {NO_OPINION}"
        ),
        svg: difference_map::draw(&map)?,
    }))
}

/// Product minus inventory, in per cent of the inventory or in kilotonnes.
fn difference(row: &Comparison, relative: bool) -> Option<f64> {
    if relative { share::of_inventory(row).map(|share| share * 100.0) } else { Some(row.difference?.mass.as_kilotonnes()) }
}
