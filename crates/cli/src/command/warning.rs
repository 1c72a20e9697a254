//! Warnings on standard error.

use crate::progress::Loudness;
use fluxledger_core::Warning;
use std::io::Write;

/// Writes warnings, a line for each, unless the command is to be quiet.
///
/// A warning that cannot be written is given up: standard error is where that would be said.
pub fn write_warnings(warnings: &[Warning], loudness: Loudness, out: &mut dyn Write) {
    if loudness == Loudness::Quiet {
        return;
    }
    for warning in warnings {
        let _ = writeln!(out, "warning: {warning}");
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
}
