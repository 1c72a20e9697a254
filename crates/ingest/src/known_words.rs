//! Words that are known: which one was meant, and how they are listed in a sentence.

/// How alike two words must be for one to be a misspelling of the other, from 0 to 1.
const LIKENESS: f64 = 0.6;

/// The word among the known ones that is nearest to what was written, if any is near enough.
///
/// Nearness is the Damerau–Levenshtein distance, divided by the length of the longer word (Damerau 1964, Comm. ACM 7, 171–176).
pub fn nearest<'k>(written: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let written = written.to_lowercase();
    let likeness = |word: &str| strsim::normalized_damerau_levenshtein(&written, &word.to_lowercase());
    let scored = known.into_iter().map(|word| (likeness(word), word));
    scored.filter(|&(score, _)| score >= LIKENESS).max_by(|left, right| left.0.total_cmp(&right.0)).map(|(_, word)| word)
}

/// Words for a sentence: `a`, `a or b`, `a, b or c`.
pub fn any_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_its_neighbour_and_a_strange_one_none() {
        let known = ["title", "output", "years"];
        assert_eq!(nearest("titel", known), Some("title"));
        assert_eq!(nearest("YEAR", known), Some("years"));
        assert_eq!(nearest("colour", known), None);
    }

    #[test]
    fn words_are_joined_as_in_a_sentence() {
        assert_eq!(any_of(&["a"]), "a");
        assert_eq!(any_of(&["a", "b", "c"]), "a, b or c");
    }
}
