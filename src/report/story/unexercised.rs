//! Alerts that nobody has seen fire, for all that this run tells.

use std::collections::BTreeSet;

use crate::report::RunReport;

/// The names of the alerts whose rules are loaded and that this drill says nothing about, or why
/// that cannot be told.
pub(in crate::report) fn unexercised<'a>(
    told: &RunReport<'a>,
) -> Option<Result<BTreeSet<&'a str>, &'a str>> {
    let plan = told.plan()?;
    let loaded = match &plan.facts.rules {
        Ok(rules) => rules,
        Err(why) => return Some(Err(why)),
    };
    let promised = |name: &str| plan.alerts.iter().any(|alert| alert.alert == name);
    let names = loaded.iter().map(|rule| rule.alert.as_str());
    Some(Ok(names.filter(|name| !promised(name)).collect()))
}
