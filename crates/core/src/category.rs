//! Source categories: a code never travels without its categorization.

use std::fmt;

/// The name of a system of categories, such as `IPCC2006`, `CRF` or `IPCC1996`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Categorization(String);

impl Categorization {
    /// A categorization by its name.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The categorization in which everything is compared.
    #[must_use]
    pub fn ipcc_2006() -> Self {
        Self::new("IPCC2006")
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Categorization {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A code within one categorization, its levels set apart by full stops: `1.B.2.a`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CategoryCode(String);

impl CategoryCode {
    /// A code as its categorization spells it.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// The code's letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CategoryCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A code together with the categorization that gives it its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Category {
    /// The system of categories.
    pub categorization: Categorization,
    /// The code in it.
    pub code: CategoryCode,
}

impl Category {
    /// A category from the name of its categorization and its code.
    pub fn new(categorization: impl Into<String>, code: impl Into<String>) -> Self {
        Self { categorization: Categorization::new(categorization), code: CategoryCode::new(code) }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.categorization, self.code)
    }
}
