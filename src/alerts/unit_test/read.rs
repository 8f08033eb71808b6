//! Reading a file of rule unit tests: what is written becomes what is meant, or a list of
//! problems.

use serde_yaml::Spanned;

use super::file::{
    AlertTestNode, ExpectedSampleNode, FileNode, QueryTestNode, SeriesNode, TestNode,
};
use super::{AlertTest, ExpectedAlert, ExpectedSample, QueryTest, RuleTest, TestFile};
use crate::alerts::yaml::{self, Entries, MaybeText, Text, span_in, span_of};
use crate::base::{self, Duration, Labels, Problem, Source, Span};
use crate::promql::{self, Given, ParseError};

/// Bytes of a file that are read at all.
const SIZE_LIMIT: usize = 16 << 20;

impl TestFile {
    /// Reads a file of rule unit tests.
    ///
    /// # Errors
    /// The first structural problem, or else all problems of meaning.
    pub fn parse(source: &Source) -> Result<Self, Vec<Problem>> {
        if source.text.len() > SIZE_LIMIT {
            let problem = Problem::error("tests/large", "the file has more than 16 MiB");
            return Err(vec![problem]);
        }
        let file: FileNode = yaml::read(source)?;
        let mut reader = Reader {
            source,
            problems: Vec::new(),
            default_interval: Duration::from_mins(1),
        };
        if let Some(text) = &file.evaluation_interval {
            reader.default_interval = reader.interval(text);
        }
        let group_eval_order = reader.order(file.group_eval_order.unwrap_or_default());
        let tests = file
            .tests
            .unwrap_or_default()
            .into_iter()
            .map(|test| reader.test(test))
            .collect();
        if !reader.problems.is_empty() {
            return Err(reader.problems);
        }
        let place = |text: Text| base::Spanned::new(text.value.clone(), span_of(source, &text));
        Ok(Self {
            rule_files: file
                .rule_files
                .unwrap_or_default()
                .into_iter()
                .map(place)
                .collect(),
            evaluation_interval: reader.default_interval,
            group_eval_order,
            fuzzy_compare: file.fuzzy_compare.unwrap_or(false),
            tests,
        })
    }
}

struct Reader<'a> {
    source: &'a Source,
    problems: Vec<Problem>,
    default_interval: Duration,
}

impl Reader<'_> {
    fn refuse(&mut self, span: Span, label: &str, problem: Problem) {
        self.problems.push(problem.at(self.source, span, label));
    }

    fn refuse_part(&mut self, code: &'static str, text: &Text, error: ParseError) {
        let span = span_in(self.source, text, error.span);
        let mut problem = Problem::error(code, error.message);
        problem.hint = error.hint;
        self.refuse(span, "here", problem);
    }

    fn order(&mut self, names: Vec<Text>) -> Vec<String> {
        let mut order: Vec<String> = Vec::new();
        for name in names {
            if order.contains(&name.value) {
                let problem = Problem::error(
                    "tests/group-order",
                    format!("the group `{}` is named twice", name.value),
                )
                .hint("remove one of the two");
                self.refuse(span_of(self.source, &name), "the second one", problem);
            }
            order.push(name.value);
        }
        order
    }

    fn duration(&mut self, text: &Text) -> Duration {
        text.value.parse().unwrap_or_else(|error| {
            let problem = Problem::error("tests/duration", format!("{error}"))
                .hint("units are `ms`, `s`, `m`, `h`, `d` and `w`");
            self.refuse(span_of(self.source, text), "not a duration", problem);
            Duration::ZERO
        })
    }

    /// A duration that is not zero; zero means the default, as for promtool.
    fn interval(&mut self, text: &Text) -> Duration {
        let length = self.duration(text);
        if length == Duration::ZERO {
            self.default_interval
        } else {
            length
        }
    }

    fn test(&mut self, node: Spanned<TestNode>) -> RuleTest {
        let span = span_of(self.source, &node);
        let node = node.value;
        let start_ms = node.start_timestamp.map_or(0, |text| self.timestamp(&text));
        RuleTest {
            name: node.name.unwrap_or_default(),
            span,
            interval: node
                .interval
                .map_or(self.default_interval, |text| self.interval(&text)),
            series: node
                .input_series
                .unwrap_or_default()
                .into_iter()
                .filter_map(|series| self.series(&series))
                .collect(),
            external_labels: labels(node.external_labels),
            external_url: node.external_url.unwrap_or_default(),
            start_ms,
            alert_tests: node
                .alert_rule_test
                .unwrap_or_default()
                .into_iter()
                .map(|test| self.alert_test(test))
                .collect(),
            query_tests: node
                .promql_expr_test
                .unwrap_or_default()
                .into_iter()
                .filter_map(|test| self.query_test(test))
                .collect(),
        }
    }

    fn timestamp(&mut self, text: &Text) -> i64 {
        let seconds = text.value.parse::<f64>().ok();
        let moment = text.value.parse::<jiff::Timestamp>().ok();
        #[expect(clippy::cast_possible_truncation, reason = "casts saturate")]
        let from_seconds = seconds
            .filter(|seconds| seconds.is_finite())
            .map(|seconds| (seconds * 1_000.0).round() as i64);
        from_seconds
            .or(moment.map(jiff::Timestamp::as_millisecond))
            .unwrap_or_else(|| {
                let problem =
                    Problem::error("tests/start", format!("`{}` is not a time", text.value))
                        .hint("write Unix seconds, or a time such as `2024-01-01T00:00:00Z`");
                self.refuse(span_of(self.source, text), "not a time", problem);
                0
            })
    }

    /// The labels and the values stand in two texts; each keeps its place.
    fn series(&mut self, node: &SeriesNode) -> Option<(Labels, Given)> {
        let labels = promql::parse_series(&node.series.value)
            .map_err(|error| self.refuse_part("tests/series", &node.series, error))
            .ok()?
            .0;
        let Some(values) = &node.values else {
            return Some((labels, Given::new()));
        };
        // A name of one letter stands before the values, and is taken off their places again.
        let given = promql::parse_series(&format!("x {}", values.value));
        let given = given.map_err(|mut error| {
            let back = |at: usize| at.saturating_sub(2);
            error.span = Span::new(back(error.span.start), back(error.span.end));
            let code = if error.unsupported {
                "tests/unsupported"
            } else {
                "tests/series"
            };
            self.refuse_part(code, values, error);
        });
        Some((labels, given.ok()?.1))
    }

    fn alert_test(&mut self, node: Spanned<AlertTestNode>) -> AlertTest {
        let span = span_of(self.source, &node);
        let node = node.value;
        let alertname = node.alertname.map(|name| name.value).unwrap_or_default();
        if alertname.is_empty() {
            let problem = Problem::error("tests/alertname", "an alert test names no alert")
                .hint("add `alertname:`");
            self.refuse(span, "this test", problem);
        }
        let expected = node.exp_alerts.unwrap_or_default().into_iter();
        AlertTest {
            span,
            eval_time: node
                .eval_time
                .map_or(Duration::ZERO, |text| self.duration(&text)),
            expected: expected
                .map(|alert| ExpectedAlert {
                    labels: labels(alert.exp_labels).with("alertname", &alertname),
                    annotations: labels(alert.exp_annotations),
                })
                .collect(),
            alertname,
        }
    }

    fn query_test(&mut self, node: Spanned<QueryTestNode>) -> Option<QueryTest> {
        let span = span_of(self.source, &node);
        let node = node.value;
        let eval_time = node
            .eval_time
            .map_or(Duration::ZERO, |text| self.duration(&text));
        let Some(text) = node.expr else {
            let problem = Problem::error("tests/expression", "a query test has no `expr`")
                .hint("add `expr:` with the query");
            self.refuse(span, "this test", problem);
            return None;
        };
        let expr = promql::parse(&text.value).map_err(|error| {
            let code = if error.unsupported {
                "tests/unsupported"
            } else {
                "tests/expression"
            };
            self.refuse_part(code, &text, error);
        });
        let samples = node.exp_samples.unwrap_or_default().into_iter();
        let expected = samples
            .filter_map(|sample| self.expected_sample(&sample))
            .collect();
        Some(QueryTest {
            span,
            eval_time,
            text: text.value,
            expr: expr.ok()?,
            expected,
        })
    }

    fn expected_sample(&mut self, node: &ExpectedSampleNode) -> Option<ExpectedSample> {
        if let Some(histogram) = node
            .histogram
            .as_ref()
            .filter(|text| !text.value.is_empty())
        {
            let problem =
                Problem::error("tests/unsupported", "native histograms are not supported");
            self.refuse(span_of(self.source, histogram), "a histogram", problem);
            return None;
        }
        let labels = match node
            .labels
            .as_ref()
            .filter(|text| !text.value.trim().is_empty())
        {
            None => Labels::empty(),
            Some(text) => {
                promql::parse_series(&text.value)
                    .map_err(|error| self.refuse_part("tests/series", text, error))
                    .ok()?
                    .0
            }
        };
        let value = node.value.as_ref().map_or(Some(0.0), |text| {
            let value = yaml_float(&text.value);
            if value.is_none() {
                let message = format!("`{}` is not a number", text.value);
                let problem = Problem::error("tests/value", message);
                self.refuse(span_of(self.source, text), "not a number", problem);
            }
            value
        })?;
        Some(ExpectedSample { labels, value })
    }
}

fn labels(entries: Option<Entries<MaybeText>>) -> Labels {
    let entries = entries.unwrap_or_default().into_texts().into_iter();
    Labels::new(entries.map(|(name, text)| (name.value, text.value)))
}

/// A number as YAML writes it.
fn yaml_float(text: &str) -> Option<f64> {
    match text.to_ascii_lowercase().as_str() {
        ".nan" => Some(f64::NAN),
        ".inf" | "+.inf" => Some(f64::INFINITY),
        "-.inf" => Some(f64::NEG_INFINITY),
        lower => lower.replace('_', "").parse().ok(),
    }
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
