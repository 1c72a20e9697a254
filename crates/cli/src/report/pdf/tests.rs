use super::*;
use crate::report::example::{LABELS, hostile, report};
use crate::report::{ReportTable, Section};
use crate::table::{Column, Table};
use std::io::Write;
use std::process::{Command, Stdio};

/// The text of a PDF, line by line; none without poppler's `pdftotext`.
fn text_of(pdf: &[u8]) -> Option<String> {
    let command = Command::new("pdftotext").args(["-layout", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = command else {
        println!("not run: no pdftotext");
        return None;
    };
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    Some(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap())
}

/// Labels without what lines and tables break.
fn letters(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-' && *letter != '\u{2010}').collect()
}

#[test]
fn one_report_gives_one_document() {
    assert_eq!(pdf(&report()).unwrap(), pdf(&report()).unwrap());
}

#[test]
fn every_label_stands_on_paper_as_text() {
    let Some(text) = text_of(&pdf(&report()).unwrap()) else { return };
    for label in LABELS {
        assert!(text.contains(label), "{label} is missing in {text}");
    }
    assert!(letters(&text).contains(&letters(&hostile("title"))));
}

#[test]
fn markup_of_the_typesetter_is_text_too() {
    let mut report = report();
    let title = "#panic(\"x\") *bold* $x$ @label = heading";
    report.title = title.to_owned();
    report.findings[0].details = "#read(\"/etc/passwd\") `raw` // comment".to_owned();
    let Some(text) = text_of(&pdf(&report).unwrap()) else { return };
    for words in [title, "#read(\"/etc/passwd\") `raw` // comment"] {
        assert!(letters(&text).contains(&letters(words)), "{words} is not in {text}");
    }
}

#[test]
fn tables_and_figures_are_numbered_and_pages_too() {
    let Some(text) = text_of(&pdf(&report()).unwrap()) else { return };
    for number in 1..=6 {
        assert_eq!(text.matches(&format!("Table {number}.")).count(), 1, "table {number} in {text}");
    }
    assert!(text.contains("Figure 1."));
    assert!((5..9).any(|pages| letters(&text).contains(&format!("1/{pages}"))), "{text}");
}

/// Two hundred rows need several pages, and each of them repeats the head of the table.
#[test]
fn a_long_table_repeats_its_head_on_each_page() {
    let mut report = report();
    let row = report.reconciliation.comparisons[0].clone();
    report.reconciliation.comparisons = vec![row; 200];
    let Some(text) = text_of(&pdf(&report).unwrap()) else { return };
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| page.matches("Ayland").count() > 10).collect();
    assert!(pages.len() > 2, "{} pages", pages.len());
    assert!(pages.iter().all(|page| page.contains("Region") && page.contains("Verdict")));
}

/// Twenty columns of two rows and one that repeats itself: no word is broken by its neighbours, and what repeats itself is said once.
#[test]
fn a_wide_table_breaks_no_word() {
    let rows = ["significantly higher", "significantly lower"];
    let mut columns = vec![Column::text("level", "Level", &rows, |_| Some("category"))];
    columns.extend((0..20).map(|_| Column::text("verdict", "Verdict", &rows, |row| Some(*row))));
    let table = Table { name: "wide", title: "A wide table".into(), columns };
    let mut report = report();
    report.tables = vec![ReportTable::in_section(table, Section { heading: "Wide", note: "", empty: "" })];
    let Some(text) = text_of(&pdf(&report).unwrap()) else { return };
    let page = text.split('\u{c}').find(|page| page.contains("A wide table")).unwrap();
    assert_eq!(page.matches("significantly").count(), 40, "{page}");
    assert!(page.contains("In every row: Level category."), "{page}");
}

#[test]
fn documents_are_written_where_asked() {
    let Ok(folder) = std::env::var("FLUXLEDGER_GALLERY") else {
        println!("no document written: FLUXLEDGER_GALLERY names no folder");
        return;
    };
    std::fs::write(format!("{folder}/report.pdf"), pdf(&report()).unwrap()).unwrap();
}
