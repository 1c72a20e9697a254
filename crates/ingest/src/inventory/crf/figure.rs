//! What stands in the cell of a figure: a number, notation keys, in the spellings of real files.

use super::form::{Outline, Separators};
use super::text::without_footnotes;
use crate::inventory::cell::{self, Figure};
use crate::inventory::workbook::Cell;
use std::borrow::Cow;

/// A figure, and the text of a spelling that had to be known to read it.
#[derive(Debug, PartialEq)]
pub(super) struct ReadFigure {
    pub(super) figure: Figure,
    pub(super) spelling: Option<String>,
}

/// Reads a cell; `None` where nothing is reported.
///
/// # Errors
/// The text of a cell that is neither a number nor notation keys.
pub(super) fn read(cell: Cell<'_>, outline: &Outline, separators: Option<Separators>) -> Result<Option<ReadFigure>, String> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Number(number) => Ok(Some(ReadFigure { figure: Figure { number: Some(number), ..Figure::default() }, spelling: None })),
        Cell::Text(text) => from_text(text, outline, separators).map_err(|()| text.to_owned()),
        Cell::Uncomputed | Cell::Other(_) => Err(cell.to_string()),
    }
}

fn from_text(text: &str, outline: &Outline, separators: Option<Separators>) -> Result<Option<ReadFigure>, ()> {
    let plain = without_footnotes(text).to_uppercase();
    // A number in brackets is how accounts write a negative one, and no footnote where nothing else stands there.
    if plain.is_empty() && !text.trim().is_empty() {
        return Err(());
    }
    let known = outline.spelling.get(&plain);
    let spelling = known.map(|_| text.to_owned());
    let plain = known.unwrap_or(&plain);
    let plain = if plain.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        Cow::Borrowed(plain.as_str())
    } else {
        with_point(plain, separators).ok_or(())?
    };
    let figure = cell::figure(&plain).map_err(|_| ())?;
    Ok(figure.map(|figure| ReadFigure { figure, spelling }))
}

/// A number with a decimal point and without separators of thousands, where it can be told which is which.
fn with_point(text: &str, separators: Option<Separators>) -> Option<Cow<'_, str>> {
    if let Some(Separators { decimal, thousands }) = separators {
        return cell::with_point(text, decimal, Some(thousands)).map(Cow::Owned);
    }
    let (commas, points) = (text.matches(',').count(), text.matches('.').count());
    let last = text.rfind([',', '.']);
    let in_thousands = |sign: char, whole: &str| whole.split(sign).skip(1).all(|group| group.len() == 3);
    match (commas, points) {
        (0, 1) if cell::is_in_thousands(text, '.') => None,
        (0, 0 | 1) => Some(text.into()),
        (0, _) => in_thousands('.', text).then(|| text.replace('.', "").into()),
        (1, 0) if text.len() - last? == 4 => None,
        (1, _) if text.rfind(',') == last => in_thousands('.', &text[..last?]).then(|| text.replace('.', "").replace(',', ".").into()),
        (_, 0 | 1) => in_thousands(',', text.split('.').next().unwrap_or(text)).then(|| text.replace(',', "").into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::form::CRF;
    use super::*;

    fn figure(text: &str) -> Result<Option<ReadFigure>, String> {
        read(Cell::Text(text), &CRF.outline, None)
    }

    fn number(text: &str, separators: Option<Separators>) -> Option<f64> {
        read(Cell::Text(text), &CRF.outline, separators).ok().flatten().and_then(|read| read.figure.number)
    }

    #[test]
    fn separators_are_told_by_where_they_stand() {
        let texts = [
            ("12.5", 12.5),
            ("1.234.567", 1_234_567.0),
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("1,5", 1.5),
            ("1,234,567", 1_234_567.0),
        ];
        for (text, expected) in texts {
            assert_eq!(number(text, None), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_may_be_thousands_or_a_decimal_is_not_guessed() {
        assert_eq!(figure("1,234"), Err("1,234".to_owned()));
        assert_eq!(figure("-1.234"), Err("-1.234".to_owned()));
        assert_eq!(["0.234", "1234.567", "1.2345"].map(|text| number(text, None)), [Some(0.234), Some(1234.567), Some(1.2345)]);
        let party = Separators { decimal: ',', thousands: '.' };
        assert_eq!(number("1,234", Some(party)), Some(1.234));
        assert_eq!(number("1.234", Some(party)), Some(1234.0));
    }

    #[test]
    fn what_is_no_number_by_its_signs_is_named() {
        for text in ["1,2,3", "1.2.3", "1,2.5", "(45)", "(1,234)"] {
            assert_eq!(figure(text), Err(text.to_owned()));
        }
    }

    #[test]
    fn keys_come_in_the_spellings_of_real_files() {
        let keys = |text: &str| figure(text).expect(text).expect(text).figure.keys.to_string();
        assert_eq!([keys("NO;NE"), keys("NE(1)"), keys("no, ie"), keys("N/A"), keys("NENO")], ["NO,NE", "NE", "NO,IE", "NA", "NO,NE"]);
        assert_eq!(figure("N/A").expect("keys").expect("keys").spelling.as_deref(), Some("N/A"));
        assert_eq!(figure("   "), Ok(None));
        assert_eq!(figure("see note"), Err("see note".to_owned()));
        assert_eq!(number("12.5 (3)", None), Some(12.5));
    }

    #[test]
    fn a_formula_without_its_result_is_no_figure() {
        assert_eq!(read(Cell::Uncomputed, &CRF.outline, None), Err("a formula without its result".to_owned()));
    }
}
