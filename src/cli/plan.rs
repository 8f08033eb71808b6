//! `firedrill plan`: what a run would do, and what forbids it. Reads only.

use super::arguments::PlanArguments;
use super::exit::Exit;
use super::session::Session;
use super::{callers, inventory, run, speak};
use crate::base::{At, Duration};
use crate::drill::Outcome;
use crate::drill::plan::{Bounds, Forecast, Plan, look, resolve};
use crate::world::{Answer, Ask, Image, Incoming, Tag, World};

/// Looks at the platform and prints the plan of each drill; or writes down what there is.
pub(super) fn plan(arguments: &PlanArguments) -> Exit {
    if let (Some(file), Some(target)) = (&arguments.write_inventory, &arguments.which.target) {
        return inventory::write(target, file);
    }
    let (workspace, place) = match run::prepare(&arguments.which) {
        Ok(prepared) => prepared,
        Err(problems) => {
            speak::complain(&problems);
            return Exit::Usage;
        }
    };
    let mut outcome = Outcome::Pass;
    for drill in &workspace.drills {
        let brief = match place.brief(&workspace, drill) {
            Ok(brief) => brief,
            Err(problem) => {
                speak::complain(&[*problem]);
                return Exit::Usage;
            }
        };
        let ask = Ask::Look(look(&brief));
        let looked = Session::new(&place, &workspace).with_world(async |world| {
            world.ask(Tag(0), ask);
            loop {
                match world.next(At::NEVER).await.1 {
                    Incoming::Answer {
                        result: Ok(Answer::Facts { facts }),
                        ..
                    } => {
                        return Ok(facts);
                    }
                    Incoming::Answer {
                        result: Err(refusal),
                        ..
                    } => {
                        return Err(refusal.to_string());
                    }
                    Incoming::Interrupt(interrupt) => return Err(format!("{interrupt} came")),
                    Incoming::Answer { .. }
                    | Incoming::Shots(_)
                    | Incoming::CapReached { .. }
                    | Incoming::Page(_)
                    | Incoming::ClockJumped(_)
                    | Incoming::JournalLost(_)
                    | Incoming::Due => {}
                }
            }
        });
        match looked.and_then(|facts| facts) {
            Ok(facts) => {
                let plan = resolve(brief, *facts);
                speak::out(&describe(&plan));
                let obstacles = plan
                    .obstacles
                    .iter()
                    .map(|obstacle| obstacle.code.outcome());
                outcome = obstacles.fold(outcome, Outcome::max);
            }
            Err(why) => {
                speak::say(&format!("error: {why}"));
                outcome = outcome.max(Outcome::Error);
            }
        }
    }
    Exit::Drilled(outcome)
}

/// When an alert can fire and page: a row for each part of the way, and the sums.
fn prediction(alert: &str, forecast: &Forecast) -> String {
    use std::fmt::Write;
    let rows = [
        ("what it tells of begins", forecast.onset),
        ("a sample shows it", forecast.scrape),
        ("the expression's window fills", forecast.window),
        ("the rule is evaluated", forecast.evaluation),
        ("for", Bounds::exactly(forecast.hold)),
        ("it fires", forecast.fires()),
        (forecast.timer(), forecast.routing),
        ("the notification arrives", forecast.delivery),
        ("it pages", forecast.pages()),
    ];
    let mut text = format!("{alert}, from the fault's effect on:\n");
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "  {:<40}{:>10}{:>10}{:>10}",
        "", "best", "expected", "worst"
    );
    for (what, bounds) in rows {
        let Bounds {
            best,
            expected,
            worst,
        } = bounds;
        let [best, expected, worst] = [best, expected, worst].map(Duration::short);
        let _ = writeln!(text, "  {what:<40}{best:>10}{expected:>10}{worst:>10}");
    }
    for assumption in &forecast.assumes {
        let _ = writeln!(text, "  assumed: {assumption}");
    }
    if !forecast.sure {
        text += "  the bounds cannot be relied on: nothing measured is held against them\n";
    }
    text
}

/// The most that the run's own requests can cost, and where that stops.
fn cost(plan: &Plan) -> String {
    let (most, prices) = (plan.worst_case(), plan.prices());
    let limits = plan.brief.drill.limits;
    let assumed = if plan.brief.prices.is_none() {
        "; the profile names no prices, these are assumed"
    } else {
        ""
    };
    let beyond = if most.spend > limits.spend || most.tokens > limits.tokens {
        ", which may happen before its end"
    } else {
        ""
    };
    format!(
        "what its own requests use, at the most:\n  \
         {} requests, {} tokens, {} ({}/1M for prompts, {}/1M for completions{assumed})\n  \
         the run ends early beyond {} tokens or {}{beyond}\n",
        most.requests,
        most.tokens,
        most.spend.rounded(),
        prices.prompt,
        prices.completion,
        limits.tokens,
        limits.spend
    )
}

fn describe(plan: &Plan) -> String {
    use std::fmt::Write;
    let drill = &plan.brief.drill;
    let mut text = format!("# {}: {}\n{}\nchanges:\n", drill.name, drill.title, drill);
    if plan.changes.is_empty() {
        text += "  none: what is wrong is the drill's own traffic\n";
    }
    // Writing to a string cannot fail.
    for change in &plan.changes {
        let _ = writeln!(
            text,
            "  {}: {} -> {}",
            change.place, change.before, change.ours
        );
    }
    text += &callers::describe(plan);
    for alert in &plan.alerts {
        match &alert.forecast {
            Some(forecast) => text += &prediction(&alert.alert, forecast),
            None => {
                let _ = writeln!(text, "{}: no such rule is loaded", alert.alert);
            }
        }
    }
    let longest = plan.brief.put_back_within();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "everything is put back after {} at the latest",
        longest.short()
    );
    text += &cost(plan);
    let hash = |hash: &Option<String>| hash.clone().unwrap_or_else(|| "not known".to_owned());
    let _ = writeln!(
        text,
        "loaded: rules {}, routing {} (SHA-256)",
        hash(&plan.loaded.rules_sha256),
        hash(&plan.loaded.routing_sha256)
    );
    for image in plan.loaded.images.iter().flatten() {
        let Image {
            container,
            name,
            digest,
        } = image;
        let _ = writeln!(text, "  {container} runs {name} ({digest})");
    }
    for warning in &plan.warnings {
        let _ = writeln!(text, "warning: {warning}");
    }
    for obstacle in &plan.obstacles {
        let _ = writeln!(text, "blocked [{}]: {}", obstacle.code, obstacle.detail);
        let _ = writeln!(text, "  hint: {}", obstacle.code.fix());
    }
    if plan.may_begin() {
        text += "nothing forbids this run\n";
    }
    text
}
