//! Which category the rows of a sheet are, from their labels and their order.
//!
//! Labels are relative: `a. Oil` stands below `2. Oil and natural gas`, and `Liquid fuels` below every category that burns them. A label is
//! looked for among the rows that may follow: first below the last category, then beside it, then beside the ones above it; last, it is
//! the row that follows in the form, wherever that stands. Where labels begin with whole codes, the code decides, and the name where the form has a row without one.

use super::form::{RowForm, SheetForm};
use super::text::{LabelKey, asks_for_rows, without_footnotes};
use std::borrow::Cow;

/// The rows of a sheet so far.
pub(super) struct RowFinder {
    sheet: &'static SheetForm,
    /// The last category of the form.
    category: Option<usize>,
    /// The last row of the Party's own below it.
    own: Option<String>,
    /// The last row, if a Party enters rows of its own below it.
    open: Option<Above>,
}

/// What a row stands below.
#[derive(Clone)]
struct Above {
    code: String,
    outside: Option<Outside>,
}

/// A substance that the category above does not count, and the code under which it is kept.
pub(super) type Outside = (&'static str, String);

/// What a row is.
pub(super) struct FoundRow {
    /// The code of its category.
    pub(super) code: Cow<'static, str>,
    /// The label, without footnotes.
    pub(super) label: String,
    /// A substance that is kept under another code.
    pub(super) outside: Option<Outside>,
    /// The row of the form; none for a row of the Party's own.
    pub(super) form: Option<&'static RowForm>,
}

impl RowFinder {
    /// No row yet.
    pub(super) const fn new(sheet: &'static SheetForm) -> Self {
        Self { sheet, category: None, own: None, open: None }
    }

    /// The next row; one that the form does not know is the Party's own, below the category above it, unless it is a heading without figures.
    pub(super) fn next(&mut self, label: &str, has_figures: bool) -> Option<FoundRow> {
        let (key, label) = (LabelKey::of(label, self.sheet.labels), without_footnotes(label));
        let found = match self.category_below(&key) {
            Some(position) => self.enter(position, label),
            None => match self.sheet.anywhere.iter().find(|row| row.key.matches(&key)) {
                Some(row) => self.below_category(row, label),
                None if has_figures => self.own_row(label, key.code),
                None => return None,
            },
        };
        let above = || Above { code: found.code.to_string(), outside: found.outside.clone() };
        self.open = asks_for_rows(&found.label).then(above);
        Some(found)
    }

    /// The position of the next category with a code, else with a label below the last category or below one above it.
    fn category_below(&self, key: &LabelKey) -> Option<usize> {
        let categories = &self.sheet.categories;
        let next = self.category.map_or(0, |last| last + 1);
        let by_code = || (next..categories.len()).find(|&row| categories[row].key.code == key.code);
        if let Some(found) = key.code.as_ref().and_then(|_| by_code()) {
            return Some(found);
        }
        let below = |parent: Option<usize>| {
            (next..categories.len()).find(|&row| categories[row].parent == parent && categories[row].key.matches(key))
        };
        let mut parent = self.category;
        while let Some(upper) = parent {
            if let Some(found) = below(Some(upper)) {
                return Some(found);
            }
            parent = categories[upper].parent;
        }
        let following = || categories.get(next).filter(|row| row.key.matches(key)).map(|_| next);
        below(None).or_else(following)
    }

    fn enter(&mut self, position: usize, label: String) -> FoundRow {
        (self.category, self.own) = (Some(position), None);
        let row = &self.sheet.categories[position];
        FoundRow { code: Cow::Borrowed(&row.code), label, outside: outside(row, &row.code), form: Some(row) }
    }

    fn below_category(&self, row: &'static RowForm, label: String) -> FoundRow {
        let above = self.own.clone().unwrap_or_else(|| self.category_above().code);
        FoundRow { code: Cow::Owned(below(&above, &row.label)), label, outside: outside(row, &above), form: Some(row) }
    }

    /// A row of the Party's own; its code is the one that its label begins with, if the sheet has a category of it or above it, else its label below
    /// that of the row above it.
    fn own_row(&mut self, label: String, code: Option<String>) -> FoundRow {
        let above = self.open.take().unwrap_or_else(|| self.category_above());
        let code = code.filter(|code| self.sheet.holds(code)).unwrap_or_else(|| below(&above.code, &label));
        self.own = Some(code.clone());
        let outside = above.outside.map(|(substance, code)| (substance, below(&code, &label)));
        FoundRow { code: Cow::Owned(code), label, outside, form: None }
    }

    fn category_above(&self) -> Above {
        let category = self.category.map(|category| &self.sheet.categories[category]);
        category
            .map_or(Above { code: String::new(), outside: None }, |row| Above { code: row.code.clone(), outside: outside(row, &row.code) })
    }
}

/// What a row of the form says is outside, with the code of the category that it stands for or below.
fn outside(row: &'static RowForm, code: &str) -> Option<Outside> {
    row.outside.as_ref().map(|(substance, outside)| (substance.as_str(), below(outside, code)))
}

fn below(above: &str, label: &str) -> String {
    if above.is_empty() { label.to_owned() } else { format!("{above}.{label}") }
}

#[cfg(test)]
mod tests {
    use super::super::form::{CRF, CRT};
    use super::*;

    /// The codes of rows with figures; a heading without figures is written in brackets.
    fn codes(sheet: &str, labels: &[&str]) -> Vec<String> {
        let sheet = CRF.sheets.iter().find(|form| form.name == sheet).expect("a sheet");
        let mut finder = RowFinder::new(sheet);
        let code = |label: &&str| {
            let heading = label.strip_prefix('[').and_then(|label| label.strip_suffix(']'));
            finder.next(heading.unwrap_or(label), heading.is_none()).map_or_else(String::new, |found| found.code.into_owned())
        };
        labels.iter().map(code).collect()
    }

    /// `1.` is energy, which harvested wood is not.
    #[test]
    fn a_number_that_is_no_code_of_the_sheet_is_none() {
        let sheet = CRT.sheets.iter().find(|form| form.name == "Table4.Gs1").expect("a sheet");
        let mut finder = RowFinder::new(sheet);
        let mut code = |label: &str| finder.next(label, true).expect("a row").code.into_owned();
        assert_eq!(code("TOTAL HWP consumed domestically (ΔC HWPdom IU DC)"), "4.G");
        assert_eq!([code("1. Solid wood"), code("4.G.1.a. Sawnwood")], ["4.G.1", "4.G.1.a"]);
        assert_eq!([code("1. Bamboo"), code("4.G.4. Cork")], ["4.G.1.a.1. Bamboo", "4.G.4"]);
    }

    #[test]
    fn labels_are_told_apart_by_what_stands_above_them() {
        let labels = [
            "1. B. 2. a. Oil(6)",
            "1.   Exploration",
            "1. B. 2. b. Natural gas",
            "1.   Exploration",
            "1. B. 2. c. Venting and flaring",
            "Flaring(8)",
            "i.    Oil",
        ];
        assert_eq!(codes("Table1.B.2", &labels), ["1.B.2.a", "1.B.2.a.i", "1.B.2.b", "1.B.2.b.i", "1.B.2.c", "1.B.2.c.ii", "1.B.2.c.ii.1"]);
    }

    #[test]
    fn rows_of_a_party_stand_below_the_row_that_asks_for_them() {
        let labels = [
            "1.A.2 Manufacturing industries and construction",
            "g. Other (please specify)(9)",
            "1.A.2.g.viii  Other (please specify)",
            "Ships of state",
            "Liquid Fuels",
            "Trams of state",
            "Biomass",
        ];
        let [ships, trams] = ["1.A.2.g.viii.Ships of state", "1.A.2.g.viii.Trams of state"].map(str::to_owned);
        assert_eq!(codes("Table1.A(a)s2", &labels)[3..], [ships.clone(), ships + ".Liquid fuels", trams.clone(), trams + ".Biomass"]);
        let ships = ["International navigation (marine bunkers)", "Other liquid fuels (please specify)", "Lubricants"];
        assert_eq!(codes("Table1.D", &ships)[1..], ["Memo.1.D.1.b.Other liquid fuels", "Memo.1.D.1.b.Other liquid fuels.Lubricants"]);
    }

    #[test]
    fn headings_change_nothing() {
        let labels = ["3. Total agriculture", "I. Livestock", "A. Enteric fermentation", "1.   Cattle(1)", "[Option A:]", "Dairy cattle"];
        assert_eq!(codes("Table3s1", &labels), ["3", "3.Livestock", "3.A", "3.A.1", "", "3.A.1.Dairy cattle"]);
    }

    #[test]
    fn the_reference_approach_interrupts_nothing() {
        let labels = [
            "Total national emissions and removals",
            "1. Energy",
            "A. Fuel combustion     Reference approach(2)",
            "Sectoral approach(2)",
            "1.  Energy industries",
        ];
        assert_eq!(codes("Summary1.As1", &labels), ["Total.with.LULUCF", "1", "Memo.1.AB", "1.A", "1.A.1"]);
    }

    #[test]
    fn biogenic_carbon_dioxide_stands_outside_its_category() {
        let sheet = CRF.sheets.iter().find(|form| form.name == "Table5.C").expect("a sheet");
        let mut finder = RowFinder::new(sheet);
        let labels = ["2. Open burning of waste", "Biogenic (1)", "Other (please specify)", "Hedges"];
        let [.., last] = labels.map(|label| finder.next(label, true).expect("a row").outside);
        assert_eq!(last, Some(("CO2", "Memo.5.C.5.C.2.a.ii.Hedges".to_owned())));
    }
}
