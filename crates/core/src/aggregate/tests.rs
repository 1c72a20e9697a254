use super::*;
use crate::coverage::{CellShare, Coverage, FineShares, RegionCoverage, Run};
use crate::{
    Axis, Calendar, CoastPolicy, Date, Gas, Grid, NamedAfter, Period, ProductKind, ReportingYear, Role, Scope, StepSpread, YearStart,
};
use std::sync::Arc;

/// Two rows of two cells; A holds cell 0 and half of cell 1, B a quarter of cell 2; nobody holds cell 3.
fn coverage() -> Coverage {
    let region = |code: &str, cells: &[(u32, f64)], area: f64| RegionCoverage {
        code: RegionCode::new(code),
        name: code.to_lowercase(),
        area: Area::from_m2(area),
        runs: Run::joined(cells.iter().map(|&(cell, share)| CellShare { cell, share }), 2),
    };
    Coverage { shape: (2, 2), regions: vec![region("A", &[(0, 1.0), (1, 0.5)], 15.0), region("B", &[(2, 0.25)], 2.5)] }
}

/// Cells of 10 m² each.
fn ten_square_metres() -> CellAreas {
    CellAreas::RowsAndColumns { heights: vec![10.0; 2], widths: vec![1.0; 2] }
}

fn field(values: [f64; 4], measure: Measure, period: Period) -> Field {
    let grid = Grid::new(Axis::uniform(0.0, 2.0, 2).expect("rows"), Axis::uniform(0.0, 2.0, 2).expect("columns")).expect("a grid");
    let meaning = LayerMeaning {
        name: "layer".into(),
        role: Role::Emission,
        gas: Gas::Ch4,
        category: None,
        scope: Scope::Anthropogenic,
        kind: ProductKind::BottomUp,
        period,
        calendar: Calendar::Standard,
        measure,
        contains: vec![],
        member: None,
    };
    Field { meaning, grid: Arc::new(grid), values: Array2::from_shape_vec((2, 2), values.to_vec()).expect("four values") }
}

fn apportionment(coast: CoastPolicy) -> Apportionment {
    match coast {
        CoastPolicy::Share => Apportionment::by_share(&coverage()),
        CoastPolicy::Land => Apportionment::by_land(&coverage()),
        CoastPolicy::Weighted => {
            let fine = FineShares { regions: vec![vec![Some(1.0), Some(0.75)], vec![None]] };
            Apportionment::by_fine_emissions(&coverage(), &fine)
        }
    }
}

fn totals(field: &Field, coast: CoastPolicy, selected: Option<&BTreeSet<RegionCode>>) -> LayerTotals {
    let (apportionment, areas) = (apportionment(coast), ten_square_metres());
    let aggregation = Aggregation {
        apportionment: &apportionment,
        areas: &areas,
        own_areas: None,
        complete_for_land: true,
        selected,
        year_length: YearLength::Calendar,
    };
    aggregation.totals(field).expect("totals that close")
}

fn masses(totals: &LayerTotals) -> Vec<(&str, f64)> {
    totals.rows.iter().map(|row| (row.code.as_str(), row.mass.as_kg())).collect()
}

#[test]
fn every_gram_ends_in_one_row() {
    let field = field([1.0, 2.0, 3.0, 4.0], Measure::MassPerCell, Period::year(2021));
    assert_eq!(masses(&totals(&field, CoastPolicy::Share, None)), [("A", 2.0), ("B", 0.75), ("_SEA", 7.25), ("_GRID", 10.0)]);
}

#[test]
fn the_land_policy_leaves_the_sea_only_cells_without_land() {
    let field = field([1.0, 2.0, 3.0, 4.0], Measure::MassPerCell, Period::year(2021));
    assert_eq!(masses(&totals(&field, CoastPolicy::Land, None)), [("A", 3.0), ("B", 3.0), ("_SEA", 4.0), ("_GRID", 10.0)]);
}

/// A gets three quarters of cell 1 by the fine emissions, B its quarter of cell 2, for which there are none: 3 kg went by area.
#[test]
fn the_weighted_policy_follows_the_fine_emissions_and_says_where_it_could_not() {
    let field = field([1.0, 2.0, 3.0, 4.0], Measure::MassPerCell, Period::year(2021));
    let totals = totals(&field, CoastPolicy::Weighted, None);
    assert_eq!(masses(&totals), [("A", 2.5), ("B", 0.75), ("_SEA", 6.75), ("_GRID", 10.0)]);
    assert_eq!(totals.balance.unweighted_mass.as_kg(), 3.0);
}

#[test]
fn areas_are_the_same_under_every_policy() {
    let field = field([1.0, 2.0, 3.0, 4.0], Measure::MassPerCell, Period::year(2021));
    let areas = |coast| totals(&field, coast, None).rows.iter().map(|row| row.observed_area).collect::<Vec<_>>();
    assert!(CoastPolicy::ALL.into_iter().all(|coast| areas(coast) == areas(CoastPolicy::Share)));
}

#[test]
fn regions_not_selected_are_summed_apart() {
    let field = field([1.0, 2.0, 3.0, 4.0], Measure::MassPerCell, Period::year(2021));
    let selected = BTreeSet::from([RegionCode::new("B")]);
    assert_eq!(
        masses(&totals(&field, CoastPolicy::Share, Some(&selected))),
        [("B", 0.75), ("_OTHER", 2.0), ("_SEA", 7.25), ("_GRID", 10.0)]
    );
}

/// A holds all of cell 0 and half of cell 1, B a quarter of cell 2: 1 + 1 + 0.75 = 2.75; errors that are independent from cell to cell √(1 + 1 + 0.5625).
/// The rows of the balance are those without the group, selected or not.
#[test]
fn a_group_is_the_sum_of_its_members_and_lies_outside_the_balance() {
    let field = field([1.0, 2.0, 3.0, 4.0], Measure::MassPerCell, Period::year(2021));
    let group = |members: &[&str]| crate::RegionGroup {
        code: RegionCode::new("AB"),
        name: "both".into(),
        members: members.iter().copied().map(RegionCode::new).collect(),
    };
    let (areas, selected) = (ten_square_metres(), BTreeSet::from([RegionCode::new("B")]));
    let apportionment = apportionment(CoastPolicy::Share).with_groups(&[group(&["A", "B", "XYZ"]), group(&["B"])]);
    let aggregation = Aggregation {
        apportionment: &apportionment,
        areas: &areas,
        own_areas: None,
        complete_for_land: true,
        selected: Some(&selected),
        year_length: YearLength::Calendar,
    };
    let totals = aggregation.totals(&field).expect("totals that close");
    assert_eq!(masses(&totals), [("B", 0.75), ("_OTHER", 2.0), ("_SEA", 7.25), ("_GRID", 10.0), ("AB", 2.75), ("AB", 0.75)]);
    let both = &totals.rows[4];
    assert_eq!((both.kind, both.quadrature.as_kg(), both.region_area.as_m2()), (RowKind::Group, 2.5625_f64.sqrt(), 17.5));
    assert_eq!(totals.grid().map(|row| row.mass.as_kg()), Some(10.0));
}

/// Two members in one cell are one part of it: their errors there are one.
#[test]
fn members_of_a_group_that_share_a_cell_have_one_error_there() {
    let shared = |code: &str, share| RegionCoverage {
        code: RegionCode::new(code),
        name: code.to_lowercase(),
        area: Area::from_m2(1.0),
        runs: vec![Run { first: 0, length: 1, share }],
    };
    let coverage = Coverage { shape: (2, 2), regions: vec![shared("A", 0.25), shared("B", 0.5)] };
    let group =
        crate::RegionGroup { code: RegionCode::new("AB"), name: "both".into(), members: vec![RegionCode::new("A"), RegionCode::new("B")] };
    let apportionment = Apportionment::by_share(&coverage).with_groups(&[group]);
    let of_group = apportionment.row(0).last().expect("a parcel of the group");
    assert_eq!((of_group.holder, of_group.share(0)), (3, 0.75));
    assert_eq!(of_group.parcels, [Parcel { column: 0, length: 1, weight: 0.75 }]);
}

#[test]
fn a_flux_is_multiplied_by_area_and_true_seconds() {
    let field = field([1.0, 0.0, 0.0, 0.0], Measure::Flux, Period::month(2016, 2));
    let totals = totals(&field, CoastPolicy::Share, None);
    assert_eq!(totals.rows[0].mass.as_kg(), 10.0 * 29.0 * 86_400.0);
}

#[test]
fn a_missing_cell_is_missing_area_and_never_zero_mass() {
    let field = field([1.0, f64::NAN, 3.0, 4.0], Measure::MassPerCell, Period::year(2021));
    let totals = totals(&field, CoastPolicy::Share, None);
    assert_eq!(totals.rows[0].observed_area.as_m2(), 10.0);
    assert!((totals.rows[0].covered_share().as_fraction() - 10.0 / 15.0).abs() < 1e-15);
    assert_eq!(totals.balance.missing_area.as_m2(), 10.0);
    assert_eq!(totals.balance.observed_area.as_m2(), 30.0);
}

#[test]
fn errors_add_in_quadrature_or_in_line() {
    let field = field([3.0, 8.0, 0.0, 0.0], Measure::MassPerCell, Period::year(2021));
    let row = &totals(&field, CoastPolicy::Share, None).rows[0];
    assert_eq!((row.mass.as_kg(), row.quadrature.as_kg()), (7.0, 5.0));
}

#[test]
fn sensitivities_are_weighted_by_the_prior() {
    let (apportionment, areas) = (apportionment(CoastPolicy::Share), ten_square_metres());
    let aggregation = Aggregation {
        apportionment: &apportionment,
        areas: &areas,
        own_areas: None,
        complete_for_land: true,
        selected: None,
        year_length: YearLength::Calendar,
    };
    let sensitivity = field([1.0, 0.5, 0.2, 0.0], Measure::Dimensionless, Period::year(2021));
    let prior = field([1.0, 6.0, 0.0, 0.0], Measure::MassPerCell, Period::year(2021));
    // A: (1·1·1 + ½·6·½) / (1 + 3) = 2.5 / 4; B has no prior.
    assert_eq!(aggregation.weighted_means(&sensitivity, &prior), [(RegionCode::new("A"), Some(0.625)), (RegionCode::new("B"), None)]);
}

/// The totals of steps that emit the same mass each.
fn steps_of(periods: impl IntoIterator<Item = Period>) -> Vec<LayerTotals> {
    let step = |period| totals(&field([1.0, 2.0, 3.0, 4.0], Measure::MassPerCell, period), CoastPolicy::Share, None);
    periods.into_iter().map(step).collect()
}

fn months(year: i32) -> impl Iterator<Item = Period> {
    (1..=12).map(move |month| Period::month(year, month))
}

fn in_year(steps: &[LayerTotals], year: ReportingYear, spread: StepSpread) -> Result<AnnualTotals, Incomplete> {
    annual(&steps.iter().collect::<Vec<_>>(), year, spread)
}

const FISCAL_2015: ReportingYear = ReportingYear { year: 2015, start: YearStart { month: 7, day: 1, named_after: NamedAfter::Start } };

#[test]
fn twelve_months_make_a_year_and_eleven_do_not() {
    let mut months = steps_of(months(2021));
    let year = in_year(&months, ReportingYear::calendar(2021), StepSpread::None).expect("a whole year");
    assert_eq!((year.steps, year.totals.rows[0].mass.as_kg(), year.spread), (12, 24.0, StepSpread::None));
    months.remove(2);
    let message = in_year(&months, ReportingYear::calendar(2021), StepSpread::Even).expect_err("March is missing").to_string();
    assert_eq!(message, "layer `layer` does not fill 2021: it lacks 2021-03-01 to 2021-04-01");
}

#[test]
fn a_day_that_is_missing_or_there_twice_leaves_the_year_out() {
    let day = |day| Date::new(2021, 1, day);
    let period = |start, end| Period { start, end };
    let rest = period(day(4), Date::new(2022, 1, 1));
    let missing = steps_of([period(day(1), day(3)), rest]);
    let message = |steps: &[LayerTotals]| in_year(steps, ReportingYear::calendar(2021), StepSpread::None).unwrap_err().to_string();
    assert_eq!(message(&missing), "layer `layer` does not fill 2021: it lacks 2021-01-03 to 2021-01-04");
    let twice = steps_of([period(day(1), day(5)), rest]);
    assert_eq!(
        message(&twice),
        "layer `layer` does not fill 2021: 2021-01-01 to 2021-01-05 and 2021-01-04 to 2022-01-01 have days in common"
    );
    assert_eq!(message(&steps_of([Period::year(2020)])), "layer `layer` does not fill 2021: found nothing");
}

/// Region A has 2 kg in each month; a fiscal year has twelve of them, whichever calendar years they are from.
#[test]
fn a_fiscal_year_of_months_is_exact() {
    let months = steps_of(months(2015).chain(months(2016)));
    let year = in_year(&months, FISCAL_2015, StepSpread::None).expect("July to June");
    assert_eq!((year.steps, year.totals.rows[0].mass.as_kg(), year.spread), (12, 24.0, StepSpread::None));
    assert_eq!(year.totals.meaning.period, FISCAL_2015.period());
}

/// Of 2015 the 184 days from July are 184/365, of 2016 the 182 days to June (a leap year) are 182/366; region A has 2 kg in each year.
#[test]
fn a_fiscal_year_of_calendar_years_needs_the_assumption_of_an_even_spread() {
    let years = steps_of([Period::year(2015), Period::year(2016)]);
    let message = in_year(&years, FISCAL_2015, StepSpread::None).unwrap_err().to_string();
    assert_eq!(
        message,
        "layer `layer` does not fill 2015/16: 2015, 2016 cross its border, and only the convention spread = \"even\" divides a step"
    );
    let year = in_year(&years, FISCAL_2015, StepSpread::Even).expect("two halves");
    let expected = 2.0 * 184.0 / 365.0 + 2.0 * 182.0 / 366.0;
    assert!((year.totals.rows[0].mass.as_kg() - expected).abs() < 1e-12);
    assert_eq!(year.spread, StepSpread::Even);
}

/// A flux of 1 in February 2021 alone: 28 days of 365 make the mean of the year; the mean of twelve months would be 365/336 of it, 8.6 % more.
#[test]
fn a_mean_over_months_weighs_them_by_their_days() {
    let flux = |month| if month == 2 { [1.0; 4] } else { [0.0; 4] };
    let step = |month| totals(&field(flux(month), Measure::Flux, Period::month(2021, month)), CoastPolicy::Share, None);
    let months: Vec<LayerTotals> = (1..=12).map(step).collect();
    let year = in_year(&months, ReportingYear::calendar(2021), StepSpread::None).expect("a whole year").totals;
    let constant = totals(&field([1.0; 4], Measure::Flux, Period::year(2021)), CoastPolicy::Share, None);
    let mean = year.rows[0].mass.as_kg() / constant.rows[0].mass.as_kg();
    assert!((mean - 28.0 / 365.0).abs() < 1e-15);
    assert!((1.0 / 12.0 / mean - 1.086).abs() < 5e-4);
}

/// Four cells of 10 m², of which the second has no area of its own: what is emitted there is not known, even where the flux is 0.
#[test]
fn a_flux_of_zero_on_a_cell_without_area_is_missing_as_any_other() {
    let (apportionment, areas) = (apportionment(CoastPolicy::Share), ten_square_metres());
    let own = Array2::from_shape_vec((2, 2), vec![10.0, f64::NAN, 10.0, 10.0]).expect("four areas");
    let aggregation = Aggregation {
        apportionment: &apportionment,
        areas: &areas,
        own_areas: Some(&own),
        complete_for_land: true,
        selected: None,
        year_length: YearLength::Calendar,
    };
    for flux in [0.0, 1.0] {
        let totals = aggregation.totals(&field([flux; 4], Measure::Flux, Period::year(2015))).expect("the rows add up");
        assert_eq!((totals.balance.observed_area.as_m2(), totals.balance.missing_area.as_m2()), (30.0, 10.0), "{flux}");
    }
}
