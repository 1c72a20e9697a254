//! Texts that break the rules of TOML, and what their writers most likely did.

use super::reader::Fault;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::position::Position;
use std::path::Path;

/// The way out where a path with backslashes stands in double quotes.
pub(super) const BACKSLASH_HINT: &str = "write paths with forward slashes, \"C:/data/x.nc\", or in single quotes, 'C:\\data\\x.nc'";
const VALUE_HINT: &str =
    "texts stand in straight quotes, \"Methane of France\", and the elements of a list have commas between them, [2019, 2020]";
const QUOTES_HINT: &str = "texts stand in straight quotes: title = \"Methane of France\"";

/// What the parser says, and the same for those who do not know its terms.
const IN_PLAIN_WORDS: [(&str, &str, &str); 12] = [
    ("string values must be quoted", "this is no number, list or text in quotes", VALUE_HINT),
    ("invalid basic string", "a text does not end with `\"` in its line", QUOTES_HINT),
    ("invalid literal string", "a text does not end with `'` in its line", QUOTES_HINT),
    ("duplicate key", "this key is given twice", "keep one of the two"),
    ("key with no value", "a key needs `=` and a value behind it", "write for example gas = \"CH4\""),
    ("unclosed array table", "a line that begins with `[[` does not end with `]]`", "write for example [[product]]"),
    ("unclosed array", "a list does not end with `]`", "write for example years = [2019, 2020]"),
    ("missing comma between array elements", "the elements of a list need commas between them", "write for example years = [2019, 2020]"),
    ("unclosed inline table", "a brace `{` has no `}`", "write for example years = { from = 2015, to = 2020 }"),
    (
        "missing comma between key-value pairs",
        "keys in braces need commas between them",
        "write for example years = { from = 2015, to = 2020 }",
    ),
    (
        "extra assignment between key-value pairs",
        "keys in braces need commas between them",
        "write for example years = { from = 2015, to = 2020 }",
    ),
    ("unclosed table", "a line that begins with `[` does not end with `]`", "write for example [conventions]"),
];

/// The text of a file, which must be UTF-8.
pub(super) fn decoded<'b>(path: &Path, bytes: &'b [u8]) -> Result<&'b str, Diagnostics> {
    std::str::from_utf8(bytes).map_err(|error| {
        let readable = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let position = Position::of_byte(&readable, readable.len());
        let message = "the file is not plain text in UTF-8";
        Diagnostic::at(path.display(), position, message).with_hint("save it in the editor with the encoding UTF-8".to_owned()).into()
    })
}

/// The problem of a text that breaks the rules of TOML.
pub(super) fn diagnostic(path: &Path, text: &str, error: &toml::de::Error) -> Diagnostics {
    let start = text.floor_char_boundary(error.span().map_or(0, |span| span.start));
    let (before, after) = text.split_at(start);
    let head = before.rsplit('\n').next().unwrap_or_default();
    let tail = after.split('\n').next().unwrap_or_default();
    let Fault { message, hint } = fault(head, tail, error.message());
    Diagnostic::at(path.display(), Position::of_byte(text, start), message).with_hint(hint).into()
}

/// What is wrong in a line that is good up to the end of its head.
fn fault(head: &str, tail: &str, parser_says: &str) -> Fault {
    let has = |marks: &[char]| head.contains(marks) || tail.contains(marks);
    if has(&['“', '”', '„', '‘', '’', '«', '»']) {
        Fault::new("a text must stand in straight quotes `\"`", "replace the curved quotes of a word processor by straight ones".to_owned())
    } else if has(&['\\']) && (parser_says.contains("escape") || parser_says.contains("unicode")) {
        Fault::new("a backslash between double quotes has a meaning of its own", BACKSLASH_HINT.to_owned())
    } else if is_decimal_comma(head, tail) {
        Fault::new("a number cannot have a comma", "write a point: 0.05".to_owned())
    } else {
        in_plain_words(parser_says)
    }
}

/// Whether a comma stands between digits outside a list, as in `0,05`.
fn is_decimal_comma(head: &str, tail: &str) -> bool {
    let (whole, fraction) = tail.strip_prefix(',').map_or_else(|| (head.trim_end_matches(','), tail), |fraction| (head, fraction));
    let is_digit = |character: char| character.is_ascii_digit();
    whole.ends_with(is_digit) && fraction.starts_with(is_digit) && !head.contains('[')
}

fn in_plain_words(parser_says: &str) -> Fault {
    match IN_PLAIN_WORDS.iter().find(|(start, ..)| parser_says.starts_with(start)) {
        Some((_, message, hint)) => Fault::new(*message, (*hint).to_owned()),
        None => Fault::new(parser_says, None),
    }
}
