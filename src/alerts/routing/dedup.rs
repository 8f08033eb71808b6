//! Whether a group has anything new to say.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::{At, Duration};

/// Why a notification was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing was sent about this group before.
    FirstNotification,
    /// An alert fires that the last notification did not list as firing.
    NewAlertsInGroup,
    /// An alert ended that the last notification did not list as ended.
    NewResolvedAlerts,
    /// None fires any more.
    AllAlertsResolved,
    /// Nothing changed, and `repeat_interval` has passed.
    RepeatIntervalElapsed,
}

/// What was last sent about a group, by fingerprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) at: At,
    pub(super) firing: BTreeSet<u64>,
    pub(super) resolved: BTreeSet<u64>,
}

/// Whether to send, and why.
pub(super) fn reason_to_send(
    last: Option<&Sent>,
    next: &Sent,
    sends_resolved: bool,
    repeat_interval: Duration,
) -> Option<Reason> {
    let Some(last) = last else {
        return (!next.firing.is_empty()).then_some(Reason::FirstNotification);
    };
    if !next.firing.is_subset(&last.firing) {
        return Some(Reason::NewAlertsInGroup);
    }
    if next.firing.is_empty() {
        // Alerts that came and went between two flushes are nobody's concern.
        return (!last.firing.is_empty()).then_some(Reason::AllAlertsResolved);
    }
    if sends_resolved && !next.resolved.is_subset(&last.resolved) {
        return Some(Reason::NewResolvedAlerts);
    }
    (last.at < next.at - repeat_interval).then_some(Reason::RepeatIntervalElapsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(at: i64, firing: &[u64], resolved: &[u64]) -> Sent {
        Sent {
            at: At::from_ms(at),
            firing: firing.iter().copied().collect(),
            resolved: resolved.iter().copied().collect(),
        }
    }

    #[test]
    fn only_what_changed_is_sent() {
        let reason = |last: Option<&Sent>, next: &Sent| {
            reason_to_send(last, next, true, Duration::from_ms(1_000))
        };
        let one = sent(0, &[1], &[]);
        assert_eq!(reason(None, &one), Some(Reason::FirstNotification));
        assert_eq!(reason(None, &sent(0, &[], &[1])), None);
        assert_eq!(reason(Some(&one), &sent(5, &[1], &[])), None);
        assert_eq!(
            reason(Some(&one), &sent(5, &[1, 2], &[])),
            Some(Reason::NewAlertsInGroup)
        );
        assert_eq!(
            reason(Some(&sent(0, &[1, 2], &[])), &sent(5, &[1], &[2])),
            Some(Reason::NewResolvedAlerts)
        );
        assert_eq!(
            reason(Some(&one), &sent(5, &[], &[1])),
            Some(Reason::AllAlertsResolved)
        );
        assert_eq!(reason(Some(&sent(0, &[], &[1])), &sent(5, &[], &[2])), None);
        assert_eq!(reason(Some(&one), &sent(1_000, &[1], &[])), None);
        assert_eq!(
            reason(Some(&one), &sent(1_001, &[1], &[])),
            Some(Reason::RepeatIntervalElapsed)
        );
    }

    #[test]
    fn a_receiver_that_is_not_told_of_ends_is_not_sent_a_partial_one() {
        let last = sent(0, &[1, 2], &[]);
        let next = sent(5, &[1], &[2]);
        assert_eq!(
            reason_to_send(Some(&last), &next, false, Duration::from_mins(1)),
            None
        );
    }
}
