//! The report of the demonstration in a real browser: on a screen, on a phone and on paper.
//!
//! Without Chromium the tests say that they are skipped.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails loudly and says what it measured")]

mod chromium;

use chromium::Chromium;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// The page of a demonstration, made once.
static PAGE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo-in-browser");
    let mut demo = Command::new(env!("CARGO_BIN_EXE_fluxledger"));
    demo.env("FLUXLEDGER_CACHE", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    let status = demo.args(["demo", "--overwrite", "--quiet", "--output"]).arg(&folder).stdout(Stdio::null()).status().unwrap();
    assert!(status.success());
    folder.join("report/report.html")
});

/// The demonstration's page in a browser window of a width; none where there is no browser.
fn opened(width: u32) -> Option<Chromium> {
    let Some(mut browser) = Chromium::start() else {
        println!("skipped: no chromium to open the report in");
        return None;
    };
    browser.resize(width);
    browser.open(&PAGE);
    Some(browser)
}

/// Writes what the window shows to the folder of the gallery, to be looked at.
fn photograph(browser: &mut Chromium, name: &str) {
    if let Ok(folder) = std::env::var("FLUXLEDGER_GALLERY") {
        std::fs::write(format!("{folder}/{name}.png"), browser.screenshot()).unwrap();
    }
}

/// Text of the first column of the rows that the comparison shows.
const SHOWN: &str =
    "[...document.querySelectorAll('#table-comparison tbody tr')].filter((row) => !row.hidden).map((row) => row.cells[0].textContent)";

#[test]
fn the_page_opens_without_a_word_on_the_console() {
    let Some(mut browser) = opened(1200) else { return };
    photograph(&mut browser, "page-1200");
    assert_eq!(browser.complaints(), Vec::<String>::new());
    assert!(browser.evaluate("document.querySelectorAll('figure svg').length").as_u64().unwrap() > 5);
}

#[test]
fn a_click_sorts_and_a_word_filters() {
    let Some(mut browser) = opened(1200) else { return };
    let heading = "#table-comparison th:first-child [role=button]";
    let reported = browser.evaluate(SHOWN);
    browser.click(heading);
    let sorted = browser.evaluate(SHOWN);
    let mut expected: Vec<&str> = reported.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    expected.sort_unstable();
    assert_eq!(sorted, json!(expected));

    browser.press("Enter");
    expected.reverse();
    assert_eq!(browser.evaluate(SHOWN), json!(expected), "a heading in focus sorts by key too, downwards this time");

    browser.click("form.filter input[name=text]");
    browser.type_text("germany waste");
    assert_eq!(browser.evaluate(SHOWN), json!(["Germany"]));
    let answer = browser.evaluate("document.querySelector('form.filter output').value");
    assert_eq!(answer, json!(format!("1 of {} rows shown", expected.len())));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn on_a_phone_nothing_hangs_over_the_edge() {
    let Some(mut browser) = opened(400) else { return };
    photograph(&mut browser, "page-400");
    // Against the width beside a scroll bar, which some browsers draw and others do not.
    let overhang = browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert_eq!(overhang, json!(0));
    // What is wider than the screen scrolls by itself, and can be reached by key.
    let unreachable =
        "[...document.querySelectorAll('.scroll, .drawing')].filter((box) => box.scrollWidth > box.clientWidth && box.tabIndex < 0).length";
    assert_eq!(browser.evaluate(unreachable), json!(0));
    let small = "[...document.querySelectorAll('p, li, td, dd, figcaption')].filter((text) => text.offsetParent && parseFloat(getComputedStyle(text).fontSize) < 11).length";
    assert_eq!(browser.evaluate(small), json!(0), "no text is smaller than 11 px");
}

/// The printable width of A4 between margins of 15 mm at 96 dots per inch: 180 / 25.4 × 96.
const PRINTED_WIDTH: u32 = 680;

#[test]
fn on_paper_no_table_is_cut() {
    let Some(mut browser) = opened(PRINTED_WIDTH) else { return };
    browser.evaluate("dispatchEvent(new Event('beforeprint'))");
    browser.emulate_print();
    let cut = "[...document.querySelectorAll('table, figure svg')].filter((part) => part.getBoundingClientRect().right > innerWidth + 1).map((part) => part.closest('section, figure').id)";
    assert_eq!(browser.evaluate(cut), json!([]));
    let pdf = browser.print();
    let Some(pages) = pages_of(&pdf) else { return };
    println!("printed: {} pages", pages.len());
    assert!((5..40).contains(&pages.len()), "{} pages", pages.len());
    let of_comparison: Vec<&String> =
        pages.iter().filter(|page| page.matches("Agriculture without").count() > 4 && page.contains("%\n")).collect();
    assert!(
        of_comparison.iter().filter(|page| page.contains("Sensitivity")).count() >= 2,
        "the head of the table stands on each of its pages"
    );
}

/// The text of each page; none without poppler's `pdftotext`.
fn pages_of(pdf: &[u8]) -> Option<Vec<String>> {
    let command = Command::new("pdftotext").args(["-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = command else {
        println!("not run: no pdftotext");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let text = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    writer.join().unwrap().unwrap();
    Some(text.split_terminator('\u{c}').map(str::to_owned).collect())
}
