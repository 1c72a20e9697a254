//! Lines over years in one picture, and panels of them.

use super::countries::COUNTRIES;
use super::{estimate, frame};
use crate::figure::small_multiples::{Panel, SmallMultiples};
use crate::figure::style::Size;
use crate::figure::time_series::{IntervalStyle, Series, TimeSeries};
use crate::figure::verdict::Verdict;
use crate::figure::{Estimate, Measured};

pub(in crate::figure) fn lines_over_years(size: Size) -> TimeSeries {
    let line = |start: f64, slope: f64, share: f64, years: std::ops::Range<i32>| -> Vec<(i32, Estimate)> {
        years.map(|year| (year, estimate(start + slope * f64::from(year - 2005) + 0.08 * f64::from(year * 7 % 5), share))).collect()
    };
    let series = |name: &str, points, interval_style| Series {
        name: name.to_owned(),
        points,
        interval_style,
        trend: None,
        member_trends: Vec::new(),
    };
    let mut sparse = line(2.6, -0.02, 0.25, 2009..2021);
    sparse.retain(|(year, _)| ![2011, 2017].contains(year));
    TimeSeries {
        frame: frame(size),
        measured: Measured { quantity: "CH₄ emissions, Germany".to_owned(), unit: "Tg yr⁻¹".to_owned() },
        series: vec![
            series("National inventory 2023", line(2.5, -0.05, 0.12, 1990..2022), IntervalStyle::Band),
            series("GOSAT inversion", sparse, IntervalStyle::Whiskers),
            series("EDGAR v8", line(2.9, -0.04, 0.3, 2000..2022), IntervalStyle::Whiskers),
        ],
        interval_meaning: "95 % interval".to_owned(),
    }
}

pub(super) fn one_year(size: Size) -> TimeSeries {
    let mut figure = lines_over_years(size);
    figure.series.iter_mut().for_each(|series| series.points.retain(|(year, _)| *year == 2012));
    figure
}

/// Sinks: values below zero, far from it, in a unit that makes long numbers.
pub(super) fn below_zero(size: Size) -> TimeSeries {
    let mut figure = lines_over_years(size);
    for estimate in figure.series.iter_mut().flat_map(|series| series.points.iter_mut().map(|point| &mut point.1)) {
        estimate.central *= -18_000.0;
        estimate.interval = estimate.interval.map(|(low, high)| (-18_000.0 * high, -18_000.0 * low));
    }
    figure.measured = Measured { quantity: "Net CO₂ flux of managed land".to_owned(), unit: "kt yr⁻¹".to_owned() };
    figure
}

pub(in crate::figure) fn panels_of_countries(size: Size, count: usize) -> SmallMultiples {
    let panel = |(label, inventory, ..): &(&str, f64, f64, Verdict)| {
        let mut series = lines_over_years(size).series;
        series.truncate(2);
        for estimate in series.iter_mut().flat_map(|series| series.points.iter_mut().map(|point| &mut point.1)) {
            estimate.central *= inventory / 2.5;
            estimate.interval = estimate.interval.map(|(low, high)| (low * inventory / 2.5, high * inventory / 2.5));
        }
        Panel { title: (*label).to_owned(), series }
    };
    // The largest first, as a report has them, and the smallest last.
    let mut countries = COUNTRIES;
    countries.sort_by(|one, other| other.1.total_cmp(&one.1));
    let wanted = countries[..count - 1].iter().chain(&countries[COUNTRIES.len() - 1..]);
    SmallMultiples {
        frame: frame(size),
        measured: Measured { quantity: "CH₄ emissions".to_owned(), unit: "kt yr⁻¹".to_owned() },
        panels: wanted.map(panel).collect(),
        interval_meaning: "95 % interval".to_owned(),
    }
}

/// Straight lines through the points of each panel.
pub(super) fn panels_with_trends(size: Size) -> SmallMultiples {
    let mut figure = panels_of_countries(size, 6);
    for series in figure.panels.iter_mut().flat_map(|panel| &mut panel.series) {
        series.interval_style = IntervalStyle::Whiskers;
        series.points.retain(|(year, _)| year % 2 == 0);
        let ends = series.points.first().zip(series.points.last());
        series.trend = ends.map(|(first, last)| [(first.0, first.1.central), (last.0, last.1.central)]);
    }
    // The second series is an ensemble, whose members rise and fall about it.
    for series in figure.panels.iter_mut().filter_map(|panel| panel.series.get_mut(1)) {
        let turned = |[first, last]: [(i32, f64); 2], share: f64| [(first.0, first.1 * (1.0 - share)), (last.0, last.1 * (1.0 + share))];
        series.member_trends = series.trend.iter().flat_map(|ends| [-0.2, -0.1, 0.05, 0.15].map(|share| turned(*ends, share))).collect();
    }
    figure
}

/// Panels of sinks, with a country that has one year only.
pub(super) fn panels_below_zero() -> SmallMultiples {
    let mut figure = panels_of_countries(Size::DoubleColumn, 7);
    for (position, panel) in figure.panels.iter_mut().enumerate() {
        for (year, estimate) in panel.series.iter_mut().flat_map(|series| &mut series.points) {
            let shift = if position == 2 { f64::from(*year - 2004) * 3_000.0 } else { 0.0 };
            estimate.central = shift - estimate.central;
            estimate.interval = estimate.interval.map(|(low, high)| (shift - high, shift - low));
        }
    }
    figure.panels[3].series.iter_mut().for_each(|series| series.points.retain(|(year, _)| *year == 2012));
    figure.panels[4].series[1].points.clear();
    figure
}
