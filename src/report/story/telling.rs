//! The run in sentences that a stranger understands.

use super::fault::fault;
use super::measures::{Served, served};
use super::{meaning, worth_telling};
use crate::drill::plan::Control;
use crate::drill::{Code, Outcome};
use crate::report::RunReport;
use crate::report::words::{humane, one_line, spoken};

/// As many kinds of findings are told in the sentence.
const FINDINGS_MOST: usize = 3;

/// What was broken on purpose.
pub(in crate::report) fn broken(told: &RunReport) -> Option<String> {
    let drill = &told.plan()?.brief.drill;
    if let Some(control) = told.plan()?.brief.control {
        let did = match control {
            Control::Nothing => "Nothing",
            Control::Restart => "Nothing; pods were restarted",
        };
        let rest = "this is a control. Whatever fires or is found is wrong.";
        return Some(format!("{did}: {rest}"));
    }
    let what = fault(&drill.fault.via);
    let seen = told.seen();
    let held = seen.fault().map(|(from, to)| to.since(from));
    let taken_back = seen.injected.as_ref().zip(seen.taken_back.as_ref());
    let taken_back = taken_back.map(|(from, to)| to.at.since(from.value));
    Some(match taken_back.or(held) {
        Some(held) => format!("{}, for {}.", capitalized(&what), spoken(held)),
        None if told.seen().injected.is_some() => format!("{}.", capitalized(&what)),
        None => format!("Nothing, in the end. It would have been that {what}."),
    })
}

/// The text with its first letter as at the beginning of a sentence.
fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The drill's title; its name where no plan was made.
pub(in crate::report) fn title(told: &RunReport) -> String {
    let title = told.plan().map(|plan| one_line(&plan.brief.drill.title));
    title.unwrap_or_else(|| told.drill().to_owned())
}

/// What should have happened.
pub(in crate::report) fn hypothesis(told: &RunReport) -> Option<String> {
    let text = humane(&one_line(&told.plan()?.brief.drill.hypothesis));
    (!text.is_empty()).then_some(text)
}

/// What happened, and by how much it was off.
pub(in crate::report) fn happened(told: &RunReport) -> String {
    let counts = told.counts();
    let all = counts.kept + counts.broken + counts.unknown;
    let begins = match told.outcome() {
        Outcome::Pass => format!("Just that: all {all} promises were kept."),
        Outcome::Fail if counts.broken == 0 => "Something else.".to_owned(),
        Outcome::Fail => {
            let open = match counts.unknown {
                0 => String::new(),
                unknown => format!(", and {unknown} could not be judged"),
            };
            format!("{} of {all} promises were broken{open}.", counts.broken)
        }
        Outcome::Inconclusive => "It cannot be told.".to_owned(),
        Outcome::Error => "The drill could not begin.".to_owned(),
        Outcome::LeftBehind => {
            "The fault could not be put back for certain: that comes first.".to_owned()
        }
    };
    let kinds = worth_telling(told);
    // What callers felt is told in the last sentence anyway.
    let kinds = kinds
        .iter()
        .filter(|kind| kind.code != Code::ServiceBadSeconds);
    let told_findings = kinds.take(FINDINGS_MOST).map(|kind| {
        let detail = kind.details.first().map(|detail| humane(&one_line(detail)));
        format!("{} ({}).", kind.code.meaning(), detail.unwrap_or_default())
    });
    std::iter::once(begins)
        .chain(told_findings)
        .chain(service(told))
        .collect::<Vec<_>>()
        .join(" ")
}

/// What to do about the worst that was found.
pub(in crate::report) fn do_first(told: &RunReport) -> Option<String> {
    let kinds = worth_telling(told);
    Some(format!("{}.", capitalized(kinds.first()?.fix)))
}

/// What callers felt, where something was broken at all.
fn service(told: &RunReport) -> Option<String> {
    let Served {
        success,
        p95,
        bad_seconds,
        ..
    } = served(told)?;
    let seconds = match bad_seconds {
        0 => "no bad second".to_owned(),
        1 => "one bad second".to_owned(),
        bad => format!("{bad} bad seconds"),
    };
    let latency = p95.map_or_else(String::new, |p95| format!(" with a p95 of {}", spoken(p95)));
    Some(format!(
        "During the fault, callers had {seconds}, and {:.2}% of their requests were answered{latency}.",
        success.value() * 100.0,
    ))
}

/// The outcome in a few words.
pub(in crate::report) fn verdict(told: &RunReport) -> String {
    format!(
        "exit {}: {}",
        told.outcome().exit_code(),
        meaning(told.outcome())
    )
}
