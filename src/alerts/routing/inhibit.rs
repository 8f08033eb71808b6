//! Inhibition: alerts that are not worth a page while a graver one is active.

use super::{Matcher, Place, StoredAlert};
use crate::base::{At, Labels, fingerprint};

/// While a source alert is active, targets that agree with it in `equal` are not notified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InhibitRule {
    /// What inhibits.
    pub source: Vec<Matcher>,
    /// What is inhibited.
    pub target: Vec<Matcher>,
    /// Labels in which both must have the same value; two absent ones are the same.
    pub equal: Vec<String>,
    /// What stands for it in messages: its first target matcher.
    pub place: Place,
}

impl InhibitRule {
    /// The fingerprint of an active alert that inhibits one with these labels.
    pub(super) fn inhibitor<'a>(
        &self,
        at: At,
        labels: &Labels,
        alerts: impl IntoIterator<Item = &'a StoredAlert>,
    ) -> Option<u64> {
        if !all_match(&self.target, labels) {
            return None;
        }
        // An alert that is source and target at once does not inhibit its like, nor itself.
        let both_sided = all_match(&self.source, labels);
        alerts
            .into_iter()
            .filter(|alert| !alert.resolved_at(at) && all_match(&self.source, &alert.labels))
            .filter(|alert| !(both_sided && all_match(&self.target, &alert.labels)))
            .find(|alert| {
                self.equal
                    .iter()
                    .all(|name| alert.labels.get(name) == labels.get(name))
            })
            .map(|alert| fingerprint(&alert.labels))
    }
}

fn all_match(matchers: &[Matcher], labels: &Labels) -> bool {
    matchers.iter().all(|matcher| matcher.matches(labels))
}

#[cfg(test)]
mod tests {
    use super::super::AlertUpdate;
    use super::*;
    use crate::base::Duration;

    fn alert(labels: Labels) -> StoredAlert {
        let update = AlertUpdate {
            labels,
            annotations: Labels::empty(),
            starts_at: At::START,
            ends_at: Some(At::from_ms(1_000)),
        };
        StoredAlert::new(At::START, &update, Duration::from_mins(5))
    }

    #[test]
    fn an_active_source_inhibits_targets_that_agree_with_it() {
        let rule = InhibitRule {
            source: Matcher::parse_all("severity=sev1").unwrap(),
            target: Matcher::parse_all("severity=~\"sev.\"").unwrap(),
            equal: vec!["provider".into()],
            place: Place::default(),
        };
        let source = alert(Labels::new([("severity", "sev1"), ("provider", "a")]));
        let target = Labels::new([("severity", "sev3"), ("provider", "a")]);
        let inhibitor = |ms, labels: &Labels| rule.inhibitor(At::from_ms(ms), labels, [&source]);
        assert_eq!(
            inhibitor(0, &target),
            Some(fingerprint(&source.labels)),
            "the source is active"
        );
        assert_eq!(inhibitor(1_000, &target), None, "the source is over");
        assert_eq!(inhibitor(0, &target.with("provider", "b")), None);
        assert_eq!(
            inhibitor(0, &source.labels),
            None,
            "nothing inhibits itself"
        );
    }
}
