//! What is broken, and how we know.

use super::super::low::{LowEffective, LowFault};
use super::super::{Effective, Failure, Fault, Shows, Via, defaults};
use super::Resolver;
use super::signal::Side;
use crate::base::{Bound, Duration, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, NameRule, short};
use crate::spec::yaml::Given;

/// The longest time that something stays broken.
const HOLD_MOST: Duration = Duration::from_mins(120);

/// The failures by name, before their parameters are known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Hang,
    Refuse,
    Reset,
    Slow,
    CutStream,
}

impl Word {
    const ALL: [Self; 5] = [
        Self::Hang,
        Self::Refuse,
        Self::Reset,
        Self::Slow,
        Self::CutStream,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Hang => "hang",
            Self::Refuse => "refuse",
            Self::Reset => "reset",
            Self::Slow => "slow",
            Self::CutStream => "cut-stream",
        }
    }
}

impl Resolver<'_> {
    pub(super) fn fault(&mut self, given: &Given<LowFault>, block: Block) -> Option<Fault> {
        let low = self
            .reader
            .present(given, block, "fault", "fault: {proxy: provider-primary}")?;
        let block = self.reader.block(low.span);
        let low = &low.value;
        let via = self.via(low, block);
        let hold = self.reader.or(&low.hold, block, defaults::HOLD);
        let hold = self
            .reader
            .within(hold, &Duration::from_secs(5), &HOLD_MOST);
        Some(Fault {
            via: via?,
            hold: hold?.value,
        })
    }

    fn via(&mut self, low: &LowFault, block: Block) -> Option<Via> {
        let means = self.reader.optional(&low.via);
        if let Some(means) = means.filter(|means| means.value != "toxiproxy") {
            self.reader.say(
                codes::DRILL_VIA,
                format!(
                    "there is no way to break things via `{}`",
                    short(&means.value)
                ),
                means.span,
                "not known",
                "this version breaks things via `toxiproxy`",
            );
            return None;
        }
        let proxy = self
            .reader
            .required(&low.proxy, block, "proxy", "proxy: provider-primary");
        let proxy = self.reader.name(proxy, NameRule::Plain);
        let failure = self.failure(low);
        Some(Via::Toxiproxy {
            proxy: proxy?.value,
            failure: failure?,
        })
    }

    fn failure(&mut self, low: &LowFault) -> Option<Failure> {
        let latency = self.reader.optional(&low.latency);
        let latency = self
            .reader
            .within(latency, &Duration::from_ms(1), &Duration::from_mins(10));
        let after = self.reader.optional(&low.after);
        let named = match low.failure.0 {
            None => Word::Hang,
            Some(_) => self.word(&low.failure, &Word::ALL, Word::name)?,
        };
        if named != Word::Slow {
            self.foreign_parameter(low.latency.span(), "latency", Word::Slow, named)?;
        }
        if named != Word::CutStream {
            self.foreign_parameter(low.after.span(), "after", Word::CutStream, named)?;
        }
        let needs = |given: bool, key: &str, example: &str| {
            (!given).then(|| {
                (
                    format!("`{}` needs `{key}`", named.name()),
                    format!("add `{example}`"),
                )
            })
        };
        let missing = match named {
            Word::Slow => needs(low.latency.0.is_some(), "latency", "latency: 5s"),
            Word::CutStream => needs(
                low.after.0.is_some(),
                "after",
                "after: 2000, the bytes that arrive",
            ),
            Word::Hang | Word::Refuse | Word::Reset => None,
        };
        if let (Some((message, hint)), Some(span)) = (missing, low.failure.span()) {
            self.reader
                .say(codes::DRILL_FAILURE, message, span, "incomplete", hint);
            return None;
        }
        Some(match named {
            Word::Hang => Failure::Hang,
            Word::Refuse => Failure::Refuse,
            Word::Reset => Failure::Reset,
            Word::Slow => Failure::Slow {
                latency: latency?.value,
            },
            Word::CutStream => Failure::CutStream {
                after_bytes: after?.value.0,
            },
        })
    }

    fn foreign_parameter(
        &mut self,
        span: Option<crate::base::Span>,
        key: &str,
        owner: Word,
        named: Word,
    ) -> Option<()> {
        let Some(span) = span else { return Some(()) };
        self.reader.say(
            codes::DRILL_FAILURE,
            format!("`{}` has no `{key}`", named.name()),
            span,
            "would be ignored",
            format!("leave it out, or write `failure: {}`", owner.name()),
        );
        None
    }

    pub(super) fn effective(
        &mut self,
        given: &Given<LowEffective>,
        fault: Option<&Fault>,
        block: Block,
    ) -> Option<Effective> {
        let empty = LowEffective::default();
        let low = given.0.as_ref().map_or(&empty, |given| &given.value);
        let probe = match (&low.probe.0, fault) {
            (None, None) => None,
            (None, Some(fault)) => Some(Spanned::new(probe_of(fault), block.span)),
            (Some(_), _) => {
                let probe = self.reader.optional(&low.probe);
                self.reader.name(probe, NameRule::Plain)
            }
        };
        let fails = Bound::at_least(defaults::percent(90));
        let fails = self.reader.or(&low.fails, block, fails);
        let fails = self.share(fails, Side::Lower);
        let hold = fault.map_or(defaults::HOLD, |fault| fault.hold);
        let within = self
            .reader
            .or(&low.within, block, defaults::effective_within(hold));
        let within = self
            .reader
            .within(within, &Duration::from_secs(1), &Duration::from_mins(10));
        let (probe, fails) = (probe?.value, fails?.value);
        Some(Effective {
            shows: Shows::Probe { probe, fails },
            within: within?.value,
        })
    }
}

/// The probe that goes through what is broken, where the file names none: the one of the same name.
fn probe_of(fault: &Fault) -> String {
    match &fault.via {
        Via::Toxiproxy { proxy, .. } => proxy.clone(),
        Via::ConfigMap { name, .. } => name.clone(),
        Via::Env { deployment, .. } => deployment.clone(),
        Via::Traffic { .. } => String::new(),
    }
}
