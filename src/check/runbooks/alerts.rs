//! Every alert has a runbook, and every runbook an alert; both say so.

use std::sync::Arc;

use super::codes;
use super::drills::hint;
use super::told::Told;
use super::wrong::Wrong;
use crate::alerts::rules::{AlertRule, RuleFile};
use crate::base::{Source, Span, Spanned, closest};
use crate::spec::Runbook;

/// The annotation that leads to a runbook.
const URL: &str = "runbook_url";

/// An alert of some rule file.
struct Alert<'a> {
    source: &'a Source,
    rule: &'a AlertRule,
    /// Where it leads; none where it leads nowhere, or where only the alert itself knows.
    url: Option<&'a str>,
}

/// Alerts and runbooks that do not lead to each other.
pub(super) fn check(runbooks: &[Runbook], rules: &[(Source, Arc<RuleFile>)], told: &mut Told) {
    let alerts = all(rules);
    for alert in &alerts {
        leads(alert, runbooks, told);
    }
    for runbook in runbooks {
        if runbook.alerts.is_empty() {
            let wrong = Wrong::new(
                runbook.title.span,
                format!("no alert leads to `{}`", runbook.name),
                "name one under `alerts`: nobody opens a runbook that no page names",
            );
            told.say(
                codes::NOT_LED,
                &runbook.source,
                wrong,
                "whose runbook is this?",
            );
        }
        for name in &runbook.alerts {
            serves(runbook, name, &alerts, told);
        }
    }
}

/// The addresses of alerts' runbooks, up to the names.
pub(super) fn addresses(rules: &[(Source, Arc<RuleFile>)]) -> Vec<String> {
    let alerts = all(rules);
    let urls = alerts.iter().filter_map(|alert| alert.url);
    urls.filter_map(|url| Some(format!("{}/", url.rsplit_once('/')?.0)))
        .collect()
}

/// The runbook that an address leads to: the last part of its path.
pub(super) fn name_in(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let last = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    last.strip_suffix(".md").unwrap_or(last)
}

fn all(rules: &[(Source, Arc<RuleFile>)]) -> Vec<Alert<'_>> {
    let mut found = Vec::new();
    for (source, file) in rules {
        found.extend(file.alerts().map(|(_, rule)| Alert {
            source,
            rule,
            url: url(rule),
        }));
    }
    found
}

fn url(rule: &AlertRule) -> Option<&str> {
    let (_, template) = rule.annotations.iter().find(|(name, _)| name == URL)?;
    template.is_literal().then(|| template.text().trim())
}

fn leads(alert: &Alert<'_>, runbooks: &[Runbook], told: &mut Told) {
    let Alert { source, rule, url } = alert;
    let Some(url) = url else {
        let is_there = rule.annotations.iter().any(|(name, _)| name == URL);
        if !is_there {
            let wrong = Wrong::new(
                rule.name_span,
                format!("`{}` has no runbook", rule.name),
                format!("add the annotation `{URL}` with the address of one"),
            );
            told.say(codes::NO_RUNBOOK, source, wrong, "what is on-call to do?");
        }
        return;
    };
    let name = name_in(url);
    let span = written_at(source, rule, url, name);
    let Some(runbook) = runbooks.iter().find(|runbook| runbook.name == name) else {
        let message = format!(
            "`{}` leads to a runbook that nobody wrote: `{name}`",
            rule.name
        );
        let wrong = Wrong::new(span, message, hint(name, runbooks.iter()));
        told.say(codes::NOBODY_WROTE, source, wrong, "nobody wrote it");
        return;
    };
    if !runbook
        .alerts
        .iter()
        .any(|alert| *alert.value == *rule.name)
    {
        let wrong = Wrong::new(
            span,
            format!(
                "the runbook `{name}` does not say that it serves `{}`",
                rule.name
            ),
            format!(
                "add `{}` to `alerts` in `{}`",
                rule.name, runbook.source.name
            ),
        );
        told.say(codes::NOT_SERVED, source, wrong, "leads there");
    }
}

fn serves(runbook: &Runbook, name: &Spanned<String>, alerts: &[Alert<'_>], told: &mut Told) {
    let mut such = alerts
        .iter()
        .filter(|alert| *alert.rule.name == *name.value)
        .peekable();
    let (message, label, hint) = if such.peek().is_none() {
        let names = alerts.iter().map(|alert| &*alert.rule.name);
        (
            format!("there is no alert `{}`", name.value),
            "no rule has this name",
            closest(&name.value, names).map_or_else(
                || "leave it out, or write the rule".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            ),
        )
    } else {
        let leads_here = |alert: &Alert<'_>| match alert.url {
            Some(url) => name_in(url) == runbook.name,
            None => alert.rule.annotations.iter().any(|(name, _)| name == URL),
        };
        if such.any(leads_here) {
            return;
        }
        (
            format!("`{}` does not lead to this runbook", name.value),
            "its page names another, or none",
            format!(
                "end its `{URL}` with `/{}`, or leave it out here",
                runbook.name
            ),
        )
    };
    let wrong = Wrong::new(name.span, message, hint);
    told.say(codes::NOT_LED, &runbook.source, wrong, label);
}

/// Where a rule says the name of its runbook: what was read keeps no places of annotations.
fn written_at(source: &Source, rule: &AlertRule, url: &str, name: &str) -> Span {
    let rest = source.text.get(rule.name_span.end..).unwrap_or("");
    let within = url.rfind(name).unwrap_or(0);
    rest.find(url).map_or(rule.name_span, |at| {
        let start = rule.name_span.end + at + within;
        Span::new(start, start + name.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runbooks_name_is_the_last_part_of_its_address() {
        for url in [
            "https://runbooks.internal/ai/latency",
            "https://runbooks.internal/ai/latency/",
            "https://github.com/a/b/blob/main/runbooks/latency.md#undo",
            "latency?x=/y",
        ] {
            assert_eq!(name_in(url), "latency", "{url}");
        }
    }
}
