//! Opens a file, computes coverage and totals all its layers, several times in one process: the benchmarks' measure without starting.
//!
//! `totals_in_process REPEATS REGIONS PROFILE FILE…`, where REGIONS is a set or a GeoJSON file and PROFILE is `recognized` or a profile.
//! Prints the seconds of each repetition as JSON. Reading the outlines is not in the time.
#![expect(clippy::print_stdout, reason = "a program whose output is its result")]

use fluxledger::frame::{Coasts, Frame, FrameRequest, OwnAreas};
use fluxledger_core::{ConventionChoices, CoverageMeasure, Earth, RegionSet};
use fluxledger_ingest::product::{OpenOptions, open};
use fluxledger_ingest::region::{embedded, read_outlines};
use std::path::Path;
use std::time::Instant;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [repeats, regions, profile, files @ ..] = arguments.as_slice() else {
        return Err("expected REPEATS REGIONS PROFILE FILE…".into());
    };
    let regions = match embedded(regions) {
        Some(set) => set,
        None => read_outlines(Path::new(regions), None)?.value,
    };
    let options = OpenOptions {
        profile: (profile != "recognized").then(|| profile.clone()),
        conventions: of_exactextract(),
        ..OpenOptions::default()
    };
    let seconds: Vec<_> = (0..repeats.parse()?).map(|_| timed(files, &options, &regions)).collect::<Result<_, _>>()?;
    println!("{}", serde_json::json!({ "seconds": seconds }));
    Ok(())
}

/// Planar shares and cells on a sphere with the equator's radius.
fn of_exactextract() -> ConventionChoices {
    ConventionChoices {
        earth: Some(Earth::Sphere { radius: 6_378_137.0 }),
        coverage: Some(CoverageMeasure::Planar),
        ..ConventionChoices::default()
    }
}

fn timed(files: &[String], options: &OpenOptions, regions: &RegionSet) -> Result<f64, Failure> {
    let start = Instant::now();
    for path in files {
        let file = open(Path::new(path), options)?.value;
        let request = FrameRequest { regions, selected: None, groups: &[], own_areas: OwnAreas::Outranked, coasts: Coasts::default() };
        let frame = Frame::new(&file, request)?;
        for layer in 0..file.layers.len() {
            frame.totals(layer)?;
        }
    }
    Ok(start.elapsed().as_secs_f64())
}
