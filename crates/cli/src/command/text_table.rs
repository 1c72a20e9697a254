//! Plain text for a terminal: aligned tables and lists of facts, 100 columns wide.

/// The width in characters; help texts have the same.
const WIDTH: usize = 100;
/// The least width to which a last column is wrapped, however wide the others are.
const LEAST_LAST_WIDTH: usize = 24;
/// What stands before each line.
const INDENT: &str = "  ";
/// What stands between two columns.
const GAP: &str = "  ";

/// On which side the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextColumn {
    /// Its heading.
    pub heading: &'static str,
    /// On which side its cells stand.
    pub side: Side,
    /// Its cells, one for each row.
    pub cells: Vec<String>,
}

impl TextColumn {
    /// A column of words, one from each row.
    pub fn words<R>(heading: &'static str, rows: &[R], cell: impl Fn(&R) -> String) -> Self {
        Self { heading, side: Side::Left, cells: rows.iter().map(cell).collect() }
    }

    /// A column of numbers, one from each row.
    pub fn numbers<R>(heading: &'static str, rows: &[R], cell: impl Fn(&R) -> String) -> Self {
        Self { side: Side::Right, ..Self::words(heading, rows, cell) }
    }

    /// The one text that two or more rows have in common, if it is one.
    #[must_use]
    pub fn common(&self) -> Option<&str> {
        let (first, rest) = self.cells.split_first()?;
        (!rest.is_empty() && rest.iter().all(|cell| cell == first)).then_some(first)
    }

    fn width(&self) -> usize {
        self.cells.iter().map(|cell| width(cell)).chain([width(self.heading)]).max().unwrap_or(0)
    }
}

/// A table with its headings; the last column is wrapped if it is too wide.
#[must_use]
pub fn table(columns: &[TextColumn]) -> String {
    let headings: Vec<&str> = columns.iter().map(|column| column.heading).collect();
    let heading = line_of(columns, &headings, &widths(columns));
    heading + &lines(columns)
}

/// A name and what is said of it.
pub type Fact = (&'static str, String);

/// A list of facts, one below the other.
#[must_use]
pub fn facts(rows: &[Fact]) -> String {
    let names = TextColumn::words("", rows, |row| row.0.to_owned());
    lines(&[names, TextColumn::words("", rows, |row| row.1.clone())])
}

fn lines(columns: &[TextColumn]) -> String {
    let widths = widths(columns);
    let rows = columns.first().map_or(0, |column| column.cells.len());
    let cells = |row: usize| columns.iter().map(|column| column.cells[row].as_str()).collect::<Vec<_>>();
    (0..rows).map(|row| line_of(columns, &cells(row), &widths)).collect()
}

/// The widths of all columns, that of the last one cut to what the line has left.
fn widths(columns: &[TextColumn]) -> Vec<usize> {
    let mut widths: Vec<usize> = columns.iter().map(TextColumn::width).collect();
    if let Some((last, others)) = widths.split_last_mut() {
        let used = INDENT.len() + others.iter().map(|width| width + GAP.len()).sum::<usize>();
        *last = (*last).min(WIDTH.saturating_sub(used).max(LEAST_LAST_WIDTH));
    }
    widths
}

/// One row, on further lines where its last cell is wrapped.
fn line_of(columns: &[TextColumn], cells: &[&str], widths: &[usize]) -> String {
    let (Some((last, first)), Some((&last_width, _))) = (cells.split_last(), widths.split_last()) else { return String::new() };
    let before: String =
        first.iter().zip(columns).zip(widths).map(|((cell, column), &width)| padded(cell, column.side, width) + GAP).collect();
    let blank = " ".repeat(width(&before));
    let side = columns[first.len()].side;
    let mut text = String::new();
    for (number, part) in wrapped(last, last_width).iter().enumerate() {
        let start = if number == 0 { &before } else { &blank };
        text.push_str(format!("{INDENT}{start}{}", padded(part, side, last_width)).trim_end());
        text.push('\n');
    }
    text
}

fn padded(cell: &str, side: Side, to: usize) -> String {
    let blank = " ".repeat(to.saturating_sub(width(cell)));
    match side {
        Side::Left => format!("{cell}{blank}"),
        Side::Right => format!("{blank}{cell}"),
    }
}

/// A text in lines of at most so many characters, broken between words; a longer word has a line of its own.
fn wrapped(text: &str, at: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a first line");
        if line.is_empty() {
            line.push_str(word);
        } else if width(line) + 1 + width(word) <= at {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_left_and_numbers_right() {
        let rows = [("Coal", 2906.0), ("Rice ÄÖÜ", 476.1)];
        let columns =
            [TextColumn::words("Source", &rows, |row| row.0.to_owned()), TextColumn::numbers("kt", &rows, |row| format!("{:.1}", row.1))];
        insta::assert_snapshot!(table(&columns), @r"
          Source        kt
          Coal      2906.0
          Rice ÄÖÜ   476.1
        ");
        assert_eq!(columns[0].common(), None);
    }

    #[test]
    fn a_long_last_cell_goes_on_below_itself_within_the_width() {
        let text = facts(&[("Citation", "word ".repeat(40).trim().to_owned()), ("Licence", "none".to_owned())]);
        insta::assert_snapshot!(text, @r"
          Citation  word word word word word word word word word word word word word word word word word
                    word word word word word word word word word word word word word word word word word
                    word word word word word word
          Licence   none
        ");
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
    }

    #[test]
    fn a_column_that_says_the_same_in_all_rows_is_common() {
        let column = |cells: &[&str]| TextColumn::words("Gas", cells, |cell| (*cell).to_owned());
        assert_eq!(column(&["CH4", "CH4"]).common(), Some("CH4"));
        assert_eq!(column(&["CH4"]).common(), None);
        assert_eq!(column(&[]).common(), None);
    }
}
