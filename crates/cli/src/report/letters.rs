//! Letters that the embedded typeface lacks, so that pictures and paper show boxes in their place.

use super::Report;
use crate::figure::FigureError;
use crate::figure::png::missing_glyphs;
use fluxledger_core::Warning;
use std::collections::BTreeSet;

/// A warning that names the letters of titles, names and findings for which the typeface has no shape.
///
/// # Errors
/// [`FigureError`] if they cannot be set at all.
pub fn warning_of_letters(report: &Report) -> Result<Option<Warning>, FigureError> {
    let findings = report.findings.iter().map(|finding| [finding.opening.as_str(), finding.details.as_str()]);
    let of_trends = report.trend_findings.iter().map(|finding| [finding.opening.as_str(), finding.details.as_str()]);
    let findings = findings.chain(of_trends).flatten();
    let facts = report
        .products
        .iter()
        .map(|product| product.name.as_str())
        .chain(report.inventories.iter().map(|inventory| inventory.vintage.source.as_str()));
    let missing = missing_letters([report.title.as_str()].into_iter().chain(findings).chain(facts))?;
    let named: Vec<String> = missing.iter().take(MOST_NAMED).map(char::to_string).collect();
    let more = if missing.len() > MOST_NAMED { " and others" } else { "" };
    let message = format!(
        "the typeface of PDF and figures has no shape for {}{more}: they show a box in its place, the page and the tables show the letter",
        named.join(" ")
    );
    Ok((!missing.is_empty()).then(|| Warning::new("report", message)))
}

/// Letters that a warning names; a title in Chinese has many.
const MOST_NAMED: usize = 10;

fn missing_letters<'t>(texts: impl Iterator<Item = &'t str>) -> Result<BTreeSet<char>, FigureError> {
    let letters: BTreeSet<char> = texts.flat_map(str::chars).filter(|letter| !letter.is_ascii() && !letter.is_control()).collect();
    let line: Vec<String> = letters.iter().map(char::to_string).collect();
    let missing = missing_glyphs(&format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text y='9'>{}</text></svg>",
        line.join(" ")
    ))?;
    Ok(missing.into_iter().filter(|letter| letters.contains(letter)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::report;

    #[test]
    fn letters_without_a_shape_are_named() {
        assert_eq!(warning_of_letters(&report()), Ok(None));
        let title = "Methane of 中国, Türkiye, Ελλάδα and Россия".to_owned();
        let warning = warning_of_letters(&Report { title, ..report() }).unwrap().unwrap();
        insta::assert_snapshot!(warning.to_string(), @"report: the typeface of PDF and figures has no shape for 中 国: they show a box in its place, the page and the tables show the letter");
    }
}
