//! The ledger of one comparison: from what both sides state to what can be compared.

use super::{BookedOn, LedgerLine, LedgerValue, ScopeTerm, Treatment};
use crate::quantity::Mass;
use crate::reconcile::{Deviation, Estimate, TotalUncertainty};

/// What both sides state, and the lines that make it comparable.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerAccount {
    /// The product's total before any line.
    pub product: Estimate,
    /// What is known of its error.
    pub product_uncertainty: Option<TotalUncertainty>,
    /// The inventory's figure before any line, where it states a mass.
    pub inventory: Option<Estimate>,
    /// The lines, in the order of the ledger.
    pub entries: Vec<LedgerEntry>,
}

/// One line of one comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerEntry {
    /// The line's name.
    pub line: String,
    /// What it counts.
    pub term: ScopeTerm,
    /// What is done with it.
    pub treatment: Treatment,
    /// On what.
    pub booked_on: BookedOn,
    /// Its value, positive to the atmosphere.
    pub value: Mass,
    /// Its standard deviation, over several regions and years that of errors that go together; none where one is not known.
    pub deviation: Option<Deviation>,
    /// Where the line comes from.
    pub source: String,
    /// Where its values stand.
    pub places: Vec<String>,
    /// Whether the value is one of every year, so that another year would have the same.
    pub holds_every_year: bool,
}

impl LedgerEntry {
    /// The line over some regions in a year; none where it has no value in any of them.
    pub(crate) fn of(line: &LedgerLine, booked_on: BookedOn, values: &[&LedgerValue]) -> Option<Self> {
        let deviations: Option<Vec<Deviation>> = values.iter().map(|value| value.deviation.map(Deviation::symmetric)).collect();
        (!values.is_empty()).then(|| Self {
            line: line.name.clone(),
            term: line.term.clone(),
            treatment: line.treatment,
            booked_on,
            value: values.iter().map(|value| value.mass).sum(),
            deviation: deviations.map(Deviation::in_line),
            source: line.source.clone(),
            places: values.iter().map(|value| value.place.clone()).collect(),
            holds_every_year: values.iter().all(|value| value.year.is_none()),
        })
    }

    /// What of its value is booked: all of it, or the share that one member has in the mean of an ensemble.
    #[must_use]
    pub fn booked(&self) -> Mass {
        match self.booked_on {
            BookedOn::Whole => self.value,
            BookedOn::Member { of, .. } => self.value.over(of),
        }
    }

    /// What it adds to the side that it is booked on.
    #[must_use]
    pub fn effect(&self) -> Mass {
        Mass::from_kg(self.treatment.sign() * self.booked().as_kg())
    }

    /// The standard deviation of what is booked.
    fn booked_deviation(&self) -> Option<Deviation> {
        match self.booked_on {
            BookedOn::Whole => self.deviation,
            BookedOn::Member { of, .. } => self.deviation.map(|deviation| deviation.over(of)),
        }
    }

    /// What is known of a product's total from which it is taken off, its error being independent; nothing where its own error is not known.
    fn taken_off(&self, total: &TotalUncertainty) -> Option<TotalUncertainty> {
        let deviation = self.deviation?;
        Some(match self.booked_on {
            BookedOn::Whole => total.clone().shifted(self.effect()).with(deviation),
            BookedOn::Member { position, of } => {
                let change = Mass::from_kg(self.treatment.sign() * self.value.as_kg());
                total.clone().with_of_member((position, of), change, deviation)
            }
        })
    }
}

impl LedgerAccount {
    /// The lines of one treatment.
    pub fn of(&self, treatment: Treatment) -> impl Iterator<Item = &LedgerEntry> {
        self.entries.iter().filter(move |entry| entry.treatment == treatment)
    }

    /// The product's comparable total: what it states and its lines, added in their order.
    #[must_use]
    pub fn comparable_product(&self) -> Mass {
        self.of(Treatment::SubtractedFromProduct).fold(self.product.mass, |sum, entry| sum + entry.effect())
    }

    /// What is known of the product's comparable total, the errors of total and lines being independent; nothing where one of them is not known.
    ///
    /// Lines come last: a sum or a mean first puts together what the product states, whose parts may err together.
    #[must_use]
    pub fn comparable_uncertainty(&self) -> Option<TotalUncertainty> {
        self.of(Treatment::SubtractedFromProduct).fold(self.product_uncertainty.clone(), |total, entry| entry.taken_off(&total?))
    }

    /// The inventory's comparable figure; its errors and those of the lines are independent, those of one line go together.
    #[must_use]
    pub fn comparable_inventory(&self) -> Option<Estimate> {
        let stated = self.inventory?;
        let mass = self.of(Treatment::AddedToInventory).fold(stated.mass, |sum, entry| sum + entry.effect());
        let deviation = stated.deviation.and_then(|stated| self.with_lines(Treatment::AddedToInventory, stated));
        Some(Estimate { mass, deviation })
    }

    /// A standard deviation with those of the lines of one treatment, each independent of it and of the others; none where one is not known.
    pub(crate) fn with_lines(&self, treatment: Treatment, stated: Deviation) -> Option<Deviation> {
        let of_lines: Vec<Deviation> = self.of(treatment).map(LedgerEntry::booked_deviation).collect::<Option<_>>()?;
        Some(Deviation::in_quadrature(std::iter::once(stated).chain(of_lines)))
    }

    /// The mean of the accounts of several years, the errors of one line taken as one; none where no year has one. A line that a year lacks counts nothing there.
    #[must_use]
    pub(crate) fn mean(
        accounts: &[Option<&Self>],
        (product, product_uncertainty): (Estimate, Option<TotalUncertainty>),
        inventory: Option<Estimate>,
    ) -> Option<Self> {
        let years = accounts.len();
        let mut entries: Vec<LedgerEntry> = Vec::new();
        for entry in accounts.iter().flatten().flat_map(|account| &account.entries) {
            match entries.iter_mut().find(|known| known.line == entry.line) {
                Some(known) => known.join(entry),
                None => entries.push(entry.clone()),
            }
        }
        entries.iter_mut().for_each(|entry| {
            entry.value = entry.value.over(years);
            entry.deviation = entry.deviation.map(|deviation| deviation.over(years));
        });
        (!entries.is_empty()).then_some(Self { product, product_uncertainty, inventory, entries })
    }
}

impl LedgerEntry {
    /// Adds the same line of another year.
    fn join(&mut self, other: &Self) {
        self.value = self.value + other.value;
        self.holds_every_year &= other.holds_every_year;
        self.deviation = self.deviation.zip(other.deviation).map(|(one, another)| Deviation::in_line([one, another]));
        self.places.extend(other.places.iter().filter(|place| !self.places.contains(place)).cloned().collect::<Vec<_>>());
    }
}
