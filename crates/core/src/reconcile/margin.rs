//! The margin within which two estimates count as equivalent.

use super::difference::{Estimate, NORMAL_QUANTILE_95};
use crate::quantity::{Mass, Share};

/// How large a difference may be without meaning anything to the user, who declares it before the data are seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Margin {
    /// A share of the inventory's figure.
    ShareOfInventory(Share),
    /// A multiple of the inventory's own uncertainty, that is of half its 95 % interval, on the side where that is smaller.
    InventoryUncertainty(f64),
    /// A mass, whatever the inventory.
    Mass(Mass),
}

impl Margin {
    /// The margin beside one figure of an inventory; none where it would rest on an uncertainty that is not given.
    #[must_use]
    pub fn beside(self, inventory: &Estimate) -> Option<Mass> {
        match self {
            Self::ShareOfInventory(share) => Some(inventory.mass.abs() * share),
            Self::InventoryUncertainty(multiple) => {
                let deviation = inventory.deviation?;
                let smaller = deviation.down.as_kg().min(deviation.up.as_kg());
                Some(Mass::from_kg(multiple * NORMAL_QUANTILE_95 * smaller))
            }
            Self::Mass(mass) => Some(mass),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::Deviation;

    /// A tenth of 200 is 20; the smaller half of the interval is 1.96 · 5 = 9.8.
    #[test]
    fn a_margin_is_a_share_an_uncertainty_or_a_mass() {
        let deviation = Some(Deviation { down: Mass::from_kg(5.0), up: Mass::from_kg(9.0) });
        let inventory = Estimate { mass: Mass::from_kg(-200.0), deviation };
        let kilograms = |margin: Margin| margin.beside(&inventory).map(Mass::as_kg);
        assert_eq!(kilograms(Margin::ShareOfInventory(Share::new(0.1))), Some(20.0));
        assert_eq!(kilograms(Margin::Mass(Mass::from_kg(7.0))), Some(7.0));
        assert!((kilograms(Margin::InventoryUncertainty(1.0)).unwrap() - 9.799_819_9).abs() < 1e-6);
        assert_eq!(Margin::InventoryUncertainty(1.0).beside(&Estimate { deviation: None, ..inventory }), None);
    }
}
