//! What the drill's own callers send.

use super::Brief;
use crate::base::{Price, Ratio};
use crate::spec::drill::{Amplify, Traffic, Via};
use crate::world::{Asks, Caller, Cap, Prices, Schedule};

/// What is reckoned with: the profile's prices, else dear ones.
pub(super) fn prices(brief: &Brief) -> Prices {
    brief.prices.unwrap_or(Prices {
        prompt: Price::DEAR.of_a_million(),
        completion: Price::DEAR.of_a_million(),
    })
}

/// What each caller sends from before the fault until after it.
pub(super) fn steady(brief: &Brief) -> Vec<Schedule> {
    let drill = &brief.drill;
    let traffic = &drill.traffic;
    let asks = if traffic.hot == Ratio::default() {
        Asks::Fresh
    } else {
        Asks::Repeated {
            hot: traffic.hot,
            questions: traffic.hot_questions,
        }
    };
    let ordinary = schedule(brief, Caller::Ordinary, asks);
    let mut all = vec![ordinary];
    all.extend(drill.questions.as_ref().map(|questions| Schedule {
        rate: questions.rate,
        streaming: Ratio::default(),
        ..schedule(
            brief,
            Caller::Examiner,
            Asks::Known {
                through_cache: questions.through_cache,
                questions: questions.set.clone(),
            },
        )
    }));
    // Before the fault and after it, the runaway caller's key is used as any other is.
    all.extend(runaway_rate(&drill.fault.via).map(|rate| Schedule {
        rate,
        streaming: Ratio::default(),
        ..schedule(brief, Caller::Runaway, Asks::Fresh)
    }));
    all
}

/// What the runaway caller sends while the fault is there.
pub(super) fn runaway(brief: &Brief) -> Option<Schedule> {
    let Via::Traffic { amplify, rate } = &brief.drill.fault.via else {
        return None;
    };
    let (asks, max_tokens) = match *amplify {
        Amplify::RetryStorm { copies } => (Asks::Copies { copies }, Some(())),
        Amplify::AgentLoop {
            prompt_tokens,
            turns,
        } => (
            Asks::Growing {
                prompt_tokens,
                turns,
            },
            Some(()),
        ),
        Amplify::NoMaxTokens => (Asks::Fresh, None),
    };
    let calm = schedule(brief, Caller::Runaway, asks);
    Some(Schedule {
        rate: *rate,
        streaming: Ratio::default(),
        max_tokens: max_tokens.and(calm.max_tokens),
        ..calm
    })
}

fn runaway_rate(via: &Via) -> Option<crate::base::Rate> {
    match via {
        Via::Traffic { rate, .. } => Some(*rate),
        Via::Toxiproxy { .. } | Via::Cluster { .. } => None,
    }
}

fn schedule(brief: &Brief, caller: Caller, asks: Asks) -> Schedule {
    let Traffic {
        model,
        rate,
        streaming,
        timeout,
        max_tokens,
        hot: _,
        hot_questions: _,
    } = &brief.drill.traffic;
    let limits = &brief.drill.limits;
    Schedule {
        caller,
        asks,
        cap: Some(Cap {
            tokens: limits.tokens,
            spend: limits.spend,
            prices: prices(brief),
        }),
        model: model.clone(),
        rate: *rate,
        streaming: *streaming,
        timeout: *timeout,
        max_tokens: Some(*max_tokens),
    }
}
