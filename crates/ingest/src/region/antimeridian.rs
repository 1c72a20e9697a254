//! Rings that leave [−180°, 180°] or jump over the antimeridian, cut into parts that do neither.

/// A ring that runs round the Earth on both sides of the equator, so that no pole is the one that it encloses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RoundThePole;

/// How a ring meets the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Crossing {
    /// Its longitudes do not jump.
    None,
    /// Longitudes jump by more than 180°: the short way is meant, over the antimeridian.
    Jumps,
    /// It runs once round the Earth, and has been closed along the pole on its side of the equator.
    Encloses(Pole),
    /// One edge follows a parallel, at this latitude, all round the Earth, and another way back bounds the ring on its other side.
    FollowsParallel(f64),
}

/// A pole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pole {
    North,
    South,
}

impl Pole {
    const fn latitude(self) -> f64 {
        match self {
            Self::North => 90.0,
            Self::South => -90.0,
        }
    }

    /// The word for it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::North => "north",
            Self::South => "south",
        }
    }
}

/// Coordinates nearer than this in degrees to ±180° or to a pole are meant to be there; on the ground it is a tenth of a millimetre.
const ROUNDING: f64 = 1e-9;

/// A point exactly on the antimeridian or a pole if it misses that by rounding alone, as −179.999 999 999 999 94° in Natural Earth does.
pub(super) fn snapped([longitude, latitude]: [f64; 2]) -> [f64; 2] {
    let snap = |value: f64, limit: f64| if (value.abs() - limit).abs() < ROUNDING { limit.copysign(value) } else { value };
    [snap(longitude, 180.0), snap(latitude, 90.0)]
}

/// The ring with longitudes that run on instead of jumping, perhaps beyond ±180°.
///
/// An edge of more than 180° is taken the short way if the ring then closes round some area. If all such edges are whole turns, as along
/// a pole or in a belt round the Earth, the ring stands as it is (RFC 7946, section 3.1.9, has edges straight in longitude and latitude).
/// A ring that runs once round the Earth on one side of the equator encloses the pole there and is closed along it.
///
/// # Errors
/// If the ring closes in none of these ways.
pub(super) fn unwrap(ring: Vec<[f64; 2]>) -> Result<(Vec<[f64; 2]>, Crossing), RoundThePole> {
    let turns = turns_of_edges(&ring);
    if turns.iter().all(|turns| *turns == 0.0) {
        return Ok((ring, Crossing::None));
    }
    let unwrapped = shifted_by_turns(&ring, &turns);
    if turns.iter().sum::<f64>() == 0.0 && width(&unwrapped) > 0.0 {
        return Ok((unwrapped, Crossing::Jumps));
    }
    let whole_turns = edges(&ring).zip(&turns).all(|((from, to), turns)| *turns == 0.0 || (to[0] - from[0]).abs() == 360.0);
    if whole_turns {
        let crossing = followed_parallel(&ring, &turns).map_or(Crossing::None, Crossing::FollowsParallel);
        return Ok((ring, crossing));
    }
    let pole = enclosed_pole(&ring, &turns).ok_or(RoundThePole)?;
    Ok((closed_along(pole, unwrapped, &turns), Crossing::Encloses(pole)))
}

/// The latitude of the one edge that goes all round the Earth; none if it lies at a pole, or if another comes back.
fn followed_parallel(ring: &[[f64; 2]], turns: &[f64]) -> Option<f64> {
    let latitude = edges(ring).zip(turns).find(|(_, turns)| **turns != 0.0).map(|((from, _), _)| from[1])?;
    (turns.iter().sum::<f64>() != 0.0 && latitude.abs() < 90.0).then_some(latitude)
}

/// The pole that a ring encloses that runs once round the Earth; none if it runs on both sides of the equator.
fn enclosed_pole(ring: &[[f64; 2]], turns: &[f64]) -> Option<Pole> {
    let once = turns.iter().sum::<f64>().abs() == 1.0;
    let northern = ring.iter().all(|point| point[1] > 0.0).then_some(Pole::North);
    let southern = ring.iter().all(|point| point[1] < 0.0).then_some(Pole::South);
    northern.or(southern).filter(|_| once)
}

/// An unwrapped ring that ends a turn away from where it began, closed by way of a pole.
fn closed_along(pole: Pole, mut unwrapped: Vec<[f64; 2]>, turns: &[f64]) -> Vec<[f64; 2]> {
    let [longitude, latitude] = unwrapped[0];
    let end = longitude - 360.0 * turns.iter().sum::<f64>();
    unwrapped.extend([[end, latitude], [end, pole.latitude()], [longitude, pole.latitude()]]);
    unwrapped
}

/// The number of whole turns by which each edge, the last back to the first point, is longer than the short way.
fn turns_of_edges(ring: &[[f64; 2]]) -> Vec<f64> {
    let turns = |step: f64| if step.abs() > 180.0 { (step / 360.0).round() } else { 0.0 };
    edges(ring).map(|(from, to)| turns(to[0] - from[0])).collect()
}

fn edges(ring: &[[f64; 2]]) -> impl Iterator<Item = (&[f64; 2], &[f64; 2])> {
    ring.iter().zip(ring.iter().cycle().skip(1))
}

fn shifted_by_turns(ring: &[[f64; 2]], turns: &[f64]) -> Vec<[f64; 2]> {
    let mut taken = 0.0;
    let shifted = ring.iter().zip(turns).map(|([longitude, latitude], turns)| {
        let point = [longitude - 360.0 * taken, *latitude];
        taken += turns;
        point
    });
    shifted.collect()
}

fn width(ring: &[[f64; 2]]) -> f64 {
    let [west, east] = extent(ring);
    east - west
}

/// The westernmost and the easternmost longitude of a ring.
pub(super) fn extent(ring: &[[f64; 2]]) -> [f64; 2] {
    ring.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[west, east], point| [west.min(point[0]), east.max(point[0])])
}

/// The windows of 360° that a range of longitudes reaches into, each by its number: 0 is [−180°, 180°], 1 lies east of it.
pub(super) fn windows([west, east]: [f64; 2]) -> impl Iterator<Item = i32> {
    #[expect(clippy::cast_possible_truncation, reason = "longitudes are at most a few turns")]
    let number = |turns: f64| turns as i32;
    number(((west + 180.0) / 360.0).floor()).min(number(((east - 180.0) / 360.0).ceil()))..=number(((east - 180.0) / 360.0).ceil())
}

/// The part of an unwrapped ring in a window, moved into [−180°, 180°]; empty if the ring lies outside.
///
/// Clipped at both meridians (Sutherland and Hodgman 1974, Communications of the ACM 17, 32–42): parts of one window stay one ring,
/// joined by edges along the meridian that enclose no area.
pub(super) fn part_in_window(ring: &[[f64; 2]], window: i32) -> Vec<[f64; 2]> {
    part_between(&turned(ring, -f64::from(window)), [-180.0, 180.0])
}

/// The ring moved by whole turns to the east.
pub(super) fn turned(ring: &[[f64; 2]], turns: f64) -> Vec<[f64; 2]> {
    ring.iter().map(|[longitude, latitude]| [longitude + 360.0 * turns, *latitude]).collect()
}

/// The part of a ring between two meridians; empty if it lies outside.
pub(super) fn part_between(ring: &[[f64; 2]], [west, east]: [f64; 2]) -> Vec<[f64; 2]> {
    let east_of_west_edge = clip(ring, west, |longitude| longitude >= west);
    let part = clip(&east_of_west_edge, east, |longitude| longitude <= east);
    if width(&part) > 0.0 { part } else { Vec::new() }
}

fn clip(ring: &[[f64; 2]], meridian: f64, inside: impl Fn(f64) -> bool) -> Vec<[f64; 2]> {
    let mut clipped = Vec::with_capacity(ring.len());
    for (from, to) in edges(ring) {
        if inside(from[0]) {
            clipped.push(*from);
        }
        if inside(from[0]) != inside(to[0]) {
            clipped.push(crossing_point(*from, *to, meridian));
        }
    }
    clipped.dedup();
    if clipped.len() > 1 && clipped.first() == clipped.last() {
        clipped.pop();
    }
    clipped
}

/// Where an edge meets a meridian; computed from west to east, so that neighbours who share the edge get the same point.
fn crossing_point(from: [f64; 2], to: [f64; 2], meridian: f64) -> [f64; 2] {
    let [west, east] = if from[0] <= to[0] { [from, to] } else { [to, from] };
    let share = (meridian - west[0]) / (east[0] - west[0]);
    [meridian, west[1] + share * (east[1] - west[1])]
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    /// Planar area in square degrees, positive counter-clockwise.
    fn planar_area(ring: &[[f64; 2]]) -> f64 {
        edges(ring).map(|(from, to)| (from[0] * to[1] - to[0] * from[1]) / 2.0).sum()
    }

    #[test]
    fn a_square_over_the_antimeridian_is_cut_in_two() {
        let (ring, crossing) = unwrap(vec![[170.0, 0.0], [-170.0, 0.0], [-170.0, 10.0], [170.0, 10.0]]).unwrap();
        assert_eq!(crossing, Crossing::Jumps);
        assert_eq!(windows(extent(&ring)).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(part_in_window(&ring, 0), [[170.0, 0.0], [180.0, 0.0], [180.0, 10.0], [170.0, 10.0]]);
        assert_eq!(part_in_window(&ring, 1), [[-180.0, 0.0], [-170.0, 0.0], [-170.0, 10.0], [-180.0, 10.0]]);
    }

    #[test]
    fn a_belt_round_the_earth_and_a_cap_to_the_pole_stand_as_they_are() {
        let belt = vec![[-180.0, 0.0], [180.0, 0.0], [180.0, 10.0], [-180.0, 10.0]];
        let cap = vec![[-180.0, -90.0], [-180.0, -80.0], [0.0, -70.0], [180.0, -80.0], [180.0, -90.0]];
        for ring in [belt, cap] {
            assert_eq!(unwrap(ring.clone()), Ok((ring, Crossing::None)));
        }
    }

    #[test]
    fn a_ring_round_a_pole_that_does_not_reach_it_is_closed_along_it() {
        let closed = vec![[-120.0, -70.0], [0.0, -70.0], [120.0, -70.0], [240.0, -70.0], [240.0, -90.0], [-120.0, -90.0]];
        assert_eq!(unwrap(vec![[-120.0, -70.0], [0.0, -70.0], [120.0, -70.0]]), Ok((closed, Crossing::Encloses(Pole::South))));
        let westwards = vec![[120.0, 70.0], [0.0, 75.0], [-120.0, 70.0], [-240.0, 70.0], [-240.0, 90.0], [120.0, 90.0]];
        assert_eq!(unwrap(vec![[120.0, 70.0], [0.0, 75.0], [-120.0, 70.0]]), Ok((westwards, Crossing::Encloses(Pole::North))));
    }

    #[test]
    fn a_ring_round_the_earth_on_both_sides_of_the_equator_is_refused() {
        assert_eq!(unwrap(vec![[-120.0, -10.0], [0.0, 20.0], [120.0, -10.0]]), Err(RoundThePole));
    }

    #[test]
    fn a_ring_that_only_touches_the_antimeridian_lies_in_one_window() {
        let touching = [[170.0, 0.0], [180.0, 5.0], [170.0, 10.0]];
        assert_eq!(windows(extent(&touching)).collect::<Vec<_>>(), [0]);
        let from_the_east = [[180.0, 0.0], [190.0, 5.0], [180.0, 10.0]];
        assert_eq!(windows(extent(&from_the_east)).collect::<Vec<_>>(), [1]);
    }

    proptest! {
        #[test]
        fn cutting_keeps_the_area(west in 0.0..359.0_f64, width in 1.0..179.0_f64, south in -80.0..0.0_f64, height in 1.0..80.0_f64) {
            let ring = [[west, south], [west + width, south + height / 3.0], [west + width / 2.0, south + height]];
            let parts: f64 = windows(extent(&ring)).map(|window| planar_area(&part_in_window(&ring, window))).sum();
            assert_relative_eq!(parts, planar_area(&ring), max_relative = 1e-9);
        }

        #[test]
        fn a_wrapped_ring_unwraps_to_itself_up_to_whole_turns(west in -180.0..180.0_f64, width in 1.0..90.0_f64) {
            let wrap = |longitude: f64| if longitude > 180.0 { longitude - 360.0 } else { longitude };
            let ring = vec![[west, 0.0], [wrap(west + width), 0.0], [wrap(west + width / 2.0), 10.0]];
            let (unwrapped, _) = unwrap(ring).unwrap();
            assert_relative_eq!(planar_area(&unwrapped), width * 5.0, max_relative = 1e-9);
        }
    }
}
