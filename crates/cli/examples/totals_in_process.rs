//! Opens a file, computes coverage and totals all its layers, several times in one process: the benchmarks' measure without starting.
//!
//! `totals_in_process REPEATS CACHE REGIONS PROFILE FILE…`, where CACHE is `none` or a folder, REGIONS a set or a GeoJSON file and PROFILE
//! is `recognized` or a profile. Prints the seconds of each repetition as JSON. Reading the outlines is not in the time.
#![expect(clippy::print_stdout, reason = "a program whose output is its result")]

use fluxledger::coverage_cache::CoverageCache;
use fluxledger::frame::{Coasts, Frame, FrameRequest, KnownGrids, OwnAreas};
use fluxledger_core::{ConventionChoices, CoverageMeasure, Earth, RegionSet};
use fluxledger_ingest::product::{OpenOptions, open};
use fluxledger_ingest::region::{Faults, embedded, read_outlines};
use rayon::prelude::*;
use std::path::Path;
use std::time::Instant;

/// As in the program.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [repeats, cache, regions, profile, files @ ..] = arguments.as_slice() else {
        return Err("expected REPEATS CACHE REGIONS PROFILE FILE…".into());
    };
    let regions = match embedded(regions) {
        Some(set) => set,
        None => read_outlines(Path::new(regions), None, Faults::Named)?.value,
    };
    let cache = (cache != "none").then(|| CoverageCache { folder: cache.into(), most_bytes: u64::MAX });
    let options = OpenOptions {
        profile: (profile != "recognized").then(|| profile.clone()),
        conventions: of_exactextract(),
        ..OpenOptions::default()
    };
    let seconds: Vec<_> = (0..repeats.parse()?).map(|_| timed(files, &options, &regions, cache.as_ref())).collect::<Result<_, _>>()?;
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

fn timed(paths: &[String], options: &OpenOptions, regions: &RegionSet, cache: Option<&CoverageCache>) -> Result<f64, Failure> {
    let start = Instant::now();
    let coasts = Coasts::default();
    let request = FrameRequest { regions, selected: None, groups: &[], own_areas: OwnAreas::Outranked, coasts, cache, memory: None };
    let files = paths.iter().map(|path| Ok(open(Path::new(path), options)?.value)).collect::<Result<Vec<_>, Failure>>()?;
    let mut known = KnownGrids::default();
    let shares = files.iter().map(|file| known.shares(&file.grid, &file.conventions, request)).collect::<Result<Vec<_>, _>>()?;
    let tasks: Vec<_> = files.iter().zip(shares).collect();
    tasks.into_par_iter().try_for_each(|(file, shares)| {
        let layers: Vec<usize> = (0..file.layers.len()).collect();
        Frame::new(file, request, shares)?.totals(&layers).map(drop)
    })?;
    Ok(start.elapsed().as_secs_f64())
}
