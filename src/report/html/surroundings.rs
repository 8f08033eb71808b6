//! Where it ran, what this drill says nothing about, and what identifies the run.

use maud::{Markup, html};

use super::words::prose;
use crate::base::ClockOffset;
use crate::drill::plan::Plan;
use crate::report::RunReport;
use crate::report::story::unexercised;
use crate::report::words::{humane, one_line, spoken, world};
use crate::world::{Image, Known, WorldName};

pub(super) fn write(told: &RunReport) -> Markup {
    html! {
        section #surroundings {
            h2 { "Surroundings" }
            div.wide { table { @for (name, what) in rows(told) { tr { th { (name) } td { (prose(&what)) } } } } }
            (silent_about(told))
        }
    }
}

fn rows(told: &RunReport) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    rows.extend(
        told.run()
            .map(|run| ("Run", format!("`{}`", one_line(run)))),
    );
    rows.push(("Lasted", spoken(told.lasted())));
    if let Some(plan) = told.plan() {
        rows.extend(of_plan(plan));
    }
    for unanswered in &told.seen().unanswered {
        let (what, why) = &unanswered.value;
        let text = format!("{}: {}", one_line(what), one_line(why));
        rows.push(("No answer", humane(&text)));
    }
    rows.push(("Journal", journal(told)));
    rows
}

fn of_plan(plan: &Plan) -> Vec<(&'static str, String)> {
    let facts = &plan.facts;
    let drill = &plan.brief.drill;
    let known = |known: &Known<crate::base::Duration>| match known {
        Ok(length) => spoken(*length),
        Err(why) => format!("not known: {}", one_line(why)),
    };
    let mut rows = vec![
        ("World", one_line(&world(&facts.world))),
        (
            "Incident",
            format!(
                "{}, class {:?}",
                drill.incident.severity, drill.incident.class
            )
            .to_lowercase(),
        ),
        ("Scraped every", known(&facts.scrape_interval)),
        ("Heartbeat to our sink took", known(&facts.heartbeat)),
        ("Prometheus' clock", clock(&facts.prometheus_clock)),
        ("Alertmanager's clock", clock(&facts.alertmanager_clock)),
    ];
    // What is in memory is no environment.
    if matches!(facts.world, WorldName::Live { .. }) {
        let environment = facts.environment.as_deref();
        let says = environment.map_or_else(|| "nothing says".to_owned(), one_line);
        rows.insert(1, ("Environment", says));
    }
    rows.extend(images(facts.images.as_ref()).map(|what| ("Images", what)));
    let runbook = drill.runbook.as_deref().map(one_line);
    rows.extend(runbook.map(|runbook| ("Runbook", format!("`{runbook}`"))));
    rows
}

/// What runs, each image with the beginning of its digest.
fn images(images: Option<&Known<Vec<Image>>>) -> Option<String> {
    Some(match images? {
        Ok(images) => {
            let told = images.iter().map(|image| {
                let digest: String = image.digest.chars().take(19).collect();
                format!("`{}` {}…", one_line(&image.name), one_line(&digest))
            });
            told.collect::<Vec<_>>().join(", ")
        }
        Err(why) => format!("not known: {}", one_line(why)),
    })
}

fn clock(clock: &Known<ClockOffset>) -> String {
    match clock {
        Ok(clock) => format!("known to ± {}", spoken(clock.error)),
        Err(why) => format!("not known: {}", one_line(why)),
    }
}

fn journal(told: &RunReport) -> String {
    let records = told.seen().records;
    match told.hash() {
        Some(hash) => format!("{records} records, the last hash is `{hash}`"),
        None => format!("{records} records"),
    }
}

fn silent_about(told: &RunReport) -> Markup {
    html! {
        @match unexercised(told) {
            None => {}
            Some(Err(why)) => { p.unknown { "Which alerts are loaded is not known: " (one_line(why)) } }
            Some(Ok(names)) if names.is_empty() => { p { "Every loaded alert is exercised by this drill." } }
            Some(Ok(names)) => {
                h3 style="margin-top:1rem" { "Alerts that this drill says nothing about" }
                p.dim.small { "Their rules are loaded. Whether they fire when they should is not known from this run." }
                p { @for name in names { code { (one_line(name)) } " " } }
            }
        }
    }
}
