//! What the kinds of drill fill in for what a file leaves out.

use super::{Drill, Limits, Recovery, Steady};
use crate::base::{Bound, Duration, Money, Rate, Ratio, Tokens};

/// Millionths of a dollar that a token may cost: $10 per million, more than most models ask.
const MICROS_PER_TOKEN: u64 = 10;

pub(super) const RATE: Rate = Rate::per_second(5);
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);
pub(super) const MAX_TOKENS: u64 = 64;
pub(super) const HOLD: Duration = Duration::from_mins(10);
pub(super) const RECOVERY: Recovery = Recovery {
    within: Duration::from_mins(5),
    cache_hit_ratio: None,
};

/// Half, 90 % and the like.
pub(super) fn percent(percent: u32) -> Ratio {
    Ratio::from_millionths(percent * 10_000)
}

/// How soon a fault has an effect: half a minute, and in a short drill while there is time to see it.
pub(super) fn effective_within(hold: Duration) -> Duration {
    Duration::from_secs(30).min(Duration::from_ms(hold.ms() / 4))
}

/// How long it must be too bad: two minutes, and in a short drill half of it.
pub(super) fn abort_for(hold: Duration) -> Duration {
    Duration::from_mins(2).min(Duration::from_ms(hold.ms() / 2))
}

/// What holds on a healthy platform.
pub(super) fn steady() -> Steady {
    Steady {
        length: Duration::from_mins(1),
        success: Bound::at_least(percent(99)),
        p95: Bound::at_most(Duration::from_secs(2)),
    }
}

/// What the drill uses if it lasts as long as it may and each answer is as long as it may be, and
/// no more.
pub(super) fn limits(drill: &Drill) -> Limits {
    let traffic = &drill.traffic;
    let requests = traffic.rate.events_in(drill.lasts_at_most().ms()).max(1);
    let each = traffic.tokens_at_most();
    let tokens = requests.saturating_mul(each).div_ceil(1_000) * 1_000;
    Limits {
        spend: Money::from_micros(tokens.saturating_mul(MICROS_PER_TOKEN)),
        tokens: Tokens::new(tokens),
    }
}
