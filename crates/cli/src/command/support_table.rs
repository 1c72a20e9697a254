//! The table of products in the README: what is read, and what stands behind each profile.

use fluxledger_ingest::product::{Profile, Support};

const HEADINGS: [&str; 7] =
    ["product", "versions", "gases", "format", "kind, scope", "what stands behind the profile", "read in the tests"];

/// The table in Markdown, one row for each profile that says which versions it is for.
#[must_use]
pub fn markdown(profiles: &[Profile]) -> String {
    let rows = profiles.iter().filter_map(|profile| Some(row(&cells(profile, profile.support.as_ref()?))));
    let rule = row(&["---"; 7].map(str::to_owned));
    std::iter::once(row(&HEADINGS.map(str::to_owned))).chain([rule]).chain(rows).collect()
}

fn cells(profile: &Profile, support: &Support) -> [String; 7] {
    [
        format!("{} (`{}`)", profile.title, profile.id),
        support.versions.clone(),
        support.gases.clone(),
        support.format.clone(),
        format!("{}, {}", profile.kind.name(), profile.scope.name()),
        profile.evidence.to_string(),
        support.tests.clone(),
    ]
}

fn row(cells: &[String; 7]) -> String {
    format!("| {} |\n", cells.clone().map(|cell| cell.replace('|', "\\|")).join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_ingest::product::profiles;

    const BEGIN: &str = "<!-- written by `fluxledger products table`; a test compares -->\n\n";
    const END: &str = "\n<!-- end of the table -->";

    #[test]
    fn every_embedded_profile_has_a_row() {
        let silent: Vec<&str> = profiles().iter().filter(|profile| profile.support.is_none()).map(|profile| profile.id.as_str()).collect();
        assert_eq!(silent, Vec::<String>::new(), "state `[support]` in these profiles");
    }

    #[test]
    fn the_readme_holds_the_table_as_it_is_printed() {
        let readme = include_str!("../../../../README.md");
        let block = readme.split(BEGIN).nth(1).and_then(|rest| rest.split(END).next()).expect("the README has the block");
        let table = markdown(profiles());
        assert!(block == table, "put this into README.md between the two comments:\n\n{table}");
    }
}
