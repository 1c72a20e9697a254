//! Reading a unit: the longest known word at each place, with its power, until nothing is left.
//!
//! Grammar, after superscripts, subscripts and signs have been put into plain letters:
//!
//! ```text
//! unit   = [number] { word [power] | "/" | "per" | "(" | ")" | cell }
//! power  = ["^"] ["-"] digits
//! cell   = number ["degree"] "x" number "degree"
//! ```
//!
//! A stroke or `per` divides by the next word or bracket only. Blanks, full stops, underscores and hyphens before a letter separate.

use super::spelling::nearest;
use super::words::{Word, longest_at_start};
use super::{Amount, Duration, Extent, Substance, Unit};

/// A text that is no unit of a flux or an emission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// There is no text.
    #[error("empty unit, expected one such as `kg m-2 s-1`")]
    Empty,
    /// Some of the text is no known word.
    #[error("unknown unit `{unit}`, cannot read `{rest}`{}", suggestion(nearest))]
    Unknown {
        /// The whole text.
        unit: String,
        /// The text from the place where reading stopped.
        rest: String,
        /// Known spellings that resemble it.
        nearest: Vec<&'static str>,
    },
    /// A word is in use for two units.
    #[error("ambiguous unit `{unit}`, `{word}` may be `{first}` or `{second}`")]
    Ambiguous {
        /// The whole text.
        unit: String,
        /// The word.
        word: String,
        /// One unit that it may be.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// Two words say the same thing, such as two masses.
    #[error("unit `{unit}` states its {part} twice, the second time as `{word}`")]
    Repeated {
        /// The whole text.
        unit: String,
        /// What is stated twice.
        part: &'static str,
        /// The second statement.
        word: String,
    },
    /// A word stands above the stroke and belongs below it, or the other way round.
    #[error("unit `{unit}` has `{word}` to the power {found}, expected {expected}")]
    Power {
        /// The whole text.
        unit: String,
        /// The word.
        word: String,
        /// Its power.
        found: i32,
        /// The power that makes a flux or an emission.
        expected: i32,
    },
    /// A stroke or a bracket is left without its other half.
    #[error("unit `{unit}` breaks off, expected more after its last stroke or bracket")]
    Unfinished {
        /// The whole text.
        unit: String,
    },
    /// No word says how much.
    #[error("unit `{unit}` states no amount, expected a mass, moles, molecules or a number")]
    NoAmount {
        /// The whole text.
        unit: String,
    },
    /// The number before the unit is zero or beyond what can be computed with.
    #[error("unit `{unit}` has a multiple out of range, expected a positive finite number")]
    OutOfRange {
        /// The whole text.
        unit: String,
    },
}

impl UnitError {
    /// The way out, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Empty => Some("state the unit in the product's profile".to_owned()),
            Self::Unknown { nearest, .. } => {
                let spelling = nearest.first().unwrap_or(&"kg m-2 s-1");
                Some(format!("state the unit in the product's profile in a known spelling, such as `{spelling}`"))
            }
            Self::Ambiguous { first, second, .. } => Some(format!("write `{first}` or `{second}`")),
            Self::Power { .. } => Some("write a flux as `kg m-2 s-1` or `kg/m2/s`; a stroke divides by the next word only".to_owned()),
            Self::NoAmount { .. } => Some("begin with a mass or amount, as in `kg m-2 s-1` or `molec cm-2 s-1`".to_owned()),
            Self::Repeated { .. } | Self::Unfinished { .. } | Self::OutOfRange { .. } => None,
        }
    }
}

fn suggestion(nearest: &[&str]) -> String {
    if nearest.is_empty() { String::new() } else { format!("; nearest known: `{}`", nearest.join("`, `")) }
}

/// Reads a unit.
pub(super) fn unit(text: &str) -> Result<Unit, UnitError> {
    let plain = plain_letters(text);
    if plain.is_empty() {
        return Err(UnitError::Empty);
    }
    let reader = Reader { unit: text.trim(), rest: &plain, brackets: Vec::new(), divides: false, parts: Parts::default() };
    reader.read()
}

/// The text with superscripts as `^-2`, subscripts as digits, one kind of minus, of blank, of bracket and of µ.
fn plain_letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut raised = false;
    for letter in text.trim().replace("**", "^").chars() {
        let below = digit_after('₀', letter);
        let above = superscript(letter);
        if above.is_some() && !raised {
            plain.push('^');
        }
        raised = above.is_some();
        match above.or(below).unwrap_or(letter) {
            'µ' | 'μ' => plain.push('u'),
            '°' => plain.push_str("degree"),
            '×' => plain.push('x'),
            '−' | '–' | '‐' => plain.push('-'),
            '[' | '{' => plain.push('('),
            ']' | '}' => plain.push(')'),
            '·' | '⋅' | '∙' | '*' => plain.push(' '),
            blank if blank.is_whitespace() => plain.push(' '),
            other => plain.push(other),
        }
    }
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn superscript(letter: char) -> Option<char> {
    match letter {
        '⁻' => Some('-'),
        '¹' => Some('1'),
        '²' => Some('2'),
        '³' => Some('3'),
        _ => digit_after('⁰', letter),
    }
}

/// The digit that a letter stands for in a block of ten that begins with `zero`.
fn digit_after(zero: char, letter: char) -> Option<char> {
    char::from_digit(u32::from(letter).checked_sub(u32::from(zero))?, 10)
}

/// What the words so far have said.
#[derive(Default)]
struct Parts {
    multiple: Option<f64>,
    amount: Option<Amount>,
    substance: Option<Substance>,
    extent: Option<Extent>,
    duration: Option<Duration>,
}

struct Reader<'text> {
    /// The text as it was given, for errors.
    unit: &'text str,
    rest: &'text str,
    /// For each open bracket, whether it stands below the stroke.
    brackets: Vec<bool>,
    /// Whether the next word is divided by.
    divides: bool,
    parts: Parts,
}

impl Reader<'_> {
    fn read(mut self) -> Result<Unit, UnitError> {
        self.leading_number()?;
        self.skip_separators();
        while let Some(letter) = self.rest.chars().next() {
            match letter {
                '/' => self.divide(1)?,
                '(' => self.open_bracket(),
                ')' => self.close_bracket()?,
                '0'..='9' => self.angular_cell()?,
                _ => self.word()?,
            }
            self.skip_separators();
        }
        self.finish()
    }

    fn skip_separators(&mut self) {
        loop {
            let after = self.rest.trim_start_matches([' ', '.', '_']);
            let hyphen = after.strip_prefix('-').filter(|next| next.starts_with(|letter: char| letter.is_ascii_alphabetic()));
            self.rest = hyphen.unwrap_or(after);
            if hyphen.is_none() {
                return;
            }
        }
    }

    fn leading_number(&mut self) -> Result<(), UnitError> {
        if after_angular_cell(self.rest).is_some() {
            return Ok(());
        }
        let Some((length, base)) = number_at_start(self.rest) else { return Ok(()) };
        self.rest = &self.rest[length..];
        let number = match self.take_power() {
            Some(power) if power < 0 => 1.0 / base.powi(power.saturating_neg()),
            Some(power) => base.powi(power),
            None => base,
        };
        self.parts.multiple = Some(number);
        self.check_size(number)
    }

    fn divide(&mut self, length: usize) -> Result<(), UnitError> {
        if self.divides {
            return Err(self.unknown());
        }
        self.rest = &self.rest[length..];
        self.divides = true;
        Ok(())
    }

    fn open_bracket(&mut self) {
        self.rest = &self.rest[1..];
        self.brackets.push(self.stands_below());
        self.divides = false;
    }

    fn close_bracket(&mut self) -> Result<(), UnitError> {
        if self.divides || self.brackets.pop().is_none() {
            return Err(self.unknown());
        }
        self.rest = &self.rest[1..];
        Ok(())
    }

    fn angular_cell(&mut self) -> Result<(), UnitError> {
        let after = after_angular_cell(self.rest).ok_or_else(|| self.unknown())?;
        let spelling = &self.rest[..self.rest.len() - after.len()];
        self.rest = after;
        self.place(Word::Cell, spelling)
    }

    fn word(&mut self) -> Result<(), UnitError> {
        let (length, word) = longest_at_start(self.rest).ok_or_else(|| self.unknown())?;
        let spelling = &self.rest[..length];
        match word {
            Word::Per => self.divide(length),
            Word::Ambiguous(first, second) => {
                Err(UnitError::Ambiguous { unit: self.unit.to_owned(), word: spelling.to_owned(), first, second })
            }
            _ => {
                self.rest = &self.rest[length..];
                self.place(word, spelling)
            }
        }
    }

    /// Takes the power behind a word, checks it and keeps what the word says.
    fn place(&mut self, word: Word, spelling: &str) -> Result<(), UnitError> {
        let power = self.take_power().unwrap_or(1);
        let found = if self.stands_below() { power.saturating_neg() } else { power };
        let expected = expected_power(word);
        if found != expected {
            return Err(UnitError::Power { unit: self.unit.to_owned(), word: spelling.to_owned(), found, expected });
        }
        self.divides = false;
        self.parts.keep(word).map_err(|part| UnitError::Repeated { unit: self.unit.to_owned(), part, word: spelling.to_owned() })
    }

    /// The power at the start of the rest: `-2`, `2`, `^-2`, `^(-2)`.
    fn take_power(&mut self) -> Option<i32> {
        let raised = self.rest.strip_prefix('^');
        let bracketed = raised.and_then(|after| after.strip_prefix('('));
        let signed = bracketed.or(raised).unwrap_or(self.rest);
        let digits = signed.trim_start_matches('-');
        let length = signed.len() - digits.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let power = signed[..length].parse().ok()?;
        let after = &signed[length..];
        self.rest = if bracketed.is_some() { after.strip_prefix(')')? } else { after };
        Some(power)
    }

    fn stands_below(&self) -> bool {
        self.brackets.last().copied().unwrap_or(false) != self.divides
    }

    fn finish(self) -> Result<Unit, UnitError> {
        if self.divides || !self.brackets.is_empty() {
            return Err(UnitError::Unfinished { unit: self.unit.to_owned() });
        }
        let Parts { multiple, amount, substance, extent, duration } = self.parts;
        let amount = match (amount, multiple) {
            (Some(amount), multiple) => amount.scaled(multiple.unwrap_or(1.0)),
            (None, Some(number)) => Amount::Number(number),
            (None, None) => return Err(UnitError::NoAmount { unit: self.unit.to_owned() }),
        };
        self.check_size(amount.size())?;
        Ok(Unit { amount, substance, extent: extent.unwrap_or_default(), duration })
    }

    fn check_size(&self, size: f64) -> Result<(), UnitError> {
        if size.is_normal() && size > 0.0 { Ok(()) } else { Err(UnitError::OutOfRange { unit: self.unit.to_owned() }) }
    }

    fn unknown(&self) -> UnitError {
        UnitError::Unknown { unit: self.unit.to_owned(), rest: self.rest.to_owned(), nearest: nearest(self.unit) }
    }
}

impl Parts {
    /// Keeps what a word says, or names the part that had been stated before.
    fn keep(&mut self, word: Word) -> Result<(), &'static str> {
        match word {
            Word::Amount(amount) => set(&mut self.amount, amount, "amount"),
            Word::Substance(substance) => set(&mut self.substance, substance, "substance"),
            Word::Side(area) | Word::Area(area) => set(&mut self.extent, Extent::Area(area), "extent"),
            Word::Cell => set(&mut self.extent, Extent::Cell, "extent"),
            Word::Duration(duration) => set(&mut self.duration, duration, "duration"),
            Word::Multiple(multiple) => {
                self.multiple = Some(self.multiple.unwrap_or(1.0) * multiple);
                Ok(())
            }
            Word::Filler | Word::Per | Word::Ambiguous(..) => Ok(()),
        }
    }
}

fn set<T>(part: &mut Option<T>, value: T, name: &'static str) -> Result<(), &'static str> {
    part.replace(value).map_or(Ok(()), |_| Err(name))
}

/// The power with which a word stands in a flux or an emission.
const fn expected_power(word: Word) -> i32 {
    match word {
        Word::Side(_) => -2,
        Word::Area(_) | Word::Cell | Word::Duration(_) => -1,
        Word::Amount(_) | Word::Substance(_) | Word::Multiple(_) | Word::Filler | Word::Per | Word::Ambiguous(..) => 1,
    }
}

/// A number such as `0.1` or `1e6` at the start of a text, with its length in bytes.
fn number_at_start(text: &str) -> Option<(usize, f64)> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let mantissa = text.len() - text.trim_start_matches(|letter: char| is_digit(letter) || letter == '.').len();
    let exponent = text[mantissa..].strip_prefix(['e', 'E']).map(|after| after.strip_prefix(['-', '+']).unwrap_or(after));
    let length = match exponent {
        Some(digits) if digits.starts_with(is_digit) => text.len() - digits.trim_start_matches(is_digit).len(),
        _ => mantissa,
    };
    text.starts_with(is_digit).then(|| text[..length].parse().ok())?.map(|number| (length, number))
}

/// What follows a cell given by its angles, such as `0.1degree x 0.1degree`.
fn after_angular_cell(text: &str) -> Option<&str> {
    let number_length = |text: &str| number_at_start(text).map(|(length, _)| length);
    let height = text[number_length(text)?..].trim_start();
    let width = after_degree(height).unwrap_or(height).trim_start().strip_prefix('x')?.trim_start();
    after_degree(width[number_length(width)?..].trim_start())
}

fn after_degree(text: &str) -> Option<&str> {
    ["degrees", "degree", "deg"].iter().find_map(|name| text.strip_prefix(name))
}
