//! Layout `unfccc-crt-json`: the data exchange documents of the reporting tool of the Paris Agreement.
//!
//! There are two: the data of a Party, which name variables by identifiers, and the metadata of the tool, which name each variable by six parts.
//! The metadata lie beside the data as `metadata.json`, or in the same folder or archive under any name. What a value looks like is not
//! documented where it could be read, so that every value must have exactly the fields that are expected.

use super::form::{CRT, Unit};
use super::identity;
use super::text::{LabelKey, Labels};
use crate::inventory::bundle::Bundle;
use crate::inventory::cell;
use crate::inventory::error::InventoryError;
use crate::inventory::party::Parties;
use crate::inventory::table::Content;
use crate::inventory::vocabulary::{FLEXIBLE_QUERY, single_blanks};
use crate::inventory::{InventoryOptions, file_name, shared};
use fluxledger_core::{
    Category, Explanation, Gas, Inventory, Mass, NotationKeys, OtherMeasure, OtherRecord, Record, RegionCode, Reported, Warned, Warning,
};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The word that only the data of a Party have.
const DATA_WORD: &str = "\"country_specific_data\"";

/// The word that only metadata have.
const METADATA_WORD: &str = "\"Metadata\"";

static RULES: LazyLock<Rules> =
    LazyLock::new(|| toml::from_str(include_str!("../../../../../data/layouts/crt/exchange.toml")).expect("rules of the exchange"));

/// The file `exchange.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    measures: Vec<String>,
    nothing: Vec<String>,
    outside: Vec<Outside>,
    units: BTreeMap<String, Unit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outside {
    classification: String,
    substance: String,
    code: String,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(rename = "Metadata")]
    versions: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    variable: Vec<Variable>,
}

/// A variable of the tool, or one of a Party's own, whose name may be that of its template.
#[derive(Deserialize)]
struct Variable {
    uid: String,
    name: Option<String>,
    template_var_uid: Option<String>,
    node_uid: Option<String>,
}

/// A row of a Party's own.
#[derive(Deserialize)]
struct Node {
    uid: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Data {
    data: Values,
    country_specific_data: OwnData,
}

#[derive(Deserialize)]
struct Values {
    values: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct OwnData {
    #[serde(default)]
    variables: Vec<Variable>,
    #[serde(default)]
    nodes: Vec<Node>,
}

impl OwnData {
    /// The name of the Party's own row in which a variable stands.
    fn row(&self, variable: &Variable) -> Option<&str> {
        self.nodes.iter().find(|node| variable.node_uid.as_ref() == Some(&node.uid))?.name.as_deref()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Value {
    variable_uid: String,
    inventory_year: serde_json::Number,
    value: Option<f64>,
    notation_key: Option<String>,
    comment: Option<String>,
}

impl Value {
    /// What the Party says of it, on one line; nothing where it says nothing.
    fn remark(&self) -> Option<String> {
        let words: Vec<&str> = self.comment.as_deref().unwrap_or_default().split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

/// The name of a variable.
#[derive(Clone)]
struct Name {
    six_parts: String,
    /// The row of the Party's own below the category of the six parts, which are then those of its template.
    own_row: Option<String>,
}

impl Name {
    fn read(&self) -> Option<Named<'_>> {
        Some(Named { own_row: self.own_row.as_deref(), ..Named::of(&self.six_parts)? })
    }
}

/// What a variable's name says.
struct Named<'a> {
    category: &'a str,
    classification: &'a str,
    measure: &'a str,
    gas: &'a str,
    parameter: &'a str,
    unit: &'a str,
    own_row: Option<&'a str>,
}

impl<'a> Named<'a> {
    /// The six parts of a name in brackets.
    fn of(name: &'a str) -> Option<Self> {
        let inner = name.trim().strip_prefix('[')?.strip_suffix(']')?;
        let parts: Vec<&str> = inner.split("][").map(str::trim).collect();
        let [category, classification, measure, gas, parameter, unit] = parts[..] else { return None };
        Some(Self { category, classification, measure, gas, parameter, unit, own_row: None })
    }

    /// Whether its values are emissions or removals.
    fn is_emission(&self) -> bool {
        RULES.measures.iter().any(|measure| measure == self.measure) && RULES.nothing.iter().any(|nothing| nothing == self.parameter)
    }

    /// The substance in plain letters.
    fn substance(&self) -> String {
        match self.gas {
            "Aggregate GHGs" => "GHG".to_owned(),
            gas => gas.replace('₂', "2").replace('₃', "3").replace('₄', "4").replace('₆', "6").replace('₈', "8"),
        }
    }

    /// The code of its category, or nothing where its text has none.
    fn code(&self) -> Option<String> {
        let own = || LabelKey::of(self.category, Labels::Coded).code;
        FLEXIBLE_QUERY
            .category(self.category)
            .filter(|code| code.starts_with("Memo.") || code.starts_with("Total."))
            .map(str::to_owned)
            .or_else(own)
    }

    /// What its row is called: the Party's own, else its category.
    fn label(&self) -> String {
        single_blanks(self.own_row.unwrap_or(self.category))
    }

    fn classification(&self) -> Option<&'a str> {
        Some(self.classification).filter(|text| !RULES.nothing.iter().any(|nothing| nothing == text))
    }
}

/// Why a content is not of the exchange, or nothing where it is.
pub(in crate::inventory) fn objection(content: &Content) -> Option<String> {
    match content {
        Content::Text(text) if text.trim_start().starts_with('{') && text.contains(DATA_WORD) => None,
        Content::Text(_) => Some("it is no JSON document with `country_specific_data`".to_owned()),
        Content::Bundle(bundle) if bundle.with_extension("json").is_empty() => Some("no JSON document is in it".to_owned()),
        Content::Bundle(_) => None,
        _ => Some(content.kind().to_owned()),
    }
}

/// Reads the data of a Party.
pub(in crate::inventory) fn read(content: &Content, path: &Path, options: &InventoryOptions) -> Result<Warned<Inventory>, InventoryError> {
    let (data_path, data, metadata) = match content {
        Content::Text(text) => (path.to_owned(), text.clone(), beside(path)?),
        Content::Bundle(bundle) => in_bundle(bundle, path)?,
        _ => return Err(refused(path, "start", content.kind(), "the JSON document of a Party's data", None)),
    };
    let names = names(&metadata, &data_path)?;
    let document: Data = serde_json::from_str(&data).map_err(|error| json(&data_path, &error))?;
    let names = with_own(names, &document.country_specific_data);
    let (party, submission) = identity::of_document(&data_path)?;
    let mut reader = Reader {
        path: &data_path,
        names,
        party: String::new(),
        left_out: BTreeMap::new(),
        without_code: BTreeSet::new(),
        remarks: 0,
        records: Vec::new(),
        others: Vec::new(),
        explanations: Vec::new(),
    };
    let mut parties = Parties::default();
    reader.party = parties.code(&party, || file_name(&data_path)).to_string();
    for (position, value) in document.data.values.into_iter().enumerate() {
        reader.push(position, value, submission)?;
    }
    reader.finish(options, submission, parties)
}

fn refused(path: &Path, place: &str, found: &str, expected: &str, hint: Option<&str>) -> InventoryError {
    let [place, found, expected] = [place, found, expected].map(str::to_owned);
    InventoryError::Structure { path: path.to_owned(), place, found, expected, hint: hint.map(str::to_owned) }
}

fn json(path: &Path, error: &serde_json::Error) -> InventoryError {
    refused(path, &format!("line {}", error.line()), &error.to_string(), "a document of the CRT data exchange", None)
}

/// What is wrong with a value, the types of numbers in words.
fn in_words(error: &serde_json::Error) -> String {
    error.to_string().replace("expected f64", "expected a number").replace("expected a JSON number", "expected a number")
}

/// The metadata beside the data.
fn beside(path: &Path) -> Result<String, InventoryError> {
    let metadata = path.with_file_name("metadata.json");
    match Content::open(&metadata) {
        Ok(Content::Text(text)) => Ok(text),
        _ => Err(without_metadata(path)),
    }
}

fn without_metadata(path: &Path) -> InventoryError {
    let hint = "put the metadata of the reporting tool beside it as `metadata.json`; the program `etf` of the UNFCCC has them";
    refused(path, "variables", "identifiers without names", "the metadata that name them", Some(hint))
}

/// The path and text of the data, and the text of the metadata.
fn in_bundle(bundle: &Bundle, path: &Path) -> Result<(PathBuf, String, String), InventoryError> {
    let (mut data, mut metadata) = (Vec::new(), Vec::new());
    for member in bundle.with_extension("json") {
        let text = String::from_utf8(bundle.bytes(member)?)
            .map_err(|error| InventoryError::NotText { path: member.path.clone(), valid_bytes: error.utf8_error().valid_up_to() })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        if text.contains(DATA_WORD) {
            data.push((member.path.clone(), text));
        } else if text.contains(METADATA_WORD) {
            metadata.push(text);
        }
    }
    let metadata = match (metadata.pop(), metadata.len()) {
        (Some(only), 0) => only,
        (None, _) => return Err(without_metadata(path)),
        (Some(_), others) => {
            let hint = "keep the metadata of the submission alone beside its data".to_owned();
            return Err(refused(path, "files", &format!("{} documents of metadata", others + 1), "one", Some(&hint)));
        }
    };
    match (data.pop(), data.is_empty()) {
        (Some((path, text)), true) => Ok((path, text, metadata)),
        (found, _) => {
            let found = format!("{} documents with the data of a Party", data.len() + usize::from(found.is_some()));
            Err(refused(path, "files", &found, "one", Some("keep each submission in a folder of its own")))
        }
    }
}

/// The names of the tool's variables.
fn names(metadata: &str, path: &Path) -> Result<HashMap<String, Name>, InventoryError> {
    let document: Metadata = serde_json::from_str(metadata).map_err(|error| json(&path.with_file_name("metadata.json"), &error))?;
    let variables = document.versions.into_iter().flat_map(|version| version.variable);
    Ok(variables.filter_map(|variable| Some((variable.uid, Name { six_parts: variable.name?, own_row: None }))).collect())
}

/// The names of all variables, those of the Party's own among them.
fn with_own(mut names: HashMap<String, Name>, own: &OwnData) -> HashMap<String, Name> {
    for variable in &own.variables {
        let template = || names.get(variable.template_var_uid.as_ref()?).map(|template| template.six_parts.clone());
        let name = match variable.name.clone() {
            Some(six_parts) => Some(Name { six_parts, own_row: None }),
            None => template().map(|six_parts| Name { six_parts, own_row: own.row(variable).map(str::to_owned) }),
        };
        names.extend(name.map(|name| (variable.uid.clone(), name)));
    }
    names
}

/// What is learnt while the values are read.
struct Reader<'a> {
    path: &'a Path,
    names: HashMap<String, Name>,
    party: String,
    /// How many values of each measure are no emissions.
    left_out: BTreeMap<String, usize>,
    without_code: BTreeSet<String>,
    /// How many comments explain no notation key.
    remarks: usize,
    records: Vec<Record>,
    others: Vec<OtherRecord>,
    explanations: Vec<Explanation>,
}

impl Reader<'_> {
    fn push(&mut self, position: usize, value: serde_json::Value, submission: i32) -> Result<(), InventoryError> {
        let place = format!("value {} of `data.values`", position + 1);
        let fields = "the fields `variable_uid`, `inventory_year`, `value`, `notation_key` and, where there is one, `comment`";
        let shown = value.to_string();
        let value: Value = serde_json::from_value(value)
            .map_err(|error| refused(self.path, &place, &format!("{} in {shown}", in_words(&error)), fields, None))?;
        let unnamed =
            || refused(self.path, &place, &format!("variable `{}`", value.variable_uid), "one that the metadata or the Party names", None);
        let name = self.names.get(&value.variable_uid).cloned().ok_or_else(unnamed)?;
        let six = "`[category][classification][measure][gas][parameter][unit]`";
        let named = name.read().ok_or_else(|| refused(self.path, &place, &format!("variable `{}`", name.six_parts), six, None))?;
        let remark = value.remark();
        if !named.is_emission() {
            *self.left_out.entry(named.measure.to_owned()).or_default() += 1;
            self.remarks += usize::from(remark.is_some());
            return Ok(());
        }
        let year = cell::year(&value.inventory_year.to_string()).ok_or_else(|| {
            refused(self.path, &place, &format!("`inventory_year` {}", value.inventory_year), "a calendar year such as 2014", None)
        })?;
        let text = value.notation_key.as_deref().unwrap_or_default();
        let keys: NotationKeys =
            text.parse().map_err(|_| refused(self.path, &place, &format!("`{text}`"), "notation keys such as NE,IE", None))?;
        match remark {
            Some(text) if !keys.is_empty() => self.explain(&named, keys.clone(), text, year, &place),
            remark => self.remarks += usize::from(remark.is_some()),
        }
        if value.value.is_none() && keys.is_empty() {
            return Ok(());
        }
        let known = RULES.units.get(named.unit);
        let unit =
            *known.ok_or_else(|| refused(self.path, &place, &format!("unit `{}`", named.unit), "kt, t, or kt CO₂ equivalent", None))?;
        self.keep(&named, unit, (value.value, keys), year, &place, submission);
        Ok(())
    }

    /// Keeps what the Party says of notation keys.
    fn explain(&mut self, named: &Named<'_>, keys: NotationKeys, text: String, year: i32, place: &str) {
        let substance = named.substance();
        let code = self.code(named, &substance);
        let (party, category) = (RegionCode::new(&self.party), Category::new(CRT.outline.categorization.clone(), code));
        let (subject, place) = (String::new(), format!("{}: {place}", file_name(self.path)));
        self.explanations.push(Explanation { party, category, subject, substance, keys, year, allocation: None, text, place });
    }

    fn keep(
        &mut self,
        named: &Named<'_>,
        unit: Unit,
        (number, keys): (Option<f64>, NotationKeys),
        year: i32,
        place: &str,
        submission: i32,
    ) {
        let (substance, label) = (named.substance(), named.label());
        let code = self.code(named, &substance);
        let reported = Reported { mass: number.map(|number| mass(number, unit)), keys };
        let (party, category) = (RegionCode::new(&self.party), Category::new(CRT.outline.categorization.clone(), code));
        let (category_name, place) = (
            named.classification().map_or(label.clone(), |detail| format!("{label}, {detail}")),
            format!("{}: {place}", file_name(self.path)),
        );
        match Gas::main_named(&substance) {
            Some(gas) if unit != Unit::KilotonnesCo2Equivalent => {
                self.records.push(Record { party, category, category_name, gas, year, reported, uncertainty: None, place });
            }
            _ => {
                let gwp_set = CRT.expected_gwp(submission).map(str::to_owned);
                let measure =
                    if unit == Unit::KilotonnesCo2Equivalent { OtherMeasure::Co2Equivalent { gwp_set } } else { OtherMeasure::Mass };
                self.others.push(OtherRecord { party, category, category_name, substance, measure, year, reported, place });
            }
        }
    }

    /// The code of a value: that of its category, with the Party's own row and the classification behind it; a category without a code keeps its text.
    fn code(&mut self, named: &Named<'_>, substance: &str) -> String {
        let code = named.code().unwrap_or_else(|| {
            self.without_code.insert(single_blanks(named.category));
            single_blanks(named.category)
        });
        let code = named.own_row.map_or(code.clone(), |row| format!("{code}.{}", single_blanks(row)));
        let Some(detail) = named.classification() else { return code };
        let outside = RULES.outside.iter().find(|rule| rule.classification == detail && rule.substance == substance);
        outside.map_or_else(|| format!("{code}.{detail}"), |rule| format!("{}.{code}", rule.code))
    }

    fn finish(self, options: &InventoryOptions, submission: i32, parties: Parties) -> Result<Warned<Inventory>, InventoryError> {
        let file = file_name(self.path);
        let gwp_set = CRT.expected_gwp(submission).map(str::to_owned);
        let mut warnings = parties.into_warnings();
        if !self.left_out.is_empty() {
            let measures: Vec<String> = self.left_out.iter().map(|(measure, count)| format!("{measure} ({count})")).collect();
            warnings.push(Warning::new(&file, format!("values that are no emissions, not read: {}", measures.join(", "))));
        }
        if !self.without_code.is_empty() {
            let labels: Vec<String> = self.without_code.iter().map(|label| format!("`{label}`")).collect();
            warnings.push(Warning::new(&file, format!("categories without a code, whose text stays as their code: {}", labels.join(", "))));
        }
        if self.remarks > 0 {
            warnings.push(Warning::new(
                &file,
                format!("comments on values that are no emissions or have no notation keys, not read: {}", self.remarks),
            ));
        }
        if let Some(set) = gwp_set.as_ref().filter(|_| self.others.iter().any(|other| other.measure != OtherMeasure::Mass)) {
            warnings.push(Warning::new(
                &file,
                format!("it does not say by which GWP set its equivalents are; taken as {set}, the rule for its submission"),
            ));
        }
        let inventory = Inventory {
            name: options.name.clone(),
            source: format!("{}, {}, data exchange", CRT.outline.title, CRT.outline.reference),
            submission_year: options.submission_year.or(Some(submission)),
            gwp_set,
            territory: options.territory.clone(),
            licence: Some(crate::inventory::UNFCCC_LICENCE.to_owned()),
            records: self.records,
            others: self.others,
            explanations: self.explanations,
        };
        shared::refuse_repeated(&inventory)?;
        Ok(Warned::new(inventory, warnings))
    }
}

/// A number of a unit as a mass.
pub(super) fn mass(number: f64, unit: Unit) -> Mass {
    match unit {
        Unit::Tonnes => Mass::from_kg(number * 1000.0),
        Unit::Kilotonnes | Unit::KilotonnesCo2Equivalent => Mass::from_kilotonnes(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::detect_layout;

    /// Simulated; another program wrote it (`tests/fixtures/inventories/make.py`).
    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/inventories/crt-exchange");
    const DATA: &str = "ZZZ-CRT-2025-V1.0-simulated.json";

    fn read(path: &Path) -> Result<Warned<Inventory>, InventoryError> {
        crate::inventory::read(path, &InventoryOptions::default())
    }

    #[test]
    fn the_data_of_a_party_are_read_by_the_six_parts_of_their_names() {
        let path = Path::new(FOLDER).join(DATA);
        assert_eq!(detect_layout(&path).expect("a layout").id, "unfccc-crt-json");
        let Warned { value, warnings } = read(&path).expect("a readable document");
        let records: Vec<String> = value
            .records
            .iter()
            .map(|record| {
                format!(
                    "{} {} {} {:?} {}",
                    record.category,
                    record.gas,
                    record.year,
                    record.reported.mass.map(Mass::as_kilotonnes),
                    record.reported.keys
                )
            })
            .collect();
        insta::assert_snapshot!(records.join("\n"));
        let others: Vec<String> = value
            .others
            .iter()
            .map(|other| {
                format!("{} {} {:?} {:?}", other.category, other.substance, other.measure, other.reported.mass.map(Mass::as_kilotonnes))
            })
            .collect();
        insta::assert_snapshot!(others.join("\n"));
        insta::assert_snapshot!(warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
        let [explanation] = &value.explanations[..] else { panic!("one explanation") };
        assert_eq!((explanation.category.to_string(), explanation.keys.to_string()), ("CRT 4".to_owned(), "IE,NE".to_owned()));
        assert_eq!((explanation.substance.as_str(), explanation.text.as_str()), ("CO2", "Peat was not measured."));
        assert_eq!(value, read(Path::new(FOLDER)).expect("a folder of both documents").value);
    }

    /// What is read of the document with one piece of text in place of another, its metadata beside it.
    fn changed(from: &str, to: &str) -> Result<Warned<Inventory>, String> {
        let folder = tempfile::tempdir().expect("a folder").keep();
        let text = std::fs::read_to_string(Path::new(FOLDER).join(DATA)).expect("the document");
        assert!(text.contains(from), "{from}");
        std::fs::write(folder.join(DATA), text.replacen(from, to, 1)).expect("a file");
        std::fs::copy(Path::new(FOLDER).join("metadata.json"), folder.join("metadata.json")).expect("a file");
        read(&folder.join(DATA)).map_err(|error| error.to_string().replace(&format!("{}/", folder.display()), ""))
    }

    fn refusal(from: &str, to: &str) -> String {
        changed(from, to).expect_err("a refusal")
    }

    /// A row of the Party's own whose variable has no name but that of its template stands below the template's category, as in a workbook.
    #[test]
    fn a_row_of_the_partys_own_is_told_from_its_template() {
        let name = ",\n    \"name\": \"[1.A.1.d.  Driftwood][no classification][Emissions][CO₂][no parameter][kt]\"";
        let read = changed(name, "").expect("a readable document").value;
        let own = read.records.iter().find(|record| record.category_name == "Driftwood").expect("the row");
        assert_eq!((own.category.to_string(), own.reported.mass.map(Mass::as_kilotonnes)), ("CRT 1.A.1.Driftwood".to_owned(), Some(5.0)));
    }

    #[test]
    fn a_year_may_be_written_as_a_number_with_a_point() {
        let read = changed("\"inventory_year\": 2022", "\"inventory_year\": 2022.0").expect("a readable document").value;
        assert_eq!(read.records[0].year, 2022);
    }

    #[test]
    fn what_is_not_as_expected_is_named_by_its_value() {
        insta::assert_snapshot!(refusal("\"inventory_year\": 2022", "\"year\": 2022"));
        insta::assert_snapshot!(refusal("\"variable_uid\": \"00000000-0000-4000-8000-000000000005\"", "\"variable_uid\": \"unknown\""));
        insta::assert_snapshot!(refusal("\"NE,IE\"", "\"N.E.\""));
        insta::assert_snapshot!(refusal("\"inventory_year\": 2022", "\"inventory_year\": 2023"));
        insta::assert_snapshot!(refusal("\"values\": [", "\"values\": [,"));
        insta::assert_snapshot!(refusal("\"A comment on a figure.\"", "[\"A comment\"]"));
        insta::assert_snapshot!(refusal("\"value\": 11.0", "\"value\": \"11.0\""));
        insta::assert_snapshot!(refusal("\"inventory_year\": 2022", "\"inventory_year\": \"2022\""));
        insta::assert_snapshot!(refusal("\"inventory_year\": 2022", "\"inventory_year\": 20222"), @"`ZZZ-CRT-2025-V1.0-simulated.json`, value 1 of `data.values`: found `inventory_year` 20222, expected a calendar year such as 2014");
        let equivalents = "\"variable_uid\": \"00000000-0000-4000-8000-000000000007\"";
        let first = "\"variable_uid\": \"00000000-0000-4000-8000-000000000006\"";
        insta::assert_snapshot!(refusal(first, equivalents), @"ZZZ, CRT 1, GHG, 2023: found in ZZZ-CRT-2025-V1.0-simulated.json: value 7 of `data.values` and in ZZZ-CRT-2025-V1.0-simulated.json: value 8 of `data.values`, expected once");
    }

    #[test]
    fn data_without_metadata_are_refused_with_the_way_out() {
        let folder = tempfile::tempdir().expect("a folder").keep();
        std::fs::copy(Path::new(FOLDER).join(DATA), folder.join(DATA)).expect("a file");
        for path in [folder.join(DATA), folder] {
            let error = read(&path).expect_err("no metadata");
            assert!(
                error.to_string().ends_with("variables: found identifiers without names, expected the metadata that name them"),
                "{error}"
            );
            assert!(error.hint().is_some_and(|hint| hint.contains("metadata.json")));
        }
    }

    #[test]
    fn a_name_has_six_parts() {
        let named = Named::of("[4. Land use, land-use change and forestry][no classification][Emissions][CO₂][no parameter][kt]")
            .expect("six parts");
        assert_eq!((named.code().as_deref(), named.substance().as_str(), named.unit), (Some("4"), "CO2", "kt"));
        assert!(Named::of("[1. Energy][CO₂][kt]").is_none());
        let bunkers = Named::of("[International Bunkers][no classification][Emissions][N₂O][no parameter][kt]").expect("six parts");
        assert_eq!(bunkers.code().as_deref(), Some("Memo.1.D.1"));
        let industries = Named::of("[1.A.1  Energy Industries][no classification][Emissions][CO₂][no parameter][kt]").expect("six parts");
        assert_eq!(industries.code().as_deref(), Some("1.A.1"));
    }
}
