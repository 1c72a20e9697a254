//! The user guide, carried out: its files are written, its commands run in order, and what they print is what it shows.
//!
//! `FLUXLEDGER_WRITE_DOCS=1 cargo test -p fluxledger --test end_to_end guide` writes what they print into the guide anew.

use crate::command_line::CACHE;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide.md");

/// The guide as its commands make it, in a folder that begins empty.
fn carried_out(guide: &str, folder: &Path) -> String {
    let (mut text, mut file, mut lines) = (String::new(), None, guide.lines().peekable());
    while let Some(line) = lines.next() {
        let _ = writeln!(text, "{line}");
        if let Some(name) = line.strip_prefix("<!-- file ").and_then(|rest| rest.strip_suffix(" -->")) {
            file = Some(name.to_owned());
        } else if line.starts_with("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let shown = match file.take() {
                Some(name) => {
                    std::fs::write(folder.join(name), block.join("\n") + "\n").unwrap();
                    block.join("\n") + "\n"
                }
                None if line == "```console" => answered(&block, folder),
                None => block.join("\n") + "\n",
            };
            let _ = writeln!(text, "{shown}```");
        }
    }
    text
}

/// The commands of a block, each with what it prints.
fn answered(block: &[&str], folder: &Path) -> String {
    let commands = block.iter().filter_map(|line| line.strip_prefix("$ "));
    commands.map(|command| format!("$ {command}\n{}", printed(command, folder))).collect()
}

/// What a command prints on both streams, as on a terminal.
fn printed(command: &str, folder: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_fluxledger")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("{{ {command}; }} 2>&1")])
        .current_dir(folder)
        .env("PATH", path)
        .env("FLUXLEDGER_CACHE", CACHE)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

#[test]
fn every_command_of_the_guide_prints_what_it_shows() {
    let folder = tempfile::tempdir().unwrap();
    let guide = std::fs::read_to_string(GUIDE).unwrap();
    let expected = carried_out(&guide, folder.path());
    if std::env::var_os("FLUXLEDGER_WRITE_DOCS").is_some() {
        std::fs::write(GUIDE, &expected).unwrap();
    } else {
        assert_eq!(guide, expected, "write the guide anew with FLUXLEDGER_WRITE_DOCS=1, and read it");
    }
}
