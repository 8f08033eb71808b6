//! What a fault does, for people.

use crate::report::words::{one_line, spoken};
use crate::spec::drill::{Amplify, Failure, Sets, Via};

/// As the end of a sentence: `every connection through provider-primary was refused`.
pub(super) fn fault(via: &Via) -> String {
    one_line(&match via {
        Via::Toxiproxy { proxy, failure } => {
            format!(
                "every connection through `{proxy}` was {}",
                connection(failure)
            )
        }
        Via::Cluster {
            namespace,
            name,
            sets,
        } => set(&format!("`{namespace}/{name}`"), sets),
        Via::Traffic { amplify, rate } => {
            format!(
                "a caller with a key of its own {} at {rate}",
                misuse(*amplify)
            )
        }
    })
}

fn set(object: &str, sets: &Sets) -> String {
    match sets {
        Sets::Key {
            key,
            value,
            restarts,
        } => {
            let restarts = restarts.as_deref().map_or_else(String::new, |deployment| {
                format!(
                    ", and the pods of the Deployment `{}` were restarted",
                    one_line(deployment)
                )
            });
            format!("`{key}` of the ConfigMap {object} was set to `{value}`{restarts}")
        }
        Sets::Variable {
            variable, value, ..
        } => format!("`{variable}` of the Deployment {object} was set to `{value}`"),
        Sets::Image { image, .. } => {
            format!("the Deployment {object} was given the image `{image}`")
        }
        Sets::RolloutImage { image, .. } => {
            format!("the Rollout {object} was given the image `{image}`")
        }
        Sets::Replicas { replicas: 0 } => format!("the Deployment {object} was left without pods"),
        Sets::Replicas { replicas } => format!("the Deployment {object} was given {replicas} pods"),
        Sets::ModelUri { uri } => {
            format!("the InferenceService {object} was given the model `{uri}`")
        }
        Sets::Weight {
            kind,
            backend,
            weight,
        } => {
            let kind = kind.name();
            format!("`{backend}` was given the weight {weight} in the {kind} {object}")
        }
        Sets::Cut { pods, cidrs } => {
            format!("the pods `{pods}` were kept from {cidrs} by the NetworkPolicy {object}")
        }
        Sets::Experiment => format!("the experiment {object} of Chaos Mesh was run"),
    }
}

fn connection(failure: &Failure) -> String {
    match failure {
        Failure::Hang => "accepted and never answered".to_owned(),
        Failure::Refuse => "refused".to_owned(),
        Failure::Reset => "reset".to_owned(),
        Failure::Slow { latency } => format!("made slower by {}", spoken(*latency)),
        Failure::CutStream { after_bytes } => format!("cut after {after_bytes} bytes"),
        Failure::Reroute { to } => format!("led to `{to}` instead"),
    }
}

fn misuse(amplify: Amplify) -> String {
    match amplify {
        Amplify::RetryStorm { copies } => format!("sent each request {copies} times"),
        Amplify::AgentLoop { turns, .. } => {
            format!("repeated all turns before in each of {turns} turns")
        }
        Amplify::NoMaxTokens => "set no limit to the length of answers".to_owned(),
    }
}
