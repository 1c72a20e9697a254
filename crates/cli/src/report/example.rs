//! A small report in which every label would be markup, were it not escaped.

use super::*;
use crate::report::{findings as findings_of, tables};
use fluxledger_core::inventory::NotationKeys;
use fluxledger_core::reconcile::{
    Bridges, Comparison, Deviation, Difference, Estimate, Evidence, Level, MissingUncertainty, Test, Unmatched, UnmatchedReason, Verdict,
};
use fluxledger_core::{CategoryCode, Conventions, Mass, RegionCode, Share, StepSpread, TimeSpan, YearStart};

/// Every label that a report takes from its user or from files.
pub(super) const LABELS: [&str; 26] = [
    "title",
    "headline",
    "product",
    "profile",
    "reading",
    "prior",
    "citation",
    "licence",
    "evidence",
    "area",
    "inventory",
    "source",
    "layout",
    "gwp",
    "territory",
    "region",
    "category",
    "layer",
    "place",
    "message",
    "figure",
    "caption",
    "run-file",
    "role",
    "path",
    "knowledge",
];

/// A label that would be markup, were it not escaped.
pub(super) fn hostile(label: &str) -> String {
    format!("<script>{label}</script> & Co")
}

pub(super) fn estimate(kilotonnes: f64, standard_deviation: f64) -> Estimate {
    let deviation = Deviation::symmetric(Mass::from_kilotonnes(standard_deviation));
    Estimate { mass: Mass::from_kilotonnes(kilotonnes), deviation: Some(deviation) }
}

pub(super) fn compared(region: &str, product: Estimate, inventory: Option<Estimate>) -> Comparison {
    let difference = inventory.map(|inventory| Difference::between(&product, &inventory, 0.0));
    let thresholds = Thresholds::default();
    let judged = |inventory| {
        Evidence {
            product,
            inventory,
            if_independent: None,
            sensitivity: None,
            shares_prior: false,
            correlation: 0.0,
            thresholds: &thresholds,
        }
        .verdict()
    };
    let unknown = Verdict::Untested(MissingUncertainty::Inventory);
    Comparison {
        product: hostile("product"),
        inventory: hostile("inventory"),
        region: RegionCode::new(region),
        region_name: region.to_owned(),
        group: None,
        gas: Gas::Ch4,
        span: TimeSpan::calendar(2014),
        inventory_span: TimeSpan::calendar(2014),
        level: Level::Category,
        categories: vec![CategoryCode::new("1")],
        category_name: hostile("category"),
        product_estimate: product,
        inventory_estimate: inventory,
        inventory_keys: NotationKeys::default(),
        product_uncertainty: None,
        difference,
        test: Test::default(),
        shared_prior: None,
        sensitivity: None,
        covered: Share::new(1.0),
        spread: StepSpread::None,
        counted: Vec::new(),
        left_out: Vec::new(),
        ledger: None,
        mean: None,
        verdict: inventory.map_or(unknown, judged),
        layers: Vec::new(),
        records: Vec::new(),
    }
}

/// Four comparisons: 10 kt against 1 (9 / √2 = 6.4 standard deviations), 9 against 9, 1000 against none, and a sum of 19 against 10.
fn comparisons() -> Vec<Comparison> {
    vec![
        compared("Ayland", estimate(10.0, 1.0), Some(estimate(1.0, 1.0))),
        compared("Beeland", estimate(9.0, 1.0), Some(estimate(9.0, 1.0))),
        compared(&hostile("region"), estimate(1000.0, 1.0), None),
        Comparison { level: Level::Sum, ..compared("Deeland", estimate(19.0, 1.0), Some(estimate(10.0, 1.0))) },
    ]
}

fn product_facts() -> ProductFacts {
    ProductFacts {
        name: hostile("product"),
        profile: hostile("profile"),
        title: hostile("reading"),
        kind: ProductKind::Simulated,
        scope: Scope::Anthropogenic,
        prior: Some(hostile("prior")),
        citation: Some(format!("{} https://doi.org/10.0000/example", hostile("citation"))),
        licence: Some(hostile("licence")),
        evidence: hostile("evidence"),
        conventions: words_of(&Conventions::default(), &hostile("area"), None),
    }
}

fn inventory_facts() -> InventoryFacts {
    InventoryFacts {
        name: hostile("inventory"),
        vintage: Vintage {
            source: hostile("source"),
            submission_year: None,
            gwp_set: Some(hostile("gwp")),
            territory: Some(hostile("territory")),
            licence: Some(hostile("inventory licence")),
        },
        earlier: None,
        layout: hostile("layout"),
        records: 4,
        year: None,
        year_start: YearStart::JANUARY,
    }
}

fn unmatched() -> Unmatched {
    Unmatched {
        side: fluxledger_core::reconcile::Side::Product,
        source: hostile("product"),
        region: RegionCode::new("AAA"),
        region_name: hostile("region"),
        span: TimeSpan::calendar(2014),
        category: hostile("layer"),
        mass: None,
        reason: UnmatchedReason::NotInInventory,
    }
}

fn provenance() -> Provenance {
    Provenance {
        program: "fluxledger".to_owned(),
        timestamp: "2026-01-02T03:04:05Z".to_owned(),
        run_file: hostile("run-file"),
        inputs: vec![InputFile { role: hostile("role"), path: hostile("path"), bytes: 1, sha256: "00".to_owned() }],
        knowledge: vec![hostile("knowledge")],
        conventions: serde_json::Value::Null,
        thresholds: serde_json::Value::Null,
    }
}

pub(super) fn report() -> Report {
    let reconciliation = Reconciliation { comparisons: comparisons(), unmatched: vec![unmatched()], ..Reconciliation::default() };
    Report {
        title: hostile("title"),
        timestamp: "2026-01-02T03:04:05Z".to_owned(),
        figure_size: Size::DoubleColumn,
        gas: Gas::Ch4,
        years: vec![2014],
        headlines: vec![hostile("headline")],
        products: vec![product_facts()],
        inventories: vec![inventory_facts()],
        boundaries: String::new(),
        thresholds: Thresholds::default(),
        errors: ErrorModel::default(),
        findings: findings_of(&reconciliation.comparisons, &Thresholds::default(), |_| ProductKind::Simulated, |_| String::new()),
        trend_findings: Vec::new(),
        tables: tables::all(&reconciliation, &Bridges::default(), &[], &[], &[]),
        bridges: Vec::new(),
        lengths: Vec::new(),
        ledger_conventions: Vec::new(),
        defaults: default_uncertainties::DefaultsUsed::default(),
        reconciliation,
        figures: vec![ReportFigure {
            name: "map".to_owned(),
            title: hostile("figure"),
            caption: hostile("caption"),
            svg: r#"<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,"/></svg>"#.to_owned(),
        }],
        warnings: vec![Warning::new(hostile("place"), hostile("message"))],
        provenance: provenance(),
    }
}
