//! `fluxledger totals` on many files: under a limit of memory, and gone on with where it was stopped.

use crate::command_line::{Answer, CACHE, fluxledger};
use crate::demo::Demonstration;
use crate::made_product;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const PRODUCT: &str = "simulated-product.nc";
const KEPT: &str = ".totals.csv.resume";

fn call(folder: &Path, files: &[String], options: &str) -> Answer {
    let files = files.iter().map(String::as_str);
    fluxledger(folder, ["totals", "--gas", "CH4"].into_iter().chain(files).chain(options.split_whitespace()))
}

fn table(folder: &Path) -> Vec<u8> {
    fs::read(folder.join("totals.csv")).unwrap()
}

/// So many copies of the product of the demonstration, and their names.
fn copies(number: usize) -> (TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..number).map(|number| format!("copy-{number}.nc")).collect();
    for name in &names {
        fs::copy(Demonstration::first().folder.join(PRODUCT), folder.path().join(name)).unwrap();
    }
    (folder, names)
}

/// The least limit, as the refusal of a smaller one states it, a few larger ones and none.
#[test]
fn no_limit_of_memory_changes_a_bit() {
    let (folder, names) = copies(3);
    let refusal = call(folder.path(), &names[..1], "--memory 1kB").refusal();
    let stated = refusal.split("give `--memory` at least ").nth(1).unwrap().split(',').next().unwrap();
    insta::assert_snapshot!(refusal.replace(stated, "LEAST"), @"
    error: copy-0.nc: its chunks need LEAST at once, more than the limit of 1 kB
    hint: give `--memory` at least LEAST, or cut the file into smaller chunks, for example with `nccopy -c`
    1 problem, nothing was written
    ");
    let least = stated.replace(' ', "");
    let without = call(folder.path(), &names, "").done().stdout;
    for limit in [least.as_str(), "1MB", "3MB", "20MB", "2GB"] {
        for threads in [1, 2] {
            let options = format!("--memory {limit} --threads {threads}");
            assert!(call(folder.path(), &names, &options).done().stdout == without, "{options}");
        }
    }
}

/// A file that cannot be read to its end leaves what is done for the next call, which redoes only that file.
#[test]
fn a_call_that_failed_goes_on_with_the_files_that_are_missing() {
    let (folder, names) = copies(3);
    let last = folder.path().join(&names[2]);
    let whole = fs::read(&last).unwrap();
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 4096].fill(0xff);
    fs::write(&last, damaged).unwrap();
    let refusal = call(folder.path(), &names, "-o totals.csv --resume").refusal();
    assert!(refusal.contains("keeps the totals of the files that are done, for the next call with `--resume`"), "{refusal}");
    assert!(!folder.path().join("totals.csv").exists());
    fs::write(&last, whole).unwrap();
    let resumed = call(folder.path(), &names, "-o totals.csv --resume --audit resumed.json").done();
    assert!(resumed.stderr.contains("2 of 3 files were totalled by an earlier call"), "{}", resumed.stderr);
    let table_of_resumed = table(folder.path());
    assert!(!folder.path().join(KEPT).exists());
    call(folder.path(), &names, "-o totals.csv --audit direct.json").done();
    assert!(table_of_resumed == table(folder.path()));
    let audit = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(audit("resumed.json") == audit("direct.json"));
}

#[test]
fn another_question_takes_nothing_from_what_is_kept() {
    let (folder, names) = copies(2);
    let last = folder.path().join(&names[1]);
    let whole = fs::read(&last).unwrap();
    fs::write(&last, &whole[..whole.len() / 2]).unwrap();
    // The header of the second states more bytes than it has, so that this call is refused before any file is read.
    call(folder.path(), &names, "-o totals.csv --resume").refusal();
    assert!(!folder.path().join(KEPT).exists());
    fs::write(&last, &whole).unwrap();
    let mut damaged = whole.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 4096].fill(0xff);
    fs::write(&last, damaged).unwrap();
    call(folder.path(), &names, "-o totals.csv --resume").refusal();
    for question in ["--regions natural-earth-110m", "--earth sphere:6371000", "--select DEU", "--coast land"] {
        let stderr = call(folder.path(), &names[..1], &format!("-o totals.csv --resume {question}")).done().stderr;
        assert!(!stderr.contains("earlier call"), "{question}: {stderr}");
        fs::remove_file(folder.path().join("totals.csv")).unwrap();
        call(folder.path(), &names, "-o totals.csv --resume").refusal();
    }
    let same = call(folder.path(), &names[..1], "-o totals.csv --resume").done().stderr;
    assert!(same.contains("1 of 1 files were totalled by an earlier call"), "{same}");
}

#[test]
fn it_is_kept_beside_a_table_only() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = call(folder.path(), &[PRODUCT.to_owned()], "--resume").refusal();
    assert!(refusal.contains("--output"), "{refusal}");
}

fn started(folder: &Path, files: &[String]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fluxledger"));
    command.env("FLUXLEDGER_CACHE", CACHE).current_dir(folder).arg("totals").args(files);
    command.args(["--regions", "none", "-o", "totals.csv", "--resume", "--threads", "1"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills a call in the midst of its work; returns whether it was quick enough.
fn killed_half_way(folder: &Path, files: &[String]) -> bool {
    let mut child = started(folder, files);
    let kept = folder.join(KEPT);
    while fs::metadata(&kept).map_or(0, |metadata| metadata.len()) < 2000 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    // On Unix this is the signal that no program can catch.
    child.kill().unwrap();
    child.wait().unwrap();
    kept.exists()
}

#[test]
fn a_call_that_was_killed_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<String> = (0..300).map(|number| format!("ch4_{number}.nc")).collect();
    files.iter().for_each(|file| made_product::write(&folder.path().join(file), 2015, 1));
    call(folder.path(), &files, "--regions none -o totals.csv").done();
    let direct = table(folder.path());
    fs::remove_file(folder.path().join("totals.csv")).unwrap();
    assert!((0..10).any(|_| killed_half_way(folder.path(), &files)), "each of ten calls was done before it could be killed");
    assert!(!folder.path().join("totals.csv").exists());
    let resumed = call(folder.path(), &files, "--regions none -o totals.csv --resume").done();
    let said = resumed.stderr.lines().find(|line| line.contains("by an earlier call")).unwrap().to_owned();
    let done: usize = said.split(": ").nth(2).unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(done > 0 && done < 300, "{said}");
    assert!(table(folder.path()) == direct);
    assert!(!folder.path().join(KEPT).exists());
}
