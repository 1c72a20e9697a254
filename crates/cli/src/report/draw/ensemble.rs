//! The spread of several products.

use super::{INTERVAL, broadest, distinct, drawn, frame, label, measured, part, regions_by_size};
use crate::figure::FigureError;
use crate::figure::ensemble::{self, EnsembleRow, EnsembleSpread, Spread};
use crate::report::{Report, ReportFigure};
use fluxledger_core::ensemble::Ensemble;
use fluxledger_core::reconcile::{Comparison, Level, ProductEnsemble, product_ensembles};

/// Most rows of one figure; further ones make a further figure.
const MOST_ROWS: usize = 25;

const CAPTION: &str = "Mean, standard deviation (n − 1), median and range of the products that are compared over the same categories \
    (IPCC 2019 Refinement, Vol. 1, table 6.5, row D). The spread is not the uncertainty of the mean: products may share observations, transport and prior.";

/// One figure for each inventory: the regions in the last year, or the categories of the only region.
pub(super) fn figures(report: &Report) -> Result<Vec<ReportFigure>, FigureError> {
    let all = product_ensembles(&report.reconciliation);
    let inventories = distinct(all.iter().map(|ensemble| ensemble.rows[0].inventory.as_str()));
    let mut figures = Vec::new();
    for (position, inventory) in inventories.iter().enumerate() {
        let of_inventory: Vec<&ProductEnsemble<'_>> = all.iter().filter(|ensemble| ensemble.rows[0].inventory == *inventory).collect();
        let last = of_inventory.iter().filter_map(|ensemble| ensemble.rows[0].span.year()).max();
        let of_year: Vec<&ProductEnsemble<'_>> = of_inventory.into_iter().filter(|ensemble| ensemble.rows[0].span.year() == last).collect();
        let suffix = part(position, inventories.len());
        figures.extend(of_rows(report, inventory, &shown(report, &of_year), &suffix)?);
    }
    Ok(figures)
}

/// The ensembles that a figure shows, each with its label.
fn shown<'e, 'r>(report: &Report, all: &[&'e ProductEnsemble<'r>]) -> Vec<(String, &'e ProductEnsemble<'r>)> {
    if report.regions_compared() == 1 {
        let category = |ensemble: &&&ProductEnsemble<'_>| ensemble.rows[0].level == Level::Category;
        return all.iter().filter(category).map(|ensemble| (label(ensemble.rows[0]), *ensemble)).collect();
    }
    let firsts: Vec<&Comparison> = all.iter().map(|ensemble| ensemble.rows[0]).collect();
    let broad = regions_by_size(report).into_iter().filter_map(|region| broadest(&firsts, &region));
    let of_row = |row: &Comparison| all.iter().find(|ensemble| std::ptr::eq(ensemble.rows[0], row)).copied();
    broad.filter_map(|row| Some((format!("{}: {}", row.region_name, label(row)), of_row(row)?))).collect()
}

fn of_rows(
    report: &Report,
    inventory: &str,
    rows: &[(String, &ProductEnsemble<'_>)],
    suffix: &str,
) -> Result<Vec<ReportFigure>, FigureError> {
    let products = distinct(rows.iter().flat_map(|(_, ensemble)| &ensemble.rows).map(|row| row.product.as_str()));
    let parts: Vec<_> = rows.chunks(MOST_ROWS).collect();
    let figure = |(position, rows): (usize, &&[(String, &ProductEnsemble<'_>)])| {
        let figure = EnsembleSpread {
            frame: frame(report, "the spread of several products beside the inventory"),
            measured: measured(report.gas),
            products: products.iter().map(|name| (*name).to_owned()).collect(),
            inventory: inventory.to_owned(),
            rows: rows.iter().map(|(label, ensemble)| row(label, ensemble, &products)).collect(),
            interval_meaning: INTERVAL.to_owned(),
        };
        Ok(ReportFigure {
            name: format!("ensemble{suffix}{}", part(position, parts.len())),
            title: format!("Spread of the products beside “{inventory}”, {}.", rows[0].1.rows[0].span),
            caption: CAPTION.to_owned(),
            svg: ensemble::draw(&figure)?,
        })
    };
    parts.iter().enumerate().map(figure).collect()
}

fn row(label: &str, ensemble: &ProductEnsemble<'_>, products: &[&str]) -> EnsembleRow {
    let member = |(position, name): (usize, &&str)| {
        let row = ensemble.rows.iter().find(|row| row.product == *name)?;
        Some((position, row.product_estimate.mass.as_kilotonnes()))
    };
    EnsembleRow {
        label: label.to_owned(),
        members: products.iter().enumerate().filter_map(member).collect(),
        spread: drawn_spread(&ensemble.spread),
        inventory: ensemble.rows[0].inventory_estimate.map(drawn),
    }
}

/// Mean and spread in the unit of the axis.
pub(super) fn drawn_spread(spread: &Ensemble) -> Spread {
    Spread {
        mean: spread.mean.as_kilotonnes(),
        standard_deviation: spread.standard_deviation.as_kilotonnes(),
        median: spread.median.as_kilotonnes(),
        minimum: spread.minimum.as_kilotonnes(),
        maximum: spread.maximum.as_kilotonnes(),
    }
}
