//! A folder of workbooks, read by several threads in a process that has read nothing before: what is made at its first use must not wait for itself.

use fluxledger_ingest::inventory::{InventoryOptions, read};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// Simulated, as its name says; the same workbook stands for each year.
const WORKBOOK: &str = "ZZZ-CRT-2025-V1.0-2023-20250115-120000_simulated.xlsx";
const YEARS: std::ops::RangeInclusive<i32> = 1994..=2023;

#[test]
fn thirty_workbooks_are_read_side_by_side() {
    let folder = tempfile::tempdir().expect("a folder");
    let workbook = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/inventories").join(WORKBOOK);
    for year in YEARS {
        let name = WORKBOOK.replace("-2023-", &format!("-{year}-"));
        std::fs::copy(&workbook, folder.path().join(name)).expect("a copy");
    }
    let (sender, receiver) = mpsc::channel();
    let path = folder.path().to_owned();
    std::thread::spawn(move || sender.send(read(&path, &InventoryOptions::default())).is_ok());
    let inventory = receiver.recv_timeout(Duration::from_secs(300)).expect("reading comes to an end").expect("thirty workbooks").value;
    let years: BTreeSet<i32> = inventory.records.iter().map(|record| record.year).collect();
    assert_eq!(years, YEARS.collect());
}
