//! A story as a unit test of rules, ready to be pasted.

use std::fmt::Write;

use super::search::FoundStory;
use crate::base::Duration;
use crate::promql::print_values;

impl FoundStory {
    /// When the alert fires, from the beginning.
    pub fn fires_after(&self) -> Duration {
        self.story.step * u64::try_from(self.fires_at).unwrap_or(u64::MAX)
    }

    /// The series as unit tests write them.
    pub fn series(&self) -> Vec<(String, String)> {
        let series = self.story.series.iter();
        series
            .map(|(labels, given)| (labels.to_string(), print_values(given)))
            .collect()
    }

    /// A whole file of unit tests in which the alert of this name fires.
    ///
    /// Texts are in double quotes, since those of JSON are YAML too.
    pub fn test_file(&self, alert: &str) -> String {
        let step = self.story.step;
        let mut text = String::from("rule_files:\n");
        for file in &self.files {
            // Writing to a text does not fail.
            let _ = writeln!(text, "  - {}", quoted(file));
        }
        let _ = writeln!(text, "evaluation_interval: {step}");
        if !self.order.is_empty() {
            let _ = writeln!(text, "group_eval_order:");
        }
        for group in &self.order {
            let _ = writeln!(text, "  - {}", quoted(group));
        }
        let _ = writeln!(text, "tests:");
        let _ = writeln!(text, "  - name: {}", quoted(&format!("{alert} fires")));
        let _ = writeln!(text, "    interval: {step}");
        let series = self.series();
        if series.is_empty() {
            let _ = writeln!(text, "    input_series: []");
        } else {
            let _ = writeln!(text, "    input_series:");
        }
        for (labels, values) in series {
            let _ = writeln!(text, "      - series: {}", single(&labels));
            let _ = writeln!(text, "        values: {values:?}");
        }
        let _ = writeln!(text, "    alert_rule_test:");
        let _ = writeln!(text, "      - eval_time: {}", self.fires_after());
        let _ = writeln!(text, "        alertname: {}", quoted(alert));
        let _ = writeln!(text, "        exp_alerts:");
        for (labels, annotations) in &self.firing {
            let labels = labels.without("alertname");
            let labels = labels.iter().collect();
            let empty = self.empty.iter().map(|name| (name.as_str(), ""));
            let annotations = annotations.iter().chain(empty).collect();
            write_alert(&mut text, labels, annotations);
        }
        text
    }
}

/// Names with their values.
type Set<'a> = Vec<(&'a str, &'a str)>;

fn write_alert(text: &mut String, labels: Set<'_>, annotations: Set<'_>) {
    if labels.is_empty() && annotations.is_empty() {
        let _ = writeln!(text, "          - exp_labels: {{}}");
        return;
    }
    let mut lead = "- ";
    for (key, set) in [("exp_labels", labels), ("exp_annotations", annotations)] {
        if set.is_empty() {
            continue;
        }
        let _ = writeln!(text, "          {lead}{key}:");
        lead = "  ";
        for (name, value) in set {
            let _ = writeln!(text, "              {name}: {}", quoted(value));
        }
    }
}

/// A text in double quotes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text in single quotes, in which double quotes may stand as they are.
fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
