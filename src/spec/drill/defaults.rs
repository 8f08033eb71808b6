//! What the kinds of drill fill in for what a file leaves out.

use super::{Drill, Kind, Limits, Recovery, Steady};
use crate::base::{Bound, Duration, Money, Price, Rate, Ratio, Tokens};

pub(super) const RATE: Rate = Rate::per_second(5);
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);
pub(super) const MAX_TOKENS: u64 = 64;
pub(super) const HOT_QUESTIONS: u64 = 20;
pub(super) const QUESTION_RATE: Rate = Rate::per_second(2);
pub(super) const HOLD: Duration = Duration::from_mins(10);
pub(super) const ROLLS_OUT: Duration = Duration::from_mins(5);
pub(super) const RECOVERY: Recovery = Recovery {
    within: Duration::from_mins(5),
    cache_hit_ratio: None,
};

/// Half, 90 % and the like.
pub(super) fn percent(percent: u32) -> Ratio {
    Ratio::from_millionths(percent * 10_000)
}

/// How soon a fault has an effect, and in a short drill while there is time to see it: a connection
/// breaks at once, a gateway reads its settings again, a roll-out begins with a small share.
pub(super) fn effective_within(kind: Option<Kind>, hold: Duration) -> Duration {
    let usual = match kind {
        Some(Kind::ProviderBlackhole) | None => Duration::from_secs(30),
        Some(Kind::RunawayTokens | Kind::CacheDisable) => Duration::from_mins(1),
        Some(Kind::BadModelRollout) => Duration::from_mins(3),
    };
    usual.min(Duration::from_ms(hold.ms() / 4))
}

/// The share of questions with known answers that a good model answers right.
pub(super) fn baseline() -> Bound<Ratio> {
    Bound::at_least(percent(90))
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

/// What the drill uses if each answer is as long as it may be, and no more.
pub(super) fn limits(drill: &Drill) -> Limits {
    let thousands = drill.usage_at_most().tokens().count().div_ceil(1_000);
    let tokens = thousands * 1_000;
    let dear = Price::DEAR.of_a_million().micros() / 1_000_000;
    Limits {
        spend: Money::from_micros(tokens.saturating_mul(dear)),
        tokens: Tokens::new(tokens),
    }
}
