//! Countries beside one another: dots, points of a scatter, and z.

use super::{estimate, frame};
use crate::figure::dots::{Dots, Row};
use crate::figure::forest::{Forest, ForestRow};
use crate::figure::scatter::{Scatter, ScatterPoint};
use crate::figure::style::Size;
use crate::figure::verdict::Verdict;
use crate::figure::{Estimate, Frame, Measured, Scale};

/// Made values; only the names are real, for their lengths and letters.
pub(super) const COUNTRIES: [(&str, f64, f64, Verdict); 12] = [
    ("China", 55_900.0, 49_800.0, Verdict::NotTested),
    ("United States of America", 26_600.0, 35_100.0, Verdict::SignificantlyHigher),
    ("India", 19_900.0, 24_900.0, Verdict::Inconclusive),
    ("Russian Federation", 12_900.0, 9_100.0, Verdict::SignificantlyLower),
    ("Brazil", 16_300.0, 15_800.0, Verdict::PriorDominated),
    ("Bolivia (Plurinational State of)", 1_010.0, 1_210.0, Verdict::Inconclusive),
    ("Germany", 1_900.0, 2_240.0, Verdict::Equivalent),
    ("Côte d’Ivoire", 320.0, 410.0, Verdict::NotComparable),
    ("Türkiye", 2_300.0, 3_600.0, Verdict::SignificantlyHigher),
    ("United Kingdom of Great Britain and Northern Ireland", 2_050.0, 1_980.0, Verdict::NotTested),
    ("Luxembourg", 22.0, 31.0, Verdict::PriorDominated),
    ("New Zealand", 1_330.0, 1_120.0, Verdict::IndicativeOnly),
];

pub(in crate::figure) fn dots_of_countries(size: Size) -> Dots {
    let rows = COUNTRIES.iter().map(|(label, inventory, product, verdict)| Row {
        label: (*label).to_owned(),
        inventory: Some(estimate(*inventory, 0.2)),
        product: Some(estimate(*product, 0.35)),
        verdict: *verdict,
    });
    Dots {
        frame: frame(size),
        measured: Measured { quantity: "CH₄ emissions in 2019".to_owned(), unit: "kt yr⁻¹".to_owned() },
        scale: Scale::Linear,
        inventory: "UNFCCC inventory".to_owned(),
        product: "GOSAT inversion".to_owned(),
        rows: rows.collect(),
        interval_meaning: "95 % interval".to_owned(),
    }
}

/// Fifty rows on a scale of ratios; some values are missing, zero, or have an interval that reaches below zero.
pub(super) fn many_dots() -> Dots {
    let rows = (0..50_u32).map(|position| {
        let value = 50_000.0 / f64::from((position + 1) * (position + 1));
        let (label, _, _, verdict) = COUNTRIES[position as usize % 12];
        Row {
            label: format!("{label} {position}"),
            inventory: (position % 9 != 4).then(|| estimate(value, 0.15)),
            product: Some(estimate(if position == 30 { 0.0 } else { value * 1.3 }, if position % 11 == 5 { 1.2 } else { 0.4 })),
            verdict,
        }
    });
    Dots {
        scale: Scale::Logarithmic,
        rows: rows.collect(),
        frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(Size::DoubleColumn) },
        ..dots_of_countries(Size::DoubleColumn)
    }
}

/// Countries that take up beside countries that emit.
pub(super) fn dots_with_sinks(size: Size) -> Dots {
    let mut dots = dots_of_countries(size);
    for row in dots.rows.iter_mut().step_by(2) {
        row.inventory = row.inventory.map(|Estimate { central, .. }| estimate(-0.4 * central, 0.5));
        row.product = row.product.map(|Estimate { central, .. }| estimate(-0.3 * central, 1.4));
    }
    dots.measured = Measured { quantity: "Net CO₂ flux of land in 2019".to_owned(), unit: "kt yr⁻¹".to_owned() };
    dots
}

pub(super) fn one_dot(size: Size) -> Dots {
    let all = dots_of_countries(size);
    Dots { rows: all.rows[6..7].to_vec(), ..all }
}

/// A z for each country with a verdict that goes with it.
pub(in crate::figure) fn forest_of_countries(size: Size) -> Forest {
    let tested = COUNTRIES.iter().filter(|country| !matches!(country.3, Verdict::NotTested | Verdict::NotComparable));
    let row = |(position, (label, inventory, product, verdict)): (usize, &(&str, f64, f64, Verdict))| {
        let far = if matches!(verdict, Verdict::SignificantlyHigher | Verdict::SignificantlyLower) { 3.4 } else { 0.6 };
        let z = (product - inventory).signum() * (far + 0.1 * f64::from(u32::try_from(position).unwrap()));
        let others = (*verdict == Verdict::IndicativeOnly).then_some(4.0 * z).into_iter().collect();
        ForestRow { label: (*label).to_owned(), z, others, verdict: *verdict }
    };
    Forest {
        frame: frame(size),
        critical: 1.959_964,
        others: "z if the product’s parts err independently".into(),
        rows: tested.enumerate().map(row).collect(),
    }
}

/// One country so far off that it is an arrow.
pub(super) fn forest_beyond(size: Size) -> Forest {
    let mut forest = forest_of_countries(size);
    forest.rows[0].z = 43.2;
    Forest { frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(size) }, ..forest }
}

pub(in crate::figure) fn scatter_of_countries(size: Size) -> Scatter {
    let dots = dots_of_countries(size);
    scatter_of(&dots)
}

pub(super) fn scatter_of(dots: &Dots) -> Scatter {
    let points = dots.rows.iter().filter_map(|row| {
        Some(ScatterPoint { label: row.label.clone(), inventory: row.inventory?, product: row.product?, verdict: row.verdict })
    });
    Scatter {
        frame: dots.frame.clone(),
        measured: dots.measured.clone(),
        inventory: dots.inventory.clone(),
        product: dots.product.clone(),
        points: points.collect(),
        interval_meaning: dots.interval_meaning.clone(),
    }
}

/// Fifty countries of which one takes up and the others emit.
pub(super) fn scatter_with_a_sink(size: Size) -> Scatter {
    let mut scatter = scatter_of(&many_dots());
    scatter.points[0].inventory = estimate(-9_000.0, 0.3);
    scatter.points[0].product = estimate(4_000.0, 0.9);
    Scatter { frame: frame(size), ..scatter }
}
