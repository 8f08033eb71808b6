//! One drill. Writing to a text does not fail.

use std::fmt::Write;

use super::cells::{cell, code, head, row};
use super::overview::mark;
use crate::base::Duration;
use crate::drill::Outcome;
use crate::drill::verdict::Status;
use crate::report::RunReport;
use crate::report::picture::spark;
use crate::report::story::troubleshooting::symptom;
use crate::report::story::{
    broken, cost, counted, happened, heading, hypothesis, left_behind, moments, predictions, span,
    spent, state, success_by_beat, title, unexercised, worth_telling,
};
use crate::report::words::{humane, one_line, signed, spoken, world};

/// How many blocks show the run.
const BLOCKS: u64 = 60;

/// What nobody may overlook.
pub(super) fn alarm(told: &RunReport) -> Option<String> {
    (told.outcome() == Outcome::LeftBehind).then(|| {
        let (head, commands) = left_behind(told);
        let commands: Vec<String> = commands.into_iter().map(one_line).collect();
        format!(
            "> [!CAUTION]\n> **LEFT BEHIND: {}**\n\n```sh\n{}\n```\n",
            cell(&head),
            commands.join("\n")
        )
    })
}

pub(super) fn write(told: &RunReport) -> String {
    let place = told.plan().map(|plan| one_line(&world(&plan.facts.world)));
    let place = place.unwrap_or_else(|| "a platform that cannot be seen".to_owned());
    let mut text = format!(
        "### {} {}: {}\n\n{} on {}\n\n",
        mark(told.outcome()),
        told.outcome().word(),
        cell(&title(told)),
        code(told.drill()),
        cell(&place)
    );
    let mut say = |name: &str, what: Option<String>| {
        if let Some(what) = what {
            let _ = writeln!(text, "- **{name}:** {}", cell(&what));
        }
    };
    say("Broken on purpose", broken(told));
    say("What should happen", hypothesis(told));
    say("What happened", Some(happened(told)));
    say("The platform now", Some(state(told)));
    for warning in told.plan().map(|plan| &plan.warnings).into_iter().flatten() {
        say("Warning", Some(warning.clone()));
    }
    for left in &told.verdict().residue {
        say("What stays of the drill", Some(left.clone()));
    }
    text += &findings(told);
    text += &promises(told);
    text += &timeline(told);
    text += &detection(told);
    text += &rest(told);
    text
}

fn findings(told: &RunReport) -> String {
    let kinds = worth_telling(told);
    if kinds.is_empty() {
        return String::new();
    }
    let mut text = format!("\n**{}**\n\n", heading(told.outcome()));
    for (number, kind) in kinds.iter().enumerate() {
        let _ = writeln!(
            text,
            "{}. **{}** {}",
            number + 1,
            cell(kind.code.meaning()),
            code(kind.code.name())
        );
        for detail in &kind.details {
            let _ = writeln!(text, "   - {}", cell(detail));
        }
        let _ = writeln!(text, "   - → {}", cell(kind.fix));
        if let Some(symptom) = symptom(told, kind.code) {
            let _ = writeln!(
                text,
                "   - in an incident: “{}”: check {}; {}",
                symptom.name, symptom.check, symptom.fix
            );
        }
    }
    text
}

fn promises(told: &RunReport) -> String {
    let promises = &told.verdict().promises;
    if promises.is_empty() {
        return String::new();
    }
    let mut text = format!("\n**Promises: {}**\n\n", counted(told));
    text += &head(&["", "Promise", "Seen", "Records"]);
    for promise in promises {
        let mark = match promise.status {
            Status::Kept => "✓",
            Status::Broken => "✗",
            Status::Unknown => "?",
        };
        let records: Vec<String> = promise.evidence.iter().map(u64::to_string).collect();
        text += &row(&[
            mark.to_owned(),
            cell(&promise.promise),
            cell(&promise.seen),
            records.join(", "),
        ]);
    }
    text
}

fn timeline(told: &RunReport) -> String {
    let Some(span) = span(told) else {
        return String::new();
    };
    let moments: Vec<String> = moments(told)
        .into_iter()
        .map(|(after, what)| format!("{} {}", cell(&what), signed(after)))
        .collect();
    let answered = success_by_beat(&told.seen().shots, &span, BLOCKS);
    let shown = span.to().since(span.from());
    format!(
        "\n**Timeline** {}\n\nAnswered requests over {}, from none (▁) to all (█):\n\n```text\n{}\n```\n",
        moments.join(" → "),
        spoken(shown),
        spark(&answered, 1.0, usize::try_from(BLOCKS).unwrap_or(0))
    )
}

fn detection(told: &RunReport) -> String {
    let predictions = predictions(told);
    if predictions.is_empty() {
        return String::new();
    }
    let or = |length: Option<Duration>, none: &str| length.map_or_else(|| none.to_owned(), spoken);
    let mut text = "\n**Time to detect**, from the fault's effect on\n\n".to_owned();
    text += &head(&[
        "Alert", "Best", "Expected", "Worst", "Promised", "Fired", "Paged",
    ]);
    for one in &predictions {
        text += &row(&[
            format!(
                "{}{}",
                cell(&one.alert),
                if one.sure { "" } else { " (estimated)" }
            ),
            spoken(one.pages.best),
            spoken(one.pages.expected),
            spoken(one.pages.worst),
            or(one.promised, "–"),
            or(one.fired, "never"),
            or(one.paged, "never"),
        ]);
    }
    text
}

/// Who spent what, and what the run says nothing about.
fn rest(told: &RunReport) -> String {
    let mut text = String::new();
    let spent = spent(told);
    if !spent.is_empty() {
        text += "\n**Who spent what**\n\n";
        text += &head(&[
            "Sent by",
            "Answered by",
            "Requests",
            "Answered",
            "Tokens",
            "Cost",
        ]);
        for one in &spent {
            text += &row(&[
                one.caller.to_string(),
                cell(&one.served_by),
                one.requests.to_string(),
                one.answered.to_string(),
                one.tokens.to_string(),
                cost(one),
            ]);
        }
    }
    if let Some(Ok(names)) = unexercised(told)
        && !names.is_empty()
    {
        let names: Vec<String> = names.into_iter().map(code).collect();
        let _ = writeln!(
            text,
            "\nAlerts that this drill says nothing about: {}",
            names.join(", ")
        );
    }
    if let Some(run) = told.run() {
        let hash = told.hash().map(|hash| format!(", journal {}", code(hash)));
        let lasted = humane(&spoken(told.lasted()));
        let _ = writeln!(
            text,
            "\n<sub>run {}, {lasted} long{}</sub>",
            code(run),
            hash.unwrap_or_default()
        );
    }
    text
}
