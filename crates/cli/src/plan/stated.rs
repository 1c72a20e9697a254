//! Products that are published as totals of countries: read by the plan, since there is no raster to read later.

use super::Desk;
use super::product::prior_of;
use crate::position::{Located, Position};
use crate::run_file::{Draft, ProductEntry};
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::crosswalk::{Crosswalk, CrosswalkRule};
use fluxledger_core::reconcile::Prior;
use fluxledger_core::{Categorization, CategoryCode, Gas, ProductKind, ReportingYear, Scope, Share, TimeSpan, Warning};
use fluxledger_ingest::top_down::{CountryTable, Quantity, TopDownError, detect, detect_in_netcdf, read};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// One flux of a table of country totals, which is compared as a product of its own: each counts something else.
pub struct StatedProduct {
    /// The user's name for it, with that of the flux where several of a table are compared.
    pub name: String,
    /// The table.
    pub table: Arc<CountryTable>,
    /// The position of the flux among the quantities of the layout.
    pub quantity: usize,
    /// Which fluxes it counts: what the user says, else what the layout does.
    pub scope: Scope,
    /// What it started from, as the user says.
    pub prior: Prior,
    /// From the flux to IPCC 2006.
    pub crosswalk: Crosswalk,
    /// Half of the 95 % interval of its totals, as a share, by the user's word.
    pub declared: Option<Share>,
}

impl StatedProduct {
    /// The flux.
    #[must_use]
    pub fn quantity(&self) -> &Quantity {
        &self.table.layout.quantities[self.quantity]
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> ProductKind {
        self.quantity().kind.unwrap_or(self.table.layout.kind)
    }

    /// What was read, in a few words.
    #[must_use]
    pub fn describe(&self) -> String {
        let (table, flux) = (&self.table, self.quantity());
        let CountryTable { layout, experiment, rows, .. } = &**table;
        format!(
            "{} ({}), experiment {experiment}, {} ({}), {} rows, {}",
            layout.title,
            layout.id,
            flux.name,
            flux.title,
            rows.len(),
            self.scope.name()
        )
    }

    /// Its code as a source of the crosswalk.
    #[must_use]
    pub fn code(&self) -> CategoryCode {
        CategoryCode::new(self.quantity().name.clone())
    }
}

/// The file of an entry that names a table of country totals in place of gridded files.
///
/// A NetCDF file that holds both is read as a grid, unless the user names one of its totals.
pub(super) fn table_of(desk: &Desk, entry: &ProductEntry) -> Option<Located<PathBuf>> {
    let [file] = entry.files.as_slice() else { return None };
    let path = desk.resolve(&file.value);
    let named = |variable: &Located<String>| detect_in_netcdf(&path)?.quantity(&variable.value);
    let is_table = matches!(detect(&path), Ok(Some(_)) | Err(_)) || entry.variable.as_ref().and_then(named).is_some();
    is_table.then(|| Located::new(path, file.position))
}

/// Reads the tables among the products of a run file.
pub(super) fn planned(desk: &mut Desk, draft: &Draft, tree: &CategoryTree) -> Vec<StatedProduct> {
    let gas = draft.gas.as_ref().map(|gas| gas.value);
    let years = draft.reporting_years();
    let mut products = Vec::new();
    for entry in &draft.products {
        if let Some(file) = table_of(desk, entry) {
            products.extend(of_entry(desk, entry, &file, gas, &years, tree));
        }
    }
    products
}

fn of_entry(
    desk: &mut Desk,
    entry: &ProductEntry,
    file: &Located<PathBuf>,
    gas: Option<Gas>,
    years: &BTreeSet<ReportingYear>,
    tree: &CategoryTree,
) -> Vec<StatedProduct> {
    desk.inputs.push(("product", file.value.clone()));
    refuse_keys_of_grids(desk, entry);
    let experiment = entry.experiment.as_ref();
    let place = experiment.map_or(file.position, |experiment| experiment.position);
    let result = read(&file.value, experiment.map(|experiment| experiment.value.as_str()));
    let Some(table) = desk.keep(place, result, TopDownError::hint) else { return Vec::new() };
    let table = Arc::new(table.collect_into(&mut desk.warnings));
    check_gas_and_years(desk, entry, &table, gas, years);
    let quantities = chosen(desk, entry, &table);
    let several = quantities.len() > 1;
    quantities.into_iter().filter_map(|quantity| product(desk, entry, &table, quantity, several, tree)).collect()
}

/// Keys that say how a grid is read say nothing here, and must not be thought to.
fn refuse_keys_of_grids(desk: &mut Desk, entry: &ProductEntry) {
    let position = |value: &Option<Located<String>>| value.as_ref().map(|value| value.position);
    let keys: [(&str, Option<Position>); 6] = [
        ("state", entry.state.as_ref().map(|state| state.map.position)),
        ("ensemble", entry.ensemble.as_ref().map(|ensemble| ensemble.members.position)),
        ("profile", position(&entry.profile)),
        ("category", position(&entry.category)),
        ("year", entry.year.as_ref().map(|year| year.position)),
        ("crosswalk", entry.crosswalk.as_ref().map(|crosswalk| crosswalk.position)),
    ];
    for (key, position) in keys {
        if let Some(position) = position {
            let message = format!("`{key}` says how a grid is read, but `{}` is a table of country totals", entry.files[0].value);
            desk.report(position, message, Some(format!("leave `{key}` out")));
        }
    }
    if let (Some(scope), None) = (&entry.scope, &entry.variable) {
        let message = "`scope` would hold for every flux of the table, and each counts something else";
        desk.report(scope.position, message, Some("choose one flux with `variable`, such as variable = \"dC_loss\"".to_owned()));
    }
}

fn check_gas_and_years(desk: &mut Desk, entry: &ProductEntry, table: &CountryTable, gas: Option<Gas>, years: &BTreeSet<ReportingYear>) {
    if let Some((gas, found)) = gas.zip(table.layout.gas).filter(|(gas, found)| gas != found) {
        let message = format!("product `{}` has no emissions of {gas}, found {found}", entry.name.value);
        desk.report(entry.name.position, message, Some("correct `gas`, or leave the product out".to_owned()));
    }
    let has = |year: &ReportingYear| table.rows.iter().any(|row| row.span == TimeSpan::Year(*year));
    if !years.is_empty() && !years.iter().any(has) {
        let message = format!("product `{}` states no totals of any of the `years`", entry.name.value);
        desk.report(entry.name.position, message, Some("correct `years`; its totals are of calendar years".to_owned()));
    }
    let lacking: Vec<String> = years.iter().filter(|&year| !has(year)).map(ToString::to_string).collect();
    if !lacking.is_empty() {
        desk.warnings
            .push(Warning::new(&entry.name.value, format!("states no totals of {}; these years are left out", lacking.join(", "))));
    }
}

/// The flux that the user chose, else all that can stand beside an inventory.
fn chosen(desk: &mut Desk, entry: &ProductEntry, table: &CountryTable) -> Vec<usize> {
    let layout = &table.layout;
    let comparable = || (0..layout.quantities.len()).filter(move |&quantity| !layout.quantities[quantity].categories.is_empty());
    let Some(variable) = &entry.variable else { return comparable().collect() };
    match comparable().find(|&quantity| layout.quantities[quantity].name == variable.value) {
        Some(quantity) => vec![quantity],
        None => {
            let known: Vec<String> = comparable().map(|quantity| format!("`{}`", layout.quantities[quantity].name)).collect();
            let message = format!("`{}` is no flux of the table that an inventory counts, expected {}", variable.value, known.join(", "));
            desk.report(variable.position, message, None);
            Vec::new()
        }
    }
}

fn product(
    desk: &mut Desk,
    entry: &ProductEntry,
    table: &Arc<CountryTable>,
    quantity: usize,
    several: bool,
    tree: &CategoryTree,
) -> Option<StatedProduct> {
    let layout = &table.layout;
    let flux = &layout.quantities[quantity];
    let name = if several { format!("{}, {}", entry.name.value, flux.name) } else { entry.name.value.clone() };
    desk.warnings.extend(flux.caution.as_ref().map(|caution| Warning::new(&name, caution)));
    let rule = CrosswalkRule { from: CategoryCode::new(flux.name.clone()), gases: Vec::new(), to: flux.categories.clone() };
    let categorization = Categorization::new(layout.id.clone());
    let crosswalk = Crosswalk::new(layout.id.clone(), layout.citation.clone(), categorization, vec![rule], tree);
    let crosswalk = desk.keep(entry.files[0].position, crosswalk, |_| None)?;
    let scope = entry.scope.as_ref().map_or(flux.scope, |scope| scope.value);
    let prior = prior_of(entry, None);
    let declared = entry.uncertainty.as_ref().map(|uncertainty| uncertainty.value);
    Some(StatedProduct { name, table: Arc::clone(table), quantity, scope, prior, crosswalk, declared })
}
