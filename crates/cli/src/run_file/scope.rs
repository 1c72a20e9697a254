//! What is compared: years, means of years, and regions.

use super::entries::InventoryEntry;
use super::keys::{FROM_TO, REGIONS, SEA, YEARS_IN_BRACES};
use super::reader::{Fault, Section, Value};
use crate::position::Located;
use crate::region_source::{MaskFile, RegionSource};
use fluxledger_core::reconcile::FEWEST_YEARS;
use fluxledger_core::{Calendar, NamedAfter, RegionCode, ReportingYear, YearStart};
use fluxledger_ingest::region::{Faults, Priority};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use toml::de::DeValue;

/// Years for which there may be data: from before industry to the end of the scenarios.
const YEARS: RangeInclusive<i64> = 1700..=2300;
const YEARS_EXAMPLE: &str = "a list of years such as [2020], or { from = 2015, to = 2020 }";
const REGIONS_EXAMPLE: &str = "regions = { set = \"natural-earth-50m\", select = [\"FRA\"] }";

/// Regions and which of them are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionChoice {
    /// Where they come from; `boundaries` of the run file, where given, has taken the place of what `regions` says.
    pub source: Located<RegionSource>,
    /// The field that holds the codes in a file.
    pub id_field: Option<Located<String>>,
    /// What becomes of outlines at fault.
    pub faults: Faults,
    /// A layer of sea areas beside them.
    pub sea: Option<SeaChoice>,
    /// The regions that are compared; all where there is none.
    pub select: Vec<Located<RegionCode>>,
}

/// A layer of sea areas.
#[derive(Clone, Debug, PartialEq)]
pub struct SeaChoice {
    /// The file of outlines.
    pub file: Located<PathBuf>,
    /// The field that holds the codes.
    pub id_field: Option<Located<String>>,
    /// Which layer keeps the ground that both cover.
    pub priority: Priority,
}

/// Years, and when they begin.
pub(super) struct YearChoice {
    pub(super) years: Vec<Located<i32>>,
    pub(super) start: YearStart,
}

const NAMED_AFTER: [(&str, NamedAfter); 2] = [("start", NamedAfter::Start), ("end", NamedAfter::End)];

/// Reads the years as a list, or as the first and the last; the latter may be fiscal years.
pub(super) fn years(value: &Value<'_, '_>) -> Option<YearChoice> {
    if !matches!(value.raw(), DeValue::Table(_)) {
        return years_of_list(value).map(|years| YearChoice { years, start: YearStart::JANUARY });
    }
    let section = value.section("`years`", YEARS_IN_BRACES, &[])?;
    let start = year_start(&section, "fiscal", "named_after").unwrap_or_default();
    let span = from_to(value, &section)?;
    let years = span.value.map(|year| Located::new(year, span.position)).collect();
    Some(YearChoice { years, start })
}

/// Reads when a year begins, from a key with the day and one that says after which calendar year it is named.
pub(super) fn year_start(section: &Section<'_, '_>, day: &'static str, named_after: &'static str) -> Option<YearStart> {
    let named = section.optional(named_after).and_then(|value| value.one_of(&NAMED_AFTER));
    let start = section.optional(day).and_then(|value| value.read_as(month_and_day));
    if let (Some(named), None) = (&named, section.optional(day)) {
        let hint = format!("write for example {day} = \"07-01\"");
        section.report_at(named.position, Fault::new(format!("`{named_after}` says nothing without `{day}`"), hint));
    }
    let (month, day) = start?.value;
    Some(YearStart { month, day, named_after: named.map(|named| named.value).unwrap_or_default() })
}

/// A day that every year has, written as `07-01`.
fn month_and_day(text: &str) -> Result<(u8, u8), Fault> {
    let parts = text.split_once('-').and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
    let is_day = |&(month, day): &(u8, u8)| (1..=12).contains(&month) && (1..=Calendar::NoLeap.days_in_month(1, month)).contains(&day);
    parts.filter(is_day).ok_or_else(|| {
        Fault::new(format!("found `{text}`, expected the first day of the year as month and day"), "write 1 July as \"07-01\"".to_owned())
    })
}

/// Reads the spans of years of which the mean is compared; each needs two of the years that are compared.
pub(super) fn means(value: &Value<'_, '_>, years: Option<&[Located<i32>]>) -> Option<Vec<RangeInclusive<i32>>> {
    spans(value, "mean", 2, years)
}

/// Reads the spans of years whose trends are compared; each needs three of the years that are compared.
pub(super) fn trends(value: &Value<'_, '_>, years: Option<&[Located<i32>]>) -> Option<Vec<RangeInclusive<i32>>> {
    spans(value, "trend", FEWEST_YEARS, years)
}

fn spans(value: &Value<'_, '_>, what: &str, fewest: usize, years: Option<&[Located<i32>]>) -> Option<Vec<RangeInclusive<i32>>> {
    let elements = value.list("a list of spans such as [{ from = 2015, to = 2020 }]")?;
    let mut spans = Vec::new();
    for element in &elements {
        match span(element, what, fewest, years) {
            Some(span) if spans.contains(&span) => {
                element.report(Fault::new(format!("the {what} of {} to {} is listed twice", span.start(), span.end()), None));
            }
            span => spans.extend(span),
        }
    }
    Some(spans)
}

fn span(value: &Value<'_, '_>, what: &str, fewest: usize, years: Option<&[Located<i32>]>) -> Option<RangeInclusive<i32>> {
    let span = from_to(value, &value.section(&format!("`{what}s`"), FROM_TO, &[])?)?.value;
    let left_out = years.and_then(|years| span.clone().find(|year| !years.iter().any(|known| known.value == *year)));
    if let Some(year) = left_out {
        let message = format!("a {what} needs the year {year}, which is none of `years`");
        value.report(Fault::new(message, "add it to `years`, or shorten the span".to_owned()));
    }
    if span.clone().count() < fewest {
        let more = if fewest == 2 { "more than one year".to_owned() } else { format!("at least {fewest} years") };
        value.report(Fault::new(format!("a {what} needs {more}"), None));
    }
    Some(span)
}

/// The years for which the products are totalled: those asked for, as each inventory counts them.
pub(super) fn reporting_years(years: &[Located<i32>], of_run: YearStart, inventories: &[InventoryEntry]) -> BTreeSet<ReportingYear> {
    let starts: BTreeSet<YearStart> = inventories.iter().map(|inventory| inventory.year_start.unwrap_or(of_run)).collect();
    starts.iter().flat_map(|&start| years.iter().map(move |year| ReportingYear { year: year.value, start })).collect()
}

/// Reads one year.
pub(super) fn year(value: &Value<'_, '_>) -> Option<Located<i32>> {
    let number = value.integer("a whole number, the year")?;
    if !YEARS.contains(&number.value) {
        let message = format!("{} must be a year from {} to {}, found {}", value.label(), YEARS.start(), YEARS.end(), number.value);
        value.report(Fault::new(message, None));
        return None;
    }
    i32::try_from(number.value).ok().map(|year| Located::new(year, number.position))
}

fn years_of_list(value: &Value<'_, '_>) -> Option<Vec<Located<i32>>> {
    let mut years: Vec<Located<i32>> = Vec::new();
    for element in value.list(YEARS_EXAMPLE)? {
        match year(&element) {
            Some(year) if years.iter().any(|earlier| earlier.value == year.value) => {
                element.report(Fault::new(format!("the year {} is listed twice", year.value), None));
            }
            year => years.extend(year),
        }
    }
    years.sort_by_key(|year| year.value);
    Some(years)
}

/// The first and the last year; the place is that of the first.
pub(super) fn from_to(value: &Value<'_, '_>, section: &Section<'_, '_>) -> Option<Located<RangeInclusive<i32>>> {
    let from = section.required("from", "{ from = 2015, to = 2020 }").and_then(|value| year(&value));
    let to = section.required("to", "{ from = 2015, to = 2020 }").and_then(|value| year(&value));
    let (from, to) = (from?, to?);
    if from.value > to.value {
        value.report(Fault::new(
            format!("the years go from {} back to {}", from.value, to.value),
            "write the earlier year first".to_owned(),
        ));
    }
    Some(Located::new(from.value..=to.value, from.position))
}

/// Reads the regions; a file of boundaries takes the place of their source.
pub(super) fn regions(root: &Section<'_, '_>, boundaries: Option<&Located<PathBuf>>) -> Option<RegionChoice> {
    let replacement = boundaries.map(|path| path.clone().map(RegionSource::Outlines));
    match (root.optional("regions"), replacement) {
        (None, Some(source)) => Some(RegionChoice { source, id_field: None, faults: Faults::Named, sea: None, select: Vec::new() }),
        (None, None) => root.required("regions", REGIONS_EXAMPLE).and(None),
        (Some(value), replacement) => chosen_regions(&value, replacement),
    }
}

fn chosen_regions(value: &Value<'_, '_>, replacement: Option<Located<RegionSource>>) -> Option<RegionChoice> {
    if let DeValue::String(name) = value.raw() {
        let hint = format!("write regions = {{ set = \"{name}\" }}, or file = or mask = in place of set =");
        value.report(Fault::new("`regions` must be keys in braces, found a text", hint));
        return None;
    }
    let section = value.section("`regions`", REGIONS, &[])?;
    let stated = stated_sources(&section);
    let source = replacement.or_else(|| only_source(&section, stated));
    let id_field = section.optional("id_field").and_then(|value| id_field(&value, source.as_ref()));
    let faults =
        section.optional("outlines").and_then(|value| value.one_of(&[("as-they-are", Faults::Named), ("made-valid", Faults::Mended)]));
    let faults = faults.map(|located| located.value).unwrap_or_default();
    let select = section.optional("select").map(|value| selected(&value));
    let sea = section.optional("sea").and_then(|value| sea(&value));
    Some(RegionChoice { source: source?, id_field, faults, sea, select: select.unwrap_or_default() })
}

fn sea(value: &Value<'_, '_>) -> Option<SeaChoice> {
    let section = value.section("`sea`", SEA, &[])?;
    let file = section.required("file", "sea = { file = \"eez.gpkg\" }").and_then(|value| super::path_of(&value));
    let id_field = section.optional("id_field").and_then(|value| value.text());
    let priority = section.optional("priority").and_then(|value| value.one_of(&[("land", Priority::Land), ("sea", Priority::Sea)]));
    Some(SeaChoice { file: file?, id_field, priority: priority.map(|located| located.value).unwrap_or_default() })
}

/// What `set`, `file` and `mask` say, none where what is written is no text.
fn stated_sources(section: &Section<'_, '_>) -> Vec<Option<Located<RegionSource>>> {
    let stated = ["set", "file", "mask"].into_iter().filter_map(|key| section.optional(key).map(|value| source(key, &value)));
    stated.collect()
}

fn source(key: &str, value: &Value<'_, '_>) -> Option<Located<RegionSource>> {
    let source = |text: String| match key {
        "set" => RegionSource::Set(text),
        "file" => RegionSource::Outlines(text.into()),
        _ => RegionSource::Mask(MaskFile::from_argument(&text)),
    };
    value.text().map(|text| text.map(source))
}

fn only_source(section: &Section<'_, '_>, mut stated: Vec<Option<Located<RegionSource>>>) -> Option<Located<RegionSource>> {
    if stated.len() > 1 {
        section
            .report(Fault::new("`regions` come from one place, found several of `set`, `file` and `mask`", "keep one of them".to_owned()));
        return None;
    }
    if stated.is_empty() && !section.has_unknown_keys() {
        section.report(Fault::new("`regions` do not say where they come from", format!("write for example {REGIONS_EXAMPLE}")));
    }
    stated.pop().flatten()
}

fn id_field(value: &Value<'_, '_>, source: Option<&Located<RegionSource>>) -> Option<Located<String>> {
    if let Some(RegionSource::Set(set)) = source.map(|source| &source.value) {
        let message = format!("`id_field` is for a file of your own, but the regions are those of the set `{set}`");
        value.report(Fault::new(message, "leave `id_field` out".to_owned()));
    }
    value.text()
}

fn selected(value: &Value<'_, '_>) -> Vec<Located<RegionCode>> {
    let mut codes: Vec<Located<RegionCode>> = Vec::new();
    for element in value.list("a list of codes such as [\"FRA\", \"DEU\"]").unwrap_or_default() {
        match element.text().map(|code| code.map(RegionCode::new)) {
            Some(code) if codes.iter().any(|earlier| earlier.value == code.value) => {
                element.report(Fault::new(format!("the region `{}` is listed twice", code.value), None));
            }
            code => codes.extend(code),
        }
    }
    codes
}
