//! From a typed target to a resolved one.

mod calendar;
mod credential;
mod endpoint;
mod kubernetes;
mod notify;
mod url;

use super::low::{LowSink, LowTarget, LowTiming};
use super::{Sink, Target, Timing};
use crate::base::{Duration, Problem, Source, Spanned};
use crate::spec::codes;
use crate::spec::load::stem;
use crate::spec::reader::{Block, Flag, NameRule, Reader, short};
use crate::spec::yaml::{self, Given};

/// Where we listen if nothing is said: the next free one after Prometheus' and Alertmanager's.
const LISTEN: &str = "127.0.0.1:9097";
const CALL: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_secs(5);
const LEASE: Duration = Duration::from_secs(15);

impl Target {
    /// Reads a target: everything that is left out is filled in.
    ///
    /// # Errors
    ///
    /// The first mistake in the structure of the file, else everything that is wrong with its values.
    pub fn read(source: &Source) -> Result<Self, Vec<Problem>> {
        let low: Given<LowTarget> = yaml::read(source).map_err(|problem| vec![problem])?;
        let mut reader = Reader::new(source);
        let target = low.0.and_then(|low| reader.target(&low));
        match target {
            Some(target) if reader.problems.is_empty() => Ok(target),
            Some(_) | None => Err(reader.told()),
        }
    }
}

impl Reader<'_> {
    fn target(&mut self, low: &Spanned<LowTarget>) -> Option<Target> {
        let block = self.block(low.span);
        let low = &low.value;
        let environment = self.required(
            &low.environment,
            block,
            "environment",
            "environment: staging",
        );
        let environment = self.name(environment, NameRule::Plain);
        let production = self.or(&low.production, block, Flag(false));
        let prometheus = self.endpoint(&low.prometheus, block, "prometheus", 9090);
        let alertmanager = self.endpoint(&low.alertmanager, block, "alertmanager", 9093);
        let kubernetes = self.kubernetes(&low.kubernetes);
        // Something must keep the lock and what is owed.
        let toxiproxy = if low.toxiproxy.0.is_some() || low.kubernetes.0.is_none() {
            self.endpoint(&low.toxiproxy, block, "toxiproxy", 8474)
                .map(Some)
        } else {
            Some(None)
        };
        let gateway = self.gateway(&low.gateway, block);
        let sink = self.sink(&low.sink, block);
        let probes = self.probes(&low.probes);
        let profile = self.required(&low.profile, block, "profile", "profile: reference");
        let profile = self.name(profile, NameRule::Plain);
        let calendar = self.calendar(&low.calendar);
        let notify = self.notify(&low.notify);
        let timing = self.timing(&low.timing, block);
        Some(Target {
            name: stem(&self.source.name),
            environment: environment?.value,
            production: production?.value.0,
            prometheus: prometheus?,
            alertmanager: alertmanager?,
            kubernetes: kubernetes.ok()?,
            toxiproxy: toxiproxy?,
            gateway: gateway?,
            sink: sink?,
            probes: probes?,
            profile: profile?.value,
            calendar: calendar.ok()?,
            notify: notify.ok()?,
            timing: timing?,
        })
    }

    fn sink(&mut self, given: &Given<LowSink>, block: Block) -> Option<Sink> {
        let empty = LowSink::default();
        let low = given.0.as_ref().map_or(&empty, |given| &given.value);
        let listen = self.or(&low.listen, block, LISTEN.to_owned())?;
        let path = self.or(&low.path, block, "/".to_owned())?;
        let address = listen.value.parse().ok();
        if address.is_none() {
            self.say(
                codes::TARGET_LISTEN,
                format!("`{}` is not an address to listen on", short(&listen.value)),
                listen.span,
                "address and port",
                format!("write an IP address and a port, as `{LISTEN}` or `0.0.0.0:9097`"),
            );
        }
        let prefix = path.value.trim_end_matches('/');
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
        if !path.value.starts_with('/') || !prefix.chars().all(allowed) {
            self.say(
                codes::TARGET_PATH,
                format!("`{}` is not a path", short(&path.value)),
                path.span,
                "a path",
                "begin with `/`, and use letters, digits, `/`, `-`, `_` and `.`",
            );
            return None;
        }
        Some(Sink {
            listen: address?,
            path: prefix.to_owned(),
        })
    }

    fn timing(&mut self, given: &Given<LowTiming>, block: Block) -> Option<Timing> {
        let empty = LowTiming::default();
        let low = given.0.as_ref().map_or(&empty, |given| &given.value);
        let call = self.or(&low.call, block, CALL);
        let call = self.within(call, &Duration::from_ms(100), &Duration::from_secs(60));
        let poll = self.or(&low.poll, block, POLL);
        let poll = self.within(poll, &Duration::from_ms(100), &Duration::from_secs(60));
        let lease = self.or(&low.lease, block, LEASE);
        let lease = self.within(lease, &Duration::from_secs(1), &Duration::from_mins(10));
        let (call, poll, lease) = (call?, poll?, lease?);
        if lease.value < call.value * 2 {
            let typed = low.lease.span().or(low.call.span()).unwrap_or(block.span);
            self.say(
                codes::TARGET_LEASE,
                format!(
                    "the lock is lost after {}, and one call may take {}",
                    lease.value, call.value
                ),
                typed,
                "lost while a call is under way",
                format!(
                    "write `lease: {}` or more: twice as long as a call",
                    call.value * 2
                ),
            );
        }
        Some(Timing {
            call: call.value,
            poll: poll.value,
            lease: lease.value,
        })
    }
}
