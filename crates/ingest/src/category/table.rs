//! A small table of text: comments, a header, and rows that know their line.

use super::error::CategoryError;
use fluxledger_core::Gas;

/// A table with the statements in its comments.
pub(crate) struct Table<'a> {
    pub(super) file: &'a str,
    statements: Vec<(&'a str, &'a str)>,
    columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

/// A row: its line, counted from 1, and its cells.
pub(crate) struct Row {
    pub(super) line: usize,
    cells: Vec<String>,
}

impl Row {
    /// A cell by its position; empty where the row ends before it.
    pub(crate) fn cell(&self, position: usize) -> &str {
        self.cells.get(position).map_or("", String::as_str)
    }
}

impl<'a> Table<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        let lines = || text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
        let statements = lines().filter_map(|(_, line)| line.strip_prefix("#: ")?.split_once(' ')).collect();
        let mut rows = lines().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let columns = rows.next().map_or_else(Vec::new, |(_, line)| cells(line));
        let rows = rows.map(|(line, text)| Row { line, cells: cells(text) }).collect();
        Self { file, statements, columns, rows }
    }

    /// What the comments state under a name.
    pub(super) fn statement(&self, name: &'static str) -> Result<&'a str, CategoryError> {
        let found = self.statements.iter().find(|(stated, _)| *stated == name).map(|(_, text)| text.trim());
        found.ok_or_else(|| CategoryError::MissingStatement { file: self.file.to_owned(), statement: name })
    }

    /// Refuses a table that lacks a column.
    pub(crate) fn require(&self, column: &'static str) -> Result<(), CategoryError> {
        let missing = || CategoryError::MissingColumn { file: self.file.to_owned(), column, found: self.columns.clone() };
        self.columns.iter().any(|name| name == column).then_some(()).ok_or_else(missing)
    }

    /// A cell; empty where the table lacks the column or the row ends before it.
    pub(crate) fn cell<'b>(&self, row: &'b Row, column: &str) -> &'b str {
        let position = self.columns.iter().position(|name| name == column);
        position.map_or("", |position| row.cell(position))
    }

    /// The words of a cell, set apart by blanks.
    pub(super) fn words<'b>(&self, row: &'b Row, column: &str) -> impl Iterator<Item = &'b str> {
        self.cell(row, column).split_whitespace()
    }

    /// The gases of a cell, set apart by blanks.
    pub(super) fn gases(&self, row: &Row, column: &'static str) -> Result<Vec<Gas>, CategoryError> {
        let gas = |text: &str| text.parse().map_err(|_| self.wrong_cell(row, column, text, "some of CH4, CO2, N2O, set apart by blanks"));
        self.words(row, column).map(gas).collect()
    }

    pub(crate) fn wrong_cell(&self, row: &Row, column: &'static str, found: &str, expected: &str) -> CategoryError {
        CategoryError::Cell { file: self.file.to_owned(), line: row.line, column, found: found.to_owned(), expected: expected.to_owned() }
    }
}

/// The cells of a line, set apart by commas outside quotes; a doubled quote within quotes is a quote.
pub(crate) fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let (mut quoted, mut letters) = (false, line.chars().peekable());
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => push(&mut cells, '"'),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            letter => push(&mut cells, letter),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn push(cells: &mut [String], letter: char) {
    cells.last_mut().expect("a line has at least one cell").push(letter);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_and_quotes_stand_within_quotes() {
        assert_eq!(cells(r#"1,"a, b", c ,"say ""so""","#), ["1", "a, b", "c", r#"say "so""#, ""]);
    }
}
