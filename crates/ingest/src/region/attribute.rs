//! Which attributes of a feature hold its code and its name.

/// Fields known to hold a region's code, in lower case, the finer division first and codes before names.
const CODE_FIELDS: [&str; 20] = [
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
    "id",
    "name",
    "name_long",
    "shapename",
];

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

/// The code in the field that was asked for, else in the first known field that holds one.
pub(super) fn code(attributes: &Attributes, id_field: Option<&str>) -> Option<FoundCode> {
    let mut passed_over = Vec::new();
    for wanted in id_field.as_slice().iter().chain(CODE_FIELDS.iter().filter(|_| id_field.is_none())) {
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

/// The name for people, if a known field holds one.
pub(super) fn name(attributes: &Attributes) -> Option<String> {
    let field = |wanted: &&str| attributes.iter().find(|(field, value)| field.eq_ignore_ascii_case(wanted) && is_given(value));
    NAME_FIELDS.iter().find_map(field).map(|(_, value)| value.trim().to_owned())
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

    #[test]
    fn minus_99_falls_through_to_the_next_field() {
        let france = attributes(&[("NAME", "France"), ("ADM0_A3", "FRA"), ("ISO_A3", "-99")]);
        let found = code(&france, None).unwrap();
        assert_eq!((found.code.as_str(), found.field.as_str(), found.passed_over), ("FRA", "ADM0_A3", vec!["ISO_A3".to_owned()]));
        assert_eq!(name(&france).as_deref(), Some("France"));
    }

    #[test]
    fn a_field_that_was_asked_for_is_the_only_one() {
        let basin = attributes(&[("ISO_A3", "USA"), ("basin", "Permian")]);
        assert_eq!(code(&basin, Some("BASIN")).unwrap().code, "Permian");
        assert_eq!(code(&basin, Some("state")), None);
    }

    #[test]
    fn the_finer_division_comes_first() {
        let province = attributes(&[("adm0_a3", "DEU"), ("code", "DE-BB"), ("iso_3166_2", "DE-BB")]);
        assert_eq!(code(&province, None).unwrap().field, "iso_3166_2");
    }
}
