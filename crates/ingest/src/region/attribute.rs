//! Which attributes of a feature hold its code, its name and its country.

use crate::region::country_names::code_for;
use fluxledger_core::RegionCode;
use std::collections::BTreeSet;

/// Fields made to hold a region's code, in lower case, the finer division first.
const CODE_FIELDS: [&str; 16] = [
    "adm1_code",
    "iso_3166_2",
    "shapeiso",
    "nuts_id",
    "gid_2",
    "gid_1",
    "iso_a3",
    "iso_a3_eh",
    "adm0_a3",
    "iso3",
    "iso_3",
    "iso3cd",
    "iso3166-1-alpha-3",
    "gid_0",
    "shapegroup",
    "code",
];

/// Fields that stand in for a code where a feature has none, in lower case.
const STAND_INS: [&str; 4] = ["id", "name", "name_long", "shapename"];

/// Fields known to name the country of a province, in lower case.
const COUNTRY_FIELDS: [&str; 8] = ["country", "adm0_a3", "iso_a3", "iso_a3_eh", "iso3", "iso3cd", "gid_0", "shapegroup"];

/// Fields known to hold a region's name for people, in lower case.
const NAME_FIELDS: [&str; 8] = ["name_long", "name", "name_en", "name_latn", "shapename", "admin", "name_1", "country"];

/// A feature's code, and the known fields that came before it and held nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FoundCode {
    pub(super) code: String,
    pub(super) field: String,
    pub(super) passed_over: Vec<String>,
}

/// The attributes of a feature as texts, in the order of the file.
pub(super) type Attributes = Vec<(String, String)>;

/// The fields in which codes are looked for, in this order: the one that was asked for, else all that are known.
///
/// Those of which no two features have the same value come first, so that provinces go by a code of their own and not by their country's.
pub(super) fn fields_of_codes<'a>(features: &[&Attributes], id_field: Option<&'a str>) -> Vec<&'a str> {
    if let Some(asked_for) = id_field {
        return vec![asked_for];
    }
    let (telling, others): (Vec<&str>, Vec<&str>) = CODE_FIELDS.into_iter().partition(|field| tells_apart(features, field));
    telling.into_iter().chain(others).chain(STAND_INS).collect()
}

/// Whether a field holds values, and no value twice.
fn tells_apart(features: &[&Attributes], field: &str) -> bool {
    let values: Vec<&str> = features.iter().filter_map(|attributes| given(attributes, field)).map(|(_, value)| value).collect();
    !values.is_empty() && values.iter().collect::<BTreeSet<_>>().len() == values.len()
}

/// The field of a name, whatever its case, if it holds a value.
fn given<'a>(attributes: &'a Attributes, wanted: &str) -> Option<(&'a str, &'a str)> {
    let (field, value) = attributes.iter().find(|(field, _)| field.eq_ignore_ascii_case(wanted))?;
    is_given(value).then_some((field, value.trim()))
}

/// The code in the first of the fields that holds one.
pub(super) fn code(attributes: &Attributes, fields: &[&str]) -> Option<FoundCode> {
    let mut passed_over = Vec::new();
    for wanted in fields {
        match attributes.iter().find(|(field, _)| field.eq_ignore_ascii_case(wanted)) {
            Some((field, value)) if is_given(value) => {
                return Some(FoundCode { code: value.trim().to_owned(), field: field.clone(), passed_over });
            }
            Some((field, _)) => passed_over.push(field.clone()),
            None => {}
        }
    }
    None
}

/// The country that a province is part of, if a known field names one; none for a region that is itself a country.
pub(super) fn country(attributes: &Attributes, code: &RegionCode) -> Option<RegionCode> {
    let named = |wanted: &&str| given(attributes, wanted).and_then(|(_, value)| code_for(value));
    if code_for(code.as_str()).is_some() { None } else { COUNTRY_FIELDS.iter().find_map(named) }
}

/// The name for people, if a known field holds one.
pub(super) fn name(attributes: &Attributes) -> Option<String> {
    NAME_FIELDS.iter().find_map(|wanted| given(attributes, wanted)).map(|(_, value)| value.to_owned())
}

/// Whether a value is more than a sign that there is none; Natural Earth writes −99.
fn is_given(value: &str) -> bool {
    !matches!(value.trim(), "" | "-99" | "-99.0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(pairs: &[(&str, &str)]) -> Attributes {
        pairs.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect()
    }

    /// The code of each feature.
    fn found(features: &[Attributes], id_field: Option<&str>) -> Vec<Option<FoundCode>> {
        let all: Vec<&Attributes> = features.iter().collect();
        let fields = fields_of_codes(&all, id_field);
        features.iter().map(|attributes| code(attributes, &fields)).collect()
    }

    fn first_field(features: &[Attributes]) -> String {
        found(features, None)[0].clone().unwrap().field
    }

    #[test]
    fn minus_99_falls_through_to_the_next_field() {
        let france = attributes(&[("NAME", "France"), ("ADM0_A3", "FRA"), ("ISO_A3", "-99")]);
        let germany = attributes(&[("NAME", "Germany"), ("ADM0_A3", "DEU"), ("ISO_A3", "DEU")]);
        let codes = found(&[france.clone(), germany], None);
        let of_france = codes[0].clone().unwrap();
        assert_eq!(
            (of_france.code.as_str(), of_france.field.as_str(), of_france.passed_over),
            ("FRA", "ADM0_A3", vec!["ISO_A3".to_owned()])
        );
        assert_eq!(codes[1].clone().unwrap().field, "ISO_A3");
        assert_eq!(name(&france).as_deref(), Some("France"));
    }

    #[test]
    fn a_field_that_was_asked_for_is_the_only_one() {
        let basin = [attributes(&[("ISO_A3", "USA"), ("basin", "Permian")])];
        assert_eq!(found(&basin, Some("BASIN"))[0].clone().unwrap().code, "Permian");
        assert_eq!(found(&basin, Some("state")), [None]);
    }

    #[test]
    fn the_finer_division_comes_first() {
        assert_eq!(first_field(&[attributes(&[("adm0_a3", "DEU"), ("code", "DE-BB"), ("iso_3166_2", "DE-BB")])]), "iso_3166_2");
    }

    /// A value that two features share is a coarser division's, unless nothing tells them apart; names and running numbers never outrank a code.
    #[test]
    fn a_field_that_tells_all_features_apart_outranks_a_finer_one_that_does_not() {
        let province = |country: &str, code: &str, id: &str| attributes(&[("adm0_a3", country), ("code", code), ("id", id)]);
        assert_eq!(first_field(&[province("DEU", "DE-BB", "1"), province("DEU", "DE-BE", "2")]), "code");
        assert_eq!(first_field(&[province("DEU", "DE-BB", "1"), province("FRA", "FR-01", "2")]), "adm0_a3");
        assert_eq!(first_field(&[province("DEU", "east", "1"), province("DEU", "east", "2")]), "adm0_a3");
        assert_eq!(first_field(&[province("-99", "", "1"), province("", "", "2")]), "id");
    }

    #[test]
    fn a_province_has_a_country_and_a_country_has_none() {
        let country_in = |field: &str, value: &str, code: &str| country(&attributes(&[(field, value)]), &RegionCode::new(code));
        assert_eq!(country_in("GID_0", "DEU", "DEU.1_1"), Some(RegionCode::new("DEU")));
        assert_eq!(country_in("country", "Germany", "DE-BB"), Some(RegionCode::new("DEU")));
        assert_eq!(country_in("adm0_a3", "DEU", "DEU"), None);
        assert_eq!(country_in("adm0_a3", "-99", "DE-BB"), None);
    }
}
