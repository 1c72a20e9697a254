use super::*;
use crate::conventions::Conventions;
use crate::field::Measure;
use crate::gas::{Basis, CarbonToCo2};
use crate::period::{Calendar, Date, Period, YearLength};
use approx::assert_relative_eq;
use insta::assert_snapshot;
use proptest::prelude::*;

/// Spellings as files have them, and the canonical one of the same unit.
const SPELLINGS: &[(&str, &str)] = &[
    // Mass per area and time.
    ("kg m-2 s-1", "kg m⁻² s⁻¹"),
    ("kg/m2/s", "kg m⁻² s⁻¹"),
    ("kg/m^2/s", "kg m⁻² s⁻¹"),
    ("kg/(m2 s)", "kg m⁻² s⁻¹"),
    ("kg m**-2 s**-1", "kg m⁻² s⁻¹"),
    ("kg m^-2 s^-1", "kg m⁻² s⁻¹"),
    ("kg m^(-2) s^(-1)", "kg m⁻² s⁻¹"),
    ("kg·m⁻²·s⁻¹", "kg m⁻² s⁻¹"),
    ("kg.m-2.s-1", "kg m⁻² s⁻¹"),
    ("kg*m-2*s-1", "kg m⁻² s⁻¹"),
    ("[kg m-2 s-1]", "kg m⁻² s⁻¹"),
    ("kg m−2 s−1", "kg m⁻² s⁻¹"),
    ("Kg/m2/sec", "kg m⁻² s⁻¹"),
    ("kg substance /m2 /s", "kg m⁻² s⁻¹"),
    ("kgm-2s-1", "kg m⁻² s⁻¹"),
    ("kg N2O m-2 s-1", "kg N₂O m⁻² s⁻¹"),
    ("kgN m-2 s-1", "kg N m⁻² s⁻¹"),
    ("kg N2O-N ha-1 yr-1", "kg N ha⁻¹ yr⁻¹"),
    ("kgC m-2 month-1", "kg C m⁻² month⁻¹"),
    ("kgC/m2/month", "kg C m⁻² month⁻¹"),
    ("kg-CO2/m2/month", "kg CO₂ m⁻² month⁻¹"),
    ("g-CH4/m2/month", "g CH₄ m⁻² month⁻¹"),
    ("g C m-2 month-1", "g C m⁻² month⁻¹"),
    ("gC/m2/day", "g C m⁻² d⁻¹"),
    ("gC/m2/d", "g C m⁻² d⁻¹"),
    ("gC m-2 d-1", "g C m⁻² d⁻¹"),
    ("g(C) m-2 day-1", "g C m⁻² d⁻¹"),
    ("gram Carbon/m2/day", "g C m⁻² d⁻¹"),
    ("gC per m2 per year", "g C m⁻² yr⁻¹"),
    ("gC m-2 yr-1", "g C m⁻² yr⁻¹"),
    ("g m-2 year-1", "g m⁻² yr⁻¹"),
    ("gCO2/m2/yr", "g CO₂ m⁻² yr⁻¹"),
    ("gCO2 m-2 yr-1", "g CO₂ m⁻² yr⁻¹"),
    ("g CO₂ m⁻² y⁻¹", "g CO₂ m⁻² yr⁻¹"),
    ("g CH4 m-2 d-1", "g CH₄ m⁻² d⁻¹"),
    ("g CH4 m-2 yr-1", "g CH₄ m⁻² yr⁻¹"),
    ("mg m-2 d-1", "mg m⁻² d⁻¹"),
    ("mg CH4 m-2 d-1", "mg CH₄ m⁻² d⁻¹"),
    ("PgC m-2 yr-1", "Gt C m⁻² yr⁻¹"),
    ("kgC/km2/s", "kg C km⁻² s⁻¹"),
    ("Mg a-1 km-2", "t km⁻² yr⁻¹"),
    ("Mg/km2/yr", "t km⁻² yr⁻¹"),
    ("Mg / km2 / year", "t km⁻² yr⁻¹"),
    ("Mg km-2 a-1", "t km⁻² yr⁻¹"),
    ("Mg km-2 year-1", "t km⁻² yr⁻¹"),
    ("t km-2 yr-1", "t km⁻² yr⁻¹"),
    ("Mg km-2 hr-1", "t km⁻² h⁻¹"),
    ("kg/h/km2", "kg km⁻² h⁻¹"),
    ("kg km-2 d-1", "kg km⁻² d⁻¹"),
    ("tonnes per square kilometre per annum", "t km⁻² yr⁻¹"),
    // Amounts of substance.
    ("mol m-2 s-1", "mol m⁻² s⁻¹"),
    ("mol/m2/s", "mol m⁻² s⁻¹"),
    ("umol m-2 s-1", "µmol m⁻² s⁻¹"),
    ("µmol m-2 s-1", "µmol m⁻² s⁻¹"),
    ("μmol m-2 s-1", "µmol m⁻² s⁻¹"),
    ("micromol/m2/s", "µmol m⁻² s⁻¹"),
    ("micromole-CO2/m2/s", "µmol CO₂ m⁻² s⁻¹"),
    ("moleC m-2 s-1", "mol C m⁻² s⁻¹"),
    ("molec cm-2 s-1", "molecules cm⁻² s⁻¹"),
    ("molec/cm2/s", "molecules cm⁻² s⁻¹"),
    ("molecules CH4 cm-2 s-1", "molecules CH₄ cm⁻² s⁻¹"),
    ("moleccm-2s-1", "molecules cm⁻² s⁻¹"),
    // Per cell.
    ("tonne C/cell/month", "t C cell⁻¹ month⁻¹"),
    ("tonne Carbon/cell", "t C cell⁻¹"),
    ("t/cell/yr", "t cell⁻¹ yr⁻¹"),
    ("T/cell/yr", "t cell⁻¹ yr⁻¹"),
    ("ton substance / 0.1degree x 0.1degree / year", "t cell⁻¹ yr⁻¹"),
    ("ton/0.1°×0.1°/yr", "t cell⁻¹ yr⁻¹"),
    ("kg h-1 pixel-1", "kg cell⁻¹ h⁻¹"),
    ("kg/year/cell", "kg cell⁻¹ yr⁻¹"),
    ("kg/yr/grid cell", "kg cell⁻¹ yr⁻¹"),
    ("Mg gridcell-1 month-1", "t cell⁻¹ month⁻¹"),
    // Totals.
    ("PgC/yr", "Gt C yr⁻¹"),
    ("TgN/yr", "Mt N yr⁻¹"),
    ("Tonnes", "t"),
    ("metric tons", "t"),
    ("Mg per month", "t month⁻¹"),
    ("Tg", "Mt"),
    ("Tg CH4 yr-1", "Mt CH₄ yr⁻¹"),
    ("kg/year", "kg yr⁻¹"),
    ("kg a-1", "kg yr⁻¹"),
    ("t/h", "t h⁻¹"),
    ("Gg", "kt"),
    ("(Gg)", "kt"),
    ("kt", "kt"),
    ("Mt", "Mt"),
    ("MMT CO2 Eq.", "Mt CO₂ eq"),
    ("million tonnes", "Mt"),
    ("10^6 t", "Mt"),
    ("1000 t", "kt"),
    ("2.5 kg", "2.5e0 kg"),
    ("   3.69321e+011 kg/year", "3.69321e11 kg yr⁻¹"),
    ("GgCO2eq", "kt CO₂ eq"),
    ("kt CO2 eq", "kt CO₂ eq"),
    ("kt CO2eq", "kt CO₂ eq"),
    ("kt CO2-eq", "kt CO₂ eq"),
    ("tCO2e", "t CO₂ eq"),
    ("Gg CO₂ equivalent", "kt CO₂ eq"),
    ("CO2 equivalent (kt)", "kt CO₂ eq"),
    ("(kt CO2 equivalents)", "kt CO₂ eq"),
    ("CH4 * gigagram / a", "kt CH₄ yr⁻¹"),
    ("PgC", "Gt C"),
    ("GtC", "Gt C"),
    ("MtC", "Mt C"),
    ("%", "%"),
    ("percent", "%"),
    ("1", "1"),
    ("none", "1"),
];

fn unit(text: &str) -> Unit {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn factor(text: &str, gas: Gas, basis: Option<Basis>, period: Period, conventions: &Conventions) -> f64 {
    unit(text).conversion(gas, basis, period, Calendar::Standard, conventions).unwrap_or_else(|error| panic!("{error}")).factor
}

fn with_year(year_length: YearLength) -> Conventions {
    Conventions { year_length, ..Conventions::default() }
}

#[test]
fn every_spelling_is_read() {
    for &(spelling, canonical) in SPELLINGS {
        assert_eq!(unit(spelling).to_string(), canonical, "{spelling}");
    }
}

#[test]
fn a_mass_flux_in_canonical_units_stays_as_it_is() {
    let conversion = unit("kg m-2 s-1")
        .conversion(Gas::Ch4, Some(Basis::Gas), Period::year(2019), Calendar::Standard, &Conventions::default())
        .expect("a flux");
    assert_eq!(conversion, Conversion { factor: 1.0, measure: Measure::Flux });
}

#[test]
fn areas_and_exact_durations_are_divided_by() {
    // 1 h = 3600 s, 1 d = 86400 s, 1 km² = 1e6 m², 1 ha = 1e4 m².
    for (text, expected) in [
        ("Mg km-2 hr-1", 1e3 / 1e6 / 3600.0),
        ("kg/h/km2", 2.777_777_8e-10),
        ("kg km-2 d-1", 1.157_407_4e-11),
        ("mg m-2 d-1", 1.157_407_4e-11),
        ("t/ha/day", 1e3 / 1e4 / 86_400.0),
        ("g cm-2 s-1", 10.0),
    ] {
        let found = factor(text, Gas::Ch4, Some(Basis::Gas), Period::year(2020), &Conventions::default());
        assert_relative_eq!(found, expected, max_relative = 1e-7);
    }
}

#[test]
fn a_mass_per_area_is_a_sum_over_the_period() {
    // 1 kg m⁻² in the 28 days of February 2019.
    let found = factor("kg m-2", Gas::Ch4, Some(Basis::Gas), Period::month(2019, 2), &Conventions::default());
    assert_relative_eq!(found, 1.0 / (28.0 * 86_400.0), max_relative = 1e-15);
}

#[test]
fn a_year_across_new_year_has_the_mean_length_of_both() {
    // 184/365 of 2019 and 182/366 of 2020 are 366 days.
    let fiscal = Period { start: Date::new(2019, 7, 1), end: Date::new(2020, 7, 1) };
    let found = factor("kg/m2/yr", Gas::Ch4, Some(Basis::Gas), fiscal, &Conventions::default());
    let years = 184.0 / 365.0 + 182.0 / 366.0;
    assert_relative_eq!(found, years / (366.0 * 86_400.0), max_relative = 1e-14);
}

#[test]
fn molecules_are_counted_with_the_constant_of_avogadro() {
    let mut conventions = Conventions::default();
    conventions.molar_masses.ch4 = 16.0425;
    // 1e4 cm²/m² / 6.02214076e23 mol⁻¹ × 16.0425e-3 kg mol⁻¹ = 2.663920e-22 kg m⁻² s⁻¹.
    let found = factor("molec cm-2 s-1", Gas::Ch4, None, Period::year(2012), &conventions);
    assert_relative_eq!(found, 1e4 / 6.022_140_76e23 * 16.0425e-3, max_relative = 1e-15);
    assert_relative_eq!(found, 2.663_92e-22, max_relative = 1e-6);
}

#[test]
fn micromoles_weigh_a_millionth_of_the_molar_mass() {
    // 1e-6 mol × 44.009e-3 kg mol⁻¹, whether the mole is of CO₂ or of the carbon in it.
    for (text, basis) in [("umol m-2 s-1", None), ("umol m-2 s-1", Some(Basis::Carbon)), ("umol CO2 m-2 s-1", None)] {
        assert_relative_eq!(factor(text, Gas::Co2, basis, Period::year(2019), &Conventions::default()), 44.009e-9, max_relative = 1e-15);
    }
}

#[test]
fn a_mole_of_nitrogen_is_half_a_mole_of_nitrous_oxide() {
    let conventions = Conventions::default();
    assert_relative_eq!(factor("mol N m-2 s-1", Gas::N2o, None, Period::year(2019), &conventions), 44.013e-3 / 2.0);
    // 44.013 / (2 × 14.007) = 1.571107 kg N₂O per kg N.
    assert_relative_eq!(
        factor("kg m-2 s-1", Gas::N2o, Some(Basis::Nitrogen), Period::year(2019), &conventions),
        1.571_107,
        max_relative = 1e-6
    );
}

#[test]
fn carbon_becomes_the_gas_by_the_convention_in_force() {
    let budget = Conventions { carbon_to_co2: CarbonToCo2::GlobalCarbonBudget, ..Conventions::default() };
    // 1 g m⁻² d⁻¹ = 1e-3 / 86400 = 1.1574074e-8 kg m⁻² s⁻¹ of carbon, × 3.664 of CO₂, × 16.043/12.011 of CH₄.
    let day = Period { start: Date::new(2019, 3, 5), end: Date::new(2019, 3, 6) };
    assert_relative_eq!(factor("gC/m2/day", Gas::Co2, None, day, &budget), 1.157_407_4e-8 * 3.664, max_relative = 1e-7);
    assert_relative_eq!(factor("gC/m2/day", Gas::Ch4, None, day, &budget), 1.157_407_4e-8 * 16.043 / 12.011, max_relative = 1e-7);
}

#[test]
fn a_flux_per_year_is_divided_by_the_year_in_force() {
    // 1e3 kg / 1e6 m² / (365 × 86400 s) = 3.1709792e-11; with 365.25 d 3.1688088e-11; with the 366 days of 2020 3.1623153e-11.
    for (length, expected) in [
        (YearLength::Days365, 3.170_979_2e-11),
        (YearLength::Days365Quarter, 3.168_808_8e-11),
        (YearLength::Days366, 3.162_315_3e-11),
        (YearLength::Calendar, 3.162_315_3e-11),
    ] {
        let found = factor("Mg a-1 km-2", Gas::Ch4, Some(Basis::Gas), Period::year(2020), &with_year(length));
        assert_relative_eq!(found, expected, max_relative = 1e-7);
    }
}

#[test]
fn a_flux_per_month_is_divided_by_its_own_month() {
    let conventions = Conventions::default();
    let per_month = |period| factor("kg-CO2/m2/month", Gas::Co2, None, period, &conventions);
    assert_relative_eq!(per_month(Period::month(2016, 2)), 1.0 / (29.0 * 86_400.0), max_relative = 1e-15);
    // A day's value per month counts the month around it; a year's is the mean of twelve months.
    let day = Period { start: Date::new(2016, 2, 10), end: Date::new(2016, 2, 11) };
    assert_relative_eq!(per_month(day), 1.0 / (29.0 * 86_400.0), max_relative = 1e-15);
    assert_relative_eq!(per_month(Period::year(2016)), 12.0 / (366.0 * 86_400.0), max_relative = 1e-15);
    let last = Period::month(2016, 12);
    assert_relative_eq!(per_month(last), 1.0 / (31.0 * 86_400.0), max_relative = 1e-15);
}

#[test]
fn masses_are_summed_over_the_period() {
    let conventions = Conventions::default();
    let february = Period::month(2016, 2);
    let mass = |text| factor(text, Gas::Co2, Some(Basis::Gas), february, &conventions);
    assert_eq!(mass("Tonnes"), 1e3);
    assert_eq!(mass("t/cell/month"), 1e3);
    assert_relative_eq!(mass("kg/year/cell"), 29.0 / 366.0, max_relative = 1e-15);
    assert_relative_eq!(mass("kg h-1 pixel-1"), 29.0 * 24.0, max_relative = 1e-15);
    let year = factor("tonne C/cell/month", Gas::Co2, None, Period::year(2019), &conventions);
    assert_relative_eq!(year, 12e3 * 44.009 / 12.011, max_relative = 1e-15);
    // 1 PgC per year = 1e12 kg C, × 44/12 of CO₂.
    let twelfths = Conventions { carbon_to_co2: CarbonToCo2::FortyFourTwelfths, ..Conventions::default() };
    assert_relative_eq!(factor("PgC/yr", Gas::Co2, None, Period::year(2020), &twelfths), 1e12 * 44.0 / 12.0, max_relative = 1e-15);
}

#[test]
fn numbers_stay_numbers() {
    let period = Period::year(2019);
    let conversion = unit("%").conversion(Gas::Ch4, None, period, Calendar::Standard, &Conventions::default()).expect("a share");
    assert_eq!(conversion, Conversion { factor: 0.01, measure: Measure::Dimensionless });
}

#[test]
fn inventory_units_are_masses() {
    let conventions = Conventions::default();
    let kilograms = |text: &str| unit(text).mass_factor(Gas::Co2, &conventions);
    for (text, expected) in [("kg", 1.0), ("t", 1e3), ("kt", 1e6), ("Gg", 1e6), ("Mt", 1e9), ("CO2 * gigagram / a", 1e6)] {
        assert_eq!(kilograms(text), Ok(expected), "{text}");
    }
    assert_relative_eq!(kilograms("MtC").expect("a mass of carbon"), 1e9 * 44.009 / 12.011, max_relative = 1e-15);
    assert!(unit("kt CO2 eq").is_co2_equivalent());
    assert_eq!(unit("kt CO2 eq").kilograms(), Some(1e6));
    assert!(!unit("kt CO2").is_co2_equivalent());
}

fn with_hint(error: &impl std::fmt::Display, hint: Option<String>) -> String {
    hint.map_or(error.to_string(), |hint| format!("{error}\n  {hint}"))
}

fn parse_errors(texts: &[&str]) -> String {
    let errors = texts.iter().map(|text| text.parse::<Unit>().expect_err(text));
    errors.map(|error| with_hint(&error, error.hint())).collect::<Vec<_>>().join("\n")
}

#[test]
fn unknown_units_are_shown_with_the_nearest_known() {
    assert_snapshot!(parse_errors(&[" ", "kg m-2 s-1x", "tonnnes", "W m-2", "MT CO2e", "MG km-2 yr-1"]), @r"
    empty unit, expected one such as `kg m-2 s-1`
      state the unit in the product's profile
    unknown unit `kg m-2 s-1x`, cannot read `x`; nearest known: `kg m-2 s-1`
      state the unit in the product's profile in a known spelling, such as `kg m-2 s-1`
    unknown unit `tonnnes`, cannot read `nnes`; nearest known: `Tonnes`
      state the unit in the product's profile in a known spelling, such as `Tonnes`
    unknown unit `W m-2`, cannot read `W m-2`
      state the unit in the product's profile in a known spelling, such as `kg m-2 s-1`
    ambiguous unit `MT CO2e`, `MT` may be `Mt` or `t`
      write `Mt` or `t`
    ambiguous unit `MG km-2 yr-1`, `MG` may be `Mg` or `mg`
      write `Mg` or `mg`
    ");
}

#[test]
fn units_of_another_shape_are_told_why() {
    let texts = ["kg kg-1", "kg m-2 cell-1", "kg/m2 s", "kg m-3", "kg/", "kg (m-2", "m-2 s-1", "0 kg", "kg CO2-C"];
    assert_snapshot!(parse_errors(&texts), @r"
    unit `kg kg-1` has `kg` to the power -1, expected 1
      write a flux as `kg m-2 s-1` or `kg/m2/s`; a stroke divides by the next word only
    unit `kg m-2 cell-1` states its extent twice, the second time as `cell`
    unit `kg/m2 s` has `s` to the power 1, expected -1
      write a flux as `kg m-2 s-1` or `kg/m2/s`; a stroke divides by the next word only
    unit `kg m-3` has `m` to the power -3, expected -2
      write a flux as `kg m-2 s-1` or `kg/m2/s`; a stroke divides by the next word only
    unit `kg/` breaks off, expected more after its last stroke or bracket
    unit `kg (m-2` breaks off, expected more after its last stroke or bracket
    unit `m-2 s-1` states no amount, expected a mass, moles, molecules or a number
      begin with a mass or amount, as in `kg m-2 s-1` or `molec cm-2 s-1`
    unit `0 kg` has a multiple out of range, expected a positive finite number
    unit `kg CO2-C` states its substance twice, the second time as `C`
    ");
}

fn conversion_error(text: &str, gas: Gas, basis: Option<Basis>, period: Period) -> String {
    let result = unit(text).conversion(gas, basis, period, Calendar::Standard, &Conventions::default());
    let error = result.expect_err(text);
    with_hint(&error, error.hint())
}

#[test]
fn contradictions_name_both_sides() {
    let cases = [
        ("kgC m-2 month-1", Gas::Co2, Some(Basis::Gas)),
        ("gCO2/m2/yr", Gas::Co2, Some(Basis::Carbon)),
        ("gCO2/m2/yr", Gas::Ch4, Some(Basis::Gas)),
        ("kg N m-2 s-1", Gas::Ch4, None),
        ("Mg km-2 year-1", Gas::Co2, None),
        ("kg CO2eq m-2 s-1", Gas::Ch4, Some(Basis::Gas)),
        ("1 m-2", Gas::Ch4, Some(Basis::Gas)),
    ];
    let errors = cases.map(|(text, gas, basis)| conversion_error(text, gas, basis, Period::year(2019)));
    assert_snapshot!(errors.join("\n"), @r"
    unit `kg C m⁻² month⁻¹` counts carbon, expected CO2
      correct gas and basis in the product's profile, or its unit if the file's is wrong
    unit `g CO₂ m⁻² yr⁻¹` counts CO2, expected carbon
      correct gas and basis in the product's profile, or its unit if the file's is wrong
    unit `g CO₂ m⁻² yr⁻¹` counts CO2, expected CH4
      correct gas and basis in the product's profile, or its unit if the file's is wrong
    unit `kg N m⁻² s⁻¹` is to count nitrogen, but CH4 holds none
      state the gas itself or carbon as the basis
    unit `t km⁻² yr⁻¹` does not say whether it counts CO2 or an element of it
      state the basis in the product's profile: the gas, carbon or nitrogen
    unit `kg CO₂ eq m⁻² s⁻¹` counts CO₂ equivalents, expected a mass of CH4
      use the layer or column in mass of the gas, or divide by the GWP that was used
    unit `1 m⁻²` fits no layer, expected a flux, a mass or a plain number
      correct the unit in the product's profile, or choose another layer or column
    ");
}

#[test]
fn periods_that_do_not_fit_are_named() {
    let fortnight = Period { start: Date::new(2019, 1, 25), end: Date::new(2019, 2, 8) };
    let nothing = Period { start: Date::new(2019, 1, 1), end: Date::new(2019, 1, 1) };
    let errors = [fortnight, nothing].map(|period| conversion_error("kgC m-2 month-1", Gas::Co2, None, period));
    assert_snapshot!(errors.join("\n"), @r"
    unit `kg C m⁻² month⁻¹` is per month, expected a period within one month or of whole months, found 2019-01-25 to 2019-02-08
      correct the time labels in the product's profile
    period 2019-01-01 to 2019-01-01 of a layer in `kg C m⁻² month⁻¹` is empty
      correct the time labels in the product's profile
    ");
}

#[test]
fn inventory_tables_take_masses_of_the_gas_only() {
    let errors = ["kt CO2 eq", "kt km-2", "kt CO2"].map(|text| unit(text).mass_factor(Gas::Ch4, &Conventions::default()).unwrap_err());
    assert_snapshot!(errors.map(|error| error.to_string()).join("\n"), @r"
    unit `kt CO₂ eq` counts CO₂ equivalents, expected a mass of CH4
    unit `kt km⁻²` fits no inventory table, expected a mass in a year, such as `kt`
    unit `kt CO₂` counts CO2, expected CH4
    ");
}

const AMOUNTS: &[&str] = &["kg", "g", "mg", "Mg", "Gg", "kt", "Tg", "Pg", "mol", "umol", "molec"];
const SUBSTANCES: &[&str] = &["", "C", "N", "CH4", "CO2", "N2O", "CO2eq"];
const SIDES: &[&str] = &["", "m", "cm", "km"];
const DURATIONS: &[&str] = &["", "s", "h", "hr", "d", "day", "month", "a", "yr", "year"];

/// The four parts of a unit, each perhaps empty.
fn parts() -> impl Strategy<Value = [&'static str; 4]> {
    let pick = prop::sample::select::<&'static str>;
    (pick(AMOUNTS), pick(SUBSTANCES), pick(SIDES), pick(DURATIONS)).prop_map(<[&str; 4]>::from)
}

/// The same unit with a pattern for powers, in which `#` stands for the power, and a separator.
fn spelled([amount, substance, side, duration]: [&str; 4], power: &str, separator: &str) -> String {
    let raised = |word: &str, number: &str| if word.is_empty() { String::new() } else { format!("{word}{}", power.replace('#', number)) };
    let words = [amount.to_owned(), substance.to_owned(), raised(side, "2"), raised(duration, "1")];
    words.iter().filter(|word| !word.is_empty()).cloned().collect::<Vec<_>>().join(separator)
}

fn with_strokes([amount, substance, side, duration]: [&str; 4]) -> String {
    let area = if side.is_empty() { String::new() } else { format!("/{side}2") };
    let time = if duration.is_empty() { String::new() } else { format!("/{duration}") };
    format!("{amount}{substance}{area}{time}")
}

/// A unit that converts for CO₂.
fn carbon_dioxide_unit() -> impl Strategy<Value = [&'static str; 4]> {
    parts().prop_map(|[amount, _, side, duration]| [amount, "CO2", side, duration])
}

proptest! {
    #[test]
    fn the_canonical_spelling_reads_back_as_the_same_unit(parts in parts(), multiple in prop::option::of(1e-6..1e6_f64)) {
        let text = spelled(parts, "-#", " ");
        let first = unit(&multiple.map_or(text.clone(), |multiple| format!("{multiple:e} {text}")));
        prop_assert_eq!(unit(&first.to_string()), first);
    }

    #[test]
    fn all_ways_to_write_a_unit_are_one(parts in parts()) {
        let expected = unit(&spelled(parts, "-#", " "));
        for (power, separator) in [("^-#", " "), ("**-#", " "), ("-#", "·"), ("-#", "."), ("-#", "*"), ("-#", "  "), ("^(-#)", "_"), ("-#", "")] {
            prop_assert_eq!(unit(&spelled(parts, power, separator)), expected);
        }
        prop_assert_eq!(unit(&with_strokes(parts)), expected);
        prop_assert_eq!(unit(&with_strokes(parts).replace('/', " per ")), expected);
    }

    #[test]
    fn a_multiple_of_a_unit_converts_to_the_multiple(parts in carbon_dioxide_unit(), multiple in 1e-6..1e6_f64, month in 1_u8..=12) {
        let text = spelled(parts, "-#", " ");
        let convert = |text: &str| factor(text, Gas::Co2, None, Period::month(2020, month), &Conventions::default());
        let (one, many) = (convert(&text), convert(&format!("{multiple:e} {text}")));
        prop_assert!((many - multiple * one).abs() <= 1e-14 * many);
    }

    #[test]
    fn a_flux_over_a_square_metre_and_the_period_is_the_mass_per_cell(parts in carbon_dioxide_unit(), month in 1_u8..=12) {
        let [amount, substance, _, duration] = parts;
        let period = Period::month(2020, month);
        for year_length in [YearLength::Calendar, YearLength::Days365, YearLength::Days365Quarter] {
            let conventions = with_year(year_length);
            let convert = |side| factor(&spelled([amount, substance, side, duration], "-#", " "), Gas::Co2, None, period, &conventions);
            let mass = convert("m") * period.seconds(Calendar::Standard, year_length).as_seconds();
            prop_assert!((mass - convert("")).abs() <= 1e-14 * mass);
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,40}") {
        let _ = text.parse::<Unit>().map_err(|error| (error.to_string(), error.hint()));
    }

    #[test]
    fn no_text_of_the_letters_of_units_makes_the_reader_panic(text in "[kgMmTtCOH2N4shdyrae%/()^*.x°⁻²¹₂₄µ 0-9eE_-]{0,30}") {
        if let Ok(unit) = text.parse::<Unit>() {
            prop_assert_eq!(self::unit(&unit.to_string()), unit);
        }
    }
}
