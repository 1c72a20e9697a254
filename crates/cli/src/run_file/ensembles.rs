//! Ensembles: a product whose files or whose dimension are members, or several products as members of one.

use super::keys::{CENTRES, ENSEMBLE, PRODUCT_ENSEMBLE, RUN, SPREADS};
use super::reader::{Fault, Section, Value};
use super::{ProductEntry, entries};
use crate::position::Located;
use fluxledger_core::reconcile::{Centre, EnsembleRule, Spread};
use fluxledger_ingest::known_words::nearest;

/// A product that is an ensemble by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct MembersEntry {
    /// What its members are.
    pub members: Located<MembersOf>,
    /// How they become an estimate.
    pub rule: EnsembleRule,
}

/// What the members of a product are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MembersOf {
    /// Each of its files is one.
    Files,
    /// They are the samples of its state.
    Samples,
    /// They stand along the dimension of that name.
    Dimension(String),
}

/// Several products as members of one.
#[derive(Clone, Debug, PartialEq)]
pub struct EnsembleEntry {
    /// Its name in the report, unlike that of any product.
    pub name: Located<String>,
    /// The names of its members, at least two.
    pub products: Vec<Located<String>>,
    /// How they become an estimate.
    pub rule: EnsembleRule,
    /// Whether the members are compared by themselves as well.
    pub compares_members: bool,
}

/// The word for members that are files.
const FILES: &str = "files";
/// The word for members that are samples of a state.
const SAMPLES: &str = "samples";

/// Reads what makes a product an ensemble.
pub(super) fn members(value: &Value<'_, '_>) -> Option<MembersEntry> {
    let section = value.section("`ensemble`", PRODUCT_ENSEMBLE, &[])?;
    let members = section.required("members", "members = \"files\", or the name of a dimension").and_then(|value| value.text());
    let rule = rule(&section);
    let of = |text: String| match text.as_str() {
        FILES => MembersOf::Files,
        SAMPLES => MembersOf::Samples,
        _ => MembersOf::Dimension(text),
    };
    Some(MembersEntry { members: members?.map(of), rule })
}

/// Reads the ensembles of products.
pub(super) fn ensembles(root: &Section<'_, '_>, products: &[ProductEntry]) -> Vec<EnsembleEntry> {
    let values = root.optional("ensemble").and_then(|value| value.repeated()).unwrap_or_default();
    let ensembles = values.iter().filter_map(|value| ensemble(&value.section("[[ensemble]]", ENSEMBLE, RUN)?));
    let ensembles: Vec<EnsembleEntry> = ensembles.collect();
    // Products of one name have been reported.
    let mut names: Vec<&Located<String>> = Vec::new();
    for product in products {
        if !names.iter().any(|known| known.value == product.name.value) {
            names.push(&product.name);
        }
    }
    let names = names.into_iter().chain(ensembles.iter().map(|ensemble| &ensemble.name));
    entries::report_repeated_names(root, "product or ensemble", names);
    ensembles.iter().flat_map(|ensemble| &ensemble.products).for_each(|name| report_unknown(root, name, products));
    ensembles
}

fn ensemble(section: &Section<'_, '_>) -> Option<EnsembleEntry> {
    let name = section.required("name", "name = \"five inversions\"").and_then(|value| value.text());
    let products = section.required("products", "products = [\"one\", \"other\"]").and_then(|value| names(&value));
    let rule = rule(section);
    let compared = [("ensemble", false), ("both", true)];
    let compares_members = section.optional("compare").and_then(|value| value.one_of(&compared)).is_some_and(|compare| compare.value);
    Some(EnsembleEntry { name: name?, products: products?, rule, compares_members })
}

fn names(value: &Value<'_, '_>) -> Option<Vec<Located<String>>> {
    let names: Vec<Located<String>> = value.list("a list of names such as [\"one\", \"other\"]")?.iter().filter_map(Value::text).collect();
    if names.len() < 2 {
        let hint = "name at least two products; one alone is no ensemble".to_owned();
        value.report(Fault::new(format!("{} has {} name", value.label(), names.len()), hint));
        return None;
    }
    let is_repeated = |(at, name): &(usize, &Located<String>)| names[..*at].iter().any(|earlier| earlier.value == name.value);
    if let Some((_, twice)) = names.iter().enumerate().find(is_repeated) {
        value.report(Fault::new(format!("{} names `{}` twice", value.label(), twice.value), "name each member once".to_owned()));
        return None;
    }
    Some(names)
}

fn rule(section: &Section<'_, '_>) -> EnsembleRule {
    let centres = [(CENTRES[0], Centre::Mean), (CENTRES[1], Centre::Median)];
    let spreads = [(SPREADS[0], Spread::StandardDeviation), (SPREADS[1], Spread::Interquartile), (SPREADS[2], Spread::Percentiles)];
    EnsembleRule {
        centre: section.optional("centre").and_then(|value| value.one_of(&centres)).map(|centre| centre.value).unwrap_or_default(),
        spread: section.optional("spread").and_then(|value| value.one_of(&spreads)).map(|spread| spread.value).unwrap_or_default(),
    }
}

/// A table of country totals is one entry and may be several products, whose names begin with the entry's.
fn report_unknown(root: &Section<'_, '_>, name: &Located<String>, products: &[ProductEntry]) {
    let names = || products.iter().map(|product| product.name.value.as_str());
    let is_flux_of = |known: &str| name.value.strip_prefix(known).is_some_and(|rest| rest.starts_with(", "));
    if !names().any(|known| known == name.value || is_flux_of(known)) {
        let hint = match nearest(&name.value, names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "write the `name` of one of the [[product]] sections".to_owned(),
        };
        root.report_at(name.position, Fault::new(format!("no product is named `{}`", name.value), hint));
    }
}
