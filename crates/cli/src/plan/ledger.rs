//! The ledger of scope as far as it can be known before values of rasters are read.

use super::{Desk, PlannedEnsemble, PlannedInventory, PlannedProduct, PlannedRegions, StatedProduct, product, stated};
use crate::ledger::{LedgerRaster, PlannedLine, mean_of_years};
use crate::position::{Located, Position};
use crate::run_file::{Draft, LedgerChoice, ProductEntry, ValueChoice};
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::ledger::{Booking, Ledger, LedgerError, LedgerLine, LedgerValue, ScopeTerm, Treatment};
use fluxledger_core::reconcile::{Centre, Deviation};
use fluxledger_core::{CategoryCode, Gas, LayerMeaning, Mass, Period, RegionCode, ReportingYear, Role, Scope};
use fluxledger_ingest::inventory::InventoryError;
use fluxledger_ingest::known_words::nearest;
use fluxledger_ingest::ledger_table::read_ledger_table;
use fluxledger_ingest::scope::terms;
use fluxledger_ingest::top_down::{TopDownError, read};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// What the lines of a ledger stand beside.
pub(super) struct Beside<'a> {
    pub(super) products: &'a [PlannedProduct],
    pub(super) stated: &'a [StatedProduct],
    pub(super) ensembles: &'a [PlannedEnsemble],
    pub(super) inventories: &'a [PlannedInventory],
}

impl Beside<'_> {
    /// The names that products have in the report.
    fn names(&self) -> impl Iterator<Item = &str> {
        let tables = self.stated.iter().map(|product| product.name.as_str());
        let ensembles = self.ensembles.iter().map(|ensemble| ensemble.name.as_str());
        self.products.iter().map(|product| product.name.as_str()).chain(tables).chain(ensembles)
    }

    /// On what lines are booked beyond the product and year that they name.
    pub(super) fn booking(&self) -> Booking {
        Booking {
            ensembles: self.ensembles.iter().map(|ensemble| (ensemble.name.clone(), ensemble.members.clone())).collect(),
            fixed_years: self.inventories.iter().filter_map(|inventory| inventory.year).collect(),
        }
    }

    /// The years for which a line needs values: those of the run, and of what is added to inventories the fixed years of these.
    fn years(&self, draft: &Draft, treatment: Treatment) -> BTreeSet<i32> {
        let of_run = || draft.years.iter().flatten().map(|year| year.value);
        if treatment != Treatment::AddedToInventory || self.inventories.is_empty() {
            return of_run().collect();
        }
        self.inventories.iter().flat_map(|inventory| inventory.year.map_or_else(|| of_run().collect(), |year| vec![year])).collect()
    }
}

/// Reads and opens the lines of a run file, and refuses a ledger that would count a flux twice.
pub(super) fn planned(
    desk: &mut Desk,
    draft: &Draft,
    tree: &CategoryTree,
    regions: Option<&PlannedRegions>,
    beside: &Beside<'_>,
) -> Vec<PlannedLine> {
    draft.ledger.iter().for_each(|choice| refuse_unknown_product(desk, draft, choice, beside));
    let lines: Vec<PlannedLine> = draft.ledger.iter().filter_map(|choice| line(desk, draft, choice, beside, tree)).collect();
    let position = draft.ledger.first().map_or(Position { line: 1, column: 1 }, |first| first.name.position);
    let codes = regions.map(PlannedRegions::codes_with_members).unwrap_or_default();
    if regions.is_some() {
        draft.ledger.iter().for_each(|choice| refuse_strangers(desk, choice, &codes));
    }
    let expected = lines.iter().map(|line| line.expected(&codes)).collect();
    let ledger = Ledger::new(expected, terms().to_vec(), beside.booking(), tree);
    let Some(ledger) = desk.keep(position, ledger, |error: &LedgerError| Some(error.hint())) else { return lines };
    for (name, totals, taken_off) in beside
        .products
        .iter()
        .map(|product| of_grid(product, draft.gas.as_ref().map(|gas| gas.value), tree))
        .chain(beside.stated.iter().map(|product| of_table(product, tree)))
    {
        desk.keep(position, ledger.check_product(name, &totals, &taken_off, tree), |error| Some(error.hint()));
    }
    lines
}

/// A product with its totals, each with the leaves that it counts, and the fluxes that have been taken off it.
type Totals<'a> = (&'a str, Vec<(Scope, BTreeSet<CategoryCode>)>, BTreeSet<String>);

fn of_grid<'a>(product: &'a PlannedProduct, gas: Option<Gas>, tree: &CategoryTree) -> Totals<'a> {
    let layers = product.files.iter().flat_map(|file| &file.layers).filter(|layer| layer.role == Role::Emission && Some(layer.gas) == gas);
    let leaves = |layer: &LayerMeaning| {
        let codes = layer.category.as_ref().and_then(|category| product.crosswalk.targets(&category.code, layer.gas)).unwrap_or_default();
        codes.iter().filter_map(|code| tree.leaves(code)).flatten().cloned().collect()
    };
    (&product.name, layers.map(|layer| (layer.scope, leaves(layer))).collect(), BTreeSet::new())
}

fn of_table<'a>(product: &'a StatedProduct, tree: &CategoryTree) -> Totals<'a> {
    let leaves = product.quantity().categories.iter().filter_map(|code| tree.leaves(code)).flatten().cloned().collect();
    (&product.name, vec![(product.scope, leaves)], product.quantity().taken_off.clone())
}

/// A line of a product that the report does not show would be booked nowhere; one of a member cannot move the median of an ensemble by an amount of its own.
fn refuse_unknown_product(desk: &mut Desk, draft: &Draft, choice: &LedgerChoice, beside: &Beside<'_>) {
    let Some(name) = &choice.product else { return };
    let of_entry = |entry: &str, shown: &str| shown == entry || shown.strip_prefix(entry).is_some_and(|rest| rest.starts_with(", "));
    // What could not be opened has been reported, and names what it would have been named.
    let not_opened =
        draft.products.iter().map(|entry| entry.name.value.as_str()).filter(|entry| !beside.names().any(|shown| of_entry(entry, shown)));
    let ensembles = draft.ensembles.iter().map(|ensemble| ensemble.name.value.as_str());
    let mut not_opened = not_opened.chain(ensembles.filter(|name| !beside.names().any(|shown| shown == *name)));
    if !beside.names().any(|shown| shown == name.value) && !not_opened.any(|entry| of_entry(entry, &name.value)) {
        let known = beside.names().map(|shown| format!("`{shown}`")).collect::<Vec<_>>().join(", ");
        let hint = nearest(&name.value, beside.names()).map(|meant| format!("did you mean `{meant}`?"));
        desk.report(name.position, format!("no product is named `{}`, expected one of {known}", name.value), hint);
    }
    let holds_it = |ensemble: &&PlannedEnsemble| ensemble.rule.centre == Centre::Median && ensemble.members.contains(&name.value);
    if let Some(ensemble) = beside.ensembles.iter().find(holds_it).filter(|_| choice.treatment != Treatment::StatedOnly) {
        let message =
            format!("a line of the member `{}` moves the median of the ensemble `{}` by no amount of its own", name.value, ensemble.name);
        desk.report(name.position, message, Some("give the ensemble `centre = \"mean\"`, or book the line on all products".to_owned()));
    }
}

fn line(desk: &mut Desk, draft: &Draft, choice: &LedgerChoice, beside: &Beside<'_>, tree: &CategoryTree) -> Option<PlannedLine> {
    let term = term(desk, &choice.term);
    let category = CategoryCode::new(choice.category.value.clone());
    if tree.leaves(&category).is_none() {
        let hint = "`M.0.EL` is the national total without land use; data/categories/ipcc2006.csv lists all codes".to_owned();
        desk.report(choice.category.position, format!("`{category}` is no category of {}", tree.categorization), Some(hint));
    }
    let (values, raster) = match &choice.values {
        ValueChoice::Number { mass, deviation, regions } => (of_number(*mass, *deviation, regions), None),
        ValueChoice::Table(file) => (of_ledger_table(desk, file)?, None),
        ValueChoice::Product { entry, taken_from } => match stated::table_of(desk, entry) {
            Some(file) => {
                let gas = draft.gas.as_ref().map(|gas| gas.value);
                (of_country_table(desk, entry, &file, (gas, taken_from.as_ref()))?, None)
            }
            None => {
                let years = taken_from.clone().map_or_else(|| beside.years(draft, choice.treatment), |span| span.collect());
                (Vec::new(), Some(raster(desk, draft, entry, (&years, taken_from.as_ref()), tree)?))
            }
        },
    };
    let line = LedgerLine {
        name: choice.name.value.clone(),
        term: term?,
        treatment: choice.treatment,
        product: choice.product.as_ref().map(|product| product.value.clone()),
        category,
        values,
        source: choice.source.clone(),
    };
    Some(PlannedLine::new(line, choice.sigma_share, raster))
}

fn term(desk: &mut Desk, word: &Located<String>) -> Option<ScopeTerm> {
    let found = terms().iter().find(|term| term.code == word.value);
    if found.is_none() {
        let codes = || terms().iter().map(|term| term.code.as_str());
        let hint = nearest(&word.value, codes()).map(|meant| format!("did you mean `{meant}`?"));
        let message = format!("`{}` is no term of the ledger, expected one of {}", word.value, codes().collect::<Vec<_>>().join(", "));
        desk.report(word.position, message, hint);
    }
    found.cloned()
}

/// A number for a region that is not compared would be booked nowhere.
fn refuse_strangers(desk: &mut Desk, choice: &LedgerChoice, codes: &[RegionCode]) {
    let ValueChoice::Number { regions, .. } = &choice.values else { return };
    for region in regions.iter().filter(|region| !codes.contains(&region.value)) {
        let near = nearest(region.value.as_str(), codes.iter().map(RegionCode::as_str));
        let hint = near.map_or_else(|| "name regions that are compared".to_owned(), |meant| format!("did you mean `{meant}`?"));
        desk.report(region.position, format!("`{}` is no region that is compared", region.value), Some(hint));
    }
}

fn of_number(mass: Mass, deviation: Option<Mass>, regions: &[Located<RegionCode>]) -> Vec<LedgerValue> {
    let value = |region: &Located<RegionCode>| LedgerValue {
        region: region.value.clone(),
        year: None,
        mass,
        deviation,
        place: format!("run file, line {}", region.position.line),
    };
    regions.iter().map(value).collect()
}

fn of_ledger_table(desk: &mut Desk, file: &Located<PathBuf>) -> Option<Vec<LedgerValue>> {
    let path = desk.resolve(&file.value);
    desk.inputs.push(("ledger", path.clone()));
    desk.keep(file.position, read_ledger_table(&path), InventoryError::hint)
}

/// A column of a table of country totals: each year its own value, or the mean of some for every year.
fn of_country_table(
    desk: &mut Desk,
    entry: &ProductEntry,
    file: &Located<PathBuf>,
    (gas, taken_from): (Option<Gas>, Option<&RangeInclusive<i32>>),
) -> Option<Vec<LedgerValue>> {
    desk.inputs.push(("ledger", file.value.clone()));
    let experiment = entry.experiment.as_ref().map(|experiment| experiment.value.as_str());
    let read = desk.keep(file.position, read(&file.value, experiment), TopDownError::hint)?;
    // A table that several lines and products read warns once.
    let new = read.warnings.into_iter().filter(|warning| !desk.warnings.contains(warning));
    let (table, new) = (read.value, new.collect::<Vec<_>>());
    desk.warnings.extend(new);
    if let Some((gas, found)) = gas.zip(table.layout.gas).filter(|(gas, found)| gas != found) {
        let message = format!("the line is of {gas}, and the table of {found}");
        desk.report(file.position, message, Some("name a table of the gas of the run".to_owned()));
        return None;
    }
    let names = || table.layout.quantities.iter().map(|quantity| format!("`{}`", quantity.name)).collect::<Vec<_>>().join(", ");
    let wanted = entry.variable.as_ref().map(|variable| variable.value.as_str());
    let Some(quantity) = wanted.and_then(|name| table.layout.quantity(name)) else {
        let position = entry.variable.as_ref().map_or(file.position, |variable| variable.position);
        let hint = "name one with `variable`".to_owned();
        desk.report(position, format!("a line of the ledger is one column of the table, expected one of {}", names()), Some(hint));
        return None;
    };
    let values = table.rows.iter().map(|row| {
        (
            row.span.clone(),
            LedgerValue {
                region: row.region.clone(),
                year: row.span.year().map(|year| year.year),
                mass: row.figures[quantity].mass,
                deviation: row.figures[quantity].deviation.map(Deviation::larger),
                place: row.place.clone(),
            },
        )
    });
    Some(mean_of_years(values.collect(), taken_from))
}

/// A raster of one layer, its headers read.
fn raster(
    desk: &mut Desk,
    draft: &Draft,
    entry: &ProductEntry,
    (years, taken_from): (&BTreeSet<i32>, Option<&RangeInclusive<i32>>),
    tree: &CategoryTree,
) -> Option<LedgerRaster> {
    let gas = draft.gas.as_ref().map(|gas| gas.value);
    let years: BTreeSet<ReportingYear> = years.iter().map(|&year| ReportingYear { year, start: draft.year_start }).collect();
    let periods: Vec<Period> = years.iter().map(|year| year.period()).collect();
    let opened = product::product(desk, entry, gas, &periods, tree)?;
    let layers = opened.files.iter().flat_map(|file| &file.layers).filter(|layer| layer.role == Role::Emission && Some(layer.gas) == gas);
    let names: BTreeSet<&str> = layers.map(|layer| layer.name.as_str()).collect();
    if names.len() > 1 {
        let listed = names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let hint = "name one with `variable`".to_owned();
        desk.report(entry.name.position, format!("a line of the ledger is one layer, found {listed}"), Some(hint));
        return None;
    }
    Some(LedgerRaster { product: opened, years, taken_from: taken_from.cloned() })
}
