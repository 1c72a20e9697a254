//! What a comparison is of, in words.

use super::tables::codes;
use fluxledger_core::CategoryCode;
use fluxledger_core::reconcile::Level;

/// The categories of a comparison with their codes; a sum of matched categories is called one, since it can be less than the total whose name it has.
#[must_use]
pub fn category(level: Level, name: &str, categories: &[CategoryCode]) -> String {
    let sum = match level {
        Level::Category => "",
        Level::Sum => "sum of matched categories in ",
    };
    format!("{sum}{name} ({})", codes(categories))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_matched_categories_is_not_called_a_total() {
        let codes = ["3.A", "3.B"].map(CategoryCode::new);
        assert_eq!(category(Level::Category, "Livestock", &codes), "Livestock (3.A + 3.B)");
        assert_eq!(category(Level::Sum, "National total", &codes), "sum of matched categories in National total (3.A + 3.B)");
    }
}
