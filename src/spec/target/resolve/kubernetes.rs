//! The cluster of a target.

use super::super::Kubernetes;
use super::super::low::LowKubernetes;
use crate::spec::codes;
use crate::spec::reader::{Block, NameRule, Reader, Reported};
use crate::spec::yaml::Given;

/// Where the lock is if nothing is said.
const NAMESPACE: &str = "firedrill";

impl Reader<'_> {
    /// The cluster; none where nothing is said of it.
    pub(super) fn kubernetes(
        &mut self,
        given: &Given<LowKubernetes>,
    ) -> Result<Option<Kubernetes>, Reported> {
        match &given.0 {
            None => Ok(None),
            Some(low) => {
                let block = self.block(low.span);
                self.cluster(&low.value, block).map(Some).ok_or(Reported)
            }
        }
    }

    fn cluster(&mut self, low: &LowKubernetes, block: Block) -> Option<Kubernetes> {
        let context = self.optional(&low.context);
        let context = self.name(context, NameRule::Line);
        let namespace = self.or(&low.namespace, block, NAMESPACE.to_owned());
        let namespace = self.name(namespace, NameRule::Plain)?.value;
        let example = "namespaces: [ai]";
        let typed = self.present(&low.namespaces, block, "namespaces", example)?;
        let namespaces: Vec<_> = (typed.value.iter())
            .map(|name| {
                let name = self.optional(name);
                self.name(name, NameRule::Plain)
            })
            .collect();
        let namespaces: Vec<_> = namespaces.into_iter().collect::<Option<_>>()?;
        if namespaces.is_empty() {
            self.say(
                codes::TARGET_NAMESPACES,
                "a cluster in which nothing may be changed is no target",
                typed.span,
                "no namespace",
                "name the namespaces in which drills may change something: `namespaces: [ai]`",
            );
            return None;
        }
        if let Some(own) = namespaces.iter().find(|name| name.value == namespace) {
            self.say(
                codes::TARGET_NAMESPACES,
                format!("`{namespace}` is the namespace of firedrill's own lock"),
                own.span,
                "nothing is changed there",
                "leave it out, or put the lock elsewhere with `namespace`",
            );
            return None;
        }
        Some(Kubernetes {
            context: context.map(|context| context.value),
            namespace,
            namespaces: namespaces.into_iter().map(|name| name.value).collect(),
        })
    }
}
