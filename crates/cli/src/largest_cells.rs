//! Where to look, cell by cell: the cells of each compared region that make the largest part of what the run can lay beside a product.

use crate::frame::{Frame, FrameError};
use crate::position::Located;
use crate::report::{ReportTable, Section};
use crate::table::{Column, Table};
use fluxledger_core::aggregate::RegionCell;
use fluxledger_core::reconcile::Comparison;
use fluxledger_core::{Grid, LayerMeaning, Mass, RegionCode, ReportingYear, Role, Warned, Warning};
use fluxledger_ingest::product::ProductFile;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many cells of each region are listed, and beside what.
#[derive(Clone, Debug, PartialEq)]
pub struct CellsChoice {
    /// The number of cells of each region and product.
    pub most: usize,
    /// The product from whose cells those of the others are counted; without it a product's own prior, where it has one.
    pub beside: Option<Located<String>>,
}

/// The masses of the parts of a product's cells that lie in compared regions, in the year of the maps.
#[derive(Clone, Debug, Default)]
pub struct CellMasses {
    grid: Option<Arc<Grid>>,
    year: Option<ReportingYear>,
    of_estimate: ByCell,
    /// None where a layer has no prior of its own: part of a prior is nothing to set an estimate beside.
    of_prior: Part,
    /// None where a layer has no standard deviation of its own.
    of_deviation: Part,
    left_out: bool,
}

/// Masses by region, row and column.
type ByCell = BTreeMap<(RegionCode, usize, usize), Mass>;

/// What belongs to the estimate, if every layer of it has it.
#[derive(Clone, Debug, Default)]
struct Part(Option<ByCell>);

impl Part {
    /// The masses, if there are some.
    fn whole(&self) -> Option<&ByCell> {
        self.0.as_ref().filter(|masses| !masses.is_empty())
    }
}

/// A layer: the position of its file and that within it.
pub type LayerPlace = (usize, usize);

impl CellMasses {
    /// The masses of the layers that are on the map of a year, with their priors and standard deviations: of several layers and steps these are added up, as if they erred
    /// as one. Of members the mean is taken.
    ///
    /// # Errors
    /// [`FrameError`] if a layer cannot be read.
    pub fn of<'a>(
        files: &'a [ProductFile],
        mut frame: impl FnMut(&'a ProductFile) -> Result<Frame<'a>, FrameError>,
        mapped: &[LayerPlace],
        (year, members, regions): (ReportingYear, f64, &BTreeSet<RegionCode>),
    ) -> Result<Self, FrameError> {
        let Some(&(first, _)) = mapped.first() else { return Ok(Self::default()) };
        let grid = &files[first].grid;
        let (on_grid, others): (Vec<LayerPlace>, Vec<LayerPlace>) = mapped.iter().partition(|(file, _)| files[*file].grid == *grid);
        let mut sums = |layers: &[LayerPlace]| -> Result<ByCell, FrameError> {
            let mut sums = ByCell::new();
            for &(file, layer) in layers {
                let weight = weight(&files[file].layers[layer], year, members);
                add_layer(&mut sums, &frame(&files[file])?, layer, weight, regions)?;
            }
            Ok(sums)
        };
        let of_estimate = sums(&on_grid)?;
        let mut part = |role: Role| companions(files, &on_grid, role).map(|layers| sums(&layers)).transpose();
        Ok(Self {
            of_estimate,
            of_prior: Part(part(Role::Prior)?),
            of_deviation: Part(part(Role::StandardDeviation)?),
            grid: Some(Arc::clone(grid)),
            year: Some(year),
            left_out: !others.is_empty(),
        })
    }

    /// The mean of the members of an ensemble, and of their priors where each has one; none where one has no cells or another grid. Its error is their scatter, and no map of
    /// one of them.
    #[must_use]
    pub fn mean(members: &[&Self]) -> Option<Self> {
        let (first, others) = members.split_first()?;
        let is_alike = |other: &&&Self| other.grid == first.grid && other.year == first.year;
        if first.grid.is_none() || !others.iter().all(|other| is_alike(&other)) {
            return None;
        }
        let mean = |parts: Vec<&ByCell>| {
            let mut sums = ByCell::new();
            for (key, mass) in parts.iter().copied().flatten() {
                let sum = sums.entry(key.clone()).or_insert(Mass::ZERO);
                *sum = *sum + mass.over(parts.len());
            }
            sums
        };
        let priors: Option<Vec<&ByCell>> = members.iter().map(|member| member.of_prior.whole()).collect();
        Some(Self {
            of_estimate: mean(members.iter().map(|member| &member.of_estimate).collect()),
            of_prior: Part(priors.map(mean)),
            of_deviation: Part(None),
            left_out: members.iter().any(|member| member.left_out),
            ..(*first).clone()
        })
    }

    /// Says that files on another grid than the first one are not among the cells.
    #[must_use]
    pub fn warning(&self, product: &str) -> Option<Warning> {
        let message = "its files lie on several grids, and the largest cells are those of the first file's";
        self.left_out.then(|| Warning::new(product, message))
    }
}

/// The layers of a role that belong to those on the map, in whatever file they stand; none unless each has one of its own on the same grid, or where several of one category
/// could be it.
fn companions(files: &[ProductFile], mapped: &[LayerPlace], role: Role) -> Option<Vec<LayerPlace>> {
    let meaning = |&(file, layer): &LayerPlace| &files[file].layers[layer];
    let all: Vec<LayerPlace> =
        files.iter().enumerate().flat_map(|(file, product)| (0..product.layers.len()).map(move |layer| (file, layer))).collect();
    let of_role: Vec<LayerPlace> = all.into_iter().filter(|place| meaning(place).role == role).collect();
    let could_be = |own: &LayerMeaning| {
        let names = of_role.iter().map(meaning).filter(|other| is_of(other, own)).map(|other| &other.name);
        names.collect::<BTreeSet<_>>().len()
    };
    if mapped.iter().any(|place| could_be(meaning(place)) > 1) {
        return None;
    }
    let of = |place: &LayerPlace| {
        let is_its = |other: &&LayerPlace| is_companion(meaning(other), meaning(place)) && files[other.0].grid == files[place.0].grid;
        of_role.iter().find(is_its).copied()
    };
    let found: BTreeSet<LayerPlace> = mapped.iter().map(of).collect::<Option<_>>()?;
    let names: BTreeSet<_> = mapped.iter().map(|place| (&meaning(place).name, meaning(place).period)).collect();
    [names.len(), mapped.len()].contains(&found.len()).then(|| found.into_iter().collect())
}

/// Whether a layer is of the same flux as another, at any time.
fn is_of(other: &LayerMeaning, own: &LayerMeaning) -> bool {
    other.gas == own.gas && other.category == own.category
}

/// Whether a layer is of the same flux, the same time and the same member, or of all members.
fn is_companion(other: &LayerMeaning, own: &LayerMeaning) -> bool {
    is_of(other, own) && other.period == own.period && (other.member.is_none() || other.member == own.member)
}

/// By what the masses of a layer are multiplied: the share of its period that lies in the year, and that of one member.
fn weight(meaning: &LayerMeaning, year: ReportingYear, members: f64) -> f64 {
    let share = meaning.period.common(year.period()).map_or(0.0, |within| within.share_of(meaning.period, meaning.calendar));
    if meaning.member.is_some() { share / members } else { share }
}

fn add_layer(sums: &mut ByCell, frame: &Frame<'_>, layer: usize, weight: f64, regions: &BTreeSet<RegionCode>) -> Result<(), FrameError> {
    if weight > 0.0 {
        for RegionCell { region, row, column, mass } in frame.cells(layer, regions)? {
            let sum = sums.entry((region, row, column)).or_insert(Mass::ZERO);
            *sum = *sum + Mass::from_kg(mass.as_kg() * weight);
        }
    }
    Ok(())
}

/// What cells are ranked by.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Beside {
    Product(String),
    Prior,
    Nothing,
}

impl Beside {
    fn in_words(&self) -> String {
        match self {
            Self::Product(name) => format!("minus “{name}”"),
            Self::Prior => "minus its own prior".to_owned(),
            Self::Nothing => "its own cells: no grid and no prior of the same grid and period stands beside them".to_owned(),
        }
    }
}

/// A cell, or the part of one that lies in a region.
#[derive(Clone, Debug, PartialEq)]
struct LargestCell {
    product: String,
    beside: Beside,
    region: RegionCode,
    rank: i64,
    place: [f64; 2],
    mass: Mass,
    other: Option<Mass>,
    deviation: Option<Mass>,
    /// Of the sum of the sizes of all cells of the region.
    share: f64,
}

impl LargestCell {
    /// What the cell is ranked by.
    fn difference(&self) -> Mass {
        self.mass - self.other.unwrap_or(Mass::ZERO)
    }
}

const CELLS: Section = Section {
    heading: "Where to look: cells",
    note: "The cells of each region that bear most on a difference, in the year of the maps; of a cell on a border the part that lies in the region. No inventory has a figure of a cell: what stands beside the product is another grid of this run, its own prior, or nothing, as the column Ranked by says. Difference: product minus that. Only products are listed of which the cells of a region add up to what is compared there, before anything is ranked. Share: of the sum of the sizes of all differences in the region. σ: by the product's map of standard deviations, where it has one, layers and steps added up as if they erred as one. Longitude and latitude are those of the middle of the cell.",
    empty: "",
};

/// The table of the largest cells of all products, the largest first; none if nothing was asked for.
///
/// Of a region whose cells do not add up to what is compared nothing is listed, with a warning: lines of a ledger, other categories than those of the map or an incomplete year
/// would make cells the largest that no difference is made of.
#[must_use]
pub fn section(
    choice: Option<&CellsChoice>,
    products: &[(&str, &CellMasses)],
    comparisons: &[Comparison],
    names: &BTreeMap<RegionCode, String>,
) -> Warned<Option<ReportTable>> {
    let Some(choice) = choice else { return Warned::new(None, Vec::new()) };
    let (products, warnings): (Vec<_>, Vec<_>) = products.iter().map(|&(name, cells)| compared_alone(name, cells, comparisons)).unzip();
    let products: Vec<(&str, &CellMasses)> = products.iter().map(|(name, cells)| (*name, cells)).collect();
    let other = choice.beside.as_ref().and_then(|wanted| products.iter().find(|(name, _)| *name == wanted.value));
    let rows: Vec<LargestCell> = products
        .iter()
        .filter(|(name, _)| choice.beside.as_ref().is_none_or(|beside| beside.value != *name))
        .flat_map(|&(name, cells)| ranked(name, cells, other.copied(), choice.most))
        .collect();
    let section = (!rows.is_empty()).then(|| ReportTable::in_section(table(&rows, names), CELLS));
    Warned::new(section, warnings.into_iter().flatten().collect())
}

/// A product with the cells of those regions alone in which they add up to what is compared, and a warning of the others.
fn compared_alone<'a>(name: &'a str, cells: &CellMasses, comparisons: &[Comparison]) -> ((&'a str, CellMasses), Option<Warning>) {
    let of_region = |region: &RegionCode| {
        let own = comparisons.iter().filter(|row| row.product == name && row.region == *region && row.span.year() == cells.year);
        own.map(|row| row.product_estimate.mass).collect::<Vec<_>>()
    };
    let regions: BTreeSet<&RegionCode> = cells.of_estimate.keys().map(|(region, ..)| region).collect();
    let masses =
        |region: &RegionCode| cells.of_estimate.iter().filter(|(key, _)| key.0 == *region).map(|(_, mass)| *mass).collect::<Vec<_>>();
    let (whole, others): (BTreeSet<&RegionCode>, BTreeSet<&RegionCode>) =
        regions.into_iter().partition(|region| add_up(&masses(region), &of_region(region)));
    let kept = cells.of_estimate.iter().filter(|(key, _)| whole.contains(&key.0)).map(|(key, mass)| (key.clone(), *mass)).collect();
    let message = || {
        let codes = others.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        format!(
            "no largest cells of {codes}: those on the map of the year do not add up to what is compared there, for they are before the ledger, of other categories or members, or of a part of the year"
        )
    };
    let warning = (!others.is_empty()).then(|| Warning::new(name, message()));
    ((name, CellMasses { of_estimate: kept, ..cells.clone() }), warning)
}

/// Whether masses add up to one of some totals, but for the rounding of their sum.
fn add_up(masses: &[Mass], totals: &[Mass]) -> bool {
    let kilograms = masses.iter().map(|mass| mass.as_kg());
    let (sum, gross) = (kilograms.clone().sum::<f64>(), kilograms.map(f64::abs).sum::<f64>());
    totals.iter().any(|total| (total.as_kg() - sum).abs() <= 1e-9 * gross)
}

fn ranked(name: &str, cells: &CellMasses, other: Option<(&str, &CellMasses)>, most: usize) -> Vec<LargestCell> {
    let Some(grid) = &cells.grid else { return Vec::new() };
    let (beside, others) = match other {
        Some((other, masses)) => (Beside::Product(other.to_owned()), Some(&masses.of_estimate)),
        None => cells.of_prior.whole().map_or((Beside::Nothing, None), |prior| (Beside::Prior, Some(prior))),
    };
    let mut by_region: BTreeMap<&RegionCode, Vec<LargestCell>> = BTreeMap::new();
    for (key, &mass) in &cells.of_estimate {
        let (region, row, column) = key;
        by_region.entry(region).or_default().push(LargestCell {
            product: name.to_owned(),
            beside: beside.clone(),
            region: region.clone(),
            rank: 0,
            place: turned(grid.centre(*row, *column)),
            mass,
            // A cell of which the other grid says nothing is no difference.
            other: others.and_then(|others| others.get(key)).copied(),
            deviation: cells.of_deviation.whole().and_then(|deviations| deviations.get(key)).copied(),
            share: 0.0,
        });
    }
    by_region.into_values().flat_map(|of_region| largest(of_region, &beside, most)).collect()
}

/// A place with its longitude from −180° on, as maps show it, where the columns of a grid begin at 0°.
fn turned([longitude, latitude]: [f64; 2]) -> [f64; 2] {
    [(longitude + 180.0).rem_euclid(360.0) - 180.0, latitude]
}

/// The cells of a region with the largest differences; cells without a partner have none.
fn largest(cells: Vec<LargestCell>, beside: &Beside, most: usize) -> Vec<LargestCell> {
    let mut cells: Vec<LargestCell> = cells.into_iter().filter(|cell| *beside == Beside::Nothing || cell.other.is_some()).collect();
    let size = |cell: &LargestCell| cell.difference().as_kg().abs();
    let whole: f64 = cells.iter().map(size).sum();
    cells.sort_by(|one, other| size(other).total_cmp(&size(one)));
    cells.truncate(most);
    let numbered =
        |(rank, cell): (i64, LargestCell)| LargestCell { rank, share: if whole > 0.0 { size(&cell) / whole } else { 0.0 }, ..cell };
    (1..).zip(cells).map(numbered).collect()
}

fn table(rows: &[LargestCell], names: &BTreeMap<RegionCode, String>) -> Table {
    let columns = vec![
        Column::text("product", "Product", rows, |row| Some(row.product.as_str())),
        Column::text("region", "Region", rows, |row| Some(row.region.as_str())),
        Column::text("region_name", "Name", rows, |row| names.get(&row.region).cloned()),
        Column::integer("rank", "Rank", rows, |row| Some(row.rank)),
        Column::number("longitude", "Longitude (°)", rows, |row| Some(row.place[0])),
        Column::number("latitude", "Latitude (°)", rows, |row| Some(row.place[1])),
        Column::number("product_kt", "Product (kt)", rows, |row| Some(row.mass.as_kilotonnes())),
        Column::number("beside_kt", "Beside it (kt)", rows, |row| Some(row.other?.as_kilotonnes())),
        Column::number("difference_kt", "Difference (kt)", rows, |row| row.other.map(|_| row.difference().as_kilotonnes())),
        Column::number("sigma_kt", "σ of product (kt)", rows, |row| Some(row.deviation?.as_kilotonnes())),
        Column::number("share", "Share", rows, |row| Some(row.share)),
        Column::text("ranked_by", "Ranked by", rows, |row| Some(row.beside.in_words())),
    ];
    Table { name: "cells", title: "The cells that bear most on the differences".into(), columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 4 − 9 + 1 = −4; three times 0.1 is 0.3 but for the last digit; nothing is compared where there is no total.
    #[test]
    fn cells_that_do_not_add_up_to_what_is_compared_are_known() {
        let masses = |masses: &[f64]| masses.iter().copied().map(Mass::from_kg).collect::<Vec<_>>();
        assert!(add_up(&masses(&[4.0, -9.0, 1.0]), &masses(&[7.0, -4.0])));
        assert!(add_up(&masses(&[0.1, 0.1, 0.1]), &masses(&[0.3])));
        assert!(!add_up(&masses(&[4.0, -9.0, 1.0]), &masses(&[-3.9])) && !add_up(&masses(&[4.0]), &[]));
    }

    #[test]
    fn longitudes_are_those_of_maps() {
        assert_eq!([262.5, -97.5, 180.0, 10.0].map(|longitude| turned([longitude, 40.0])[0]), [-97.5, -97.5, -180.0, 10.0]);
    }

    /// Cells of 4, −9 and 1 kt beside 3, 2 and nothing: the differences are 1 and −11, of 12 in all, and the third has no partner. Alone they rank −9, 4, 1, of 14.
    #[test]
    fn cells_are_ranked_by_the_size_of_their_difference() {
        let cell = |mass: f64, other: Option<f64>| LargestCell {
            product: "P".into(),
            beside: Beside::Prior,
            region: RegionCode::new("A"),
            rank: 0,
            place: [0.0, 0.0],
            mass: Mass::from_kilotonnes(mass),
            other: other.map(Mass::from_kilotonnes),
            deviation: None,
            share: 0.0,
        };
        let beside = vec![cell(4.0, Some(3.0)), cell(-9.0, Some(2.0)), cell(1.0, None)];
        let found = |cells: &[LargestCell]| cells.iter().map(|cell| (cell.rank, cell.mass.as_kilotonnes())).collect::<Vec<_>>();
        let ranked = largest(beside.clone(), &Beside::Prior, 5);
        assert_eq!(found(&ranked), [(1, -9.0), (2, 4.0)]);
        assert!((ranked[0].share - 11.0 / 12.0).abs() < 1e-12);
        let alone: Vec<LargestCell> = beside.into_iter().map(|cell| LargestCell { other: None, ..cell }).collect();
        let ranked = largest(alone, &Beside::Nothing, 2);
        assert_eq!(found(&ranked), [(1, -9.0), (2, 4.0)]);
        assert!((ranked[1].share - 4.0 / 14.0).abs() < 1e-12);
    }
}
