//! Figures as PDF: the drawing of the SVG, its lines as lines and its text as text.

use super::style::Size;
use crate::typeset::{TypesetError, typeset};

/// The PDF of a figure, as large as the figure, with the embedded typeface in it.
///
/// # Errors
/// [`TypesetError`] if the drawing is not valid SVG.
pub fn pdf(svg: &str, size: Size) -> Result<Vec<u8>, TypesetError> {
    let width = size.millimetres();
    let template = format!(
        "#set document(date: none)\n#set page(width: {width}mm, height: auto, margin: 0mm)\n#image(\"figure.svg\", width: {width}mm, format: \"svg\")"
    );
    typeset("figure", &template, &[("figure.svg", svg.as_bytes())])
}

#[cfg(test)]
mod tests {
    use super::super::bars;
    use super::super::gallery::bars_of_sectors;
    use super::*;

    #[test]
    fn a_figure_is_one_page_of_its_size_with_its_fonts_in_it() {
        let svg = bars::draw(&bars_of_sectors(Size::SingleColumn)).unwrap();
        let bytes = pdf(&svg, Size::SingleColumn).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        // 85 mm are 240.945 points.
        assert!(text.contains("/MediaBox[0 0 240.94"), "the page is as wide as the figure");
        assert!(text.contains("/Count 1"), "there is one page");
        assert!(text.contains("+DejaVuSans") && text.contains("/FontFile"), "its typeface is embedded");
    }

    #[test]
    fn what_is_no_drawing_is_refused() {
        assert!(pdf("<svg", Size::Slide).is_err());
    }
}
