//! The kinds of reasons for which a product and an inventory differ though neither is wrong.

/// A reason for a discrepancy that is no matter of emissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Factor {
    /// Another year.
    Time,
    /// Who gets coastal cells.
    Mask,
    /// Which territories count.
    Territories,
    /// Areas of the sea.
    Sea,
    /// Natural fluxes.
    Natural,
    /// Carbon that rivers and trade carry, and land that nobody manages.
    Land,
    /// Categories that only one side counts.
    Category,
    /// What laying an inventory out on a grid adds or loses.
    Gridding,
}

impl Factor {
    /// All, in the order of tables.
    pub const ALL: [Self; 8] =
        [Self::Time, Self::Mask, Self::Territories, Self::Sea, Self::Natural, Self::Land, Self::Category, Self::Gridding];

    /// The word for it in tables of terms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Mask => "mask",
            Self::Territories => "territories",
            Self::Sea => "sea",
            Self::Natural => "natural",
            Self::Land => "land",
            Self::Category => "category",
            Self::Gridding => "gridding",
        }
    }

    /// Its name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Mask => "mask and coast",
            Self::Territories => "territories",
            Self::Sea => "sea areas",
            Self::Natural => "natural fluxes",
            Self::Land => "lateral carbon and unmanaged land",
            Self::Category => "scope of categories",
            Self::Gridding => "gridding",
        }
    }
}
