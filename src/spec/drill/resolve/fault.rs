//! What is broken, by which means, and for how long.

use super::super::low::LowFault;
use super::super::{Fault, Kind, Via, defaults};
use super::Resolver;
use super::means::Means;
use crate::base::Duration;
use crate::spec::codes;
use crate::spec::reader::{Block, meant, short};
use crate::spec::words::listed;
use crate::spec::yaml::Given;

/// The longest time that something stays broken.
const HOLD_MOST: Duration = Duration::from_mins(120);
/// The longest time that pods may take to be replaced.
const ROLLS_OUT_MOST: Duration = Duration::from_mins(30);

impl Resolver<'_> {
    pub(super) fn fault(&mut self, given: &Given<LowFault>, block: Block) -> Option<Fault> {
        let example = match self.kind {
            Some(Kind::BadModelRollout) => {
                "fault: {via: config-map, namespace: ai, name: llm-gateway, key: chat_model, value: chat-v2-bad}"
            }
            Some(Kind::RunawayTokens) => {
                "fault: {via: traffic, amplify: agent-loop, prompt_tokens: 400, turns: 12, rate: 4/s}"
            }
            Some(Kind::CacheDisable) => {
                "fault: {via: env, namespace: ai, deployment: llm-gateway, variable: CACHE_ENABLED, value: \"false\"}"
            }
            Some(Kind::ProviderBlackhole) | None => "fault: {proxy: provider-primary}",
        };
        let low = self.reader.present(given, block, "fault", example)?;
        let block = self.reader.block(low.span);
        let low = &low.value;
        let via = self.via(low, block);
        let hold = self.reader.or(&low.hold, block, defaults::HOLD);
        let hold = self
            .reader
            .within(hold, &Duration::from_secs(5), &HOLD_MOST);
        let rolls_out = self.reader.or(&low.rolls_out, block, defaults::ROLLS_OUT);
        let rolls_out = self
            .reader
            .within(rolls_out, &Duration::from_secs(5), &ROLLS_OUT_MOST);
        let (via, rolls_out) = (via?, rolls_out?.value);
        if !via.rolls_out()
            && let Some(span) = low.rolls_out.span()
        {
            self.reader.say(
                codes::DRILL_PARAMETER,
                "no pod is replaced because of this fault".to_owned(),
                span,
                "would be ignored",
                "leave out `rolls_out`, or name under `restarts` the Deployment whose pods read the key only when they start",
            );
        }
        Some(Fault {
            rolls_out: via.rolls_out().then_some(rolls_out),
            via,
            hold: hold?.value,
        })
    }

    fn via(&mut self, low: &LowFault, block: Block) -> Option<Via> {
        let means = self.means(low)?;
        self.only_its_own_keys(low, means)?;
        match means {
            Means::Toxiproxy => self.toxiproxy(low, block),
            Means::Traffic => self.traffic_fault(low, block),
            Means::Of(kind) => self.cluster(low, kind, block),
        }
    }

    /// The means that is written, or the first that fits the kind.
    fn means(&mut self, low: &LowFault) -> Option<Means> {
        if low.via.0.is_none() {
            // Without a kind, the proxy is the one key that says which means it is.
            let named = low.proxy.span().map(|_| Means::Toxiproxy);
            return self.kind.map(|kind| Means::fitting(kind)[0]).or(named);
        }
        let typed = self.reader.optional(&low.via)?;
        let Some(means) = Means::ALL.into_iter().find(|one| one.name() == typed.value) else {
            self.reader.say(
                codes::DRILL_VIA,
                format!(
                    "there is no way to break things via `{}`",
                    short(&typed.value)
                ),
                typed.span,
                "not known",
                meant(&typed.value, || Means::ALL.into_iter().map(Means::name)),
            );
            return None;
        };
        let Some(kind) = self.kind else {
            return Some(means);
        };
        let fitting = Means::fitting(kind);
        if fitting.contains(&means) {
            return Some(means);
        }
        let names = any_of(fitting);
        self.reader.say(
            codes::DRILL_FIT,
            format!("`{kind}` cannot be brought about via `{}`", means.name()),
            typed.span,
            "does not fit this kind",
            format!("{}: write {names}", Means::why(kind)),
        );
        None
    }

    /// A key that another means has would be ignored here.
    fn only_its_own_keys(&mut self, low: &LowFault, means: Means) -> Option<()> {
        let wrong: Vec<_> = Means::keys(low)
            .into_iter()
            .filter(|(_, _, owners)| !owners.contains(&means))
            .filter_map(|(key, span, owners)| Some((key, span?, owners)))
            .collect();
        for (key, span, owners) in &wrong {
            let owners = any_of(owners);
            self.reader.say(
                codes::DRILL_PARAMETER,
                format!("a fault via `{}` has no `{key}`", means.name()),
                *span,
                "would be ignored",
                format!("leave it out; `{key}` belongs to {owners}"),
            );
        }
        wrong.is_empty().then_some(())
    }
}

/// "`via: config-map` or `via: env`".
fn any_of(means: &[Means]) -> String {
    let typed: Vec<String> = means
        .iter()
        .map(|one| format!("via: {}", one.name()))
        .collect();
    listed(typed.iter().map(String::as_str), "or")
}
