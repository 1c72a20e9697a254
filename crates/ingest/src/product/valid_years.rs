//! The years of a file that count: all else is spin-up or spin-down.

use super::ProductError;
use super::date_components::whole;
use super::expectation::unexpected;
use super::inputs::Inputs;
use fluxledger_core::{Date, Period};

/// The years that the file declares valid, where the profile says that it does.
pub(super) fn valid_years(inputs: &Inputs) -> Result<Option<Period>, ProductError> {
    let Some(rule) = &inputs.profile.time.valid_years else { return Ok(None) };
    let year = |name: &String| {
        let found = inputs.file.attributes().shown(name);
        found.as_ref().and_then(|text| text.trim().parse().ok()).and_then(whole).ok_or_else(|| {
            let found = found.map_or_else(|| "none".to_owned(), |text| format!("`{text}`"));
            unexpected(inputs, format!("attribute `{name}`"), "a year".to_owned(), found)
        })
    };
    Ok(Some(Period { start: Date::new(year(&rule.first)?, 1, 1), end: Date::new(year(&rule.last)? + 1, 1, 1) }))
}
