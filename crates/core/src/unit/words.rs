//! The words and symbols that spell units.

use super::{Amount, AreaUnit, Duration, Substance};
use crate::gas::Gas;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a word in a unit stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    Amount(Amount),
    Substance(Substance),
    /// The side of a square of this area: `km` for km².
    Side(AreaUnit),
    Area(AreaUnit),
    Cell,
    Duration(Duration),
    /// A number in letters that multiplies the amount.
    Multiple(f64),
    /// `per`.
    Per,
    /// A word that adds nothing, as in `kg substance`.
    Filler,
    /// A spelling in use for two units, both of which are named.
    Ambiguous(&'static str, &'static str),
}

/// A prefix of the SI: symbol, name, power of ten (SI Brochure, 9th edition, 2019, table 7).
type Prefix = (&'static str, &'static str, i32);

const PREFIXES: [Prefix; 10] = [
    ("p", "pico", -12),
    ("n", "nano", -9),
    ("u", "micro", -6),
    ("m", "milli", -3),
    ("", "", 0),
    ("k", "kilo", 3),
    ("M", "mega", 6),
    ("G", "giga", 9),
    ("T", "tera", 12),
    ("P", "peta", 15),
];

/// Spellings that are matched letter by letter, because another case is another unit.
const SYMBOLS: &[(&str, Word)] = &[
    ("Kg", Word::Amount(Amount::Mass(1.0))),
    ("KG", Word::Amount(Amount::Mass(1.0))),
    ("T", Word::Amount(Amount::Mass(1e3))),
    ("Kt", Word::Amount(Amount::Mass(1e6))),
    ("KT", Word::Amount(Amount::Mass(1e6))),
    ("GG", Word::Amount(Amount::Mass(1e6))),
    ("MMT", Word::Amount(Amount::Mass(1e9))),
    ("MT", Word::Ambiguous("Mt", "t")),
    ("mt", Word::Ambiguous("Mt", "t")),
    ("MG", Word::Ambiguous("Mg", "mg")),
    ("PG", Word::Ambiguous("Pg", "pg")),
    ("C", Word::Substance(Substance::Carbon)),
    ("N", Word::Substance(Substance::Nitrogen)),
    ("cm", Word::Side(AreaUnit::SquareCentimetre)),
    ("m", Word::Side(AreaUnit::SquareMetre)),
    ("km", Word::Side(AreaUnit::SquareKilometre)),
    ("ha", Word::Area(AreaUnit::Hectare)),
    ("s", Word::Duration(Duration::Second)),
    ("h", Word::Duration(Duration::Hour)),
    ("d", Word::Duration(Duration::Day)),
    ("a", Word::Duration(Duration::Year)),
    ("y", Word::Duration(Duration::Year)),
    ("%", Word::Amount(Amount::Number(0.01))),
];

/// Spellings that may stand in small letters, in capitals, or with a capital at the start or at each word; a blank may be a hyphen, an underscore or nothing.
const NAMES: &[(&str, Word)] = &[
    ("molec", Word::Amount(Amount::MOLECULE)),
    ("molecule", Word::Amount(Amount::MOLECULE)),
    ("molecules", Word::Amount(Amount::MOLECULE)),
    ("percent", Word::Amount(Amount::Number(0.01))),
    ("per cent", Word::Amount(Amount::Number(0.01))),
    ("dimensionless", Word::Amount(Amount::Number(1.0))),
    ("unitless", Word::Amount(Amount::Number(1.0))),
    ("none", Word::Amount(Amount::Number(1.0))),
    ("thousand", Word::Multiple(1e3)),
    ("million", Word::Multiple(1e6)),
    ("CH4", Word::Substance(Substance::Gas(Gas::Ch4))),
    ("CO2", Word::Substance(Substance::Gas(Gas::Co2))),
    ("N2O", Word::Substance(Substance::Gas(Gas::N2o))),
    ("methane", Word::Substance(Substance::Gas(Gas::Ch4))),
    ("carbon dioxide", Word::Substance(Substance::Gas(Gas::Co2))),
    ("nitrous oxide", Word::Substance(Substance::Gas(Gas::N2o))),
    ("carbon", Word::Substance(Substance::Carbon)),
    ("nitrogen", Word::Substance(Substance::Nitrogen)),
    ("N2O-N", Word::Substance(Substance::Nitrogen)),
    ("CO2e", Word::Substance(Substance::Co2Equivalent)),
    ("CO2 eq", Word::Substance(Substance::Co2Equivalent)),
    ("CO2 equiv", Word::Substance(Substance::Co2Equivalent)),
    ("CO2 equivalent", Word::Substance(Substance::Co2Equivalent)),
    ("CO2 equivalents", Word::Substance(Substance::Co2Equivalent)),
    ("square metre", Word::Area(AreaUnit::SquareMetre)),
    ("square meter", Word::Area(AreaUnit::SquareMetre)),
    ("square kilometre", Word::Area(AreaUnit::SquareKilometre)),
    ("square kilometer", Word::Area(AreaUnit::SquareKilometre)),
    ("hectare", Word::Area(AreaUnit::Hectare)),
    ("cell", Word::Cell),
    ("grid", Word::Cell),
    ("grid cell", Word::Cell),
    ("grid box", Word::Cell),
    ("pixel", Word::Cell),
    ("sec", Word::Duration(Duration::Second)),
    ("second", Word::Duration(Duration::Second)),
    ("hr", Word::Duration(Duration::Hour)),
    ("hour", Word::Duration(Duration::Hour)),
    ("day", Word::Duration(Duration::Day)),
    ("days", Word::Duration(Duration::Day)),
    ("mo", Word::Duration(Duration::Month)),
    ("mon", Word::Duration(Duration::Month)),
    ("month", Word::Duration(Duration::Month)),
    ("yr", Word::Duration(Duration::Year)),
    ("year", Word::Duration(Duration::Year)),
    ("annum", Word::Duration(Duration::Year)),
    ("per", Word::Per),
    ("of", Word::Filler),
    ("substance", Word::Filler),
];

/// Every spelling with its meaning.
static LEXICON: LazyLock<BTreeMap<String, Word>> = LazyLock::new(|| spellings().collect());

/// The length in bytes of the longest spelling.
static LONGEST: LazyLock<usize> = LazyLock::new(|| LEXICON.keys().map(String::len).max().unwrap_or(0));

/// The longest word at the start of a text, with its length in bytes.
pub(super) fn longest_at_start(text: &str) -> Option<(usize, Word)> {
    (1..=*LONGEST).rev().find_map(|length| Some((length, *LEXICON.get(text.get(..length)?)?)))
}

/// The symbol by which reports name an amount, where it has one.
pub(super) fn canonical_symbol(amount: Amount) -> Option<String> {
    match amount {
        Amount::Number(1.0) => Some("1".to_owned()),
        Amount::Number(0.01) => Some("%".to_owned()),
        Amount::MOLECULE => Some("molecules".to_owned()),
        // Tonnes from the tonne upwards, as inventory tables have them: t, kt, Mt, Gt.
        _ => tonnes().chain(grams()).chain(moles()).find(|&(_, _, candidate)| candidate == amount).map(|(prefix, base, _)| {
            let prefix = if prefix.0 == "u" { "µ" } else { prefix.0 };
            format!("{prefix}{base}")
        }),
    }
}

fn spellings() -> impl Iterator<Item = (String, Word)> {
    let names = NAMES.iter().map(|&(name, word)| (name.to_owned(), word)).chain(prefixed_names());
    let spelled = names.flat_map(|(name, word)| variants(&name).into_iter().map(move |variant| (variant, word)));
    let symbols = SYMBOLS.iter().map(|&(symbol, word)| (symbol.to_owned(), word));
    spelled.chain(symbols).chain(prefixed_symbols())
}

type Prefixed = (Prefix, &'static str, Amount);

fn grams() -> impl Iterator<Item = Prefixed> {
    PREFIXES.into_iter().map(|prefix| (prefix, "g", Amount::Mass(power_of_ten(prefix.2 - 3))))
}

fn tonnes() -> impl Iterator<Item = Prefixed> {
    let used = PREFIXES.into_iter().filter(|&(_, _, power)| (0..=9).contains(&power));
    used.map(|prefix| (prefix, "t", Amount::Mass(power_of_ten(prefix.2 + 3))))
}

fn moles() -> impl Iterator<Item = Prefixed> {
    let used = PREFIXES.into_iter().filter(|&(_, _, power)| power <= 3);
    used.map(|prefix| (prefix, "mol", Amount::Moles(power_of_ten(prefix.2))))
}

fn prefixed_symbols() -> impl Iterator<Item = (String, Word)> {
    grams().chain(tonnes()).chain(moles()).map(|((prefix, _, _), base, amount)| (format!("{prefix}{base}"), Word::Amount(amount)))
}

fn prefixed_names() -> impl Iterator<Item = (String, Word)> {
    grams()
        .chain(tonnes())
        .chain(moles())
        .flat_map(|((_, prefix, _), base, amount)| names_of(base).iter().map(move |name| (format!("{prefix}{name}"), Word::Amount(amount))))
}

const fn names_of(base: &str) -> &'static [&'static str] {
    match base.as_bytes() {
        b"g" => &["gram", "grams", "gramme", "grammes"],
        b"t" => &["ton", "tons", "tonne", "tonnes", "metric ton", "metric tons", "metric tonne", "metric tonnes"],
        _ => &["mol", "mole", "moles"],
    }
}

/// A name in the cases and with the separators in which it may stand.
fn variants(name: &str) -> Vec<String> {
    let (small, capitals) = (name.to_ascii_lowercase(), name.to_ascii_uppercase());
    let sentence = format!("{}{}", &capitals[..1], &small[1..]);
    let title = name.split(' ').map(|word| format!("{}{}", word[..1].to_ascii_uppercase(), &word[1..])).collect::<Vec<_>>().join(" ");
    let cases = [name.to_owned(), small, capitals, sentence, title];
    cases.iter().flat_map(|spelling| ["", " ", "-", "_"].map(|separator| spelling.replace(' ', separator))).collect()
}

/// 10ⁿ, correctly rounded: powers up to 10²² are exact, and so is the dividend of their reciprocals.
fn power_of_ten(power: i32) -> f64 {
    let magnitude = 10_f64.powi(power.abs());
    if power < 0 { 1.0 / magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_has_two_meanings() {
        for (spelling, word) in spellings() {
            assert_eq!(LEXICON[&spelling], word, "{spelling}");
        }
    }

    #[test]
    fn the_longest_word_is_taken() {
        assert_eq!(longest_at_start("moleccm-2s-1"), Some((5, Word::Amount(Amount::MOLECULE))));
        assert_eq!(longest_at_start("moleC"), Some((4, Word::Amount(Amount::Moles(1.0)))));
        assert_eq!(longest_at_start("CO2 equivalents"), Some((15, Word::Substance(Substance::Co2Equivalent))));
        assert_eq!(longest_at_start("ppm"), None);
    }

    #[test]
    fn powers_of_ten_are_those_of_the_decimal_literals() {
        assert_eq!([-15, -3, 0, 12].map(power_of_ten), [1e-15, 1e-3, 1.0, 1e12]);
    }
}
