//! How we know that a fault works.

use super::super::low::LowEffective;
use super::super::{
    Effective, Failure, Fault, Kind, Sets, ShareSignal, Shows, SignalBound, Via, defaults,
};
use super::Resolver;
use super::signal::{Purpose, Side};
use crate::base::{Bound, Comparison, Duration, Span};
use crate::spec::codes;
use crate::spec::reader::{Block, NameRule};
use crate::spec::yaml::Given;

impl Resolver<'_> {
    pub(super) fn effective(
        &mut self,
        given: &Given<LowEffective>,
        fault: Option<&Fault>,
        block: Block,
    ) -> Option<Effective> {
        let empty = LowEffective::default();
        let (low, own) = match &given.0 {
            None => (&empty, block),
            Some(given) => (&given.value, self.reader.block(given.span)),
        };
        let shows = self.shows(low, fault, own);
        let hold = fault.map_or(defaults::HOLD, |fault| fault.hold);
        let usual = defaults::effective_within(self.kind, hold);
        let within = self.reader.or(&low.within, own, usual);
        let within = self
            .reader
            .within(within, &Duration::from_secs(1), &Duration::from_mins(10));
        Some(Effective {
            shows: shows?,
            within: within?.value,
        })
    }

    fn shows(&mut self, low: &LowEffective, fault: Option<&Fault>, own: Block) -> Option<Shows> {
        let asked = low.probe.span().or(low.fails.span());
        let told = low.signal.span().or(low.is.span());
        match (asked, told) {
            (Some(_), Some(span)) => {
                self.reader.say(
                    codes::DRILL_SHOWN_TWICE,
                    "one thing shows that a fault works: a probe or a signal",
                    span,
                    "besides a probe",
                    "keep `probe` and `fails` where a place outside can be asked, else `signal` and `is`",
                );
                None
            }
            (None, Some(_)) => {
                let limit = self.signal_bound(&low.signal, &low.is, own, Purpose::Effect)?;
                Some(Shows::Signal { limit })
            }
            (Some(span), None) => {
                self.probe_can_tell(fault, span)?;
                self.probe(low, fault, own)
            }
            (None, None) => self.shown_by_default(low, fault?, own),
        }
    }

    /// What shows it where nothing is written.
    fn shown_by_default(&mut self, low: &LowEffective, fault: &Fault, own: Block) -> Option<Shows> {
        let share = |signal, comparison, percent| {
            let limit = defaults::percent(percent);
            let is = Bound { comparison, limit };
            SignalBound::Share { signal, is }
        };
        let limit = match (self.kind?, &fault.via) {
            (Kind::ProviderBlackhole, Via::Toxiproxy { .. }) => {
                return self.probe(low, Some(fault), own);
            }
            (Kind::BadModelRollout, _) => share(ShareSignal::NewVersionShare, Comparison::Above, 0),
            (Kind::CacheDisable, _) => share(ShareSignal::CacheHitRatio, Comparison::AtMost, 5),
            (Kind::ProviderBlackhole, _) => {
                let example = "effective: {signal: fallback_share, is: \"> 0%\", within: 1m}";
                self.shown_by_nothing(own, example);
                return None;
            }
            (Kind::RunawayTokens, _) => {
                let example = "effective: {signal: spend_per_minute, is: \"> $0.50\", within: 1m}";
                self.shown_by_nothing(own, example);
                return None;
            }
        };
        self.uses(&limit, own.span);
        Some(Shows::Signal { limit })
    }

    fn shown_by_nothing(&mut self, own: Block, example: &str) {
        self.reader.say(
            codes::YAML_MISSING_KEY,
            "nothing shows that this fault works",
            own.span,
            "no `effective` here",
            format!("say what callers see of it, as `{example}`"),
        );
    }

    fn probe(&mut self, low: &LowEffective, fault: Option<&Fault>, own: Block) -> Option<Shows> {
        let probe = if low.probe.0.is_none() {
            fault.and_then(probe_of)
        } else {
            let probe = self.reader.optional(&low.probe);
            let probe = self.reader.name(probe, NameRule::Plain);
            probe.map(|probe| probe.value)
        };
        let fails = Bound::at_least(defaults::percent(90));
        let fails = self.reader.or(&low.fails, own, fails);
        let fails = self.share(fails, Side::Lower);
        Some(Shows::Probe {
            probe: probe?,
            fails: fails?.value,
        })
    }

    /// A probe asks a provider past the gateway, and fails where the connection is broken.
    fn probe_can_tell(&mut self, fault: Option<&Fault>, span: Span) -> Option<()> {
        let why = match &fault?.via {
            Via::Toxiproxy {
                failure: Failure::Reroute { .. },
                ..
            } => "a probe does not fail here: another server answers it",
            Via::Toxiproxy { .. }
            | Via::Cluster {
                sets: Sets::Replicas { .. },
                ..
            } => return Some(()),
            Via::Cluster { .. } => "a probe asks past the gateway, and this fault is within it",
            Via::Traffic { .. } => "a probe finds nothing broken: this fault is traffic",
        };
        self.reader.say(
            codes::DRILL_PROBE,
            why,
            span,
            "would never fail",
            "write what callers see of the fault: `effective: {signal: …, is: …, within: 1m}`",
        );
        None
    }
}

/// The probe that goes through what is broken, where the file names none: the one of the same name.
fn probe_of(fault: &Fault) -> Option<String> {
    match &fault.via {
        Via::Toxiproxy { proxy, .. } => Some(proxy.clone()),
        Via::Cluster { .. } | Via::Traffic { .. } => None,
    }
}
