//! What is broken, and how it shows, as text.

use std::fmt;

use super::super::{Amplify, Effective, Failure, Fault, RouteKind, Sets, Shows, Via};
use super::quoted;

pub(super) fn write(f: &mut fmt::Formatter<'_>, fault: &Fault) -> fmt::Result {
    let means = match &fault.via {
        Via::Toxiproxy { proxy, failure } => {
            let (proxy, failure) = (quoted(proxy), failed(failure));
            format!("toxiproxy, proxy: {proxy}, failure: {failure}")
        }
        Via::Cluster {
            namespace,
            name,
            sets,
        } => cluster(&quoted(namespace), &quoted(name), sets),
        Via::Traffic { amplify, rate } => {
            format!("traffic, amplify: {}, rate: {rate}", amplified(*amplify))
        }
    };
    let rolls_out = fault
        .rolls_out
        .map_or_else(String::new, |within| format!(", rolls_out: {within}"));
    writeln!(
        f,
        "fault: {{via: {means}, hold: {}{rolls_out}}}",
        fault.hold
    )
}

fn cluster(namespace: &str, name: &str, sets: &Sets) -> String {
    let (means, of, rest) = match sets {
        Sets::Key {
            key,
            value,
            restarts,
        } => {
            let restarts = restarts.as_deref().map_or_else(String::new, |deployment| {
                format!(", restarts: {}", quoted(deployment))
            });
            let rest = format!(", key: {}, value: {}{restarts}", quoted(key), quoted(value));
            ("config-map", "name", rest)
        }
        Sets::Variable {
            container,
            variable,
            value,
        } => {
            let [container, variable, value] = [container, variable, value].map(|t| quoted(t));
            let rest = format!(", container: {container}, variable: {variable}, value: {value}");
            ("env", "deployment", rest)
        }
        Sets::Image { container, image } => {
            let rest = format!(
                ", container: {}, image: {}",
                quoted(container),
                quoted(image)
            );
            ("deployment", "deployment", rest)
        }
        Sets::RolloutImage { container, image } => {
            let rest = format!(
                ", container: {}, image: {}",
                quoted(container),
                quoted(image)
            );
            ("argo-rollout", "rollout", rest)
        }
        Sets::Replicas { replicas } => ("scale", "deployment", format!(", replicas: {replicas}")),
        Sets::ModelUri { uri } => (
            "inference-service",
            "name",
            format!(", uri: {}", quoted(uri)),
        ),
        Sets::Weight {
            kind,
            backend,
            weight,
        } => {
            let kind = match kind {
                RouteKind::HttpRoute => String::new(),
                RouteKind::AiGatewayRoute => format!(", kind: {}", kind.name()),
            };
            let rest = format!("{kind}, backend: {}, weight: {weight}", quoted(backend));
            ("route-weight", "route", rest)
        }
        Sets::Cut { pods, cidrs } => {
            let (pods, cidrs) = (quoted(&pods.to_string()), quoted(&cidrs.to_string()));
            (
                "network-policy",
                "name",
                format!(", pods: {pods}, cidrs: {cidrs}"),
            )
        }
        Sets::Experiment => ("chaos-mesh", "name", String::new()),
    };
    format!("{means}, namespace: {namespace}, {of}: {name}{rest}")
}

fn failed(failure: &Failure) -> String {
    match failure {
        Failure::Hang => "hang".to_owned(),
        Failure::Refuse => "refuse".to_owned(),
        Failure::Reset => "reset".to_owned(),
        Failure::Slow { latency } => format!("slow, latency: {latency}"),
        Failure::CutStream { after_bytes } => format!("cut-stream, after: {after_bytes}"),
        Failure::Reroute { to } => format!("reroute, to: {}", quoted(to)),
    }
}

fn amplified(amplify: Amplify) -> String {
    match amplify {
        Amplify::RetryStorm { copies } => format!("retry-storm, copies: {copies}"),
        Amplify::AgentLoop {
            prompt_tokens,
            turns,
        } => format!("agent-loop, prompt_tokens: {prompt_tokens}, turns: {turns}"),
        Amplify::NoMaxTokens => "no-max-tokens".to_owned(),
    }
}

pub(super) fn write_effective(f: &mut fmt::Formatter<'_>, effective: &Effective) -> fmt::Result {
    let within = effective.within;
    match &effective.shows {
        Shows::Probe { probe, fails } => writeln!(
            f,
            "effective: {{probe: {}, fails: \"{fails}\", within: {within}}}",
            quoted(probe)
        ),
        Shows::Signal { limit } => writeln!(
            f,
            "effective: {{signal: {}, is: \"{}\", within: {within}}}",
            limit.signal(),
            limit.bound()
        ),
    }
}
