//! Looks at everything that a plan rests on; reads only, apart from the heartbeat.

use futures_util::future::join_all;

use super::alertmanager::{Alertmanager, HEARTBEAT_LABEL};
use super::http::Failure;
use super::parts::Parts;
use super::prometheus::Prometheus;
use crate::base::{ClockOffset, Duration, Labels};
use crate::world::{
    Alerts, Answer, Facts, Found, Image, Known, Lease, LoadedRule, Look, Place, Receipt, Refusal,
    SilenceFact, Surroundings, TargetHealth, WorldName,
};

/// What Prometheus says.
struct Metrics {
    environment: Option<String>,
    clock: Known<ClockOffset>,
    rules: Known<Vec<LoadedRule>>,
    interval: Known<Duration>,
    targets: Known<Vec<TargetHealth>>,
    expressions: Vec<(String, Known<usize>)>,
    images: Option<Known<Vec<Image>>>,
}

/// What Alertmanager says.
struct Routing {
    clock: Known<ClockOffset>,
    config: Known<String>,
    silences: Known<Vec<SilenceFact>>,
    heartbeat: Known<Duration>,
}

/// What those say who keep locks, receipts and places.
struct Debts {
    places: Vec<(Place, Known<Option<Found>>)>,
    missing_rights: Option<Known<Vec<String>>>,
    refused: Vec<(Place, String)>,
    surroundings: Option<Surroundings>,
    owed: Known<Vec<Receipt>>,
    lock: Known<Lease>,
    clock: Known<ClockOffset>,
    halt: Option<String>,
}

/// Looks at everything, the servers at the same time.
pub(super) async fn look(parts: &Parts, look: &Look) -> Facts {
    let (metrics, routing, debts, alerts, probes) = tokio::join!(
        Box::pin(metrics(parts, &parts.prometheus, look)),
        Box::pin(routing(parts, &parts.alertmanager, &look.heartbeat)),
        Box::pin(debts(parts, look)),
        Box::pin(alerts(parts)),
        Box::pin(join_all(look.probes.iter().map(|name| probe(parts, name)))),
    );
    Facts {
        world: WorldName::Live {
            target: parts.target.clone(),
        },
        environment: metrics.environment,
        prometheus_clock: metrics.clock,
        alertmanager_clock: routing.clock,
        keeper_clock: Some(debts.clock),
        scrape_interval: metrics.interval,
        rules: metrics.rules,
        alerts: alerts.map_err(|failure| failure.why),
        silences: routing.silences,
        routing: routing.config,
        heartbeat: routing.heartbeat,
        targets: metrics.targets,
        expressions: metrics.expressions,
        images: metrics.images,
        places: debts.places,
        missing_rights: debts.missing_rights,
        refused: debts.refused,
        surroundings: debts.surroundings,
        probes,
        owed: debts.owed,
        lock: debts.lock,
        halt: debts.halt,
    }
}

/// The alerts as Prometheus and Alertmanager see them now.
pub(super) async fn alerts(parts: &Parts) -> Result<Alerts, Failure> {
    let (prometheus, alertmanager) =
        tokio::join!(parts.prometheus.alerts(), parts.alertmanager.alerts());
    let (prometheus, mut alertmanager) = (prometheus?, alertmanager?);
    // A heartbeat, this run's or another's, is none of the platform's alerts.
    alertmanager.retain(|alert| alert.labels.get(HEARTBEAT_LABEL).is_empty());
    Ok(Alerts {
        prometheus,
        alertmanager,
    })
}

async fn metrics(parts: &Parts, prometheus: &Prometheus, look: &Look) -> Metrics {
    // First of all and alone: the shorter the round trip, the better the clock is known.
    let clock = known(prometheus.clock(parts.clock).await);
    let (environment, rules, targets, expressions, images) = tokio::join!(
        environment(parts, prometheus),
        prometheus.rules(),
        prometheus.targets(),
        join_all(look.expressions.iter().map(async |expr| {
            let count = known(prometheus.count(expr).await);
            (expr.clone(), count)
        })),
        images(prometheus, look.images.as_deref()),
    );
    let (targets, interval) = match targets {
        Ok(scraped) => (Ok(scraped.targets), scraped.interval),
        Err(failure) => (Err(failure.why.clone()), Err(failure.why)),
    };
    Metrics {
        environment,
        clock,
        rules: known(rules),
        interval,
        targets,
        expressions,
        images,
    }
}

async fn images(prometheus: &Prometheus, selector: Option<&str>) -> Option<Known<Vec<Image>>> {
    let selector = selector?;
    Some(match prometheus.selected(selector).await {
        Ok(series) => Image::of_series(selector, &series),
        Err(failure) => Err(failure.why),
    })
}

async fn environment(parts: &Parts, prometheus: &Prometheus) -> Option<String> {
    let label = parts.environment_label.as_deref()?;
    match prometheus.external_label(label).await {
        Ok(environment) => environment,
        Err(failure) => {
            tracing::warn!(why = failure.why, "what the environment is, is not known");
            None
        }
    }
}

async fn routing(parts: &Parts, alertmanager: &Alertmanager, labels: &Labels) -> Routing {
    let (clock, config) = match alertmanager.about(parts.clock).await {
        Ok(about) => (about.clock, Ok(about.config)),
        Err(failure) => (Err(failure.why.clone()), Err(failure.why)),
    };
    let (silences, heartbeat) = tokio::join!(
        alertmanager.silences(),
        heartbeat(parts, alertmanager, labels, clock.as_ref()),
    );
    Routing {
        clock,
        config,
        silences: known(silences),
        heartbeat,
    }
}

async fn heartbeat(
    parts: &Parts,
    alertmanager: &Alertmanager,
    labels: &Labels,
    clock: Result<&ClockOffset, &String>,
) -> Known<Duration> {
    let sink =
        (parts.arrivals.as_ref()).ok_or("the target has no sink: nothing can be heard of pages")?;
    let theirs = clock.map_err(Clone::clone)?.server_time(parts.clock.now());
    alertmanager
        .heartbeat(labels, theirs, parts.clock, sink)
        .await
}

async fn debts(parts: &Parts, wanted: &Look) -> Debts {
    let places = &wanted.places;
    let (places, owed, lock, clock, halt, missing_rights, refused, surroundings) = tokio::join!(
        join_all(
            places
                .iter()
                .map(async |place| { (place.clone(), found(parts.read(place).await)) })
        ),
        parts.receipts(),
        parts.holder(),
        parts.keeper_clock(),
        parts.halted(),
        parts.missing_rights(places),
        parts.refused(&wanted.tries),
        parts.surroundings(places),
    );
    Debts {
        places,
        missing_rights,
        refused,
        surroundings,
        owed: receipts(owed),
        lock: lock.map_err(|refusal| refusal.to_string()),
        clock: clock.map_err(|refusal| refusal.to_string()),
        halt: halt.unwrap_or_else(|failure| {
            Some(format!(
                "whether drills are halted is not known: {}",
                failure.why
            ))
        }),
    }
}

/// One request to a probe.
async fn probe(parts: &Parts, name: &str) -> (String, Known<()>) {
    let result = match parts.probe(name, parts.call).await {
        Ok(Answer::Probe { outcome, .. }) if outcome.is_ok() => Ok(()),
        Ok(Answer::Probe { outcome, .. }) => Err(outcome.to_string()),
        Ok(_) => Err(format!("the probe `{name}` was not asked")),
        Err(refusal) => Err(refusal.to_string()),
    };
    (name.to_owned(), result)
}

fn found(answer: Result<Answer, Refusal>) -> Known<Option<Found>> {
    match answer {
        Ok(Answer::Found { found }) => Ok(found),
        Ok(_) => Err("the place was not read".to_owned()),
        Err(refusal) => Err(refusal.to_string()),
    }
}

/// What is owed is known only if whoever keeps receipts answers, and everything that looks like one is
/// understood.
fn receipts(answer: Result<Answer, Refusal>) -> Known<Vec<Receipt>> {
    match answer {
        Ok(Answer::Receipts {
            receipts,
            unreadable,
            silent,
        }) => match (silent.first(), unreadable.first()) {
            (None, None) => Ok(receipts),
            (Some((name, why)), _) => Err(format!("{name} does not answer: {why}")),
            (_, Some((name, why))) => Err(format!("`{name}` looks like something owed, but {why}")),
        },
        Ok(_) => Err("receipts were not read".to_owned()),
        Err(refusal) => Err(refusal.to_string()),
    }
}

fn known<T>(result: Result<T, Failure>) -> Known<T> {
    result.map_err(|failure| failure.why)
}
