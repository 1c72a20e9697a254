//! Addresses of cells as spreadsheet programs write them: `A1`, `AJ95`.

use std::fmt;
use std::str::FromStr;

/// The place of a cell in a sheet, in the order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::inventory) struct Address {
    /// The row, from 0.
    pub(in crate::inventory) row: usize,
    /// The column, from 0.
    pub(in crate::inventory) column: usize,
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", column_letters(self.column), self.row + 1)
    }
}

/// The letters of a column: A to Z, then AA.
pub(in crate::inventory) fn column_letters(column: usize) -> String {
    let letter = char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[column % 26]);
    let before = if column < 26 { String::new() } else { column_letters(column / 26 - 1) };
    format!("{before}{letter}")
}

impl FromStr for Address {
    type Err = String;

    /// Reads capital letters and a row from 1; a text that is no address comes back.
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.find(|letter: char| letter.is_ascii_digit()).ok_or_else(|| text.to_owned())?;
        let (letters, row) = text.split_at(digits);
        let row: usize = row.parse().map_err(|_| text.to_owned())?;
        if letters.is_empty() || letters.len() > 3 || row == 0 || !letters.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err(text.to_owned());
        }
        let column = letters.bytes().fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1) - 1;
        Ok(Self { row: row - 1, column })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_spreadsheets() {
        // Z is the 26th column, AA the 27th, ZZ the 26 + 26·26 = 702nd.
        let named = [0, 25, 26, 51, 52, 701, 702].map(column_letters);
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn an_address_is_read_as_it_is_written() {
        for text in ["A1", "Z99", "AA10", "AJ95", "ZZ3", "XFD1048576"] {
            assert_eq!(text.parse::<Address>().expect(text).to_string(), text);
        }
        for text in ["", "A", "7", "a1", "A0", "A1B", "ABCD1"] {
            assert_eq!(text.parse::<Address>(), Err(text.to_owned()));
        }
    }
}
