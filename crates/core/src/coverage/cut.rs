//! Edges cut at the lines of a grid into pieces that each lie in one cell.

use super::edge::Edge;
use crate::region::Ring;
use std::ops::Range;

/// The lines of a grid, its meridians turned by a whole circle where that is where the outlines lie.
#[derive(Clone, Debug)]
pub(super) struct Mesh<'a> {
    /// Latitude edges, from north to south.
    pub(super) parallels: &'a [f64],
    /// Longitude edges, from west to east.
    pub(super) meridians: Vec<f64>,
}

/// A piece of an edge within one cell, from its southern to its northern end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    /// Row of the cell.
    pub(super) row: usize,
    /// Column of the cell.
    pub(super) column: usize,
    /// Ends in degrees north of the cell's southern side.
    pub(super) north: [f64; 2],
    /// Ends in cell widths east of the cell's western side.
    pub(super) east: [f64; 2],
}

/// Cuts the edges of a ring one after the other: most are shorter than a cell, and lie where the one before them ended.
pub(super) struct Cutter<'a> {
    mesh: &'a Mesh<'a>,
    /// Row and column of the piece that was cut last.
    last: [usize; 2],
}

/// The part of an edge within one row.
struct Section<'a> {
    edge: &'a Edge,
    row: usize,
    /// Latitude of the row's southern side.
    base: f64,
    /// Latitudes of the two ends, which are the edge's own or the row's, exactly.
    parallels: [f64; 2],
}

impl<'a> Cutter<'a> {
    pub(super) const fn new(mesh: &'a Mesh<'a>) -> Self {
        Self { mesh, last: [0, 0] }
    }

    /// Cuts an edge into its pieces, as [`Mesh::cut`] does.
    pub(super) fn cut(&mut self, edge: &Edge, mut emit: impl FnMut(Piece)) {
        let Self { mesh, last } = self;
        match mesh.whole(*last, edge) {
            Some(piece) => emit(piece),
            None => mesh.cut(edge, &mut |piece| {
                *last = [piece.row, piece.column];
                emit(piece);
            }),
        }
    }
}

impl Mesh<'_> {
    /// The one piece of an edge that lies within a cell: the numbers that [`Self::cut`] finds, since an edge is exact at its ends.
    fn whole(&self, [row, column]: [usize; 2], edge: &Edge) -> Option<Piece> {
        let (top, base) = (self.parallels[row], self.parallels[row + 1]);
        let (western, eastern) = (self.meridians[column], self.meridians[column + 1]);
        let (west, east) = (edge.south[0].min(edge.north[0]), edge.south[0].max(edge.north[0]));
        let is_within = base <= edge.south[1] && edge.north[1] <= top && western <= west && west < eastern && east <= eastern;
        let east_of_side = |longitude: f64| (longitude - western) / (eastern - western);
        is_within.then(|| Piece {
            row,
            column,
            north: [edge.south[1] - base, edge.north[1] - base],
            east: [east_of_side(edge.south[0]), east_of_side(edge.north[0])],
        })
    }

    /// Whether any of a ring lies west of the mesh's eastern and east of its western side.
    pub(super) fn reaches(&self, ring: &Ring) -> bool {
        let (west, east) = (self.meridians[0], self.meridians[self.meridians.len() - 1]);
        ring.0.iter().any(|point| point[0] > west) && ring.0.iter().any(|point| point[0] < east)
    }

    /// Cuts an edge into its pieces: row by row from the north, within a row from south to north.
    ///
    /// What lies west of the grid is moved to its western side, where it bounds the same area towards the east;
    /// what lies east of the grid bounds no area in it and is left out.
    fn cut(&self, edge: &Edge, emit: &mut impl FnMut(Piece)) {
        for row in self.rows_crossed(edge) {
            let (top, base) = (self.parallels[row], self.parallels[row + 1]);
            let parallels = [edge.south[1].max(base), edge.north[1].min(top)];
            self.cut_section(&Section { edge, row, base, parallels }, emit);
        }
    }

    /// The rows of which an edge crosses the inside.
    fn rows_crossed(&self, edge: &Edge) -> Range<usize> {
        let first = partition_near(self.parallels, place(self.parallels, edge.north[1]), |parallel| parallel >= edge.north[1]).max(1) - 1;
        let end = partition_near(self.parallels, first, |parallel| parallel > edge.south[1]).min(self.parallels.len() - 1);
        first..end
    }

    /// Cuts a section at the meridians that it crosses.
    ///
    /// A strip is what lies between two meridians: strip 0 west of the grid, strip k = column k − 1, the last one east of the grid.
    fn cut_section(&self, section: &Section, emit: &mut impl FnMut(Piece)) {
        let [start, end] = section.parallels.map(|parallel| section.edge.east_of(0.0, parallel));
        let (west, east) = (start.min(end), start.max(end));
        let westernmost = partition_near(&self.meridians, place(&self.meridians, west), |meridian| meridian <= west);
        let easternmost = partition_near(&self.meridians, westernmost, |meridian| meridian < east).max(westernmost);
        let mut south = section.parallels[0] - section.base;
        let mut walk = |strip: usize, exit: Option<f64>| {
            let last = section.parallels[1] - section.base;
            let north = exit.map_or(last, |meridian| section.edge.north_of(section.base, meridian).clamp(south, last));
            self.emit_piece(section, strip, [south, north], emit);
            south = north;
        };
        if start <= end {
            (westernmost..easternmost).for_each(|strip| walk(strip, Some(self.meridians[strip])));
            walk(easternmost, None);
        } else {
            (westernmost + 1..=easternmost).rev().for_each(|strip| walk(strip, Some(self.meridians[strip - 1])));
            walk(westernmost, None);
        }
    }

    fn emit_piece(&self, section: &Section, strip: usize, north: [f64; 2], emit: &mut impl FnMut(Piece)) {
        let row = section.row;
        if strip == 0 {
            emit(Piece { row, column: 0, north, east: [0.0, 0.0] });
        } else if strip < self.meridians.len() {
            let (west, width) = (self.meridians[strip - 1], self.meridians[strip] - self.meridians[strip - 1]);
            let east = section.parallels.map(|parallel| (section.edge.east_of(west, parallel) / width).clamp(0.0, 1.0));
            emit(Piece { row, column: strip - 1, north, east });
        }
    }
}

/// About where a number lies among lines, exactly where they stand at equal distances.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a guess")]
fn place(lines: &[f64], number: f64) -> usize {
    let (first, last) = (lines[0], lines[lines.len() - 1]);
    ((number - first) / (last - first) * (lines.len() - 1) as f64) as usize
}

/// How many lines lie before a place, as `partition_point` finds it, which is asked only where a guess is not close.
fn partition_near(lines: &[f64], guess: usize, is_before: impl Fn(f64) -> bool) -> usize {
    /// Lines on either side of the guess.
    const CLOSE: usize = 2;
    let guess = guess.min(lines.len());
    let close = guess.saturating_sub(CLOSE)..(guess + CLOSE).min(lines.len());
    let begins_before = close.start == 0 || is_before(lines[close.start - 1]);
    let ends_after = close.end == lines.len() || !is_before(lines[close.end]);
    if begins_before && ends_after {
        close.start + lines[close].iter().filter(|line| is_before(**line)).count()
    } else {
        lines.partition_point(|&line| is_before(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_guess_never_changes_what_is_found(
            mut lines in prop::collection::vec(-90.0..90.0_f64, 2..40),
            number in -100.0..100.0_f64,
            guess in 0..50_usize,
        ) {
            lines.sort_by(f64::total_cmp);
            let expected = lines.partition_point(|&line| line <= number);
            for guess in [guess, place(&lines, number), usize::MAX - 1, expected] {
                prop_assert_eq!(partition_near(&lines, guess, |line| line <= number), expected);
            }
        }
    }

    proptest! {
        /// Wherever the piece before lay, on lines of the grid too, the numbers are those of a search.
        #[test]
        fn a_piece_within_a_cell_is_found_without_a_search(
            ends in prop::array::uniform2((-1..=9_i32, -1..=9_i32, 0.0..1.0_f64)),
            last in prop::array::uniform2(0..2_usize),
        ) {
            let mesh = Mesh { parallels: &[2.0, 1.0, 0.0], meridians: vec![0.0, 2.0, 4.0] };
            // Quarters of a degree, so that many ends lie on lines, or a random way from there.
            let end = |(east, north, off): (i32, i32, f64)| {
                let off = if off < 0.5 { 0.0 } else { 0.25 * off };
                [f64::from(east) / 2.0 + off, f64::from(north) / 4.0 + off]
            };
            let [one, other] = ends.map(end);
            let [south, north] = if one[1] < other[1] { [one, other] } else { [other, one] };
            prop_assume!(south[1] < north[1]);
            let edge = Edge { south, north, direction: 1.0 };
            let [mut searched, mut found] = [Vec::new(), Vec::new()];
            mesh.cut(&edge, &mut |piece| searched.push(piece));
            Cutter { mesh: &mesh, last }.cut(&edge, |piece| found.push(piece));
            prop_assert_eq!(found, searched);
        }
    }

    fn pieces(south: [f64; 2], north: [f64; 2]) -> Vec<(usize, usize, [f64; 2], [f64; 2])> {
        let mesh = Mesh { parallels: &[2.0, 1.0, 0.0], meridians: vec![0.0, 2.0, 4.0] };
        let mut pieces = Vec::new();
        mesh.cut(&Edge { south, north, direction: 1.0 }, &mut |piece| pieces.push((piece.row, piece.column, piece.north, piece.east)));
        pieces
    }

    #[test]
    fn a_diagonal_is_cut_where_it_changes_cell() {
        assert_eq!(pieces([1.0, 0.5], [3.0, 1.5]), [(0, 1, [0.0, 0.5], [0.0, 0.5]), (1, 0, [0.5, 1.0], [0.5, 1.0])]);
        assert_eq!(pieces([3.0, 0.0], [1.0, 1.0]), [(1, 1, [0.0, 0.5], [0.5, 0.0]), (1, 0, [0.5, 1.0], [1.0, 0.5])]);
    }

    #[test]
    fn an_edge_on_a_meridian_belongs_to_the_column_east_of_it() {
        assert_eq!(pieces([2.0, 0.0], [2.0, 1.0]), [(1, 1, [0.0, 1.0], [0.0, 0.0])]);
    }

    #[test]
    fn what_lies_west_of_the_grid_stands_at_its_western_side() {
        assert_eq!(pieces([-2.0, 0.0], [2.0, 1.0]), [(1, 0, [0.0, 0.5], [0.0, 0.0]), (1, 0, [0.5, 1.0], [0.0, 1.0])]);
    }

    #[test]
    fn what_lies_east_north_or_south_of_the_grid_is_left_out() {
        assert_eq!(pieces([3.0, 1.0], [5.0, 2.0]), [(0, 1, [0.0, 0.5], [0.5, 1.0])]);
        assert_eq!(pieces([4.0, 0.0], [4.0, 2.0]), []);
        assert_eq!(pieces([1.0, 2.0], [1.0, 3.0]), []);
        assert_eq!(pieces([1.0, -1.0], [1.0, 0.0]), []);
    }
}
