//! The product's masses under each choice that a bridge switches.

use super::BridgedProduct;
use super::ground::{GroundTaken, KnownGround};
use crate::quantity::Mass;
use crate::reconcile::comparison::Comparison;
use crate::reconcile::input::ProductTotal;
use crate::reconcile::pairing::uncertainty_of;
use crate::reconcile::verdict::Side;
use crate::region::RegionCode;
use crate::time_span::ReportingYear;

/// The masses of what is compared and of what is left out, in the product's and in the inventory's year; by whole cells, by area, and by the policy in force; over
/// the outline and over the ground of the inventory.
pub(super) struct Masses([[OverGrounds; 3]; 2]);

/// What is compared and what is left out over each [`GroundTaken`].
type OverGrounds = [Option<(Mass, Mass)>; 4];

impl Masses {
    pub(super) fn of(row: &Comparison, product: BridgedProduct<'_>, ground: &KnownGround, [own, other]: [ReportingYear; 2]) -> Self {
        let left_out = layers_left_out(row);
        let both = |totals: &[ProductTotal], year, taken| {
            let rows = ground.rows(&row.region, taken);
            Some((mass(&row.layers, totals, &rows, year)?, mass(&left_out, totals, &rows, year)?))
        };
        let over_grounds = |totals: &[ProductTotal], year| GroundTaken::ALL.map(|taken| both(totals, year, taken));
        Self([own, other].map(|year| product.ways().map(|totals| over_grounds(totals, year))))
    }

    /// A whole cell is not split at a coast, whatever the policy.
    pub(super) const fn at(&self, moved_in_time: bool, by_policy: bool, shared_out: bool, taken: GroundTaken) -> Option<(Mass, Mass)> {
        self.0[moved_in_time as usize][if shared_out { 1 + by_policy as usize } else { 0 }][taken.position()]
    }
}

/// The product's layers that the inventory does not count.
pub(super) fn layers_left_out(row: &Comparison) -> Vec<String> {
    row.left_out.iter().filter(|left| left.side == Side::Product).map(|left| left.name.clone()).collect()
}

/// The mass of layers over some regions in a year; none where one of them has no total.
fn mass(layers: &[String], totals: &[ProductTotal], regions: &[RegionCode], year: ReportingYear) -> Option<Mass> {
    let of_layer = |layer: &String| regions.iter().map(|region| total(totals, layer, region, year)).collect::<Option<Vec<_>>>();
    let found: Vec<&ProductTotal> = layers.iter().map(of_layer).collect::<Option<Vec<_>>>()?.concat();
    // The middle of an ensemble's sums is not the sum of its middles.
    let centre = uncertainty_of(&found).and_then(|known| known.centre());
    Some(centre.unwrap_or_else(|| found.iter().map(|total| total.mass).sum()))
}

/// The total of a layer over a region in a year.
pub(super) fn total<'a>(totals: &'a [ProductTotal], layer: &String, region: &RegionCode, year: ReportingYear) -> Option<&'a ProductTotal> {
    totals.iter().find(|total| total.layer == *layer && total.region == *region && total.span.year() == Some(year))
}
