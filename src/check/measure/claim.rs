//! What people write about a number, as "$0.50/min".

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::quantity::{Dimension, Measure, near};

/// What a text says about a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The number.
    pub number: f64,
    /// Its dimension and what 1 of its unit is in it; none where the text tells no unit.
    pub unit: Option<(Dimension, f64)>,
    /// Within how many seconds, where the text tells so.
    pub per: Option<f64>,
    /// As it is written.
    pub text: String,
}

/// Units as people write them, with what 1 of it is.
const UNITS: [(&[&str], Dimension, f64); 16] = [
    (&["%", "percent", "per cent"], Dimension::Share, 0.01),
    (&["µs", "us", "microseconds"], Dimension::Time, 1e-6),
    (
        &["ms", "millisecond", "milliseconds"],
        Dimension::Time,
        1e-3,
    ),
    (&["s", "sec", "second", "seconds"], Dimension::Time, 1.0),
    (&["m", "min", "minute", "minutes"], Dimension::Time, 60.0),
    (&["h", "hour", "hours"], Dimension::Time, 3_600.0),
    (&["d", "day", "days"], Dimension::Time, 86_400.0),
    (&["kb"], Dimension::Bytes, 1e3),
    (&["mb"], Dimension::Bytes, 1e6),
    (&["gb"], Dimension::Bytes, 1e9),
    (&["ki", "kib"], Dimension::Bytes, 1_024.0),
    (&["mi", "mib"], Dimension::Bytes, 1_048_576.0),
    (&["gi", "gib"], Dimension::Bytes, 1_073_741_824.0),
    (&["dollars", "usd"], Dimension::Dollars, 1.0),
    (&["tokens"], Dimension::Tokens, 1.0),
    (&["requests"], Dimension::Requests, 1.0),
];

/// Lengths of time as people write them behind `/` or "per".
const TIMES: [(&[&str], f64); 4] = [
    (&["s", "sec", "second"], 1.0),
    (&["m", "min", "minute"], 60.0),
    (&["h", "hour"], 3_600.0),
    (&["d", "day"], 86_400.0),
];

/// Words before a length of time that is no limit: how long something has lasted, or was looked at.
const LASTING: [&str; 9] = [
    "last", "past", "previous", "for", "within", "in", "every", "during", "after",
];

/// What a text says about its numbers, for those of which it says something.
pub fn claims(text: &str) -> Vec<Claim> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        let units: Vec<&str> = UNITS
            .iter()
            .flat_map(|(words, ..)| *words)
            .copied()
            .collect();
        let number = format!(
            r"(?xi) (?: (?<before> [a-z]+ ) \x20 )?
            (?<whole> (?<dollar> \$ )? \b (?<number> [0-9]+ (?: \.[0-9]+ )? )
                (?: \x20? (?<unit> {} ) )?
                (?: (?: / | \x20 per \x20 | \x20 an? \x20 ) (?<per> [a-z]+ ) )? )
            (?: \b | $ | [^a-z0-9] )",
            units.join("|").replace(' ', r"\x20")
        );
        Regex::new(&number).expect("this pattern is tested")
    });
    NUMBER
        .captures_iter(text)
        .filter_map(|found| claim(&found))
        .collect()
}

fn claim(found: &Captures<'_>) -> Option<Claim> {
    let part = |name: &str| found.name(name).map(|part| part.as_str().to_lowercase());
    let unit = part("unit").and_then(|unit| unit_of(&unit));
    let unit = unit.or_else(|| part("dollar").map(|_| (Dimension::Dollars, 1.0)));
    let per = part("per").and_then(|per| time_of(&per));
    let lasts = part("before").is_some_and(|word| LASTING.contains(&&*word));
    let is_length = matches!(unit, Some((Dimension::Time, _)));
    if unit.is_none() && per.is_none() || is_length && (lasts || per.is_some()) {
        return None;
    }
    Some(Claim {
        number: part("number")?.parse().ok()?,
        unit,
        per,
        text: found["whole"].to_owned(),
    })
}

fn unit_of(word: &str) -> Option<(Dimension, f64)> {
    let (_, of, scale) = UNITS.iter().find(|(words, ..)| words.contains(&word))?;
    Some((*of, *scale))
}

fn time_of(word: &str) -> Option<f64> {
    let (_, seconds) = TIMES.iter().find(|(words, _)| words.contains(&word))?;
    Some(*seconds)
}

impl Claim {
    /// Whether it is about this limit of something that means this, so that one of both is wrong
    /// where they contradict each other.
    pub fn is_about(&self, limit: f64, measure: &Measure) -> bool {
        let fits = self.unit.is_none_or(|(of, _)| of == measure.of);
        let scale = self.unit.map_or(1.0, |(_, scale)| scale);
        fits && (near(self.number, limit) || near(self.number * scale, limit))
    }

    /// Whether it says of a limit what the rule does.
    pub fn agrees(&self, limit: f64, measure: &Measure) -> bool {
        let scale = self.unit.map_or(measure.scale, |(_, scale)| scale);
        let per = match (self.per, measure.per) {
            (Some(mine), Some(theirs)) => near(mine, theirs),
            (None, _) | (_, None) => true,
        };
        near(self.number * scale, limit * measure.scale) && per
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_behind_numbers() {
        let told = |text: &str| -> Vec<String> {
            claims(text).into_iter().map(|claim| claim.text).collect()
        };
        assert_eq!(
            told("Token spend exceeds $0.50/min for tenant x"),
            ["$0.50/min"]
        );
        assert_eq!(told("more than $0.50 per minute"), ["$0.50 per minute"]);
        assert_eq!(told("rate above 15% for chat"), ["15%"]);
        assert_eq!(told("p95 latency exceeds 5s for gateway"), ["5s"]);
        assert_eq!(told("p95 above 500 ms"), ["500 ms"]);
        assert_eq!(
            told("100/s were refused within the last 5 minutes for 3m"),
            ["100/s"]
        );
        assert_eq!(told("the 95th of 20 answers, 3 of them"), [""; 0]);
        assert_eq!(told("uses 2Gi of memory"), ["2Gi"]);
    }

    #[test]
    fn a_claim_says_what_the_rule_does_or_not() {
        let claim = |text: &str| claims(text).remove(0);
        let share = Measure::of_unit(crate::spec::metrics::Unit::Ratio);
        assert!(claim("15%").is_about(0.15, &share) && claim("15%").agrees(0.15, &share));
        assert!(claim("15%").is_about(15.0, &share) && !claim("15%").agrees(15.0, &share));
        let percent = Measure::of_unit(crate::spec::metrics::Unit::Percent);
        assert!(claim("15%").is_about(0.15, &percent) && !claim("15%").agrees(0.15, &percent));
        assert!(!claim("15%").is_about(7.0, &share));
        assert!(!claim("15 ms").is_about(15.0, &share));
    }
}
