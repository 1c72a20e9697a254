//! The check of the verb `inventory`: the sums that a table states, recomputed from their parts.

use super::inventory::year_ranges;
use super::result_file::write_table;
use super::standard_output::write_result;
use super::text_table::{TextColumn, table};
use crate::args::ResultFile;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::report::number::decimal;
use crate::table::{Column, Table};
use crate::vintage::{self, Vintage};
use fluxledger_core::category_tree::CategoryTree;
use fluxledger_core::equivalents::{EquivalentAgreement, RebuiltEquivalent, rebuild_equivalents};
use fluxledger_core::rebuild::{Agreement, Counted, Reason, RebuiltSum, is_total, rebuild};
use fluxledger_core::{Categorization, CategoryCode, Inventory, Mass, NotationKeys, OtherMeasure, RegionCode};
use fluxledger_ingest::category::{systems, tree_of};
use fluxledger_ingest::gwp::gwp_sets;
use fluxledger_ingest::inventory::party_groups;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io::Write;

/// How many differences, and how many totals, are shown in words; the table has all.
const SHOWN: usize = 40;

/// Recomputes the sums of an inventory and says what was found, in words or as a table in a file.
///
/// # Errors
/// If a categorization of the inventory has no tree, or the table cannot be written.
pub(super) fn check(inventory: &Inventory, output: Option<&ResultFile>, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let checks = checked(inventory)?;
    let equivalents = rebuild_equivalents(&inventory.records, &inventory.others, gwp_sets());
    match output {
        None => {
            let source = format!("{}\n", Vintage::of(inventory).in_words());
            let text: String =
                std::iter::once(source).chain(checks.iter().map(Checked::text)).chain(equivalents_text(&equivalents)).collect();
            write_result(out, text.as_bytes())?
        }
        Some(file) => write_table(&sums_table(&checks, &equivalents, &Vintage::of(inventory)), file).map(|()| ExitStatus::Done)?,
    };
    let unexplained = checks.iter().flat_map(|checked| &checked.sums).any(|sum| sum.agreement.is_unexplained());
    Ok(if unexplained || equivalents.iter().any(contradicts) { ExitStatus::ThresholdBroken } else { ExitStatus::Done })
}

/// The sums of one categorization.
struct Checked {
    tree: &'static CategoryTree,
    sums: Vec<RebuiltSum>,
}

fn checked(inventory: &Inventory) -> Result<Vec<Checked>, Diagnostics> {
    let of_records = inventory.records.iter().map(|record| &record.category.categorization);
    let found: BTreeSet<&Categorization> = of_records.chain(inventory.others.iter().map(|other| &other.category.categorization)).collect();
    let with_tree = found.into_iter().map(|categorization| {
        let tree = tree_of(categorization).ok_or_else(|| without_tree(categorization))?;
        Ok(Checked { tree, sums: rebuild(tree, &inventory.records, &inventory.others, &party_groups()) })
    });
    with_tree.collect()
}

fn without_tree(categorization: &Categorization) -> Diagnostics {
    let known: Vec<String> = systems().iter().map(|system| system.tree.categorization.to_string()).collect();
    let message = format!("categorization `{categorization}` has no tree of categories, expected {}", known.join(", "));
    Diagnostic::about("--check", message)
        .with_hint("only tables with categories of these have sums that can be recomputed".to_owned())
        .into()
}

/// The word for an agreement.
fn agreement_word(agreement: &Agreement) -> &'static str {
    match agreement {
        Agreement::Exact => "exact",
        Agreement::Rounded => "rounded",
        Agreement::Undivided => "undivided",
        Agreement::StatedAsKeys => "stated as keys",
        Agreement::Differs(reasons) if reasons.is_empty() => "unexplained",
        Agreement::Differs(_) => "differs",
    }
}

/// The class of a reason, without the parts that it names.
const fn reason_class(reason: &Reason) -> &'static str {
    match reason {
        Reason::WithoutFigure(_) => "parts without a figure",
        Reason::Marked(_) => "parts marked NE, C, FX or IE",
        Reason::CountsMore(_) => "it counts more than its rows",
        Reason::IsSumOf(_) => "it is another total",
        Reason::OwnRows(_) => "rows of the Party's own close it",
        Reason::Members(_) => "its members do not divide it",
        Reason::OwnDigits => "unlike numbers of decimals",
    }
}

/// The classes of all reasons of a sum together, none where it agrees.
fn reason_classes(sum: &RebuiltSum) -> Option<String> {
    let Agreement::Differs(reasons) = &sum.agreement else { return None };
    Some(if reasons.is_empty() { "no reason in the table".to_owned() } else { joined(reasons.iter().map(reason_class), "; ") })
}

/// What a reason says.
fn reason_words(reason: &Reason) -> String {
    match reason {
        Reason::WithoutFigure(parts) => format!("parts without a figure: {}", joined(parts, " ")),
        Reason::Marked(parts) => format!("parts marked: {}", marked(parts)),
        Reason::CountsMore(words) => format!("it also counts {words}"),
        Reason::IsSumOf(other) => format!("it is what {other} adds up to"),
        Reason::OwnRows(rows) => format!("rows of the Party's own close it: {}", joined(rows, ", ")),
        Reason::Members(parties) => format!("so much is not in the parts of its members {}", joined(parties, " ")),
        Reason::OwnDigits => "its figures show unlike numbers of decimals, and may be rounded in their own last place".to_owned(),
    }
}

fn reasons(sum: &RebuiltSum) -> String {
    match &sum.agreement {
        Agreement::Differs(reasons) => reasons.iter().map(reason_words).collect::<Vec<_>>().join("; "),
        _ => String::new(),
    }
}

/// The parts of a sum that they contradict, with their numbers.
fn contradicting(sum: &RebuiltSum, number: impl Fn(Mass) -> String) -> String {
    joined(sum.contradicting.iter().map(|(code, mass)| format!("{code} {}", number(*mass))), " + ")
}

fn marked(parts: &[(CategoryCode, NotationKeys)]) -> String {
    let words = parts.iter().map(|(code, keys)| format!("{code} {keys}"));
    words.collect::<Vec<_>>().join("; ")
}

fn joined<T: Display>(items: impl IntoIterator<Item = T>, between: &str) -> String {
    items.into_iter().map(|item| item.to_string()).collect::<Vec<_>>().join(between)
}

/// What is counted, with the GWP set of equivalents.
fn counted_words(counted: &Counted) -> String {
    match &counted.measure {
        OtherMeasure::Mass => counted.substance.clone(),
        measure @ OtherMeasure::Co2Equivalent { .. } => format!("{} {}", counted.substance, unit(measure)),
    }
}

/// The unit of masses and of equivalents.
fn unit(measure: &OtherMeasure) -> String {
    match measure {
        OtherMeasure::Mass => "kt".to_owned(),
        OtherMeasure::Co2Equivalent { gwp_set } => format!("kt CO2eq {}", gwp_set.as_deref().unwrap_or("of no stated set")),
    }
}

/// Whether a figure in CO₂ equivalents is none that the masses give under the set that the table states.
fn contradicts(equivalent: &RebuiltEquivalent) -> bool {
    matches!(equivalent.agreement, EquivalentAgreement::Differs | EquivalentAgreement::OtherSet(_))
}

fn equivalent_word(agreement: &EquivalentAgreement) -> String {
    match agreement {
        EquivalentAgreement::Agrees => "agrees".to_owned(),
        EquivalentAgreement::Differs => "unexplained".to_owned(),
        EquivalentAgreement::OtherSet(set) => format!("agrees under {set} only"),
        EquivalentAgreement::WithoutSet => "no known set stated".to_owned(),
        EquivalentAgreement::WithoutMass => "no mass to compare".to_owned(),
    }
}

/// What became of figures in CO₂ equivalents, nothing where there are none.
fn equivalents_text(equivalents: &[RebuiltEquivalent]) -> Option<String> {
    let mut groups: BTreeMap<(String, String, String), Vec<&RebuiltEquivalent>> = BTreeMap::new();
    for one in equivalents {
        let key = (one.substance.clone(), one.gwp_set.clone().unwrap_or_default(), equivalent_word(&one.agreement));
        groups.entry(key).or_default().push(one);
    }
    let rows: Vec<_> = groups.into_iter().collect();
    let places = |ones: &[&RebuiltEquivalent]| {
        let codes: BTreeSet<String> = ones.iter().map(|one| format!("{} {}", one.party, one.category.code)).collect();
        joined(codes, ", ")
    };
    let columns = [
        TextColumn::words("Figure", &rows, |row| row.0.0.clone()),
        TextColumn::words("GWP set", &rows, |row| row.0.1.clone()),
        TextColumn::words("Outcome", &rows, |row| row.0.2.clone()),
        TextColumn::numbers("Figures", &rows, |row| row.1.len().to_string()),
        TextColumn::words("Where", &rows, |row| if row.1.iter().any(|one| contradicts(one)) { places(&row.1) } else { String::new() }),
    ];
    (!rows.is_empty())
        .then(|| format!("\nFigures in CO2 equivalents, recomputed from masses under the set that the table states\n{}", table(&columns)))
}

/// A mass in kilotonnes with six decimals.
fn kilotonnes(mass: Mass) -> String {
    decimal(mass.as_kilotonnes(), 6)
}

/// The sum that lies farthest from its parts; there is one at least.
fn farthest<'a>(sums: &[&'a RebuiltSum]) -> &'a RebuiltSum {
    let distance = |sum: &RebuiltSum| sum.difference().map_or(0.0, |difference| difference.as_kg().abs());
    sums.iter().copied().fold(sums[0], |farthest, sum| if distance(sum) >= distance(farthest) { sum } else { farthest })
}

/// Why a sum differs; where nothing in the table says why, its own number and those that it contradicts.
fn why(reasons: &str, sum: &RebuiltSum) -> String {
    match sum.stated.mass {
        Some(stated) if sum.agreement.is_unexplained() => {
            let parts = match contradicting(sum, kilotonnes) {
                parts if parts.is_empty() => "and no part has a mass".to_owned(),
                parts => format!("of {parts}"),
            };
            format!("no reason in the table: {} is stated in {}, {parts}", kilotonnes(stated), sum.year)
        }
        _ => reasons.to_owned(),
    }
}

impl Checked {
    fn text(&self) -> String {
        let sums = &self.sums;
        let parties: BTreeSet<&RegionCode> = sums.iter().map(|sum| &sum.party).collect();
        let years = year_ranges(&sums.iter().map(|sum| sum.year).collect());
        let heading = format!("Sums of {}, {} in {years}, recomputed from their parts\n", self.tree.categorization, joined(parties, ", "));
        heading + &self.counts() + &self.classes() + &self.differences() + &self.totals()
    }

    /// How many sums differ for which reasons, where there are many.
    fn classes(&self) -> String {
        let mut classes: BTreeMap<String, usize> = BTreeMap::new();
        self.sums.iter().filter_map(reason_classes).for_each(|class| *classes.entry(class).or_default() += 1);
        if classes.values().sum::<usize>() <= SHOWN {
            return String::new();
        }
        let rows: Vec<(String, usize)> = classes.into_iter().collect();
        let columns = [
            TextColumn::numbers("Sums", &rows, |row| row.1.to_string()),
            TextColumn::words("Differ, and what may be the reason", &rows, |row| row.0.clone()),
        ];
        format!("\n{}", table(&columns))
    }

    fn counts(&self) -> String {
        let counted: BTreeSet<&Counted> = self.sums.iter().map(|sum| &sum.counted).collect();
        let rows: Vec<&Counted> = counted.into_iter().collect();
        let count = |word: &'static str| {
            move |counted: &&Counted| {
                self.sums.iter().filter(|sum| sum.counted == **counted && agreement_word(&sum.agreement) == word).count().to_string()
            }
        };
        let columns = [
            TextColumn::words("Gas", &rows, |counted| counted_words(counted)),
            TextColumn::numbers("Sums", &rows, |counted| self.sums.iter().filter(|sum| sum.counted == **counted).count().to_string()),
            TextColumn::numbers("Exact", &rows, count("exact")),
            TextColumn::numbers("Rounded", &rows, count("rounded")),
            TextColumn::numbers("Undivided", &rows, count("undivided")),
            TextColumn::numbers("Keys", &rows, count("stated as keys")),
            TextColumn::numbers("Differ", &rows, count("differs")),
            TextColumn::numbers("Unexplained", &rows, count("unexplained")),
        ];
        table(&columns)
    }

    /// The differences of one category with one reason over the years, those without a reason first.
    fn differences(&self) -> String {
        let mut groups: BTreeMap<(bool, &RegionCode, &Counted, usize, String), Vec<&RebuiltSum>> = BTreeMap::new();
        for sum in self.sums.iter().filter(|sum| matches!(sum.agreement, Agreement::Differs(_))) {
            let position = self.tree.position(&sum.category).unwrap_or(usize::MAX);
            groups.entry((!sum.agreement.is_unexplained(), &sum.party, &sum.counted, position, reasons(sum))).or_default().push(sum);
        }
        let rows: Vec<_> = groups.into_iter().map(|((.., reason), sums)| (reason, sums)).collect();
        let shown = &rows[..rows.len().min(SHOWN)];
        if rows.is_empty() {
            return String::new();
        }
        let difference = |sum: &RebuiltSum| sum.difference().map_or_else(|| "no part has a mass".to_owned(), kilotonnes);
        let columns = [
            TextColumn::words("Party", shown, |row| row.1[0].party.to_string()),
            TextColumn::words("Gas", shown, |row| counted_words(&row.1[0].counted)),
            TextColumn::words("Category", shown, |row| row.1[0].category.to_string()),
            TextColumn::words("Years", shown, |row| year_ranges(&row.1.iter().map(|sum| sum.year).collect())),
            TextColumn::numbers("Largest (kt)", shown, |row| difference(farthest(&row.1))),
            TextColumn::words("Why", shown, |row| why(&row.0, farthest(&row.1))),
        ];
        format!("\nStated sums that are not those of their parts, stated less parts\n{}{}", table(&columns), more(rows.len()))
    }

    /// The totals of the last year, from the finest figures.
    fn totals(&self) -> String {
        let is_total = |code: &CategoryCode| self.tree.node(code).is_some_and(is_total);
        let last = self.sums.iter().map(|sum| sum.year).max();
        let rows: Vec<&RebuiltSum> =
            self.sums.iter().filter(|sum| Some(sum.year) == last && is_total(&sum.category) && sum.stated.mass.is_some()).collect();
        if rows.is_empty() {
            return String::new();
        }
        let shown = &rows[..rows.len().min(SHOWN)];
        let mass = |mass: Option<Mass>| mass.map_or_else(|| "–".to_owned(), kilotonnes);
        let origins = |sum: &RebuiltSum| joined(sum.origins.iter().map(|(code, gap)| format!("{code} {}", kilotonnes(*gap))), "; ");
        let columns = [
            TextColumn::words("Party", shown, |sum| sum.party.to_string()),
            TextColumn::words("Gas", shown, |sum| counted_words(&sum.counted)),
            TextColumn::words("Total", shown, |sum| sum.category.to_string()),
            TextColumn::numbers("Stated (kt)", shown, |sum| mass(sum.stated.mass)),
            TextColumn::numbers("Finest (kt)", shown, |sum| mass(sum.leaves)),
            TextColumn::words("Where they part (kt)", shown, |sum| origins(sum)),
        ];
        let year = last.unwrap_or_default();
        format!("\nTotals of {year} as stated and from the finest figures\n{}{}", table(&columns), more(rows.len()))
    }
}

fn more(rows: usize) -> String {
    if rows > SHOWN { format!("  … {} more; `--output FILE.csv` has all\n", rows - SHOWN) } else { String::new() }
}

/// A row of the table of sums.
struct Line {
    party: String,
    category: Vec<String>,
    substance: String,
    unit: String,
    year: i32,
    stated: Option<Mass>,
    keys: String,
    rebuilt: Option<Mass>,
    agreement: String,
    reasons: String,
    finest: Option<Mass>,
    origins: String,
    incomplete: String,
    place: String,
}

impl Line {
    fn of_sum(tree: &CategoryTree, sum: &RebuiltSum) -> Self {
        let name = tree.name(&sum.category).unwrap_or_default().to_owned();
        Self {
            party: sum.party.to_string(),
            category: vec![tree.categorization.to_string(), sum.category.to_string(), name],
            substance: sum.counted.substance.clone(),
            unit: unit(&sum.counted.measure),
            year: sum.year,
            stated: sum.stated.mass,
            keys: sum.stated.keys.to_string(),
            rebuilt: sum.parts,
            agreement: agreement_word(&sum.agreement).to_owned(),
            reasons: if sum.agreement.is_unexplained() {
                contradicting(sum, |mass| mass.as_kilotonnes().to_string())
            } else {
                reasons(sum)
            },
            finest: sum.leaves,
            origins: joined(sum.origins.iter().map(|(code, gap)| format!("{code} {}", gap.as_kilotonnes())), "; "),
            incomplete: marked(&sum.incomplete),
            place: sum.place.clone(),
        }
    }

    fn of_equivalent(one: &RebuiltEquivalent) -> Self {
        Self {
            party: one.party.to_string(),
            category: vec![one.category.categorization.to_string(), one.category.code.to_string(), String::new()],
            substance: one.substance.clone(),
            unit: unit(&OtherMeasure::Co2Equivalent { gwp_set: one.gwp_set.clone() }),
            year: one.year,
            stated: Some(one.stated),
            keys: String::new(),
            rebuilt: one.rebuilt,
            agreement: equivalent_word(&one.agreement),
            reasons: one.parts.join(" + "),
            finest: None,
            origins: String::new(),
            incomplete: String::new(),
            place: one.place.clone(),
        }
    }
}

/// Every sum and every figure in CO₂ equivalents as a row.
fn sums_table(checks: &[Checked], equivalents: &[RebuiltEquivalent], vintage: &Vintage) -> Table {
    let sums = checks.iter().flat_map(|checked| checked.sums.iter().map(|sum| Line::of_sum(checked.tree, sum)));
    let rows: Vec<Line> = sums.chain(equivalents.iter().map(Line::of_equivalent)).collect();
    let kilotonnes = |mass: Option<Mass>| mass.map(Mass::as_kilotonnes);
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let mut table = Table {
        name: "sums",
        title: "Sums recomputed from their parts".into(),
        columns: vec![
            Column::text("party", "Party", &rows, |row| Some(row.party.clone())),
            Column::text("categorization", "Categorization", &rows, |row| given(&row.category[0])),
            Column::text("category", "Category", &rows, |row| given(&row.category[1])),
            Column::text("category_name", "Name", &rows, |row| given(&row.category[2])),
            Column::text("substance", "Substance", &rows, |row| Some(row.substance.clone())),
            Column::text("unit", "Unit", &rows, |row| Some(row.unit.clone())),
            Column::integer("year", "Year", &rows, |row| Some(i64::from(row.year))),
            Column::number("stated", "Stated", &rows, |row| kilotonnes(row.stated)),
            Column::text("stated_keys", "Stated keys", &rows, |row| given(&row.keys)),
            Column::number("rebuilt", "From its parts", &rows, |row| kilotonnes(row.rebuilt)),
            Column::number("difference", "Stated less rebuilt", &rows, |row| Some((row.stated? - row.rebuilt?).as_kilotonnes())),
            Column::text("agreement", "Agreement", &rows, |row| Some(row.agreement.clone())),
            Column::text("reasons", "Reasons, or what was added up", &rows, |row| given(&row.reasons)),
            Column::number("finest", "From the finest figures", &rows, |row| kilotonnes(row.finest)),
            Column::text("origins", "Where stated and finest part", &rows, |row| given(&row.origins)),
            Column::text("incomplete", "Marked as missing from the sum", &rows, |row| given(&row.incomplete)),
            Column::text("place", "Place", &rows, |row| Some(row.place.clone())),
        ],
    };
    table.columns.extend(vintage::columns("inventory", &rows, |_| Some(vintage)));
    table
}

#[cfg(test)]
mod tests;
