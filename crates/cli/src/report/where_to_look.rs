//! Where to look: of what discrepancies are made, and what an inventory compiler can do about it.

use super::lack;
use super::tables::{codes, pairs};
use super::{ReportTable, Section};
use crate::table::{Column, Table};
use fluxledger_core::reconcile::{Comparison, Contribution, Estimate, Level, Obstacle, Reconciliation, Side, Verdict, contributions};
use fluxledger_core::{Mass, TimeSpan};

const CONTRIBUTIONS: Section = Section {
    heading: "Where to look",
    note: "Of what the broadest difference of each region is made, category by category, and that of each group, member by member; the largest part first. The differences of the parts add up to that of the whole, but for lines of the ledger that are booked on the whole alone and for ensembles whose value is a median, and their parts of z to its z. Share: of the difference of the whole. Share of σ²: of the variance of that difference, what the inventory’s figure of the part makes. Where provinces are compared, a group of them ranks the provinces.",
    empty: "",
};
const IMPROVEMENTS: Section = Section {
    heading: "Improvement list",
    note: "Categories of the last period in the order in which they bear on the comparison: by what they bring to z, else by the size of the difference. A step follows from what the row lacks or shows, not from a judgement of the Party's work (IPCC 2019 Refinement, Vol. 1, box 6.5).",
    empty: "",
};

/// The parts of each discrepancy, and the steps that they suggest.
pub(super) fn sections(reconciliation: &Reconciliation) -> Vec<ReportTable> {
    let rows = &reconciliation.comparisons;
    let parts = contributions(rows);
    let steps = steps(rows, &parts);
    let parts = (!parts.is_empty()).then(|| ReportTable::in_section(table_of_parts(rows, &parts), CONTRIBUTIONS));
    let steps = (!steps.is_empty()).then(|| ReportTable::in_section(table_of_steps(&steps), IMPROVEMENTS));
    parts.into_iter().chain(steps).collect()
}

fn table_of_parts(rows: &[Comparison], parts: &[Contribution]) -> Table {
    let whole = |part: &Contribution| &rows[part.whole];
    let own = |part: &Contribution| &rows[part.part];
    let mut columns = vec![
        Column::text("whole", "Of", parts, |part| Some(whole(part).region_name.clone())),
        Column::text("period", "Period", parts, |part| Some(whole(part).spans())),
        Column::text("whole_category", "Whole", parts, |part| Some(codes(&whole(part).categories))),
    ];
    columns.extend(pairs(parts, |part| &rows[part.whole]));
    columns.extend([
        Column::text("region", "Region", parts, |part| Some(own(part).region.to_string())),
        Column::text("category", "Category", parts, |part| Some(codes(&own(part).categories))),
        Column::text("category_name", "Category name", parts, |part| Some(own(part).category_name.clone())),
        Column::number("difference_kt", "Difference (kt)", parts, |part| Some(part.difference.as_kilotonnes())),
        Column::number("of_difference", "Share", parts, |part| part.of_difference),
        Column::number("of_z", "Part of z", parts, |part| part.of_z),
        Column::number("own_z", "Own z", parts, |part| Some(own(part).difference?.significance?.z)),
        Column::number("of_variance", "Share of σ²", parts, |part| part.of_variance),
        Column::text("verdict", "Verdict", parts, |part| Some(own(part).verdict.name())),
    ]);
    Table { name: "where-to-look", title: "Of what the discrepancies are made".into(), columns }
}

/// A category with what it brings and what can be done.
struct Step<'a> {
    row: &'a Comparison,
    contribution: Option<Contribution>,
    what: String,
}

impl Step<'_> {
    /// Bears more on the comparison first: by the part of z, then by the size of the difference, then of the product's figure where there is none.
    fn weight(&self) -> (f64, f64) {
        let z = self.contribution.and_then(|part| part.of_z).or_else(|| Some(self.row.difference?.significance?.z));
        let mass = self.row.difference.map_or(self.row.product_estimate.mass, |difference| difference.mass);
        (z.map_or(0.0, f64::abs), mass.as_kg().abs())
    }
}

/// The categories of each region in its last period, those that bear most on the comparison first; categories that call for nothing are left out.
fn steps<'a>(rows: &'a [Comparison], parts: &[Contribution]) -> Vec<Step<'a>> {
    let is_last = |row: &&Comparison| row.group.is_none() && row.level == Level::Category && Some(&row.span) == last(rows, row);
    let step = |(position, row): (usize, &'a Comparison)| {
        let contribution = parts.iter().find(|part| part.part == position && rows[part.whole].group.is_none()).copied();
        what_to_do(row, contribution).map(|what| Step { row, contribution, what })
    };
    let mut steps: Vec<Step<'a>> = rows.iter().enumerate().filter(|(_, row)| is_last(row)).filter_map(step).collect();
    steps.sort_by(|one, other| {
        let ((z, mass), (other_z, other_mass)) = (one.weight(), other.weight());
        other_z.total_cmp(&z).then(other_mass.total_cmp(&mass))
    });
    steps
}

/// The latest span in which a region is compared with the same pair of sources.
fn last<'a>(rows: &'a [Comparison], row: &Comparison) -> Option<&'a TimeSpan> {
    let same = rows.iter().filter(|other| (&other.region, &other.product, &other.inventory) == (&row.region, &row.product, &row.inventory));
    same.map(|other| &other.span).filter(|span| span.year().is_some()).max()
}

/// The share of the variance of a difference from which on the inventory's figure is what limits the comparison.
const LARGE_SHARE: f64 = 0.25;

/// What can be done about a row, in the order in which it helps.
fn what_to_do(row: &Comparison, contribution: Option<Contribution>) -> Option<String> {
    let mut steps: Vec<String> = Vec::new();
    if row.inventory_keys.leave_sum_incomplete() {
        steps.push(format!("give a figure where the inventory has {}", row.inventory_keys));
    }
    match &row.verdict {
        Verdict::NotComparable(Obstacle::PartOnly { missing, side: Side::Inventory }) => {
            steps.push(format!("report {} too, so that both count the same", missing.join(", ")));
        }
        Verdict::NotComparable(Obstacle::TermsNotStated { missing }) => {
            steps.push(format!("add lines to the ledger for {}", missing.join(", ")));
        }
        Verdict::Untested(missing) => steps.extend(lack::steps(*missing, row.ledger.as_ref())),
        Verdict::Higher | Verdict::Lower => steps.push(where_it_may_lie(row).to_owned()),
        _ => {}
    }
    if contribution.and_then(|part| part.of_variance).is_some_and(|share| share >= LARGE_SHARE) {
        steps.push(
            "better data here sharpen the comparison a good deal: the inventory's uncertainty of this category is a large part of the whole"
                .to_owned(),
        );
    }
    (!steps.is_empty()).then(|| steps.join("; "))
}

/// Where an inventory may be wrong if a significant difference is its own: of emissions, of removals, or where the product has the one and it the other.
fn where_it_may_lie(row: &Comparison) -> &'static str {
    let is_removal = |estimate: Estimate| estimate.mass < Mass::ZERO;
    match (&row.verdict, is_removal(row.product_estimate), row.inventory_estimate.is_some_and(is_removal)) {
        (Verdict::Higher, true, _) => "look for removals counted twice, and at areas and removal factors that are too high",
        (Verdict::Higher, false, true) => {
            "the product has an emission where the inventory has a removal: look for sources that are left out, and at removals that are too large"
        }
        (Verdict::Higher, false, false) => "look for sources that are left out, and at emission factors and activity data that are too low",
        (_, true, true) => "look for removals that are left out, and at areas and removal factors that are too low",
        (_, true, false) => {
            "the product has a removal where the inventory has an emission: look for removals that are left out, and at sources that are too large"
        }
        (_, false, _) => "look for sources counted twice, and at emission factors and activity data that are too high",
    }
}

fn table_of_steps(steps: &[Step<'_>]) -> Table {
    let ranks: Vec<(i64, &Step<'_>)> = (1..).zip(steps).collect();
    let mut columns = vec![
        Column::integer("rank", "Rank", &ranks, |(rank, _)| Some(*rank)),
        Column::text("region", "Region", &ranks, |(_, step)| Some(step.row.region.as_str())),
        Column::text("region_name", "Name", &ranks, |(_, step)| Some(step.row.region_name.as_str())),
        Column::text("period", "Period", &ranks, |(_, step)| Some(step.row.spans())),
        Column::text("category", "Category", &ranks, |(_, step)| Some(codes(&step.row.categories))),
        Column::text("category_name", "Category name", &ranks, |(_, step)| Some(step.row.category_name.as_str())),
    ];
    columns.extend(pairs(&ranks, |(_, step)| step.row));
    columns.extend([
        Column::number("difference_kt", "Difference (kt)", &ranks, |(_, step)| Some(step.row.difference?.mass.as_kilotonnes())),
        Column::number("of_z", "Contribution to z", &ranks, |(_, step)| step.contribution?.of_z),
        Column::text("verdict", "Verdict", &ranks, |(_, step)| Some(step.row.verdict.name())),
        Column::text("step", "Step", &ranks, |(_, step)| Some(step.what.as_str())),
    ]);
    Table { name: "improvements", title: "What an inventory compiler can do first".into(), columns }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{compared, estimate};

    /// A land that takes up more than its inventory says has removals that are left out, and no sources that are counted twice.
    #[test]
    fn the_step_of_a_removal_is_not_that_of_a_source() {
        let step = |product, inventory| where_it_may_lie(&compared("Ayland", estimate(product, 1.0), Some(estimate(inventory, 1.0))));
        assert!(step(90.0, 40.0).starts_with("look for sources that are left out"));
        assert!(step(40.0, 90.0).starts_with("look for sources counted twice"));
        assert!(step(-40.0, -90.0).starts_with("look for removals counted twice"));
        assert!(step(-90.0, -40.0).starts_with("look for removals that are left out"));
        assert!(step(90.0, -40.0).starts_with("the product has an emission where the inventory has a removal"));
        assert!(step(-90.0, 40.0).starts_with("the product has a removal where the inventory has an emission"));
    }
}
