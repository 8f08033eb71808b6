//! The drill's own requests: how many, what they show beforehand, what they cost.

use super::super::low::{LowLimits, LowRecovery, LowSteady, LowTraffic};
use super::super::{Drill, Limits, Recovery, Steady, Traffic, defaults};
use super::Resolver;
use super::signal::Side;
use crate::base::{Duration, Money, Rate, Ratio, Tokens};
use crate::spec::reader::{Block, Count, NameRule};
use crate::spec::yaml::Given;

/// The most requests per second that the synthetic client keeps its schedule at.
const RATE_MOST: Rate = Rate::per_second(1_000);
/// One request a minute: below it there are too few to say anything.
const RATE_LEAST_PER_MINUTE: &str = "1/m";

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
        let least = RATE_LEAST_PER_MINUTE.parse().unwrap_or_default();
        let rate = self.reader.within(rate, &least, &RATE_MOST);
        let streaming = self.reader.or(&low.streaming, block, Ratio::default());
        let timeout = self.reader.or(&low.timeout, block, defaults::TIMEOUT);
        let timeout =
            self.reader
                .within(timeout, &Duration::from_ms(100), &Duration::from_mins(10));
        let max_tokens = self
            .reader
            .or(&low.max_tokens, block, Count(defaults::MAX_TOKENS));
        let max_tokens = self.reader.within(max_tokens, &Count(1), &Count(32_768));
        Some(Traffic {
            model: model?.value,
            rate: rate?.value,
            streaming: streaming?.value,
            timeout: timeout?.value,
            max_tokens: u32::try_from(max_tokens?.value.0).ok()?,
            hot: Ratio::default(),
            hot_questions: 0,
        })
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
        Some(Recovery {
            within: within?.value,
            cache_hit_ratio: None,
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
