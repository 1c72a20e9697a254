//! The lines of a CSV text as records: a quoted cell may hold line ends, and every record keeps the number of its first line.

/// One record of a CSV text, cells not yet taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The number of its first line in the file, from 1.
    pub(super) number: usize,
    /// Its text without the line end.
    pub(super) text: &'a str,
    /// How many cells it has.
    pub(super) cells: usize,
}

impl Line<'_> {
    /// Whether nothing but separators and blanks stands in the line, as where a spreadsheet program fills up short rows.
    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(|letter| letter == ',' || letter.is_whitespace())
    }

    /// Whether the line is a comment.
    pub(super) fn is_comment(&self) -> bool {
        is_comment(self.text)
    }

    /// The text without the separators that a spreadsheet program leaves at its end, and without quotes round it.
    pub(super) fn sentence(&self) -> String {
        let text = self.text.trim_end_matches([',', ' ']);
        let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        inner.map_or_else(|| text.to_owned(), |quoted| quoted.replace("\"\"", "\""))
    }
}

/// The records of a text in order, or the number of the line in which a quote opens that never closes.
///
/// A comment line is a record of its own, whatever quotes are in it.
pub(super) fn lines(text: &str) -> Result<Vec<Line<'_>>, usize> {
    let mut lines = Vec::new();
    let mut number = 1;
    let mut rest = text;
    while !rest.is_empty() {
        let (line, ends_quoted) = first_line(rest, number);
        if ends_quoted {
            return Err(number);
        }
        number += line.text.matches('\n').count() + 1;
        rest = rest.get(line.text.len() + 1..).unwrap_or_default();
        lines.push(Line { text: line.text.trim_end_matches('\r'), ..line });
    }
    Ok(lines)
}

/// Whether a text begins with a comment, which may be indented.
fn is_comment(text: &str) -> bool {
    text.trim_start_matches([' ', '\t']).starts_with('#')
}

/// The first record of a text, and whether the text ends within a quoted cell of it.
fn first_line(text: &str, number: usize) -> (Line<'_>, bool) {
    if is_comment(text) {
        let end = text.find('\n').unwrap_or(text.len());
        return (Line { number, text: &text[..end], cells: 1 }, false);
    }
    let (mut quoted, mut cells) = (false, 1);
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' if !quoted => cells += 1,
            b'\n' if !quoted => return (Line { number, text: &text[..position], cells }, false),
            _ => {}
        }
    }
    (Line { number, text, cells }, quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quote in a comment opens nothing, wherever the comment begins.
    #[test]
    fn a_comment_may_be_indented() {
        let lines = lines("  # a \"remark\n\t#DEU,1\nDEU,#1\n").expect("no open quote");
        assert_eq!(lines.iter().map(Line::is_comment).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn a_quoted_line_end_belongs_to_its_cell() {
        let lines = lines("# a \" in a comment\r\na,\"b\nc\",d\r\n\r\n,,\nlast").expect("closed quotes");
        let seen: Vec<_> = lines.iter().map(|line| (line.number, line.text, line.cells)).collect();
        assert_eq!(seen, [(1, "# a \" in a comment", 1), (2, "a,\"b\nc\",d", 3), (4, "", 1), (5, ",,", 3), (6, "last", 1)]);
        assert!(lines[2].is_blank() && lines[3].is_blank() && !lines[4].is_blank());
    }

    #[test]
    fn a_quote_that_never_closes_is_named_by_its_line() {
        assert_eq!(lines("a,b\nc,\"d\ne,f\n"), Err(2));
    }

    #[test]
    fn a_sentence_loses_quotes_and_trailing_separators() {
        let lines = lines("\"Note 3: – means \"\"No data\"\"\"\nReport produced on Sunday,,,").expect("closed quotes");
        assert_eq!(lines[0].sentence(), "Note 3: – means \"No data\"");
        assert_eq!(lines[1].sentence(), "Report produced on Sunday");
    }
}
