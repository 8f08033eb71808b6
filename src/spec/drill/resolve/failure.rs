//! What becomes of the connections through a proxy.

use super::super::low::LowFault;
use super::super::{Failure, Kind, Via};
use super::Resolver;
use super::parameter::Parameter;
use crate::base::{Duration, Span, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, NameRule, short};

/// The failures by name, before their parameters are known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Hang,
    Refuse,
    Reset,
    Slow,
    CutStream,
    Reroute,
}

/// What `failure` can be.
pub(in crate::spec::drill) const FAILURES: [&str; 6] = [
    Word::Hang.name(),
    Word::Refuse.name(),
    Word::Reset.name(),
    Word::Slow.name(),
    Word::CutStream.name(),
    Word::Reroute.name(),
];

impl Word {
    const ALL: [Self; 6] = [
        Self::Hang,
        Self::Refuse,
        Self::Reset,
        Self::Slow,
        Self::CutStream,
        Self::Reroute,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Hang => "hang",
            Self::Refuse => "refuse",
            Self::Reset => "reset",
            Self::Slow => "slow",
            Self::CutStream => "cut-stream",
            Self::Reroute => "reroute",
        }
    }
}

impl Resolver<'_> {
    pub(super) fn toxiproxy(&mut self, low: &LowFault, block: Block) -> Option<Via> {
        let proxy = self
            .reader
            .required(&low.proxy, block, "proxy", "proxy: provider-primary");
        let proxy = self.reader.name(proxy, NameRule::Plain);
        let failure = self.failure(low, block);
        Some(Via::Toxiproxy {
            proxy: proxy?.value,
            failure: failure?,
        })
    }

    fn failure(&mut self, low: &LowFault, block: Block) -> Option<Failure> {
        let latency = self.reader.optional(&low.latency);
        let latency = self
            .reader
            .within(latency, &Duration::from_ms(1), &Duration::from_mins(10));
        let after = self.reader.optional(&low.after);
        let to = self.reader.optional(&low.to);
        let to = self.address(to);
        let rerouted = self.kind == Some(Kind::BadModelRollout);
        let named = match low.failure.0 {
            None if rerouted => Word::Reroute,
            None => Word::Hang,
            Some(_) => self.word(&low.failure, &Word::ALL, Word::name)?,
        };
        let span = low.failure.span().unwrap_or(block.span);
        self.failure_fits(named, span)?;
        let keys = [
            (Word::Slow, "latency", "latency: 5s", low.latency.span()),
            (
                Word::CutStream,
                "after",
                "after: 2000, the bytes that arrive",
                low.after.span(),
            ),
            (
                Word::Reroute,
                "to",
                "to: \"worse-model:8080\", the server that answers instead",
                low.to.span(),
            ),
        ];
        for (owner, key, example, typed) in keys {
            let parameter = Parameter {
                key,
                example,
                of: ("failure", owner.name()),
                typed,
                code: codes::DRILL_FAILURE,
            };
            if !self.stands_right(&parameter, Spanned::new(named.name(), span)) {
                return None;
            }
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
            Word::Reroute => Failure::Reroute { to: to? },
        })
    }

    /// A worse model answers, and what does not answer is no worse model.
    fn failure_fits(&mut self, named: Word, span: Span) -> Option<()> {
        let Some(kind) = self.kind else {
            return Some(());
        };
        let worse_model = kind == Kind::BadModelRollout;
        if worse_model == (named == Word::Reroute) {
            return Some(());
        }
        let (message, hint) = if worse_model {
            (
                format!("`{}` makes no model worse: nothing answers", named.name()),
                "write `failure: reroute` and `to`, the server of the worse model; for a provider that does not answer there is `drill: provider-blackhole`",
            )
        } else {
            (
                "`reroute` breaks nothing here: the other server answers".to_owned(),
                "write `hang`, `refuse`, `reset`, `slow` or `cut-stream`; `reroute` is for `drill: bad-model-rollout`",
            )
        };
        let label = "does not fit this kind";
        self.reader
            .say(codes::DRILL_FIT, message, span, label, hint);
        None
    }

    /// A host and a port, as Toxiproxy dials them.
    fn address(&mut self, typed: Option<Spanned<String>>) -> Option<String> {
        let typed = typed?;
        let parts = typed.value.rsplit_once(':');
        let fits = parts.is_some_and(|(host, port)| {
            let plain = host
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
            let inner = host
                .strip_prefix('[')
                .and_then(|host| host.strip_suffix(']'));
            let version_6 = inner.is_some_and(|host| host.parse::<std::net::Ipv6Addr>().is_ok());
            let port = port.parse::<u16>().is_ok_and(|port| port > 0);
            port && !host.is_empty() && (plain || version_6)
        });
        if fits {
            return Some(typed.value);
        }
        self.reader.say(
            codes::DRILL_ADDRESS,
            format!("`{}` is not a host and a port", short(&typed.value)),
            typed.span,
            "host and port",
            "write both as Toxiproxy reaches them, without `http://`: `to: \"worse-model:8080\"`",
        );
        None
    }
}
