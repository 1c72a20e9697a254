//! What is compared with what: products, inventories and tables of uncertainties.

use super::keys::{INVENTORY, PRODUCT, RUN, UNCERTAINTY};
use super::reader::{Fault, Section, Value};
use super::{GroundChoice, MembersEntry, StateEntry, conventions, ensembles, ground, path_of, scope, state};
use crate::position::Located;
use fluxledger_core::{ConventionChoices, RegionCode, Scope, Share, YearStart};
use fluxledger_ingest::known_words::nearest;
use std::path::PathBuf;
use toml::de::DeValue;

/// A gridded product, or a table of country totals.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductEntry {
    /// Its name in the report, unlike that of any other product.
    pub name: Located<String>,
    /// Its files, or patterns of their names; at least one.
    pub files: Vec<Located<String>>,
    /// The profile that says what its files mean; recognized from the files where there is none.
    pub profile: Option<Located<String>>,
    /// The variable to read, where it is to be one only.
    pub variable: Option<Located<String>>,
    /// The experiment to read, where a table of country totals has several.
    pub experiment: Option<Located<String>>,
    /// The year of files that do not say it.
    pub year: Option<Located<i32>>,
    /// Which fluxes it counts, where the user knows better than the profile.
    pub scope: Option<Located<Scope>>,
    /// The inventory from which it or its prior descends; `none` where the user says that it descends from none.
    pub prior_inventory: Option<Located<String>>,
    /// The category, in IPCC 2006, of layers to which the profile gives none.
    pub category: Option<Located<String>>,
    /// Its conventions as far as the user states them, those of the whole run included.
    pub conventions: ConventionChoices,
    /// A table that maps its sectors to categories, in place of the profile's.
    pub crosswalk: Option<Located<PathBuf>>,
    /// What its members are, where it is an ensemble.
    pub ensemble: Option<MembersEntry>,
    /// The state whose errors are those of its totals.
    pub state: Option<StateEntry>,
    /// Half of the 95 % interval of each of its totals, as a share, by the user's word.
    pub uncertainty: Option<Located<Share>>,
}

/// An inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct InventoryEntry {
    /// Its name in the report, unlike that of any other inventory.
    pub name: Located<String>,
    /// Its files, or patterns of their names; at least one.
    pub files: Vec<Located<String>>,
    /// The layout of its tables; recognized from the files where there is none.
    pub layout: Option<Located<String>>,
    /// The text of each column whose rows are read.
    pub select: Vec<(String, Located<String>)>,
    /// The year in which it was submitted.
    pub submission_year: Option<Located<i32>>,
    /// The files of an earlier submission, if any.
    pub earlier_files: Vec<Located<String>>,
    /// When that was submitted.
    pub earlier_submission_year: Option<Located<i32>>,
    /// The year of the inventory to compare, though it differs from the product's.
    pub inventory_year: Option<Located<i32>>,
    /// When its years begin, where it is not as `years` says.
    pub year_start: Option<YearStart>,
    /// Whose figures it holds, where the tables do not say so by a code.
    pub party: Option<PartyChoice>,
    /// The GWP set of figures in CO₂ equivalents.
    pub gwp_set: Option<Located<String>>,
    /// The territory that it counts.
    pub territory: Option<Located<String>>,
    /// The ground that it counts, region by region.
    pub grounds: Vec<GroundChoice>,
    /// Where it comes from, as it is to stand in the report.
    pub source: Option<Located<String>>,
    /// A table that maps its categories, in place of the built-in one.
    pub crosswalk: Option<Located<PathBuf>>,
}

/// Whose figures an inventory holds.
#[derive(Clone, Debug, PartialEq)]
pub enum PartyChoice {
    /// Those of one party.
    All(Located<RegionCode>),
    /// Those of the parties that the tables name in this way, with the code of each, in the order of the names.
    Named(Vec<(String, Located<RegionCode>)>),
}

/// A table of uncertainties.
#[derive(Clone, Debug, PartialEq)]
pub struct UncertaintyEntry {
    /// The file.
    pub file: Located<PathBuf>,
    /// The name of the inventory that it belongs to; to all where there is none.
    pub inventory: Option<Located<String>>,
    /// The categorization of its codes, where the table does not name it.
    pub categorization: Option<Located<String>>,
}

/// The word for a prior that descends from no inventory.
pub const NO_INVENTORY: &str = "none";

const FILES: &str = "a list of files such as [\"2020.nc\"]";

const SCOPES: [(&str, Scope); 3] = [("anthropogenic", Scope::Anthropogenic), ("total", Scope::Total), ("natural", Scope::Natural)];

/// Reads the products, of which there must be one.
pub(super) fn products(root: &Section<'_, '_>, of_run: &ConventionChoices) -> Vec<ProductEntry> {
    let example = "[[product]] on a line of its own, and below it name = \"…\" and files = [\"…\"]";
    let values = root.required("product", example).and_then(|value| value.repeated()).unwrap_or_default();
    let products = values.iter().filter_map(|value| product(&value.section("[[product]]", PRODUCT, RUN)?, of_run));
    let products: Vec<ProductEntry> = products.collect();
    report_repeated_names(root, "product", products.iter().map(|product| &product.name));
    products
}

fn product(section: &Section<'_, '_>, of_run: &ConventionChoices) -> Option<ProductEntry> {
    let name = section.required("name", "name = \"GOSAT inversion\"").and_then(|value| value.text());
    let files = section.required("files", "files = [\"data/2020.nc\"]").and_then(|value| files(&value));
    let profile = text(section, "profile");
    let variable = text(section, "variable");
    let experiment = text(section, "experiment");
    let year = year(section, "year");
    let conventions = conventions::of_product(section, of_run);
    let crosswalk = path(section, "crosswalk");
    let scope = section.optional("scope").and_then(|value| value.one_of(&SCOPES));
    let category = text(section, "category");
    let prior_inventory = text(section, "prior_inventory");
    let ensemble = section.optional("ensemble").and_then(|value| ensembles::members(&value));
    let state = section.optional("state").and_then(|value| state::entry(&value));
    let uncertainty = section.optional("uncertainty").and_then(|value| declared_uncertainty(&value));
    let (name, files) = (name?, files?);
    Some(ProductEntry {
        name,
        files,
        profile,
        variable,
        experiment,
        year,
        scope,
        prior_inventory,
        category,
        conventions,
        crosswalk,
        ensemble,
        state,
        uncertainty,
    })
}

fn declared_uncertainty(value: &Value<'_, '_>) -> Option<Located<Share>> {
    let number = value.number()?;
    if number.value > 0.0 && number.value <= 10.0 {
        return Some(number.map(Share::new));
    }
    let message = format!("{} must be a share above 0 and up to 10, found {}", value.label(), number.value);
    value.report(Fault::new(message, "0.3 is half of a 95 % interval of 30 %".to_owned()));
    None
}

/// The files of a line of the ledger, read as those of a product of natural fluxes: only what they add up to counts.
pub(super) fn of_ledger(section: &Section<'_, '_>, name: Located<String>, of_run: &ConventionChoices) -> Option<ProductEntry> {
    let files = section.required("files", "files = [\"wetlands.nc\"]").and_then(|value| files(&value));
    Some(ProductEntry {
        name,
        files: files?,
        profile: text(section, "profile"),
        variable: text(section, "variable"),
        experiment: text(section, "experiment"),
        year: year(section, "year"),
        scope: None,
        prior_inventory: None,
        category: None,
        conventions: conventions::of_product(section, of_run),
        crosswalk: None,
        ensemble: None,
        state: None,
        uncertainty: None,
    })
}

/// Reads the inventories, of which there must be one.
pub(super) fn inventories(root: &Section<'_, '_>) -> Vec<InventoryEntry> {
    let example = "[[inventory]] on a line of its own, and below it name = \"…\" and files = [\"…\"]";
    let values = root.required("inventory", example).and_then(|value| value.repeated()).unwrap_or_default();
    let inventories = values.iter().filter_map(|value| inventory(&value.section("[[inventory]]", INVENTORY, RUN)?));
    let inventories: Vec<InventoryEntry> = inventories.collect();
    report_repeated_names(root, "inventory", inventories.iter().map(|inventory| &inventory.name));
    inventories
}

/// Reports products whose prior is said to descend from an inventory that the run file does not name.
pub(super) fn check_priors(root: &Section<'_, '_>, products: &[ProductEntry], inventories: &[InventoryEntry]) {
    let named = products.iter().filter_map(|product| product.prior_inventory.as_ref());
    named.filter(|name| name.value != NO_INVENTORY).for_each(|name| report_unknown_inventory(root, name, inventories));
}

fn inventory(section: &Section<'_, '_>) -> Option<InventoryEntry> {
    let name = section.required("name", "name = \"National inventory 2024\"").and_then(|value| value.text());
    let files_read = section.required("files", "files = [\"data/inventory.xlsx\"]").and_then(|value| files(&value));
    let layout = text(section, "layout");
    let select = section.optional("select").and_then(|value| selected(&value)).unwrap_or_default();
    let submission_year = year(section, "submission_year");
    let earlier_files = section.optional("earlier_files").and_then(|value| files(&value)).unwrap_or_default();
    let earlier_submission_year = year(section, "earlier_submission_year");
    let inventory_year = year(section, "inventory_year");
    let year_start = scope::year_start(section, "fiscal_year_start", "fiscal_year_named_after");
    let party = section.optional("party").and_then(|value| party(&value));
    let gwp_set = text(section, "gwp_set");
    let territory = text(section, "territory");
    let grounds = section.optional("ground").map(|value| ground::grounds(&value)).unwrap_or_default();
    let source = text(section, "source");
    let crosswalk = path(section, "crosswalk");
    Some(InventoryEntry {
        name: name?,
        files: files_read?,
        layout,
        select,
        submission_year,
        earlier_files,
        earlier_submission_year,
        inventory_year,
        year_start,
        party,
        gwp_set,
        territory,
        grounds,
        source,
        crosswalk,
    })
}

fn selected(value: &Value<'_, '_>) -> Option<Vec<(String, Located<String>)>> {
    let section = value.free_section("{ scenario = \"HISTCR\" }")?;
    let mut columns: Vec<_> = section.entries().filter_map(|(name, text)| Some((name.value.to_owned(), text.text()?))).collect();
    columns.sort_by(|left, right| left.0.cmp(&right.0));
    Some(columns)
}

fn party(value: &Value<'_, '_>) -> Option<PartyChoice> {
    if !matches!(value.raw(), DeValue::Table(_)) {
        return value.text().map(|code| PartyChoice::All(code.map(RegionCode::new)));
    }
    let section = value.free_section("{ France = \"FRA\" }")?;
    let parties = section.entries().filter_map(|(name, code)| Some((name.value.to_owned(), code.text()?.map(RegionCode::new))));
    let mut parties: Vec<_> = parties.collect();
    parties.sort_by(|left, right| left.0.cmp(&right.0));
    Some(PartyChoice::Named(parties))
}

/// Reads the tables of uncertainties; each belongs to an inventory of the run file.
pub(super) fn uncertainties(root: &Section<'_, '_>, inventories: &[InventoryEntry]) -> Vec<UncertaintyEntry> {
    let values = root.optional("uncertainty").and_then(|value| value.repeated()).unwrap_or_default();
    let sections = values.iter().filter_map(|value| value.section("[[uncertainty]]", UNCERTAINTY, RUN));
    sections.filter_map(|section| uncertainty(&section, inventories)).collect()
}

fn uncertainty(section: &Section<'_, '_>, inventories: &[InventoryEntry]) -> Option<UncertaintyEntry> {
    let file = section.required("file", "file = \"uncertainties.csv\"").and_then(|value| path_of(&value));
    let inventory = text(section, "inventory");
    if let Some(name) = &inventory {
        report_unknown_inventory(section, name, inventories);
    }
    let categorization = text(section, "categorization");
    Some(UncertaintyEntry { file: file?, inventory, categorization })
}

fn report_unknown_inventory(section: &Section<'_, '_>, name: &Located<String>, inventories: &[InventoryEntry]) {
    report_unknown(section, name, "inventory", inventories.iter().map(|inventory| inventory.name.value.as_str()));
}

/// Reports a name that no section of its kind bears.
pub(super) fn report_unknown<'n>(
    section: &Section<'_, '_>,
    name: &Located<String>,
    kind: &str,
    names: impl Iterator<Item = &'n str> + Clone,
) {
    if !names.clone().any(|known| known == name.value) {
        let hint = match nearest(&name.value, names) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write the `name` of one of the [[{kind}]] sections, or leave it out for all"),
        };
        section.report_at(name.position, Fault::new(format!("no {kind} is named `{}`", name.value), hint));
    }
}

/// Names tell the entries apart in tables and figures.
pub(super) fn report_repeated_names<'l>(root: &Section<'_, '_>, kind: &str, names: impl Iterator<Item = &'l Located<String>>) {
    let mut seen: Vec<&Located<String>> = Vec::new();
    for name in names {
        if let Some(first) = seen.iter().find(|first| first.value == name.value) {
            let message = format!("the {kind} of line {} is named `{}` already", first.position.line, name.value);
            root.report_at(name.position, Fault::new(message, "give each a name of its own".to_owned()));
        }
        seen.push(name);
    }
}

fn files(value: &Value<'_, '_>) -> Option<Vec<Located<String>>> {
    all(value.list(FILES)?.iter().map(Value::text))
}

pub(super) fn text(section: &Section<'_, '_>, key: &'static str) -> Option<Located<String>> {
    section.optional(key).and_then(|value| value.text())
}

fn year(section: &Section<'_, '_>, key: &'static str) -> Option<Located<i32>> {
    section.optional(key).and_then(|value| scope::year(&value))
}

fn path(section: &Section<'_, '_>, key: &'static str) -> Option<Located<PathBuf>> {
    section.optional(key).and_then(|value| path_of(&value))
}

/// All values, if each is there; every one is looked at, so that each can report its problems.
fn all<T>(values: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let values: Vec<_> = values.collect();
    values.into_iter().collect()
}
