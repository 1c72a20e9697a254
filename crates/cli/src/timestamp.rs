//! The moment that stands in reports, read from the clock or fixed by the user.

use fluxledger_core::{Calendar, Date};
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// A moment as ISO 8601 writes it: `2026-01-31T12:00:00Z`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamp(String);

/// The text is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no date and time, expected one such as 2026-01-31T12:00:00Z")]
pub struct NoTimestamp {
    /// What was written.
    pub found: String,
}

impl Timestamp {
    /// The present moment by the system's clock, to the second, in universal time.
    #[must_use]
    pub fn now() -> Self {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::of_seconds_since_1970(since_1970.as_secs())
    }

    /// The moment as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of_seconds_since_1970(seconds: u64) -> Self {
        let days = i64::try_from(seconds / 86_400).expect("the clock's days fit");
        let date = Calendar::Standard.add_days(Date::new(1970, 1, 1), days);
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        Self(format!("{date}T{hour:02}:{minute:02}:{second:02}Z"))
    }
}

impl std::str::FromStr for Timestamp {
    type Err = NoTimestamp;

    /// Reads a date, a time and an offset from universal time, as RFC 3339 writes them.
    fn from_str(text: &str) -> Result<Self, NoTimestamp> {
        let malformed = || NoTimestamp { found: text.to_owned() };
        let moment: toml::value::Datetime = text.parse().map_err(|_| malformed())?;
        if moment.date.is_some() && moment.time.is_some() && moment.offset.is_some() { Ok(Self(text.to_owned())) } else { Err(malformed()) }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_universal_time() {
        assert_eq!(Timestamp::of_seconds_since_1970(0).as_str(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp::of_seconds_since_1970(951_826_210).as_str(), "2000-02-29T12:10:10Z");
        let now = Timestamp::now();
        assert_eq!(now.as_str().parse(), Ok(now));
    }

    #[test]
    fn a_moment_has_date_time_and_offset() {
        assert!("2026-01-31T12:00:00+01:00".parse::<Timestamp>().is_ok());
        for text in ["2026-01-31", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "now"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }
}
