//! A test case as it stands in a file. Writing to a text does not fail.

use std::fmt::Write as _;

use super::apart::{Difference, Outcome};
use super::input::Input;
use crate::alerts::rules::Rule;
use crate::base::Labels;
use crate::promql::{Given, is_stale};

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
        let _ = writeln!(text, "        values: {}", single(&values(given)));
    }
    match &difference.outcome {
        Outcome::Alerts(alerts) => {
            let _ = writeln!(text, "    alert_rule_test:");
            let _ = writeln!(text, "      - eval_time: {}", difference.at);
            let _ = writeln!(text, "        alertname: {name}");
            if !alerts.is_empty() {
                let _ = writeln!(text, "        exp_alerts:");
            }
            for alert in alerts {
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

/// Values as tests write them: `0+10x5 _x3 stale`.
pub(super) fn values(given: &Given) -> String {
    let mut words = Vec::new();
    let mut rest = &given[..];
    while let Some(first) = rest.first() {
        let length = match first {
            None => rest.iter().take_while(|value| value.is_none()).count(),
            Some(first) if is_stale(*first) => 1,
            Some(first) => run_of(*first, rest),
        };
        words.push(word(&rest[..length]));
        rest = &rest[length..];
    }
    words.join(" ")
}

/// How many values follow one another in equal steps, to the last bit.
fn run_of(first: f64, values: &[Option<f64>]) -> usize {
    let step = step(values);
    let mut next = first;
    let same = values.iter().take_while(|value| {
        let is_next = value.is_some_and(|value| value.to_bits() == next.to_bits());
        next += step;
        is_next
    });
    same.count().max(1)
}

/// From the first to the second value.
fn step(values: &[Option<f64>]) -> f64 {
    match values {
        [Some(first), Some(second), ..] if !is_stale(*second) => second - first,
        _ => 0.0,
    }
}

fn word(values: &[Option<f64>]) -> String {
    let times = values.len() - 1;
    let step = step(values);
    match values.first() {
        None => String::new(),
        Some(None) if times == 0 => "_".to_owned(),
        // Gaps are counted, and not those after the first.
        Some(None) => format!("_x{}", values.len()),
        Some(Some(first)) if is_stale(*first) => "stale".to_owned(),
        Some(Some(first)) if times == 0 => first.to_string(),
        Some(Some(first)) if step.abs() < f64::MIN_POSITIVE => format!("{first}x{times}"),
        Some(Some(first)) if step < 0.0 => format!("{first}-{}x{times}", -step),
        Some(Some(first)) => format!("{first}+{step}x{times}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::parse_series;

    #[test]
    fn values_are_written_short_and_read_back() {
        for text in ["0+10x5 50x3", "1 _x2 3-1x2 stale 7", "0+0.1x9 _ 5", "-2x4"] {
            let (_, given) = parse_series(&format!("x {text}")).unwrap();
            assert_eq!(values(&given), text);
        }
    }
}
