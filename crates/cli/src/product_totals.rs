//! The totals of a product by region, category and year, with what its error layers say.

use crate::correlated_errors::{CorrelatedErrors, CorrelationRequest};
use crate::deviation_gaps::{self, DeviationGaps};
use crate::ensemble_members::of_members;
use crate::frame::{Frame, FrameError};
use crate::negative;
use crate::percentiles;
use crate::plan::PlannedState;
use crate::state_errors::ElementMasses;
use crate::unknown_errors::{MOST_WITHOUT, Unknown};
use fluxledger_core::aggregate::{AnnualTotals, Incomplete, LayerTotals, RegionTotal, RowKind, annual};
use fluxledger_core::reconcile::{DeviationBracket, EnsembleRule, ProductTotal, TotalUncertainty};
use fluxledger_core::{Category, CoastPolicy, Gas, LayerMeaning, Period, RegionCode, ReportingYear, Role, StepSpread, TimeSpan, Warning};
use fluxledger_ingest::product::ProductFile;
use std::collections::{BTreeMap, BTreeSet};

/// All that one file says about the regions.
#[derive(Default)]
pub struct FileTotals {
    /// Totals of each layer that carries mass, in the order of the file.
    pub layers: Vec<LayerTotals>,
    /// Totals of the layers of emissions under the policies of coasts that are not in force, where they are asked for.
    pub other_coasts: Vec<(CoastPolicy, Vec<LayerTotals>)>,
    sensitivities: Vec<Sensitivities>,
    /// The errors of regions from layers of standard deviations, under the correlation lengths asked for.
    pub correlated: Vec<CorrelatedErrors>,
    /// The fluxes that the elements of a state scale, by region and element.
    pub elements: Vec<ElementMasses>,
}

/// Averaging-kernel sensitivities of the regions' totals of one category in one step.
struct Sensitivities {
    category: Option<Category>,
    period: Period,
    by_region: BTreeMap<RegionCode, f64>,
}

impl FileTotals {
    /// Totals every layer of a gas.
    ///
    /// # Errors
    /// [`FrameError`] if a layer cannot be read or does not close.
    pub fn of(
        file: &ProductFile,
        frame: &Frame<'_>,
        gas: Gas,
        correlation: Option<&CorrelationRequest>,
        state: Option<&PlannedState>,
        done: &dyn Fn(),
    ) -> Result<Self, FrameError> {
        let with_role = |wanted: fn(Role) -> bool| -> Vec<usize> {
            let layers = file.layers.iter().enumerate();
            layers.filter(|(_, meaning)| meaning.gas == gas && wanted(meaning.role)).map(|(position, _)| position).collect()
        };
        let emissions = with_role(|role| role == Role::Emission);
        let others = with_role(|role| matches!(role, Role::Prior | Role::StandardDeviation | Role::DeviationBelow | Role::DeviationAbove));
        let mut by_coast = frame.totals_by_coast(&emissions)?.into_iter();
        let in_force = by_coast.next().map_or_else(Vec::new, |(_, totals)| totals);
        let mut layers: Vec<(usize, LayerTotals)> = emissions.into_iter().zip(in_force).collect();
        layers.extend(others.iter().copied().zip(frame.totals(&others)?));
        layers.sort_by_key(|(position, _)| *position);
        let mut sensitivities = Vec::new();
        for position in with_role(|role| role == Role::Sensitivity) {
            sensitivities.extend(sensitivity(file, frame, position, &file.layers[position])?);
        }
        let deviations = with_role(|role| role == Role::StandardDeviation);
        let correlated = correlation.map_or_else(
            || Ok(Vec::new()),
            |request| deviations.into_iter().map(|layer| CorrelatedErrors::of(file, frame, layer, request)).collect::<Result<_, _>>(),
        )?;
        let scaled = state.map_or_else(Vec::new, |state| with_role(state.role_scaled()));
        let elements = state.map_or_else(|| Ok(Vec::new()), |state| ElementMasses::of(file, frame, &scaled, state))?;
        done();
        let layers = layers.into_iter().map(|(_, totals)| totals).collect();
        Ok(Self { layers, other_coasts: by_coast.collect(), sensitivities, correlated, elements })
    }
}

/// The totals of a product's emissions under each policy of coasts, the one in force first.
#[must_use]
pub fn totals_by_coast(
    product: &str,
    in_force: CoastPolicy,
    files: &[FileTotals],
    years: &BTreeSet<ReportingYear>,
    spread: StepSpread,
    rule: EnsembleRule,
) -> Vec<(CoastPolicy, Vec<ProductTotal>)> {
    let policies = files.iter().flat_map(|file| file.other_coasts.iter().map(|(policy, _)| *policy)).collect::<BTreeSet<_>>();
    let under = |policy: CoastPolicy| {
        let layers = files.iter().flat_map(|file| file.under(policy, in_force)).cloned().collect();
        let file = FileTotals { layers, ..FileTotals::default() };
        (policy, product_totals(product, &[file], &DeviationGaps::default(), years, spread, rule).0)
    };
    std::iter::once(in_force).chain(policies).map(under).collect()
}

impl FileTotals {
    /// The emissions under one of the policies.
    fn under(&self, policy: CoastPolicy, in_force: CoastPolicy) -> impl Iterator<Item = &LayerTotals> {
        let others = self.other_coasts.iter().filter(move |(found, _)| *found == policy).flat_map(|(_, layers)| layers);
        let own = self.layers.iter().filter(move |layer| policy == in_force && layer.meaning.role == Role::Emission);
        own.chain(others)
    }
}

/// The sensitivity of each region's total, weighted by the prior of the same category and period.
fn sensitivity(file: &ProductFile, frame: &Frame<'_>, layer: usize, meaning: &LayerMeaning) -> Result<Option<Sensitivities>, FrameError> {
    let is_prior = |other: &LayerMeaning| other.role == Role::Prior && other.category == meaning.category && other.period == meaning.period;
    let Some(prior) = file.layers.iter().position(is_prior) else { return Ok(None) };
    let means = frame.weighted_means(layer, prior)?.into_iter().filter_map(|(region, mean)| Some((region, mean?)));
    Ok(Some(Sensitivities { category: meaning.category.clone(), period: meaning.period, by_region: means.collect() }))
}

/// The totals of a product for the years asked for, and warnings about years that its steps do not fill.
///
/// Where layers are those of members, each member is totalled by itself and they become an ensemble by the rule.
#[must_use]
pub fn product_totals(
    product: &str,
    files: &[FileTotals],
    gaps: &DeviationGaps,
    years: &BTreeSet<ReportingYear>,
    spread: StepSpread,
    rule: EnsembleRule,
) -> (Vec<ProductTotal>, Vec<Warning>) {
    let (mut totals, mut warnings) = (Vec::new(), Vec::new());
    let layers: Vec<&LayerTotals> = files.iter().flat_map(|file| &file.layers).collect();
    for emission in distinct(&layers, Role::Emission) {
        let mut unknown = Vec::new();
        for &year in years {
            match of_emission((files, gaps), &layers, emission, year, spread, rule) {
                Ok((annual, its_unknown)) => {
                    totals.extend(annual);
                    unknown.extend(its_unknown);
                }
                Err(incomplete) => warnings.push(Warning::new(product, format!("{incomplete}; the year is left out"))),
            }
        }
        match warning_of_ambiguity(product, &layers, emission) {
            Some(warning) => warnings.push(warning),
            None => warnings.extend(deviation_gaps::warnings(product, &emission.name, &unknown)),
        }
    }
    warnings.extend(negative::warnings(product, &layers, &totals));
    warnings.extend(percentiles::warning(product, &layers, &totals));
    (totals, warnings)
}

/// The totals of an emission layer in a year, member by member where it has members, and what is unknown of their errors.
fn of_emission(
    sources: (&[FileTotals], &DeviationGaps),
    layers: &[&LayerTotals],
    emission: &LayerMeaning,
    year: ReportingYear,
    spread: StepSpread,
    rule: EnsembleRule,
) -> Result<(Vec<ProductTotal>, Vec<Unknown>), Incomplete> {
    let of_name = layers.iter().filter(|layer| layer.meaning.role == Role::Emission && layer.meaning.name == emission.name);
    let members: BTreeSet<Option<usize>> = of_name.map(|layer| layer.meaning.member).collect();
    let of_member = |member: &Option<usize>| {
        let is_its = |layer: &&&LayerTotals| layer.meaning.member == *member || layer.meaning.member.is_none();
        let layers: Vec<&LayerTotals> = layers.iter().filter(is_its).copied().collect();
        Ok(rows(sources, &layers, emission, &of_year(&layers, emission, Role::Emission, year, spread)?, spread))
    };
    let (totals, unknown): (Vec<Vec<ProductTotal>>, Vec<Vec<Unknown>>) =
        members.iter().map(of_member).collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    Ok((if members == BTreeSet::from([None]) { totals.concat() } else { of_members(&totals, rule) }, unknown.concat()))
}

/// Error layers belong to an emission layer by category; where several share one, nobody can say which is whose.
fn warning_of_ambiguity(product: &str, layers: &[&LayerTotals], emission: &LayerMeaning) -> Option<Warning> {
    let has_companions = layers.iter().any(|layer| layer.meaning.role != Role::Emission && layer.meaning.category == emission.category);
    let message = "its standard deviation and prior are not used: several layers share its category";
    (has_companions && is_ambiguous(layers, emission)).then(|| Warning::new(format!("{product}, layer `{}`", emission.name), message))
}

/// Whether two layers of one role share the category of an emission layer.
fn is_ambiguous(layers: &[&LayerTotals], emission: &LayerMeaning) -> bool {
    let of_category: Vec<&LayerTotals> = layers.iter().copied().filter(|layer| layer.meaning.category == emission.category).collect();
    [Role::Emission, Role::Prior, Role::StandardDeviation, Role::DeviationBelow, Role::DeviationAbove]
        .into_iter()
        .any(|role| distinct(&of_category, role).len() > 1)
}

/// One layer of each name with a role.
fn distinct<'a>(layers: &[&'a LayerTotals], role: Role) -> Vec<&'a LayerMeaning> {
    let mut distinct: Vec<&LayerMeaning> = Vec::new();
    for layer in layers.iter().filter(|layer| layer.meaning.role == role) {
        if !distinct.iter().any(|known| known.name == layer.meaning.name) {
            distinct.push(&layer.meaning);
        }
    }
    distinct
}

/// The year of the layer that stands in a role to an emission layer: itself, or that of the same category.
fn of_year(
    layers: &[&LayerTotals],
    emission: &LayerMeaning,
    role: Role,
    year: ReportingYear,
    spread: StepSpread,
) -> Result<AnnualTotals, Incomplete> {
    let belongs = |meaning: &LayerMeaning| {
        meaning.role == role && if role == Role::Emission { meaning.name == emission.name } else { meaning.category == emission.category }
    };
    let steps: Vec<&LayerTotals> = layers.iter().copied().filter(|layer| belongs(&layer.meaning)).collect();
    annual(&steps, year, spread)
}

fn rows(
    (files, gaps): (&[FileTotals], &DeviationGaps),
    layers: &[&LayerTotals],
    emission: &LayerMeaning,
    annual: &AnnualTotals,
    spread: StepSpread,
) -> (Vec<ProductTotal>, Vec<Unknown>) {
    let year = annual.year;
    let companion = |role| of_year(layers, emission, role, year, spread).ok().filter(|_| !is_ambiguous(layers, emission));
    let maps = MAPS_OF_ERRORS.map(companion);
    let priors = companion(Role::Prior);
    let sensitivities: Vec<&Sensitivities> =
        files.iter().flat_map(|file| &file.sensitivities).filter(|step| step.category == emission.category).collect();
    let total = |row: &RegionTotal, uncertainty: Option<TotalUncertainty>| ProductTotal {
        region: row.code.clone(),
        region_name: row.name.to_string(),
        layer: emission.name.clone(),
        category: emission.category.clone(),
        scope: emission.scope,
        span: TimeSpan::Year(year),
        mass: row.mass,
        uncertainty,
        prior: priors.as_ref().and_then(|annual| annual.totals.row(&row.code)).map(|row| row.mass),
        sensitivity: annual_sensitivity(&sensitivities, layers, &row.code, year),
        covered: row.covered_share(),
        spread: annual.spread,
    };
    let row = |row: &RegionTotal| {
        let (uncertainty, in_use) = error(&maps, &row.code);
        let share = gaps.share(&annual.totals.meaning, &row.code, year, in_use);
        // Of a total that has no error for another reason nothing is said that would make it seem known but for a little.
        let said = if uncertainty.is_some() || share > MOST_WITHOUT { share } else { 0.0 };
        (total(row, uncertainty.filter(|_| share <= MOST_WITHOUT)), (row.name.clone(), said))
    };
    annual.totals.rows.iter().filter(|row| row.kind == RowKind::Region).map(row).unzip()
}

/// The roles of the maps from which the error of a total can follow: standard deviations, or percentiles on either side.
const MAPS_OF_ERRORS: [Role; 3] = [Role::StandardDeviation, Role::DeviationBelow, Role::DeviationAbove];

/// The error of a region's total, and the maps in use: that of standard deviations where there is one, else both of percentiles; all of them where no error
/// follows from any.
fn error<'a>(
    [deviations, below, above]: &'a [Option<AnnualTotals>; 3],
    region: &RegionCode,
) -> (Option<TotalUncertainty>, &'static [Role]) {
    let of = |map: &'a Option<AnnualTotals>| of_region(map.as_ref(), region);
    match (of(deviations), of(below), of(above)) {
        (Some(deviations), _, _) => (Some(bracket(deviations)), &MAPS_OF_ERRORS[..1]),
        (None, Some(below), Some(above)) => (percentiles::bracket(below, above), &MAPS_OF_ERRORS[1..]),
        _ => (None, &MAPS_OF_ERRORS),
    }
}

/// A region's row of a layer of errors: a region without a single cell that has a deviation has none, and not one of zero.
fn of_region<'a>(annual: Option<&'a AnnualTotals>, code: &RegionCode) -> Option<&'a RegionTotal> {
    annual?.totals.row(code).filter(|sigma| sigma.covered_share().as_fraction() > 0.0)
}

/// The mean of the steps' sensitivities, weighted by the magnitude of each step's prior as far as it lies in the year.
fn annual_sensitivity(steps: &[&Sensitivities], layers: &[&LayerTotals], region: &RegionCode, year: ReportingYear) -> Option<f64> {
    let prior = |step: &Sensitivities| {
        let is_prior = |layer: &&&LayerTotals| {
            layer.meaning.role == Role::Prior && layer.meaning.category == step.category && layer.meaning.period == step.period
        };
        let layer = layers.iter().find(is_prior)?;
        let share = step.period.common(year.period())?.share_of(step.period, layer.meaning.calendar);
        layer.row(region).map(|row| row.mass.abs().as_kg() * share)
    };
    let weighted: Vec<(f64, f64)> = steps.iter().filter_map(|step| Some((*step.by_region.get(region)?, prior(step)?))).collect();
    let weight: f64 = weighted.iter().map(|(_, weight)| weight).sum();
    (weight > 0.0).then(|| weighted.iter().map(|(sensitivity, weight)| sensitivity * weight).sum::<f64>() / weight)
}

fn bracket(row: &RegionTotal) -> TotalUncertainty {
    TotalUncertainty::Bracket(DeviationBracket::between(row.quadrature, row.mass))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::aggregate::Balance;
    use fluxledger_core::{Area, Calendar, Mass, Measure, ProductKind, Scope};

    fn layer(name: &str, role: Role, period: Period, kilograms: f64) -> LayerTotals {
        let area = Area::from_m2(1.0);
        let row = RegionTotal {
            kind: RowKind::Region,
            code: RegionCode::new("A"),
            name: "a".into(),
            mass: Mass::from_kg(kilograms),
            quadrature: Mass::from_kg(kilograms),
            region_area: area,
            gridded_area: area,
            observed_area: area,
        };
        let meaning = LayerMeaning {
            name: name.into(),
            role,
            gas: Gas::Ch4,
            category: Some(Category::new("IPCC2006", "1")),
            scope: Scope::Anthropogenic,
            kind: ProductKind::BottomUp,
            period,
            calendar: Calendar::Standard,
            measure: Measure::Flux,
            contains: vec![],
            member: None,
        };
        let balance =
            Balance { gross_mass: row.mass, residual: 0.0, observed_area: area, missing_area: Area::ZERO, unweighted_mass: Mass::ZERO };
        LayerTotals { meaning, rows: vec![row], balance }
    }

    /// (0.2 · 1 + 0.6 · 3) / (1 + 3) = 0.5
    #[test]
    fn the_sensitivity_of_a_year_is_the_mean_of_its_steps_weighted_by_their_priors() {
        let months = [Period::month(2021, 1), Period::month(2021, 2)];
        let priors = [layer("prior", Role::Prior, months[0], 1.0), layer("prior", Role::Prior, months[1], 3.0)];
        let step = |period, sensitivity| Sensitivities {
            category: Some(Category::new("IPCC2006", "1")),
            period,
            by_region: BTreeMap::from([(RegionCode::new("A"), sensitivity)]),
        };
        let steps = [step(months[0], 0.2), step(months[1], 0.6)];
        let annual =
            annual_sensitivity(&[&steps[0], &steps[1]], &[&priors[0], &priors[1]], &RegionCode::new("A"), ReportingYear::calendar(2021));
        assert!((annual.expect("both steps have a prior") - 0.5).abs() < 1e-15);
    }

    /// Members of 2, 4 and 9 kg in two months of half a year each would be 4, 8 and 18 kg a year: the mean is 10, and s² = (36 + 4 + 64) / 2 = 52.
    #[test]
    fn each_member_is_totalled_over_the_year_before_the_ensemble_is_looked_at() {
        let halves = [(1, 7), (7, 13)].map(|(first, next)| Period {
            start: Period::month(2021, first).start,
            end: if next == 13 { Period::year(2021).end } else { Period::month(2021, next).start },
        });
        let member = |member: usize, period, kilograms| {
            let totals = layer("land", Role::Emission, period, kilograms);
            LayerTotals { meaning: LayerMeaning { member: Some(member), ..totals.meaning }, ..totals }
        };
        let layers = halves
            .iter()
            .flat_map(|&half| [2.0, 4.0, 9.0].into_iter().enumerate().map(move |(position, mass)| member(position, half, mass)));
        let files = [FileTotals { layers: layers.collect(), ..FileTotals::default() }];
        let year = BTreeSet::from([ReportingYear::calendar(2021)]);
        let (totals, _) = product_totals("product", &files, &DeviationGaps::default(), &year, StepSpread::None, EnsembleRule::default());
        let [total] = totals.as_slice() else { panic!("one total is of the ensemble: {totals:?}") };
        let deviation = total.uncertainty.as_ref().expect("members have a spread").bracket().correlated.up.as_kg();
        assert!(total.mass.as_kg() == 10.0 && (deviation - 52.0_f64.sqrt()).abs() < 1e-12, "{total:?}");
    }

    #[test]
    fn a_deviation_that_could_belong_to_two_layers_is_not_used_and_a_warning_says_so() {
        let year = Period::year(2021);
        let year_2021 = BTreeSet::from([ReportingYear::calendar(2021)]);
        let emissions = [layer("oil", Role::Emission, year, 5.0), layer("gas", Role::Emission, year, 7.0)];
        let files = [FileTotals {
            layers: vec![emissions[0].clone(), layer("sigma", Role::StandardDeviation, year, 1.0)],
            ..FileTotals::default()
        }];
        let (totals, warnings) =
            product_totals("product", &files, &DeviationGaps::default(), &year_2021, StepSpread::None, EnsembleRule::default());
        assert_eq!((totals.len(), totals[0].uncertainty.is_some(), warnings.len()), (1, true, 0));
        let both =
            [FileTotals { layers: vec![emissions[0].clone(), emissions[1].clone(), files[0].layers[1].clone()], ..FileTotals::default() }];
        let (totals, warnings) =
            product_totals("product", &both, &DeviationGaps::default(), &year_2021, StepSpread::None, EnsembleRule::default());
        assert!(totals.len() == 2 && totals.iter().all(|total| total.uncertainty.is_none()));
        assert!(warnings[0].to_string().contains("several layers share its category"), "{warnings:?}");
    }
}
