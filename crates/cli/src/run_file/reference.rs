//! The tables of `docs/run-file.md`, written from the keys.

use super::keys::{
    CO2_EQUIVALENTS, CONVENTIONS, ENSEMBLE, GROUND, GROUP, INVENTORY, Key, Kind, LEDGER, MARGIN, PRODUCT, REGIONS, RUN, UNCERTAINTY,
};
use std::fmt::Write as _;

/// The sections in the order of the document, each with its keys.
const SECTIONS: [(&str, &[Key]); 12] = [
    ("run", RUN),
    ("margin", MARGIN),
    ("co2-equivalents", CO2_EQUIVALENTS),
    ("regions", REGIONS),
    ("group", GROUP),
    ("conventions", CONVENTIONS),
    ("product", PRODUCT),
    ("ensemble", ENSEMBLE),
    ("inventory", INVENTORY),
    ("ground", GROUND),
    ("uncertainty", UNCERTAINTY),
    ("ledger", LEDGER),
];

/// All tables, one below the other, each under the name of its section.
#[must_use]
pub fn markdown() -> String {
    SECTIONS.map(|(section, keys)| format!("## {section}\n\n{}", table(keys))).join("\n")
}

/// A table of the keys that stand in a section; sections have a heading of their own.
fn table(keys: &[Key]) -> String {
    let mut table = String::from("| key | value | default | meaning | example |\n|---|---|---|---|---|\n");
    for key in keys.iter().filter(|key| !key.example.is_empty()) {
        let Key { name, value, default, meaning, example } = key;
        let _ = writeln!(table, "| `{name}` | {} | {default} | {meaning} | `{example}` |", in_words(value));
    }
    table
}

/// What may stand behind a key, in words.
fn in_words(kind: &Kind) -> String {
    match kind {
        Kind::Text(what) => (*what).to_owned(),
        Kind::Year => "year".to_owned(),
        Kind::Number { from, with_from, to } => {
            format!("number {} {from} to {to}", if *with_from { "from" } else { "above" })
        }
        Kind::Whole { from, to: i64::MAX } => format!("whole number from {from}"),
        Kind::Whole { from, to } => format!("whole number from {from} to {to}"),
        Kind::Words(words) => listed(words),
        Kind::WordsOrList(words, element) => format!("{}; or list of: {}", listed(words), in_words(element)),
        Kind::WordsOrKeys(words, keys) => format!("{}; or {}", listed(words), braces(keys)),
        Kind::WordsOrForm { words, form, .. } => format!("{}, `\"{form}\"`", listed(words)),
        Kind::List(Kind::Keys(keys)) => format!("list of: {}", braces(keys)),
        Kind::List(element) => format!("list of: {}", in_words(element)),
        Kind::ListOrKeys(element, keys) => format!("list of: {}; or {}", in_words(element), braces(keys)),
        Kind::Keys(_) => "keys in braces".to_owned(),
        Kind::NumbersByName(names) => format!("numbers in braces by {}", listed(names)),
        Kind::TextOrTextsByName(what) => format!("{what}, or `{{ \"name in the table\" = \"{what}\" }}`"),
        Kind::TextsByName(name) => format!("`{{ {name} = \"text\" }}`"),
        Kind::Sections(_) => "sections".to_owned(),
    }
}

fn braces(keys: &[Key]) -> String {
    let pairs: Vec<String> = keys.iter().map(|key| format!("{} = {}", key.name, key.example)).collect();
    format!("`{{ {} }}`", pairs.join(", "))
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text with each table between the lines `<!-- keys of SECTION -->` and `<!-- end of keys -->` as the keys give it.
    fn with_tables(text: &str) -> String {
        SECTIONS.into_iter().fold(text.to_owned(), |text, (section, keys)| replaced(&text, section, &table(keys)))
    }

    fn replaced(text: &str, section: &str, table: &str) -> String {
        let start = format!("<!-- keys of {section} -->\n");
        let parts = text.split_once(&start).and_then(|(before, rest)| Some((before, rest.split_once("<!-- end of keys -->")?.1)));
        parts.map_or_else(|| text.to_owned(), |(before, after)| format!("{before}{start}{table}<!-- end of keys -->{after}"))
    }

    const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/run-file.md");

    /// `FLUXLEDGER_WRITE_DOCS=1 cargo test -p fluxledger --lib reference` writes the tables anew.
    #[test]
    fn the_tables_of_the_document_are_those_of_the_keys() {
        let written = std::fs::read_to_string(DOCUMENT).unwrap();
        let expected = with_tables(&written);
        if std::env::var_os("FLUXLEDGER_WRITE_DOCS").is_some() {
            std::fs::write(DOCUMENT, &expected).unwrap();
        } else {
            assert_eq!(written, expected, "write the tables anew with FLUXLEDGER_WRITE_DOCS=1");
        }
    }

    #[test]
    fn the_document_has_a_place_for_each_section() {
        let written = std::fs::read_to_string(DOCUMENT).unwrap();
        for (section, keys) in SECTIONS {
            assert!(written.contains(&format!("<!-- keys of {section} -->\n{}", table(keys))), "{section}");
        }
    }

    #[test]
    fn a_table_takes_the_place_of_the_old_one() {
        let text = "before\n<!-- keys of uncertainty -->\nold\n<!-- end of keys -->\nafter\n";
        let expected = format!("before\n<!-- keys of uncertainty -->\n{}<!-- end of keys -->\nafter\n", table(UNCERTAINTY));
        assert_eq!(with_tables(text), expected);
        assert_eq!(with_tables(&expected), expected);
    }
}
