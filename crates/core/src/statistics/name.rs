//! The names of statistics in the small language of exactextract: `mean`, `weighted_mean`, `quantile(q=0.25)`.

use super::{By, Probability, Statistic};
use std::fmt;
use std::str::FromStr;

/// The names that are understood, with the statistics behind them; the first of a statistic is the one that is printed.
const NAMES: [(&str, Statistic); 20] = [
    ("count", Statistic::Count),
    ("sum", Statistic::Sum(By::Coverage)),
    ("mean", Statistic::Mean(By::Coverage)),
    ("variance", Statistic::Variance(By::Coverage)),
    ("stdev", Statistic::StandardDeviation(By::Coverage)),
    ("coefficient_of_variation", Statistic::CoefficientOfVariation),
    ("min", Statistic::Min),
    ("max", Statistic::Max),
    ("median", Statistic::Median),
    ("frac", Statistic::Fractions(By::Coverage)),
    ("majority", Statistic::Majority),
    ("mode", Statistic::Majority),
    ("minority", Statistic::Minority),
    ("variety", Statistic::Variety),
    ("weighted_sum", Statistic::Sum(By::SecondRaster)),
    ("weighted_mean", Statistic::Mean(By::SecondRaster)),
    ("weighted_variance", Statistic::Variance(By::SecondRaster)),
    ("weighted_stdev", Statistic::StandardDeviation(By::SecondRaster)),
    ("weighted_frac", Statistic::Fractions(By::SecondRaster)),
    QUANTILE,
];
/// The one name with an argument; its statistic stands in until the argument is read.
const QUANTILE: (&str, Statistic) = ("quantile", Statistic::Quantile(Probability::HALF));

/// A text that names no statistic.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StatisticNameError {
    /// There is no such statistic.
    #[error("unknown statistic `{found}`, expected {}", known())]
    Unknown {
        /// What was written.
        found: String,
    },
    /// The statistic does not take what stands between its brackets.
    #[error("`{statistic}` takes {expected} between brackets, found `{found}`")]
    Argument {
        /// The statistic.
        statistic: String,
        /// What it takes.
        expected: &'static str,
        /// What was written.
        found: String,
    },
}

fn known() -> String {
    let names: Vec<String> = NAMES.iter().map(|(name, _)| format!("`{name}`")).collect();
    names.join(", ").replace("`quantile`", "`quantile(q=0.25)`")
}

impl FromStr for Statistic {
    type Err = StatisticNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, argument) = text.trim().split_once('(').map_or((text.trim(), None), |(name, rest)| (name.trim_end(), Some(rest)));
        let unknown = || StatisticNameError::Unknown { found: text.trim().to_owned() };
        let (name, statistic) = NAMES.into_iter().find(|(known, _)| *known == name).ok_or_else(unknown)?;
        let argument = argument.map(|rest| rest.strip_suffix(')').unwrap_or(rest).trim());
        let refused = |expected| {
            let found = argument.unwrap_or_default().to_owned();
            StatisticNameError::Argument { statistic: name.to_owned(), expected, found }
        };
        if name == QUANTILE.0 {
            let probability = argument.and_then(probability).ok_or_else(|| refused("a probability such as `q=0.25`"))?;
            return Ok(Self::Quantile(probability));
        }
        if argument.is_none_or(str::is_empty) { Ok(statistic) } else { Err(refused("nothing")) }
    }
}

/// Reads `q=0.25`.
fn probability(argument: &str) -> Option<Probability> {
    let (key, number) = argument.split_once('=')?;
    if key.trim() == "q" { Probability::new(number.trim().parse().ok()?) } else { None }
}

impl Statistic {
    fn name(self) -> &'static str {
        let same =
            |known: &Self| std::mem::discriminant(known) == std::mem::discriminant(&self) && known.needs_weights() == self.needs_weights();
        NAMES.iter().find(|(_, known)| same(known)).map_or("", |(name, _)| name)
    }

    /// The name of its column: that of the statistic, for quantiles with the probability in per cent, `quantile_25`.
    #[must_use]
    pub fn column(self) -> String {
        match self {
            Self::Quantile(probability) => format!("quantile_{}", per_cent(probability)),
            _ => self.name().to_owned(),
        }
    }
}

/// A probability in per cent, without what the multiplication adds.
fn per_cent(probability: Probability) -> f64 {
    (probability.as_fraction() * 1e8).round() / 1e6
}

impl fmt::Display for Statistic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quantile(probability) => write!(formatter, "quantile(q={})", probability.as_fraction()),
            _ => formatter.write_str(self.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_again() {
        let others = [0.0, 0.025, 0.5, 1.0].map(|number| Statistic::Quantile(Probability::new(number).expect("a probability")));
        for statistic in NAMES.into_iter().map(|(_, statistic)| statistic).chain(others) {
            assert_eq!(statistic.to_string().parse(), Ok(statistic));
        }
    }

    #[test]
    fn spaces_and_empty_brackets_do_not_matter() {
        assert_eq!(" mean ( ) ".parse(), Ok(Statistic::Mean(By::Coverage)));
        assert_eq!("mode".parse::<Statistic>().map(|statistic| statistic.to_string()), Ok("majority".to_owned()));
        assert_eq!("quantile( q = 0.25 )".parse::<Statistic>().map(Statistic::column), Ok("quantile_25".to_owned()));
        assert_eq!("quantile(q=0.025)".parse::<Statistic>().map(Statistic::column), Ok("quantile_2.5".to_owned()));
        assert_eq!("weighted_mean".parse::<Statistic>().map(Statistic::column), Ok("weighted_mean".to_owned()));
    }

    #[test]
    fn what_is_no_statistic_is_refused_with_what_there_is() {
        let message = |text: &str| text.parse::<Statistic>().expect_err("no statistic").to_string();
        insta::assert_snapshot!(message("average"), @"unknown statistic `average`, expected `count`, `sum`, `mean`, `variance`, `stdev`, `coefficient_of_variation`, `min`, `max`, `median`, `frac`, `majority`, `mode`, `minority`, `variety`, `weighted_sum`, `weighted_mean`, `weighted_variance`, `weighted_stdev`, `weighted_frac`, `quantile(q=0.25)`");
        insta::assert_snapshot!(message("quantile"), @"`quantile` takes a probability such as `q=0.25` between brackets, found ``");
        insta::assert_snapshot!(message("quantile(q=25)"), @"`quantile` takes a probability such as `q=0.25` between brackets, found `q=25`");
        insta::assert_snapshot!(message("mean(coverage_weight=none)"), @"`mean` takes nothing between brackets, found `coverage_weight=none`");
    }
}
