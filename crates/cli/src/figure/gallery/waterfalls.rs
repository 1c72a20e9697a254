//! Waterfalls: from a total to a comparable one, and through zero.

use super::{emissions, estimate, frame};
use crate::figure::style::Size;
use crate::figure::waterfall::{Bar as Step, Content, Waterfall};
use crate::figure::{Estimate, Frame};

/// From a total to a comparable total, with a step that nobody states.
pub(in crate::figure) fn waterfall_of_scope(size: Size) -> Waterfall {
    let row = |label: &str, number: &str, content| Step { label: label.to_owned(), number: number.to_owned(), content };
    Waterfall {
        frame: frame(size),
        measured: emissions(),
        bars: vec![
            row("GOSAT inversion, total", "48\u{202f}600", Content::Total(estimate(48_600.0, 0.08))),
            row("wetlands", "−9800", Content::Step(-9_800.0)),
            row("inland waters", "−1200", Content::Step(-1_200.0)),
            row("geological seeps of the sea and the land, as a long label has it", "−700.0", Content::Step(-700.0)),
            row("uptake by soils", "+2100", Content::Step(2_100.0)),
            row("termites", "not stated", Content::Unknown),
            row("comparable total", "39\u{202f}000", Content::Total(estimate(39_000.0, 0.12))),
            row("EPA inventory 2016", "27\u{202f}400", Content::Beside(estimate(27_400.0, 0.15))),
        ],
        interval_meaning: "95 % interval".to_owned(),
    }
}

/// From a difference above zero to one below it.
pub(super) fn waterfall_through_zero(size: Size) -> Waterfall {
    let all = waterfall_of_scope(size);
    let row = |label: &str, number: &str, content| Step { label: label.to_owned(), number: number.to_owned(), content };
    let bars = vec![
        row("product minus inventory as both state it", "800.0", Content::Total(Estimate { central: 800.0, interval: None })),
        row("natural fluxes", "−1300", Content::Step(-1_300.0)),
        row("time", "0", Content::Step(0.0)),
        row("mask and coast", "+120.0", Content::Step(120.0)),
        row("residual", "−380.0", Content::Total(estimate(-380.0, 0.8))),
    ];
    Waterfall { bars, frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..all.frame }, ..all }
}
