//! What the platform as a whole does in fair weather and foul.

mod cache;
mod determinism;
mod links;
mod metrics;
mod outages;
mod quotas;
mod rollout;
mod service;
mod weaknesses;

use std::collections::BTreeMap;

use super::*;
use crate::base::{At, Duration};

const WARM_UP: At = At::from_ms(-120_000);

fn at(seconds: i64) -> At {
    At::from_ms(seconds * 1_000)
}

fn weak(weakness: Weakness) -> Policy {
    Policy::default().weakened(weakness)
}

#[expect(
    clippy::large_types_passed_by_value,
    reason = "a setup is written where it is used"
)]
fn warm(seed: u64, policy: Policy) -> Platform {
    let mut platform = Platform::new(seed, policy, WARM_UP);
    platform.advance(At::START);
    platform
}

/// Ten requests a second between two moments; every other one is streamed.
fn drive(platform: &mut Platform, from: At, to: At) -> Vec<Finished> {
    drive_with(platform, from, to, 100, |request| request)
}

/// Requests between two moments, one every so many milliseconds, each changed in this way.
fn drive_with(
    platform: &mut Platform,
    from: At,
    to: At,
    every_ms: usize,
    change: impl Fn(SyntheticRequest) -> SyntheticRequest,
) -> Vec<Finished> {
    let mut finished = Vec::new();
    for ms in (from.ms()..to.ms()).step_by(every_ms) {
        let id = u64::try_from(ms).unwrap() / every_ms as u64;
        let timeout = Duration::from_secs(20);
        let stream = id.is_multiple_of(2);
        let request = SyntheticRequest::ordinary(id, Model::Chat, stream, timeout);
        platform.send(At::from_ms(ms), change(request));
        finished.extend(platform.finished());
    }
    platform.advance(to);
    finished.extend(platform.finished());
    finished
}

fn snapshot(platform: &Platform) -> BTreeMap<String, f64> {
    let mut values = BTreeMap::new();
    platform.scrape(&mut |labels, value| {
        values.insert(labels.to_string(), value);
    });
    values
}

/// The sum of all series of a metric whose labels have all these parts.
fn total(platform: &Platform, metric: &str, parts: &[&str]) -> f64 {
    snapshot(platform)
        .into_iter()
        .filter(|(series, _)| series.starts_with(&format!("{metric}{{")))
        .filter(|(series, _)| parts.iter().all(|part| series.contains(part)))
        .map(|(_, value)| value)
        .sum()
}

fn success(platform: &Platform) -> f64 {
    let good = total(platform, "llm_requests_total", &[r#"status="success""#]);
    good / total(platform, "llm_requests_total", &[])
}

fn share(finished: &[Finished], good: impl Fn(&Finished) -> bool) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap());
    count(finished.iter().filter(|one| good(one)).count()) / count(finished.len())
}

fn p95(finished: &[Finished]) -> Duration {
    let mut latencies: Vec<Duration> = finished.iter().map(Finished::latency).collect();
    latencies.sort();
    latencies[latencies.len() * 95 / 100]
}

fn one(id: u64, stream: bool) -> SyntheticRequest {
    SyntheticRequest::ordinary(id, Model::Chat, stream, Duration::from_secs(60))
}
