//! Alerts as Alertmanager receives and keeps them.

use crate::base::{At, Duration, Labels};

/// An alert as it is posted to Alertmanager.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertUpdate {
    /// What identifies it.
    pub labels: Labels,
    /// What people read.
    pub annotations: Labels,
    /// When it began to fire.
    pub starts_at: At,
    /// When it ended or, in the future, when it is taken to have ended unless it is posted again;
    /// none leaves that to `resolve_timeout`.
    pub ends_at: Option<At>,
}

/// An alert as Alertmanager keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAlert {
    /// What identifies it.
    pub labels: Labels,
    /// What people read.
    pub annotations: Labels,
    /// When it began to fire.
    pub starts_at: At,
    /// When it ended, or will be taken to have ended.
    pub ends_at: At,
    /// When it was last received.
    pub updated_at: At,
    /// Whether `ends_at` is only a time-out.
    timeout: bool,
}

impl StoredAlert {
    pub(super) fn new(at: At, update: &AlertUpdate, resolve_timeout: Duration) -> Self {
        Self {
            labels: update.labels.clone(),
            annotations: update.annotations.clone(),
            starts_at: update.starts_at,
            ends_at: update.ends_at.unwrap_or(at + resolve_timeout),
            updated_at: at,
            timeout: update.ends_at.is_none(),
        }
    }

    /// Whether it is over at this moment.
    pub fn resolved_at(&self, at: At) -> bool {
        self.ends_at <= at
    }

    /// This, received after `old`: one alert where their times of activity overlap.
    pub(super) fn merged_over(mut self, old: &Self) -> Self {
        let now = self.updated_at;
        let inside = |moment: At, other: &Self| moment > other.starts_at && moment < other.ends_at;
        if !inside(self.ends_at, old) && !inside(self.starts_at, old) {
            return self;
        }
        self.starts_at = self.starts_at.min(old.starts_at);
        if self.resolved_at(now) {
            if old.resolved_at(now) {
                self.ends_at = self.ends_at.max(old.ends_at);
            }
        } else if !old.timeout {
            // A time that somebody stated outranks one that only follows from a time-out.
            self.ends_at = self.ends_at.max(old.ends_at);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(at: i64, starts: i64, ends: Option<i64>) -> StoredAlert {
        let update = AlertUpdate {
            labels: Labels::new([("alertname", "X")]),
            annotations: Labels::empty(),
            starts_at: At::from_ms(starts),
            ends_at: ends.map(At::from_ms),
        };
        StoredAlert::new(At::from_ms(at), &update, Duration::from_ms(500))
    }

    #[test]
    fn an_alert_that_is_posted_again_keeps_its_earliest_start() {
        let merged = stored(50, 40, Some(400)).merged_over(&stored(0, 0, Some(300)));
        assert_eq!((merged.starts_at.ms(), merged.ends_at.ms()), (0, 400));
    }

    #[test]
    fn a_resolved_post_ends_an_alert_that_was_to_last_longer() {
        let merged = stored(50, 0, Some(50)).merged_over(&stored(0, 0, Some(300)));
        assert_eq!(merged.ends_at.ms(), 50);
    }

    #[test]
    fn an_alert_that_comes_back_later_is_a_new_one() {
        let merged = stored(900, 800, Some(2_000)).merged_over(&stored(0, 0, Some(300)));
        assert_eq!(merged.starts_at.ms(), 800);
    }

    #[test]
    fn without_an_end_it_lasts_until_the_time_out() {
        assert_eq!(stored(50, 0, None).ends_at.ms(), 550);
    }
}
