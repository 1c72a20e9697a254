//! The verbs `products` and `layouts`: what the program knows without being given a file.

use super::standard_output::write_result;
use super::text_table::{TextColumn, table};
use crate::diagnostic::Diagnostics;
use crate::exit::ExitStatus;
use fluxledger_ingest::inventory::{KnownDefaults, KnownLayout, known_defaults};
use fluxledger_ingest::product::{Profile, profiles};
use std::io::Write;

/// Lists the products whose files are understood.
///
/// # Errors
/// If standard output cannot be written.
pub fn products(out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    write_result(out, products_text(profiles()).as_bytes())
}

/// Lists the layouts of inventory tables that are understood, and the tables of default uncertainties.
///
/// # Errors
/// If standard output cannot be written.
pub fn layouts(out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let text = layouts_text(&fluxledger_ingest::inventory::layouts()) + &defaults_text(&known_defaults());
    write_result(out, text.as_bytes())
}

const PRODUCTS_END: &str = "
Variables, attributes and name tell which product a file is; `fluxledger inspect FILE` shows it.
Evidence is what is behind the profile: files of the product, its provider's code or documents, the
code of others that reads it, or inference. `fluxledger products show ID` prints a profile. For a
product that is not listed, `fluxledger products new FILE` drafts one; name it with `--profile` or
in the run file.
";

fn products_text(profiles: &[Profile]) -> String {
    let columns = [
        TextColumn::words("Profile", profiles, |profile| profile.id.clone()),
        TextColumn::words("Kind", profiles, |profile| profile.kind.name().to_owned()),
        TextColumn::words("Scope", profiles, |profile| profile.scope.name().to_owned()),
        TextColumn::words("Evidence", profiles, |profile| profile.evidence.to_string()),
        TextColumn::words("Product", profiles, |profile| profile.title.clone()),
    ];
    table(&columns) + PRODUCTS_END
}

fn layouts_text(layouts: &[KnownLayout]) -> String {
    let columns = [
        TextColumn::words("Layout", layouts, |layout| layout.id.to_owned()),
        TextColumn::words("Title", layouts, |layout| layout.title.to_owned()),
        TextColumn::words("What it is", layouts, |layout| layout.description.to_owned()),
    ];
    table(&columns) + LAYOUTS_END
}

fn defaults_text(defaults: &[KnownDefaults]) -> String {
    let columns = [
        TextColumn::words("Table", defaults, |known| known.id.to_owned()),
        TextColumn::words("What it is", defaults, |known| known.title.to_owned()),
    ];
    DEFAULTS_BEGIN.to_owned() + &table(&columns)
}

const DEFAULTS_BEGIN: &str = "
Uncertainties for figures that state none: the key `inventory_default_uncertainties` of a run file
takes one by its name, `fluxledger layouts show ID` prints it with its source.

";

const LAYOUTS_END: &str = "
The content tells which layout a file has; `fluxledger inspect FILE` shows it. `fluxledger layouts
show ID` prints a layout that is data. For a table that is not listed, `fluxledger layouts new FILE`
drafts one; name it with `--layout` or in the run file.
";

#[cfg(test)]
mod tests {
    use super::*;

    fn written(verb: fn(&mut dyn Write) -> Result<ExitStatus, Diagnostics>) -> String {
        let mut out = Vec::new();
        assert_eq!(verb(&mut out), Ok(ExitStatus::Done));
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_profile_is_listed_with_its_evidence() {
        let text = written(products);
        let of_epa = text.lines().find(|line| line.contains("epa-ghgi-v1")).unwrap();
        assert!(of_epa.contains("bottom-up") && of_epa.contains("real bytes"), "{of_epa}");
        assert!(profiles().iter().all(|profile| text.contains(&profile.id)));
    }

    #[test]
    fn each_layout_and_each_table_of_defaults_is_listed() {
        let text = written(layouts);
        assert!(fluxledger_ingest::inventory::layouts().iter().all(|layout| text.contains(layout.id)), "{text}");
        assert!(known_defaults().iter().all(|known| text.contains(known.id)), "{text}");
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        for text in [written(products), written(layouts)] {
            assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        }
    }
}
