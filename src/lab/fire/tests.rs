use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;
use crate::alerts::routing::{AlertUpdate, Dispatcher, Routing};
use crate::alerts::rules::RuleDocument;
use crate::alerts::unit_test::{Settings, TestFile, TestResult, run_as};
use crate::base::{At, Duration, Labels, Source};
use crate::promql::Major;

const SHIPPED: [&str; 6] = [
    include_str!("../../../drills/alerts/cache.yaml"),
    include_str!("../../../drills/alerts/cost.yaml"),
    include_str!("../../../drills/alerts/detection.yaml"),
    include_str!("../../../drills/alerts/provider.yaml"),
    include_str!("../../../drills/alerts/quality.yaml"),
    include_str!("../../../drills/alerts/service.yaml"),
];

fn documents(texts: &[&str]) -> Vec<RuleDocument> {
    let numbered = texts.iter().enumerate();
    let documents = numbered.flat_map(|(number, text)| {
        let source = Source::new(format!("{number}.yaml"), *text);
        RuleDocument::all(&source).unwrap()
    });
    documents.collect()
}

/// One rule of the name `A` for this expression, held for two minutes.
fn rule(expr: &str) -> String {
    let expr = serde_json::Value::from(expr).to_string();
    format!("groups:\n- name: g\n  rules:\n  - {{alert: A, expr: {expr}, for: 2m}}\n")
}

/// The series of the story that is found for an expression.
fn story(expr: &str) -> Option<Vec<(String, String)>> {
    let documents = documents(&[&rule(expr)]);
    let set = RuleSet::new(&documents);
    let tried = stories(&set, &|_| true);
    proven(&documents, &tried);
    Some(tried[0].searched.found.as_ref()?.series())
}

/// Feeds each story to the unit tests of both versions of Prometheus, which it must pass.
fn proven(documents: &[RuleDocument], tried: &[Tried<'_>]) {
    for tried in tried {
        let Some(found) = &tried.searched.found else {
            continue;
        };
        let name = &*tried.rule.name;
        let text = found.test_file(name);
        let file = TestFile::parse(&Source::new("test.yaml", &*text))
            .unwrap_or_else(|problems| panic!("{}\n{text}", problems[0]));
        let rules: Vec<_> = (documents.iter())
            .filter(|document| found.files.contains(&document.source.name))
            .map(|document| Arc::clone(&document.rules))
            .collect();
        for major in [Major::Three, Major::Two] {
            let results = run_as(&file, &rules, &Settings::new(major, &[]).unwrap());
            assert!(
                results.iter().all(TestResult::passed) && !found.firing.is_empty(),
                "{name} as {major:?}: {results:#?}\n{text}"
            );
        }
    }
}

#[test]
fn every_shipped_alert_has_a_story_and_each_story_passes_as_a_unit_test() {
    let documents = documents(&SHIPPED);
    let set = RuleSet::new(&documents);
    let tried = stories(&set, &|_| true);
    assert!(tried.len() >= 11);
    for tried in &tried {
        let name = &tried.rule.name;
        assert!(
            tried.searched.found.is_some(),
            "{name}: {:?}",
            tried.searched
        );
    }
    proven(&documents, &tried);
}

#[test]
fn the_shortest_story_is_found() {
    let told = |expr: &str| {
        let series = story(expr).unwrap_or_default();
        let lines: Vec<String> = (series.into_iter())
            .map(|(labels, values)| format!("{labels} {values}"))
            .collect();
        lines.join("; ")
    };
    assert_eq!(told("up{job=\"x\"} == 0"), "up{job=\"x\"} 0x2");
    assert_eq!(told("absent(up{job=\"x\"})"), "");
    assert_eq!(
        told("sum by (job) (rate(errors[5m])) / sum by (job) (rate(all[5m])) > 0.5"),
        "all{job=\"a\"} 0+60x3; errors{job=\"a\"} 0+60x3"
    );
    assert_eq!(told("time() - done > 600"), "done 1x13");
}

#[test]
fn what_a_rule_may_ask_of_series_is_found() {
    for expr in [
        "count(up == 0) > 3",
        "max(a) - min(a) > 5",
        "predict_linear(free[1h], 4 * 3600) < 0 and free > 10",
        "a - a offset 1h > 5",
        "a offset 30m unless a",
        "changes(a[10m]) > 3",
        "resets(a[10m]) > 1",
        "histogram_quantile(0.99, sum by (le) (rate(h_bucket[5m]))) > 2",
        "histogram_quantile(0.5, sum by (le) (rate(h_bucket[5m]))) < 0.1",
        "sum(rate(a{code!~\"5..\"}[5m])) / sum(rate(a[5m])) < 0.9",
        "(a{x=\"1\"} > bool 3) * 100 >= 100",
        "avg_over_time((a > bool 5)[10m:1m]) > 0.5",
        "a{x=~\"b.*|c\"} == 1 and on (y) label_replace(b, \"y\", \"$1\", \"z\", \"(.+)-n\") > 0",
        "a > on (x) group_left (y) b * 2",
        "stddev(a) > 3",
        "expiry - time() < 86400 * 7",
        "hour() > 3 and a > 1",
        "count by (v) (count by (v, w) (a)) > 2",
        "rate(a[1m]) > 0",
        "a == 5 or b != 5",
    ] {
        assert!(story(expr).is_some(), "{expr}");
    }
}

#[test]
fn what_cannot_fire_is_told_with_what_stands_in_the_way() {
    for (expr, expected) in [
        ("vector(1) > 2", "`vector(1) > 2` never held"),
        (
            "a > 5 and a < 3",
            "`a > 5 and a < 3` never gave anything, though its sides did",
        ),
        (
            "sum by (x) (a{x=\"1\"}) / sum by (y) (b{y=\"1\"})",
            "`sum by (x) (a{x=\"1\"}) / sum by (y) (b{y=\"1\"})` never gave anything, though its \
             sides did",
        ),
        (
            "histogram_quantile(0.9, sum by (job) (rate(h_bucket[5m]))) > 1",
            "`histogram_quantile(0.9, sum by (job) (rate(h_bucket[5m])))` never gave anything",
        ),
        ("count(a) == 0", "`count(a) == 0` never held"),
    ] {
        let documents = documents(&[&rule(expr)]);
        let set = RuleSet::new(&documents);
        let tried = stories(&set, &|_| true);
        let searched = &tried[0].searched;
        assert!(searched.found.is_none(), "{expr}: {searched:?}");
        assert_eq!(searched.miss.as_deref(), Some(expected), "{expr}");
    }
}

#[test]
fn recorded_series_are_told_by_what_they_are_recorded_from() {
    let text = "
groups:
- name: g
  rules:
  - {record: 'job:errors:rate5m', expr: 'sum by (job) (rate(errors[5m]))', labels: {team: x}}
  - {alert: A, expr: 'job:errors:rate5m{job=\"api\", team=\"x\"} > 2'}
";
    let documents = documents(&[text]);
    let set = RuleSet::new(&documents);
    let tried = stories(&set, &|_| true);
    proven(&documents, &tried);
    let found = tried[0].searched.found.as_ref().unwrap();
    assert!(found.given.is_empty());
    assert_eq!(found.series()[0].0, "errors{job=\"api\"}");
}

const ROUTES: &str = "
route:
  receiver: chat
  group_by: [alertname]
  group_wait: 30s
  group_interval: 5m
  routes:
  - {matchers: [severity=\"page\"], receiver: oncall}
receivers:
- {name: chat, webhook_configs: [{url: 'http://x'}]}
- {name: oncall, webhook_configs: [{url: 'http://x'}]}
";

#[test]
fn a_page_comes_within_the_bounds_whether_its_group_exists_or_not() {
    let routing = Routing::parse(&Source::new("alertmanager.yaml", ROUTES)).unwrap();
    let around = Around {
        scrape: Duration::from_secs(15),
        evaluation: Duration::from_mins(1),
        routing: Some(routing.clone()),
    };
    let documents = documents(&[&rule("up == 0")]);
    let all = RuleSet::new(&documents);
    let tried = &stories(&all, &|_| true)[0];
    let labels = Labels::new([("alertname", "A"), ("severity", "page")]);
    let time = around.time_to_page(tried.group, tried.rule, &labels);
    let pages = time.pages.unwrap();
    assert_eq!(time.receivers, [Arc::from("oncall")]);
    assert!(time.notes.is_empty());
    assert!(time.sure);
    // From the outage: a scrape, an evaluation, `for`, and the routes, at every phase of each.
    for outage in (0..60).step_by(7) {
        for joins in [None, Some(1), Some(40), Some(200)] {
            let scraped = (outage / 15 + 1) * 15;
            let evaluated = scraped + (60 - scraped % 60) % 60;
            let fires = At::from_ms((evaluated + 120) * 1_000);
            let mut dispatcher = Dispatcher::new(Arc::new(routing.clone()));
            if let Some(earlier) = joins {
                let at = At::from_ms((evaluated + 120 - earlier) * 1_000);
                dispatcher.receive(at, &[update(&labels.with("instance", "other"), at)]);
            }
            dispatcher.advance(fires - Duration::from_ms(1));
            dispatcher.receive(fires, &[update(&labels, fires)]);
            let sent = dispatcher.advance(fires + Duration::from_mins(20));
            let told = sent.iter().find(|sent| {
                let mut alerts = sent.alerts.iter();
                alerts.any(|alert| alert.labels == labels)
            });
            let after = told.unwrap().at.since(At::from_ms(outage * 1_000));
            assert!(
                pages.best <= after && after <= pages.worst,
                "{outage} {joins:?}: {after} is not within {pages:?}"
            );
        }
    }
}

fn update(labels: &Labels, at: At) -> AlertUpdate {
    AlertUpdate {
        labels: labels.clone(),
        annotations: Labels::empty(),
        starts_at: at,
        ends_at: Some(at + Duration::from_mins(60)),
    }
}

#[test]
fn who_is_told_by_nothing_but_the_root_is_told() {
    let routing = Routing::parse(&Source::new("alertmanager.yaml", ROUTES)).unwrap();
    let around = Around {
        scrape: Duration::from_secs(15),
        evaluation: Duration::from_mins(1),
        routing: Some(routing),
    };
    let documents = documents(&[&rule("up == 0")]);
    let all = RuleSet::new(&documents);
    let tried = &stories(&all, &|_| true)[0];
    let labels = Labels::new([("alertname", "A")]);
    let time = around.time_to_page(tried.group, tried.rule, &labels);
    assert_eq!(
        time.notes,
        ["no route but the root's matches it: whoever is at the end of the tree, `chat`, is told"]
    );
}

#[test]
fn the_same_rules_have_the_same_stories() {
    let documents = documents(&SHIPPED);
    let set = RuleSet::new(&documents);
    let told = || -> BTreeMap<String, Vec<(String, String)>> {
        let wanted = |name: &str| name.starts_with('H') || name.starts_with('Q');
        let tried = stories(&set, &wanted);
        let found = tried.iter().filter_map(|tried| {
            let found = tried.searched.found.as_ref()?;
            Some((tried.rule.name.to_string(), found.series()))
        });
        found.collect()
    };
    assert_eq!(told(), told());
}

#[test]
fn a_story_is_told_off_the_beat_where_the_versions_of_prometheus_would_differ() {
    // A window whose first moment counts is a step longer until the series is gone.
    let gone = "count_over_time(up[1h]) unless count_over_time(up[10m])";
    let stories = [(gone, "59s"), ("increase(restarts_total[5m]) > 0", "1m")];
    for (expr, step) in stories {
        let documents = documents(&[&rule(expr)]);
        let set = RuleSet::new(&documents);
        let tried = super::stories(&set, &|_| true);
        let found = tried[0].searched.found.as_ref().expect("a story");
        assert_eq!(found.story.step.to_string(), step, "{expr}");
        proven(&documents, &tried);
    }
}
