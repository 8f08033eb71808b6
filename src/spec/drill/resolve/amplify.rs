//! How the drill's own requests use too much.

use super::super::low::LowFault;
use super::super::{Amplify, Via};
use super::Resolver;
use super::parameter::Parameter;
use crate::base::{Rate, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, Count};
use crate::spec::yaml::{Given, Text};

/// The profiles by name, before their parameters are known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    RetryStorm,
    AgentLoop,
    NoMaxTokens,
}

/// What `amplify` can be.
pub(in crate::spec::drill) const PROFILES: [&str; 3] = [
    Word::RetryStorm.name(),
    Word::AgentLoop.name(),
    Word::NoMaxTokens.name(),
];

/// The fastest that the runaway caller's schedule is; what it sends is multiplied besides.
const RATE_MOST: Rate = Rate::per_second(100);

impl Word {
    const ALL: [Self; 3] = [Self::RetryStorm, Self::AgentLoop, Self::NoMaxTokens];

    const fn name(self) -> &'static str {
        match self {
            Self::RetryStorm => "retry-storm",
            Self::AgentLoop => "agent-loop",
            Self::NoMaxTokens => "no-max-tokens",
        }
    }
}

impl Resolver<'_> {
    pub(super) fn traffic_fault(&mut self, low: &LowFault, block: Block) -> Option<Via> {
        let rate = self.reader.required(&low.rate, block, "rate", "rate: 4/s");
        let rate = self
            .reader
            .within(rate, &super::traffic::rate_least(), &RATE_MOST);
        let amplify = self.amplify(low, block);
        Some(Via::Traffic {
            amplify: amplify?,
            rate: rate?.value,
        })
    }

    fn amplify(&mut self, low: &LowFault, block: Block) -> Option<Amplify> {
        let copies = self.number(&low.copies, 2, 1_000);
        let prompt_tokens = self.number(&low.prompt_tokens, 1, 32_768);
        let turns = self.number(&low.turns, 2, 1_000);
        let example = "amplify: agent-loop, prompt_tokens: 400, turns: 12";
        self.reader
            .present(&low.amplify, block, "amplify", example)?;
        let named = self.word(&low.amplify, &Word::ALL, Word::name)?;
        let span = low.amplify.span().unwrap_or(block.span);
        let keys = [
            (Word::RetryStorm, "copies", "copies: 8", low.copies.span()),
            (
                Word::AgentLoop,
                "prompt_tokens",
                "prompt_tokens: 400",
                low.prompt_tokens.span(),
            ),
            (Word::AgentLoop, "turns", "turns: 12", low.turns.span()),
        ];
        let mut sound = true;
        for (owner, key, example, typed) in keys {
            let parameter = Parameter {
                key,
                example,
                of: ("amplify", owner.name()),
                typed,
                code: codes::DRILL_AMPLIFY,
            };
            sound &= self.stands_right(&parameter, Spanned::new(named.name(), span));
        }
        if !sound {
            return None;
        }
        Some(match named {
            Word::RetryStorm => Amplify::RetryStorm { copies: copies? },
            Word::AgentLoop => Amplify::AgentLoop {
                prompt_tokens: prompt_tokens?,
                turns: turns?,
            },
            Word::NoMaxTokens => Amplify::NoMaxTokens,
        })
    }

    fn number(&mut self, given: &Given<Text<Count>>, least: u64, most: u64) -> Option<u32> {
        let typed: Option<Spanned<Count>> = self.reader.optional(given);
        let number = self.reader.within(typed, &Count(least), &Count(most))?;
        u32::try_from(number.value.0).ok()
    }
}
