//! The ground that an inventory counts, where it is another than the outline whose total is compared.
//!
//! An inventory covers "national territory and offshore areas over which the country has jurisdiction" (IPCC 2006, Vol. 1, Ch. 8.2.1), and a Party may count
//! territories that no outline of it holds, or leave out some that it does. What is counted is the user's word; the product's totals say what it makes.

use crate::region::RegionCode;

/// The ground that an inventory counts for a region, as far as the run says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedGround {
    /// The inventory.
    pub inventory: String,
    /// The region whose outline is compared.
    pub region: RegionCode,
    /// How the counted territories differ from those of the outline; none where nothing is said of territories.
    pub territories: Option<GroundChange>,
    /// The sea that is counted beside the outline; none where nothing is said of the sea.
    pub sea: Option<GroundChange>,
    /// Where the statement comes from.
    pub source: String,
}

/// By what the counted ground differs from the outline; by nothing where all is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroundChange {
    /// What is counted beside the outline: the code of its totals, and its name.
    pub beside: Vec<(RegionCode, String)>,
    /// What is counted of the outline, where that is not all of it.
    pub rest: Option<RestOfOutline>,
    /// Names of ground that is counted, or left out, and of which no total can be made.
    pub without_outline: Vec<String>,
}

/// An outline without some of what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestOfOutline {
    /// The code of its totals.
    pub row: RegionCode,
    /// The names of what it is without.
    pub without: Vec<String>,
}

/// Other ground in the place of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroundSwitch {
    /// Names of what is added to the outline.
    pub with: Vec<String>,
    /// Names of what is taken off it.
    pub without: Vec<String>,
    /// Where the inventory's ground is stated.
    pub source: String,
}

/// What of a change the product has totals of.
pub(super) struct KnownChange {
    beside: Vec<RegionCode>,
    rest: Option<RegionCode>,
    /// What is switched; none where nothing changes.
    pub(super) switch: Option<GroundSwitch>,
    /// Names of what it has no total of.
    pub(super) without_total: Vec<String>,
}

impl KnownChange {
    fn of(change: &GroundChange, source: &str, has_total: impl Fn(&RegionCode) -> bool) -> Self {
        let (known, unknown): (Vec<_>, Vec<_>) = change.beside.iter().partition(|(row, _)| has_total(row));
        let (rest, no_rest): (Vec<_>, Vec<_>) = change.rest.iter().partition(|rest| has_total(&rest.row));
        let name = |(_, name): &(RegionCode, String)| name.clone();
        let without: Vec<String> = rest.iter().flat_map(|rest| rest.without.clone()).collect();
        let with: Vec<String> = known.iter().copied().map(name).collect();
        let unknown = unknown.into_iter().map(name).chain(no_rest.into_iter().flat_map(|rest| rest.without.clone()));
        Self {
            without_total: unknown.chain(change.without_outline.iter().cloned()).collect(),
            switch: (!with.is_empty() || !without.is_empty()).then(|| GroundSwitch { with, without, source: source.to_owned() }),
            beside: known.iter().map(|(row, _)| row.clone()).collect(),
            rest: rest.first().map(|rest| rest.row.clone()),
        }
    }
}

/// What the run says of the ground of a comparison's inventory, as far as the product has totals of it.
#[derive(Default)]
pub(super) struct KnownGround {
    pub(super) territories: Option<KnownChange>,
    pub(super) sea: Option<KnownChange>,
}

/// Whether the ground of the inventory is taken, in place of the outline.
#[derive(Clone, Copy)]
pub(super) struct GroundTaken {
    pub(super) territories: bool,
    pub(super) sea: bool,
}

impl GroundTaken {
    /// Every combination; [`Self::position`] is the place in it.
    pub(super) const ALL: [Self; 4] = [
        Self { territories: false, sea: false },
        Self { territories: true, sea: false },
        Self { territories: false, sea: true },
        Self { territories: true, sea: true },
    ];

    pub(super) const fn position(self) -> usize {
        self.territories as usize + 2 * self.sea as usize
    }
}

impl KnownGround {
    pub(super) fn of(ground: Option<&CountedGround>, has_total: impl Fn(&RegionCode) -> bool) -> Self {
        let known = |change: &Option<GroundChange>, source| change.as_ref().map(|change| KnownChange::of(change, source, &has_total));
        ground.map_or_else(Self::default, |ground| Self {
            territories: known(&ground.territories, &ground.source),
            sea: known(&ground.sea, &ground.source),
        })
    }

    /// The rows of totals that make the ground.
    pub(super) fn rows(&self, outline: &RegionCode, taken: GroundTaken) -> Vec<RegionCode> {
        let territories = self.territories.as_ref().filter(|_| taken.territories);
        let sea = self.sea.as_ref().filter(|_| taken.sea);
        let own = territories.and_then(|change| change.rest.as_ref()).unwrap_or(outline).clone();
        std::iter::once(own).chain([territories, sea].into_iter().flatten().flat_map(|change| change.beside.clone())).collect()
    }
}
