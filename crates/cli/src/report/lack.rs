//! Which uncertainty a test lacks, and who would have to state it.

use super::ledger::in_series;
use fluxledger_core::ledger::{LedgerAccount, Treatment};
use fluxledger_core::reconcile::{MissingUncertainty, Side};

/// Why there is no test.
pub(super) fn in_words(missing: MissingUncertainty, account: Option<&LedgerAccount>) -> String {
    let of_product = of_side(Side::Product, "the product states no uncertainty", account);
    let of_inventory = |own| of_side(Side::Inventory, own, account);
    match missing {
        MissingUncertainty::Product => of_product,
        MissingUncertainty::Inventory => of_inventory("the inventory's uncertainty is not given"),
        MissingUncertainty::InventoryOfZero => of_inventory("the inventory states zero, of which a percentage says nothing"),
        MissingUncertainty::Both => match [Side::Product, Side::Inventory].map(|side| lines_without(account, side).is_empty()) {
            [true, true] => "neither side states an uncertainty".to_owned(),
            [false, false] => of_lines(&lines_of_sides(missing, account)),
            _ => format!("{of_product}, and {}", of_inventory("the inventory's uncertainty is not given")),
        },
    }
}

fn of_side(side: Side, own: &str, account: Option<&LedgerAccount>) -> String {
    let lines = lines_without(account, side);
    if lines.is_empty() { own.to_owned() } else { of_lines(&lines) }
}

fn of_lines(lines: &[String]) -> String {
    format!("the ledger states no standard deviation of {}", in_series(lines))
}

/// What an inventory compiler can do so that there is a test.
pub(super) fn steps(missing: MissingUncertainty, account: Option<&LedgerAccount>) -> Vec<String> {
    let lines = lines_of_sides(missing, account);
    let of_lines = (!lines.is_empty()).then(|| format!("state the standard deviation of {} in the ledger", in_series(&lines)));
    let is_own = matches!(missing, MissingUncertainty::Inventory | MissingUncertainty::Both);
    let own = is_own && lines_without(account, Side::Inventory).is_empty();
    of_lines.into_iter().chain(own.then(|| "state the uncertainty of the figure".to_owned())).collect()
}

/// The lines of the sides that lack an uncertainty.
fn lines_of_sides(missing: MissingUncertainty, account: Option<&LedgerAccount>) -> Vec<String> {
    let sides: &[Side] = match missing {
        MissingUncertainty::Product => &[Side::Product],
        MissingUncertainty::Inventory | MissingUncertainty::InventoryOfZero => &[Side::Inventory],
        MissingUncertainty::Both => &[Side::Product, Side::Inventory],
    };
    sides.iter().flat_map(|side| lines_without(account, *side)).collect()
}

/// The lines without a standard deviation that are booked on a side that has one itself.
fn lines_without(account: Option<&LedgerAccount>, side: Side) -> Vec<String> {
    let Some(account) = account else { return Vec::new() };
    let (stated, treatment) = match side {
        Side::Product => (Some(account.product), Treatment::SubtractedFromProduct),
        Side::Inventory => (account.inventory, Treatment::AddedToInventory),
    };
    let has_own = stated.is_some_and(|stated| stated.deviation.is_some());
    let without = account.of(treatment).filter(|entry| has_own && entry.deviation.is_none());
    without.map(|entry| format!("“{}”", entry.line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::estimate;
    use fluxledger_core::Mass;
    use fluxledger_core::ledger::{BookedOn, LedgerEntry};
    use fluxledger_core::reconcile::Estimate;
    use fluxledger_ingest::scope::terms;

    /// A line of 1 kt without a standard deviation.
    fn line(name: &str, treatment: Treatment) -> LedgerEntry {
        LedgerEntry {
            line: name.to_owned(),
            term: terms()[0].clone(),
            treatment,
            booked_on: BookedOn::Whole,
            value: Mass::from_kilotonnes(1.0),
            deviation: None,
            source: String::new(),
            places: Vec::new(),
            holds_every_year: true,
        }
    }

    fn account(inventory: Estimate) -> LedgerAccount {
        let entries = vec![line("wetlands", Treatment::SubtractedFromProduct), line("bunkers", Treatment::AddedToInventory)];
        LedgerAccount { product: estimate(9.0, 1.0), product_uncertainty: None, inventory: Some(inventory), entries }
    }

    /// Both sides state an uncertainty of their own, or the product alone.
    #[test]
    fn the_line_without_a_standard_deviation_is_named_and_not_the_side_that_has_one() {
        let (both, product) = (account(estimate(4.0, 1.0)), account(Estimate { deviation: None, ..estimate(4.0, 1.0) }));
        let said = |missing, account| (in_words(missing, Some(account)), steps(missing, Some(account)).join("; "));
        insta::assert_debug_snapshot!([
            said(MissingUncertainty::Product, &both),
            said(MissingUncertainty::Inventory, &both),
            said(MissingUncertainty::Both, &both),
            said(MissingUncertainty::Both, &product),
        ], @r#"
        [
            (
                "the ledger states no standard deviation of “wetlands”",
                "state the standard deviation of “wetlands” in the ledger",
            ),
            (
                "the ledger states no standard deviation of “bunkers”",
                "state the standard deviation of “bunkers” in the ledger",
            ),
            (
                "the ledger states no standard deviation of “wetlands” and “bunkers”",
                "state the standard deviation of “wetlands” and “bunkers” in the ledger",
            ),
            (
                "the ledger states no standard deviation of “wetlands”, and the inventory's uncertainty is not given",
                "state the standard deviation of “wetlands” in the ledger; state the uncertainty of the figure",
            ),
        ]
        "#);
    }

    #[test]
    fn without_a_ledger_the_sides_are_named() {
        let said = |missing| (in_words(missing, None), steps(missing, None).join("; "));
        insta::assert_debug_snapshot!([MissingUncertainty::Product, MissingUncertainty::Inventory, MissingUncertainty::Both].map(said), @r#"
        [
            (
                "the product states no uncertainty",
                "",
            ),
            (
                "the inventory's uncertainty is not given",
                "state the uncertainty of the figure",
            ),
            (
                "neither side states an uncertainty",
                "state the uncertainty of the figure",
            ),
        ]
        "#);
    }
}
