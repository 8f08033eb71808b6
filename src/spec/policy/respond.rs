//! How soon somebody answers.

use std::fmt;
use std::str::FromStr;

use crate::base::Duration;
use crate::spec::reader::Meaning;

/// How soon somebody answers; the sooner, the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Respond {
    /// Within this time, whatever the hour.
    Within(Duration),
    /// On the next day on which people work.
    NextBusinessDay,
}

const NEXT_BUSINESS_DAY: &str = "next business day";

impl FromStr for Respond {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == NEXT_BUSINESS_DAY {
            return Ok(Self::NextBusinessDay);
        }
        text.parse().map(Self::Within).map_err(|_| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is neither a duration such as `5m` nor `{NEXT_BUSINESS_DAY}`")
        })
    }
}

impl fmt::Display for Respond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(duration) => duration.fmt(f),
            Self::NextBusinessDay => f.write_str(NEXT_BUSINESS_DAY),
        }
    }
}

impl Meaning for Respond {
    const EXPECTED: &'static str = "a response time";

    fn advice(typed: &str) -> String {
        if typed.contains(' ') {
            format!("write `{NEXT_BUSINESS_DAY}`, or a duration such as `15m`")
        } else {
            Duration::advice(typed)
        }
    }

    fn pattern() -> Option<String> {
        Duration::pattern().map(|duration| format!("{duration}|{NEXT_BUSINESS_DAY}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_time_reads_what_it_prints_and_no_day_is_sooner_than_an_hour() {
        for text in ["5m", "1h", "next business day"] {
            assert_eq!(text.parse::<Respond>().unwrap().to_string(), text);
        }
        assert!(Respond::Within(Duration::from_mins(9_999)) < Respond::NextBusinessDay);
        assert!("tomorrow".parse::<Respond>().is_err());
    }
}
