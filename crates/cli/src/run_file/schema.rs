//! The schema of run files for editors, written from the keys: JSON Schema, draft 7, which editors of TOML understand.

use super::keys::{Key, Kind, NEEDED, RUN};
use serde_json::{Map, Value, json};

/// Years for which there may be data.
const YEARS: (i32, i32) = (1700, 2300);

/// The schema of a run file.
fn schema() -> Value {
    let mut schema = keys(RUN);
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!("Run file of fluxledger");
    // `boundaries` can stand in for `regions`, and only then may that be left out.
    schema["anyOf"] = json!([{ "required": ["regions"] }, { "required": ["boundaries"] }]);
    schema
}

/// The schema as the text of a file.
#[must_use]
pub fn text() -> String {
    format!("{:#}\n", schema())
}

fn keys(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.default == NEEDED).map(|key| key.name).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// What may stand behind a key, with the words that an editor shows beside it.
fn property(key: &Key) -> Value {
    let mut schema = kind(&key.value);
    let default = if key.default.is_empty() { String::new() } else { format!(" ({})", default_in_words(key.default)) };
    schema["description"] = json!(format!("{}{default}", key.meaning));
    schema
}

fn default_in_words(default: &str) -> String {
    if default.starts_with(NEEDED) { default.to_owned() } else { format!("default: {default}") }
}

fn kind(value: &Kind) -> Value {
    match value {
        Kind::Text(_) => json!({ "type": "string", "minLength": 1 }),
        Kind::Year => json!({ "type": "integer", "minimum": YEARS.0, "maximum": YEARS.1 }),
        Kind::Number { from, with_from: true, to } => json!({ "type": "number", "minimum": from, "maximum": to }),
        Kind::Number { from, with_from: false, to } => json!({ "type": "number", "exclusiveMinimum": from, "maximum": to }),
        Kind::Whole { from, to } => json!({ "type": "integer", "minimum": from, "maximum": to }),
        Kind::Words(words) => json!({ "enum": with_numbers(words) }),
        Kind::WordsOrList(words, element) => json!({ "anyOf": [{ "enum": words }, kind(&Kind::List(element))] }),
        Kind::WordsOrKeys(words, in_braces) => json!({ "anyOf": [{ "enum": words }, keys(in_braces)] }),
        Kind::WordsOrForm { words, pattern, .. } => json!({ "anyOf": [{ "enum": words }, { "type": "string", "pattern": pattern }] }),
        Kind::List(element) => json!({ "type": "array", "minItems": 1, "items": kind(element) }),
        Kind::ListOrKeys(element, in_braces) => {
            json!({ "anyOf": [{ "type": "array", "minItems": 1, "items": kind(element) }, keys(in_braces)] })
        }
        Kind::Keys(within) => keys(within),
        Kind::NumbersByName(names) => {
            let properties: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), json!({ "type": "number" }))).collect();
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        Kind::TextOrTextsByName(_) => {
            let text = json!({ "type": "string", "minLength": 1 });
            json!({ "anyOf": [text, { "type": "object", "additionalProperties": text }] })
        }
        Kind::TextsByName(_) => json!({ "type": "object", "additionalProperties": { "type": "string", "minLength": 1 } }),
        Kind::Sections(within) => json!({ "type": "array", "minItems": 1, "items": keys(within) }),
    }
}

/// Words, and beside a word that reads as a number that number, since it may be written without quotes.
fn with_numbers(words: &[&str]) -> Vec<Value> {
    let number = |word: &&str| word.parse::<f64>().ok().map(|number| json!(number));
    words.iter().map(|word| json!(word)).chain(words.iter().filter_map(number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run_file::RunFile;
    use crate::run_file::keys::{CONVENTIONS, INVENTORY, PRODUCT, REGIONS, UNCERTAINTY};
    use regex::Regex;
    use std::path::{Path, PathBuf};

    fn project(path: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
    }

    /// What a value breaks of a schema, by the part of JSON Schema that [`schema`] uses.
    fn broken(value: &Value, schema: &Value, at: &str) -> Vec<String> {
        let mut faults = Vec::new();
        let choices = schema["anyOf"].as_array();
        if choices.is_some_and(|choices| choices.iter().all(|choice| !broken(value, choice, at).is_empty())) {
            faults.push(format!("{at}: no choice fits {value}"));
        }
        if let Some(words) = schema["enum"].as_array().filter(|words| !words.contains(value)) {
            faults.push(format!("{at}: {value} is none of {words:?}"));
        }
        let fits = |pattern: &str| value.as_str().is_some_and(|text| Regex::new(pattern).unwrap().is_match(text));
        if let Some(pattern) = schema["pattern"].as_str().filter(|pattern| !fits(pattern)) {
            faults.push(format!("{at}: {value} is not of the form {pattern}"));
        }
        let type_fits = match schema["type"].as_str() {
            Some("string") => value.as_str().is_some_and(|text| !text.is_empty()),
            Some("integer") => value.is_i64(),
            Some("number") => value.is_number(),
            Some("array") => value.as_array().is_some_and(|elements| !elements.is_empty()),
            Some("object") => value.is_object(),
            _ => true,
        };
        if !type_fits {
            faults.push(format!("{at}: {value} is no {}", schema["type"]));
        }
        let number = value.as_f64().unwrap_or_default();
        let bound = |name: &str, holds: fn(f64, f64) -> bool| schema[name].as_f64().is_none_or(|bound| holds(number, bound));
        if !bound("minimum", |a, b| a >= b) || !bound("maximum", |a, b| a <= b) || !bound("exclusiveMinimum", |a, b| a > b) {
            faults.push(format!("{at}: {value} is out of bounds"));
        }
        for (position, element) in value.as_array().into_iter().flatten().enumerate().filter(|_| schema["items"].is_object()) {
            faults.extend(broken(element, &schema["items"], &format!("{at}[{position}]")));
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).filter(|name| value.get(name).is_none()) {
            faults.push(format!("{at}: `{name}` is missing"));
        }
        for (name, element) in value.as_object().into_iter().flatten() {
            match schema["properties"].get(name) {
                Some(property) => faults.extend(broken(element, property, &format!("{at}.{name}"))),
                None if schema["additionalProperties"] == json!(false) => faults.push(format!("{at}: unknown key `{name}`")),
                None => {}
            }
        }
        faults
    }

    fn faults(run_file: &str) -> Vec<String> {
        broken(&serde_json::to_value(toml::from_str::<toml::Table>(run_file).unwrap()).unwrap(), &schema(), "run")
    }

    #[test]
    fn the_examples_keep_to_the_schema() {
        for example in ["examples/usa-ch4-2012.toml", "examples/europe-ch4-2012.toml"] {
            assert_eq!(faults(&std::fs::read_to_string(project(example)).unwrap()), Vec::<String>::new(), "{example}");
        }
    }

    /// `FLUXLEDGER_WRITE_DOCS=1 cargo test -p fluxledger --lib schema` writes it anew.
    #[test]
    fn the_schema_in_the_documents_is_that_of_the_keys() {
        let (path, expected) = (project("docs/run-file.schema.json"), text());
        if std::env::var_os("FLUXLEDGER_WRITE_DOCS").is_some() {
            std::fs::write(path, expected).unwrap();
        } else {
            assert_eq!(std::fs::read_to_string(path).unwrap(), expected, "write the schema anew with FLUXLEDGER_WRITE_DOCS=1");
        }
    }

    const GOOD: &str = "title = \"T\"\noutput = \"out\"\ngas = \"CH4\"\nyears = [2020]\nregions = { set = \"natural-earth-50m\" }\n\
                        [[product]]\nname = \"p\"\nfiles = [\"p.nc\"]\n[[inventory]]\nname = \"i\"\nfiles = [\"i.csv\"]\n";

    #[test]
    fn a_slip_of_the_pen_breaks_the_schema() {
        assert_eq!(faults(GOOD), Vec::<String>::new());
        for (written, slip) in [
            ("gas = \"CH4\"", "gas = \"CH5\""),
            ("years = [2020]", "years = [20200]"),
            ("years = [2020]", "years = { from = 2020 }"),
            ("title =", "titel ="),
            ("[[product]]", "[product]"),
            ("files = [\"p.nc\"]", "files = \"p.nc\""),
            ("regions = { set = \"natural-earth-50m\" }\n", ""),
            ("[[inventory]]", "significance = 0.0\n[[inventory]]"),
        ] {
            assert_ne!(faults(&GOOD.replace(written, slip)), Vec::<String>::new(), "{slip}");
        }
    }

    /// A run file with every key and its example, but for one key whose value is given.
    fn with(name: &str, value: &str) -> String {
        let lines = |keys: &[Key]| -> String {
            let written = keys.iter().filter(|key| !key.example.is_empty());
            written.map(|key| format!("{} = {}\n", key.name, if key.name == name { value } else { key.example })).collect()
        };
        let section = |heading: &str, keys| format!("{heading}\n{}", lines(keys));
        lines(RUN)
            + &section("[conventions]", CONVENTIONS)
            + &section("[[product]]", PRODUCT)
            + &section("[[inventory]]", INVENTORY)
            + &section("[[uncertainty]]", UNCERTAINTY)
    }

    /// The reader takes what the schema takes.
    #[track_caller]
    fn assert_good(run_file: &str) {
        assert_eq!(faults(run_file), Vec::<String>::new(), "{run_file}");
        RunFile::parse(Path::new("run.toml"), run_file).unwrap();
    }

    #[test]
    fn the_example_of_each_key_is_read() {
        assert_good(&with("", ""));
        assert_good(&with("years", "{ from = 2015, to = 2020 }"));
        assert_good(&with("party", "\"DEU\""));
        for key in REGIONS.iter().take(3) {
            let select = REGIONS.iter().find(|key| key.name == "select").unwrap();
            assert_good(
                &GOOD.replace("set = \"natural-earth-50m\"", &format!("{} = {}, select = {}", key.name, key.example, select.example)),
            );
        }
    }

    #[test]
    fn each_word_of_the_schema_is_one_that_the_reader_knows() {
        for key in [RUN, CONVENTIONS, PRODUCT, INVENTORY].into_iter().flatten() {
            let (words, in_list): (&[&str], bool) = match &key.value {
                Kind::Words(words) | Kind::WordsOrForm { words, .. } | Kind::WordsOrKeys(words, _) => (words, false),
                Kind::List(Kind::Words(words)) => (words, true),
                _ => continue,
            };
            for word in words {
                let value = if in_list { format!("[\"{word}\"]") } else { format!("\"{word}\"") };
                assert_good(&with(key.name, &value));
            }
        }
    }
}
