//! From a typed inventory to a resolved one.

use std::collections::{BTreeMap, BTreeSet};

use super::low::{LowByName, LowInventory, LowNames, LowNamespace};
use super::{Deployment, Inventory, Namespace};
use crate::base::{Problem, Source, Spanned};
use crate::spec::codes;
use crate::spec::reader::{NameRule, Reader};
use crate::spec::yaml::{self, Given, Name};

impl Inventory {
    /// Reads an inventory.
    ///
    /// # Errors
    ///
    /// The first mistake in the structure of the file, else everything that is wrong with its names.
    pub fn read(source: &Source) -> Result<Self, Vec<Problem>> {
        let low: Given<LowInventory> = yaml::read(source).map_err(|problem| vec![problem])?;
        let mut reader = Reader::new(source);
        let inventory = low.0.and_then(|low| reader.inventory(&low));
        match inventory {
            Some(inventory) if reader.problems.is_empty() => Ok(inventory),
            Some(_) | None => Err(reader.told()),
        }
    }
}

impl Reader<'_> {
    fn inventory(&mut self, low: &Spanned<LowInventory>) -> Option<Inventory> {
        let block = self.block(low.span);
        let given = &low.value.namespaces;
        let example = "namespaces: {ai: {deployments: {llm-gateway: {gateway: [CACHE_ENABLED]}}}}";
        let typed = self.present(given, block, "namespaces", example)?;
        if typed.value.is_empty() {
            self.say(
                codes::INVENTORY_NOTHING,
                "there is no namespace in this inventory",
                typed.span,
                "nothing here",
                "`firedrill plan --target FILE --write-inventory FILE` writes it from a cluster",
            );
        }
        let namespaces = self.named(Some(&typed.value), Self::namespace)?;
        Some(Inventory { namespaces })
    }

    fn namespace(&mut self, low: &LowNamespace) -> Option<Namespace> {
        let deployments = low.deployments.0.as_ref().map(|given| &given.value);
        let deployments = self.named(deployments, |reader, containers| {
            let containers = reader.named(Some(containers), |reader, names| {
                reader.set_of_names(names, NameRule::Word)
            })?;
            Some(Deployment { containers })
        });
        let maps = low.config_maps.0.as_ref().map(|given| &given.value);
        let config_maps = self.named(maps, |reader, keys| {
            reader.set_of_names(keys, NameRule::Word)
        });
        let services = match &low.services.0 {
            Some(names) => self.set_of_names(&names.value, NameRule::Object),
            None => Some(BTreeSet::new()),
        };
        Some(Namespace {
            deployments: deployments?,
            config_maps: config_maps?,
            services: services?,
        })
    }

    /// Objects by name, each with what is said of it.
    fn named<T, U>(
        &mut self,
        typed: Option<&LowByName<T>>,
        mut read: impl FnMut(&mut Self, &T) -> Option<U>,
    ) -> Option<BTreeMap<String, U>> {
        let all: Vec<_> = typed
            .into_iter()
            .flatten()
            .map(|(Name(name), given)| {
                let name = self.name(Some(name.clone()), NameRule::Object);
                let value = read(self, &given.0.as_ref()?.value);
                Some((name?.value, value?))
            })
            .collect();
        all.into_iter().collect()
    }

    fn set_of_names(&mut self, typed: &LowNames, rule: NameRule) -> Option<BTreeSet<String>> {
        let all: Vec<_> = typed
            .iter()
            .map(|item| {
                let name = self.optional(item);
                self.name(name, rule).map(|name| name.value)
            })
            .collect();
        all.into_iter().collect()
    }
}
