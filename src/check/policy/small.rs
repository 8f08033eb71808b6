//! A small workspace that agrees with its policy, to be broken in one place at a time.

use super::{Subject, check};
use crate::alerts::routing::Routing;
use crate::alerts::rules::RuleFile;
use crate::base::Source;
use crate::spec::{Drill, Policy, Profile, Runbook};

const POLICY: &str = r#"
severities:
  sev1: {criteria: outage, respond: 5m, tells: [on-call, commander]}
  sev2: {criteria: degraded, respond: 15m, tells: [on-call]}
  sev3: {criteria: limited, respond: 1h, tells: [chat]}
  sev4: {criteria: cosmetic, respond: next business day, tells: [ticket]}
receivers: {on-call: pager, commander: boss, chat: talk, ticket: queue}
escalation:
  repeats: pager
  levels: [{from: 0m, who: [on-call]}, {from: 15m, who: [lead]}, {from: 30m, who: [director]}]
classes:
  availability: {means: down, alerts: [Down, Slow]}
  quality: {means: wrong}
  safety: {means: harm, alerts: [Harm]}
  cost: {means: dear, alerts: [Dear]}
golden_signals:
  success: {signal: success, objective: ">= 99%"}
"#;

const ROUTING: &str = r#"
route:
  receiver: talk
  group_by: [alertname]
  group_wait: 30s
  group_interval: 5m
  repeat_interval: 4h
  routes:
    - {matchers: [severity="sev1"], receiver: boss, continue: true}
    - {matchers: [severity=~"sev1|sev2"], receiver: pager}
    - {matchers: [severity="sev4"], receiver: queue}
inhibit_rules:
  - {source_matchers: [alertname="Down"], target_matchers: [alertname="Slow"]}
receivers:
  - {name: pager, webhook_configs: [{url: "http://pager"}]}
  - {name: boss, webhook_configs: [{url: "http://boss"}]}
  - {name: talk, webhook_configs: [{url: "http://talk"}]}
  - {name: queue, webhook_configs: [{url: "http://queue"}]}
"#;

const RULES: &str = r"
groups:
  - name: small
    interval: 15s
    rules:
      - {alert: Down, expr: up == 0, for: 2m, labels: {severity: sev1}}
      - {alert: Harm, expr: harm > 1, for: 2m, labels: {severity: sev1}}
      - {alert: Slow, expr: slow > 1, for: 5m, labels: {severity: sev2}}
      - {alert: Dear, expr: dear > 1, labels: {severity: sev3}}
";

const PROFILE: &str = "signals: {success: {promql: up}}\n";

const RUNBOOK: &str = "---
alerts: [Harm]
responder: On-call
class: safety
severity: sev1
escalation: 2
---
# Harm
";

/// The files, one of them with something else in it.
pub(super) struct Small {
    policy: Source,
    routing: Source,
    rules: Source,
    drill: Source,
    runbook: Source,
}

impl Small {
    pub(super) fn new() -> Self {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/drills/provider-blackhole.yaml"
        );
        let drill = crate::spec::load::read_file(path.as_ref()).unwrap();
        let drill = drill
            .text
            .replace("FallbackServing", "Slow")
            .replace("ProviderErrorRateHigh", "Down")
            .replace("ai-oncall", "pager");
        Self {
            policy: Source::new("policy.yaml", POLICY),
            routing: Source::new("alertmanager.yaml", ROUTING),
            rules: Source::new("alerts.yaml", RULES),
            drill: Source::new("drill.yaml", drill),
            runbook: Source::new("harm.md", RUNBOOK),
        }
    }

    /// With another text in the file of this name; it must be there.
    pub(super) fn with(mut self, file: &str, old: &str, new: &str) -> Self {
        let sources = [
            &mut self.policy,
            &mut self.routing,
            &mut self.rules,
            &mut self.drill,
            &mut self.runbook,
        ];
        for source in sources {
            if &*source.name == file {
                assert!(source.text.contains(old), "no `{old}` in {file}");
                *source = Source::new(file, source.text.replacen(old, new, 1));
            }
        }
        self
    }

    /// What people are told, one text for each finding.
    pub(super) fn told(&self) -> Vec<String> {
        let policy = Policy::read(&self.policy).unwrap();
        let routing = Routing::parse(&self.routing).unwrap();
        let rules = RuleFile::parse(&self.rules).unwrap();
        let drill = Drill::read(&self.drill).unwrap();
        let profile = Profile::read(&Source::new("small.yaml", PROFILE)).unwrap();
        let runbook = Runbook::read(&self.runbook).unwrap();
        let subject = Subject {
            policy: (&self.policy, &policy),
            routing: (&self.routing, &routing),
            rules: vec![(&self.rules, &rules)],
            drills: vec![(&self.drill, &drill)],
            runbooks: &[runbook],
            profiles: &[profile],
        };
        let problems = check(&subject);
        problems.iter().map(ToString::to_string).collect()
    }

    /// The only thing that people are told.
    pub(super) fn only(&self) -> String {
        let mut told = self.told();
        assert_eq!(told.len(), 1, "{}", told.join("\n\n"));
        told.remove(0)
    }
}

#[test]
fn what_agrees_with_its_policy_is_told_nothing() {
    assert_eq!(Small::new().told(), Vec::<String>::new());
}
