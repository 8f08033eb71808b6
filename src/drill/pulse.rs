//! Whether the holder of a lock is alive, by what is seen of the lock. Nobody's clock counts but that
//! of whoever looks.

use crate::base::{At, Duration};
use crate::world::{Lease, RunId};

/// What was seen of a lock so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Pulse {
    seen: Option<Seen>,
}

#[derive(Clone, Debug)]
struct Seen {
    lease: Lease,
    /// Since when it has not changed.
    since: At,
    /// How often it changed. One beat may be a late message of a dead runner; the second is a living
    /// one's.
    beats: u32,
}

/// What is known of a lock's holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Life {
    /// Whoever keeps the lock does not say who holds it, and why not.
    Unknown(String),
    /// Nobody holds the lock.
    Free,
    /// It cannot be told yet.
    Unclear {
        /// Who holds the lock.
        holder: RunId,
        /// The holder is dead if nothing is heard of it until then.
        until: At,
    },
    /// It has renewed the lock.
    Alive(RunId),
    /// It has not renewed the lock for as long as that is valid.
    Dead(RunId),
}

impl Life {
    /// Who holds the lock, dead or alive.
    pub const fn holder(&self) -> Option<&RunId> {
        match self {
            Self::Unknown(_) | Self::Free => None,
            Self::Unclear { holder, .. } | Self::Alive(holder) | Self::Dead(holder) => Some(holder),
        }
    }
}

impl Pulse {
    /// Whether nothing was seen yet.
    pub(super) const fn is_new(&self) -> bool {
        self.seen.is_none()
    }

    /// What follows from the lock as it was answered. That it did not change is known from when the
    /// answer before was heard until this one was asked for, and no longer: a runner that was stopped
    /// in between may hear an old answer late.
    pub(super) fn feel(&mut self, (asked, heard): (At, At), lease: Lease) -> Life {
        let Some(holder) = lease.holder.clone() else {
            self.seen = None;
            return Life::Free;
        };
        let seen = match self.seen.take() {
            Some(seen) if seen.lease == lease => seen,
            before => Seen {
                lease,
                since: heard,
                beats: match before {
                    Some(before) if before.lease.holder.as_ref() == Some(&holder) => {
                        before.beats.saturating_add(1)
                    }
                    // It took the lock under our eyes, or somebody did in its name.
                    Some(_) => 1,
                    None => 0,
                },
            },
        };
        let (until, beats) = (seen.since + seen.lease.length, seen.beats);
        self.seen = Some(seen);
        if asked >= until {
            Life::Dead(holder)
        } else if beats >= 2 {
            Life::Alive(holder)
        } else {
            Life::Unclear { holder, until }
        }
    }

    /// When to look again: often enough to miss no beat, and at the moment that decides.
    pub(super) fn look_again(&self, at: At) -> At {
        self.seen.as_ref().map_or(at, |seen| {
            let third = Duration::from_ms(seen.lease.length.ms() / 3);
            (at + third).min(seen.since + seen.lease.length).max(at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease(holder: &str, beat: u64) -> Lease {
        Lease {
            holder: Some(RunId(holder.into())),
            beat,
            length: Duration::from_secs(15),
        }
    }

    fn secs(seconds: i64) -> At {
        At::from_ms(seconds * 1_000)
    }

    fn feel(pulse: &mut Pulse, at: i64, lease: Lease) -> Life {
        pulse.feel((secs(at), secs(at)), lease)
    }

    #[test]
    fn who_renews_twice_is_alive_and_dead_once_it_stops_for_the_length_of_its_lock() {
        let mut pulse = Pulse::default();
        let run = RunId("a".into());
        let unclear = |until| Life::Unclear {
            holder: RunId("a".into()),
            until: secs(until),
        };
        assert_eq!(feel(&mut pulse, 0, lease("a", 1)), unclear(15));
        assert_eq!(feel(&mut pulse, 5, lease("a", 2)), unclear(20));
        assert_eq!(
            feel(&mut pulse, 10, lease("a", 3)),
            Life::Alive(run.clone())
        );
        assert_eq!(
            feel(&mut pulse, 24, lease("a", 3)),
            Life::Alive(run.clone())
        );
        assert_eq!(pulse.look_again(secs(24)), secs(25));
        assert_eq!(feel(&mut pulse, 25, lease("a", 3)), Life::Dead(run));
    }

    #[test]
    fn an_old_answer_that_is_heard_late_kills_nobody() {
        let mut pulse = Pulse::default();
        feel(&mut pulse, 0, lease("a", 1));
        // Asked at once, and heard after the machine slept for a minute.
        let late = pulse.feel((secs(1), secs(61)), lease("a", 1));
        assert!(matches!(late, Life::Unclear { .. }), "{late:?}");
    }

    #[test]
    fn a_new_holder_is_watched_anew_and_a_free_lock_forgets() {
        let mut pulse = Pulse::default();
        feel(&mut pulse, 0, lease("a", 1));
        let other = feel(&mut pulse, 14, lease("b", 9));
        assert_eq!(other.holder(), Some(&RunId("b".into())));
        assert!(matches!(other, Life::Unclear { until, .. } if until == secs(29)));
        let free = Lease {
            holder: None,
            ..lease("b", 9)
        };
        assert_eq!(feel(&mut pulse, 20, free), Life::Free);
        let again = feel(&mut pulse, 40, lease("b", 9));
        assert!(matches!(again, Life::Unclear { until, .. } if until == secs(55)));
    }
}
