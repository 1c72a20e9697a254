//! Spellings of units that are in use, and those nearest to one that is not.

/// Spellings found in products and inventories, one of each kind, for the suggestion in an error.
pub(super) const KNOWN: &[&str] = &[
    "kg m-2 s-1",
    "kg/m2/s",
    "kgC m-2 month-1",
    "kgC/m2/month",
    "kg-CO2/m2/month",
    "g-CH4/m2/month",
    "gC/m2/day",
    "gC m-2 d-1",
    "gC m-2 yr-1",
    "gC per m2 per year",
    "gCO2/m2/yr",
    "g CH4 m-2 d-1",
    "g CH4 m-2 yr-1",
    "PgC m-2 yr-1",
    "mg m-2 d-1",
    "mg CH4 m-2 d-1",
    "mol m-2 s-1",
    "umol m-2 s-1",
    "micromole-CO2/m2/s",
    "molec cm-2 s-1",
    "molecules CH4 cm-2 s-1",
    "Mg km-2 a-1",
    "Mg/km2/yr",
    "t km-2 yr-1",
    "Mg km-2 hr-1",
    "kg/h/km2",
    "kg km-2 d-1",
    "kg/cell/year",
    "t/cell/yr",
    "tonne C/cell/month",
    "kg h-1 pixel-1",
    "kg/year",
    "kg a-1",
    "PgC/yr",
    "Tg CH4 yr-1",
    "Tonnes",
    "kg",
    "t",
    "kt",
    "Gg",
    "Mt",
    "Tg",
    "PgC",
    "GtC",
    "MtC",
    "kt CO2 eq",
    "Gg CO2 equivalent",
    "Mt CO2 eq",
    "%",
    "1",
];

/// At most three known spellings that a text may have meant, the nearest first.
pub(super) fn nearest(text: &str) -> Vec<&'static str> {
    let found: Vec<char> = text.to_lowercase().chars().take(60).collect();
    // A quarter of the letters wrong is still a misspelling; more is another word.
    let limit = (found.len() / 4).max(1);
    let distance = |known: &str| edit_distance(&found, &known.to_lowercase());
    let mut candidates: Vec<(usize, &str)> = KNOWN.iter().map(|&known| (distance(known), known)).collect();
    candidates.retain(|&(distance, _)| distance <= limit);
    candidates.sort_by_key(|&(distance, _)| distance);
    candidates.into_iter().take(3).map(|(_, known)| known).collect()
}

/// The least number of letters to insert, delete or replace.
///
/// # References
/// Wagner, R. A. and Fischer, M. J. (1974): The string-to-string correction problem. J. ACM 21, 168–173.
fn edit_distance(found: &[char], known: &str) -> usize {
    let mut row: Vec<usize> = (0..=found.len()).collect();
    for (line, letter) in known.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for column in 0..found.len() {
            let replaced = diagonal + usize::from(found[column] != letter);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[found.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_single_letters() {
        let distance = |found: &str, known: &str| edit_distance(&found.chars().collect::<Vec<_>>(), known);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "kt"), 2);
        assert_eq!(distance("kg/m2/s", "kg/m2/s"), 0);
    }

    #[test]
    fn every_suggestion_can_be_read() {
        for known in KNOWN {
            assert!(known.parse::<crate::unit::Unit>().is_ok(), "{known}");
        }
    }
}
