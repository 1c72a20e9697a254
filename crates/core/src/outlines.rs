//! Outlines of regions that are unpacked when somebody looks at them.

use crate::region::Region;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

/// The outlines of regions, in order; copies share them.
///
/// A run that finds the coverage of its grid kept from an earlier one never needs the outlines themselves, so that the half million points
/// of a fine set may stay packed.
#[derive(Clone)]
pub struct Outlines {
    regions: Arc<Unpacked>,
    packed: Option<PackedOutlines>,
}

type Unpacked = LazyLock<Vec<Region>, Box<dyn FnOnce() -> Vec<Region> + Send>>;

/// What packed outlines tell without being unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedOutlines {
    /// All files that the outlines follow from, by which they are told from others.
    pub content: Vec<&'static [u8]>,
    /// The number of regions.
    pub regions: usize,
}

impl Outlines {
    /// Outlines that a function unpacks, once and only if they are needed.
    pub fn packed(packed: PackedOutlines, unpack: impl FnOnce() -> Vec<Region> + Send + 'static) -> Self {
        Self { regions: Arc::new(LazyLock::new(Box::new(unpack))), packed: Some(packed) }
    }

    /// What they were packed in, if they were.
    #[must_use]
    pub const fn as_packed(&self) -> Option<&PackedOutlines> {
        self.packed.as_ref()
    }

    /// The number of regions, without unpacking them.
    #[must_use]
    pub fn count(&self) -> usize {
        self.packed.as_ref().map_or_else(|| self.regions.len(), |packed| packed.regions)
    }
}

impl From<Vec<Region>> for Outlines {
    fn from(regions: Vec<Region>) -> Self {
        let regions = Unpacked::new(Box::new(|| regions));
        Self { regions: Arc::new(regions), packed: None }
    }
}

impl Deref for Outlines {
    type Target = [Region];

    fn deref(&self) -> &[Region] {
        &self.regions
    }
}

impl PartialEq for Outlines {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl fmt::Debug for Outlines {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self[..].fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region::RegionCode;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn region() -> Region {
        Region { code: RegionCode::new("A"), name: "a".into(), country: None, polygons: Vec::new() }
    }

    #[test]
    fn outlines_are_unpacked_once_and_when_they_are_looked_at() {
        static UNPACKED: AtomicUsize = AtomicUsize::new(0);
        let outlines = Outlines::packed(PackedOutlines { content: vec![b"A"], regions: 1 }, || {
            UNPACKED.fetch_add(1, Ordering::Relaxed);
            vec![region()]
        });
        assert_eq!((outlines.count(), UNPACKED.load(Ordering::Relaxed)), (1, 0));
        assert_eq!(outlines.clone(), Outlines::from(vec![region()]));
        assert_eq!((outlines.len(), UNPACKED.load(Ordering::Relaxed)), (1, 1));
    }
}
