//! Whether the cells of products can be counted from those of the one that the run file names.

use super::{Desk, PlannedProduct};
use crate::run_file::Draft;
use fluxledger_ingest::known_words::nearest;

/// Refuses a product that is none with a grid, and one on another grid than the others.
pub(super) fn check(desk: &mut Desk, draft: &Draft, products: &[PlannedProduct]) {
    let Some(beside) = draft.cells.as_ref().and_then(|cells| cells.beside.as_ref()) else { return };
    let Some(other) = products.iter().find(|product| product.name == beside.value) else {
        // A product that could not be opened has its own problem.
        if !draft.products.iter().any(|entry| entry.name.value == beside.value) || desk.problems.is_empty() {
            let near = nearest(&beside.value, products.iter().map(|product| product.name.as_str()));
            let hint = near.map_or_else(|| "name a product with a grid".to_owned(), |meant| format!("did you mean `{meant}`?"));
            desk.report(beside.position, format!("`{}` is no product with a grid", beside.value), Some(hint));
        }
        return;
    };
    if products.iter().all(|product| product.name == beside.value) {
        let message = format!("no other product with a grid is there to be set beside `{}`", beside.value);
        desk.report(
            beside.position,
            message,
            Some("leave `beside` out: its cells stand beside its own prior then, if it has one".to_owned()),
        );
    }
    for product in products.iter().filter(|product| product.files[0].grid != other.files[0].grid) {
        let message = format!(
            "cells of `{}` cannot be counted from those of `{}`: they lie on different grids, or their columns begin elsewhere",
            product.name, beside.value
        );
        desk.report(beside.position, message, Some("leave `beside` out, or name a product on the same grid".to_owned()));
    }
}
