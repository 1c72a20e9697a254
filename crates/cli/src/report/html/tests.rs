use super::*;
use crate::report::example::{LABELS, report};
use crate::report::page::verdict;
use std::path::Path;
use std::process::Command;

fn escaped(label: &str) -> String {
    format!("&lt;script&gt;{label}&lt;&#x2f;script&gt; &amp; Co")
}

/// The values of an attribute anywhere in a page.
fn values_of<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    page.split(&format!("{attribute}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_label_is_shown_and_none_is_read_as_markup() {
    let page = html(&report()).unwrap();
    for label in LABELS {
        assert!(page.contains(&escaped(label)), "{label} is missing");
    }
    assert_eq!(page.matches("<script").count(), 1, "the page has one script, its own");
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = html(&report()).unwrap();
    let sources: Vec<&str> = ["src", "href"].iter().flat_map(|attribute| values_of(&page, attribute)).collect();
    assert!(sources.contains(&"#findings") && sources.contains(&"data:image/png;base64,"));
    assert!(sources.iter().all(|source| source.starts_with('#') || source.starts_with("data:")), "{sources:?}");
    assert!(!page.contains("@import") && !page.contains("url(") && !page.contains("<link"));
    assert!(page.contains("https:&#x2f;&#x2f;doi.org"), "the citation keeps its address, as text");
}

#[test]
fn one_report_gives_one_page() {
    assert_eq!(html(&report()).unwrap(), html(&report()).unwrap());
}

#[test]
fn every_finding_stands_in_the_page_with_its_verdict_explained() {
    let report = report();
    let page = html(&report).unwrap();
    let escape = |sentence: &str| {
        sentence.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('/', "&#x2f;").replace('\'', "&#x27;")
    };
    assert_eq!(report.findings.len(), 4);
    for finding in &report.findings {
        let badge = verdict(finding.verdict);
        let line = format!(
            "<li><span class=\"badge {0}\" title=\"{1}\"><a href=\"#term-{0}\">{2}</a></span> <strong>{3}</strong> {4}</li>",
            badge.class,
            badge.meaning,
            badge.name,
            escape(&finding.opening),
            escape(&finding.details)
        );
        assert!(page.contains(&line), "{line}");
    }
}

#[test]
fn numbers_keep_their_value_beside_their_words() {
    let page = html(&report()).unwrap();
    assert!(page.contains(
        "<td class=\"number\" data-value=\"1000.0\">1000<span class=\"interval\">998.0 to 1002</span></td><td class=\"number\"></td>"
    ));
    assert_eq!(page.matches("<tr class=\"sum\">").count(), 1);
}

#[test]
fn tables_and_figures_are_numbered() {
    let page = html(&report()).unwrap();
    for number in [1, 2, 3, 4, 8, 9] {
        assert_eq!(page.matches(&format!("<caption><span><strong>Table {number}.</strong>")).count(), 1, "table {number}");
    }
    for number in [5, 6] {
        assert!(page.contains(&format!("<p>Table {number} has no row.</p>")), "a report without layers has neither audit nor coasts");
    }
    assert!(page.contains(&format!("<strong>Figure 1. {}</strong>", escaped("figure"))));
}

/// A browser on this machine that can be driven without a screen.
fn chromium() -> Option<&'static str> {
    let found =
        ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
    if found.is_none() {
        println!("not run: no chromium");
    }
    found
}

/// A page after its scripts have run, and what they said on the console.
struct Loaded {
    document: String,
    console: Vec<String>,
}

fn load(browser: &str, folder: &Path, page: &str) -> Loaded {
    let file = folder.join("page.html");
    std::fs::write(&file, page).unwrap();
    let mut command = Command::new(browser);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]);
    command.args(["--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--dump-dom"]);
    command.arg(format!("--user-data-dir={}", folder.join("profile").display())).arg(format!("file://{}", file.display()));
    let output = command.output().unwrap();
    let console = String::from_utf8_lossy(&output.stderr).lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    Loaded { document: String::from_utf8(output.stdout).unwrap(), console }
}

/// What a reader does: presses headings, chooses in the filter, prints; each time the regions are written down as the table shows them.
const READER: &str = include_str!("reader.js");

#[test]
fn a_browser_sorts_and_filters_and_runs_no_foreign_script() {
    let Some(browser) = chromium() else { return };
    let folder = tempfile::tempdir().unwrap();
    let page = html(&report()).unwrap();
    let own = load(browser, folder.path(), &page);
    assert_eq!(own.console, Vec::<String>::new());
    assert!(own.document.contains("role=\"button\""), "the page's own script has run");

    let with_reader = page.replace("</body>", &format!("<script>{READER}</script></body>"));
    let guarded = load(browser, folder.path(), &with_reader);
    assert!(!guarded.document.contains("id=\"seen\"") && !guarded.console.is_empty(), "the policy stops a foreign script");

    let unguarded = load(browser, folder.path(), &with_reader.replace("http-equiv=\"Content-Security-Policy\"", "name=\"without\""));
    let seen = unguarded.document.split("<pre id=\"seen\">").nth(1).unwrap().split("</pre>").next().unwrap();
    insta::assert_snapshot!(seen, @r"
    as reported: AB&lt;D
    mouse on Product, product ascending, inventory none: BAD&lt;
    Enter on Product, product descending, inventory none: &lt;DAB
    Space on Inventory, product none, inventory ascending: ABD&lt;
    Enter on Inventory, product none, inventory descending: DBA&lt;
    Enter on Inventory, product none, inventory none: AB&lt;D
    2 of 4 rows shown: AD
    1 of 4 rows shown: D
    1 of 4 rows shown: B
    no filter: AB&lt;D
    beforeprint: 2 of 2 unfolded
    afterprint: 0 of 2 unfolded
    ");
}
