//! The command `fluxledger`.

use clap::Parser;
use fluxledger::args::{Arguments, Verb};
use fluxledger::command;
use fluxledger::exit::ExitStatus;
use std::io::Write;

fn main() -> ExitStatus {
    let Arguments { verb, global } = Arguments::parse();
    if let Some(threads) = global.threads {
        // The pool is built once; a second attempt could only fail, and the result would be the same with any number of threads.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global();
    }
    let mut out = std::io::stdout().lock();
    let outcome = match &verb {
        Verb::Run(arguments) => command::run::run(arguments, &global, &mut out),
        Verb::Check(arguments) => command::check::check(arguments, &global, &mut out),
        Verb::Demo(arguments) => command::demo::demo(arguments, &global, &mut out),
        Verb::Totals(arguments) => command::totals::totals(arguments, &global, &mut out),
        Verb::Inspect(arguments) => command::inspect::inspect(arguments, &global, &mut out),
        Verb::Inventory(arguments) => command::inventory::inventory(arguments, &global, &mut out),
        Verb::Products(arguments) => command::products::products(arguments, &mut out),
        Verb::Regions(arguments) => command::regions::regions(arguments, &global, &mut out),
        Verb::Cache(arguments) => command::cache::cache(arguments, &mut out),
        Verb::Layouts => command::lists::layouts(&mut out),
        Verb::Schema(arguments) => command::shell::schema(*arguments, &mut out),
        Verb::Completions(arguments) => command::shell::completions(arguments, &mut out),
        Verb::Man(arguments) => command::shell::man(arguments, &mut out),
    };
    outcome.unwrap_or_else(|problems| {
        // Where standard error is closed nobody is left to tell; the exit code still says it.
        let _ = writeln!(std::io::stderr(), "{problems}");
        ExitStatus::Failed
    })
}
