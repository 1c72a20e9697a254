//! What the programs `fluxledger` and `fluxledger-gdal` do: read the command line, do what it says, tell of problems.

use crate::args::{Arguments, GlobalArguments, Verb};
use crate::command;
use crate::companion;
use crate::coverage_cache::stated_bytes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::open_files;
use clap::Parser;
use fluxledger_ingest::other_readers;
use std::io::Write;

/// Runs the program.
#[must_use]
pub fn start() -> ExitStatus {
    let Arguments { verb, global } = Arguments::parse();
    open_files::allowed();
    if let Some(threads) = global.threads {
        // The pool is built once; a second attempt could only fail, and the result would be the same with any number of threads.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global();
    }
    let outcome = done(&verb, &global, &mut std::io::stdout().lock());
    // Files are opened before anything is written, so that a command that failed can be carried out anew.
    let outcome = match companion::path().filter(|_| outcome.is_err() && other_readers::were_missed()) {
        Some(companion) => companion::carry_out(&companion),
        None => outcome,
    };
    outcome.unwrap_or_else(|problems| {
        // Where standard error is closed nobody is left to tell; the exit code still says it.
        let _ = writeln!(std::io::stderr(), "{problems}");
        ExitStatus::Failed
    })
}

fn done(verb: &Verb, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    stated_bytes().map_err(|error| Diagnostic::about("FLUXLEDGER_CACHE_BYTES", error.to_string()))?;
    match verb {
        Verb::Run(arguments) => command::run::run(arguments, global, out),
        Verb::Check(arguments) => command::check::check(arguments, global, out),
        Verb::Audit(arguments) => command::audit::audit(arguments, global, out),
        Verb::Demo(arguments) => command::demo::demo(arguments, global, out),
        Verb::Totals(arguments) => command::totals::totals(arguments, global, out),
        Verb::Zonal(arguments) => command::zonal::zonal(arguments, global, out),
        Verb::Inspect(arguments) => command::inspect::inspect(arguments, global, out),
        Verb::Inventory(arguments) => command::inventory::inventory(arguments, global, out),
        Verb::Recalculation(arguments) => command::recalculation::recalculation(arguments, global, out),
        Verb::Crosswalk(arguments) => command::crosswalk::crosswalk(arguments, global, out),
        Verb::Categories(arguments) => command::categories::categories(arguments, out),
        Verb::Products(arguments) => command::products::products(arguments, out),
        Verb::Regions(arguments) => command::regions::regions(arguments, global, out),
        Verb::Weights(arguments) => command::weights::weights(arguments, global, out),
        Verb::Cache(arguments) => command::cache::cache(arguments, out),
        Verb::Layouts(arguments) => command::layouts::layouts(arguments, out),
        Verb::Schema(arguments) => command::shell::schema(*arguments, out),
        Verb::Completions(arguments) => command::shell::completions(arguments, out),
        Verb::Man(arguments) => command::shell::man(arguments, out),
    }
}
