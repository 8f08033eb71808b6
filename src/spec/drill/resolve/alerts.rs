//! What is promised of alerts.

use super::super::low::{LowAlert, LowPages};
use super::super::{AlertPromise, AlertRole, Pages};
use super::Resolver;
use super::expect::{DEADLINE_LEAST, DEADLINE_MOST, labels};
use crate::base::{Span, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, NameRule};
use crate::spec::yaml::Given;

impl Resolver<'_> {
    pub(super) fn alerts(
        &mut self,
        list: &Given<Vec<Given<LowAlert>>>,
    ) -> Option<Vec<AlertPromise>> {
        let promises = self.each(list, |resolver, low| {
            let promise = resolver.alert(low)?;
            let span = low.value.alert.span().unwrap_or(low.span);
            Some(Spanned::new(promise, span))
        })?;
        for (index, promise) in promises.iter().enumerate() {
            let AlertPromise { alert, labels, .. } = &promise.value;
            let twice = promises[..index]
                .iter()
                .any(|other| other.value.alert == *alert && other.value.labels == *labels);
            if twice {
                self.reader.say(
                    codes::DRILL_TWICE,
                    format!("`{alert}` is promised twice with the same labels"),
                    promise.span,
                    "for the second time",
                    "keep one of the two, or tell them apart by `labels`",
                );
            }
        }
        Some(promises.into_iter().map(|promise| promise.value).collect())
    }

    fn alert(&mut self, low: &Spanned<LowAlert>) -> Option<AlertPromise> {
        let block = self.reader.block(low.span);
        let low = &low.value;
        let name = self
            .reader
            .required(&low.alert, block, "alert", "alert: FallbackServing");
        let name = self.reader.name(name, NameRule::Line);
        let role = self.role(low, block);
        Some(AlertPromise {
            alert: name?.value,
            labels: labels(&low.labels),
            role: role?,
        })
    }

    fn role(&mut self, low: &LowAlert, block: Block) -> Option<AlertRole> {
        let quiet = self.reader.optional(&low.quiet_if_mitigated);
        if low.quiet_if_mitigated.0.is_some() && quiet.is_none() {
            return None;
        }
        let backstop = quiet.is_some_and(|quiet| quiet.value.0);
        if backstop && let Some(span) = low.fires.span() {
            self.reader.say(
                codes::DRILL_BACKSTOP,
                "an alert cannot fire and be quiet in the same drill",
                span,
                "promised to be `quiet_if_mitigated` as well",
                "keep `fires` for an alert on the mitigation, `quiet_if_mitigated` for one on what callers feel",
            );
            return None;
        }
        if low.fires.0.is_none() {
            let early = low
                .pages
                .span()
                .map(|span| (self.reader.block(span).span, "pages"));
            let early = early.or(low.resolves.span().map(|span| (span, "resolves")));
            if let Some((span, key)) = early {
                self.never_fires(span, key, backstop);
                return None;
            }
            if backstop {
                return Some(AlertRole::Backstop);
            }
            self.reader.say(
                codes::DRILL_ALERT_ROLE,
                "nothing is promised of this alert",
                low.alert.span().unwrap_or(block.span),
                "no promise",
                "add `fires: 5m` if it must fire, or `quiet_if_mitigated: true` if it must stay silent while the mitigation holds",
            );
            return None;
        }
        self.fires(low)
    }

    fn never_fires(&mut self, span: Span, key: &str, backstop: bool) {
        let hint = if backstop {
            format!("leave `{key}` out: a backstop is silent while the mitigation holds")
        } else {
            "say how soon it fires, as `fires: 3m`".to_owned()
        };
        self.reader.say(
            codes::DRILL_NEVER_FIRES,
            format!("`{key}` is promised of an alert that is not promised to fire"),
            span,
            "without `fires`",
            hint,
        );
    }

    fn fires(&mut self, low: &LowAlert) -> Option<AlertRole> {
        let fires = self.reader.optional(&low.fires);
        let within = self.deadline(fires);
        let pages = match &low.pages.0 {
            None => Some(None),
            Some(pages) => self.pages(pages).map(Some),
        };
        if let (Some(within), Some(Some(pages))) = (within, &pages)
            && pages.within < within
        {
            let span = low
                .pages
                .0
                .as_ref()
                .and_then(|pages| pages.value.within.span());
            self.reader.say(
                codes::DRILL_PAGE_EARLY,
                format!(
                    "the page is due after {}, before its alert is, after {within}",
                    pages.within
                ),
                span.unwrap_or_default(),
                "too early",
                format!("both count from when the fault is effective: allow more than {within}, with `group_wait` and delivery"),
            );
        }
        let resolves = self.reader.optional(&low.resolves);
        let resolves_given = resolves.is_some();
        let resolves = self
            .reader
            .within(resolves, &DEADLINE_LEAST, &DEADLINE_MOST);
        if resolves_given && resolves.is_none() {
            return None;
        }
        Some(AlertRole::Fires {
            within: within?,
            pages: pages?,
            resolves: resolves.map(|resolves| resolves.value),
        })
    }

    fn pages(&mut self, low: &Spanned<LowPages>) -> Option<Pages> {
        let block = self.reader.block(low.span);
        let low = &low.value;
        let receiver =
            self.reader
                .required(&low.receiver, block, "receiver", "receiver: ai-oncall");
        let receiver = self.reader.name(receiver, NameRule::Line);
        let within = self
            .reader
            .required(&low.within, block, "within", "within: 5m");
        let within = self.deadline(within);
        Some(Pages {
            receiver: receiver?.value,
            within: within?,
        })
    }
}
