//! Warnings on standard error.

use crate::progress::Loudness;
use fluxledger_core::Warning;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// Of so many places at most the same words stand in a line each; of more they stand in one.
const MOST_LINES: usize = 3;

/// Writes warnings, a line for each, unless the command is to be quiet; what is said of many places, such as hundreds of files, is said once.
///
/// A warning that cannot be written is given up: standard error is where that would be said.
pub fn write_warnings(warnings: &[Warning], loudness: Loudness, out: &mut dyn Write) {
    if loudness == Loudness::Quiet {
        return;
    }
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    warnings.iter().for_each(|warning| *places.entry(&warning.message).or_default() += 1);
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for warning in warnings {
        let Warning { place, message } = warning;
        let _ = match places[message.as_str()] {
            ..=MOST_LINES => writeln!(out, "warning: {warning}"),
            count if said.insert(message) => writeln!(out, "warning: {place} and {} others: {message}", count - 1),
            _ => Ok(()),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_warning_is_a_line_and_quiet_has_none() {
        let warnings = [Warning::new("a.nc", "one"), Warning::new("b.csv: line 3", "two")];
        let written = |loudness| {
            let mut out = Vec::new();
            write_warnings(&warnings, loudness, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(Loudness::Normal), "warning: a.nc: one\nwarning: b.csv: line 3: two\n");
        assert_eq!(written(Loudness::Quiet), "");
    }

    #[test]
    fn what_is_said_of_many_places_is_said_once() {
        let of = |number: usize| Warning::new(format!("{number}.nc"), "one");
        let written = |count: usize| {
            let mut warnings: Vec<Warning> = (1..=count).map(of).collect();
            warnings.insert(1, Warning::new("b.csv", "two"));
            let mut out = Vec::new();
            write_warnings(&warnings, Loudness::Normal, &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written(3), "warning: 1.nc: one\nwarning: b.csv: two\nwarning: 2.nc: one\nwarning: 3.nc: one\n");
        assert_eq!(written(300), "warning: 1.nc and 299 others: one\nwarning: b.csv: two\n");
    }
}
