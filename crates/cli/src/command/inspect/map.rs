//! A map for a terminal: the mean flux in shades of block characters, within 80 columns and without colours.

use fluxledger_core::projection::Extent;
use fluxledger_core::{Field, Grid};
use ndarray::Array2;

/// The most characters of a row of the map.
const COLUMNS: f64 = 72.0;
/// The most rows of the map.
const ROWS: f64 = 24.0;
/// How much higher than wide a character is.
const HEIGHT_OF_CHARACTER: f64 = 2.0;
/// Shades of the powers of ten of a flux into the air, from the largest down.
const SHADES: [char; 4] = ['█', '▓', '▒', '░'];
/// The same for a flux out of the air.
const SINKS: [char; 4] = ['≡', '=', '-', '-'];
/// Less than every shade.
const FAINT: char = '·';
/// No value.
const MISSING: char = ' ';

/// Rows of characters with what they mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TerminalMap {
    /// The rows, from north to south, without labels.
    pub(super) rows: Vec<String>,
    /// The latitude of the middle of each row in degrees.
    latitudes: Vec<i32>,
    /// The western and the eastern edge in degrees.
    edges: [i32; 2],
    /// What each character means.
    pub(super) legend: Vec<(char, String)>,
}

impl TerminalMap {
    /// The map of a field in kg m⁻² s⁻¹; none if it has no value other than zero.
    pub(super) fn of(field: &Field) -> Option<Self> {
        let frame = MapFrame::of(&field.grid);
        let means = frame.means(field);
        let largest = means.iter().filter(|mean| mean.is_finite()).fold(0.0, |largest: f64, mean| largest.max(mean.abs()));
        if largest == 0.0 {
            return None;
        }
        let top = exponent(largest);
        let rows = means.rows().into_iter().map(|row| row.iter().map(|&mean| character(mean, top)).collect()).collect();
        Some(Self { rows, latitudes: frame.latitudes(), edges: frame.edges(), legend: legend(top, means.iter().any(|&mean| mean < 0.0)) })
    }

    /// The map with its labels and legend, not wider than 80 columns.
    pub(super) fn text(&self) -> String {
        let width = self.rows.first().map_or(0, |row| row.chars().count());
        let line = |(position, row): (usize, &String)| {
            let label = if self.is_labelled(position) { degrees(self.latitudes[position], 'N', 'S') } else { String::new() };
            format!("  {label:>4}│{row}│\n")
        };
        let mut text = format!("      ┌{}┐\n", "─".repeat(width));
        text.extend(self.rows.iter().enumerate().map(line));
        text.push_str(&format!("      └{}┘\n", "─".repeat(width)));
        text.push_str(&self.longitude_labels(width));
        text.extend(self.legend.iter().map(|(character, meaning)| format!("       {character} {meaning}\n")));
        text
    }

    /// The first, the middle and the last row.
    fn is_labelled(&self, row: usize) -> bool {
        [0, self.rows.len() / 2, self.rows.len() - 1].contains(&row)
    }

    fn longitude_labels(&self, width: usize) -> String {
        let [west, east] = self.edges.map(|edge| degrees(edge, 'E', 'W'));
        let between = width.saturating_sub(west.chars().count());
        format!("       {west}{east:>between$}\n")
    }
}

fn degrees(value: i32, positive: char, negative: char) -> String {
    let side = match value {
        0 | 180 | -180 if positive == 'E' => String::new(),
        0 => String::new(),
        _ => if value > 0 { positive } else { negative }.to_string(),
    };
    format!("{}°{side}", value.abs())
}

/// The power of ten of a flux.
#[expect(clippy::cast_possible_truncation, reason = "the exponent of a finite number is small")]
fn exponent(flux: f64) -> i32 {
    flux.abs().log10().floor() as i32
}

fn character(mean: f64, top: i32) -> char {
    if !mean.is_finite() {
        return MISSING;
    }
    let shades = if mean < 0.0 { SINKS } else { SHADES };
    let below = if mean == 0.0 { None } else { usize::try_from(top - exponent(mean)).ok() };
    below.and_then(|below| shades.get(below)).copied().unwrap_or(FAINT)
}

fn legend(top: i32, has_sinks: bool) -> Vec<(char, String)> {
    let shade = |(step, &shade): (i32, &char)| (shade, format!("from 10^{} kg m⁻² s⁻¹", top - step));
    let mut legend: Vec<(char, String)> = (0..).zip(&SHADES).map(shade).collect();
    legend.push((FAINT, "less, or nothing".to_owned()));
    if has_sinks {
        legend.push((SINKS[0], format!("out of the air, from 10^{top}")));
        legend.push((SINKS[1], format!("out of the air, from 10^{}", top - 1)));
        legend.push((SINKS[2], format!("out of the air, from 10^{}", top - 3)));
    }
    legend
}

/// Where the characters of a map lie.
struct MapFrame<'a> {
    grid: &'a Grid,
    /// The western edge; the southern and the northern.
    west: f64,
    latitudes: [f64; 2],
    /// The extent of longitudes in degrees.
    width: f64,
    rows: usize,
    columns: usize,
}

impl<'a> MapFrame<'a> {
    /// A frame round a grid; the whole Earth begins at 180° W, whatever the grid begins with.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and the largest number of characters")]
    fn of(grid: &'a Grid) -> Self {
        let Extent { longitudes: [west, east], latitudes: [south, north] } = grid.extent();
        let (width, height) = (east - west, north - south);
        let is_whole_turn = (width - 360.0).abs() < 1e-6;
        let middle = f64::midpoint(north, south).to_radians();
        let square = HEIGHT_OF_CHARACTER * if is_whole_turn { 1.0 } else { middle.cos().max(0.2) };
        let degrees = (width / COLUMNS).max(height / (ROWS * square));
        let count = |characters: f64| (characters.round() as usize).max(1);
        let west = if is_whole_turn { -180.0 } else { west };
        let (rows, columns) = (count(height / (degrees * square)), count(width / degrees));
        Self { grid, west, latitudes: [south, north], width, rows, columns }
    }

    /// The mean flux of each character: of the cells whose middle lies in it, weighted by area; if none does, of the cell in its middle.
    fn means(&self, field: &Field) -> Array2<f64> {
        let mut sums = Array2::<f64>::zeros((self.rows, self.columns));
        let mut weights = Array2::<f64>::zeros((self.rows, self.columns));
        let mut holds_a_middle = Array2::from_elem((self.rows, self.columns), false);
        for ((row, column), &value) in field.values.indexed_iter() {
            let [longitude, latitude] = self.grid.centre(row, column);
            let place = (self.row_at(latitude), self.column_at(longitude));
            holds_a_middle[place] = true;
            if value.is_finite() {
                let weight = latitude.to_radians().cos();
                sums[place] += value * weight;
                weights[place] += weight;
            }
        }
        Array2::from_shape_fn((self.rows, self.columns), |place| {
            if holds_a_middle[place] { sums[place] / weights[place] } else { self.value_in_middle(field, place) }
        })
    }

    fn value_in_middle(&self, field: &Field, (row, column): (usize, usize)) -> f64 {
        let longitude = self.west + share(column, self.columns) * self.width;
        self.grid.locate([longitude, self.latitude(row)]).map_or(f64::NAN, |place| field.values[place])
    }

    /// The latitude of the middle of a row.
    fn latitude(&self, row: usize) -> f64 {
        let [south, north] = self.latitudes;
        north - share(row, self.rows) * (north - south)
    }

    fn row_at(&self, latitude: f64) -> usize {
        let [south, north] = self.latitudes;
        part((north - latitude) / (north - south), self.rows)
    }

    fn column_at(&self, longitude: f64) -> usize {
        part((longitude - self.west).rem_euclid(360.0) / self.width, self.columns)
    }

    fn latitudes(&self) -> Vec<i32> {
        (0..self.rows).map(|row| whole(self.latitude(row))).collect()
    }

    fn edges(&self) -> [i32; 2] {
        let east = self.west + self.width;
        [self.west, if east > 180.0 { east - 360.0 } else { east }].map(whole)
    }
}

/// The place of the middle of a part among equal parts of a whole.
#[expect(clippy::cast_precision_loss, reason = "a map has few characters")]
fn share(part: usize, parts: usize) -> f64 {
    (part as f64 + 0.5) / parts as f64
}

/// The part of a whole in which a place lies.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of few characters")]
fn part(share: f64, parts: usize) -> usize {
    ((share * parts as f64) as usize).min(parts - 1)
}

#[expect(clippy::cast_possible_truncation, reason = "degrees are small")]
fn whole(degrees: f64) -> i32 {
    degrees.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::Axis;
    use fluxledger_core::{Calendar, Gas, LayerMeaning, Measure, Period, Role};
    use std::sync::Arc;

    fn field(latitudes: [f64; 2], longitudes: [f64; 2], rows: usize, columns: usize, flux: impl Fn(f64, f64) -> f64) -> Field {
        let axis = |edges: [f64; 2], count| Axis::uniform(edges[0], edges[1], count).unwrap();
        let grid = Arc::new(Grid::new(axis(latitudes, rows), axis(longitudes, columns)).unwrap());
        let values =
            Array2::from_shape_fn((rows, columns), |(row, column)| flux(grid.latitudes().centre(row), grid.longitudes().centre(column)));
        let meaning = meaning();
        Field { meaning, grid, values }
    }

    fn meaning() -> LayerMeaning {
        LayerMeaning {
            name: "flux".into(),
            role: Role::Emission,
            gas: Gas::Ch4,
            category: None,
            scope: fluxledger_core::Scope::Anthropogenic,
            kind: fluxledger_core::ProductKind::BottomUp,
            period: Period::year(2019),
            calendar: Calendar::Standard,
            measure: Measure::Flux,
            contains: vec![],
            member: None,
        }
    }

    #[test]
    fn the_world_begins_at_180_west_whatever_the_grid_begins_with() {
        // A source in the west, a sink in the east, nothing known of the south.
        let flux = |latitude: f64, longitude: f64| match longitude.rem_euclid(360.0) {
            _ if latitude < -60.0 => f64::NAN,
            longitude if (240.0..260.0).contains(&longitude) => 3e-9,
            longitude if (260.0..280.0).contains(&longitude) => 3e-11,
            longitude if (90.0..120.0).contains(&longitude) => -4e-10,
            _ => 0.0,
        };
        let from_greenwich = TerminalMap::of(&field([-90.0, 90.0], [0.0, 360.0], 36, 72, flux)).unwrap();
        assert_eq!(from_greenwich, TerminalMap::of(&field([-90.0, 90.0], [-180.0, 180.0], 36, 72, flux)).unwrap());
        let text = from_greenwich.text();
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn a_coarse_part_of_the_world_shows_every_cell() {
        let map = TerminalMap::of(&field(
            [0.0, 20.0],
            [0.0, 80.0],
            2,
            4,
            |latitude, longitude| if latitude > 10.0 { 1e-9 } else { longitude * 1e-13 },
        ));
        insta::assert_snapshot!(map.unwrap().text());
    }

    #[test]
    fn a_field_of_nothing_has_no_map() {
        assert_eq!(TerminalMap::of(&field([0.0, 20.0], [0.0, 80.0], 2, 4, |_, _| 0.0)), None);
        assert_eq!(TerminalMap::of(&field([0.0, 20.0], [0.0, 80.0], 2, 4, |_, _| f64::NAN)), None);
    }
}
