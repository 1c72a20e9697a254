//! Texts that break the rules of TOML, and what their writers most likely did.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::position::Position;
use std::path::Path;

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
    let start = error.span().map_or(0, |span| span.start);
    let position = Position::of_byte(text, start);
    let line = text.lines().nth(position.line - 1).unwrap_or_default();
    Diagnostic::at(path.display(), position, error.message()).with_hint(hint(line, error.message())).into()
}

fn hint(line: &str, message: &str) -> Option<String> {
    let hint = if line.contains(['“', '”', '„', '‘', '’']) {
        "write straight quotes \" in place of the curved ones of a word processor"
    } else if line.contains('\\') {
        "write paths with forward slashes, C:/data/x.nc, or in single quotes, 'C:\\data\\x.nc'"
    } else if message.contains("duplicate key") {
        "keep one of the two"
    } else if message.contains("quoted") || message.contains("string") {
        "texts stand in straight quotes: title = \"Methane of France\""
    } else {
        return None;
    };
    Some(hint.to_owned())
}
