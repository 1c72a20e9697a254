//! What a Party says of the figures that it does not give.

use crate::category::Category;
use crate::inventory::NotationKeys;
use crate::region::RegionCode;

/// Why a table shows notation keys where there could be a figure, in the Party's own words.
///
/// The reporting guidelines ask for it where a source is not estimated or counted elsewhere (decision 18/CMA.1, annex, paragraphs 31 and 32; table 9 of
/// the common reporting format and of the common reporting tables).
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Who says it.
    pub party: RegionCode,
    /// The finest category of the table that it is about.
    pub category: Category,
    /// The part of the category that it is about, in the table's words; empty where it is all of it.
    pub subject: String,
    /// The gas or substance as the table names it.
    pub substance: String,
    /// The keys that it explains.
    pub keys: NotationKeys,
    /// The year of the emissions.
    pub year: i32,
    /// Where the Party counts the source instead, in its words.
    pub allocation: Option<String>,
    /// The explanation.
    pub text: String,
    /// Where it stands: file, and row and column or cell.
    pub place: String,
}
