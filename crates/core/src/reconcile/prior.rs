//! Whether a product is independent of the inventory beside it.

/// What a product started from, as far as its independence of inventories hangs on it.
///
/// A comparison with independent estimates needs data that are not the same (IPCC 2006, Vol. 1, section 6.10.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Prior {
    /// Nobody says whether it descends from an inventory.
    #[default]
    Unstated,
    /// By the user's word it descends from none of the inventories compared.
    Independent,
    /// By the user's word it descends from the inventory of this name.
    Inventory(String),
    /// By its profile it descends from a submission described here, which may be that of any inventory compared.
    Submission(String),
}

impl Prior {
    /// From what the product and an inventory both descend, in words; none where nothing is known that they share.
    #[must_use]
    pub fn shared_with(&self, inventory: &str) -> Option<&str> {
        match self {
            Self::Unstated | Self::Independent => None,
            Self::Inventory(name) => (name == inventory).then_some(name.as_str()),
            Self::Submission(words) => Some(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prior_is_shared_with_the_inventory_that_it_descends_from() {
        let of_one = Prior::Inventory("NIR".into());
        assert_eq!((of_one.shared_with("NIR"), of_one.shared_with("other")), (Some("NIR"), None));
        assert_eq!(Prior::Submission("submission of 2020".into()).shared_with("NIR"), Some("submission of 2020"));
        assert_eq!((Prior::Unstated.shared_with("NIR"), Prior::Independent.shared_with("NIR")), (None, None));
    }
}
