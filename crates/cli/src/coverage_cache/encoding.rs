//! A coverage as bytes, with a sum over them by which a damaged file is known.

use fluxledger_core::coverage::{RegionCoverage, Run};
use fluxledger_core::{Area, Coverage, RegionCode};

/// The first line of a file: what it is and its version.
const HEADING: &[u8] = b"fluxledger-coverage 1\n";

/// Heading, description, content, and the CRC-32 of all of them.
pub(super) fn encoded(description: &str, coverage: &Coverage) -> Vec<u8> {
    let mut bytes = HEADING.to_vec();
    put_text(&mut bytes, description);
    [coverage.shape.0, coverage.shape.1, coverage.regions.len()].into_iter().for_each(|count| put_number(&mut bytes, count as u64));
    for region in &coverage.regions {
        put_text(&mut bytes, region.code.as_str());
        put_text(&mut bytes, &region.name);
        bytes.extend(region.area.as_m2().to_le_bytes());
        put_number(&mut bytes, region.runs.len() as u64);
        for run in &region.runs {
            bytes.extend(run.first.to_le_bytes());
            bytes.extend(run.length.to_le_bytes());
            bytes.extend(run.share.to_le_bytes());
        }
    }
    let sum = crc32fast::hash(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

/// The coverage of a whole and undamaged file, or none.
pub(super) fn decoded(bytes: &[u8]) -> Option<Coverage> {
    let (bytes, sum) = bytes.split_last_chunk::<4>()?;
    if crc32fast::hash(bytes) != u32::from_le_bytes(*sum) {
        return None;
    }
    let mut rest = Reader(bytes.strip_prefix(HEADING)?);
    rest.text()?;
    let (shape, count) = ((rest.count()?, rest.count()?), rest.count()?);
    let regions = (0..count).map(|_| rest.region()).collect::<Option<Vec<_>>>()?;
    rest.0.is_empty().then_some(Coverage { shape, regions })
}

/// The description at the start of a file, or none if it is no file of ours.
pub(super) fn description(start: &[u8]) -> Option<String> {
    Reader(start.strip_prefix(HEADING)?).text()
}

fn put_number(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend(number.to_le_bytes());
}

fn put_text(bytes: &mut Vec<u8>, text: &str) {
    put_number(bytes, text.len() as u64);
    bytes.extend(text.as_bytes());
}

/// The bytes that have not been read yet.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(u64::from_le_bytes(self.array()?)).ok()
    }

    fn text(&mut self) -> Option<String> {
        let length = self.count()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
    }

    fn region(&mut self) -> Option<RegionCoverage> {
        let (code, name) = (RegionCode::new(self.text()?), self.text()?);
        let (area, count) = (Area::from_m2(f64::from_le_bytes(self.array()?)), self.count()?);
        let (runs, rest) = self.0.split_at_checked(count.checked_mul(16)?)?;
        self.0 = rest;
        let (runs, _) = runs.as_chunks::<16>();
        let run = |bytes: &[u8; 16]| {
            let mut run = Reader(bytes);
            let (first, length) = (u32::from_le_bytes(run.array()?), u32::from_le_bytes(run.array()?));
            Some(Run { first, length, share: f64::from_le_bytes(run.array()?) })
        };
        Some(RegionCoverage { code, name, area, runs: runs.iter().map(run).collect::<Option<_>>()? })
    }
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
