//! What a total is under each policy of coasts: how much hangs on that choice alone.

use crate::product_totals::FileTotals;
use crate::report::number::kilotonnes;
use crate::table::{Column, Table};
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::reconcile::ProductTotal;
use fluxledger_core::{CoastPolicy, Mass, RegionCode, Warning};
use std::borrow::Cow;

/// A region's total of one layer and period under each policy.
#[derive(Clone, Debug, PartialEq)]
pub struct CoastRow {
    /// The product, or the file.
    pub product: String,
    /// The layer.
    pub layer: String,
    /// The year or period.
    pub period: String,
    /// The region.
    pub region: RegionCode,
    /// Its name.
    pub region_name: String,
    /// The policy that every other table follows.
    pub in_force: CoastPolicy,
    /// The total under each policy for which there is one.
    pub masses: Vec<(CoastPolicy, Mass)>,
}

impl CoastRow {
    fn mass(&self, policy: CoastPolicy) -> Option<f64> {
        self.masses.iter().find(|(found, _)| *found == policy).map(|(_, mass)| mass.as_kilotonnes())
    }

    /// Largest minus smallest total as a share of the one in force.
    fn spread(&self) -> Option<f64> {
        let masses = || self.masses.iter().map(|(_, mass)| mass.as_kilotonnes());
        let range = masses().fold(f64::MIN, f64::max) - masses().fold(f64::MAX, f64::min);
        self.mass(self.in_force).filter(|mass| *mass != 0.0).map(|mass| range / mass.abs())
    }
}

/// The rows of a product's annual totals, given under each policy in the same order; the first policy is in force.
#[must_use]
pub fn of_product(product: &str, by_policy: &[(CoastPolicy, Vec<ProductTotal>)]) -> Vec<CoastRow> {
    let Some((in_force, totals)) = by_policy.first() else { return Vec::new() };
    let masses = |row: usize| by_policy.iter().map(|(policy, totals)| (*policy, totals[row].mass)).collect();
    let row = |(number, total): (usize, &ProductTotal)| CoastRow {
        product: product.to_owned(),
        layer: total.layer.clone(),
        period: total.span.to_string(),
        region: total.region.clone(),
        region_name: total.region_name.clone(),
        in_force: *in_force,
        masses: masses(number),
    };
    totals.iter().enumerate().map(row).collect()
}

/// All rows of layers, given under each policy in the same order; the first policy is in force.
#[must_use]
pub fn of_layers(product: &str, by_policy: &[(CoastPolicy, Cow<'_, [LayerTotals]>)]) -> Vec<CoastRow> {
    let Some((in_force, layers)) = by_policy.first() else { return Vec::new() };
    let mut rows = Vec::new();
    for (number, layer) in layers.iter().enumerate() {
        rows.extend(layer.rows.iter().enumerate().map(|(position, total)| CoastRow {
            product: product.to_owned(),
            layer: layer.meaning.name.clone(),
            period: layer.meaning.period.to_string(),
            region: total.code.clone(),
            region_name: total.name.to_string(),
            in_force: *in_force,
            masses: by_policy.iter().map(|(policy, layers)| (*policy, layers[number].rows[position].mass)).collect(),
        }));
    }
    rows
}

/// How much mass of a product the weighted policy had to split by area, if any.
#[must_use]
pub fn warning_of_unweighted(product: &str, files: &[FileTotals]) -> Option<Warning> {
    let others = files.iter().flat_map(|file| &file.other_coasts).flat_map(|(_, layers)| layers);
    unweighted_in(product, files.iter().flat_map(|file| &file.layers).chain(others))
}

/// How much mass of layers the weighted policy had to split by area, if any.
#[must_use]
pub fn unweighted_in<'a>(place: &str, layers: impl Iterator<Item = &'a LayerTotals>) -> Option<Warning> {
    let (unweighted, gross) = layers.filter(|layer| layer.balance.unweighted_mass > Mass::ZERO).fold((0.0, 0.0), |sums, layer| {
        (sums.0 + layer.balance.unweighted_mass.as_kilotonnes(), sums.1 + layer.balance.gross_mass.as_kilotonnes())
    });
    (unweighted > 0.0).then(|| {
        let message = format!(
            "the finer grid has no emissions in split cells that hold {} kt of {} kt; under the weighted policy of coasts they are split by area",
            kilotonnes(unweighted),
            kilotonnes(gross)
        );
        Warning::new(place, message)
    })
}

/// The rows as a table, masses in kt.
#[must_use]
pub fn table(rows: &[CoastRow]) -> Table {
    let mut columns = vec![
        Column::text("region", "Region", rows, |row| Some(row.region.as_str())),
        Column::text("region_name", "Name", rows, |row| Some(row.region_name.as_str())),
        Column::text("product", "Product", rows, |row| Some(row.product.as_str())),
        Column::text("layer", "Layer", rows, |row| Some(row.layer.as_str())),
        Column::text("period", "Period", rows, |row| Some(row.period.as_str())),
        Column::text("in_force", "In force", rows, |row| Some(row.in_force.name())),
        Column::number("share_kt", "Share (kt)", rows, |row| row.mass(CoastPolicy::Share)),
        Column::number("land_kt", "Land (kt)", rows, |row| row.mass(CoastPolicy::Land)),
    ];
    if rows.iter().any(|row| row.mass(CoastPolicy::Weighted).is_some()) {
        columns.push(Column::number("weighted_kt", "Weighted (kt)", rows, |row| row.mass(CoastPolicy::Weighted)));
    }
    columns.push(Column::number("spread", "Spread / total in force", rows, CoastRow::spread));
    Table { name: "coasts", title: "Totals under each policy of coasts".into(), columns }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::csv;

    fn row(masses: &[(CoastPolicy, f64)]) -> CoastRow {
        CoastRow {
            product: "grid".into(),
            layer: "coal".into(),
            period: "2013".into(),
            region: RegionCode::new("JPN"),
            region_name: "Japan".into(),
            in_force: CoastPolicy::Share,
            masses: masses.iter().map(|&(policy, kilotonnes)| (policy, Mass::from_kg(kilotonnes * 1e6))).collect(),
        }
    }

    /// (4 − 3) / 3 = 0.333…; and the column of weighted totals is there only where one is known.
    #[test]
    fn the_spread_is_that_of_all_policies_over_the_one_in_force() {
        let two = row(&[(CoastPolicy::Share, 3.0), (CoastPolicy::Land, 4.0)]);
        let three = row(&[(CoastPolicy::Share, 3.0), (CoastPolicy::Land, 4.0), (CoastPolicy::Weighted, 3.5)]);
        let text = |rows: &[CoastRow]| String::from_utf8(csv(&table(rows)).unwrap()).unwrap();
        insta::assert_snapshot!(text(&[two]) + &text(&[three]), @r"
        region,region_name,product,layer,period,in_force,share_kt,land_kt,spread
        JPN,Japan,grid,coal,2013,share,3.0,4.0,0.3333333333333333
        region,region_name,product,layer,period,in_force,share_kt,land_kt,weighted_kt,spread
        JPN,Japan,grid,coal,2013,share,3.0,4.0,3.5,0.3333333333333333
        ");
    }
}
