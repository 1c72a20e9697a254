//! Country totals that an inversion writes beside its fluxes, in the variables of a NetCDF file.

use super::{CountryRow, CountryTable, Figure, Layout, NetcdfRules, Quantity, TopDownError, layouts};
use crate::product::date_of;
use crate::raster::{self, RasterFile};
use crate::region::mask::codes_of;
use fluxledger_core::reconcile::{Deviation, NORMAL_QUANTILE_95};
use fluxledger_core::{Date, Mass, TimeSpan, Warned, Warning};
use ndarray::ArrayD;
use std::path::Path;

/// The layout of a NetCDF file that holds country totals beside other things.
///
/// None for any other file, and for one that cannot be opened: whoever reads it as a grid says why.
#[must_use]
pub fn detect_in_netcdf(path: &Path) -> Option<Layout> {
    let file = raster::open(path).ok()?;
    let has = |name: &String| file.find(name).is_some();
    let holds = |layout: &Layout| has(&layout.region) && layout.quantities.iter().all(|quantity| has(&quantity.value));
    layouts().into_iter().find(|layout| layout.netcdf.is_some() && holds(layout))
}

/// Reads all totals of a file.
///
/// # Errors
/// [`TopDownError::Raster`], [`TopDownError::Netcdf`] for a period that is no calendar year, another unit, or variables of other lengths than the regions.
pub(super) fn read(path: &Path, layout: Layout, rules: &NetcdfRules, experiment: String) -> Result<Warned<CountryTable>, TopDownError> {
    let file = raster::open(path)?;
    let totals = Totals { file: file.as_ref(), layout: &layout, rules };
    let span = totals.span()?;
    let labels = file.read_labels(&layout.region)?;
    // What is said of labels is said of the mask of the same file.
    let regions = codes_of(path, &labels).value;
    let figures = layout.quantities.iter().map(|quantity| totals.figures(quantity, labels.len())).collect::<Result<Vec<_>, _>>()?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let row = |(position, (region, label)): (usize, (_, String))| CountryRow {
        region,
        span: span.clone(),
        place: format!("{name}: `{label}`"),
        figures: figures.iter().map(|of_quantity| of_quantity[position]).collect(),
        agreement: None,
        uncertainty_reduction: None,
    };
    let rows = regions.into_iter().enumerate().map(row).collect();
    let warnings = layout.caution.iter().map(|caution| Warning::new(&name, caution)).collect();
    Ok(Warned::new(CountryTable { layout, experiment, rows, checks: Vec::new() }, warnings))
}

struct Totals<'a> {
    file: &'a dyn RasterFile,
    layout: &'a Layout,
    rules: &'a NetcdfRules,
}

impl Totals<'_> {
    /// The calendar year that the attributes name.
    fn span(&self) -> Result<TimeSpan, TopDownError> {
        let text = |name: &str| self.file.attributes().text(name).unwrap_or_default().to_owned();
        let (first, end) = (text(&self.layout.year), text(&self.rules.until));
        let year = date_of(&first)
            .zip(date_of(&end))
            .filter(|(start, end)| *start == Date::new(start.year, 1, 1) && *end == Date::new(start.year + 1, 1, 1));
        let place = format!("attributes `{}` and `{}`", self.layout.year, self.rules.until);
        year.map(|(start, _)| TimeSpan::calendar(start.year)).ok_or_else(|| {
            self.refused(place, format!("`{first}` and `{end}`"), "the first day of a calendar year and that of the next".to_owned())
        })
    }

    /// The figures of a quantity, one for each region.
    fn figures(&self, quantity: &Quantity, regions: usize) -> Result<Vec<Figure>, TopDownError> {
        let values = self.numbers(&quantity.value, &[regions])?;
        let deviations = self.numbers(&quantity.deviation, &[regions])?;
        let interval = quantity.interval.as_ref().map(|name| self.numbers(name, &[regions, 2])).transpose()?;
        let mass = |number: f64| Mass::from_kilotonnes(number * self.layout.kilotonnes);
        let figure = |region: usize| {
            let (value, deviation) = (values[[region].as_slice()], deviations[[region].as_slice()]);
            let stated = || Some(Deviation::symmetric(mass(deviation))).filter(|_| deviation.is_finite());
            let sides = interval.as_ref().map(|ends| [ends[[region, 0].as_slice()], ends[[region, 1].as_slice()]]);
            Figure { mass: mass(value), deviation: sides.and_then(|ends| sides_of(value, ends, mass)).or_else(stated) }
        };
        let figures: Vec<Figure> = (0..regions).map(figure).collect();
        match figures.iter().position(|figure| !figure.mass.as_kg().is_finite()) {
            None => Ok(figures),
            Some(region) => {
                Err(self.refused(format!("variable `{}`, region {region}", quantity.value), "no number".to_owned(), "a number".to_owned()))
            }
        }
    }

    fn numbers(&self, name: &str, lengths: &[usize]) -> Result<ArrayD<f64>, TopDownError> {
        let unit = self.file.variable(name)?.attributes.text("units").unwrap_or_default().to_owned();
        if unit != self.rules.unit {
            return Err(self.refused(format!("variable `{name}`"), format!("unit `{unit}`"), format!("unit `{}`", self.rules.unit)));
        }
        let numbers = self.file.read_whole(name)?;
        if numbers.shape() == lengths {
            return Ok(numbers);
        }
        Err(self.refused(format!("variable `{name}`"), format!("lengths {:?}", numbers.shape()), format!("lengths {lengths:?}")))
    }

    fn refused(&self, place: String, found: String, expected: String) -> TopDownError {
        TopDownError::Netcdf { path: self.file.path().to_owned(), place, found, expected }
    }
}

/// One standard deviation on either side of an estimate, from the ends of its 95 % interval: their distance over 1.96.
///
/// None where the estimate lies outside its interval, or the interval has no width.
fn sides_of(value: f64, [low, high]: [f64; 2], mass: impl Fn(f64) -> Mass) -> Option<Deviation> {
    let side = |distance: f64| mass(distance / NORMAL_QUANTILE_95);
    (low <= value && value <= high && low < high).then(|| Deviation { down: side(value - low), up: side(high - value) })
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::raster::fixture::Fixture;
    use fluxledger_core::RegionCode;
    use std::path::PathBuf;

    const NAMES: [&str; 2] = ["Japan", "EChi1"];

    /// Totals of 4 and 10 t with intervals of 2.04 to 9.88 and of 10 to 10 t, σ 3 and 1 t, in g.
    fn fixture(end: &str) -> Fixture {
        let grams = [("units", "g")];
        Fixture::new()
            .attribute("Start date", "2022-01-01")
            .attribute("End date", end)
            .dimension("countrynames", 2)
            .dimension("nUI", 2)
            .strings("countrynames", &["countrynames"], &NAMES)
            .variable("countrymean", &["countrynames"], &[4e6, 1e7], &grams)
            .variable("countrymedian", &["countrynames"], &[4e6, 1e7], &grams)
            .variable("countrysd", &["countrynames"], &[3e6, 1e6], &grams)
            .variable("country95", &["countrynames", "nUI"], &[2.04e6, 9.88e6, 1e7, 1e7], &grams)
    }

    /// (4 − 2.04) / 1.96 and (9.88 − 4) / 1.96 t, near enough to 1 and 3 t; an interval without width leaves the stated σ of 1 t.
    #[test]
    fn totals_have_their_own_intervals_on_either_side() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = fixture("2023-01-01").netcdf4(folder.path(), "run.nc");
        assert_eq!(detect_in_netcdf(&path).expect("the layout").id, "openghg-inversions-countries");
        let table = read(&path, None).expect("totals").value;
        let regions: Vec<&RegionCode> = table.rows.iter().map(|row| &row.region).collect();
        assert_eq!((regions[0].as_str(), regions[1].as_str()), ("JPN", "EChi1"));
        assert_eq!(table.rows[0].span, TimeSpan::calendar(2022));
        let tonnes = |mass: Mass| mass.as_kg() / 1000.0;
        let figure = table.rows[0].figures[0];
        let sides = figure.deviation.expect("an interval");
        assert!((tonnes(figure.mass) - 4.0).abs() < 1e-12);
        assert!((tonnes(sides.down) - 1.0).abs() < 1e-4 && (tonnes(sides.up) - 3.0).abs() < 1e-4, "{sides:?}");
        assert_eq!(table.rows[1].figures[0].deviation, Some(Deviation::symmetric(Mass::from_kg(1000.0))));
    }

    #[test]
    fn totals_of_another_period_than_a_year_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = fixture("2022-01-02").netcdf4(folder.path(), "run.nc");
        let message = read(&path, None).unwrap_err().to_string().replace(&format!("{}/", folder.path().display()), "");
        insta::assert_snapshot!(message, @"`run.nc`, attributes `Start date` and `End date`: found `2022-01-01` and `2022-01-02`, expected the first day of a calendar year and that of the next");
    }

    /// `countrymean` and `country95` of Japan in the file, in g: 55.610863 t within 6.378375 to 85.433714 t.
    #[test]
    fn the_totals_of_the_real_file_are_read() {
        let folder = std::env::var_os("FLUXLEDGER_DATA").map_or_else(|| PathBuf::from("../../../shared/data"), PathBuf::from);
        let path = folder.join("openghg_inversions_europe_ch4/standard_rhime_outs_EASTASIA.nc");
        if !path.exists() {
            println!("skipped: {} is not there", path.display());
            return;
        }
        println!("real data: {}", path.display());
        let table = read(&path, None).expect("totals").value;
        assert_eq!(table.rows.len(), 22);
        let japan = table.rows.iter().find(|row| row.region.as_str() == "JPN").expect("Japan");
        let Figure { mass, deviation } = japan.figures[0];
        let (low, high) = deviation.expect("an interval").interval_95(mass);
        for (found, expected) in [(mass, 55.610_863_236), (low, 6.378_375_194), (high, 85.433_713_812)] {
            assert!((found.as_kg() / 1000.0 / expected - 1.0).abs() < 1e-9, "{found:?} and {expected}");
        }
    }
}
