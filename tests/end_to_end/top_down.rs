//! A table of country totals beside an inventory, from the run file to the report, and what the other verbs say of it.

use crate::command_line::{Answer, fluxledger};
use crate::real_data::real_files;
use crate::result_table::ResultTable;
use std::fs;
use tempfile::TempDir;

const EXPERIMENTS: [&str; 4] = ["IS", "LNLG", "LNLGIS", "LNLGOGIS"];

/// A table with lines of description above it: France in the years of the losses.
///
/// In Tg: FF 300 ± 10, rivers −10 ± 2, wood and crops −20 ± −6, and for every experiment dC_loss as given with its σ, NBE 30 less with the same, NCE 300
/// more than that with 1 less.
pub(crate) fn table(losses: &[(i32, i32, i32)]) -> String {
    let of_each = |flux: &str| EXPERIMENTS.map(|name| format!("{name} {flux} (TgCO2),{name} {flux} unc (TgCO2)")).join(",");
    let fluxes = ["dC_loss", "NBE", "NCE"].map(of_each).join(",");
    let reductions = EXPERIMENTS.map(|name| format!("FUR {name}")).join(",");
    let lateral = "Rivers (TgCO2),River unc (TgCO2),Wood+Crop (TgCO2),Wood+Crop unc (TgCO2),FF (TgCO2),FF unc (TgCO2)";
    let header = format!("Alpha 3 Code,Year,{fluxes},{lateral},Z-statistic,{reductions}");
    let row = |&(year, loss, sigma): &(i32, i32, i32)| {
        let of_each = |figures: String| [figures.as_str(); 4].join(",");
        let fluxes = [(loss, sigma), (loss - 30, sigma), (loss + 270, sigma - 1)].map(|(flux, sigma)| of_each(format!("{flux},{sigma}")));
        format!("FRA,{year},{},-10,2,-20,-6,300,10,0.5,0.6,0.7,0.8,0.9", fluxes.join(","))
    };
    let rows = losses.iter().map(row).collect::<Vec<_>>().join("\r\n");
    format!("A made-up budget\r\nnot of this world, but with a comma\r\n{header}\r\n{rows}\r\n")
}

/// The table beside an inventory that reports 310 Tg of energy and industry and a sink of 30 Tg.
fn folder(product: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    write("budget.csv", &table(&[2015, 2016, 2017].map(|year| (year, -50, 40))));
    let figures = |year| {
        format!("FRA,IPCC2006,1,CO2,{year},290,Tg,5\nFRA,IPCC2006,2,CO2,{year},20,Tg,5\nFRA,IPCC2006,M.LULUCF,CO2,{year},-30,Tg,40\n")
    };
    let rows = [2015, 2016].map(figures).concat();
    let rows = rows.replace(",5\n", ",5,5\n").replace(",40\n", ",40,40\n");
    write("inventory.csv", &format!("party,categorization,category,gas,year,value,unit,uncertainty_low,uncertainty_high\n{rows}"));
    let run = format!(
        "title = \"Budget\"\noutput = \"out\"\ngas = \"CO2\"\nyears = [2015, 2016]\nmeans = [{{ from = 2015, to = 2016 }}]\n\
         regions = {{ set = \"natural-earth-110m\", select = [\"FRA\"] }}\n\
         [[product]]\nname = \"Budget\"\nfiles = [\"budget.csv\"]\n{product}\n\
         [[inventory]]\nname = \"Inventory\"\nfiles = [\"inventory.csv\"]\n"
    );
    write("run.toml", &run);
    folder
}

fn findings(answer: &Answer) -> String {
    answer.stdout.lines().filter(|line| line.starts_with("- ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_flux_stands_beside_what_it_counts_and_says_why_where_it_does_not() {
    let folder = folder("experiment = \"LNLGIS\"");
    let answer = fluxledger(folder.path(), ["run", "run.toml"]).done();
    insta::assert_snapshot!(findings(&answer), @r#"
    - France, Energy + Industrial processes and product use (1 + 2), 2015: the gridded inventory “Budget, FF” and the inventory “Inventory” cannot be told apart within their uncertainties, which is no proof of agreement. The gridded inventory “Budget, FF” gives 300 000 kt CO₂ (95 % interval 280 400 to 319 600), 10 000 kt (3.2 %) less than the inventory “Inventory” with 310 000 kt CO₂ (95 % interval 295 466 to 324 534): 0.8 standard deviations, p = 0.422. A true difference would have to reach 34 879 kt (11 % of the inventory) to be found with a probability of 0.80. The product's uncertainty is larger than the inventory's, which calls for caution.
    - France, Energy + Industrial processes and product use (1 + 2), 2016: the gridded inventory “Budget, FF” and the inventory “Inventory” cannot be told apart within their uncertainties, which is no proof of agreement. The gridded inventory “Budget, FF” gives 300 000 kt CO₂ (95 % interval 280 400 to 319 600), 10 000 kt (3.2 %) less than the inventory “Inventory” with 310 000 kt CO₂ (95 % interval 295 466 to 324 534): 0.8 standard deviations, p = 0.422. A true difference would have to reach 34 879 kt (11 % of the inventory) to be found with a probability of 0.80. The product's uncertainty is larger than the inventory's, which calls for caution.
    - France, Energy + Industrial processes and product use (1 + 2), mean of 2015–2016: the gridded inventory “Budget, FF” and the inventory “Inventory” cannot be told apart within their uncertainties, which is no proof of agreement. The gridded inventory “Budget, FF” gives 300 000 kt CO₂ (95 % interval 280 400 to 319 600), 10 000 kt (3.2 %) less than the inventory “Inventory” with 310 000 kt CO₂ (95 % interval 295 466 to 324 534): 0.8 standard deviations, p = 0.422. A true difference would have to reach 34 879 kt (11 % of the inventory) to be found with a probability of 0.80. One standard deviation of the product's mean is 7071 kt if the errors of its years are independent, 10 000 kt if they are one. One standard deviation of the inventory's mean is 5244 kt if the errors of its years are independent, 7416 kt if they are one. The product's uncertainty is larger than the inventory's, which calls for caution.
    - and 6 more
    "#);
    assert!(answer.stderr.contains("3 standard deviations of Wood+Crop have a minus sign"), "{}", answer.stderr);
    let comparison = ResultTable::open(&folder.path().join("out/tables/comparison.csv"));
    let fossil = comparison.row(&[("product", "Budget, FF"), ("period", "2015")]);
    assert_eq!((fossil.number("product_kt"), fossil.number("inventory_kt"), fossil.text("category")), (300_000.0, 310_000.0, "1 + 2"));
    let land = comparison.row(&[("product", "Budget, dC_loss"), ("period", "2015")]);
    assert_eq!((land.number("product_kt"), land.number("inventory_kt"), land.text("verdict")), (-50_000.0, -30_000.0, "not comparable"));
    let stated = ResultTable::open(&folder.path().join("out/tables/stated.csv"));
    let row = stated.row(&[("quantity", "NCE"), ("period", "2017")]);
    assert_eq!((row.number("mass_kt"), row.number("sigma_kt"), row.number("uncertainty_reduction")), (220_000.0, 39_000.0, 0.8));
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("is a prescribed, bottom-up term of a top-down budget"));
    assert!(page.contains("NBE = dC_loss + Rivers + Wood+Crop on 3 of 3 rows"));
}

/// σ of the difference: √(40² + (0.4 · 30 / 1.96)²) = 40.46 Tg.
#[test]
fn a_flux_that_the_user_calls_comparable_is_tested() {
    let folder = folder("experiment = \"LNLGIS\"\nvariable = \"dC_loss\"\nscope = \"anthropogenic\"");
    fluxledger(folder.path(), ["run", "run.toml"]).done();
    let comparison = ResultTable::open(&folder.path().join("out/tables/comparison.csv"));
    let row = comparison.row(&[("product", "Budget"), ("period", "2016")]);
    assert_eq!(row.text("verdict"), "inconclusive");
    assert!((row.number("difference_sigma_kt") - 40_465.7).abs() < 1.0, "{}", row.text("difference_sigma_kt"));
}

#[test]
fn what_does_not_fit_a_table_of_countries_is_named() {
    let folder = folder("profile = \"cf-generic\"\nscope = \"anthropogenic\"\nvariable = \"Rivers\"");
    insta::assert_snapshot!(fluxledger(folder.path(), ["check", "run.toml"]).refusal(), @r#"
    error: run.toml:9:10: `budget.csv`: found no choice of an experiment, expected one of IS (in situ CO2 measurements), LNLG (OCO-2 land nadir and land glint retrievals), LNLGIS (OCO-2 land nadir and land glint retrievals, and in situ CO2 measurements), LNLGOGIS (OCO-2 land nadir, land glint and ocean glint retrievals, and in situ CO2 measurements)
    hint: name one, such as experiment = "LNLGIS"
    error: run.toml:10:11: `profile` says how a grid is read, but `budget.csv` is a table of country totals
    hint: leave `profile` out
    2 problems, nothing was written
    "#);
}

#[test]
fn totals_and_inspect_say_what_such_a_table_is() {
    let folder = folder("experiment = \"LNLGIS\"");
    let refusal = fluxledger(folder.path(), ["totals", "budget.csv"]).refusal();
    assert!(refusal.contains("budget.csv: is a table of country totals: there is no grid to add up"), "{refusal}");
    let answer = fluxledger(folder.path(), ["inspect", "budget.csv"]).done();
    insta::assert_snapshot!(answer.stdout, @r#"
    budget.csv
      Read as      table of country totals, layout oco2-mip-v10-countries (Pilot top-down CO2 budget of
                   countries, OCO-2 v10 MIP, version 1.0)
      Kind         inversion
      Prior        each of the eleven models has its own; fossil fuels are prescribed by ODIAC and not
                   optimised
      Gas          CO2
      Uncertainty  one standard deviation
      Citation     Byrne, B. et al. (2023): National CO2 budgets (2015–2020) inferred from atmospheric
                   CO2 observations in support of the global stocktake, Earth Syst. Sci. Data 15,
                   963–1004, https://doi.org/10.5194/essd-15-963-2023
      Licence      paper CC BY 4.0; none stated in the file
      Evidence     real bytes

    Rows
      Rows                 3
      Countries            1
      Groups of countries  none
      Periods              2015, 2016, 2017

    Experiments: choose one with `experiment`
      Experiment  Rests on
      IS          in situ CO2 measurements
      LNLG        OCO-2 land nadir and land glint retrievals
      LNLGIS      OCO-2 land nadir and land glint retrievals, and in situ CO2 measurements
      LNLGOGIS    OCO-2 land nadir, land glint and ocean glint retrievals, and in situ CO2 measurements

    Fluxes, positive to the atmosphere: choose one with `variable`
      Flux       What it is                                             Kind       Counts         Stands beside (IPCC
                                                                                                  2006)
      FF         fossil fuels and cement                                bottom-up  anthropogenic  1 + 2
      dC_loss    net loss of land carbon stocks                         inversion  total          M.LULUCF
      NBE        net biosphere exchange: all but fossil fuels           inversion  total          M.LULUCF
      NCE        net carbon exchange: all that the atmosphere receives  inversion  total          0
      Rivers     carbon carried to the sea by rivers                    bottom-up  natural        nothing
      Wood+Crop  carbon carried across borders in wood and crops        bottom-up  anthropogenic  nothing

    Sums checked in every row
      Experiment  Sum                                 Rows  Broken  Largest departure
      IS          NBE = dC_loss + Rivers + Wood+Crop     3       0              0.0e0
      IS          NCE = NBE + FF                         3       0              0.0e0
      LNLG        NBE = dC_loss + Rivers + Wood+Crop     3       0              0.0e0
      LNLG        NCE = NBE + FF                         3       0              0.0e0
      LNLGIS      NBE = dC_loss + Rivers + Wood+Crop     3       0              0.0e0
      LNLGIS      NCE = NBE + FF                         3       0              0.0e0
      LNLGOGIS    NBE = dC_loss + Rivers + Wood+Crop     3       0              0.0e0
      LNLGOGIS    NCE = NBE + FF                         3       0              0.0e0
    "#);
}

/// The row of the USA in 2015 under LNLGIS, in Tg: FF 5363.77, dC_loss −1031.83, NBE −1346.46, NCE 4017.31.
#[test]
fn the_published_budget_runs_through() {
    let table = "oco2mip_country_co2/pilot_topdown_CO2_Budget_countries_v1.csv";
    let Some([budget]) = real_files("the published budget of the OCO-2 MIP runs through", [table]) else { return };
    let folder = folder("experiment = \"LNLGIS\"");
    let inventory = "party,categorization,category,gas,year,value,unit\nUSA,IPCC2006,0,CO2,2015,5000,Tg\nUSA,IPCC2006,1,CO2,2015,5000,Tg\nUSA,IPCC2006,2,CO2,2015,5,Tg\nUSA,IPCC2006,M.LULUCF,CO2,2015,-700,Tg\n";
    fs::write(folder.path().join("inventory.csv"), inventory).unwrap();
    let run = fs::read_to_string(folder.path().join("run.toml")).unwrap();
    let run = run.replace("budget.csv", &budget.display().to_string()).replace("FRA", "USA");
    fs::write(folder.path().join("run.toml"), run).unwrap();
    fluxledger(folder.path(), ["run", "run.toml"]).done();
    let comparison = ResultTable::open(&folder.path().join("out/tables/comparison.csv"));
    for (flux, teragrams) in [("FF", 5363.77), ("dC_loss", -1031.83), ("NBE", -1346.46), ("NCE", 4017.31)] {
        let row = comparison.row(&[("product", &format!("Budget, {flux}")), ("period", "2015")]);
        assert!((row.number("product_kt") / 1000.0 - teragrams).abs() < 1e-9, "{flux}: {}", row.text("product_kt"));
        assert_eq!(row.text("verdict") == "not comparable", flux != "FF");
    }
}
