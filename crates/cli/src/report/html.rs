//! The report as one page that needs nothing beside it.

use super::Report;
use super::page::Page;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use minijinja::Environment;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The page could not be made.
#[derive(Debug, thiserror::Error)]
#[error("report page: {0}")]
pub struct HtmlError(#[from] minijinja::Error);

const TEMPLATE: &str = include_str!("report.html");
const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The page; every word that comes from a file is escaped, and no script runs but the page's own, which its policy names by hash
/// (W3C Content Security Policy Level 3, section 2.3.1).
///
/// # Errors
/// [`HtmlError`] if the template does not fit the report.
pub fn html(report: &Report) -> Result<String, HtmlError> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_template("report.html", TEMPLATE)?;
    let document = Document { style: STYLE, script: SCRIPT, script_sha256: BASE64.encode(Sha256::digest(SCRIPT)), page: Page::of(report) };
    Ok(environment.get_template("report.html")?.render(Serde(document))?)
}

/// The page with what only a browser needs.
#[derive(Serialize)]
struct Document<'a> {
    style: &'static str,
    script: &'static str,
    script_sha256: String,
    #[serde(flatten)]
    page: Page<'a>,
}

#[cfg(test)]
mod tests;
