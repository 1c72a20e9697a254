//! Standard deviations over correlation lengths.

use super::countries::COUNTRIES;
use super::frame;
use crate::figure::Measured;
use crate::figure::length_sweep::{Length, LengthSweep, SweepPanel, SweepPoint};
use crate::figure::style::Size;
use crate::figure::verdict::Verdict;

/// Rising from independent cells to cells that err as one, until the difference is no longer significant; every other country has several steps.
pub(in crate::figure) fn sweep_of_countries(size: Size, count: usize) -> LengthSweep {
    let lengths = [
        (Length::Zero, 0.04, Verdict::SignificantlyHigher),
        (Length::Kilometres(100.0), 0.11, Verdict::SignificantlyHigher),
        (Length::Kilometres(250.0), 0.19, Verdict::IndicativeOnly),
        (Length::Kilometres(500.0), 0.27, Verdict::Inconclusive),
        (Length::Kilometres(1000.0), 0.36, Verdict::Inconclusive),
        (Length::Infinite, 0.5, Verdict::Inconclusive),
    ];
    let panel = |(position, (label, inventory, ..)): (usize, &(&str, f64, f64, Verdict))| {
        let point = |&(length, share, verdict): &(Length, f64, Verdict)| {
            let sigma = share * inventory;
            let has_steps = position % 2 == 1 && matches!(length, Length::Kilometres(_));
            SweepPoint { length, sigma, least: if has_steps { sigma / 3.0 } else { sigma }, verdict }
        };
        SweepPanel { title: (*label).to_owned(), points: lengths.iter().map(point).collect() }
    };
    LengthSweep {
        frame: frame(size),
        measured: Measured { quantity: "Standard deviation of the product’s total".to_owned(), unit: "kt CH₄ yr⁻¹".to_owned() },
        in_use: 500.0,
        panels: COUNTRIES.iter().enumerate().take(count).map(panel).collect(),
    }
}
