//! A first profile for files that no profile fits: what the header says is filled in, what it cannot say is asked.
//!
//! A question is a line that begins with [`QUESTION`]. A profile with such a line is refused by [`super::profile_from_file`], so that
//! nothing is assumed by leaving a draft as it is.

mod header;
#[cfg(test)]
mod tests;

use super::ProductError;
use super::inputs::file_name;
use super::profile::QUESTION;
use crate::raster::{self, Dimension, Variable, time};
use fluxledger_core::{Amount, Basis, Extent, Gas, Unit};
use header::Header;
use std::path::Path;

/// Drafts a profile for files like the given one; only its header is read.
///
/// # Errors
/// [`ProductError::Raster`] if the file cannot be opened, [`ProductError::NothingGridded`] if no variable has rows and columns.
pub fn draft(path: &Path) -> Result<String, ProductError> {
    let file = raster::open(path)?;
    let header = Header::of(file.as_ref())?;
    let whole = [
        preamble(&header),
        identity(&header),
        quantity(&header),
        detection(&header),
        time(&header),
        grid(&header),
        conventions(),
        contains(&header),
    ];
    let layers = header.layers.iter().map(|layer| self::layer(&header, layer));
    Ok(whole.into_iter().filter(|part| !part.is_empty()).chain(layers).collect::<Vec<_>>().join("\n"))
}

fn preamble(header: &Header) -> String {
    format!(
        "\
# What:      draft of a profile for files like `{}`, from the header of one of them
# Source:    that file
# Licence:   that of the data
# Date:      not checked by anybody yet
#
# Every line below that begins with `{QUESTION}` is a question that the file does not answer. Write the answer in its place, as
# `key = value` (texts in quotation marks), and delete a question that says so. The profile can be used when no question is left.
# `fluxledger products show ID` shows the profile of a known product to compare with.
",
        file_name(header.file)
    )
}

/// A key and its value, which the file tells.
fn known(key: &str, value: &str) -> String {
    format!("{key} = {}\n", quoted(value))
}

/// A key whose value must be asked for.
fn question(key: &str, question: &str) -> String {
    format!("{QUESTION} {key}: {question}\n")
}

/// What the file tells, else the question.
fn told_or_asked(key: &str, value: Option<String>, asked: &str) -> String {
    value.map_or_else(|| question(key, asked), |value| known(key, &value))
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn quoted_list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "))
}

fn identity(header: &Header) -> String {
    [
        known("id", &header.id()),
        told_or_asked("title", header.attribute(&["title"]), "the product's name for people"),
        question(
            "kind",
            "what made the fluxes: \"inversion\" (observations changed them), \"bottom-up\" (a gridded inventory) or \"simulated\"",
        ),
        question("scope", "which fluxes they are: \"anthropogenic\", \"natural\" or \"total\" (both)"),
        question("prior", "what the estimate started from, such as \"EDGAR v8.0\"; delete this line if it started from nothing"),
        question(
            "inventory_vintage",
            "the inventory submission behind the product or its prior, such as \"submission of 2023\"; delete this line if there is none",
        ),
        told_or_asked("licence", header.attribute(&["license", "licence", "copyright_notice", "rights"]), "the terms of use of the data"),
        told_or_asked("citation", header.attribute(&["citation", "references", "reference", "doi"]), "what to cite"),
        known("evidence", "real bytes"),
    ]
    .concat()
}

/// Gas, basis, unit and what else makes numbers into masses.
fn quantity(header: &Header) -> String {
    let gas = header.gas();
    let mut text = match gas {
        Some(gas) => known("gas", gas.code()),
        None => question("gas", "the gas of all layers: \"CH4\", \"CO2\" or \"N2O\" (a profile for each gas if there are several)"),
    };
    text.push_str(&told_or_asked("basis", header.basis().map(basis_word), &basis_question(gas)));
    text.push_str(&unit(header));
    text.push_str(&question(
        "categorization",
        "the system of the categories of the layers, such as \"IPCC2006\", \"EDGAR\" or \"CRF\"; delete this line if they have none",
    ));
    if let Some(areas) = &header.areas {
        text.push_str(&known("cell_areas", &areas.name));
    }
    if !header.others.is_empty() {
        let names: Vec<String> = header.others.iter().map(|variable| regex::escape(&variable.name)).collect();
        text.push_str(&format!("# gridded, but in no unit of emission\nignore = {}\n", quoted_list(&names)));
    }
    text
}

fn basis_word(basis: Basis) -> String {
    match basis {
        Basis::Gas => "gas",
        Basis::Carbon => "carbon",
        Basis::Nitrogen => "nitrogen",
    }
    .to_owned()
}

fn basis_question(gas: Option<Gas>) -> String {
    let answers = match gas {
        Some(Gas::Ch4 | Gas::Co2) => "\"gas\" or \"carbon\" (kg C)",
        Some(Gas::Fluorinated(_)) => "\"gas\"",
        Some(Gas::N2o) => "\"gas\" or \"nitrogen\" (kg N)",
        None => "\"gas\", \"carbon\" (kg C) or \"nitrogen\" (kg N)",
    };
    format!("what a mass in the file counts: {answers}; a mistake here is a factor of up to 3.67")
}

/// The unit of all layers, where they have one that can be read; a bare mass may be per cell or the total of something else.
fn unit(header: &Header) -> String {
    let found = header.units();
    let spellings = if found.is_empty() { String::new() } else { format!("spellings = {}\n", quoted_list(&found)) };
    let asked = "what one number counts, per what area and time, such as \"kg m-2 s-1\", \"g m-2 month-1\" or \"t cell-1 yr-1\"";
    match found.as_slice() {
        [] => question("unit", &format!("{asked}; the file states none")),
        [only] => match only.parse::<Unit>() {
            Ok(unit) if unit.extent() != Extent::Total && !matches!(unit.amount(), Amount::Number(_)) => known("unit", only),
            _ => question("unit", &format!("{asked}; the file says `{only}`")) + &spellings,
        },
        _ => question("unit", &format!("{asked}; the layers differ: write a line `unit = …` under each and delete this one")) + &spellings,
    }
}

fn detection(header: &Header) -> String {
    let names: Vec<String> = header.layers.iter().map(|layer| regex::escape(&layer.name)).collect();
    format!("# Files of this product are those with these variables.\n[detect]\nvariables = {}\n", quoted_list(&names))
}

fn time(header: &Header) -> String {
    match time::coordinate(header.file, header.layers[0]) {
        Some(coordinate) if time::bounds_of(header.file, coordinate).is_some() => {
            format!("# The periods are those of the bounds of `{}`.\n", coordinate.name)
        }
        Some(coordinate) => labelled_time(header, coordinate),
        None => unlabelled_time(header),
    }
}

fn labelled_time(header: &Header, coordinate: &Variable) -> String {
    let labels = header.labels(coordinate);
    let units = coordinate.attributes.text("units").unwrap_or_default();
    let mut text = format!("# Without bounds of time: `{}` holds {} in `{units}`.\n[time]\n", coordinate.name, header::shown(&labels));
    text.push_str(&question("label", "which part of its period a label names: \"start\", \"middle\" or \"end\""));
    text.push_str(&match labels.len() {
        0 | 1 => question("step", "how long the period of the one label is: \"day\", \"month\" or \"year\""),
        _ => known("step", "neighbours"),
    });
    if units.starts_with("month") {
        text.push_str(&question("months", "\"calendar\" if the unit counts calendar months; its length is not defined otherwise"));
    }
    text
}

fn unlabelled_time(header: &Header) -> String {
    if let Some(pattern) = header.year_in_file_name() {
        return format!("# The file holds no time; the year is taken from its name.\n[time]\n{}", known("file_name", &pattern));
    }
    match header.year_attribute() {
        Some(name) => {
            format!("# The file holds no time; the year is taken from its attribute.\n[time]\nyear_attributes = {}\n", quoted_list(&[name]))
        }
        None => "# The file states no time: name the year at each use (`--year`, in a run file `year`).\n".to_owned(),
    }
}

/// Questions on the axes of a file without coordinates.
fn grid(header: &Header) -> String {
    if header.has_coordinates {
        return String::new();
    }
    let dimensions: Vec<String> = header.layers[0].dimensions.iter().map(|own| format!("{} {}", own.name, own.length)).collect();
    let axis = |name: &str, degrees: &str| {
        let asked = "its dimension and the outer edges of the first and the last cell";
        question(name, &format!("{asked}, such as {{ dimension = \"{name}\", {degrees} }}"))
    };
    format!(
        "# The file holds no coordinates; its dimensions are {}.\n[grid]\n{}{}",
        dimensions.join(", "),
        axis("latitude", "first_edge = -90.0, last_edge = 90.0"),
        axis("longitude", "first_edge = -180.0, last_edge = 180.0"),
    )
}

fn conventions() -> String {
    "\
# Where the authors' own conventions are known, remove the `#` before them; else WGS 84, true calendar years and IUPAC molar masses hold.
# [conventions]
# earth = \"sphere:6371000\"
# year_length = \"365d\"
# molar_masses = { CH4 = 16.04 }
"
    .to_owned()
}

fn contains(header: &Header) -> String {
    if header.layers.len() < 2 {
        return String::new();
    }
    question(
        "[contains]",
        "which layers hold others, so that nothing is counted twice: a line `[contains]` and below it such as total = [\"coal\", \"gas\"]; \
         delete this line if none does",
    )
}

fn layer(header: &Header, layer: &Variable) -> String {
    let mut text = format!("[[layers]]\n{}", known("variable", &regex::escape(&layer.name)));
    if let Some(name) = layer.attributes.text("long_name") {
        text.push_str(&format!("# the file calls it: {}\n", name.replace(['\n', '\r'], " ")));
    }
    text.push_str(&question("role", "what the numbers are: \"emission\", \"prior\", \"standard-deviation\" or \"sensitivity\""));
    text.push_str(&question("category", "the code of its category; delete this line if it has none"));
    for Dimension { name, length } in header.dimensions_without_meaning(layer) {
        let asked = format!(
            "`{name}` has {length} positions; if they are sectors: {{ dimension = \"{name}\", labels_attribute = \"…\" }} or \
             {{ dimension = \"{name}\", labels_variable = \"…\" }}; other dimensions cannot be read"
        );
        text.push_str(&question("sectors", &asked));
    }
    text
}
