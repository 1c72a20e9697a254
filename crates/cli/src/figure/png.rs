//! Pictures in PNG, made from the SVG of a figure with the embedded typeface only.

use super::FigureError;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Group, Node, Options, Tree, fontdb};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

/// Units of SVG in an inch (CSS 2.1, section 4.3.2).
const SVG_DPI: f32 = 96.0;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(dejavu::sans::regular().to_vec());
    fonts.load_font_data(dejavu::sans::bold().to_vec());
    Arc::new(fonts)
});

/// The picture of a figure at a number of dots per inch of its size on paper, which is also written into the file.
///
/// # Errors
/// [`FigureError::InvalidSvg`], [`FigureError::Picture`].
pub fn png(svg: &str, dpi: f32) -> Result<Vec<u8>, FigureError> {
    let tree = parse(svg)?;
    let scale = dpi / SVG_DPI;
    let (width, height) = (pixels(tree.size().width() * scale), pixels(tree.size().height() * scale));
    let refused = |reason: String| FigureError::Picture { width, height, reason };
    let mut picture = Pixmap::new(width, height).ok_or_else(|| refused("its size is zero or too large".to_owned()))?;
    picture.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    encode(&picture, dpi).map_err(|error| refused(error.to_string()))
}

/// The characters in the text of a figure for which the typeface has no shape, so that a picture would show boxes.
///
/// # Errors
/// [`FigureError::InvalidSvg`].
pub fn missing_glyphs(svg: &str) -> Result<BTreeSet<char>, FigureError> {
    let mut missing = BTreeSet::new();
    collect_missing(parse(svg)?.root(), &mut missing);
    Ok(missing)
}

pub(super) fn parse(svg: &str) -> Result<Tree, FigureError> {
    let options = Options { fontdb: Arc::clone(&FONTS), font_family: "DejaVu Sans".to_owned(), ..Options::default() };
    Tree::from_str(svg, &options).map_err(|error| FigureError::InvalidSvg { reason: error.to_string() })
}

fn collect_missing(group: &Group, missing: &mut BTreeSet<char>) {
    for node in group.children() {
        match node {
            Node::Group(group) => collect_missing(group, missing),
            Node::Text(text) => {
                let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                missing.extend(glyphs.filter(|glyph| glyph.id.0 == 0).flat_map(|glyph| glyph.text.chars()));
            }
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "lengths are above zero and `as` stays within u32")]
fn pixels(length: f32) -> u32 {
    length.round() as u32
}

/// Opaque RGB with its resolution, since figures are drawn on white.
fn encode(picture: &Pixmap, dpi: f32) -> Result<Vec<u8>, ::png::EncodingError> {
    let (pixels_of_four, _) = picture.data().as_chunks::<4>();
    let mut rgb = Vec::with_capacity(3 * pixels_of_four.len());
    pixels_of_four.iter().for_each(|[colour @ .., _]| rgb.extend_from_slice(colour));
    let per_metre = pixels(dpi / 0.0254);
    let mut bytes = Vec::new();
    let mut encoder = ::png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(::png::ColorType::Rgb);
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_pixel_dims(Some(::png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: ::png::Unit::Meter }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::super::gallery::bars_of_sectors;
    use super::super::{bars, style::Size};
    use super::*;

    fn header(bytes: &[u8]) -> (u32, u32, u32) {
        let decoder = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let info = decoder.info();
        (info.width, info.height, info.pixel_dims.unwrap().xppu)
    }

    #[test]
    fn a_picture_has_the_dots_of_its_column() {
        let single = png(&bars::draw(&bars_of_sectors(Size::SingleColumn)).unwrap(), 300.0).unwrap();
        let double = png(&bars::draw(&bars_of_sectors(Size::DoubleColumn)).unwrap(), 300.0).unwrap();
        // 85 mm and 180 mm at 300 dots per 25.4 mm; 300 dpi are 11 811 dots per metre.
        assert_eq!((header(&single).0, header(&single).2), (1004, 11_811));
        assert_eq!(header(&double).0, 2126);
    }

    #[test]
    fn a_picture_has_no_transparent_rim() {
        let bytes = png(&bars::draw(&bars_of_sectors(Size::SingleColumn)).unwrap(), 97.0).unwrap();
        let mut reader = ::png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let last_row = &pixels[pixels.len() - 3 * reader.info().width as usize..];
        assert!(last_row.iter().all(|byte| *byte == 255));
    }

    #[test]
    fn a_character_without_a_shape_is_found() {
        let svg = |text: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text y='9'>{text}</text></svg>");
        assert_eq!(missing_glyphs(&svg("中 kt 国")).unwrap(), BTreeSet::from(['中', '国']));
        assert_eq!(missing_glyphs(&svg("CO₂ CH₄ N₂O ± ≤ ≥ × · µg m⁻² s⁻¹ −1\u{2009}000 °E “x” ‘y’ – —")).unwrap(), BTreeSet::new());
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        insta::assert_snapshot!(png("<svg", 300.0).unwrap_err(), @"the drawing is not valid SVG: SVG data parsing failed cause the document does not have a root node");
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
        insta::assert_snapshot!(png(svg, 0.0).unwrap_err(), @"a picture of 0 × 0 pixels cannot be made: its size is zero or too large");
    }
}
