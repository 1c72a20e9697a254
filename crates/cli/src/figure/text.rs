//! The typeface: measuring and breaking lines of text before they are drawn.

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};
use std::sync::Once;

/// The family as it stands in the SVG; measured and rendered with its first member.
pub(super) const FAMILY: &str = "DejaVu Sans, Arial, sans-serif";

/// plotters divides its font size by this number to find the em of the SVG.
const PLOTTERS_SIZE_PER_EM: f64 = 1.24;

/// plotters measures glyphs scaled to ascent − descent of the font, which for DejaVu Sans is (1901 + 483) / 2048 em (its `hhea` table).
const LINE_PER_EM: f64 = 2384.0 / 2048.0;

/// Text is measured this much larger, because plotters returns whole numbers.
const MEASURING_SCALE: f64 = 100.0;

/// Thickness of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

impl Weight {
    const fn style(self) -> FontStyle {
        match self {
            Self::Regular => FontStyle::Normal,
            Self::Bold => FontStyle::Bold,
        }
    }
}

/// The font for plotters, of an em in its drawing units.
pub(super) fn font(em: f64, weight: Weight) -> FontDesc<'static> {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        for (style, bytes) in [(FontStyle::Normal, dejavu::sans::regular()), (FontStyle::Bold, dejavu::sans::bold())] {
            assert!(register_font(FAMILY, style, bytes).is_ok(), "the embedded DejaVu Sans is a valid font");
        }
    });
    FontDesc::new(FontFamily::Name(FAMILY), em * PLOTTERS_SIZE_PER_EM, weight.style())
}

/// The width of a line of text in points.
pub(super) fn width(text: &str, points: f64, weight: Weight) -> f64 {
    let (measured, _) = font(points * MEASURING_SCALE, weight).box_size(text).expect("the font is registered");
    f64::from(measured) / MEASURING_SCALE * LINE_PER_EM / PLOTTERS_SIZE_PER_EM
}

/// The lines of a text broken at spaces, and within a word only where the word alone is too wide.
pub(super) fn wrap(text: &str, points: f64, weight: Weight, available: f64) -> Vec<String> {
    let fits = |line: &str| width(line, points, weight) <= available;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if fits(&format!("{line} {word}")) => *line = format!("{line} {word}"),
            _ => lines.extend(pieces(word, fits)),
        }
    }
    lines
}

/// A word in as few pieces as fit, each at least one character.
fn pieces(word: &str, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for character in word.chars() {
        let piece = pieces.last_mut().expect("there is always a piece");
        if piece.is_empty() || fits(&format!("{piece}{character}")) {
            piece.push(character);
        } else {
            pieces.push(character.to_string());
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_grows_with_the_size_of_the_text() {
        let single = width("CH₄ (kt yr⁻¹)", 7.0, Weight::Regular);
        assert!((width("CH₄ (kt yr⁻¹)", 14.0, Weight::Regular) / single - 2.0).abs() < 1e-2);
    }

    #[test]
    fn advance_of_a_digit_is_that_of_the_font() {
        // All digits of DejaVu Sans are 1303 of 2048 units wide.
        assert!((width("0000000000", 10.0, Weight::Regular) - 10.0 * 10.0 * 1303.0 / 2048.0).abs() < 0.02);
    }

    #[test]
    fn lines_break_at_spaces_and_within_words_only_if_they_must() {
        let lines = wrap("Fugitive emissions Donaudampfschifffahrt", 7.0, Weight::Regular, 50.0);
        assert!(lines.iter().all(|line| width(line, 7.0, Weight::Regular) <= 50.0));
        assert_eq!(lines[..2], ["Fugitive", "emissions"]);
        assert_eq!(lines[2..].concat(), "Donaudampfschifffahrt");
    }
}
