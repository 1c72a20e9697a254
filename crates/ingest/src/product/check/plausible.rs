//! What all the world's fluxes of a gas come to: the ranges in `data/plausibility/global-totals.csv`.

use fluxledger_core::{Gas, Mass, Scope};
use std::sync::LazyLock;

/// The range in which the world's yearly total of a gas is plausible.
#[derive(Clone, Debug, PartialEq)]
pub struct PlausibleRange {
    /// The gas.
    pub gas: Gas,
    /// Which fluxes the range is for.
    pub scope: Scope,
    /// The least plausible total of a year.
    pub low: Mass,
    /// The largest.
    pub high: Mass,
    /// The published figures behind the range.
    pub source: String,
}

impl PlausibleRange {
    /// Whether a year's total lies in the range.
    #[must_use]
    pub fn holds(&self, per_year: Mass) -> bool {
        self.low <= per_year && per_year <= self.high
    }
}

/// A range and the years for which it holds.
struct Row {
    years: [i32; 2],
    range: PlausibleRange,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let text = include_str!("../../../../../data/plausibility/global-totals.csv");
    let lines = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    lines.map(|line| row(line).expect("the embedded ranges are read in a test")).collect()
});

fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.splitn(7, ',').collect();
    let &[gas, scope, from, until, low, high, source] = cells.as_slice() else { return None };
    let scope = [Scope::Anthropogenic, Scope::Total].into_iter().find(|known| known.name() == scope)?;
    let teragrams = |cell: &str| cell.parse::<f64>().ok().map(|value| Mass::from_kilotonnes(value * 1e3));
    let (gas, source) = (gas.parse().ok()?, source.to_owned());
    let range = PlausibleRange { gas, scope, low: teragrams(low)?, high: teragrams(high)?, source };
    Some(Row { years: [from.parse().ok()?, until.parse().ok()?], range })
}

/// The range for the years from the first to the last: as low as the lowest of them and as high as the highest.
///
/// None where the knowledge does not reach all of the years, or there is none on fluxes of this scope.
#[must_use]
pub fn plausible_range(gas: Gas, scope: Scope, [first, last]: [i32; 2]) -> Option<PlausibleRange> {
    let of_kind = || ROWS.iter().filter(|row| row.range.gas == gas && row.range.scope == scope);
    let known = |year: i32| of_kind().any(|row| row.years[0] <= year && year <= row.years[1]);
    if !known(first) || !known(last) {
        return None;
    }
    of_kind().filter(|row| row.years[0] <= last && first <= row.years[1]).map(|row| row.range.clone()).reduce(|one, other| PlausibleRange {
        low: if other.low < one.low { other.low } else { one.low },
        high: if other.high > one.high { other.high } else { one.high },
        source: if one.source == other.source { one.source } else { format!("{}; {}", one.source, other.source) },
        ..one
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_a_range() {
        assert_eq!(ROWS.len(), 13);
        assert!(ROWS.iter().all(|row| row.range.low < row.range.high && row.years[0] < row.years[1] && !row.range.source.is_empty()));
    }

    #[test]
    fn the_range_of_several_decades_holds_those_of_each() {
        let range =
            |years| plausible_range(Gas::Co2, Scope::Anthropogenic, years).map(|range| [range.low, range.high].map(Mass::as_kilotonnes));
        assert_eq!(range([1995, 1995]), Some([20.3e6, 35e6]));
        assert_eq!(range([1995, 2015]), Some([20.3e6, 45.5e6]));
        assert_eq!(range([1850, 2015]), None);
        assert_eq!(plausible_range(Gas::Ch4, Scope::Natural, [2015, 2015]), None);
    }

    /// Published totals: EDGAR 1970, 2000 and 2023 in Tg (CH4 233.08, 274.90, 349.58; CO2 15 752, 25 725, 39 024; N2O 5.45, 7.56, 9.38).
    #[test]
    fn published_totals_are_plausible_and_the_same_as_carbon_is_not() {
        for (gas, year, teragrams) in [
            (Gas::Ch4, 1970, 233.08),
            (Gas::Ch4, 2000, 274.9),
            (Gas::Ch4, 2023, 349.58),
            (Gas::Co2, 1970, 15_751.86),
            (Gas::Co2, 2000, 25_725.45),
            (Gas::Co2, 2023, 39_023.95),
            (Gas::N2o, 1970, 5.45),
            (Gas::N2o, 2000, 7.56),
            (Gas::N2o, 2023, 9.38),
        ] {
            let range = plausible_range(gas, Scope::Anthropogenic, [year, year]).unwrap();
            assert!(range.holds(Mass::from_kilotonnes(teragrams * 1e3)), "{gas} {year}");
            if gas == Gas::Co2 {
                assert!(!range.holds(Mass::from_kilotonnes(teragrams * 1e3 / 3.664)), "{gas} {year}");
                assert!(!range.holds(Mass::from_kilotonnes(teragrams * 1e3 * 3.664)), "{gas} {year}");
            }
        }
    }
}
