//! The report on paper: A4, with text that can be selected and searched.

use super::Report;
use super::page::Page;
use crate::typeset::{TypesetError, typeset};

const TEMPLATE: &str = include_str!("report.typ");

/// The PDF of the report; every word that comes from a file is data of the template and never its markup.
///
/// # Errors
/// [`TypesetError`] if the template does not fit the report.
pub fn pdf(report: &Report) -> Result<Vec<u8>, TypesetError> {
    let data = serde_json::to_vec(&Page::of(report)).expect("a page has neither maps without names nor numbers without end");
    typeset("report", TEMPLATE, &[("report.json", &data)])
}

#[cfg(test)]
mod tests;
