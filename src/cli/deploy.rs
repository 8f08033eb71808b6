//! `firedrill deploy`: prints what runs the drills in a cluster by the clock.

use super::arguments::{DeployArguments, DeployForm};
use super::exit::Exit;
use super::speak;
use super::workspace::Workspace;
use crate::base::Problem;
use crate::deploy::{Deployed, Form, Order, deploy};
use crate::drill::settling_ahead;
use crate::spec::target::zone_of;
use crate::spec::{Target, load};

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
    let source = load::read_file(&arguments.target).map_err(|problem| vec![problem])?;
    let target = Target::read(&source)?;
    let zone = zone_of(target.calendar.as_ref(), arguments.time_zone.as_ref());
    let zone = zone.map_err(|problem| vec![*problem])?.to_string();
    let order = Order {
        drills: &workspace.drills,
        target: &target,
        target_text: &source.text,
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
        },
        settles: &|before, next| settling_ahead(before, next, &workspace.rules, &workspace.routing),
    };
    let deployed: Deployed = deploy(&order).map_err(|problem| vec![*problem])?;
    let yaml = deployed.yaml().map_err(|why| {
        let message = format!("the manifests cannot be written: {why}");
        vec![Problem::error("deploy/yaml", message)]
    })?;
    Ok((yaml, deployed.told))
}
