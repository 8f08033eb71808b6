//! What a fault does, for people.

use crate::report::words::{one_line, spoken};
use crate::spec::drill::{Amplify, Failure, Via};

/// As the end of a sentence: `every connection through provider-primary was refused`.
pub(super) fn fault(via: &Via) -> String {
    one_line(&match via {
        Via::Toxiproxy { proxy, failure } => {
            format!(
                "every connection through `{proxy}` was {}",
                connection(failure)
            )
        }
        Via::ConfigMap {
            namespace,
            name,
            key,
            value,
        } => format!("`{key}` of the ConfigMap `{namespace}/{name}` was set to `{value}`"),
        Via::Env {
            namespace,
            deployment,
            variable,
            value,
            ..
        } => format!(
            "`{variable}` of the Deployment `{namespace}/{deployment}` was set to `{value}`"
        ),
        Via::Traffic { amplify, rate } => {
            format!(
                "a caller with a key of its own {} at {rate}",
                misuse(*amplify)
            )
        }
    })
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
