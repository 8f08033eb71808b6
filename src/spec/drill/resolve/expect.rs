//! The promises as a whole, and those of the mitigation.

use super::super::low::{LowExpect, LowMitigation, LowTakenBack};
use super::super::{Expect, Fault, Mitigation, OtherPages, TakenBack, Via};
use super::signal::Purpose;
use super::{Due, Resolver};
use crate::base::{Duration, Labels, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, NameRule, Reported};
use crate::spec::yaml::Given;

/// No deadline is shorter than the second in which samples come.
pub(super) const DEADLINE_LEAST: Duration = Duration::from_secs(1);
/// No deadline is longer than the longest fault.
pub(super) const DEADLINE_MOST: Duration = Duration::from_mins(120);

impl Resolver<'_> {
    pub(super) fn expect(
        &mut self,
        given: &Given<LowExpect>,
        fault: Option<&Fault>,
        block: Block,
    ) -> Option<Expect> {
        let low = self.reader.present(
            given,
            block,
            "expect",
            "expect: {alerts: [{alert: FallbackServing, fires: 3m}]}",
        )?;
        let block = self.reader.block(low.span);
        let low = &low.value;
        let mitigation = self.each(&low.mitigation, Self::mitigation);
        let taken_back = self.taken_back(&low.taken_back, fault);
        let alerts = self.alerts(&low.alerts);
        let listed = low.mitigation.0.as_ref();
        let after_mitigation =
            low.taken_back.0.is_some() || listed.is_some_and(|list| !list.value.is_empty());
        let service = self.each(&low.service, |resolver, promise| {
            resolver.service(promise, after_mitigation)
        });
        let no_other_pages = low.no_other_pages.0.as_ref().map(|other| OtherPages {
            labels: labels(&other.value.matching),
        });
        let expect = Expect {
            mitigation: mitigation?,
            taken_back: taken_back.ok()?,
            alerts: alerts?,
            service: service?,
            no_other_pages,
        };
        if expect == Expect::default() {
            self.reader.say(
                codes::DRILL_NO_PROMISE,
                "this drill promises nothing",
                block.span,
                "no promise",
                "add what should happen under `mitigation`, `taken_back`, `alerts`, `service` or `no_other_pages`: without a promise a drill only does harm",
            );
        }
        Some(expect)
    }

    /// Every item of a list, so that the problems of all are reported.
    pub(super) fn each<L, T>(
        &mut self,
        list: &Given<Vec<Given<L>>>,
        mut resolve: impl FnMut(&mut Self, &Spanned<L>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = list.0.as_ref().map_or(&[][..], |list| &list.value);
        let resolved: Vec<Option<T>> = items
            .iter()
            .filter_map(|item| item.0.as_ref())
            .map(|item| resolve(self, item))
            .collect();
        resolved.into_iter().collect()
    }

    fn mitigation(&mut self, low: &Spanned<LowMitigation>) -> Option<Mitigation> {
        let block = self.reader.block(low.span);
        let low = &low.value;
        let limit = self.signal_bound(&low.signal, &low.is, block, Purpose::Promise);
        let within = self
            .reader
            .required(&low.within, block, "within", "within: 30s");
        let within = self.deadline(within);
        Some(Mitigation {
            limit: limit?,
            within: within?,
        })
    }

    /// Who takes the change back; none where nobody is promised to.
    fn taken_back(
        &mut self,
        given: &Given<LowTakenBack>,
        fault: Option<&Fault>,
    ) -> Result<Option<TakenBack>, Reported> {
        let Some(low) = &given.0 else {
            return Ok(None);
        };
        let block = self.reader.block(low.span);
        if fault.is_some_and(|fault| matches!(fault.via, Via::Traffic { .. })) {
            self.reader.say(
                codes::DRILL_TAKEN_BACK,
                "a fault via `traffic` changes nothing that somebody could take back",
                block.span,
                "nothing to take back",
                "leave it out; a quota that stops the traffic is a mitigation: `{signal: blocked, is: \">= 90%\", within: 1m}`",
            );
            return Err(Reported);
        }
        let low = &low.value;
        let by = self
            .reader
            .required(&low.by, block, "by", "by: quality-gate");
        let by = self.reader.name(by, NameRule::Word);
        let within = self
            .reader
            .required(&low.within, block, "within", "within: 6m");
        let within = self.deadline(within);
        match (by, within) {
            (Some(by), Some(within)) => Ok(Some(TakenBack {
                by: by.value,
                within,
            })),
            _ => Err(Reported),
        }
    }

    /// A deadline that lies before the end of the fault.
    pub(super) fn deadline(&mut self, within: Option<Spanned<Duration>>) -> Option<Duration> {
        let within = self
            .reader
            .within(within, &DEADLINE_LEAST, &DEADLINE_MOST)?;
        self.due.push(Due {
            within: within.value,
            span: within.span,
        });
        Some(within.value)
    }
}

/// The labels, none where none are written.
pub(super) fn labels(given: &Given<Labels>) -> Labels {
    given
        .0
        .as_ref()
        .map_or_else(Labels::empty, |labels| labels.value.clone())
}
