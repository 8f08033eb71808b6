//! `firedrill deploy`: prints what runs the drills in a cluster by the clock.

use super::arguments::{DeployArguments, DeployForm};
use super::exit::Exit;
use super::speak;
use super::workspace::Workspace;
use crate::base::{Problem, Source};
use crate::deploy::{Deployed, Fleet, Form, Order, deploy, fleet};
use crate::drill::settling_ahead;
use crate::spec::target::zone_of;
use crate::spec::{Drill, Target, load};

/// Prints the manifests on stdout, and on stderr what they leave to people.
pub(super) fn print(arguments: &DeployArguments) -> Exit {
    match deployed(arguments) {
        Err(problems) => {
            speak::complain(&problems);
            Exit::Usage
        }
        Ok((yaml, told)) => {
            speak::out(&yaml);
            for what in told {
                speak::say(&format!("note: {what}"));
            }
            Exit::Pass
        }
    }
}

fn deployed(arguments: &DeployArguments) -> Result<(String, Vec<String>), Vec<Problem>> {
    let workspace = Workspace::read(arguments.drills.as_deref())?;
    let one = |problem: Problem| vec![problem];
    let sources = match (&arguments.target, &arguments.fleet) {
        (Some(file), _) => vec![load::read_file(file).map_err(one)?],
        (None, Some(directory)) => load::targets_in(directory).map_err(one)?,
        (None, None) => Vec::new(),
    };
    let read = |source: Source| {
        let target = Target::read(&source)?;
        Ok((target, source.text))
    };
    let targets: Vec<_> = sources
        .into_iter()
        .map(read)
        .collect::<Result<_, Vec<_>>>()?;
    // A fleet has no calendar of its own.
    let one = targets.first().filter(|_| arguments.fleet.is_none());
    let calendar = one.and_then(|(target, _)| target.calendar.as_ref());
    let zone = zone_of(calendar, arguments.time_zone.as_ref());
    let zone = zone.map_err(|problem| vec![*problem])?.to_string();
    let settles = |before: &Drill, next: &Drill| {
        settling_ahead(before, next, &workspace.rules, &workspace.routing)
    };
    let orders = targets.iter().map(|(target, text)| Order {
        drills: &workspace.drills,
        target,
        target_text: text,
        files: &workspace.files,
        image: &arguments.image,
        time_zone: &zone,
        storage: &arguments.storage,
        keep: (arguments.keep.keep, arguments.keep.keep_days),
        api_ports: &arguments.api_port,
        operator: arguments.operator,
        form: match arguments.form {
            DeployForm::CronJobs => Form::CronJobs,
            DeployForm::Scheduler => Form::Scheduler,
            DeployForm::Recoverer => Form::Recoverer,
        },
        settles: &settles,
    });
    let orders: Vec<Order<'_>> = orders.collect();
    let deployed = match &orders[..] {
        [order] if arguments.fleet.is_none() => deploy(order),
        orders => fleet(&Fleet {
            clusters: orders,
            at_once: arguments.at_once.into(),
            schedule: arguments.schedule.as_ref(),
        }),
    };
    let deployed: Deployed = deployed.map_err(|problem| vec![*problem])?;
    let yaml = deployed.yaml().map_err(|why| {
        let message = format!("the manifests cannot be written: {why}");
        vec![Problem::error("deploy/yaml", message)]
    })?;
    Ok((yaml, deployed.told))
}
