//! Colours for numbers: perceptually even, and safe for all kinds of colour vision.

use super::style::Colour;

/// A row of colours from the low to the high end of a scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colours {
    /// From pale to dark, so that white paper reads as nothing.
    Sequential,
    /// From blue over near-white to red, for differences.
    Diverging,
}

/// Eight of ten even samples of magma, from its light end (S. van der Walt & N. Smith 2015, <https://bids.github.io/colormap/>, CC0).
///
/// The two darkest are left out, since boundaries could not be seen on them.
const MAGMA: [Colour; 8] = [
    Colour(252, 253, 191),
    Colour(254, 201, 141),
    Colour(253, 150, 104),
    Colour(241, 96, 93),
    Colour(205, 64, 113),
    Colour(158, 47, 127),
    Colour(114, 31, 129),
    Colour(68, 15, 118),
];

/// The eleven classes of RdBu, from blue to red (M. Harrower & C. A. Brewer 2003, "ColorBrewer.org", doi:10.1179/000870403235002042, Apache-2.0).
const BLUE_TO_RED: [Colour; 11] = [
    Colour(5, 48, 97),
    Colour(33, 102, 172),
    Colour(67, 147, 195),
    Colour(146, 197, 222),
    Colour(209, 229, 240),
    Colour(247, 247, 247),
    Colour(253, 219, 199),
    Colour(244, 165, 130),
    Colour(214, 96, 77),
    Colour(178, 24, 43),
    Colour(103, 0, 31),
];

impl Colours {
    const fn anchors(self) -> &'static [Colour] {
        match self {
            Self::Sequential => &MAGMA,
            Self::Diverging => &BLUE_TO_RED,
        }
    }

    /// The colour at a share between the low (0) and the high (1) end, on straight lines between the anchors.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "there are a dozen anchors")]
    pub(super) fn at(self, share: f64) -> Colour {
        let anchors = self.anchors();
        let place = share.clamp(0.0, 1.0) * (anchors.len() - 1) as f64;
        let before = (place.floor() as usize).min(anchors.len() - 2);
        anchors[before].blend(anchors[before + 1], place - before as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of sRGB (IEC 61966-2-1).
    fn luminance(colour: Colour) -> f64 {
        let linear = |byte: u8| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
    }

    #[test]
    fn sequential_colours_only_darken() {
        let luminances: Vec<f64> = (0..=100).map(|percent| luminance(Colours::Sequential.at(f64::from(percent) / 100.0))).collect();
        assert!(luminances.windows(2).all(|pair| pair[1] < pair[0]));
    }

    #[test]
    fn diverging_colours_are_palest_at_zero() {
        let middle = luminance(Colours::Diverging.at(0.5));
        assert!(
            (0..=100).filter(|percent| *percent != 50).all(|percent| luminance(Colours::Diverging.at(f64::from(percent) / 100.0)) < middle)
        );
    }

    #[test]
    fn ends_are_the_outer_anchors() {
        assert_eq!((Colours::Sequential.at(-1.0), Colours::Sequential.at(2.0)), (MAGMA[0], MAGMA[7]));
    }
}
