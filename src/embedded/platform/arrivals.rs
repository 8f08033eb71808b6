//! The background load: how many requests arrive in a second, and of whom.

use super::chance::{Purpose, draw, unit};
use super::latency::standard_normal;
use super::names::{Model, Tenant};
use crate::base::{At, Duration};

/// Requests that arrive at one moment and fare alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Batch {
    pub(super) at: At,
    pub(super) count: u32,
    pub(super) model: Model,
    pub(super) tenant: Tenant,
    pub(super) stream: bool,
    pub(super) key: u64,
    /// Where in the distribution of latencies they lie.
    pub(super) quantile: f64,
}

/// Batches of a second: two thirds of them chat, the rest summaries.
pub(super) const BATCHES: u8 = 6;
const BATCH_NUMBERS: [u8; BATCHES as usize] = [0, 1, 2, 3, 4, 5];
/// Of these, the first so many are chat.
const CHAT: u8 = 4;

/// A tick of the model.
pub(super) const TICK: Duration = Duration::from_secs(1);

/// The batches that arrive in the second from `tick` seconds on, in their order.
pub(super) fn arrivals(seed: u64, tick: i64, per_second: f64) -> [Batch; BATCHES as usize] {
    let counter = tick.cast_unsigned();
    let total = requests_in(seed, tick, per_second);
    let slot = TICK.ms() / u64::from(BATCHES);
    let turn = counter % u64::from(BATCHES);
    BATCH_NUMBERS.map(|index| {
        let entity = u64::from(index);
        let luck = |purpose| unit(draw(seed, entity, counter, purpose));
        let (model, stratum, strata) = if index < CHAT {
            (Model::Chat, index, CHAT)
        } else {
            (Model::Summarize, index - CHAT, BATCHES - CHAT)
        };
        // What does not divide evenly goes to another batch every second.
        let extra = (entity + turn) % u64::from(BATCHES) < u64::from(total % u32::from(BATCHES));
        let moment = draw(seed, entity, counter, Purpose::Moment) % slot;
        Batch {
            at: At::from_ms(tick * 1_000) + Duration::from_ms(entity * slot + moment),
            count: total / u32::from(BATCHES) + u32::from(extra),
            model,
            tenant: tenant(luck(Purpose::Tenant)),
            stream: luck(Purpose::Stream) < 0.5,
            key: draw(seed, entity, counter, Purpose::Request),
            quantile: (f64::from(stratum) + luck(Purpose::Latency)) / f64::from(strata),
        }
    })
}

/// How many requests arrive in a second: the day's curve, each minute's deviation from it, and
/// the chance of the second, as a normal distribution with a Poisson's variance.
fn requests_in(seed: u64, tick: i64, per_second: f64) -> u32 {
    let minute = tick.div_euclid(60).cast_unsigned();
    let mean = per_second
        * day_curve(seed, tick)
        * (0.95 + 0.1 * unit(draw(seed, 0, minute, Purpose::Minute)));
    let z = standard_normal(unit(draw(seed, 0, tick.cast_unsigned(), Purpose::Arrivals)));
    let requests = mean + mean.max(0.0).sqrt() * z + 0.5;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to the range"
    )]
    let requests = requests.clamp(0.0, 1e6) as u32;
    requests
}

/// A wave between 0.8 and 1.2 over a day, made of two parabolas; the seed says what time it is.
fn day_curve(seed: u64, tick: i64) -> f64 {
    const DAY: u32 = 86_400;
    let phase = unit(draw(seed, 0, 0, Purpose::Phase));
    let second = u32::try_from(tick.rem_euclid(i64::from(DAY))).unwrap_or(0);
    let day = (f64::from(second) / f64::from(DAY) + phase).fract();
    let x = 2.0 * day - 1.0;
    1.0 + 0.2 * 4.0 * x * (1.0 - x.abs())
}

fn tenant(luck: f64) -> Tenant {
    if luck < 0.5 {
        Tenant::Acme
    } else if luck < 0.8 {
        Tenant::Globex
    } else {
        Tenant::Initech
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_come_in_order_within_their_second_and_add_up() {
        for tick in -100..1_000 {
            let batches = arrivals(3, tick, 20.0);
            let total: u32 = batches.iter().map(|batch| batch.count).sum();
            assert_eq!(total, requests_in(3, tick, 20.0));
            assert!(batches.is_sorted_by_key(|batch| batch.at));
            assert!(batches[0].at >= At::from_ms(tick * 1_000));
            assert!(batches[usize::from(BATCHES) - 1].at < At::from_ms((tick + 1) * 1_000));
        }
    }

    #[test]
    fn a_day_has_twenty_requests_a_second_on_average() {
        let total: u64 = (0..86_400)
            .map(|tick| u64::from(requests_in(5, tick, 20.0)))
            .sum();
        let mean = f64::from(u32::try_from(total).unwrap()) / 86_400.0;
        assert!((mean - 20.0).abs() < 0.3, "{mean}");
    }

    #[test]
    fn no_load_is_no_requests() {
        assert!((0..600).all(|tick| requests_in(1, tick, 0.0) == 0));
    }
}
