//! Members of an ensemble beside an inventory.

use super::{estimate, frame};
use crate::figure::ensemble::{EnsembleRow, EnsembleSpread, Spread};
use crate::figure::style::Size;
use crate::figure::{Estimate, Measured};

pub(in crate::figure) fn spread_of_products(size: Size) -> EnsembleSpread {
    let row = |label: &str, members: [Option<f64>; 6], inventory: Option<Estimate>| {
        let mut values: Vec<f64> = members.iter().flatten().copied().collect();
        values.sort_by(f64::total_cmp);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let spread = Spread {
            mean,
            standard_deviation: (squares / (values.len() as f64 - 1.0)).sqrt(),
            median: values[values.len() / 2],
            minimum: values[0],
            maximum: values[values.len() - 1],
        };
        let members = members.iter().enumerate().filter_map(|(product, value)| Some((product, (*value)?)));
        EnsembleRow { label: label.to_owned(), members: members.collect(), spread, inventory }
    };
    let products = ["GOSAT inversion", "CarbonTracker Europe", "CAMS v21r1", "Jena CarboScope", "EDGAR v8", "a sixth one"];
    EnsembleSpread {
        frame: frame(size),
        measured: Measured { quantity: "CH₄ emissions in 2019".to_owned(), unit: "kt yr⁻¹".to_owned() },
        products: products.map(str::to_owned).to_vec(),
        inventory: "UNFCCC inventory".to_owned(),
        rows: vec![
            row(
                "Germany",
                [Some(2240.0), Some(2410.0), Some(1980.0), Some(3120.0), Some(2300.0), Some(2290.0)],
                Some(estimate(1900.0, 0.2)),
            ),
            row(
                "United Kingdom of Great Britain and Northern Ireland",
                [Some(2000.0), None, Some(2100.0), None, Some(1700.0), None],
                Some(estimate(2050.0, 0.15)),
            ),
            row("Land sink of the Russian Federation", [Some(-900.0), Some(-400.0), Some(-1500.0), None, Some(350.0), Some(-700.0)], None),
        ],
        interval_meaning: "95 % interval".to_owned(),
    }
}
