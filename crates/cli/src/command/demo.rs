//! `fluxledger demo`: a simulated product beside real inventory figures, and the report that the ordinary run makes of them.

use crate::args::{DemoArguments, GlobalArguments};
use crate::atomic_folder::build_folder;
use crate::command::run::{carry_out, summary};
use crate::command::standard_output::write_result;
use crate::demo::{DEFAULT_FACTORS, Factors, simulate, write_product};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::output::Extent;
use crate::plan::plan;
use crate::run::program;
use crate::run_file;
use crate::timestamp::Timestamp;
use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, Inventory};
use fluxledger_ingest::{inventory, region};
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;

/// The inventory of the demonstration: real figures with their citation.
const INVENTORY: &str = include_str!("../../../../data/demo/methane-inventory.csv");
/// The year of its figures.
const YEAR: i32 = 2014;
/// Cells of half a degree.
const ROWS: usize = 360;
const REGIONS: &str = "natural-earth-50m";
/// The schema with which an editor helps to write a run file, beside the run file that names it.
const SCHEMA: &str = "run-file.schema.json";

/// Writes the simulated product, the inventory and a run file, carries the run file out, and says where the report lies.
///
/// # Errors
/// Where the folder may not be written, or the table of factors cannot be read.
pub fn demo(arguments: &DemoArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let folder = &arguments.output;
    let failed =
        |error: crate::atomic_file::WriteError| Diagnostics::from(Diagnostic::about("output", error.to_string()).with_hint(error.hint()));
    let (factors, factors_text) = factors(arguments)?;
    build_folder(folder, arguments.overwrite.existing(), |partial| {
        fs::write(partial.join("factors.csv"), &factors_text)?;
        write_inputs(&factors, arguments.seed, partial)
    })
    .map_err(failed)?;
    let run_file = folder.join("demo.toml");
    let target = folder.join("report");
    let report = carry_out(&plan(&run_file)?, &target, Extent::Whole, arguments.overwrite.existing(), Timestamp::now().as_str(), global)?;
    write_result(out, summary(&report, Extent::Whole, &target).as_bytes())
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The differences to inject, and the text of their table.
fn factors(arguments: &DemoArguments) -> Result<(Factors, String), Diagnostics> {
    let faulty = |message: String| Diagnostics::from(Diagnostic::about("--factors", message));
    let (name, text) = match &arguments.factors {
        Some(path) => {
            let name = path.display().to_string();
            let text = fs::read_to_string(path).map_err(|error| faulty(format!("`{name}` cannot be read: {error}")))?;
            (name, text)
        }
        None => ("factors.csv".to_owned(), DEFAULT_FACTORS.to_owned()),
    };
    let factors = Factors::parse(&name, &text).map_err(|error| faulty(error.to_string()))?;
    Ok((factors, text))
}

fn write_inputs(factors: &Factors, seed: u64, folder: &Path) -> Result<(), Failure> {
    let inventory_path = folder.join("methane-inventory.csv");
    fs::write(&inventory_path, INVENTORY)?;
    let inventory =
        inventory::read(&inventory_path, &inventory::InventoryOptions { name: "demonstration".into(), ..Default::default() })?.value;
    let grid = half_degree_grid();
    let regions = region::embedded(REGIONS).expect("the set is embedded");
    let coverage = Coverage::compute(&grid, &regions, Earth::Wgs84, CoverageMeasure::Area)?;
    let product = simulate(seed, factors, &inventory, YEAR, &grid, &coverage);
    fs::write(folder.join("simulated-product.nc"), write_product(&product, &grid, seed)?)?;
    fs::write(folder.join("demo.toml"), run_file_text(&inventory, seed))?;
    fs::write(folder.join(SCHEMA), run_file::schema())?;
    fs::write(folder.join("provenance.json"), provenance(seed)?)?;
    Ok(())
}

fn half_degree_grid() -> Grid {
    let latitudes = Axis::uniform(90.0, -90.0, ROWS).expect("the grid has rows");
    let longitudes = Axis::uniform(-180.0, 180.0, 2 * ROWS).expect("the grid has columns");
    Grid::new(latitudes, longitudes).expect("the grid is the globe")
}

/// The run file of the demonstration, made to be copied and changed.
fn run_file_text(inventory: &Inventory, seed: u64) -> String {
    let mut parties: Vec<&str> = inventory.records.iter().map(|record| record.party.as_str()).collect();
    parties.dedup();
    let mut text = format!(
        "#:schema {SCHEMA}\n# A SIMULATED product (seed {seed}) beside inventory figures as reported. Copy this file and put your own in place of its parts.\n"
    );
    let _ = writeln!(text, "title = \"Demonstration: simulated methane product beside reported inventories, {YEAR}\"");
    let _ = writeln!(text, "output = \"report\"\ngas = \"CH4\"\nyears = [{YEAR}]");
    let _ = writeln!(
        text,
        "regions = {{ set = \"{REGIONS}\", select = [{}] }}",
        parties.iter().map(|party| format!("\"{party}\"")).collect::<Vec<_>>().join(", ")
    );
    text.push_str(
        "significance = 0.05           # two-sided level of every test\n\
         sensitivity_threshold = 0.5   # below it a verdict is `prior-dominated`\n\
         # The simulation draws one error for a country; of most real products nobody knows, and this line is left out.\n\
         product_error_correlation = \"full\"\n\n\
         [[product]]\nname = \"Simulated product\"\nfiles = [\"simulated-product.nc\"]\nprofile = \"fluxledger-simulated\"\n\n\
         [[inventory]]\nname = \"Inventories as reported\"\nfiles = [\"methane-inventory.csv\"]\nlayout = \"fluxledger-long\"\n",
    );
    text
}

/// The mark by which a folder is known as ours, so that `--overwrite` may replace it.
fn provenance(seed: u64) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec_pretty(&serde_json::json!({ "program": program(), "made_by": "fluxledger demo", "seed": seed, "simulated": true }))
}
