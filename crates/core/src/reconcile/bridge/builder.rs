//! One bridge: a comparison with all that can be switched in it.

use super::ground::{GroundTaken, KnownChange, KnownGround};
use super::masses::{Masses, layers_left_out, total};
use super::{Bridge, BridgeStep, BridgedProduct, Bridging, StepEffect, Switch};
use crate::field::Scope;
use crate::gas::Gas;
use crate::ledger::{Factor, Ledger, LedgerEntry, Treatment};
use crate::quantity::{Mass, Share};
use crate::reconcile::comparison::Comparison;
use crate::reconcile::input::ProductTotal;
use crate::reconcile::verdict::Side;
use crate::region::RegionCode;
use crate::shapley::shapley;
use crate::time_span::ReportingYear;
use std::collections::BTreeSet;

/// A comparison with all that can be switched in it.
pub(super) struct Builder<'a> {
    row: &'a Comparison,
    own: ReportingYear,
    other: ReportingYear,
    masses: Masses,
    ground: KnownGround,
    people_only: bool,
    taken_off: &'a BTreeSet<String>,
    ledger: &'a Ledger,
    switches: Vec<(Factor, Vec<Switch>)>,
}

/// Whether a line stays what it is when the product is moved to the inventory's year: what is added to the inventory is of that year already.
fn is_of_both_years(entry: &LedgerEntry) -> bool {
    entry.holds_every_year || entry.treatment == Treatment::AddedToInventory
}

/// Whether a product has a total over a row, in a year and in every way in which cells are shared out, of enough of its ground.
///
/// By their centres no cell at all may belong to an isle, which then has a total of nothing and is not uncovered.
fn has_total(row: &Comparison, product: BridgedProduct<'_>, year: ReportingYear, coverage: Share, code: &RegionCode) -> bool {
    let layers: Vec<String> = row.layers.iter().cloned().chain(layers_left_out(row)).collect();
    let [by_centre, by_area, by_policy] = product.ways();
    let is_there = |layer| total(by_centre, layer, code, year).is_some();
    let is_covered = |totals: &[ProductTotal], layer| total(totals, layer, code, year).is_some_and(|total| total.covered >= coverage);
    layers.iter().all(|layer| is_there(layer) && is_covered(by_area, layer) && is_covered(by_policy, layer))
}

impl<'a> Builder<'a> {
    /// None for a mean of years.
    pub(super) fn of(row: &'a Comparison, product: BridgedProduct<'a>, bridging: Bridging<'a>) -> Option<Self> {
        let (own, other) = (row.span.year()?, row.inventory_span.year()?);
        let compared = product.side.totals.iter().filter(|total| row.layers.contains(&total.layer));
        let people_only = compared.into_iter().all(|total| total.scope == Scope::Anthropogenic);
        let stated = bridging.grounds.iter().find(|ground| ground.inventory == row.inventory && ground.region == row.region);
        let ground = KnownGround::of(stated, |code| has_total(row, product, own, bridging.coverage, code));
        let masses = Masses::of(row, product, &ground, [own, other]);
        let (taken_off, ledger) = (&product.side.taken_off, bridging.ledger);
        let mut builder = Self { row, own, other, masses, ground, people_only, taken_off, ledger, switches: Vec::new() };
        builder.switches = Factor::ALL.into_iter().map(|factor| (factor, builder.switches_of(factor, product))).collect();
        Some(builder)
    }

    fn switches_of(&self, factor: Factor, product: BridgedProduct<'_>) -> Vec<Switch> {
        let lines = self.booked().filter(|entry| entry.term.factor == factor).cloned().map(Switch::Line);
        let others: Vec<Switch> = match factor {
            // A line of another value in the other year would stay behind; the step is then not stated.
            Factor::Time if self.own != self.other && self.has_totals_of_other_year() && self.booked().all(is_of_both_years) => {
                vec![Switch::Year(self.other)]
            }
            Factor::Territories | Factor::Sea => {
                self.change_of(factor).and_then(|change| change.switch.clone()).map(Switch::Ground).into_iter().collect()
            }
            Factor::Mask if product.by_area.is_some() => vec![Switch::Coast],
            Factor::Gridding if product.by_centre.is_some() => vec![Switch::Cells],
            Factor::Category => self.row.left_out.iter().cloned().map(Switch::LeftOut).collect(),
            _ => Vec::new(),
        };
        others.into_iter().chain(lines).collect()
    }

    fn has_totals_of_other_year(&self) -> bool {
        GroundTaken::ALL.into_iter().all(|taken| self.masses.at(true, true, true, taken).is_some())
    }

    /// What the run says of the ground that belongs to a factor.
    const fn change_of(&self, factor: Factor) -> Option<&KnownChange> {
        match factor {
            Factor::Territories => self.ground.territories.as_ref(),
            Factor::Sea => self.ground.sea.as_ref(),
            _ => None,
        }
    }

    fn begins_with_whole_cells(&self) -> bool {
        self.switches.iter().any(|(_, switches)| switches.contains(&Switch::Cells))
    }

    /// The lines of the ledger that change a number.
    fn booked(&self) -> impl Iterator<Item = &'a LedgerEntry> {
        self.entries().iter().filter(|entry| entry.treatment != Treatment::StatedOnly)
    }

    /// None where a total is missing.
    pub(super) fn bridge(&self, position: usize) -> Option<Bridge> {
        let inventory = self.row.ledger.as_ref().map_or(self.row.inventory_estimate, |account| account.inventory)?.mass;
        let switched: Vec<Factor> = self.switches.iter().filter(|(_, switches)| !switches.is_empty()).map(|(factor, _)| *factor).collect();
        let is_on = |set: usize, factor: Factor| switched.iter().position(|found| *found == factor).is_some_and(|bit| set & 1 << bit != 0);
        let discrepancies: Vec<f64> = (0..1 << switched.len())
            .map(|set| Some(self.discrepancy(inventory, |factor| is_on(set, factor))?.as_kg()))
            .collect::<Option<_>>()?;
        let contributions = shapley(switched.len(), |set| discrepancies[set]);
        let moves =
            |factor| switched.iter().position(|found| *found == factor).map(|bit| StepEffect::Moves(Mass::from_kg(contributions[bit])));
        let step = |(factor, switches): &(Factor, Vec<Switch>)| BridgeStep {
            factor: *factor,
            effect: moves(*factor).unwrap_or_else(|| self.unmoved(*factor)),
            made_of: switches.clone(),
            not_stated: self.not_stated(*factor),
        };
        Some(Bridge {
            comparison: position,
            discrepancy: Mass::from_kg(discrepancies[0]),
            steps: self.switches.iter().map(step).collect(),
            residual: Mass::from_kg(discrepancies[discrepancies.len() - 1]),
        })
    }

    /// Product minus inventory with some factors switched on.
    fn discrepancy(&self, inventory: Mass, is_on: impl Fn(Factor) -> bool) -> Option<Mass> {
        // Without totals of whole cells the first of the masses are those by area.
        let is_shared_out = is_on(Factor::Gridding) || !self.begins_with_whole_cells();
        let taken = GroundTaken { territories: is_on(Factor::Territories), sea: is_on(Factor::Sea) };
        let (compared, left_out) = self.masses.at(is_on(Factor::Time), is_on(Factor::Mask), is_shared_out, taken)?;
        // What is taken off the product and what is added to the inventory both lessen the difference.
        let lines = self.booked().filter(|entry| is_on(entry.term.factor));
        let difference = lines.fold(compared - inventory, |difference, entry| difference - entry.booked());
        let of_inventory: Mass = self.row.left_out.iter().filter(|left| left.side == Side::Inventory).filter_map(|left| left.mass).sum();
        Some(if is_on(Factor::Category) { difference } else { difference + left_out - of_inventory })
    }

    /// The lines of the ledger, also such as change no number.
    fn entries(&self) -> &'a [LedgerEntry] {
        self.row.ledger.as_ref().map_or(&[], |account| &account.entries)
    }

    /// Why a factor that nothing switches changes nothing: because there is nothing of it, or because nobody says.
    fn unmoved(&self, factor: Factor) -> StepEffect {
        if self.is_absent(factor) || self.is_stated(factor) { StepEffect::None } else { StepEffect::NotStated }
    }

    /// Whether the sides cannot differ by a factor.
    fn is_absent(&self, factor: Factor) -> bool {
        match factor {
            Factor::Time => self.own == self.other,
            Factor::Natural => self.people_only,
            Factor::Land => self.row.gas != Gas::Co2,
            Factor::Category => true,
            Factor::Mask | Factor::Territories | Factor::Sea | Factor::Gridding => false,
        }
    }

    /// Whether a line of the ledger says something about a factor, the run states a ground of which the product has totals, or the product's makers have taken some of it off.
    fn is_stated(&self, factor: Factor) -> bool {
        if let Some(change) = self.change_of(factor) {
            return change.switch.is_some() || change.without_total.is_empty();
        }
        let is_taken_off = || self.ledger.terms().iter().any(|term| term.factor == factor && !term.fluxes.is_disjoint(self.taken_off));
        self.entries().iter().any(|entry| entry.term.factor == factor) || is_taken_off()
    }

    /// The terms of a factor about which something must be said and nobody says anything, and ground of which the product has no total.
    fn not_stated(&self, factor: Factor) -> Vec<String> {
        if self.is_absent(factor) {
            return Vec::new();
        }
        if let Some(change) = self.change_of(factor) {
            return change.without_total.iter().map(|name| format!("{name} (the product has no total of it)")).collect();
        }
        let missing = self.ledger.missing_terms(self.row.gas, self.entries(), self.taken_off);
        missing.into_iter().filter(|term| term.factor == factor).map(|term| term.name.clone()).collect()
    }
}
