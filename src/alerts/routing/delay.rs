//! How long routing makes a first page wait.

use super::Timers;
use crate::base::Duration;

/// The time that a route adds between the arrival of a new alert and its first notification.
///
/// It holds for one Alertmanager; a peer in a cluster adds its position times `peer_timeout`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageDelay {
    /// If the alert's group does not exist yet: `group_wait`.
    pub new_group: Duration,
    /// If the group exists, at most: `group_interval`.
    pub existing_group: Duration,
}

impl PageDelay {
    /// What these timers add.
    pub const fn of(timers: Timers) -> Self {
        Self {
            new_group: timers.group_wait,
            existing_group: timers.group_interval,
        }
    }

    /// The shortest: none, where the group is flushed at the moment the alert arrives.
    pub const fn best(self) -> Duration {
        Duration::ZERO
    }

    /// The longest, whether the group exists or not.
    pub fn worst(self) -> Duration {
        self.new_group.max(self.existing_group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_existing_group_may_make_a_page_wait_longer_than_a_new_one() {
        let delay = PageDelay::of(Timers::default());
        assert_eq!(delay.new_group, Duration::from_secs(30));
        assert_eq!(delay.worst(), Duration::from_mins(5));
        assert_eq!(delay.best(), Duration::ZERO);
    }
}
