//! The ledger of scope of a run: lines whose values are known, and rasters that are totalled over the regions like a product.

use crate::deviation_gaps;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::frame::{Frame, FrameError, FrameRequest, KnownGrids};
use crate::plan::{Plan, PlannedProduct};
use crate::product_totals::{FileTotals, product_totals};
use crate::report::words_of;
use fluxledger_core::ledger::{Ledger, LedgerLine, LedgerValue, Years};
use fluxledger_core::reconcile::{Comparison, Deviation, ProductTotal, Reconciliation};
use fluxledger_core::{Mass, RegionCode, ReportingYear, Share, TimeSpan, Warned, Warning};
use fluxledger_ingest::scope::terms;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// A line of which everything is known but what a raster adds up to.
pub struct PlannedLine {
    line: LedgerLine,
    sigma_share: Option<Share>,
    raster: Option<LedgerRaster>,
}

/// A raster that is a line.
pub struct LedgerRaster {
    /// Its files, open.
    pub product: PlannedProduct,
    /// The years over which it is totalled.
    pub years: BTreeSet<ReportingYear>,
    /// Those whose mean stands for every year, where that is asked for.
    pub taken_from: Option<RangeInclusive<i32>>,
}

impl PlannedLine {
    /// A line; its values are empty where a raster gives them.
    #[must_use]
    pub fn new(mut line: LedgerLine, sigma_share: Option<Share>, raster: Option<LedgerRaster>) -> Self {
        with_share(&mut line.values, sigma_share);
        Self { line, sigma_share, raster }
    }

    /// The line as far as its regions go: a raster may have a value in each of them.
    #[must_use]
    pub fn expected(&self, regions: &[RegionCode]) -> LedgerLine {
        let somewhere = |region: &RegionCode| LedgerValue {
            region: region.clone(),
            year: None,
            mass: Mass::ZERO,
            deviation: None,
            place: String::new(),
        };
        let values = if self.raster.is_some() { regions.iter().map(somewhere).collect() } else { self.line.values.clone() };
        LedgerLine { values, ..self.line.clone() }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.line.name
    }

    /// What it counts, what is done with it and where its values come from, for a reader of the plan.
    #[must_use]
    pub fn describe(&self) -> String {
        let LedgerLine { term, treatment, product, category, values, .. } = &self.line;
        let of = product.as_ref().map_or_else(|| "all products".to_owned(), |name| format!("“{name}”"));
        let from = self.raster.as_ref().map_or_else(
            || format!("values: {}", values.len()),
            |raster| format!("files: {}, {}", raster.product.files.len(), raster.place()),
        );
        format!("{}, {}, category {category}, {of}; {from}", term.name, treatment.name())
    }

    /// The files that give its values, where they are rasters.
    #[must_use]
    pub fn raster(&self) -> Option<&PlannedProduct> {
        self.raster.as_ref().map(|raster| &raster.product)
    }

    /// The line with what its raster adds up to.
    fn totalled(
        &self,
        raster: &LedgerRaster,
        plan: &Plan,
        request: FrameRequest<'_>,
        area_sources: &mut BTreeSet<String>,
    ) -> Result<Warned<LedgerLine>, Diagnostics> {
        let failed = |error: FrameError| Diagnostics::from(Diagnostic::about(self.name(), error.to_string()).with_hint(error.hint()));
        let totals = raster.totals(plan, request, area_sources).map_err(failed)?;
        let mut warnings = totals.warnings;
        let (covered, outside): (Vec<ProductTotal>, Vec<ProductTotal>) =
            totals.value.into_iter().partition(|total| total.covered >= plan.run.thresholds.coverage);
        let compared: BTreeSet<RegionCode> = plan.regions.codes_with_members().into_iter().collect();
        let left_out: BTreeSet<&str> =
            outside.iter().filter(|total| compared.contains(&total.region)).map(|total| total.region.as_str()).collect();
        if !left_out.is_empty() {
            let codes = left_out.into_iter().collect::<Vec<_>>().join(", ");
            warnings.push(Warning::new(self.name(), format!("the line has no value where its grid does not cover the region: {codes}")));
        }
        let place = raster.place();
        let values = covered.into_iter().map(|total| (total.span.clone(), value_of(total, &place))).collect();
        let mut values = mean_of_years(values, raster.taken_from.as_ref());
        with_share(&mut values, self.sigma_share);
        Ok(Warned::new(LedgerLine { values, ..self.line.clone() }, warnings))
    }
}

impl LedgerRaster {
    /// Totals over the regions, in the conventions of its files; where the areas of cells come from is added to the words for it.
    fn totals(
        &self,
        plan: &Plan,
        request: FrameRequest<'_>,
        area_sources: &mut BTreeSet<String>,
    ) -> Result<Warned<Vec<ProductTotal>>, FrameError> {
        let (mut files, mut known, mut doubts) = (Vec::new(), KnownGrids::default(), Vec::new());
        for file in &self.product.files {
            let shares = known.shares(&file.grid, &file.conventions, request)?;
            let frame = Frame::new(file, request, shares)?;
            area_sources.insert(frame.area_source());
            let totals = FileTotals::of(file, &frame, plan.run.gas.value, None, None, &|| {})?;
            doubts.extend(file.doubts(&totals.layers)?);
            files.push(totals);
        }
        let spread = self.product.files[0].conventions.spread;
        let frame = |file| Frame::new(file, request, known.shares(&file.grid, &file.conventions, request)?);
        let gaps = deviation_gaps::find(&self.product.files, &files, (plan.run.gas.value, &self.years), frame)?;
        let (totals, mut warnings) = product_totals(&self.product.name, &files, &gaps, &self.years, spread, self.product.rule);
        warnings.extend(doubts);
        Ok(Warned::new(totals, warnings))
    }

    fn place(&self) -> String {
        let profile = &self.product.files[0].profile;
        let span = self.taken_from.as_ref().map_or_else(String::new, |span| format!(", mean of {}–{}", span.start(), span.end()));
        format!("{} ({}), totalled over the region{span}", profile.title, profile.id)
    }
}

/// A total as a value; of bounds of its standard deviation the cautious one, cells that err as one, and of unlike sides the larger.
fn value_of(total: ProductTotal, place: &str) -> LedgerValue {
    LedgerValue {
        year: total.span.year().map(|year| year.year),
        mass: total.mass,
        deviation: total.uncertainty.map(|uncertainty| uncertainty.bracket().correlated.larger()),
        place: place.to_owned(),
        region: total.region,
    }
}

fn with_share(values: &mut [LedgerValue], share: Option<Share>) {
    let Some(share) = share else { return };
    values.iter_mut().for_each(|value| value.deviation = Some((value.mass * share).abs()));
}

/// Each year's own value, or for every year the mean of some: as it is stated where it is, else of the years, all of which must be there.
///
/// The errors of the years are taken as one.
#[must_use]
pub fn mean_of_years(values: Vec<(TimeSpan, LedgerValue)>, taken_from: Option<&RangeInclusive<i32>>) -> Vec<LedgerValue> {
    let Some(span) = taken_from else {
        return values.into_iter().map(|(_, value)| value).filter(|value| value.year.is_some()).collect();
    };
    let regions: BTreeSet<&RegionCode> = values.iter().map(|(_, value)| &value.region).collect();
    let asked: Vec<i32> = span.clone().collect();
    let of_region = |region: &RegionCode| {
        let own = || values.iter().filter(|(_, value)| value.region == *region);
        let stated =
            own().find(|(span, _)| matches!(span, TimeSpan::Mean(years) if years.iter().map(|year| year.year).eq(asked.iter().copied())));
        let years: Vec<&LedgerValue> =
            own().map(|(_, value)| value).filter(|value| value.year.is_some_and(|year| span.contains(&year))).collect();
        let mean = || (years.len() == asked.len()).then(|| mean(&years));
        stated.map(|(_, value)| value.clone()).or_else(mean)
    };
    regions.into_iter().filter_map(of_region).collect()
}

fn mean(years: &[&LedgerValue]) -> LedgerValue {
    let deviations: Option<Vec<Deviation>> = years.iter().map(|value| value.deviation.map(Deviation::symmetric)).collect();
    LedgerValue {
        year: None,
        mass: years.iter().map(|value| value.mass).sum::<Mass>().over(years.len()),
        deviation: deviations.map(|deviations| Deviation::in_line(deviations).over(years.len()).up),
        ..years[0].clone()
    }
}

/// A ledger, and the conventions by which its rasters were totalled.
pub struct TotalledLedger {
    /// The ledger.
    pub ledger: Ledger,
    /// The name of each line that is a raster, with its conventions in words.
    pub conventions: Vec<(String, Vec<(&'static str, String)>)>,
}

/// The ledger with the values of its rasters.
///
/// # Errors
/// If a raster cannot be totalled, or a flux would be counted twice.
pub fn ledger<'r>(plan: &Plan, request: impl Fn(&PlannedProduct) -> FrameRequest<'r>) -> Result<Warned<TotalledLedger>, Diagnostics> {
    let mut warnings = Vec::new();
    let (mut lines, mut conventions) = (Vec::new(), Vec::new());
    for planned in &plan.ledger {
        lines.push(match &planned.raster {
            Some(raster) => {
                let mut area_sources = BTreeSet::new();
                let line = planned.totalled(raster, plan, request(&raster.product), &mut area_sources)?.collect_into(&mut warnings);
                let area_source = area_sources.into_iter().collect::<Vec<_>>().join("; ");
                conventions
                    .push((line.name.clone(), words_of(&raster.product.files[0].conventions, &area_source, Some(&plan.regions.set))));
                line
            }
            None => planned.line.clone(),
        });
    }
    warnings.extend(fiscal_years(plan));
    let ledger = Ledger::new(lines, terms().to_vec(), plan.booking(), &plan.tree)
        .map_err(|error| Diagnostics::from(Diagnostic::about("ledger", error.to_string()).with_hint(Some(error.hint()))))?;
    Ok(Warned::new(TotalledLedger { ledger, conventions }, warnings))
}

/// Rasters are totalled over the years of the run, also beside inventories whose years begin on another day.
fn fiscal_years(plan: &Plan) -> Option<Warning> {
    let differs = plan.inventories.iter().any(|inventory| inventory.year_start != plan.run.year_start);
    let has_rasters = plan.ledger.iter().any(|line| line.raster.is_some());
    let message = "rasters are totalled over the years of the run, also beside inventories whose years begin on another day";
    (differs && has_rasters).then(|| Warning::new("ledger", message))
}

/// Lines that are booked in some years or members of a comparison and have no value in others, where they count nothing.
#[must_use]
pub fn gaps(ledger: &Ledger, reconciliation: &Reconciliation) -> Vec<Warning> {
    let rows: Vec<&Comparison> =
        reconciliation.comparisons.iter().filter(|row| row.mean.is_none() && row.verdict.is_comparable()).collect();
    let of_line = |line: &LedgerLine| {
        let listed = lacking(line, &rows).into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("the line has no value there and counts nothing, though it is booked beside: {listed}");
        (!listed.is_empty()).then(|| Warning::new(&line.name, message))
    };
    ledger.lines().iter().filter_map(of_line).collect()
}

/// The years of a comparison in which a line lacks a value while it has one in others, and the members of groups without one.
fn lacking(line: &LedgerLine, rows: &[&Comparison]) -> BTreeSet<String> {
    let has = |row: &&&Comparison| row.ledger.iter().flat_map(|account| &account.entries).any(|entry| entry.line == line.name);
    let subject = |row: &Comparison| (row.region.clone(), row.product.clone(), row.inventory.clone(), row.level, row.categories.clone());
    let booked: BTreeSet<_> = rows.iter().filter(has).map(|row| subject(row)).collect();
    let without = rows.iter().filter(|row| !has(row) && booked.contains(&subject(row)));
    let years = without.map(|row| format!("{} {}", row.region, row.span));
    let year =
        |row: &Comparison| Some(Years { product: row.span.year()?.year, inventory: row.inventory_span.year()?.year }.of(line.treatment));
    let of_members = rows.iter().filter(has).filter_map(|row| Some((row, year(row)?, row.group.as_ref()?)));
    let members = of_members.flat_map(|(row, year, group)| {
        let lacks = group.counted.iter().filter(move |member| line.value(member, year).is_none());
        lacks.map(move |member| format!("{member} {} in {}", row.span, row.region))
    });
    years.chain(members).collect()
}

/// Lines that no comparison holds.
#[must_use]
pub fn unused(ledger: &Ledger, reconciliation: &Reconciliation) -> Vec<Warning> {
    let accounts = reconciliation.comparisons.iter().filter_map(|row| row.ledger.as_ref());
    let used: BTreeSet<&str> = accounts.flat_map(|account| &account.entries).map(|entry| entry.line.as_str()).collect();
    let unused = ledger.lines().iter().filter(|line| !used.contains(line.name.as_str()));
    let message = |line: &LedgerLine| {
        format!("the line is booked nowhere: no comparison of its regions and years holds category {} whole", line.category)
    };
    unused.map(|line| Warning::new(&line.name, message(line))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::reconcile::{DeviationBracket, TotalUncertainty};
    use fluxledger_core::{Scope, StepSpread};

    /// Percentiles that lie 3 kg below the estimate and 2 kg above it leave 3 kg, and 2 and 5 kg leave 5 kg.
    #[test]
    fn a_line_from_a_raster_errs_by_the_larger_of_its_two_sides() {
        let deviation = |down: f64, up: f64| {
            let bracket = DeviationBracket::known(Deviation { down: Mass::from_kg(down), up: Mass::from_kg(up) });
            let total = ProductTotal {
                region: RegionCode::new("A"),
                region_name: "a".into(),
                layer: "wetlands".into(),
                category: None,
                scope: Scope::Total,
                span: TimeSpan::calendar(2020),
                mass: Mass::from_kg(10.0),
                uncertainty: Some(TotalUncertainty::Percentiles(bracket)),
                prior: None,
                sensitivity: None,
                covered: Share::WHOLE,
                spread: StepSpread::None,
            };
            value_of(total, "").deviation.map(Mass::as_kg)
        };
        assert_eq!([deviation(3.0, 2.0), deviation(2.0, 5.0)], [Some(3.0), Some(5.0)]);
    }
}
