//! The same files give the same bytes, and what stood before stays until something complete takes its place.

use crate::command_line::{Answer, fluxledger};
use crate::demo::Demonstration;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const TIMESTAMP: &str = "2026-01-02T03:04:05Z";
const LATER: &str = "2026-06-07T08:09:10Z";

/// The run file of the demonstration carried out into a folder.
fn run(output: &Path, timestamp: &str, options: &[&str]) -> Answer {
    let target = output.display().to_string();
    let arguments = ["run", "demo.toml", "--output", target.as_str(), "--timestamp", timestamp];
    fluxledger(&Demonstration::first().folder, arguments.into_iter().chain(options.iter().copied()))
}

/// The content of every file of a folder by its path in it.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut contents = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for path in next.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                contents.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    contents
}

/// The paths whose bytes differ, and those that one folder lacks.
fn differing(one: &BTreeMap<PathBuf, Vec<u8>>, other: &BTreeMap<PathBuf, Vec<u8>>) -> Vec<PathBuf> {
    assert!(one.len() > 10, "{:?}", one.keys());
    one.keys().chain(other.keys()).filter(|path| one.get(*path) != other.get(*path)).cloned().collect()
}

fn two_runs(first: (&str, &[&str]), second: (&str, &[&str])) -> [BTreeMap<PathBuf, Vec<u8>>; 2] {
    let folder = tempfile::tempdir().unwrap();
    [("first", first), ("second", second)].map(|(name, (timestamp, options))| {
        run(&folder.path().join(name), timestamp, options).done();
        contents(&folder.path().join(name))
    })
}

#[test]
fn two_runs_give_the_same_bytes_with_one_thread_or_two() {
    let [one, two] = two_runs((TIMESTAMP, &["--threads", "1"]), (TIMESTAMP, &["--threads", "2"]));
    assert_eq!(differing(&one, &two), Vec::<PathBuf>::new());
}

#[test]
fn another_timestamp_changes_the_stamp_alone() {
    let [one, later] = two_runs((TIMESTAMP, &[]), (LATER, &[]));
    let names: Vec<String> = differing(&one, &later).iter().map(|path| path.display().to_string()).collect();
    assert!(names.iter().all(|name| ["provenance.json", "report.html", "report.pdf", "tables.xlsx"].contains(&name.as_str())), "{names:?}");
    for name in ["provenance.json", "report.html"].map(Path::new) {
        let text = |contents: &BTreeMap<PathBuf, Vec<u8>>| String::from_utf8(contents[name].clone()).unwrap();
        assert_eq!(text(&one).replace(TIMESTAMP, LATER), text(&later));
        assert!(text(&later).contains(LATER));
    }
}

#[test]
fn an_earlier_output_is_kept_until_it_is_to_be_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out");
    run(&target, TIMESTAMP, &[]).done();
    let before = contents(&target);
    let refusal = run(&target, LATER, &[]).refusal();
    insta::with_settings!({ filters => vec![(folder.path().to_str().unwrap(), "FOLDER")] }, {
        insta::assert_snapshot!(refusal, @"
        warning: simulated-product.nc: simulated: no measurement is in it
        error: output: the output folder `FOLDER/out` exists already
        hint: name another folder, or add `--overwrite` to replace what this one holds
        1 problem, nothing was written
        ");
    });
    assert_eq!(differing(&before, &contents(&target)), Vec::<PathBuf>::new());
    run(&target, LATER, &["--overwrite"]).done();
    assert_ne!(differing(&before, &contents(&target)), Vec::<PathBuf>::new());
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}

/// A copy of the demonstration's inputs whose product has been changed, with the answer of its run.
fn run_with_product(change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> (TempDir, Answer) {
    let folder = tempfile::tempdir().unwrap();
    let source = &Demonstration::first().folder;
    for name in ["demo.toml", "methane-inventory.csv"] {
        fs::copy(source.join(name), folder.path().join(name)).unwrap();
    }
    let product = fs::read(source.join("simulated-product.nc")).unwrap();
    fs::write(folder.path().join("simulated-product.nc"), change(product)).unwrap();
    let answer = fluxledger(folder.path(), ["run", "demo.toml"]);
    (folder, answer)
}

#[track_caller]
fn assert_no_output(folder: &TempDir) {
    let mut names: Vec<_> = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["demo.toml", "methane-inventory.csv", "simulated-product.nc"]);
}

#[test]
fn a_product_that_is_cut_short_leaves_no_output() {
    let (folder, answer) = run_with_product(|bytes| bytes[..bytes.len() / 2].to_vec());
    insta::with_settings!({ filters => vec![(r"\d+ bytes", "N bytes")] }, {
        insta::assert_snapshot!(answer.refusal(), @"
        error: demo.toml:16:11: `simulated-product.nc`: truncated, its header states N bytes, found N bytes
        hint: download or copy the file again, and compare its size with the source's
        1 problem, nothing was written
        ");
    });
    assert_no_output(&folder);
}

#[test]
fn a_run_that_fails_while_it_reads_values_leaves_no_output() {
    let (folder, answer) = run_with_product(|mut bytes| {
        let (from, until) = (bytes.len() / 2, bytes.len() / 2 + 4096);
        bytes[from..until].fill(0xff);
        bytes
    });
    let refusal = answer.refusal();
    let problem = refusal.lines().find(|line| line.starts_with("error: ")).unwrap();
    assert!(problem.starts_with("error: Simulated product: `simulated-product.nc`, variable `"), "{refusal}");
    assert!(problem.contains(", chunk at [") && problem.contains("]: cannot be read: "), "{refusal}");
    assert_no_output(&folder);
}
