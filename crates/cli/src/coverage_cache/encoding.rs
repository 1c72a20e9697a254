//! A coverage as bytes, with a sum over them by which a damaged file is known.

use crate::bytes::{Reader, Writer, without_sum};
use fluxledger_core::coverage::{RegionCoverage, Run};
use fluxledger_core::{Area, Coverage, RegionCode};
use rayon::prelude::*;

/// The first line of a file: what it is and its version.
const HEADING: &[u8] = b"fluxledger-coverage 1\n";

/// Heading, description, content, and the CRC-32 of all of them.
pub(super) fn encoded(description: &str, coverage: &Coverage) -> Vec<u8> {
    let mut bytes = Writer(HEADING.to_vec());
    bytes.text(description);
    [coverage.shape.0, coverage.shape.1, coverage.regions.len()].into_iter().for_each(|count| bytes.count(count));
    for region in &coverage.regions {
        bytes.text(region.code.as_str());
        bytes.text(&region.name);
        bytes.number(region.area.as_m2());
        bytes.count(region.runs.len());
        for run in &region.runs {
            bytes.0.extend(run.first.to_le_bytes());
            bytes.0.extend(run.length.to_le_bytes());
            bytes.number(run.share);
        }
    }
    bytes.with_sum()
}

/// The coverage of a whole and undamaged file, or none.
pub(super) fn decoded(bytes: &[u8]) -> Option<Coverage> {
    let mut rest = Reader(without_sum(bytes)?.strip_prefix(HEADING)?);
    rest.text()?;
    let shape = (rest.count()?, rest.count()?);
    let regions = rest.list(region)?;
    // Small regions and large ones alternate, so that each is given to the thread that is free.
    let regions =
        regions.into_par_iter().with_max_len(1).map(|(region, runs)| RegionCoverage { runs: runs.iter().map(run).collect(), ..region });
    rest.0.is_empty().then(|| Coverage { shape, regions: regions.collect() })
}

/// The description at the start of a file, or none if it is no file of ours.
pub(super) fn description(start: &[u8]) -> Option<String> {
    Reader(start.strip_prefix(HEADING)?).text()
}

/// A region that has no runs yet, and the bytes of its runs.
fn region<'a>(rest: &mut Reader<'a>) -> Option<(RegionCoverage, &'a [[u8; 16]])> {
    let (code, name) = (RegionCode::new(rest.text()?), rest.text()?);
    let (area, count) = (Area::from_m2(rest.number()?), rest.count()?);
    let (runs, _) = rest.slice(count.checked_mul(16)?)?.as_chunks();
    Some((RegionCoverage { code, name, area, runs: Vec::new() }, runs))
}

fn run(&[f0, f1, f2, f3, l0, l1, l2, l3, ref share @ ..]: &[u8; 16]) -> Run {
    Run { first: u32::from_le_bytes([f0, f1, f2, f3]), length: u32::from_le_bytes([l0, l1, l2, l3]), share: f64::from_le_bytes(*share) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage() -> Coverage {
        let runs = vec![Run { first: 3, length: 2, share: 1.0 }, Run { first: 7, length: 1, share: 0.1 }];
        let region = RegionCoverage { code: RegionCode::new("CIV"), name: "Côte d’Ivoire".into(), area: Area::from_m2(3.2e11), runs };
        Coverage { shape: (2, 5), regions: vec![region] }
    }

    #[test]
    fn a_coverage_comes_back_as_it_was() {
        let bytes = encoded("one region", &coverage());
        assert_eq!(decoded(&bytes), Some(coverage()));
        assert_eq!(description(&bytes).as_deref(), Some("one region"));
    }

    #[test]
    fn a_file_that_is_cut_off_or_changed_is_not_taken() {
        let bytes = encoded("one region", &coverage());
        for length in 0..bytes.len() {
            assert_eq!(decoded(&bytes[..length]), None);
        }
        for position in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[position] ^= 4;
            assert_eq!(decoded(&changed), None);
        }
    }
}
