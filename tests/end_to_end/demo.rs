//! `fluxledger demo`: differences of known size are found where the product sees them, and nowhere else more often than stated.

use crate::command_line::{Answer, fluxledger};
use crate::result_table::{ResultTable, Row};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

/// The two-sided level of every test in the run file of the demonstration.
const STATED_LEVEL: f64 = 0.05;
const SENSITIVITY_THRESHOLD: f64 = 0.5;

/// The demonstrations of the seeds 1, 2 and 3, made once.
static DEMONSTRATIONS: LazyLock<[Demonstration; 3]> =
    LazyLock::new(|| [1, 2, 3].map(|seed| Demonstration::make(&format!("seed-{seed}"), &["--seed", &seed.to_string()])));

/// A demonstration and what the program said of it.
pub(crate) struct Demonstration {
    pub(crate) folder: PathBuf,
    answer: Answer,
}

impl Demonstration {
    /// The demonstration of the seed 1.
    pub(crate) fn first() -> &'static Self {
        &DEMONSTRATIONS[0]
    }

    /// Makes a demonstration in the folder of the build, in place of that of an earlier test.
    fn make(name: &str, options: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("demo-{name}"));
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let begin = Instant::now();
        let target = folder.display().to_string();
        let arguments = ["demo", "--output", target.as_str()].into_iter().chain(options.iter().copied());
        let answer = fluxledger(Path::new(env!("CARGO_TARGET_TMPDIR")), arguments).done();
        println!("demonstration {name}: {:.1} s", begin.elapsed().as_secs_f64());
        Self { folder, answer }
    }

    fn comparison(&self) -> ResultTable {
        ResultTable::open(&self.folder.join("report/tables/comparison.csv"))
    }

    /// The table of factors that the demonstration was made with.
    fn factors(&self) -> ResultTable {
        let text = fs::read_to_string(self.folder.join("factors.csv")).unwrap();
        ResultTable::from_csv(&text.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect::<String>())
    }
}

/// What the table of factors injects into a country and category, the last row that applies.
fn injection(factors: &ResultTable, region: &str, category: &str) -> (f64, f64) {
    let applies = |row: &Row<'_>| ["*", region].contains(&row.text("region")) && ["*", category].contains(&row.text("category"));
    let row = factors.rows().filter(applies).last().unwrap();
    (row.number("factor"), row.number("sensitivity"))
}

fn is_flagged(row: &Row<'_>) -> bool {
    row.text("verdict").starts_with("significantly")
}

/// The rows of single categories with what was injected into each.
fn categories<'a>(table: &'a ResultTable, factors: &ResultTable) -> Vec<(Row<'a>, f64, f64)> {
    let rows = table.rows().filter(|row| row.text("level") == "category");
    rows.map(|row| {
        let (factor, sensitivity) = injection(factors, row.text("region"), row.text("category"));
        (row, factor, sensitivity)
    })
    .collect()
}

/// The least count that Binomial(n, p) exceeds with a probability of at most 1 %: its 99 % quantile, by the exact sum of its terms.
fn binomial_quantile_99(number: i32, probability: f64) -> usize {
    let mut term = (1.0 - probability).powi(number);
    let mut below = term;
    let mut count = 0;
    while below < 0.99 {
        term *= f64::from(number - count) / f64::from(count + 1) * probability / (1.0 - probability);
        below += term;
        count += 1;
    }
    usize::try_from(count).unwrap()
}

/// Binomial(2, ½) is at most 1 with probability ¾ and at most 2 for sure; Binomial(20, 0.05) is at most 3 with 0.984 and at most 4 with 0.9974.
#[test]
fn the_quantile_of_the_binomial_distribution_is_exact() {
    assert_eq!((binomial_quantile_99(2, 0.5), binomial_quantile_99(20, 0.05)), (2, 4));
}

#[test]
fn injected_differences_are_found_with_their_sign_where_the_product_sees_them() {
    for demonstration in &*DEMONSTRATIONS {
        let (comparison, factors) = (demonstration.comparison(), demonstration.factors());
        for (region, category, verdict) in
            [("USA", "1", "significantly higher"), ("CHN", "1", "significantly higher"), ("DEU", "M.AG", "significantly lower")]
        {
            let row = comparison.row(&[("region", region), ("category", category)]);
            let (factor, _) = injection(&factors, region, category);
            assert_eq!(row.text("verdict"), verdict, "{}: {region} {category}", demonstration.folder.display());
            assert_eq!(row.number("difference_kt") > 0.0, factor > 1.0);
        }
    }
}

#[test]
fn where_the_product_sees_little_nothing_is_claimed() {
    for demonstration in &*DEMONSTRATIONS {
        let (comparison, factors) = (demonstration.comparison(), demonstration.factors());
        let unseen: Vec<_> =
            categories(&comparison, &factors).into_iter().filter(|(.., sensitivity)| *sensitivity < SENSITIVITY_THRESHOLD).collect();
        let regions: BTreeSet<&str> = unseen.iter().map(|(row, ..)| row.text("region")).collect();
        assert_eq!(regions, BTreeSet::from(["CAN", "RUS"]));
        assert!(unseen.iter().any(|(_, factor, _)| *factor > 1.0), "a difference is injected there too");
        let of_regions = comparison.rows().filter(|row| regions.contains(row.text("region")));
        assert!(of_regions.map(|row| row.text("verdict")).all(|verdict| verdict == "prior-dominated"));
    }
}

#[test]
fn untouched_categories_are_flagged_no_more_often_than_stated() {
    let (mut flagged, mut tested) = (0, 0);
    for demonstration in &*DEMONSTRATIONS {
        let (comparison, factors) = (demonstration.comparison(), demonstration.factors());
        let rows = categories(&comparison, &factors);
        let untouched: Vec<_> =
            rows.iter().filter(|(_, factor, sensitivity)| *factor == 1.0 && *sensitivity >= SENSITIVITY_THRESHOLD).collect();
        tested += untouched.len();
        flagged += untouched.iter().filter(|(row, ..)| is_flagged(row)).count();
    }
    assert_below_stated_level(flagged, tested);
}

/// Countries in which nothing is injected, by the sum of their categories.
#[test]
fn untouched_countries_are_flagged_no_more_often_than_stated() {
    let (mut flagged, mut tested) = (0_i32, 0);
    for demonstration in &*DEMONSTRATIONS {
        let (comparison, factors) = (demonstration.comparison(), demonstration.factors());
        let touched: BTreeSet<String> = categories(&comparison, &factors)
            .iter()
            .filter(|(_, factor, sensitivity)| *factor != 1.0 || *sensitivity < SENSITIVITY_THRESHOLD)
            .map(|(row, ..)| row.text("region").to_owned())
            .collect();
        let sums: Vec<_> =
            comparison.rows().filter(|row| row.text("category") == "M.0.EL" && !touched.contains(row.text("region"))).collect();
        tested += sums.len();
        flagged += sums.iter().map(|row| i32::from(is_flagged(row))).sum::<i32>();
    }
    println!("untouched countries flagged: {flagged} of {tested}");
    assert!(tested >= 30, "{tested}");
    assert!(f64::from(flagged) <= STATED_LEVEL * f64::from(i32::try_from(tested).unwrap()), "{flagged} of {tested}");
}

fn assert_below_stated_level(flagged: usize, tested: usize) {
    let bound = binomial_quantile_99(i32::try_from(tested).unwrap(), STATED_LEVEL);
    println!("untouched categories flagged: {flagged} of {tested}, {:.1} %; bound {bound}", 100.0 * flagged as f64 / tested as f64);
    assert!(tested > 40 && flagged <= bound, "{flagged} of {tested} are flagged, expected at most {bound}");
}

#[test]
fn germany_and_china_are_among_the_countries() {
    let comparison = Demonstration::first().comparison();
    for country in ["Germany", "China"] {
        assert!(comparison.rows().any(|row| row.text("region_name") == country), "{country}");
    }
}

#[test]
fn the_simulated_product_is_called_simulated_wherever_it_appears() {
    let demonstration = Demonstration::first();
    assert!(demonstration.answer.stdout.lines().filter(|line| line.contains("“Simulated product”")).count() >= 3);
    for line in demonstration.answer.stdout.lines().filter(|line| line.contains("“Simulated product”")) {
        assert!(line.contains("SIMULATED"), "{line}");
    }
    let page = fs::read_to_string(demonstration.folder.join("report/report.html")).unwrap();
    assert!(page.contains("SIMULATED DATA: the product in this report was made by a random number generator"));
    let figures: Vec<PathBuf> = svg_files(&demonstration.folder.join("report/figures"));
    assert!(figures.len() >= 3, "{figures:?}");
    for figure in figures {
        assert!(fs::read_to_string(&figure).unwrap().contains("SIMULATED"), "{}", figure.display());
    }
    let file = fluxledger_ingest::raster::open(&demonstration.folder.join("simulated-product.nc")).unwrap();
    assert!(file.attributes().text("title").unwrap().starts_with("SIMULATED methane fluxes"));
}

pub(crate) fn svg_files(folder: &Path) -> Vec<PathBuf> {
    let paths = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|ending| ending == "svg")).collect()
}

#[test]
fn factors_of_one_inject_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let factors = folder.path().join("ones.csv");
    fs::write(&factors, "region,category,factor,sensitivity\n*,*,1.0,0.9\n").unwrap();
    let demonstration = Demonstration::make("ones", &["--factors", &factors.display().to_string()]);
    let comparison = demonstration.comparison();
    for (region, category) in [("USA", "1"), ("CHN", "1"), ("DEU", "M.AG"), ("RUS", "1"), ("CAN", "4")] {
        assert_eq!(comparison.row(&[("region", region), ("category", category)]).text("verdict"), "inconclusive", "{region} {category}");
    }
    let rows: Vec<_> = comparison.rows().filter(|row| row.text("level") == "category").collect();
    assert_below_stated_level(rows.iter().filter(|row| is_flagged(row)).count(), rows.len());
}

#[test]
fn faulty_factors_are_named_by_file_and_line_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("factors.csv"), "region,category,factor,sensitivity\nUSA,1,1.8,0.92\nDEU,M.AG,-0.3,0.95\n").unwrap();
    let refusals = [
        fluxledger(folder.path(), ["demo", "--output", "demo", "--factors", "factors.csv"]).refusal(),
        fluxledger(folder.path(), ["demo", "--output", "demo", "--factors", "absent.csv"]).refusal(),
    ];
    insta::assert_snapshot!(refusals.concat(), @"
    error: --factors: factors.csv:3: found `DEU,M.AG,-0.3,0.95`, expected a factor above 0
    1 problem, nothing was written
    error: --factors: `absent.csv` cannot be read: No such file or directory (os error 2)
    1 problem, nothing was written
    ");
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}
