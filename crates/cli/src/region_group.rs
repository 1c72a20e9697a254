//! Groups of regions that the user asks for: those that are known, and those of their own.

use fluxledger_core::{RegionCode, RegionGroup};
use fluxledger_ingest::region::group;

/// A group that the user asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRequest {
    /// Its name: the code of a known group, or the user's own.
    pub name: String,
    /// The user's members; none for a known group.
    pub members: Option<Vec<RegionCode>>,
}

impl GroupRequest {
    /// Reads `NAME` or `NAME=A,B`.
    ///
    /// # Errors
    /// A text, where no member or no name is named.
    pub fn from_argument(text: &str) -> Result<Self, String> {
        let Some((name, members)) = text.split_once('=') else { return Ok(Self { name: text.trim().to_owned(), members: None }) };
        let members: Vec<RegionCode> = members.split(',').map(str::trim).filter(|code| !code.is_empty()).map(RegionCode::new).collect();
        if name.trim().is_empty() || members.is_empty() {
            return Err("a group of your own is written NAME=A,B with the codes of its members".to_owned());
        }
        Ok(Self { name: name.trim().to_owned(), members: Some(members) })
    }

    /// The group; none if it is not known and the user names no members.
    #[must_use]
    pub fn group(&self) -> Option<RegionGroup> {
        match &self.members {
            Some(members) => Some(RegionGroup { code: RegionCode::new(&self.name), name: self.name.clone(), members: members.clone() }),
            None => group(&self.name).cloned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_known_by_its_code_or_has_members_of_its_own() {
        assert_eq!(GroupRequest::from_argument("EU27").unwrap().group().map(|group| group.members.len()), Some(27));
        let own = GroupRequest::from_argument("Iberia = ESP, PRT").unwrap().group().unwrap();
        assert_eq!((own.name.as_str(), own.members), ("Iberia", vec![RegionCode::new("ESP"), RegionCode::new("PRT")]));
        assert_eq!(GroupRequest::from_argument("EU28").unwrap().group(), None);
        assert!(GroupRequest::from_argument("Iberia=").is_err() && GroupRequest::from_argument("=ESP").is_err());
    }
}
