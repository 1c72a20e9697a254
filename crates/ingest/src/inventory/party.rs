//! Parties by their names in inventory tables.

use super::vocabulary;
use fluxledger_core::{RegionCode, Warning};
use std::collections::BTreeMap;

/// Parties met so far, each resolved once and each unknown name reported once.
#[derive(Default)]
pub(super) struct Parties {
    codes: BTreeMap<String, RegionCode>,
    warnings: Vec<Warning>,
}

impl Parties {
    /// The code of a party: that of its country, else its own text.
    ///
    /// A group of Parties keeps its text, so that it is never mistaken for a country; so does an unknown name, with a warning.
    pub(super) fn code(&mut self, name: &str, place: impl FnOnce() -> String) -> RegionCode {
        if let Some(code) = self.codes.get(name) {
            return code.clone();
        }
        let country = country_code(name);
        if country.is_none() && !vocabulary::is_group(name) {
            self.warnings
                .push(Warning::new(place(), format!("`{name}` is no country known by that name or code; the text stays as its code")));
        }
        let code = RegionCode::new(country.unwrap_or(name));
        self.codes.insert(name.to_owned(), code.clone());
        code
    }

    pub(super) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}

fn country_code(name: &str) -> Option<&str> {
    const NAMES: [(&str, &str); 44] = [
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
        ("China", "CHN"),
    ];
    NAMES.into_iter().find(|(known, code)| *known == name || *code == name).map(|(_, code)| code)
}
