//! Who comes next when nobody answers.

use super::super::low::{LowEscalation, LowLevel, LowProviderSide};
use super::super::{Circumstance, Escalation, Level, ProviderSide, Repeats};
use crate::base::{Duration, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, Count, NameRule, Reader};
use crate::spec::yaml::{Given, Text};

/// The most levels; nobody is left to call long before.
const LEVELS_MOST: usize = 10;

impl Reader<'_> {
    pub(super) fn escalation(
        &mut self,
        given: &Given<LowEscalation>,
        block: Block,
    ) -> Option<Escalation> {
        let example = "escalation: {repeats: pager, levels: […]}";
        let low = self.present(given, block, "escalation", example)?;
        let block = self.block(low.span);
        let low = &low.value;
        let repeats = self.present(&low.repeats, block, "repeats", "repeats: pager");
        let repeats = repeats.and_then(|_| self.word(&low.repeats, &Repeats::ALL, Repeats::name));
        let levels = self.levels(&low.levels, block);
        let count = levels.as_ref().map_or(LEVELS_MOST, Vec::len);
        let provider_side = low.provider_side.0.as_ref();
        let provider_side = provider_side.map(|low| self.provider_side(low, count));
        Some(Escalation {
            repeats: repeats?,
            levels: levels?,
            provider_side: match provider_side {
                None => None,
                Some(found) => Some(found?),
            },
        })
    }

    /// The levels, the first of them from the beginning on and each later than the one before.
    fn levels(&mut self, given: &Given<Vec<Given<LowLevel>>>, block: Block) -> Option<Vec<Level>> {
        let example = "levels: [{from: 0m, who: [on-call]}]";
        let list = self.present(given, block, "levels", example)?;
        let count = list.value.len();
        if !(1..=LEVELS_MOST).contains(&count) {
            let message = format!("there are {count} levels");
            let hint = format!("write between 1 and {LEVELS_MOST}");
            let span = self.block(list.span).span;
            self.say(codes::POLICY_LEVELS, message, span, "here", hint);
            return None;
        }
        let mut before: Option<Duration> = None;
        let mut levels = Vec::new();
        for low in list.value.iter().filter_map(|item| item.0.as_ref()) {
            levels.push(self.level(low, &mut before));
        }
        levels.into_iter().collect()
    }

    /// A level; `before` is when the one before it begins.
    fn level(&mut self, low: &Spanned<LowLevel>, before: &mut Option<Duration>) -> Option<Level> {
        let block = self.block(low.span);
        let low = &low.value;
        let from = self.required(&low.from, block, "from", "from: 15m");
        let from = from.and_then(|from| self.follows(from, before.replace(from.value)));
        let example = "who: [team lead]";
        let who = self.somebody(&low.who, block, "who", example, NameRule::Line);
        let also = low.also.0.as_ref().map(|also| &also.value);
        let lists = also.map(|also| [&also.safety, &also.compliance, &also.data]);
        let also: Vec<_> = Circumstance::ALL
            .into_iter()
            .zip(lists.into_iter().flatten())
            .filter(|(_, list)| list.0.is_some())
            .map(|(circumstance, list)| {
                let people = self.listed(list, NameRule::Line)?;
                Some((circumstance, values(people)))
            })
            .collect();
        Some(Level {
            from: from?,
            who: values(who?),
            also: also.into_iter().collect::<Option<_>>()?,
        })
    }

    fn follows(&mut self, from: Spanned<Duration>, before: Option<Duration>) -> Option<Duration> {
        let (fits, message, hint) = match before {
            None => (
                from.value == Duration::ZERO,
                format!("the first level begins only after {}", from.value),
                "write `from: 0m`: somebody is called at once".to_owned(),
            ),
            Some(before) => (
                from.value > before,
                format!(
                    "this level begins after {}, and the one before after {before}",
                    from.value
                ),
                "write the levels in the order in which people are called".to_owned(),
            ),
        };
        if !fits {
            self.say(codes::POLICY_LEVELS, message, from.span, "here", hint);
            return None;
        }
        Some(from.value)
    }

    fn provider_side(
        &mut self,
        low: &Spanned<LowProviderSide>,
        levels: usize,
    ) -> Option<ProviderSide> {
        let block = self.block(low.span);
        let low = &low.value;
        let example = "action: open a support ticket with the provider";
        let action = self.sentence(&low.action, block, "action", example);
        let level = self.level_number(&low.level, block, 1, 1, levels);
        let step = self.optional(&low.step);
        let is_written = step.is_some();
        let step = self.name(step, NameRule::Plain);
        let alerts = self.listed(&low.alerts, NameRule::Word);
        Some(ProviderSide {
            action: action?,
            level: level?,
            step: if is_written { Some(step?) } else { None },
            alerts: alerts?,
        })
    }

    /// The number of a level.
    pub(super) fn level_number(
        &mut self,
        given: &Given<Text<Count>>,
        block: Block,
        default: u64,
        least: u64,
        levels: usize,
    ) -> Option<usize> {
        let level = self.or(given, block, Count(default));
        let most = u64::try_from(levels).unwrap_or(u64::MAX).max(least);
        let level = self.within(level, &Count(least), &Count(most))?;
        usize::try_from(level.value.0).ok()
    }
}

fn values(people: Vec<Spanned<String>>) -> Vec<String> {
    people.into_iter().map(|one| one.value).collect()
}
