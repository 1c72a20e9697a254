//! What the 2019 Refinement asks of a comparison with atmospheric estimates, answered from the run: Vol. 1, chapter 6, table 6.5 and box 6.5.

use super::ledger::in_series;
use super::number::{counted, percent, signed_kilotonnes};
use super::subject::category;
use super::{ProductFacts, Report, ReportTable, Section};
use crate::ensemble_members;
use crate::table::{Column, Table};
use fluxledger_core::reconcile::{
    Comparison, ErrorCorrelation, Level, Obstacle, TotalUncertainty, UnmatchedReason, Verdict, product_ensembles,
};
use fluxledger_core::{ProductKind, Scope};
use std::collections::BTreeSet;

const STEPS: Section = Section {
    heading: "Steps of the guidelines",
    note: "The steps of a comparison with global or regional inverse models (IPCC 2019 Refinement, Vol. 1, table 6.5) and what this run did about each. What only people can do is said as such.",
    empty: "",
};
const ACTIONS: Section = Section {
    heading: "Actions on a discrepancy",
    note: "The questions that an inventory compiler is asked to go through where a comparison shows a discrepancy (IPCC 2019 Refinement, Vol. 1, box 6.5), answered as far as the run knows.",
    empty: "",
};

/// The convention that products on grids have.
const SHARE_OF_CELL: &str = "Share of a cell";

/// Most subjects that an answer lists.
const MOST_NAMED: usize = 5;

/// A step or question, and the answer of the run.
struct Answer {
    number: &'static str,
    subject: &'static str,
    answer: String,
}

impl Answer {
    const fn new(number: &'static str, subject: &'static str, answer: String) -> Self {
        Self { number, subject, answer }
    }
}

/// The two tables.
pub fn tables(report: &Report) -> Vec<ReportTable> {
    vec![
        ReportTable::in_section(table("table-6-5", "Table 6.5, filled from this run", &steps(report)), STEPS),
        ReportTable::in_section(table("box-6-5", "Box 6.5, answered from this run", &actions(report)), ACTIONS),
    ]
}

fn table(name: &'static str, title: &str, answers: &[Answer]) -> Table {
    let columns = vec![
        Column::text("number", "No.", answers, |answer| Some(answer.number)),
        Column::text("subject", "Subject", answers, |answer| Some(answer.subject)),
        Column::text("answer", "This run", answers, |answer| Some(answer.answer.clone())),
    ];
    Table { name, title: title.to_owned(), columns }
}

fn steps(report: &Report) -> Vec<Answer> {
    vec![
        Answer::new("A", "Gases and periods", gases_and_periods(report)),
        Answer::new("B", "Data acquired", data_acquired(report)),
        Answer::new("C", "Remapping to national land", remapping(report)),
        Answer::new("D", "Several products", several_products(report)),
        Answer::new("E", "Analysis of differences", analysis(report)),
        Answer::new("F", "Documentation", documentation(report)),
    ]
}

fn actions(report: &Report) -> Vec<Answer> {
    vec![
        Answer::new("1", "Same period and area?", period_and_area(report)),
        Answer::new("2", "Which prior, and how does it compare with the inventory?", priors(report)),
        Answer::new("3", "Natural and anthropogenic fluxes as in the inventory?", scopes(report)),
        Answer::new("4", "Seasons and other effects?", seasons(report)),
        Answer::new("5", "Uncertainty assessed, discrepancy significant?", significance(report)),
        Answer::new("6", "Where do larger discrepancies lie, and which activities?", places(report)),
        Answer::new("7", "Improvement plan", plan(report)),
    ]
}

fn rows(report: &Report) -> &[Comparison] {
    &report.reconciliation.comparisons
}

/// The findings by category, or by sums where no single category is one, the largest difference first.
fn ranked(report: &Report) -> Vec<&Comparison> {
    let of_level = |level: Level| rows(report).iter().filter(|row| row.verdict.is_significant() && row.level == level).collect::<Vec<_>>();
    let categories = of_level(Level::Category);
    let mut rows = if categories.is_empty() { of_level(Level::Sum) } else { categories };
    let size = |row: &Comparison| row.difference.map_or(0.0, |difference| difference.mass.as_kg().abs());
    rows.sort_by(|one, other| size(other).total_cmp(&size(one)));
    rows
}

fn listed(words: impl Iterator<Item = String>) -> String {
    words.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("; ")
}

fn gases_and_periods(report: &Report) -> String {
    let spans: BTreeSet<String> = rows(report).iter().filter(|row| row.verdict.is_comparable()).map(Comparison::spans).collect();
    let spans = if spans.is_empty() { "none".to_owned() } else { spans.into_iter().collect::<Vec<_>>().join(", ") };
    format!(
        "{}; asked for {}; years in which both sides can be compared: {spans}. The modellers' advice on their uncertainty for this country is not \
         known to the run.",
        report.gas.formula(),
        super::number::years(&report.years)
    )
}

fn data_acquired(report: &Report) -> String {
    let of_product = |product: &ProductFacts| {
        let prior = product.prior.as_ref().map_or_else(|| "prior not stated".to_owned(), |prior| format!("prior {prior}"));
        format!("“{}”: {} ({}), {prior}, uncertainty {}", product.name, product.title, product.kind.name(), stated(report, product))
    };
    let products = report.products.iter().map(of_product).collect::<Vec<_>>().join("; ");
    let defaults = of_defaults(report);
    format!("{products}.{defaults} Every file is listed under Provenance with its SHA-256; citations under Sources.")
}

/// The sentence on default uncertainties, behind a blank; nothing where none is used.
fn of_defaults(report: &Report) -> String {
    report.defaults.sentence().map_or_else(String::new, |sentence| format!(" {sentence}"))
}

/// Whether a product states its uncertainty in the comparisons.
fn stated(report: &Report, product: &ProductFacts) -> &'static str {
    let of_product: Vec<&Comparison> = rows(report).iter().filter(|row| row.product == product.name).collect();
    let is_declared = |row: &&Comparison| matches!(row.product_uncertainty, Some(TotalUncertainty::Declared(_)));
    if of_product.is_empty() {
        "not looked at by itself"
    } else if of_product.iter().any(is_declared) {
        "declared in the run file"
    } else if of_product.iter().any(|row| row.product_estimate.deviation.is_some()) {
        "given"
    } else {
        "not given"
    }
}

fn remapping(report: &Report) -> String {
    let wanted = |name: &str| name == SHARE_OF_CELL || name == "Coasts";
    let conventions = report.products.iter().flat_map(|product| &product.conventions);
    let used = listed(conventions.filter(|(name, _)| wanted(name)).map(|(name, value)| format!("{}: {value}", name.to_lowercase())));
    let carried = match report.errors.parts {
        ErrorCorrelation::Unknown => "between independent and fully correlated cells, since nothing is known of their correlation",
        ErrorCorrelation::Full => "as fully correlated between cells",
        ErrorCorrelation::None => "as independent between cells",
        ErrorCorrelation::Length(_) => "with a correlation between cells that falls off with their distance",
    };
    if used.is_empty() {
        return "The products state totals of countries themselves.".to_owned();
    }
    format!("{used}. Where a product maps its uncertainty, that is remapped too, {carried}. The table “totals” holds every sum.")
}

fn several_products(report: &Report) -> String {
    let compared: BTreeSet<&str> = rows(report).iter().map(|row| row.product.as_str()).collect();
    let is_compared = |product: &&ProductFacts| compared.contains(product.name.as_str());
    let ensembles: Vec<&ProductFacts> =
        report.products.iter().filter(is_compared).filter(|product| product.profile == ensemble_members::PROFILE).collect();
    let products = compared.len() - ensembles.len();
    match (products, ensembles.as_slice()) {
        (1, []) => "One product. The guidelines ask for all that are available.".to_owned(),
        (0, [only]) => format!("One {}; its members stand in “Members of ensembles”.", only.title),
        _ => {
            let ensembles = ensembles.iter().map(|ensemble| format!("an {}", ensemble.title));
            let all: Vec<String> = [counted(products, "product", "products")].into_iter().chain(ensembles).collect();
            format!("{}, each beside the inventory; {}.", in_series(&all), averaged(report))
        }
    }
}

/// Where the mean of several products stands, or why there is none.
fn averaged(report: &Report) -> &'static str {
    if product_ensembles(&report.reconciliation).is_empty() {
        "no two of them can be averaged, since they count different categories, years or places"
    } else {
        "mean and standard deviation stand in “Spread of the products”"
    }
}

fn analysis(report: &Report) -> String {
    let tested = rows(report).iter().filter(|row| row.verdict.is_tested()).count();
    let found = rows(report).iter().filter(|row| row.verdict.is_significant()).count();
    let then = if found == 0 {
        "No difference calls for a look at activity data and emission factors."
    } else {
        "To be done by people: see whether activity data or emission factors can be brought up to date, report the differences to the modellers and ask for their view."
    };
    format!(
        "{found} of {} significant at {}. {then}",
        counted(tested, "tested difference is", "tested differences are"),
        report.thresholds.significance
    )
}

fn documentation(report: &Report) -> String {
    let where_default = if report.defaults.clause().is_some() { " Its last column says where the inventory's is a default." } else { "" };
    format!(
        "This report: data sets under Sources, remapping under Conventions, the comparison in the table “comparison” ({}) with the uncertainty of \
         both sides.{where_default}",
        counted(rows(report).len(), "row", "rows")
    )
}

fn period_and_area(report: &Report) -> String {
    format!("{}{} “Territories” names land that the two may count apart.", period(report), area(report))
}

fn period(report: &Report) -> String {
    let other_years: BTreeSet<String> = rows(report).iter().filter(|row| row.span != row.inventory_span).map(Comparison::spans).collect();
    let without = without_common_year(report);
    if !other_years.is_empty() {
        format!("Not everywhere the same year (product / inventory): {}.{without}", other_years.into_iter().collect::<Vec<_>>().join(", "))
    } else if without.is_empty() {
        "The same years on both sides.".to_owned()
    } else {
        format!("The same years on both sides where they are compared.{without}")
    }
}

/// How much of either side has no partner because the other lacks the year or the region; empty where nothing has none.
fn without_common_year(report: &Report) -> String {
    let refused = rows(report).iter().filter(|row| matches!(row.verdict, Verdict::NotComparable(Obstacle::NoCommonYear { .. }))).count();
    let unmatched = &report.reconciliation.unmatched;
    let left_over = unmatched.iter().filter(|row| matches!(row.reason, UnmatchedReason::NoCommonYear { .. })).count();
    let mut sentences = String::new();
    if refused > 0 {
        let comparisons = counted(refused, "comparison is", "comparisons are");
        sentences += &format!(" {comparisons} refused because the inventory lacks the year or the region.");
    }
    if left_over > 0 {
        let figures = counted(left_over, "figure of the inventory has", "figures of the inventory have");
        sentences += &format!(" {figures} no partner because the product lacks the year or the region.");
    }
    sentences
}

fn area(report: &Report) -> String {
    let least = rows(report).iter().filter(|row| row.verdict.is_comparable()).map(|row| row.covered.as_fraction()).fold(1.0, f64::min);
    let refused = rows(report).iter().filter(|row| matches!(row.verdict, Verdict::NotComparable(Obstacle::OutsideGrid { .. }))).count();
    let outside = if refused > 0 {
        let comparisons = counted(refused, "comparison is", "comparisons are");
        format!(" {comparisons} refused because too little of the region is on the grid.")
    } else {
        String::new()
    };
    let area = if least < 0.9995 {
        format!("At least {} of every compared region lies", percent(least))
    } else {
        "All compared regions lie".to_owned()
    };
    let has_grid = report.products.iter().flat_map(|product| &product.conventions).any(|(name, _)| *name == SHARE_OF_CELL);
    let area = if has_grid { format!(" {area} on the product's grid.") } else { String::new() };
    format!("{area}{outside}")
}

fn priors(report: &Report) -> String {
    let shared =
        rows(report).iter().filter_map(|row| Some(format!("“{}” is not independent: {}", row.product, row.shared_prior.as_ref()?)));
    let shared = listed(shared);
    let stated = report.products.iter().map(|product| match (&product.prior, product.kind) {
        (Some(prior), _) => format!("“{}”: {prior}", product.name),
        (None, ProductKind::Inversion) => format!("“{}”: not stated", product.name),
        (None, ProductKind::Simulated) => format!("“{}” is simulated", product.name),
        (None, ProductKind::BottomUp) => format!("“{}” is a bottom-up grid and has no prior", product.name),
    });
    let stated = stated.collect::<Vec<_>>().join("; ");
    if shared.is_empty() { format!("{stated}.") } else { format!("{stated}. {shared}.") }
}

fn scopes(report: &Report) -> String {
    let of_product = |product: &ProductFacts| {
        let fits = match product.scope {
            Scope::Anthropogenic => "as inventories do",
            Scope::Total => "natural fluxes too, which inventories do not",
            Scope::Natural => "natural fluxes alone",
        };
        format!("“{}” counts {} fluxes, {fits}", product.name, product.scope.name())
    };
    let products = report.products.iter().map(of_product).collect::<Vec<_>>().join("; ");
    let is_refused = |row: &&Comparison| matches!(row.verdict, Verdict::NotComparable(Obstacle::Scope | Obstacle::TermsNotStated { .. }));
    let refused = rows(report).iter().filter(is_refused).count();
    let refused =
        if refused > 0 { format!(" {} refused for it.", counted(refused, "comparison is", "comparisons are")) } else { String::new() };
    let booked = rows(report).iter().filter(|row| row.ledger.is_some() && row.verdict.is_comparable()).count();
    let booked = if booked > 0 {
        format!(" {} made after a ledger of scope.", counted(booked, "comparison is", "comparisons are"))
    } else {
        String::new()
    };
    format!("{products}.{refused}{booked}")
}

fn seasons(report: &Report) -> String {
    let trends = report.reconciliation.trends.len();
    let trends = if trends > 0 { format!(" {} compared as well.", counted(trends, "trend is", "trends are")) } else { String::new() };
    format!(
        "Whole years are compared; a year of which the product lacks a step is left out, so that no season is counted for another.{trends} Whether an inversion's seasons are plausible is for its modellers to say."
    )
}

fn significance(report: &Report) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for finding in &report.findings {
        match counts.iter_mut().find(|(verdict, _)| *verdict == finding.verdict) {
            Some((_, count)) => *count += 1,
            None => counts.push((finding.verdict, 1)),
        }
    }
    let counts = counts.into_iter().map(|(verdict, count)| format!("{count} {verdict}")).collect::<Vec<_>>().join(", ");
    let counts = if counts.is_empty() { "none" } else { &counts };
    format!("Of {}: {counts}.{}", counted(rows(report).len(), "comparison", "comparisons"), of_defaults(report))
}

fn places(report: &Report) -> String {
    let named: Vec<String> = ranked(report).into_iter().take(MOST_NAMED).map(subject).collect();
    if named.is_empty() {
        return "No discrepancy is significant.".to_owned();
    }
    format!(
        "Largest significant differences: {}. To be done by people: recheck activity data there, and what regulation and technology make different.",
        named.join("; ")
    )
}

fn plan(report: &Report) -> String {
    let categories = ranked(report).into_iter().map(|row| category(row.level, &row.category_name, &row.categories));
    let mut named: Vec<String> = Vec::new();
    for category in categories {
        if !named.contains(&category) {
            named.push(category);
        }
    }
    named.truncate(MOST_NAMED);
    if named.is_empty() {
        return "Nothing to put first.".to_owned();
    }
    format!("By the size of their discrepancy, to be put first: {}.", named.join("; "))
}

fn subject(row: &Comparison) -> String {
    let difference = row.difference.map_or(0.0, |difference| difference.mass.as_kilotonnes());
    let category = category(row.level, &row.category_name, &row.categories);
    format!("{}, {category}, {}: {} kt", row.region_name, row.spans(), signed_kilotonnes(difference))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::default_uncertainties::DefaultsUsed;
    use crate::report::example::{compared, estimate, report};
    use fluxledger_core::{Category, ReportedUncertainty, Share};
    use fluxledger_ingest::inventory::DefaultUncertainty;
    use std::collections::BTreeMap;

    fn answer(answers: &[Answer], number: &str) -> String {
        answers.iter().find(|answer| answer.number == number).unwrap().answer.clone()
    }

    /// A report with one category of each country, tested, in the order given.
    fn of(comparisons: Vec<Comparison>) -> Report {
        let mut report = report();
        report.reconciliation.comparisons = comparisons;
        report
    }

    #[test]
    fn every_step_of_the_table_and_every_action_of_the_box_is_answered() {
        let report = report();
        let numbers = |answers: Vec<Answer>| {
            assert!(answers.iter().all(|answer| !answer.answer.is_empty()));
            answers.iter().map(|answer| answer.number).collect::<String>()
        };
        assert_eq!((numbers(steps(&report)), numbers(actions(&report))), ("ABCDEF".to_owned(), "1234567".to_owned()));
    }

    /// 9 ± 1 kt and 12 ± 1 kt beside 4 ± 1 kt are 3.5 and 5.7 standard deviations off, 4.5 ± 1 kt is 0.35.
    #[test]
    fn the_largest_finding_comes_first_and_what_is_none_is_not_named() {
        let row = |name: &str, product: f64| compared(name, estimate(product, 1.0), Some(estimate(4.0, 1.0)));
        let report = of(vec![row("Ayland", 9.0), row("Beeland", 12.0), row("Ceeland", 4.5)]);
        let places = places(&report);
        let place = |name: &str| places.find(name);
        assert!(place("Beeland") < place("Ayland") && place("Beeland").is_some() && place("Ceeland").is_none(), "{places}");
        assert!(answer(&steps(&report), "E").starts_with("2 of 3 tested differences are significant at 0.05."), "{}", analysis(&report));
    }

    #[test]
    fn uncertainties_that_are_not_the_partys_are_called_defaults() {
        let row = Comparison {
            inventory: "Own".into(),
            records: vec!["cell".into()],
            ..compared("Ayland", estimate(9.0, 1.0), Some(estimate(4.0, 1.0)))
        };
        let half = Share::new(0.5);
        let given = DefaultUncertainty {
            category: Category::new("CRF", "5"),
            uncertainty: ReportedUncertainty { low: half, high: half },
            reference: "Guideline".to_owned(),
            row_place: String::new(),
        };
        let mut report = of(vec![row]);
        let answers = |report: &Report| [answer(&steps(report), "B"), answer(&actions(report), "5"), answer(&steps(report), "F")];
        let has_word = |text: &String| text.contains("default");
        assert!(!answers(&report).iter().any(has_word));
        let of_own = BTreeMap::from([("cell".to_owned(), given)]);
        report.defaults = DefaultsUsed::of(&report.reconciliation.comparisons, &BTreeMap::from([("Own", &of_own)]));
        let [data, significance, documents] = answers(&report);
        let sentence = " In 1 of 1 comparisons the inventory's uncertainty rests on defaults that are not the Party's (Guideline).";
        assert!(data.contains(sentence) && significance.ends_with(sentence) && has_word(&documents), "{data}\n{significance}\n{documents}");
    }

    #[test]
    fn years_that_one_side_lacks_are_counted() {
        let row = compared("Ayland", estimate(9.0, 1.0), Some(estimate(4.0, 1.0)));
        let verdict = Verdict::NotComparable(Obstacle::NoCommonYear { other_years: vec![2010] });
        let refused = Comparison { verdict, ..compared("Beeland", estimate(9.0, 1.0), None) };
        let answer = answer(&actions(&of(vec![row, refused])), "1");
        let expected = "The same years on both sides where they are compared. 1 comparison is refused because the inventory lacks the year or the region.";
        assert!(answer.starts_with(expected), "{answer}");
    }

    #[test]
    fn an_ensemble_of_the_products_is_no_further_product() {
        let row =
            |product: &str| Comparison { product: product.to_owned(), ..compared("Ayland", estimate(9.0, 1.0), Some(estimate(4.0, 1.0))) };
        let mut report = of(vec![row("P1"), row("P2"), row("Mean")]);
        let profile = ensemble_members::PROFILE.to_owned();
        report.products[0] =
            ProductFacts { name: "Mean".to_owned(), profile, title: "ensemble of 2 products".to_owned(), ..report.products[0].clone() };
        let answer = several_products(&report);
        assert!(answer.starts_with("2 products and an ensemble of 2 products, each beside the inventory; "), "{answer}");
        report.reconciliation.comparisons.drain(..2);
        assert_eq!(several_products(&report), "One ensemble of 2 products; its members stand in “Members of ensembles”.");
    }

    #[test]
    fn another_year_of_the_inventory_is_named() {
        let mut row = compared("Ayland", estimate(9.0, 1.0), Some(estimate(4.0, 1.0)));
        assert!(answer(&actions(&of(vec![row.clone()])), "1").starts_with("The same years on both sides."));
        row.inventory_span = fluxledger_core::TimeSpan::calendar(2010);
        assert!(answer(&actions(&of(vec![row])), "1").contains("2014 / 2010"));
    }
}
