//! Targets read and filled in.

use super::{Auth, HeaderValue, Secret, Target};
use crate::base::{Duration, Problem, Source};

const SMALLEST: &str = "\
environment: staging
prometheus: {url: \"http://prometheus:9090/\"}
alertmanager: {url: \"http://alertmanager:9093\"}
toxiproxy: {url: \"http://toxiproxy:8474\"}
gateway: {url: \"http://gateway:8080/api/\"}
profile: reference
";

fn read(text: &str) -> Result<Target, Vec<Problem>> {
    Target::read(&Source::new("targets/staging-eu.yaml", text))
}

fn sound(text: &str) -> Target {
    read(text).unwrap_or_else(|problems| panic!("{}", problems[0]))
}

#[test]
fn what_is_left_out_of_a_target_is_harmless() {
    let target = sound(SMALLEST);
    assert_eq!(target.name, "staging-eu");
    assert!(!target.production);
    assert_eq!(target.prometheus.url, "http://prometheus:9090");
    assert_eq!(target.gateway.url, "http://gateway:8080/api");
    assert_eq!(target.sink.listen.to_string(), "127.0.0.1:9097");
    assert_eq!(target.sink.path, "");
    assert_eq!(target.timing.call, Duration::from_secs(5));
    assert_eq!(target.timing.poll, Duration::from_secs(5));
    assert_eq!(target.timing.lease, Duration::from_secs(15));
    assert!(target.probes.is_empty() && target.gateway.key.is_none());
}

#[test]
fn credentials_are_places_and_headers_may_be_either() {
    let text = SMALLEST
        .replace(
            "prometheus: {url: \"http://prometheus:9090/\"}",
            "prometheus:
  url: https://prometheus
  auth: {basic: {user: firedrill, password: {file: /run/secrets/prometheus}}}
  headers: {X-Scope-OrgID: tenant-1, X-Api-Key: {env: API_KEY}}
  tls: {ca: /etc/ca.pem}",
        )
        .replace(
            "/api/\"}",
            "/api/\", key: {env: GATEWAY_KEY}, models: {chat: gpt-4o-mini}}",
        )
        + "probes: {provider-primary: {url: \"http://toxiproxy:21001\", key: {env: PROVIDER_KEY}, model: gpt-4o-mini}}\n";
    let target = sound(&text);
    let password = Secret::File("/run/secrets/prometheus".into());
    let auth = Auth::Basic {
        user: "firedrill".into(),
        password,
    };
    assert_eq!(target.prometheus.auth, Some(auth));
    let headers = &target.prometheus.headers;
    assert_eq!(
        headers["x-scope-orgid"],
        HeaderValue::Text("tenant-1".into())
    );
    assert_eq!(
        headers["x-api-key"],
        HeaderValue::Secret(Secret::Env("API_KEY".into()))
    );
    assert_eq!(target.gateway.models["chat"], "gpt-4o-mini");
    assert_eq!(target.gateway.key, Some(Secret::Env("GATEWAY_KEY".into())));
    assert_eq!(
        target.probes["provider-primary"].url,
        "http://toxiproxy:21001"
    );
    assert_eq!(
        target.prometheus.tls.ca.as_deref(),
        Some("/etc/ca.pem".as_ref())
    );
}

#[test]
fn the_caller_who_uses_too_much_has_a_key_of_its_own() {
    let text = SMALLEST.replace(
        "/api/\"}",
        "/api/\", key: {env: KEY}, runaway_key: {env: OTHER}}",
    );
    let gateway = sound(&text).gateway;
    assert_eq!(gateway.runaway_key, Some(Secret::Env("OTHER".into())));
    let problems = read(&text.replace("OTHER", "KEY")).unwrap_err();
    assert_eq!(problems[0].code, "target/same-key");
}

#[test]
fn no_message_shows_a_secret_not_even_for_another_mistake_in_its_line() {
    let secrets = [
        SMALLEST.replace("\"http://gateway:8080/api/\"", "gateway, key: hunter2"),
        SMALLEST.replace("http://gateway", "http://me:hunter2@gateway"),
        SMALLEST.replace(
            "9090/\"}",
            "9090\", headers: {authorization: hunter2}, auth: {}}",
        ),
        SMALLEST.replace("9090/\"}", "9090\", auth: {bearer: hunter2}}"),
    ];
    for text in secrets {
        let problems = read(&text).unwrap_err();
        assert!(
            problems
                .iter()
                .any(|problem| problem.code == "target/inline-secret")
        );
        for problem in problems {
            let told = problem.to_string();
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}

#[test]
fn a_target_survives_the_journal() {
    let target = sound(SMALLEST);
    let json = serde_json::to_string(&target).unwrap();
    assert_eq!(serde_json::from_str::<Target>(&json).unwrap(), target);
}

#[test]
fn a_calendar_is_read_with_what_it_leaves_out_filled_in() {
    let text = SMALLEST.to_owned()
        + "calendar:
  time_zone: America/New_York
  blackouts:
    - {days: [mon-thu, sun], from: 18:00, to: \"08:00\", reason: nobody is there}
    - {days: [sat], reason: the weekend}
    - {from: 12:00, to: 13:00, reason: lunch}
  freezes: [{from: 2026-12-18, to: 2027-01-03, reason: the year ends}]
  holidays: [{date: 2026-11-26, reason: Thanksgiving}]
";
    let calendar = sound(&text).calendar.expect("a calendar");
    assert_eq!(calendar.time_zone.to_string(), "America/New_York");
    let windows = &calendar.blackouts;
    assert_eq!(windows[0].to.to_string(), "08:00");
    assert_eq!(windows[1].from.to_string(), "00:00");
    assert_eq!(windows[1].to.to_string(), "24:00");
    assert_eq!(windows[2].days, "mon-sun".parse().unwrap());
    assert_eq!(calendar.freezes[0].to.to_string(), "2027-01-03");
    assert_eq!(calendar.holidays[0].reason, "Thanksgiving");
    let target = sound(&text);
    let json = serde_json::to_string(&target).unwrap();
    assert_eq!(serde_json::from_str::<Target>(&json).unwrap(), target);
}
