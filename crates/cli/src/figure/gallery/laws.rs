//! The laws that hold for every figure of the gallery.

use super::{GALLERY, drawn_gallery};
use crate::figure::{png, text};
use resvg::usvg;

/// The middle three quarters of a box: the box has the height of the font, with room for accents and descenders that few lines use.
fn ink(place: usvg::Rect) -> usvg::Rect {
    let rim = place.height().min(place.width()) / 8.0;
    let (across, down) = if place.width() < place.height() { (rim, 0.0) } else { (0.0, rim) };
    usvg::Rect::from_ltrb(place.left() + across, place.top() + down, place.right() - across, place.bottom() - down).unwrap()
}

/// The boxes of all lines of text of a drawing.
fn text_boxes(group: &usvg::Group, boxes: &mut Vec<(String, usvg::Rect)>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => text_boxes(group, boxes),
            usvg::Node::Text(text) => {
                let content = text.chunks().iter().map(usvg::TextChunk::text).collect();
                boxes.push((content, ink(text.abs_bounding_box())));
            }
            _ => {}
        }
    }
}

/// The boxes of all shapes of a drawing but those that are clipped.
fn shape_boxes(group: &usvg::Group, boxes: &mut Vec<usvg::Rect>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) if group.clip_path().is_none() => shape_boxes(group, boxes),
            usvg::Node::Path(path) => boxes.push(path.abs_stroke_bounding_box()),
            _ => {}
        }
    }
}

#[test]
fn shapes_lie_inside_the_figure() {
    for (name, svg) in GALLERY.iter() {
        let tree = png::parse(svg).unwrap();
        let mut boxes = Vec::new();
        shape_boxes(tree.root(), &mut boxes);
        assert!(boxes.len() > 3, "{name} has hardly any shapes");
        for place in boxes {
            let inside = place.left() >= -0.01
                && place.top() >= -0.01
                && place.right() <= tree.size().width() + 0.01
                && place.bottom() <= tree.size().height() + 0.01;
            assert!(inside, "{name}: a shape at {place:?} leaves {:?}", tree.size());
        }
    }
}

#[test]
fn measured_text_is_as_wide_as_drawn_text() {
    let line = "Coal mining (1.B.1.a) CH₄, kt yr⁻¹ −10\u{2009}000 VAWA";
    let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text y='9' font-size='10'>{line}</text></svg>");
    let tree = png::parse(&svg).unwrap();
    let mut boxes = Vec::new();
    text_boxes(tree.root(), &mut boxes);
    let measured = text::width(line, 10.0, text::Weight::Regular);
    assert!((measured / f64::from(boxes[0].1.width()) - 1.0).abs() < 0.01, "{measured} and {:?}", boxes[0].1);
}

#[test]
fn pictures_are_written_where_asked() {
    let Ok(folder) = std::env::var("FLUXLEDGER_GALLERY") else {
        println!("no pictures written: FLUXLEDGER_GALLERY names no folder");
        return;
    };
    for (name, svg) in GALLERY.iter() {
        std::fs::write(format!("{folder}/{name}.png"), png::png(svg, 300.0).unwrap()).unwrap();
        std::fs::write(format!("{folder}/{name}.svg"), svg).unwrap();
    }
}

#[test]
fn the_same_figure_gives_the_same_bytes() {
    for ((name, first), (_, second)) in GALLERY.iter().zip(drawn_gallery()) {
        assert!(*first == second, "{name} differs from itself");
    }
}

#[test]
fn every_character_has_a_shape() {
    for (name, svg) in GALLERY.iter() {
        assert_eq!(png::missing_glyphs(svg).unwrap(), std::collections::BTreeSet::new(), "{name}");
    }
}

#[test]
fn text_lies_inside_the_figure_and_never_over_other_text() {
    for (name, svg) in GALLERY.iter() {
        let tree = png::parse(svg).unwrap();
        let (width, height) = (tree.size().width(), tree.size().height());
        let mut boxes = Vec::new();
        text_boxes(tree.root(), &mut boxes);
        assert!(!boxes.is_empty(), "{name} has no text");
        for (position, (text, place)) in boxes.iter().enumerate() {
            let inside = place.left() >= 0.0 && place.top() >= 0.0 && place.right() <= width && place.bottom() <= height;
            assert!(inside, "{name}: `{text}` at {place:?} leaves {width} × {height}");
            for (other, other_place) in &boxes[position + 1..] {
                let apart = place.right() <= other_place.left()
                    || other_place.right() <= place.left()
                    || place.bottom() <= other_place.top()
                    || other_place.bottom() <= place.top();
                assert!(apart, "{name}: `{text}` lies over `{other}`");
            }
        }
    }
}
