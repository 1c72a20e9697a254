//! The trend of every member of an ensemble, and how far the members bear out that of the ensemble.

use super::comparison::Comparison;
use super::input::{ErrorCorrelation, ErrorModel};
use super::trend::{Figure, Trend, trend};
use super::uncertainty::{Members, TotalUncertainty};
use super::year_errors::YearErrors;
use crate::ensemble::Ensemble;
use crate::quantity::Mass;

/// The trend of one member.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberTrend {
    /// The product's name where the ensemble is one of products, else the member's number, from 1.
    pub name: String,
    /// Its trend, through the years of the ensemble's.
    pub trend: Trend,
}

/// The trends of all members of an ensemble beside that of the ensemble.
///
/// What errs alike in all years of a member, such as its transport, is in each slope whole: the spread of the slopes holds how errors go together in time,
/// which the spread of the members in each year does not.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberTrends {
    /// The members in their order, two at least.
    pub members: Vec<MemberTrend>,
    /// Mean, standard deviation and the rest of their slopes, masses a year in each year.
    pub slopes: Ensemble,
    /// The same of Theil and Sen's slopes.
    pub theil_sen: Ensemble,
    /// Members whose slope has the sign of the ensemble's.
    pub same_sign: usize,
    /// Members whose slope lies on the same side of the inventory's as the ensemble's does.
    pub same_side: usize,
    /// Members of which Mann and Kendall's test says the same as of the ensemble: that they rise, that they fall, or neither.
    pub same_test: usize,
}

impl MemberTrends {
    /// The trends of the members behind comparable rows of an ensemble, a year each, beside the trends of both sides.
    ///
    /// None where the product is no ensemble, has a single member, or not the same number of them in every year.
    pub(super) fn of(
        rows: &[&Comparison],
        names: &[String],
        errors: &ErrorModel,
        significance: f64,
        of_sides: (&Trend, &Trend),
    ) -> Option<Self> {
        let yearly: Vec<&Members> = rows.iter().map(|row| members(row)).collect::<Option<_>>()?;
        let count = yearly.first()?.masses.len();
        if yearly.iter().any(|members| members.masses.len() != count) {
            return None;
        }
        let of_member = |member: usize| {
            let figures = rows.iter().zip(&yearly).map(|(row, members)| figure(row, members, member, errors.parts));
            let name = if names.len() == count { names[member].clone() } else { (member + 1).to_string() };
            let own: Vec<_> = yearly.iter().map(|members| members.within.as_ref().map(|within| &within[member])).collect();
            let of_years = YearErrors::of(&own, errors.years.product);
            Some(MemberTrend { name, trend: trend(&figures.collect::<Option<Vec<_>>>()?, &of_years)? })
        };
        Self::beside((0..count).map(of_member).collect::<Option<_>>()?, of_sides, significance)
    }

    fn beside(members: Vec<MemberTrend>, (ensemble, inventory): (&Trend, &Trend), significance: f64) -> Option<Self> {
        let slope = |trend: &Trend| trend.slope.mass.as_kg();
        let side = |trend: &Trend| sign(slope(trend) - slope(inventory));
        let test = |trend: &Trend| trend.mann_kendall.direction(significance);
        let count = |is_alike: &dyn Fn(&Trend) -> bool| members.iter().filter(|member| is_alike(&member.trend)).count();
        Some(Self {
            slopes: Ensemble::of(&members.iter().map(|member| member.trend.slope.mass).collect::<Vec<_>>())?,
            theil_sen: Ensemble::of(&members.iter().map(|member| Mass::from_kg(member.trend.theil_sen.slope)).collect::<Vec<_>>())?,
            same_sign: count(&|trend| sign(slope(trend)) == sign(slope(ensemble))),
            same_side: count(&|trend| side(trend) == side(ensemble)),
            same_test: count(&|trend| test(trend) == test(ensemble)),
            members,
        })
    }
}

fn members(row: &Comparison) -> Option<&Members> {
    if let Some(TotalUncertainty::Members(members)) = &row.product_uncertainty { Some(members) } else { None }
}

/// What a member has in the year of a row, with its own standard deviation where members state one.
fn figure(row: &Comparison, members: &Members, member: usize, parts: ErrorCorrelation) -> Option<Figure> {
    let deviation = members.within.as_ref().map(|within| parts.deviation(within[member].bracket()));
    Figure::of(row, members.masses[member], deviation)
}

const fn sign(slope: f64) -> i8 {
    if slope > 0.0 {
        1
    } else if slope < 0.0 {
        -1
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::made_comparison::comparison;
    use crate::reconcile::{DeviationBracket, EnsembleRule, Estimate};
    use crate::time_span::TimeSpan;

    fn kilograms(values: &[f64]) -> Vec<Mass> {
        values.iter().copied().map(Mass::from_kg).collect()
    }

    /// The members of one year; the estimate is their mean.
    fn row(year: i32, masses: &[f64], within: Option<f64>) -> Comparison {
        let bracket = |deviation| DeviationBracket::between(Mass::from_kg(deviation), Mass::from_kg(deviation));
        let within = within.map(|deviation| masses.iter().map(|_| TotalUncertainty::Bracket(bracket(deviation))).collect());
        let members = Members { within, ..Members::new(kilograms(masses), EnsembleRule::default()) };
        let estimate = Estimate { mass: members.centre(), deviation: None };
        let span = TimeSpan::calendar(year);
        Comparison {
            product_uncertainty: Some(TotalUncertainty::Members(members)),
            span: span.clone(),
            inventory_span: span,
            ..comparison(estimate, estimate)
        }
    }

    fn trend_of(values: &[f64]) -> Trend {
        let figures: Vec<Figure> = (2015..)
            .zip(values)
            .map(|(year, value)| Figure::of(&row(year, &[*value, *value], None), Mass::from_kg(*value), None).unwrap())
            .collect();
        trend(&figures, &YearErrors::Correlation(0.0)).unwrap()
    }

    /// Over 2015 to 2018 the members rise by 1, rise by 3 and fall by 1 a year: mean 1, s = √((0 + 4 + 4) / 2) = 2. The mean of the members rises by 1, the
    /// inventory by 2: the second member alone lies above it. The values are straight lines, so that Theil and Sen find the same; four years are too few
    /// for Mann and Kendall (S = ±6, Var S = 8.67, Z = ±1.70) to call any of them a rise or a fall.
    #[test]
    fn members_one_by_one_and_how_many_of_them_agree() {
        let rows: Vec<Comparison> =
            (0..4).map(|t| row(2015 + t, &[10.0 + f64::from(t), 20.0 + 3.0 * f64::from(t), 30.0 - f64::from(t)], None)).collect();
        let (ensemble, inventory) = (trend_of(&[20.0, 21.0, 22.0, 23.0]), trend_of(&[1.0, 3.0, 5.0, 7.0]));
        let names = ["a", "b", "c"].map(str::to_owned);
        let found = of(&rows, &names, (&ensemble, &inventory)).unwrap();
        let slopes: Vec<f64> = found.members.iter().map(|member| member.trend.slope.mass.as_kg().round()).collect();
        assert_eq!(slopes, [1.0, 3.0, -1.0]);
        for spread in [found.slopes, found.theil_sen] {
            assert!((spread.mean.as_kg() - 1.0).abs() < 1e-9 && (spread.standard_deviation.as_kg() - 2.0).abs() < 1e-9, "{spread:?}");
        }
        assert_eq!((found.same_sign, found.same_side, found.same_test), (2, 2, 3));
        assert_eq!(found.members[2].name, "c");
        assert_eq!(of(&rows, &[], (&ensemble, &inventory)).unwrap().members[2].name, "3");
    }

    fn of(rows: &[Comparison], names: &[String], of_sides: (&Trend, &Trend)) -> Option<MemberTrends> {
        MemberTrends::of(&rows.iter().collect::<Vec<_>>(), names, &ErrorModel::default(), 0.05, of_sides)
    }

    /// σ_b = σ / √Σ(t − t̄)² = 2 / √5, with the σ = 2 that each member states in each of four years.
    #[test]
    fn a_member_with_a_deviation_of_its_own_has_one_of_its_slope() {
        let rows: Vec<Comparison> = (0..4).map(|t| row(2015 + t, &[f64::from(t), 2.0 * f64::from(t)], Some(2.0))).collect();
        let side = trend_of(&[0.0, 1.5, 3.0, 4.5]);
        let found = of(&rows, &[], (&side, &side)).unwrap();
        let deviation = found.members[1].trend.slope.deviation.unwrap().up.as_kg();
        assert!((deviation - 2.0 / 5.0_f64.sqrt()).abs() < 1e-12, "{deviation}");
    }

    #[test]
    fn there_is_nothing_to_say_of_one_member_or_of_unlike_numbers_of_them() {
        let side = trend_of(&[0.0, 1.0, 2.0]);
        let single: Vec<Comparison> = (0..3).map(|t| row(2015 + t, &[f64::from(t)], None)).collect();
        assert_eq!(of(&single, &[], (&side, &side)), None);
        let unlike = [row(2015, &[1.0, 2.0], None), row(2016, &[1.0, 2.0, 3.0], None), row(2017, &[1.0, 2.0], None)];
        assert_eq!(of(&unlike, &[], (&side, &side)), None);
    }
}
