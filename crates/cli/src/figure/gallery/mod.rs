//! Realistic figures, and the laws that hold for each of them.
//!
//! With `FLUXLEDGER_GALLERY` set to a folder the pictures are written there, to be looked at.

mod bars;
mod countries;
mod laws;
mod lines;
mod maps;
mod spread;
mod sweep;
mod waterfalls;

pub(super) use bars::bars_of_sectors;
pub(super) use countries::{dots_of_countries, forest_of_countries, scatter_of_countries};
pub(super) use lines::{lines_over_years, panels_of_countries};
pub(super) use spread::spread_of_products;
pub(super) use sweep::sweep_of_countries;
pub(super) use waterfalls::waterfall_of_scope;

use super::colour_bar::ColourScale;
use super::dots::Dots;
use super::map::Window;
use super::style::Size;
use super::{Estimate, Frame, Measured, Scale, dots, ensemble, forest, length_sweep, scatter, small_multiples, time_series, waterfall};
use bars::{many_bars, nothing_known, one_group};
use countries::{dots_with_sinks, forest_beyond, many_dots, one_dot, scatter_of, scatter_with_a_sink};
use lines::{below_zero, one_year, panels_below_zero, panels_with_trends};
use maps::{island, made_differences, made_map};
use std::sync::LazyLock;
use waterfalls::waterfall_through_zero;

pub(super) fn frame(size: Size) -> Frame {
    Frame { size, tag: None, description: "a figure of the gallery".to_owned() }
}

pub(super) fn emissions() -> Measured {
    Measured { quantity: "CH₄ emissions, USA 2012".to_owned(), unit: "kt yr⁻¹".to_owned() }
}

/// A value with a symmetric interval as a share of it.
pub(super) fn estimate(central: f64, share: f64) -> Estimate {
    Estimate { central, interval: Some((central - share * central.abs(), central + share * central.abs())) }
}

/// The gallery, drawn once for all its tests.
static GALLERY: LazyLock<Vec<(&str, String)>> = LazyLock::new(drawn_gallery);

/// Each figure of the gallery with its name.
fn drawn_gallery() -> Vec<(&'static str, String)> {
    let figures = [
        ("bars-12-single", super::bars::draw(&bars_of_sectors(Size::SingleColumn))),
        ("bars-12-double", super::bars::draw(&bars_of_sectors(Size::DoubleColumn))),
        ("bars-12-slide", super::bars::draw(&bars_of_sectors(Size::Slide))),
        ("bars-25", super::bars::draw(&many_bars())),
        ("bars-1-single", super::bars::draw(&one_group(Size::SingleColumn))),
        ("bars-1-double", super::bars::draw(&one_group(Size::DoubleColumn))),
        ("bars-none", super::bars::draw(&nothing_known(Size::SingleColumn))),
        ("lines-single", time_series::draw(&lines_over_years(Size::SingleColumn))),
        ("lines-double", time_series::draw(&lines_over_years(Size::DoubleColumn))),
        ("lines-slide", time_series::draw(&lines_over_years(Size::Slide))),
        ("lines-one-year", time_series::draw(&one_year(Size::SingleColumn))),
        ("lines-below-zero", time_series::draw(&below_zero(Size::SingleColumn))),
        ("dots-12-single", dots::draw(&dots_of_countries(Size::SingleColumn))),
        ("dots-12-log", dots::draw(&Dots { scale: Scale::Logarithmic, ..dots_of_countries(Size::SingleColumn) })),
        ("dots-50", dots::draw(&many_dots())),
        ("dots-sinks", dots::draw(&dots_with_sinks(Size::DoubleColumn))),
        ("dots-1", dots::draw(&one_dot(Size::DoubleColumn))),
        ("forest-9-single", forest::draw(&forest_of_countries(Size::SingleColumn))),
        ("forest-9-double", forest::draw(&forest_of_countries(Size::DoubleColumn))),
        ("forest-9-slide", forest::draw(&forest_of_countries(Size::Slide))),
        ("forest-far", forest::draw(&forest_beyond(Size::DoubleColumn))),
        ("map-world", made_map(-180.0, Size::DoubleColumn, ColourScale::Logarithmic, Window::World, &[])),
        ("map-world-0-360", made_map(0.0, Size::SingleColumn, ColourScale::Linear, Window::World, &[island(105.0, 35.0, 22.0)])),
        ("map-difference", made_map(0.0, Size::Slide, ColourScale::Diverging, Window::World, &[])),
        ("map-region", made_map(0.0, Size::SingleColumn, ColourScale::Logarithmic, Window::Selected, &[island(-100.0, 40.0, 20.0)])),
        ("differences-50", made_differences(50, -150.0, 150.0, Size::DoubleColumn, true)),
        ("differences-12-single", made_differences(12, -20.0, 40.0, Size::SingleColumn, false)),
        ("differences-1", made_differences(1, 0.0, 20.0, Size::DoubleColumn, true)),
        ("differences-antimeridian", made_differences(4, 160.0, 200.0, Size::Slide, false)),
        ("scatter-12-single", scatter::draw(&scatter_of_countries(Size::SingleColumn))),
        ("scatter-12-slide", scatter::draw(&scatter_of_countries(Size::Slide))),
        ("scatter-50", scatter::draw(&scatter_of(&many_dots()))),
        ("scatter-sink", scatter::draw(&scatter_with_a_sink(Size::DoubleColumn))),
        ("scatter-1", scatter::draw(&scatter_of(&one_dot(Size::DoubleColumn)))),
        ("panels-12", small_multiples::draw(&panels_of_countries(Size::DoubleColumn, 12))),
        ("panels-trends", small_multiples::draw(&panels_with_trends(Size::DoubleColumn))),
        ("panels-5-single", small_multiples::draw(&panels_of_countries(Size::SingleColumn, 5))),
        ("panels-8-slide", small_multiples::draw(&panels_of_countries(Size::Slide, 8))),
        ("panels-below-zero", small_multiples::draw(&panels_below_zero())),
        ("spread-double", ensemble::draw(&spread_of_products(Size::DoubleColumn))),
        ("spread-single", ensemble::draw(&spread_of_products(Size::SingleColumn))),
        ("sweep-6-double", length_sweep::draw(&sweep_of_countries(Size::DoubleColumn, 6))),
        ("sweep-2-single", length_sweep::draw(&sweep_of_countries(Size::SingleColumn, 2))),
        ("sweep-1-double", length_sweep::draw(&sweep_of_countries(Size::DoubleColumn, 1))),
        ("sweep-3-slide", length_sweep::draw(&sweep_of_countries(Size::Slide, 3))),
        ("waterfall-double", waterfall::draw(&waterfall_of_scope(Size::DoubleColumn))),
        ("waterfall-single", waterfall::draw(&waterfall_of_scope(Size::SingleColumn))),
        ("waterfall-slide", waterfall::draw(&waterfall_of_scope(Size::Slide))),
        ("waterfall-zero", waterfall::draw(&waterfall_through_zero(Size::DoubleColumn))),
    ];
    figures.into_iter().map(|(name, svg)| (name, svg.unwrap())).collect()
}
