//! The names of countries: from any spelling that a source uses to one code, and from a code to a name for people.
//!
//! The names stand in `data/regions/countries.csv` (ISO 3166-1) and `data/regions/disputed.csv` (land without an entry there).

use fluxledger_core::RegionCode;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const COUNTRIES: &str = include_str!("../../../../data/regions/countries.csv");
const DISPUTED: &str = include_str!("../../../../data/regions/disputed.csv");

/// The tables of names.
pub(super) const TABLES: [&str; 2] = [COUNTRIES, DISPUTED];

static NAMES: LazyLock<Names> = LazyLock::new(|| Names::new(entries()));

/// The code of the country that a label means: its ISO 3166-1 alpha-3 code, its name or one of its known aliases.
///
/// Case, accents, punctuation and a final or leading article do not count, and `&` reads as `and`. Labels of groups, seas and
/// anything else have no code.
#[must_use]
pub fn code_for(label: &str) -> Option<RegionCode> {
    NAMES.codes.get(&folded(label)).map(|code| RegionCode::new(*code))
}

/// The name of a country in figures and tables, short where its full name is long; none for a code that is not ours.
#[must_use]
pub fn name_of(code: &RegionCode) -> Option<&'static str> {
    NAMES.names.get(code.as_str()).copied()
}

/// One row of a table of regions.
struct Entry {
    code: &'static str,
    /// The name for people.
    name: &'static str,
    /// All by which a source may call it, its code and name among them.
    spellings: Vec<&'static str>,
}

/// Both directions, looked up by folded spelling and by code.
struct Names {
    codes: BTreeMap<String, &'static str>,
    names: BTreeMap<&'static str, &'static str>,
}

impl Names {
    fn new(entries: Vec<Entry>) -> Self {
        let names = entries.iter().map(|entry| (entry.code, entry.name)).collect();
        let codes = entries.iter().flat_map(|entry| entry.spellings.iter().map(|spelling| (folded(spelling), entry.code))).collect();
        Self { codes, names }
    }
}

/// All rows of both tables.
fn entries() -> Vec<Entry> {
    rows(COUNTRIES).map(country).chain(rows(DISPUTED).map(disputed_land)).collect()
}

/// The fields of each row of a table below its heading; lines that start with `#` are comments.
pub(super) fn rows<const FIELDS: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; FIELDS]> {
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).skip(1);
    lines.map(|line| {
        let fields: Vec<&str> = line.split(';').collect();
        fields.try_into().expect("each row of an embedded table has as many fields as its heading")
    })
}

fn country([code, _numeric, name, short, aliases]: [&'static str; 5]) -> Entry {
    Entry { code, name: short, spellings: [code, name, short].into_iter().chain(spellings(aliases)).collect() }
}

fn disputed_land([code, name, _claims, aliases]: [&'static str; 4]) -> Entry {
    Entry { code, name, spellings: [code, name].into_iter().chain(spellings(aliases)).collect() }
}

fn spellings(aliases: &'static str) -> impl Iterator<Item = &'static str> {
    aliases.split('|').filter(|alias| !alias.is_empty())
}

/// A label without what does not count: lower-case words without accents and articles, one space between them.
fn folded(label: &str) -> String {
    let letters: String = label.replace('&', " and ").nfd().filter(|letter| !is_combining_mark(*letter)).collect();
    let lower = letters.to_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words = words.strip_prefix(&["the"]).unwrap_or(&words);
    words.strip_suffix(&["the"]).unwrap_or(words).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code_of(label: &str) -> Option<String> {
        code_for(label).map(|code| code.as_str().to_owned())
    }

    /// Parties with a row of their own in the Annex I tables of the UNFCCC greenhouse-gas data interface, with their ISO codes.
    const ANNEX_ONE: [(&str, &str); 43] = [
        ("Australia", "AUS"),
        ("Austria", "AUT"),
        ("Belarus", "BLR"),
        ("Belgium", "BEL"),
        ("Bulgaria", "BGR"),
        ("Canada", "CAN"),
        ("Croatia", "HRV"),
        ("Cyprus", "CYP"),
        ("Czechia", "CZE"),
        ("Denmark", "DNK"),
        ("Estonia", "EST"),
        ("Finland", "FIN"),
        ("France", "FRA"),
        ("Germany", "DEU"),
        ("Greece", "GRC"),
        ("Hungary", "HUN"),
        ("Iceland", "ISL"),
        ("Ireland", "IRL"),
        ("Italy", "ITA"),
        ("Japan", "JPN"),
        ("Kazakhstan", "KAZ"),
        ("Latvia", "LVA"),
        ("Liechtenstein", "LIE"),
        ("Lithuania", "LTU"),
        ("Luxembourg", "LUX"),
        ("Malta", "MLT"),
        ("Monaco", "MCO"),
        ("Netherlands", "NLD"),
        ("New Zealand", "NZL"),
        ("Norway", "NOR"),
        ("Poland", "POL"),
        ("Portugal", "PRT"),
        ("Romania", "ROU"),
        ("Russian Federation", "RUS"),
        ("Slovakia", "SVK"),
        ("Slovenia", "SVN"),
        ("Spain", "ESP"),
        ("Sweden", "SWE"),
        ("Switzerland", "CHE"),
        ("Türkiye", "TUR"),
        ("Ukraine", "UKR"),
        ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
        ("United States of America", "USA"),
    ];

    #[test]
    fn every_annex_one_party_has_its_code() {
        for (party, code) in ANNEX_ONE {
            assert_eq!(code_of(party).as_deref(), Some(code), "{party}");
        }
    }

    /// Labels of the country masks that come with OpenGHG's inversions, for Europe and East Asia.
    const MASK_LABELS: &str = "AFGHANISTAN|ALBANIA|ALGERIA|ANDORRA|ANGUILLA|AUSTRIA|BAHAMAS|BANGLADESH|BARBADOS|BELARUS|BELGIUM|BELIZE|BENIN|BHUTAN| \
        BOSNIA AND HERZEGOVINA|BRUNEI DARUSSALAM|BULGARIA|BURKINA FASO|CABO VERDE|CAMBODIA|CAMEROON|CANADA| \
        CENTRAL AFRICAN REPUBLIC|CHAD|CHINA|COLOMBIA|COSTA RICA|CROATIA|CUBA|CYPRUS|CZECHIA| \
        DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA|DENMARK|DOMINICA|DOMINICAN REPUBLIC|EGYPT|EL SALVADOR|ERITREA|ESTONIA|ETHIOPIA| \
        FAROE ISLANDS|FINLAND|FRANCE|GAMBIA|GERMANY|GHANA|GREECE|GREENLAND|GRENADA|GUATEMALA|GUINEA|GUINEA-BISSAU|HAITI| \
        HONDURAS|HONG KONG|HUNGARY|ICELAND|INDIA|INDONESIA|IRAN|IRAQ|IRELAND|ISLE OF MAN|ISRAEL|ITALY|JAMAICA|JAPAN|JORDAN| \
        KAZAKHSTAN|KIRIBATI|KOSOVO|KYRGYZSTAN|LAO PEOPLE'S DEMOCRATIC REPUBLIC|LATVIA|LEBANON|LIBYA|LITHUANIA|LUXEMBOURG| \
        MACEDONIA|MALAYSIA|MALI|MARSHALL ISLANDS|MAURITANIA|MEXICO|MOLDOVA|MONGOLIA|MONTENEGRO|MOROCCO|MYANMAR|N. CYPRUS| \
        NEPAL|NETHERLANDS|NICARAGUA|NIGER|NIGERIA|NORTHERN MARIANA ISLANDS|NORWAY|OMAN|PAKISTAN|PALESTINE|PAPUA NEW GUINEA| \
        PHILIPPINES|POLAND|PORTUGAL|PUERTO RICO|REPUBLIC OF KOREA|ROMANIA|RUSSIAN FEDERATION|SAINT LUCIA|SAMOA|SAUDI ARABIA| \
        SENEGAL|SERBIA|SINGAPORE|SLOVAKIA|SLOVENIA|SOUTH SUDAN|SPAIN|SRI LANKA|SUDAN|SWEDEN|SWITZERLAND|SYRIAN ARAB REPUBLIC| \
        TAIWAN|TAJIKISTAN|THAILAND|TOGO|TRINIDAD AND TOBAGO|TUNISIA|TURKEY|TURKMENISTAN|UKRAINE|UNITED ARAB EMIRATES| \
        UNITED KINGDOM OF GREAT BRITAIN AND NORTHERN IRELAND|UNITED STATES|UZBEKISTAN|VENEZUELA|VIET NAM|VIRGIN ISLANDS";

    #[test]
    fn every_label_of_the_country_masks_has_a_code() {
        for label in MASK_LABELS.split('|') {
            assert!(code_for(label).is_some(), "{label}");
        }
    }

    #[test]
    fn labels_of_country_masks_have_their_codes() {
        for (label, code) in [
            ("GERMANY", "DEU"),
            ("UNITED STATES", "USA"),
            ("TURKEY", "TUR"),
            ("SYRIAN ARAB REPUBLIC", "SYR"),
            ("MACEDONIA", "MKD"),
            ("FAROE ISLANDS", "FRO"),
            ("VIRGIN ISLANDS", "VIR"),
            ("DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA", "PRK"),
            ("REPUBLIC OF KOREA", "KOR"),
            ("HONG KONG", "HKG"),
            ("TAIWAN", "TWN"),
            ("KOSOVO", "XKX"),
            ("N. CYPRUS", "_DISPUTED_NORTHERN_CYPRUS"),
        ] {
            assert_eq!(code_of(label).as_deref(), Some(code), "{label}");
        }
    }

    #[test]
    fn accents_case_articles_and_punctuation_do_not_count() {
        for label in ["Côte d'Ivoire", "Cote d'Ivoire", "Côte d’Ivoire", "COTE D'IVOIRE", " civ "] {
            assert_eq!(code_of(label).as_deref(), Some("CIV"), "{label}");
        }
        assert_eq!(code_of("Bahamas (the)"), code_of("The Bahamas"));
        assert_eq!(code_of("Trinidad & Tobago").as_deref(), Some("TTO"));
    }

    #[test]
    fn seas_groups_and_ambiguous_labels_have_no_code() {
        for label in ["OCEAN", "European Union (Convention)", "Annex I", "Korea", "NE", "SW", "SouthWest_outer", "EChi1", "", "the"] {
            assert_eq!(code_of(label), None, "{label}");
        }
    }

    #[test]
    fn the_tables_hold_every_entry_of_iso_3166_and_each_code_once() {
        let codes: Vec<&str> = entries().iter().map(|entry| entry.code).collect();
        assert_eq!(rows::<5>(COUNTRIES).count(), 249, "ISO 3166-1 has 249 officially assigned entries");
        assert_eq!(NAMES.names.len(), codes.len());
        assert!(rows::<5>(COUNTRIES).all(|[code, numeric, ..]| code.len() == 3 && numeric.len() == 3));
    }

    #[test]
    fn every_spelling_means_exactly_one_code() {
        let mut meanings = BTreeMap::new();
        for entry in entries() {
            for spelling in entry.spellings {
                let earlier = meanings.insert(folded(spelling), entry.code);
                assert!(earlier.is_none_or(|code| code == entry.code), "`{spelling}` means {earlier:?} and {}", entry.code);
            }
        }
    }

    #[test]
    fn names_for_people_are_short() {
        assert_eq!(name_of(&RegionCode::new("GBR")), Some("United Kingdom"));
        assert_eq!(name_of(&RegionCode::new("XKX")), Some("Kosovo"));
        assert_eq!(name_of(&RegionCode::new("Germany")), None);
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(label in "\\PC{0,30}") {
            let once = folded(&label);
            prop_assume!(!once.starts_with("the ") && !once.ends_with(" the") && once != "the");
            prop_assert_eq!(folded(&once), once);
        }

        #[test]
        fn every_code_resolves_to_itself(position in 0_usize..253) {
            let code = *NAMES.names.keys().nth(position).unwrap();
            prop_assert_eq!(code_of(code), Some(code.to_owned()));
        }
    }
}
