//! The drill's own requests: how many, what they show beforehand, what they cost.

use super::super::low::{LowLimits, LowRecovery, LowSteady, LowTraffic};
use super::super::{Drill, Limits, Recovery, ShareSignal, SignalBound, Steady, Traffic, defaults};
use super::Resolver;
use super::signal::Side;
use crate::base::{Duration, Money, Rate, Ratio, Tokens};
use crate::spec::codes;
use crate::spec::reader::{Block, Count, NameRule};
use crate::spec::yaml::Given;

/// The most requests per second that the synthetic client keeps its schedule at.
const RATE_MOST: Rate = Rate::per_second(1_000);
/// One request a minute: below it there are too few to say anything.
const RATE_LEAST_PER_MINUTE: &str = "1/m";
/// The most questions that are asked again; a client has to remember all of them.
const HOT_MOST: u64 = 10_000;

/// The slowest schedule.
pub(super) fn rate_least() -> Rate {
    RATE_LEAST_PER_MINUTE.parse().unwrap_or_default()
}

/// Limits as far as they were written.
#[derive(Default)]
pub(super) struct SomeLimits {
    spend: Option<Money>,
    tokens: Option<Tokens>,
}

impl SomeLimits {
    pub(super) fn or_default(self, drill: &Drill) -> Limits {
        let default = defaults::limits(drill);
        Limits {
            spend: self.spend.unwrap_or(default.spend),
            tokens: self.tokens.unwrap_or(default.tokens),
        }
    }
}

impl Resolver<'_> {
    pub(super) fn traffic(&mut self, given: &Given<LowTraffic>, block: Block) -> Option<Traffic> {
        let low = self
            .reader
            .present(given, block, "traffic", "traffic: {model: chat}")?;
        let block = self.reader.block(low.span);
        let low = &low.value;
        let model = self
            .reader
            .required(&low.model, block, "model", "model: chat");
        let model = self.reader.name(model, NameRule::Word);
        let rate = self.reader.or(&low.rate, block, defaults::RATE);
        let rate = self.reader.within(rate, &rate_least(), &RATE_MOST);
        let streaming = self.reader.or(&low.streaming, block, Ratio::default());
        let timeout = self.reader.or(&low.timeout, block, defaults::TIMEOUT);
        let timeout =
            self.reader
                .within(timeout, &Duration::from_ms(100), &Duration::from_mins(10));
        let max_tokens = self
            .reader
            .or(&low.max_tokens, block, Count(defaults::MAX_TOKENS));
        let max_tokens = self.reader.within(max_tokens, &Count(1), &Count(32_768));
        let hot = self.hot(low, block);
        Some(Traffic {
            model: model?.value,
            rate: rate?.value,
            streaming: streaming?.value,
            timeout: timeout?.value,
            max_tokens: u32::try_from(max_tokens?.value.0).ok()?,
            hot: hot?.0,
            hot_questions: hot?.1,
        })
    }

    /// The share that asks again, and how many questions that are.
    fn hot(&mut self, low: &LowTraffic, block: Block) -> Option<(Ratio, u32)> {
        let share = self.reader.or(&low.hot, block, Ratio::default());
        let usual = Count(defaults::HOT_QUESTIONS);
        let number = self.reader.or(&low.hot_questions, block, usual);
        let number = self.reader.within(number, &Count(1), &Count(HOT_MOST));
        let (share, number) = (share?.value, number?);
        if share > Ratio::default() {
            return Some((share, u32::try_from(number.value.0).ok()?));
        }
        if low.hot_questions.0.is_some() {
            self.reader.say(
                codes::DRILL_HOT,
                "no request asks one of these questions",
                number.span,
                "would be ignored",
                "add `hot: 50%`, the share of the requests that do",
            );
            return None;
        }
        Some((share, 0))
    }

    pub(super) fn steady(&mut self, given: &Given<LowSteady>, block: Block) -> Option<Steady> {
        let default = defaults::steady();
        let Some(low) = &given.0 else {
            return Some(default);
        };
        let low = &low.value;
        let length = self.reader.or(&low.length, block, default.length);
        let length = self
            .reader
            .within(length, &Duration::from_secs(5), &Duration::from_mins(60));
        let success = self.reader.or(&low.success, block, default.success);
        let success = self.share(success, Side::Lower);
        let p95 = self.reader.or(&low.p95, block, default.p95);
        let p95 = self.latency(p95, Side::Upper);
        Some(Steady {
            length: length?.value,
            success: success?.value,
            p95: p95?.value,
        })
    }

    pub(super) fn recovery(
        &mut self,
        given: &Given<LowRecovery>,
        block: Block,
    ) -> Option<Recovery> {
        let Some(low) = &given.0 else {
            return Some(defaults::RECOVERY);
        };
        let within = self
            .reader
            .or(&low.value.within, block, defaults::RECOVERY.within);
        let within = self
            .reader
            .within(within, &Duration::from_secs(1), &Duration::from_mins(60));
        let cached = &low.value.cache_hit_ratio;
        let warm = self.optional_bound(cached, |resolver, bound| {
            let bound = resolver.share(Some(bound), Side::Lower)?;
            let signal = ShareSignal::CacheHitRatio;
            let is = bound.value;
            resolver.uses(&SignalBound::Share { signal, is }, bound.span);
            Some(bound)
        });
        Some(Recovery {
            within: within?.value,
            cache_hit_ratio: warm.ok()?,
        })
    }

    pub(super) fn limits(&mut self, given: &Given<LowLimits>) -> SomeLimits {
        let Some(low) = &given.0 else {
            return SomeLimits::default();
        };
        let spend = self.reader.optional(&low.value.spend);
        let spend = self.reader.within(
            spend,
            &Money::from_micros(10_000),
            &Money::from_micros(1_000_000_000),
        );
        let tokens = self.reader.optional(&low.value.tokens);
        let tokens = self
            .reader
            .within(tokens, &Tokens::new(1), &Tokens::new(100_000_000));
        SomeLimits {
            spend: spend.map(|typed| typed.value),
            tokens: tokens.map(|typed| typed.value),
        }
    }
}
