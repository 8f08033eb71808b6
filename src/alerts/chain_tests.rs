//! From a series to a page: rules, sending and routing together.

use std::sync::Arc;

use super::group::{GroupOptions, GroupState};
use super::routing::{Dispatcher, Routing, Status};
use super::rules::RuleFile;
use crate::base::{At, ClockOffset, Duration, Labels, Source};
use crate::promql::Store;

const RULES: &str = "
groups:
- name: gateway
  interval: 15s
  rules:
  - alert: FallbackServing
    expr: fallback_share > 0.95
    for: 1m
    labels: {severity: sev2}
";

const ROUTES: &str = "
route: {receiver: pager, group_by: [alertname], group_wait: 10s, group_interval: 1m}
receivers: [{name: pager, webhook_configs: [{url: 'http://sink/'}]}]
";

#[test]
fn a_series_that_crosses_its_limit_pages_after_for_and_group_wait_and_resolves() {
    let clock = ClockOffset {
        unix_ms_at_start: 1_767_225_600_000,
        error: Duration::ZERO,
    };
    let rules = RuleFile::parse(&Source::new("rules", RULES)).unwrap();
    let routing = Routing::parse(&Source::new("routes", ROUTES)).unwrap();
    let mut group = GroupState::new(rules.groups[0].clone(), Arc::new(GroupOptions::default()));
    let mut dispatcher = Dispatcher::new(Arc::new(routing));
    let mut store = Store::default();
    let share = Labels::new([(Labels::NAME, "fallback_share"), ("provider", "primary")]);
    let mut pages = Vec::new();
    for second in 0..600_i64 {
        let at = At::from_ms(second * 1_000);
        if second % 15 == 0 {
            let unix_ms = clock.server_time(at).unix_ms();
            let value = if (100..300).contains(&second) {
                1.0
            } else {
                0.0
            };
            store.append(&share, unix_ms, value);
            assert_eq!(group.evaluate(unix_ms, &mut store).errors, []);
            let sent = group.to_send(unix_ms);
            let updates: Vec<_> = sent.iter().map(|alert| alert.as_update(&clock)).collect();
            dispatcher.receive(at, &updates);
        }
        for page in dispatcher.advance(at) {
            let alert = &page.alerts[0];
            pages.push((second, page.status, alert.starts_at.ms() / 1_000));
        }
    }
    assert_eq!(
        pages,
        [(175, Status::Firing, 165), (355, Status::Resolved, 165)],
        "true at 105, firing a minute later, paged after 10 s; over at 300, told at the interval"
    );
}
