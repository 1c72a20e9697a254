//! Colours, widths and type sizes that all figures share.

/// An opaque colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub u8, pub u8, pub u8);

/// The eight colours that people with any kind of colour vision can tell apart (Okabe & Ito 2008, "Color Universal Design",
/// <https://jfly.uni-koeln.de/color/>, figure 16).
impl Colour {
    /// Black of the palette.
    pub const BLACK: Self = Self(0, 0, 0);
    /// Orange of the palette.
    pub const ORANGE: Self = Self(230, 159, 0);
    /// Sky blue of the palette.
    pub const SKY_BLUE: Self = Self(86, 180, 233);
    /// Bluish green of the palette.
    pub const BLUISH_GREEN: Self = Self(0, 158, 115);
    /// Yellow of the palette.
    pub const YELLOW: Self = Self(240, 228, 66);
    /// Blue of the palette.
    pub const BLUE: Self = Self(0, 114, 178);
    /// Vermillion of the palette.
    pub const VERMILLION: Self = Self(213, 94, 0);
    /// Reddish purple of the palette.
    pub const REDDISH_PURPLE: Self = Self(204, 121, 167);
}

/// Greys of the parts of a figure that carry no data.
impl Colour {
    pub(super) const WHITE: Self = Self(255, 255, 255);
    pub(super) const INK: Self = Self(34, 34, 34);
    pub(super) const AXIS: Self = Self(90, 90, 90);
    pub(super) const MUTED: Self = Self(120, 120, 120);
    pub(super) const GRID: Self = Self(222, 222, 222);
    pub(super) const STRIPE: Self = Self(246, 246, 246);

    /// The colour mixed with white; a share of 1 leaves it as it is, 0 makes it white.
    #[must_use]
    pub(super) fn tint(self, share: f64) -> Self {
        Self::WHITE.blend(self, share)
    }

    /// The colour on the straight way to another in sRGB.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
    pub(super) fn blend(self, other: Self, share: f64) -> Self {
        let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }
}

/// The colours of series in their order: inventories and products that stand side by side.
const SERIES: [Colour; 5] = [Colour::BLUE, Colour::ORANGE, Colour::BLUISH_GREEN, Colour::REDDISH_PURPLE, Colour::SKY_BLUE];

/// The colour of the series at a position; from the sixth on the colours repeat.
#[must_use]
pub const fn series_colour(position: usize) -> Colour {
    SERIES[position % SERIES.len()]
}

/// The width of a figure, which decides the size of its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// One column of a journal, 85 mm.
    SingleColumn,
    /// Two columns of a journal or the width of a page, 180 mm.
    #[default]
    DoubleColumn,
    /// A slide of 16:9, 300 mm of its 339 mm.
    Slide,
}

impl Size {
    /// The words by which a user asks for a size.
    pub const WORDS: [(&str, Self); 3] = [
        (Self::SingleColumn.word(), Self::SingleColumn),
        (Self::DoubleColumn.word(), Self::DoubleColumn),
        (Self::Slide.word(), Self::Slide),
    ];

    /// The size that a word asks for.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, size)| *size)
    }

    /// The word by which a user asks for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::SingleColumn => "single-column",
            Self::DoubleColumn => "double-column",
            Self::Slide => "slide",
        }
    }

    /// The width on paper.
    #[must_use]
    pub const fn millimetres(self) -> f64 {
        match self {
            Self::SingleColumn => 85.0,
            Self::DoubleColumn => 180.0,
            Self::Slide => 300.0,
        }
    }

    /// The width in points of 1/72 inch.
    #[must_use]
    pub(super) const fn width(self) -> f64 {
        self.millimetres() / 25.4 * 72.0
    }

    /// The size of all text but notes, in points.
    #[must_use]
    pub(super) const fn body(self) -> f64 {
        match self {
            Self::SingleColumn | Self::DoubleColumn => 7.0,
            Self::Slide => 14.0,
        }
    }

    /// The size of notes, in points; journals refuse less than 6.
    #[must_use]
    pub(super) const fn small(self) -> f64 {
        match self {
            Self::SingleColumn | Self::DoubleColumn => 6.0,
            Self::Slide => 12.0,
        }
    }

    /// A length that grows with the text: points at a journal's text size.
    #[must_use]
    pub(super) fn scaled(self, points: f64) -> f64 {
        points * self.body() / 7.0
    }
}
