//! Chance without state: every draw is a pure function of what it is for.
//!
//! Since no generator is carried along, a clone of the model continues exactly as the original,
//! and a request that is added or left out changes nobody else's luck.

/// What a draw is for; two purposes never share a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Where in its day the platform is.
    Phase,
    /// How far a minute's load is off the day's curve.
    Minute,
    /// How many requests arrive in a tick.
    Arrivals,
    /// When within its share of the tick a batch arrives.
    Moment,
    /// Whose requests they are.
    Tenant,
    /// Whether they are streamed.
    Stream,
    /// The root of a request's own draws.
    Request,
    /// How long an attempt takes.
    Latency,
    /// Whether an attempt fails by itself.
    Error,
    /// How many tokens it has.
    Tokens,
    /// How long a message is on its way.
    Network,
    /// When within its interval something periodic happens.
    Offset,
    /// How far a clock that was asked is off.
    Clock,
    /// What is asked, and of which version.
    Question,
    /// How good an answer is.
    Quality,
    /// When a pod restarts.
    Restart,
}

/// Purposes that have draws of their own at a tick; there is room for no more.
const PURPOSES: u64 = 16;
const _: () = assert!((Purpose::Restart as u64) < PURPOSES);

/// 64 bits for an entity at a tick; equal arguments give equal bits on every machine.
pub const fn draw(seed: u64, entity: u64, tick: u64, purpose: Purpose) -> u64 {
    let a = mix(seed ^ mix(entity.wrapping_add(0x9e37_79b9_7f4a_7c15)));
    mix(a ^ mix(tick
        .wrapping_mul(PURPOSES)
        .wrapping_add(purpose as u64)
        .wrapping_add(0xd1b5_4a32_d192_ed03)))
}

/// The bits as a number in `0..1`.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
pub const fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// The finaliser of splitmix64 (Steele, Lea and Flood, 2014).
const fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_fill_the_unit_interval_evenly() {
        let mut tenths = [0_u32; 10];
        for entity in 0..100 {
            for tick in 0..100 {
                let u = unit(draw(7, entity, tick, Purpose::Latency));
                assert!((0.0..1.0).contains(&u));
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0..10"
                )]
                let tenth = (u * 10.0) as usize;
                tenths[tenth] += 1;
            }
        }
        for count in tenths {
            assert!((880..1_120).contains(&count), "{tenths:?}");
        }
    }

    #[test]
    fn every_argument_changes_the_draw() {
        let base = draw(1, 2, 3, Purpose::Latency);
        assert_ne!(base, draw(2, 2, 3, Purpose::Latency));
        assert_ne!(base, draw(1, 3, 3, Purpose::Latency));
        assert_ne!(base, draw(1, 2, 4, Purpose::Latency));
        assert_ne!(base, draw(1, 2, 3, Purpose::Error));
    }
}
