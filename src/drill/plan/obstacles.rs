//! What forbids a run, one question a function.

use super::resolve::rule_of;
use super::{Obstacle, Plan};
use crate::drill::code::Code;
use crate::promql;
use crate::spec::drill::{AlertPromise, AlertRole, Sets, Via};
use crate::world::{Content, Facts, LoadedRule, Phase};

/// The label by which a policy selects nobody.
const NOBODY: &str = "firedrill";

/// Every reason not to begin.
pub(super) fn all(plan: &Plan) -> Vec<Obstacle> {
    [
        environment,
        // What cannot be read for want of a right is told after it.
        rights,
        owed,
        lock_and_halt,
        super::blackout::obstacles,
        places,
        policies,
        tries,
        probes,
        telemetry,
        alerts,
        hold,
    ]
    .into_iter()
    .flat_map(|question| question(plan))
    .collect()
}

fn obstacle(code: Code, detail: impl Into<String>) -> Obstacle {
    Obstacle {
        code,
        detail: detail.into(),
    }
}

fn environment(plan: &Plan) -> Vec<Obstacle> {
    let mut found = environment_of_metrics(plan);
    let labelled = plan.facts.surroundings.iter();
    for (namespace, label) in labelled.flat_map(|around| &around.environments) {
        if let (Some(wanted), Some(label)) = (&plan.brief.environment, label)
            && wanted != label
        {
            found.push(obstacle(
                Code::WrongEnvironment,
                format!("the target says `{wanted}`, and the namespace `{namespace}` is labelled `{label}`"),
            ));
        }
    }
    found
}

fn environment_of_metrics(plan: &Plan) -> Vec<Obstacle> {
    match (&plan.brief.environment, &plan.facts.environment) {
        (Some(wanted), Some(found)) if wanted != found => vec![obstacle(
            Code::WrongEnvironment,
            format!("the target says `{wanted}`, and the platform says that it is `{found}`"),
        )],
        (Some(wanted), None) => vec![obstacle(
            Code::WrongEnvironment,
            format!(
                "the target says `{wanted}`, and nothing says what the platform is: Prometheus \
                 tells no external label `environment`"
            ),
        )],
        (Some(_), Some(_)) | (None, _) => Vec::new(),
    }
}

fn owed(plan: &Plan) -> Vec<Obstacle> {
    match &plan.facts.owed {
        Err(reason) => vec![obstacle(
            Code::Unreachable,
            format!("what earlier runs may have left cannot be read: {reason}"),
        )],
        Ok(receipts) => receipts
            .iter()
            .map(|receipt| {
                obstacle(
                    Code::Owed,
                    format!(
                        "run {} left {} changed; by hand: {}",
                        receipt.id.run(),
                        receipt.change.place,
                        receipt.undo
                    ),
                )
            })
            .collect(),
    }
}

fn lock_and_halt(plan: &Plan) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    match &plan.facts.lock {
        Err(reason) => {
            obstacles.push(obstacle(
                Code::Unreachable,
                format!("the lock cannot be read: {reason}"),
            ));
        }
        Ok(lease) => {
            if let Some(holder) = &lease.holder {
                obstacles.push(obstacle(
                    Code::Locked,
                    format!("run {holder} holds the environment's lock"),
                ));
            }
        }
    }
    if let Some(why) = &plan.facts.halt {
        obstacles.push(obstacle(
            Code::Halted,
            format!("drills are halted here: {why}"),
        ));
    }
    obstacles
}

fn rights(plan: &Plan) -> Vec<Obstacle> {
    match &plan.facts.missing_rights {
        None => Vec::new(),
        Some(Ok(missing)) if missing.is_empty() => Vec::new(),
        Some(Ok(missing)) => vec![obstacle(
            Code::RightMissing,
            format!("we may not {}", missing.join(", ")),
        )],
        Some(Err(reason)) => vec![obstacle(
            Code::Unreachable,
            format!("whether our rights suffice cannot be asked: {reason}"),
        )],
    }
}

fn places(plan: &Plan) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    for (place, found) in &plan.facts.places {
        let change = plan.changes.iter().find(|change| change.place == *place);
        let before = change.map(|change| &change.before);
        let ours = change.map(|change| &change.ours);
        if let Ok(Some(found)) = found
            && let Some(why) = &found.claims.freeze
        {
            obstacles.push(obstacle(
                Code::Halted,
                format!("nothing may be deployed to what holds {place}: {why}"),
            ));
        }
        if let Ok(Some(found)) = found
            && let Some(who) = &found.withheld_by
        {
            obstacles.push(obstacle(
                Code::NotClean,
                format!("{place}: {who} holds a roll-out back there already"),
            ));
        }
        if let Ok(Some(found)) = found
            && let Some(waits_for) = &found.rolling_out
        {
            obstacles.push(obstacle(
                Code::NotClean,
                format!("{place}: a roll-out is under way already: {waits_for}"),
            ));
        }
        obstacles.extend(match found {
            Err(reason) => Some(obstacle(
                Code::Unreachable,
                format!("{place} cannot be read: {reason}"),
            )),
            Ok(None) => Some(obstacle(
                Code::TargetMissing,
                format!("{place} does not exist"),
            )),
            Ok(Some(found)) if Some(&found.content) != before || found.mark.is_some() => {
                Some(obstacle(
                    Code::NotClean,
                    format!("{place}: {} is there", found.content),
                ))
            }
            Ok(Some(found)) if Some(&found.content) == ours => Some(obstacle(
                Code::NotClean,
                format!("{place} holds {} already", found.content),
            )),
            Ok(Some(_)) => None,
        });
    }
    obstacles
}

/// A policy that is put to use must have been nobody's, and the only one: policies add up, so that
/// another one's pods would reach more than they may.
fn policies(plan: &Plan) -> Vec<Obstacle> {
    let Via::Cluster {
        sets: Sets::Cut { pods, .. },
        ..
    } = &plan.brief.drill.fault.via
    else {
        return Vec::new();
    };
    let mut obstacles = Vec::new();
    for change in &plan.changes {
        if let Content::Is(spec) = &change.before
            && spec["podSelector"]["matchLabels"][NOBODY].is_null()
        {
            let place = &change.place;
            obstacles.push(obstacle(
                Code::NotClean,
                format!(
                    "{place}: it is in use, and would select other pods during the drill; give the drill \
                     a policy that selects nobody, by `podSelector: {{matchLabels: {{{NOBODY}: nobody}}}}`"
                ),
            ));
        }
    }
    let others = plan.facts.surroundings.iter();
    let others = others.flat_map(|around| &around.policies);
    for policy in others.filter(|policy| policy.may_select(pods.labels())) {
        obstacles.push(obstacle(
            Code::NotClean,
            format!(
                "the NetworkPolicy `{}` says what the same pods reach, and policies add up: what it lets \
                 out would stay open, and everything else would be opened to them",
                policy.name
            ),
        ));
    }
    obstacles
}

fn tries(plan: &Plan) -> Vec<Obstacle> {
    let refused = plan.facts.refused.iter();
    let told = refused.map(|(place, why)| {
        let detail = format!("to change {place} would be refused: {why}");
        obstacle(Code::WouldBeRefused, detail)
    });
    told.collect()
}

fn probes(plan: &Plan) -> Vec<Obstacle> {
    plan.facts
        .probes
        .iter()
        .filter_map(|(probe, result)| {
            let reason = result.as_ref().err()?;
            Some(obstacle(
                Code::ProbeFails,
                format!("the probe `{probe}` fails already: {reason}"),
            ))
        })
        .collect()
}

fn telemetry(plan: &Plan) -> Vec<Obstacle> {
    let facts = &plan.facts;
    let mut obstacles = Vec::new();
    let mut missing = |what: &str, reason: &str| {
        obstacles.push(obstacle(
            Code::TelemetryMissing,
            format!("{what}: {reason}"),
        ));
    };
    if let Err(reason) = &facts.rules {
        missing("Prometheus' rules", reason);
    }
    if let Err(reason) = &facts.alerts {
        missing("the alerts", reason);
    }
    if let Err(reason) = &facts.prometheus_clock {
        missing("Prometheus' clock", reason);
    }
    for target in facts.targets.iter().flatten().filter(|target| !target.up) {
        missing(
            &format!("job {}", target.job),
            &format!("{} is not scraped", target.instance),
        );
    }
    for (expression, found) in &facts.expressions {
        match found {
            Err(reason) => missing(expression, reason),
            Ok(0) => missing(expression, "no series"),
            Ok(_) => {}
        }
    }
    obstacles
}

fn alerts(plan: &Plan) -> Vec<Obstacle> {
    let facts = &plan.facts;
    if facts.rules.is_err() {
        return Vec::new(); // said already
    }
    let promises = &plan.brief.drill.expect.alerts;
    promises
        .iter()
        .flat_map(|promise| match rule_of(facts, promise) {
            None => vec![obstacle(
                Code::AlertNotLoaded,
                format!(
                    "no rule named {} with these labels is loaded",
                    promise.alert
                ),
            )],
            Some(rule) => rule_obstacles(plan, rule, promise),
        })
        .collect()
}

fn rule_obstacles(plan: &Plan, rule: &LoadedRule, promise: &AlertPromise) -> Vec<Obstacle> {
    let facts = &plan.facts;
    let mut obstacles = Vec::new();
    if let Some(error) = &rule.error {
        obstacles.push(obstacle(
            Code::AlertBroken,
            format!("{} cannot be evaluated: {error}", rule.alert),
        ));
    }
    obstacles.extend(stalled(facts, rule));
    let repository = plan
        .brief
        .rules
        .iter()
        .find(|repo| repo.alert == rule.alert);
    if let Some(repository) = repository
        && (!same_expression(&repository.expr, &rule.expr) || repository.hold != rule.hold)
    {
        obstacles.push(obstacle(
            Code::AlertDrift,
            format!(
                "{} as loaded is not the rule of the repository: `{}` for {}",
                rule.alert, rule.expr, rule.hold
            ),
        ));
    }
    let firing = facts
        .alerts
        .iter()
        .flat_map(|alerts| &alerts.prometheus)
        .find(|alert| {
            alert.labels.get("alertname") == promise.alert && alert.labels.contains(&promise.labels)
        });
    if let Some(alert) = firing {
        let phase = match alert.phase {
            Phase::Pending => "pending",
            Phase::Firing => "firing",
        };
        obstacles.push(obstacle(
            Code::AlertAlreadyFiring,
            format!(
                "{} is {phase} before anything was broken: {}",
                promise.alert, alert.labels
            ),
        ));
    }
    obstacles
}

fn stalled(facts: &Facts, rule: &LoadedRule) -> Option<Obstacle> {
    let clock = facts.prometheus_clock.as_ref().ok()?;
    let evaluated = clock.at(rule.last_evaluation?);
    let age = crate::base::At::START.since(evaluated);
    (age > rule.interval * 3 + clock.error).then(|| {
        obstacle(
            Code::RulesStalled,
            format!(
                "{} was last evaluated {age} ago, and should be every {}",
                rule.alert, rule.interval
            ),
        )
    })
}

/// Prometheus prints an expression in its own way; what counts is what it means.
fn same_expression(left: &str, right: &str) -> bool {
    match (promql::parse(left), promql::parse(right)) {
        (Ok(left), Ok(right)) => left.to_string() == right.to_string(),
        _ => left.split_whitespace().eq(right.split_whitespace()),
    }
}

fn hold(plan: &Plan) -> Vec<Obstacle> {
    let hold = plan.brief.drill.fault.hold;
    let promises = plan.brief.drill.expect.alerts.iter().zip(&plan.alerts);
    promises
        .filter(|(promise, _)| matches!(promise.role, AlertRole::Fires { .. }))
        .filter_map(|(_, planned)| {
            let forecast = planned.forecast.as_ref()?;
            Some((planned, forecast.apart_from_window().worst))
        })
        .filter(|(_, worst)| hold < *worst)
        .map(|(planned, worst)| {
            obstacle(
                Code::HoldTooShort,
                format!(
                    "{} needs up to {worst} to page, and the fault is held for {hold}",
                    planned.alert
                ),
            )
        })
        .collect()
}
