//! What is broken, and how it shows, as text.

use std::fmt;

use super::super::{Amplify, Effective, Failure, Fault, Shows, Via};
use super::quoted;

pub(super) fn write(f: &mut fmt::Formatter<'_>, fault: &Fault) -> fmt::Result {
    let means = match &fault.via {
        Via::Toxiproxy { proxy, failure } => {
            let (proxy, failure) = (quoted(proxy), failed(failure));
            format!("toxiproxy, proxy: {proxy}, failure: {failure}")
        }
        Via::ConfigMap {
            namespace,
            name,
            key,
            value,
        } => {
            let [namespace, name, key, value] = [namespace, name, key, value].map(|t| quoted(t));
            format!("config-map, namespace: {namespace}, name: {name}, key: {key}, value: {value}")
        }
        Via::Env {
            namespace,
            deployment,
            container,
            variable,
            value,
        } => format!(
            "env, namespace: {}, deployment: {}, container: {}, variable: {}, value: {}",
            quoted(namespace),
            quoted(deployment),
            quoted(container),
            quoted(variable),
            quoted(value)
        ),
        Via::Traffic { amplify, rate } => {
            format!("traffic, amplify: {}, rate: {rate}", amplified(*amplify))
        }
    };
    writeln!(f, "fault: {{via: {means}, hold: {}}}", fault.hold)
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
