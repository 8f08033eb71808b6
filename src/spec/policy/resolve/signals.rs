//! What is looked at first.

use std::collections::BTreeMap;

use super::super::low::LowGoldenSignal;
use super::super::{GoldenSignal, SignalSource};
use crate::base::Spanned;
use crate::spec::codes;
use crate::spec::reader::{NameRule, Reader};
use crate::spec::yaml::{Given, Name};

impl Reader<'_> {
    pub(super) fn golden_signals(
        &mut self,
        given: &Given<BTreeMap<Name, Given<LowGoldenSignal>>>,
    ) -> Option<BTreeMap<String, GoldenSignal>> {
        let typed = given.0.iter().flat_map(|given| &given.value);
        let signals: Vec<_> = typed
            .map(|(Name(name), low)| {
                let name = self.name(Some(name.clone()), NameRule::Plain);
                let signal = low.0.as_ref().and_then(|low| self.golden_signal(low));
                Some((name?.value, signal?))
            })
            .collect();
        signals.into_iter().collect()
    }

    fn golden_signal(&mut self, low: &Spanned<LowGoldenSignal>) -> Option<GoldenSignal> {
        let block = self.block(low.span);
        let low = &low.value;
        let example = "objective: \">= 99%\"";
        let objective = self.required(&low.objective, block, "objective", example);
        let signal = self.optional(&low.signal);
        let signal = self.name(signal, NameRule::Plain);
        let promql = self.optional(&low.promql);
        let promql = promql.and_then(|text| self.expression(&text, codes::POLICY_PROMQL));
        if low.signal.0.is_some() == low.promql.0.is_some() {
            self.say(
                codes::POLICY_SOURCE,
                "a golden signal has one source",
                block.span,
                "`signal` or `promql`",
                "write `signal: NAME`, one of a profile, or `promql:` with an expression",
            );
            return None;
        }
        let from = match (signal, promql) {
            (Some(signal), _) => SignalSource::Profile(signal),
            (None, promql) => SignalSource::Promql(promql?.text),
        };
        Some(GoldenSignal {
            from,
            objective: objective?.value,
        })
    }
}
