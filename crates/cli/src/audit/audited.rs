//! What an audit holds against other conventions: comparisons of levels and of trends.

use super::Audit;
use crate::report::subject::category;
use crate::report::tables::subject;
use crate::report::trend_labels;
use crate::table::Column;
use fluxledger_core::reconcile::{Comparison, Conclusion, TrendComparison};
use fluxledger_core::time_span::in_words;

/// A conclusion of which an audit has tables and sentences.
pub trait Audited: Conclusion {
    /// Name and title of the table that says which verdicts hold.
    const SURVIVAL: (&'static str, &'static str);
    /// Name and title of the table of every number behind it.
    const VARIANTS: (&'static str, &'static str);
    /// The unit of its estimates.
    const UNIT: &'static str;

    /// The columns that say what each row is of.
    fn labels<'c, R>(rows: &[R], conclusion: impl Fn(&R) -> &'c Self) -> Vec<Column>
    where
        Self: 'c;

    /// What it is of, in few words; with its two sides where there are several pairs of them.
    fn short(&self, audit: &Audit) -> String;
}

impl Audited for Comparison {
    const SURVIVAL: (&'static str, &'static str) = ("audit", "Which verdicts hold under every convention");
    const VARIANTS: (&'static str, &'static str) = ("variants", "Every comparison under every convention tried");
    const UNIT: &'static str = "kt";

    fn labels<'c, R>(rows: &[R], conclusion: impl Fn(&R) -> &'c Self) -> Vec<Column> {
        let mut columns = subject(rows, &conclusion);
        columns.push(Column::text("category_name", "Category name", rows, |row| Some(conclusion(row).category_name.as_str())));
        columns
    }

    fn short(&self, audit: &Audit) -> String {
        let sides = sides(audit, &self.product, &self.inventory);
        let category = category(self.level, &self.category_name, &self.categories);
        format!("{}, {category}, {}{sides}", self.region_name, self.spans())
    }
}

impl Audited for TrendComparison {
    const SURVIVAL: (&'static str, &'static str) = ("audit-trends", "Which verdicts on trends hold under every convention");
    const VARIANTS: (&'static str, &'static str) = ("variants-trends", "Every comparison of trends under every convention tried");
    const UNIT: &'static str = "kt yr⁻²";

    fn labels<'c, R>(rows: &[R], conclusion: impl Fn(&R) -> &'c Self) -> Vec<Column> {
        let mut columns = trend_labels(rows, &conclusion);
        columns.push(Column::text("product", "Product", rows, |row| Some(conclusion(row).product.as_str())));
        columns.push(Column::text("inventory", "Inventory", rows, |row| Some(conclusion(row).inventory.as_str())));
        columns
    }

    fn short(&self, audit: &Audit) -> String {
        let sides = sides(audit, &self.product, &self.inventory);
        let category = category(self.level, &self.category_name, &self.categories);
        format!("trend of {}, {category}, {}{sides}", self.region_name, in_words(&self.years))
    }
}

/// The product and the inventory, where not all comparisons are of the same two.
fn sides(audit: &Audit, product: &str, inventory: &str) -> String {
    let is_alone = audit.own.comparisons.iter().all(|other| (other.product.as_str(), other.inventory.as_str()) == (product, inventory));
    if is_alone { String::new() } else { format!(", “{product}” and “{inventory}”") }
}
