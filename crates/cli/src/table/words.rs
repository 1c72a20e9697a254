//! The words of a column: each kept once, however many cells hold it.

use std::collections::HashMap;
use std::sync::Arc;

/// The words of cells, some of which may hold none.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// What cells hold; cells that share a word share its place here.
    distinct: Vec<Arc<str>>,
    /// For each cell the place of its word, counted from 1, or 0 where it holds none.
    places: Vec<u32>,
}

impl Words {
    /// The number of cells.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no cell.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The words of a cell.
    ///
    /// # Panics
    /// If there is no such cell.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        self.of_place(self.places[row])
    }

    /// The words of all cells, from the first to the last.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        self.places.iter().map(|&place| self.of_place(place))
    }

    /// Puts others in the place of words for which a function has some.
    pub fn replace(&mut self, other: impl Fn(&str) -> Option<Arc<str>>) {
        self.distinct.iter_mut().for_each(|word| *word = other(word).unwrap_or_else(|| Arc::clone(word)));
    }

    /// Each word that occurs, as often as it is kept.
    pub(super) fn distinct(&self) -> &[Arc<str>] {
        &self.distinct
    }

    /// The place of a cell's word among those that occur, if it holds one.
    pub(super) fn place(&self, row: usize) -> Option<usize> {
        (self.places[row] as usize).checked_sub(1)
    }

    fn of_place(&self, place: u32) -> Option<&str> {
        (place as usize).checked_sub(1).map(|place| &*self.distinct[place])
    }
}

/// Cells whose words lie in the same memory share them; to compare letters would take longer than to keep some words twice.
impl FromIterator<Option<Arc<str>>> for Words {
    fn from_iter<I: IntoIterator<Item = Option<Arc<str>>>>(cells: I) -> Self {
        let mut distinct: Vec<Arc<str>> = Vec::new();
        let mut known: HashMap<*const u8, u32> = HashMap::new();
        let mut place_of = |word: Arc<str>| match distinct.last() {
            Some(last) if Arc::ptr_eq(last, &word) => number(distinct.len()),
            _ => *known.entry(word.as_ptr()).or_insert_with(|| {
                distinct.push(word);
                number(distinct.len())
            }),
        };
        let places = cells.into_iter().map(|cell| cell.map_or(0, &mut place_of)).collect();
        Self { distinct, places }
    }
}

fn number(place: usize) -> u32 {
    u32::try_from(place).expect("a table has fewer than 2³² words")
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_cells_share_are_kept_once() {
        let [one, two] = ["CHN", "DEU"].map(Arc::<str>::from);
        let cells = [Some(&one), None, Some(&two), Some(&two), Some(&one)].map(|cell| cell.cloned());
        let words: Words = cells.into_iter().collect();
        assert_eq!(words.distinct().len(), 2);
        assert_eq!(words.iter().collect::<Vec<_>>(), [Some("CHN"), None, Some("DEU"), Some("DEU"), Some("CHN")]);
        assert_eq!((words.get(4), words.place(1), words.place(4)), (Some("CHN"), None, Some(0)));
    }

    #[test]
    fn equal_words_in_other_memory_are_equal() {
        let words = || ["CHN", "CHN"].map(|word| Some(Arc::from(word))).into_iter().collect::<Words>();
        assert_eq!((words(), words().distinct().len()), (words(), 2));
    }
}
