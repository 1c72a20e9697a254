//! Lines of the ledger of scope: what is taken off products and added to inventories before they are compared.

use super::entries::{self, ProductEntry};
use super::keys::{FROM_TO, LEDGER, RUN};
use super::path_of;
use super::reader::{Fault, Section, Value};
use super::scope;
use crate::position::Located;
use fluxledger_core::ledger::Treatment;
use fluxledger_core::{ConventionChoices, Mass, RegionCode, Share};
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerChoice {
    /// Its name in the report, unlike that of any other line.
    pub name: Located<String>,
    /// What it counts.
    pub term: Located<String>,
    /// What is done with it.
    pub treatment: Treatment,
    /// The category of the totals that it is booked on.
    pub category: Located<String>,
    /// The product in whose comparisons it is booked, by the name that it has in the report.
    pub product: Option<Located<String>>,
    /// Where its values come from.
    pub values: ValueChoice,
    /// One standard deviation as a share of the value, where the user states one.
    pub sigma_share: Option<Share>,
    /// Where the values come from, in words.
    pub source: String,
}

/// Where the values of a line come from.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueChoice {
    /// One number for each of some regions and every year.
    Number {
        /// The number.
        mass: Mass,
        /// One standard deviation.
        deviation: Option<Mass>,
        /// The regions.
        regions: Vec<Located<RegionCode>>,
    },
    /// A table of regions and years.
    Table(Located<PathBuf>),
    /// A raster, or a table of country totals.
    Product {
        /// Its files and how they are read.
        entry: Box<ProductEntry>,
        /// The years whose mean stands for every year.
        taken_from: Option<RangeInclusive<i32>>,
    },
}

const TREATMENTS: [(&str, Treatment); 3] =
    [("subtract", Treatment::SubtractedFromProduct), ("add", Treatment::AddedToInventory), ("stated", Treatment::StatedOnly)];

/// Reads the lines; which products there are the plan alone knows, which opens tables of several.
pub(super) fn lines(root: &Section<'_, '_>, of_run: &ConventionChoices) -> Vec<LedgerChoice> {
    let values = root.optional("ledger").and_then(|value| value.repeated()).unwrap_or_default();
    let sections = values.iter().filter_map(|value| value.section("[[ledger]]", LEDGER, RUN));
    let lines: Vec<LedgerChoice> = sections.filter_map(|section| line(&section, of_run)).collect();
    entries::report_repeated_names(root, "line of the ledger", lines.iter().map(|line| &line.name));
    lines
}

fn line(section: &Section<'_, '_>, of_run: &ConventionChoices) -> Option<LedgerChoice> {
    let name = section.required("name", "name = \"Wetlands\"").and_then(|value| value.text());
    let term = section.required("term", "term = \"wetlands\"").and_then(|value| value.text());
    let treatment = section.required("treatment", "treatment = \"subtract\"").and_then(|value| value.one_of(&TREATMENTS));
    let category = section.required("category", "category = \"M.0.EL\"").and_then(|value| value.text());
    let source = section.required("source", "source = \"WetCHARTs 1.0, mean of 18 models\"").and_then(|value| value.text());
    let product = entries::text(section, "product");
    let sigma_share = number(section, "sigma_share", |share| share >= 0.0, "a share of zero or more").map(Share::new);
    let values = values(section, name.as_ref(), of_run);
    refuse_two_deviations(section);
    Some(LedgerChoice {
        name: name?,
        term: term?,
        treatment: treatment?.value,
        category: category?,
        product,
        values: values?,
        sigma_share,
        source: source?.value,
    })
}

/// A line has its values from one place.
fn values(section: &Section<'_, '_>, name: Option<&Located<String>>, of_run: &ConventionChoices) -> Option<ValueChoice> {
    let given = ["value_kt", "table", "files"].into_iter().filter(|key| section.optional(key).is_some()).collect::<Vec<_>>();
    let [key] = given[..] else {
        let found = if given.is_empty() { "none".to_owned() } else { given.join(", ") };
        let message = format!("a line of the ledger needs exactly one of `value_kt`, `table` and `files`, found {found}");
        section.report(Fault::new(message, "write for example value_kt = 120 and regions = [\"DEU\"]".to_owned()));
        return None;
    };
    refuse_strangers(section, key);
    match key {
        "value_kt" => of_number(section),
        "table" => section.optional("table").and_then(|value| path_of(&value)).map(ValueChoice::Table),
        _ => of_product(section, name, of_run),
    }
}

/// The keys that go with one way of giving values only.
const COMPANIONS: [(&str, &str); 8] = [
    ("regions", "value_kt"),
    ("sigma_kt", "value_kt"),
    ("profile", "files"),
    ("variable", "files"),
    ("experiment", "files"),
    ("year", "files"),
    ("taken_from", "files"),
    ("conventions", "files"),
];

fn refuse_strangers(section: &Section<'_, '_>, given: &str) {
    for (key, of) in COMPANIONS.into_iter().filter(|(_, of)| *of != given) {
        if let Some(value) = section.optional(key) {
            value.report(Fault::new(format!("`{key}` goes with `{of}`, and the line has `{given}`"), format!("leave `{key}` out")));
        }
    }
}

fn refuse_two_deviations(section: &Section<'_, '_>) {
    if let (Some(value), Some(_)) = (section.optional("sigma_kt"), section.optional("sigma_share")) {
        value.report(Fault::new("`sigma_kt` and `sigma_share` both state the standard deviation", "leave one of them out".to_owned()));
    }
}

fn of_number(section: &Section<'_, '_>) -> Option<ValueChoice> {
    let mass = number(section, "value_kt", |_| true, "a number of kilotonnes").map(Mass::from_kilotonnes);
    let deviation = number(section, "sigma_kt", |sigma| sigma >= 0.0, "a standard deviation of zero or more").map(Mass::from_kilotonnes);
    let codes = section.required("regions", "regions = [\"DEU\"]")?.list("a list of codes such as [\"DEU\"]")?;
    let regions = codes.iter().filter_map(Value::text).map(|code| code.map(RegionCode::new)).collect();
    Some(ValueChoice::Number { mass: mass?, deviation, regions })
}

fn of_product(section: &Section<'_, '_>, name: Option<&Located<String>>, of_run: &ConventionChoices) -> Option<ValueChoice> {
    let taken_from = section.optional("taken_from").and_then(|value| {
        let within = value.section("`taken_from`", FROM_TO, &[])?;
        scope::from_to(&value, &within)
    });
    let entry = entries::of_ledger(section, name?.clone(), of_run)?;
    Some(ValueChoice::Product { entry: Box::new(entry), taken_from: taken_from.map(|span| span.value) })
}

fn number(section: &Section<'_, '_>, key: &'static str, holds: impl Fn(f64) -> bool, expected: &str) -> Option<f64> {
    let value = section.optional(key)?;
    let number = value.number()?.value;
    if number.is_finite() && holds(number) {
        return Some(number);
    }
    value.report(Fault::new(format!("{} must be {expected}, found {number}", value.label()), None));
    None
}
