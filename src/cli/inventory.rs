//! `firedrill plan --target FILE --write-inventory FILE`: what there is at the target, for runbooks to be
//! held against offline. Reads only.

use std::path::Path;

use super::exit::Exit;
use super::{speak, target, world};
use crate::drill::Outcome;
use crate::live::Holding;
use crate::spec::Inventory;
use crate::spec::inventory::{Deployment, Namespace};

/// Lists the names in the target's namespaces, and writes them to a file.
pub(super) fn write(target: &Path, file: &Path) -> Exit {
    let (target, settings) = match target::read_alone(target) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let listed = runtime
        .map_err(|error| error.to_string())
        .and_then(|runtime| {
            runtime.block_on(async {
                let live = world::start_live(&settings).await?;
                live.holdings().await
            })
        });
    let written = listed.and_then(|holdings| {
        let inventory = inventory(holdings);
        save(file, &inventory.to_string())?;
        Ok(inventory)
    });
    match written {
        Ok(inventory) => {
            let deployments = inventory.namespaces.values();
            let deployments: usize = deployments.map(|one| one.deployments.len()).sum();
            speak::out(&format!(
                "{}: {deployments} Deployments in {} namespaces of {}",
                file.display(),
                inventory.namespaces.len(),
                target.name
            ));
            Exit::Pass
        }
        Err(why) => {
            speak::say(&format!(
                "error: no inventory of {} was written: {why}",
                target.name
            ));
            Exit::Drilled(Outcome::Error)
        }
    }
}

fn inventory(holdings: Vec<Holding>) -> Inventory {
    let namespace = |holding: Holding| {
        let deployments = holding.deployments.into_iter();
        let deployments = deployments.map(|(name, containers)| (name, Deployment { containers }));
        let found = Namespace {
            deployments: deployments.collect(),
            config_maps: holding.config_maps,
            services: holding.services,
        };
        (holding.namespace, found)
    };
    Inventory {
        namespaces: holdings.into_iter().map(namespace).collect(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "an inventory is a file, and this is the room for that"
)]
fn save(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}
