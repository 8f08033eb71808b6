use super::super::GroupBy;
use super::*;

const SMALL: &str = r##"
global: {resolve_timeout: 2m, smtp_smarthost: "mail:25"}
route:
  receiver: chat
  group_by: [alertname, provider]
  routes:
    - matchers: [severity=~"sev1|sev2"]
      receiver: pager
      group_wait: 10s
      continue: true
      routes:
        - match: {team: ai}
          group_by: ['...']
          repeat_interval: 1h
    - match_re: {severity: sev.}
      receiver: "null"
receivers:
  - name: chat
    slack_configs: [{channel: "#ops"}]
  - name: pager
    pagerduty_configs: [{routing_key: <secret>}]
    webhook_configs: [{url: "http://sink:9099/", send_resolved: false, max_alerts: 0}]
  - name: "null"
inhibit_rules:
  - {source_matchers: [severity="sev1"], target_match: {severity: sev2}, equal: [provider]}
"##;

fn parse(text: &str) -> Result<Routing, Vec<Problem>> {
    Routing::parse(&Source::new("alertmanager.yaml", text))
}

fn codes(text: &str) -> Vec<&'static str> {
    let problems = parse(text).unwrap_err();
    problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn an_alert_takes_the_deepest_route_and_goes_on_where_told() {
    let routing = parse(SMALL).unwrap();
    let taken = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let labels = Labels::new(pairs.iter().copied());
        let routes = routing.routes(&labels);
        let name = |route: RouteMatch| (route.receiver.to_string(), route.path);
        routes.into_iter().map(name).collect()
    };
    let pair = |receiver: &str, path: &str| (receiver.to_owned(), path.to_owned());
    assert_eq!(taken(&[("severity", "none")]), [pair("chat", "{}")]);
    assert_eq!(
        taken(&[("severity", "sev3")]),
        [pair("null", "{}/{severity=~\"sev.\"}")]
    );
    assert_eq!(
        taken(&[("severity", "sev1"), ("team", "ai")]),
        [
            pair("pager", "{}/{severity=~\"sev1|sev2\"}/{team=\"ai\"}"),
            pair("null", "{}/{severity=~\"sev.\"}")
        ]
    );
}

#[test]
fn a_route_inherits_what_it_does_not_say() {
    let routing = parse(SMALL).unwrap();
    let labels = Labels::new([("severity", "sev1"), ("team", "ai"), ("alertname", "Down")]);
    let route = &routing.routes(&labels)[0];
    assert_eq!(route.timers.group_wait, Duration::from_secs(10));
    assert_eq!(route.timers.group_interval, Duration::from_mins(5));
    assert_eq!(route.timers.repeat_interval, Duration::from_mins(60));
    assert_eq!(route.group_by, GroupBy::All);
    let other = &routing.routes(&labels)[1];
    assert_eq!(
        other.group_key(&labels),
        "{}/{severity=~\"sev.\"}:{alertname=\"Down\"}"
    );
    assert_eq!(routing.resolve_timeout, Duration::from_mins(2));
}

#[test]
fn integrations_keep_their_kind_and_what_decides_over_messages() {
    let routing = parse(SMALL).unwrap();
    let pager = routing.receiver("pager").unwrap();
    let kinds: Vec<&str> = pager.integrations.iter().map(|one| &*one.kind).collect();
    assert_eq!(kinds, ["pagerduty", "webhook"]);
    assert_eq!(
        pager.integrations[1].url.as_deref(),
        Some("http://sink:9099/")
    );
    assert!(!pager.integrations[1].send_resolved);
    assert!(pager.sends_resolved(), "pagerduty is told");
    assert!(!routing.receiver("chat").unwrap().sends_resolved());
    assert!(routing.receiver("null").unwrap().integrations.is_empty());
}

#[test]
fn all_problems_of_meaning_are_told_at_once() {
    let text = r#"
route:
  receiver: pagr
  group_by: [a, a]
  group_interval: 0s
  routes:
    - {receiver: pager, matchers: ["severity"], group_wait: soon}
    - {match_re: {a: "("}, mute_time_intervals: [nights]}
receivers:
  - {name: pager}
  - {name: pager}
  - {webhook_configs: []}
"#;
    assert_eq!(
        codes(text),
        [
            "routing/duplicate-receiver",
            "routing/receiver-name",
            "routing/unknown-receiver",
            "routing/group-by",
            "routing/duration",
            "routing/matcher",
            "routing/duration",
            "routing/unsupported",
            "routing/pattern",
        ]
    );
}

#[test]
fn an_unknown_receiver_is_shown_with_the_nearest_name() {
    let problems = parse("route: {receiver: pagr}\nreceivers: [{name: pager}]\n").unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        "error[routing/unknown-receiver]: there is no receiver `pagr`
 --> alertmanager.yaml:1:19
  |
1 | route: {receiver: pagr}
  |                   ^^^^ unknown receiver
  |
  = hint: did you mean `pager`?"
    );
}

#[test]
fn a_tree_needs_a_root_that_takes_everything() {
    assert_eq!(codes("receivers: []\n"), ["routing/no-route"]);
    assert_eq!(
        codes("route: {group_by: [a]}\nreceivers: []\n"),
        ["routing/no-root-receiver"]
    );
    assert_eq!(
        codes("route: {receiver: a, match: {x: y}}\nreceivers: [{name: a}]\n"),
        ["routing/root-matchers"]
    );
    assert_eq!(codes("rout: {}\n"), ["yaml/unknown-key"]);
    assert_eq!(
        codes("global: {resolve_timout: 5m}\nroute: {receiver: a}\nreceivers: [{name: a}]\n"),
        ["yaml/unknown-key"]
    );
}

#[test]
fn what_alertmanager_returns_reads_as_what_was_written() {
    let written = parse(include_str!("fixtures/written.yaml")).unwrap();
    let returned = parse(include_str!("fixtures/returned.yaml")).unwrap();
    assert_eq!(returned.route, written.route);
    assert_eq!(returned.inhibit_rules, written.inhibit_rules);
    assert_eq!(returned.resolve_timeout, written.resolve_timeout);
    let told = |routing: &Routing| -> Vec<(String, bool)> {
        let all = routing.receivers.iter();
        let told = |receiver: &Receiver| (receiver.name.to_string(), receiver.sends_resolved());
        all.map(told).collect()
    };
    assert_eq!(told(&returned), told(&written));
    assert_eq!(
        returned.receivers[1].integrations[1].url.as_deref(),
        Some("http://127.0.0.1:9099/")
    );
}
