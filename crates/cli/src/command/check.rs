//! `fluxledger check`: what a run would do, and every problem in it.

use crate::args::{CheckArguments, GlobalArguments};
use crate::command::standard_output::write_result;
use crate::command::warning::write_warnings;
use crate::diagnostic::Diagnostics;
use crate::exit::ExitStatus;
use crate::plan::{Plan, plan};
use crate::totals::conventions;
use std::fmt::Write as _;
use std::io::Write;

/// Plans a run and shows the plan; nothing is written but that.
///
/// # Errors
/// All problems of the run file and its files at once.
pub fn check(arguments: &CheckArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let plan = plan(&arguments.run_file)?;
    write_warnings(&plan.warnings, global.loudness(), &mut std::io::stderr());
    write_result(out, describe(&plan).as_bytes())
}

/// The plan in words.
#[must_use]
pub fn describe(plan: &Plan) -> String {
    let years: Vec<String> = plan.run.reporting_years().iter().map(ToString::to_string).collect();
    let mut text = format!("{}\n{} of {}\n", plan.run.title.value, plan.run.gas.value, years.join(", "));
    let _ = writeln!(text, "regions: {} of {} ({})", plan.regions.codes().len(), plan.regions.set.len(), plan.regions.set.source);
    for group in &plan.regions.groups {
        let _ = writeln!(text, "group “{}”: {} members", group.name, group.members.len());
    }
    for product in &plan.products {
        let profile = &product.files[0].profile;
        let _ = writeln!(
            text,
            "product “{}”: {} ({}), {} files, {}",
            product.name,
            profile.title,
            profile.id,
            product.files.len(),
            product.scope.name()
        );
        for (name, value) in
            conventions(&product.files[0].conventions, "the product's area variable, else computed", Some(&plan.regions.set))
        {
            let _ = writeln!(text, "  {name}: {value}");
        }
    }
    for product in &plan.stated {
        let _ = writeln!(text, "product “{}”: {}", product.name, product.describe());
    }
    for ensemble in &plan.ensembles {
        let _ = writeln!(text, "ensemble “{}”: {}", ensemble.name, ensemble.members.join(", "));
    }
    for line in &plan.ledger {
        let _ = writeln!(text, "ledger “{}”: {}", line.name(), line.describe());
        if let Some(raster) = line.raster() {
            for (name, value) in
                conventions(&raster.files[0].conventions, "the product's area variable, else computed", Some(&plan.regions.set))
            {
                let _ = writeln!(text, "  {name}: {value}");
            }
        }
    }
    for planned in &plan.inventories {
        let inventory = &planned.inventory;
        let _ = writeln!(text, "inventory “{}”: {} figures; {}", inventory.name, inventory.records.len(), inventory.source);
    }
    for ground in &plan.grounds {
        let _ = writeln!(text, "ground of “{}”: {}", ground.ground.inventory, ground.describe());
    }
    let _ = writeln!(text, "no problem found; results would go to {}", plan.run.resolve(&plan.run.output.value).display());
    text
}
