//! Silences.

use super::Matcher;
use crate::base::{At, Labels};

/// Alerts that match are not notified between two moments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Alertmanager's name for it.
    pub id: String,
    /// All of them must match.
    pub matchers: Vec<Matcher>,
    /// From when.
    pub starts: At,
    /// Until when, exclusive.
    pub ends: At,
    /// Who made it.
    pub created_by: String,
    /// Why.
    pub comment: String,
}

impl Silence {
    /// Whether an alert with these labels is silent at this moment.
    pub fn mutes(&self, at: At, labels: &Labels) -> bool {
        self.starts <= at
            && at < self.ends
            && self.matchers.iter().all(|matcher| matcher.matches(labels))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silence_acts_from_its_start_until_its_end() {
        let silence = Silence {
            id: "s".into(),
            matchers: Matcher::parse_all("{a=\"1\", b=\"\"}").unwrap(),
            starts: At::from_ms(10),
            ends: At::from_ms(20),
            created_by: "on-call".into(),
            comment: "maintenance".into(),
        };
        let labels = Labels::new([("a", "1")]);
        let muted = [9, 10, 19, 20].map(|ms| silence.mutes(At::from_ms(ms), &labels));
        assert_eq!(muted, [false, true, true, false]);
        assert!(!silence.mutes(At::from_ms(10), &labels.with("b", "2")));
    }
}
