//! Every key of the run file, said once: the reader knows no others, and the reference and the schema for editors are written from here.
//!
//! A new key is entered in the module of its section here and read in the module of its section; the tables of `docs/run-file.md` and the schema follow.

mod conventions;
mod equivalents;
mod errors;
mod ground;
mod inventory;
mod ledger;
mod product;
mod run;
mod scope;
mod uncertainty;
mod verdicts;

pub(super) use conventions::{COAST_WEIGHTS, CONVENTIONS};
pub(super) use equivalents::CO2_EQUIVALENTS;
pub(super) use errors::{CENTRES, CORRELATION_LENGTH, ENSEMBLE, LENGTHS, PRODUCT_ENSEMBLE, SCALES, SPREADS, STATE};
pub(super) use ground::GROUND;
pub(super) use inventory::INVENTORY;
pub(super) use ledger::LEDGER;
pub(super) use product::PRODUCT;
pub(super) use run::RUN;
pub(super) use scope::{FROM_TO, GROUP, REGIONS, SEA, YEARS_IN_BRACES};
pub(super) use uncertainty::UNCERTAINTY;
pub(super) use verdicts::{LARGEST_CELLS, MARGIN, MONTE_CARLO, YEAR_CORRELATION};

/// A key with what a writer of run files must know of it.
#[derive(Debug)]
pub(super) struct Key {
    /// How it is written.
    pub(super) name: &'static str,
    /// What may stand behind it.
    pub(super) value: Kind,
    /// What holds where it is left out, in words.
    pub(super) default: &'static str,
    /// What it means, in words.
    pub(super) meaning: &'static str,
    /// A value as it may be written; none for sections.
    pub(super) example: &'static str,
}

/// What may stand behind a key.
#[derive(Debug)]
pub(super) enum Kind {
    /// A text; the word says what of: a text, a path, a code.
    Text(&'static str),
    /// A calendar year.
    Year,
    /// A number between two bounds; the lower one itself may not be meant.
    Number {
        /// The lower bound.
        from: f64,
        /// Whether the lower bound itself will do.
        with_from: bool,
        /// The upper bound, which will do.
        to: f64,
    },
    /// A whole number between two bounds, which both will do.
    Whole {
        /// The lower bound.
        from: i64,
        /// The upper bound.
        to: i64,
    },
    /// One of a few words.
    Words(&'static [&'static str]),
    /// One of a few words, or a list of values that is not empty.
    WordsOrList(&'static [&'static str], &'static Self),
    /// One of a few words, or keys in braces.
    WordsOrKeys(&'static [&'static str], &'static [Key]),
    /// One of a few words, or a text of a form.
    WordsOrForm {
        /// The words.
        words: &'static [&'static str],
        /// The form in words.
        form: &'static str,
        /// The form as a regular expression.
        pattern: &'static str,
    },
    /// A list of values that is not empty.
    List(&'static Self),
    /// A list of values, or keys in braces.
    ListOrKeys(&'static Self, &'static [Key]),
    /// Keys in braces, or below a line in brackets.
    Keys(&'static [Key]),
    /// Numbers by names of one's own choice, in braces.
    NumbersByName(&'static [&'static str]),
    /// A text, or texts by names of one's own choice, in braces.
    TextOrTextsByName(&'static str),
    /// Texts by a name of the user's choice, which the word says.
    TextsByName(&'static str),
    /// Sections in double brackets.
    Sections(&'static [Key]),
}

/// The names of keys, for sentences and comparisons.
pub(super) fn names(keys: &'static [Key]) -> impl Iterator<Item = &'static str> {
    keys.iter().map(|key| key.name)
}

/// What a default says where the key must be there.
pub(super) const NEEDED: &str = "needed";

const SHARE: Kind = Kind::Number { from: 0.0, with_from: true, to: 1.0 };
const PATH: Kind = Kind::Text("path");
const TEXT: Kind = Kind::Text("text");
