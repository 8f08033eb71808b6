//! `firedrill floor`: how large an outage must be until somebody is paged.

use std::fmt::Write;

use super::arguments::FloorArguments;
use super::exit::Exit;
use super::speak;
use super::workspace::Workspace;
use crate::base::Duration;
use crate::embedded::{Setup, Virtual};
use crate::lab::{Floor, Outage, Tried, floor};

/// Sweeps the size of each drill's fault on the platform in memory.
pub(super) fn run(arguments: &FloorArguments) -> Exit {
    let workspace = match Workspace::read(arguments.drills.as_deref()) {
        Ok(workspace) => workspace,
        Err(problems) => {
            speak::complain(&problems);
            return Exit::Usage;
        }
    };
    let mut swept = 0;
    for drill in &workspace.drills {
        let outage = match Outage::of(drill) {
            Ok(outage) => outage,
            Err(why) => {
                speak::say(&why.to_string());
                continue;
            }
        };
        let worlds = match worlds(arguments, &workspace) {
            Ok(worlds) => worlds,
            Err(why) => {
                speak::say(&format!("error: {why}"));
                return Exit::Usage;
            }
        };
        speak::out(&describe(&drill.name, &floor(&outage, &worlds)));
        swept += 1;
    }
    if swept == 0 {
        speak::say("no drill here has a fault whose size can be chosen");
        return Exit::Usage;
    }
    Exit::Pass
}

/// A warm world for each seed.
fn worlds(arguments: &FloorArguments, workspace: &Workspace) -> Result<Vec<Virtual>, String> {
    (1..=arguments.seeds)
        .map(|seed| {
            let setup = Setup::new(
                seed,
                arguments.weakness.iter().copied().collect(),
                workspace.rules.clone(),
                &workspace.routing,
            );
            setup.map(Virtual::new).map_err(|error| error.to_string())
        })
        .collect()
}

fn describe(drill: &str, floor: &Floor) -> String {
    let mut text =
        format!("{drill}: the share of requests that meet the fault, and who notices\n\n");
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "  {:>5}  {:>7}  {:>10}  {:>7}  {:>10}  first alert",
        "share", "fires", "after", "pages", "after"
    );
    let after =
        |length: Option<Duration>| length.map_or_else(|| "never".to_owned(), Duration::short);
    for tried in &floor.tried {
        let seeds = tried.noticed.len();
        let alert = tried.slowest_alert();
        let names = alert.as_ref().map(|(_, names)| names.join(", "));
        let _ = writeln!(
            text,
            "  {:>4}%  {:>7}  {:>10}  {:>7}  {:>10}  {}",
            tried.percent,
            format!("{}/{seeds}", tried.fired()),
            after(alert.map(|(after, _)| after)),
            format!("{}/{seeds}", tried.paged()),
            after(tried.slowest_page()),
            names.unwrap_or_default(),
        );
    }
    text += "\n";
    let _ = match floor.pages_from {
        None => write!(text, "not even a whole outage pages on every seed"),
        Some(percent) if floor.tried.iter().all(Tried::pages) => {
            write!(
                text,
                "an outage of {percent}% of requests pages; nothing smaller was tried"
            )
        }
        Some(percent) => write!(
            text,
            "an outage below {percent}% of requests would not page for sure"
        ),
    };
    text
}
