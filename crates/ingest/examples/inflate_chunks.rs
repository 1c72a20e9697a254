//! The physical limit that the benchmarks compare with: reads and inflates the chunks of files on all cores and touches each word once.
//!
//! `inflate_chunks LIST REPEATS`: each line of the list is a chunk, `offset stored-bytes inflated-bytes path`, not compressed where the
//! two numbers of bytes are equal. Prints the seconds of each repetition and the wrapping sum of all words as JSON.
#![expect(clippy::print_stdout, reason = "a program whose output is its result")]

use libdeflater::Decompressor;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::time::Instant;

type Failure = Box<dyn std::error::Error + Send + Sync>;

struct Chunk {
    offset: u64,
    stored: usize,
    inflated: usize,
    path: PathBuf,
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, list, repeats] = arguments.as_slice() else { return Err("expected LIST REPEATS".into()) };
    let chunks: Vec<Chunk> = std::fs::read_to_string(list)?.lines().map(chunk).collect::<Result<_, _>>()?;
    let mut seconds = Vec::new();
    let mut sum = 0;
    for _ in 0..repeats.parse()? {
        let start = Instant::now();
        sum = touched(&chunks)?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    println!("{}", serde_json::json!({ "seconds": seconds, "sum": sum }));
    Ok(())
}

fn chunk(line: &str) -> Result<Chunk, Failure> {
    let fields: Vec<&str> = line.splitn(4, ' ').collect();
    let [offset, stored, inflated, path] = fields.as_slice() else { return Err(format!("not a chunk: `{line}`").into()) };
    Ok(Chunk { offset: offset.parse()?, stored: stored.parse()?, inflated: inflated.parse()?, path: path.into() })
}

/// The sum of all words of all chunks, modulo 2³².
fn touched(chunks: &[Chunk]) -> Result<u32, Failure> {
    let paths = chunks.iter().map(|chunk| &chunk.path);
    let files: BTreeMap<&PathBuf, File> = paths.map(|path| Ok((path, File::open(path)?))).collect::<Result<_, std::io::Error>>()?;
    let buffers = || (Decompressor::new(), Vec::new(), Vec::new());
    let sums = chunks.par_iter().map_init(buffers, |(inflate, stored, inflated), chunk| {
        stored.resize(chunk.stored, 0);
        files[&chunk.path].read_exact_at(stored, chunk.offset)?;
        if chunk.stored == chunk.inflated {
            return Ok(sum(stored));
        }
        inflated.resize(chunk.inflated, 0);
        inflate.zlib_decompress(stored, inflated)?;
        Ok(sum(inflated))
    });
    sums.try_reduce(|| 0, |one, other| Ok(u32::wrapping_add(one, other)))
}

fn sum(bytes: &[u8]) -> u32 {
    let (words, _) = bytes.as_chunks::<4>();
    words.iter().fold(0, |sum, word| sum.wrapping_add(u32::from_le_bytes(*word)))
}
