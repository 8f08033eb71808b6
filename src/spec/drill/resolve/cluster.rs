//! Faults that change an object of a cluster.

use super::super::low::LowFault;
use super::super::{RouteKind, Sets, Via};
use super::Resolver;
use super::means::Cluster;
use crate::base::Spanned;
use crate::spec::codes;
use crate::spec::reader::{Block, Count, NameRule};
use crate::spec::yaml::{Given, Text};

/// The longest value, in characters; a prompt is some thousands.
const VALUE_LONGEST: usize = 20_000;
/// The most pods that a drill asks for.
const REPLICAS_MOST: u64 = 100;
/// The largest weight, as the Gateway API has it.
const WEIGHT_MOST: u64 = 1_000_000;

impl Resolver<'_> {
    /// An object, and what it holds while the drill goes on.
    pub(super) fn cluster(&mut self, low: &LowFault, means: Cluster, block: Block) -> Option<Via> {
        let (given, key, example) = match means {
            Cluster::Env | Cluster::Deployment | Cluster::Scale => {
                (&low.deployment, "deployment", "deployment: llm-gateway")
            }
            Cluster::ArgoRollout => (&low.rollout, "rollout", "rollout: chat-model"),
            Cluster::RouteWeight => (&low.route, "route", "route: chat"),
            Cluster::InferenceService => (&low.name, "name", "name: chat"),
            Cluster::NetworkPolicy => (&low.name, "name", "name: firedrill-cut"),
            Cluster::ChaosMesh => (&low.name, "name", "name: provider-primary"),
            Cluster::ConfigMap => (&low.name, "name", "name: llm-gateway"),
        };
        let namespace = self.object(&low.namespace, block, ("namespace", "namespace: ai"));
        let name = self.object(given, block, (key, example));
        let sets = self.sets(low, means, (block, name.as_deref()));
        Some(Via::Cluster {
            namespace: namespace?,
            name: name?,
            sets: sets?,
        })
    }

    fn sets(
        &mut self,
        low: &LowFault,
        means: Cluster,
        (block, name): (Block, Option<&str>),
    ) -> Option<Sets> {
        match means {
            Cluster::Env => self.variable(low, (block, name)),
            Cluster::Deployment => {
                let (container, image) = self.image(low, (block, name))?;
                Some(Sets::Image { container, image })
            }
            Cluster::ArgoRollout => {
                let (container, image) = self.image(low, (block, name))?;
                Some(Sets::RolloutImage { container, image })
            }
            Cluster::Scale => {
                let replicas = self.number_of(&low.replicas, block, ("replicas", REPLICAS_MOST))?;
                Some(Sets::Replicas { replicas })
            }
            Cluster::InferenceService => {
                let example = "uri: s3://models/chat-v2-bad";
                let uri = self.reader.required(&low.uri, block, "uri", example);
                let uri = self.reader.name(uri, NameRule::Word)?.value;
                Some(Sets::ModelUri { uri })
            }
            Cluster::RouteWeight => {
                let kind = match &low.kind.0 {
                    None => Some(RouteKind::HttpRoute),
                    Some(_) => self.word(&low.kind, &RouteKind::ALL, RouteKind::name),
                };
                let backend = self.object(&low.backend, block, ("backend", "backend: chat-v2-bad"));
                let weight = self.number_of(&low.weight, block, ("weight", WEIGHT_MOST));
                Some(Sets::Weight {
                    kind: kind?,
                    backend: backend?,
                    weight: weight?,
                })
            }
            Cluster::NetworkPolicy => {
                let example = "pods: app=llm-gateway";
                let pods = self.reader.required(&low.pods, block, "pods", example);
                let example = "cidrs: 203.0.113.0/24";
                let cidrs = self.reader.required(&low.cidrs, block, "cidrs", example);
                Some(Sets::Cut {
                    pods: pods?.value,
                    cidrs: cidrs?.value,
                })
            }
            Cluster::ChaosMesh => Some(Sets::Experiment),
            Cluster::ConfigMap => {
                let example = "key: chat_model";
                let key = self.reader.required(&low.key, block, "key", example);
                let key = self.reader.name(key, NameRule::Plain);
                let value = self.set_to(&low.value, block, "value: chat-v2");
                let restarts = match &low.restarts.0 {
                    None => None,
                    Some(_) => Some(self.object(&low.restarts, block, ("restarts", ""))?),
                };
                Some(Sets::Key {
                    key: key?.value,
                    value: value?,
                    restarts,
                })
            }
        }
    }

    fn variable(&mut self, low: &LowFault, (block, name): (Block, Option<&str>)) -> Option<Sets> {
        let container = self.container(low, block, name);
        let example = "variable: CACHE_ENABLED";
        let variable = self
            .reader
            .required(&low.variable, block, "variable", example);
        let variable = self.reader.name(variable, NameRule::Plain);
        let value = self.set_to(&low.value, block, "value: \"false\"");
        Some(Sets::Variable {
            container: container?,
            variable: variable?.value,
            value: value?,
        })
    }

    fn image(
        &mut self,
        low: &LowFault,
        (block, name): (Block, Option<&str>),
    ) -> Option<(String, String)> {
        let container = self.container(low, block, name);
        let example = "image: registry.example/chat:v2-bad";
        let image = self.reader.required(&low.image, block, "image", example);
        let image = self.reader.name(image, NameRule::Word);
        Some((container?, image?.value))
    }

    /// The container that is named, or the one that has the name of what it belongs to.
    fn container(&mut self, low: &LowFault, block: Block, name: Option<&str>) -> Option<String> {
        match &low.container.0 {
            None => name.map(str::to_owned),
            Some(_) => self.object(&low.container, block, ("container", "")),
        }
    }

    fn object(
        &mut self,
        given: &Given<Text<String>>,
        block: Block,
        (key, example): (&str, &str),
    ) -> Option<String> {
        let name = self.reader.required(given, block, key, example);
        let name = self.reader.name(name, NameRule::Object)?;
        Some(name.value)
    }

    fn number_of(
        &mut self,
        given: &Given<Text<Count>>,
        block: Block,
        (key, most): (&str, u64),
    ) -> Option<u32> {
        let example = format!("{key}: 0");
        let count = self.reader.required(given, block, key, &example);
        let count = self.reader.within(count, &Count(0), &Count(most))?;
        u32::try_from(count.value.0).ok()
    }

    /// Any text; it may be empty.
    fn set_to(
        &mut self,
        given: &Given<Text<String>>,
        block: Block,
        example: &str,
    ) -> Option<String> {
        let value: Spanned<String> = self.reader.required(given, block, "value", example)?;
        let length = value.value.chars().count();
        if length > VALUE_LONGEST {
            self.reader.say(
                codes::VALUE_RANGE,
                format!("this value has {length} characters, and {VALUE_LONGEST} are allowed"),
                self.reader.block(value.span).span,
                "too long",
                "keep what is long in an object of its own, and let the drill change its name",
            );
            return None;
        }
        Some(value.value)
    }
}
