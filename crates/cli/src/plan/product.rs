//! Products that the plan has opened: their headers are read, their values are not.

use super::{Desk, PlannedState, categories, state, stated};
use crate::frame::OwnAreas;
use crate::position::Located;
use crate::run_file::{Draft, MembersEntry, MembersOf, NO_INVENTORY, ProductEntry};
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::crosswalk::Crosswalk;
use fluxledger_core::reconcile::{EnsembleRule, Prior};
use fluxledger_core::{Categorization, Category, Gas, Period, ReportingYear, Role, Scope, Share, Warning};
use fluxledger_ingest::product::{OpenOptions, ProductError, ProductFile, open};
use fluxledger_ingest::state::StateForm;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A product with its files open.
pub struct PlannedProduct {
    /// The user's name for it.
    pub name: String,
    /// Its files.
    pub files: Vec<ProductFile>,
    /// Which fluxes it counts: what the user says, else what its layers count if that is one thing, else what the profile says.
    pub scope: Scope,
    /// What it started from: what the user says, else what the profile does.
    pub prior: Prior,
    /// From its categories to IPCC 2006.
    pub crosswalk: Crosswalk,
    /// Whether cell areas of the files are used.
    pub own_areas: OwnAreas,
    /// How its members become an estimate, where it has members.
    pub rule: EnsembleRule,
    /// Half of the 95 % interval of its totals, as a share, by the user's word.
    pub declared: Option<Share>,
    /// The state whose errors are those of its totals.
    pub state: Option<PlannedState>,
}

/// Opens the products of a run file.
pub(super) fn planned(desk: &mut Desk, draft: &Draft, tree: &CategoryTree) -> Vec<PlannedProduct> {
    let gas = draft.gas.as_ref().map(|gas| gas.value);
    let years: Vec<Period> = draft.reporting_years().into_iter().map(ReportingYear::period).collect();
    let on_grids: Vec<&ProductEntry> = draft.products.iter().filter(|entry| stated::table_of(desk, entry).is_none()).collect();
    on_grids.into_iter().filter_map(|entry| product(desk, entry, gas, &years, tree)).collect()
}

/// Opens one product.
pub(super) fn product(
    desk: &mut Desk,
    entry: &ProductEntry,
    gas: Option<Gas>,
    years: &[Period],
    tree: &CategoryTree,
) -> Option<PlannedProduct> {
    let options = OpenOptions {
        profile: entry.profile.as_ref().map(|profile| profile_name(desk, profile)),
        variable: entry.variable.as_ref().map(|variable| variable.value.clone()),
        year: entry.year.as_ref().map(|year| year.value),
        gas,
        members: entry.ensemble.as_ref().and_then(dimension_of_members),
        conventions: entry.conventions.clone(),
    };
    refuse_experiment(desk, entry);
    let category = stated_category(desk, entry, tree);
    let paths: Vec<Located<PathBuf>> = entry.files.iter().flat_map(|file| desk.files(file)).collect();
    let files: Vec<Option<ProductFile>> = paths.iter().map(|file| opened(desk, entry, file, &options)).collect();
    let mut files = files.into_iter().collect::<Option<Vec<ProductFile>>>().filter(|files| !files.is_empty())?;
    refuse_members_with_state(desk, entry)?;
    give_members(desk, entry, &mut files)?;
    if let Some(category) = category {
        give_category(desk, entry, &mut files, &category)?;
    }
    if let Some(scope) = &entry.scope {
        files.iter_mut().flat_map(|file| &mut file.layers).for_each(|layer| layer.scope = scope.value);
    }
    check_likeness(desk, entry, &files)?;
    check_gas(desk, entry, &files, gas);
    check_years(desk, entry, &files, years);
    let crosswalk = categories::crosswalk(desk, tree, entry.crosswalk.as_ref(), &categorizations(&files), entry.name.position)?;
    let scope = common_scope(&files);
    let own_areas = if entry.conventions.earth.is_some() { OwnAreas::Outranked } else { OwnAreas::Used };
    let prior = prior_of(entry, files[0].profile.inventory_vintage.as_ref());
    let rule = entry.ensemble.as_ref().map(|ensemble| ensemble.rule).unwrap_or_default();
    let state = match &entry.state {
        Some(state) => Some(state::planned(desk, state, &files)?),
        None => None,
    };
    let declared = entry.uncertainty.as_ref().map(|uncertainty| uncertainty.value);
    Some(PlannedProduct { name: entry.name.value.clone(), files, scope, prior, crosswalk, own_areas, rule, declared, state })
}

fn dimension_of_members(ensemble: &MembersEntry) -> Option<String> {
    if let MembersOf::Dimension(name) = &ensemble.members.value { Some(name.clone()) } else { None }
}

/// Members and a state would each give the totals other errors; the samples of a state are its own members.
fn refuse_members_with_state(desk: &mut Desk, entry: &ProductEntry) -> Option<()> {
    let (Some(_), Some(ensemble)) = (&entry.state, &entry.ensemble) else { return Some(()) };
    if ensemble.members.value == MembersOf::Samples {
        return Some(());
    }
    let message = format!("`{}` has members and a state, and each would give its totals other errors", entry.name.value);
    desk.report(ensemble.members.position, message, Some("leave out `ensemble` or `state`".to_owned()));
    None
}

/// Makes each file a member where the user says so, and sees to it that an ensemble has more than one.
fn give_members(desk: &mut Desk, entry: &ProductEntry, files: &mut [ProductFile]) -> Option<()> {
    let Some(ensemble) = &entry.ensemble else { return Some(()) };
    if ensemble.members.value == MembersOf::Samples {
        return check_samples(desk, entry, ensemble);
    }
    if ensemble.members.value == MembersOf::Files {
        for (position, file) in files.iter_mut().enumerate() {
            file.layers.iter_mut().for_each(|layer| layer.member = Some(position));
        }
    }
    let members: BTreeSet<usize> = files.iter().flat_map(|file| &file.layers).filter_map(|layer| layer.member).collect();
    if members.len() > 1 {
        return Some(());
    }
    let message = format!("the ensemble `{}` needs at least two members, found {}", entry.name.value, members.len());
    desk.report(ensemble.members.position, message, Some("name more files, or the dimension along which the members stand".to_owned()));
    None
}

/// Samples are those of a state, which has them or has not.
fn check_samples(desk: &mut Desk, entry: &ProductEntry, ensemble: &MembersEntry) -> Option<()> {
    if entry.state.as_ref().is_some_and(|state| state.form == StateForm::Samples) {
        return Some(());
    }
    let message = format!("the members of `{}` are said to be samples of its state, and it has none", entry.name.value);
    desk.report(ensemble.members.position, message, Some("name them: state = { map = \"…\", samples = \"…\" }".to_owned()));
    None
}

/// What the user says of the prior, else the submission that the profile names.
pub(super) fn prior_of(entry: &ProductEntry, submission: Option<&String>) -> Prior {
    match (&entry.prior_inventory, submission) {
        (Some(stated), _) if stated.value == NO_INVENTORY => Prior::Independent,
        (Some(stated), _) => Prior::Inventory(stated.value.clone()),
        (None, Some(submission)) => Prior::Submission(submission.clone()),
        (None, None) => Prior::Unstated,
    }
}

fn refuse_experiment(desk: &mut Desk, entry: &ProductEntry) {
    if let Some(experiment) = &entry.experiment {
        let message = "`experiment` chooses among the columns of a table of country totals, and the product is on a grid";
        desk.report(experiment.position, message, Some("leave `experiment` out".to_owned()));
    }
}

/// A profile is an id, or the path of a file relative to the run file.
pub(super) fn profile_name(desk: &mut Desk, profile: &Located<String>) -> String {
    if !profile.value.ends_with(".toml") {
        return profile.value.clone();
    }
    let path = desk.resolve(&profile.value);
    desk.inputs.push(("profile", path.clone()));
    path.display().to_string()
}

fn opened(desk: &mut Desk, entry: &ProductEntry, file: &Located<PathBuf>, options: &OpenOptions) -> Option<ProductFile> {
    let path = &file.value;
    desk.inputs.push(("product", path.clone()));
    let place = match &entry.profile {
        Some(profile) if path.exists() => profile.position,
        _ => file.position,
    };
    let opened = desk.keep(place, open(path, options), ProductError::hint)?;
    Some(opened.collect_into(&mut desk.warnings))
}

/// The category that the user gives to layers without one.
fn stated_category(desk: &mut Desk, entry: &ProductEntry, tree: &CategoryTree) -> Option<Category> {
    let stated = entry.category.as_ref()?;
    let category = Category::new(tree.categorization.name(), stated.value.clone());
    if tree.leaves(&category.code).is_some() {
        return Some(category);
    }
    let hint = "`M.0.EL` is the national total without land use; data/categories/ipcc2006.csv lists all codes".to_owned();
    desk.report(stated.position, format!("`{}` is no category of {}", stated.value, tree.categorization), Some(hint));
    None
}

/// Gives the category to the one layer without one; several would be added up, though one may contain the others.
fn give_category(desk: &mut Desk, entry: &ProductEntry, files: &mut [ProductFile], category: &Category) -> Option<()> {
    let layers = files.iter().flat_map(|file| &file.layers);
    let names: BTreeSet<&str> =
        layers.filter(|layer| layer.category.is_none() && layer.role == Role::Emission).map(|layer| layer.name.as_str()).collect();
    if names.len() > 1 {
        let listed = names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let message = format!("`category` would be given to several layers, and they would be added: {listed}");
        let position = entry.category.as_ref().map_or(entry.name.position, |category| category.position);
        desk.report(position, message, Some("choose one with `variable`, or write a profile that gives each its category".to_owned()));
        return None;
    }
    for layer in files.iter_mut().flat_map(|file| &mut file.layers).filter(|layer| layer.category.is_none()) {
        layer.category = Some(category.clone());
    }
    Some(())
}

fn common_scope(files: &[ProductFile]) -> Scope {
    let mut scopes = files.iter().flat_map(|file| &file.layers).map(|layer| layer.scope);
    scopes.next().filter(|first| scopes.all(|scope| scope == *first)).unwrap_or(files[0].profile.scope)
}

/// Files of one product must be of one kind and scope; where their conventions differ, the report shows those of the first.
fn check_likeness(desk: &mut Desk, entry: &ProductEntry, files: &[ProductFile]) -> Option<()> {
    let first = &files[0];
    if files.iter().any(|file| file.profile.kind != first.profile.kind || file.profile.scope != first.profile.scope) {
        let message = format!("the files of product `{}` differ in kind or scope", entry.name.value);
        desk.report(entry.name.position, message, Some("name them as two products".to_owned()));
        return None;
    }
    if files.iter().any(|file| file.conventions != first.conventions) {
        let message =
            "its files have different conventions of their own, each is totalled by its own, and the report shows those of the first";
        desk.warnings.push(Warning::new(&entry.name.value, message));
    }
    Some(())
}

fn check_gas(desk: &mut Desk, entry: &ProductEntry, files: &[ProductFile], gas: Option<Gas>) {
    let layers = || files.iter().flat_map(|file| &file.layers);
    if let Some(gas) = gas.filter(|gas| !layers().any(|layer| layer.gas == *gas && layer.role == Role::Emission)) {
        let found: BTreeSet<&str> = layers().map(|layer| layer.gas.code()).collect();
        let message =
            format!("product `{}` has no emissions of {gas}, found {}", entry.name.value, found.into_iter().collect::<Vec<_>>().join(", "));
        desk.report(entry.name.position, message, Some("correct `gas`, or leave the product out".to_owned()));
    }
}

/// A product without a layer in any of the years would be read for nothing.
fn check_years(desk: &mut Desk, entry: &ProductEntry, files: &[ProductFile], years: &[Period]) {
    let periods: BTreeSet<Period> = files.iter().flat_map(|file| &file.layers).map(|layer| layer.period).collect();
    let is_asked_for = |period: &Period| years.iter().any(|year| period.overlaps(year));
    if let (Some(first), Some(last), false) = (periods.first(), periods.last(), years.is_empty() || periods.iter().any(is_asked_for)) {
        let found = Period { start: first.start, end: last.end };
        let message = format!("product `{}` has no layer in any of the `years`, found {found}", entry.name.value);
        desk.report(entry.name.position, message, Some("correct `years`, or leave the product out".to_owned()));
    }
}

fn categorizations(files: &[ProductFile]) -> BTreeSet<Categorization> {
    let layers = files.iter().flat_map(|file| &file.layers);
    layers.filter_map(|layer| layer.category.as_ref()).map(|category| category.categorization.clone()).collect()
}
