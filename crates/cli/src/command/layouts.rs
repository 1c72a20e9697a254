//! The verb `layouts`: the list, the text of one layout or table of default uncertainties, or the draft of a new layout.

use super::standard_output::write_result;
use super::{draft_file, failure, lists};
use crate::args::{LayoutsAction, LayoutsArguments};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use fluxledger_ingest::inventory;
use fluxledger_ingest::known_words::nearest;
use std::io::Write;

/// Lists the layouts, prints one, or drafts one from a file.
///
/// # Errors
/// If there is no such layout, the file holds no table, or the output exists already or cannot be written.
pub fn layouts(arguments: &LayoutsArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    match &arguments.action {
        None => lists::layouts(out),
        Some(LayoutsAction::Show(shown)) => match text_of(&shown.id) {
            Some(text) => write_result(out, text.as_bytes()),
            None => Err(no_text(&shown.id).into()),
        },
        Some(LayoutsAction::New(new)) => {
            let text = inventory::draft_layout(&new.file).map_err(|error| failure::inventory(&new.file, &error))?;
            draft_file::write(&text, new.output.as_deref(), out)
        }
    }
}

/// The text of a layout that is data, or of a table of default uncertainties.
fn text_of(id: &str) -> Option<&'static str> {
    let defaults = || inventory::known_defaults().into_iter().find(|known| known.id == id).map(|known| known.text);
    inventory::layout_text(id).or_else(defaults)
}

fn no_text(id: &str) -> Diagnostic {
    let known = inventory::layouts();
    if known.iter().any(|layout| layout.id == id) {
        let message = format!("`{id}` has rules of its own that are no data");
        return Diagnostic::about("layouts show", message).with_hint("`docs/inventory-table.md` describes it".to_owned());
    }
    let defaults = inventory::known_defaults().map(|known| known.id);
    let meant = nearest(id, known.iter().map(|layout| layout.id).chain(defaults)).map(|id| format!("did you mean `{id}`?"));
    let hint = meant.or_else(|| Some("`fluxledger layouts` lists them".to_owned()));
    Diagnostic::about("layouts show", format!("unknown layout `{id}`")).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Arguments, Verb};
    use clap::Parser;

    fn run(words: &[&str]) -> Result<String, String> {
        let arguments = Arguments::try_parse_from(["fluxledger", "layouts"].iter().chain(words)).unwrap();
        let Verb::Layouts(arguments) = arguments.verb else { panic!("another verb") };
        let mut out = Vec::new();
        layouts(&arguments, &mut out).map_err(|problems| problems.to_string())?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_layout_that_is_data_is_shown_by_its_id() {
        assert!(run(&[]).unwrap().contains("edgar-countries-csv"));
        assert!(run(&["show", "edgar-countries-csv"]).unwrap().contains("\nid = \"edgar-countries-csv\"\n"));
        assert!(run(&["show", "solazzo-2021"]).unwrap().contains("\nDEU,IPCC2006,1.B.1,CH4,37.1,49.3,"));
        assert!(run(&["show", "solazo"]).unwrap_err().contains("unknown layout `solazo`"));
        assert!(run(&["show", "unfccc-non-annex-1"]).unwrap_err().contains("has rules of its own that are no data"));
        assert!(run(&["show", "edgar-countries"]).unwrap_err().contains("did you mean `edgar-countries-csv`?"));
    }

    #[test]
    fn a_draft_goes_to_a_file_that_does_not_exist_yet() {
        let folder = tempfile::tempdir().unwrap();
        let (file, layout) = (folder.path().join("totals.csv"), folder.path().join("own.toml"));
        std::fs::write(&file, "iso,year,co2\nDEU,2020,1\n").unwrap();
        let words = ["new", file.to_str().unwrap(), "--output", layout.to_str().unwrap()];
        assert_eq!(run(&words).unwrap(), "");
        assert_eq!(std::fs::read_to_string(&layout).unwrap(), run(&words[..2]).unwrap());
        let error = run(&words).unwrap_err();
        assert!(error.contains("exists already, and its answers would be lost"), "{error}");
    }
}
