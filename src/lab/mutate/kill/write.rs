//! A test case as it stands in a file. Writing to a text does not fail.

use std::fmt::Write as _;

use super::apart::{Difference, Outcome};
use super::input::Input;
use crate::alerts::rules::Rule;
use crate::base::Labels;
use crate::promql::print_values;

/// The case: its series, and what the rule comes to.
pub(super) fn case(rule: &Rule, input: &Input, difference: &Difference) -> String {
    let mut text = String::new();
    let name = rule.name();
    let title = quoted(&format!("{name} at {}", difference.at));
    let _ = writeln!(text, "  - name: {title}");
    let _ = writeln!(text, "    interval: {}", input.interval);
    let _ = writeln!(text, "    input_series:");
    for (labels, given) in &input.series {
        let _ = writeln!(text, "      - series: {}", single(&labels.to_string()));
        let _ = writeln!(text, "        values: {}", single(&print_values(given)));
    }
    match &difference.outcome {
        Outcome::Alerts(alerts) => {
            let _ = writeln!(text, "    alert_rule_test:");
            let _ = writeln!(text, "      - eval_time: {}", difference.at);
            let _ = writeln!(text, "        alertname: {name}");
            if !alerts.is_empty() {
                let _ = writeln!(text, "        exp_alerts:");
            }
            for (alert, _) in alerts {
                let labels = alert.labels.without("alertname");
                let _ = writeln!(text, "          - exp_labels: {}", mapping(&labels));
                if !alert.annotations.is_empty() {
                    let _ = writeln!(text, "            exp_annotations:");
                }
                for (name, value) in alert.annotations.iter() {
                    let _ = writeln!(text, "              {name}: {}", quoted(value));
                }
            }
        }
        Outcome::Samples(samples) => {
            let _ = writeln!(text, "    promql_expr_test:");
            let _ = writeln!(text, "      - expr: {name}");
            let _ = writeln!(text, "        eval_time: {}", difference.at);
            if !samples.is_empty() {
                let _ = writeln!(text, "        exp_samples:");
            }
            for sample in samples {
                let labels = single(&sample.labels.to_string());
                let _ = writeln!(text, "          - labels: {labels}");
                let _ = writeln!(text, "            value: {}", sample.value);
            }
        }
    }
    text
}

/// The labels as a mapping on one line.
fn mapping(labels: &Labels) -> String {
    let pairs = labels
        .iter()
        .map(|(name, value)| format!("{name}: {}", quoted(value)));
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
}

/// A text that YAML reads back, in double quotes; JSON's are YAML's.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text on one line that YAML reads back, in single quotes.
fn single(text: &str) -> String {
    if text.contains(char::is_control) {
        quoted(text)
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}
