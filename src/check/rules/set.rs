//! All rules that are judged together.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::habits::Habits;
use crate::alerts::rules::{AlertRule, Group, RecordRule, Rule, RuleDocument};
use crate::base::{Duration, Source};
use crate::promql::{BinaryOperator, Expr, ExprKind, Selector};

/// All rules that are judged together: what one server is taken to load.
#[derive(Debug)]
pub struct RuleSet {
    /// In the order in which they were read.
    pub documents: Vec<RuleDocument>,
    /// The places of the recording rules by the metric that they write: document, group, rule.
    records: BTreeMap<Arc<str>, Vec<(usize, usize, usize)>>,
    /// What is asked for in an `absent` or an `absent_over_time`.
    absents: Vec<Selector>,
    /// The metrics of whose rate some alert asks whether it is too low.
    lows: Vec<String>,
    habits: Habits,
}

/// A rule with everything around it.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// The text that its places are in.
    pub source: &'a Source,
    /// Its group.
    pub group: &'a Group,
    /// Which rule of the group it is.
    pub index: usize,
    /// The rule.
    pub rule: &'a Rule,
}

impl RuleSet {
    /// The rules of these documents.
    pub fn new(documents: Vec<RuleDocument>) -> Self {
        let mut set = Self {
            documents: Vec::new(),
            records: BTreeMap::new(),
            absents: Vec::new(),
            lows: Vec::new(),
            habits: Habits::default(),
        };
        for (document, found) in documents.iter().enumerate() {
            for (group, rules) in found.rules.groups.iter().enumerate() {
                for (index, rule) in rules.rules.iter().enumerate() {
                    set.note(rule, folder(&found.source), (document, group, index));
                }
            }
        }
        set.documents = documents;
        set
    }

    fn note(&mut self, rule: &Rule, folder: &Path, place: (usize, usize, usize)) {
        rule.query().expr.walk(&mut |part| self.note_absent(part));
        match rule {
            Rule::Record(record) => {
                let known = self.records.entry(Arc::clone(&record.name));
                known.or_default().push(place);
            }
            Rule::Alert(alert) => {
                alert.query.expr.walk(&mut |part| self.note_low(part));
                self.habits.note(folder, alert);
            }
        }
    }

    fn note_absent(&mut self, part: &Expr) {
        let ExprKind::Call(call) = &part.kind else {
            return;
        };
        if matches!(call.function.name, "absent" | "absent_over_time") {
            for argument in &call.arguments {
                argument.walk(&mut |part| self.absents.extend(part.selector().cloned()));
            }
        }
    }

    fn note_low(&mut self, part: &Expr) {
        let ExprKind::Binary(binary) = &part.kind else {
            return;
        };
        let asks_for_less = matches!(
            binary.operator,
            BinaryOperator::Less | BinaryOperator::LessOrEqual | BinaryOperator::Equal
        );
        if asks_for_less && is_rated(&binary.left) {
            binary.left.walk(&mut |part| {
                let metric = part.selector().and_then(Selector::metric);
                self.lows.extend(metric.map(str::to_owned));
            });
        }
    }

    /// All rules, in order.
    pub fn rules(&self) -> impl Iterator<Item = Placed<'_>> {
        self.documents.iter().flat_map(|document| {
            let groups = document.rules.groups.iter();
            groups.flat_map(move |group| {
                let rules = group.rules.iter().enumerate();
                rules.map(move |(index, rule)| Placed {
                    source: &document.source,
                    group,
                    index,
                    rule,
                })
            })
        })
    }

    /// The recording rules that write a metric.
    pub fn records<'a>(&'a self, metric: &str) -> impl Iterator<Item = &'a RecordRule> {
        let places = self.records.get(metric).into_iter().flatten();
        places.filter_map(|(document, group, rule)| {
            match &self.documents[*document].rules.groups[*group].rules[*rule] {
                Rule::Record(record) => Some(record),
                Rule::Alert(_) => None,
            }
        })
    }

    /// How often a recorded metric is written, at best; none where that is not known.
    pub fn written_every(&self, metric: &str) -> Option<Duration> {
        let places = self.records.get(metric)?.iter();
        let groups =
            places.map(|(document, group, _)| &self.documents[*document].rules.groups[*group]);
        let intervals: Option<Vec<Duration>> = groups.map(|group| group.interval).collect();
        intervals?.into_iter().min()
    }

    /// The metrics that recording rules write, in order.
    pub fn recorded(&self) -> impl Iterator<Item = &str> {
        self.records.keys().map(|name| &**name)
    }

    /// What some rule asks for in an `absent` or an `absent_over_time`.
    pub fn absents(&self) -> &[Selector] {
        &self.absents
    }

    /// The metrics of whose rate some alert asks whether it is too low.
    pub fn lows(&self) -> &[String] {
        &self.lows
    }

    /// Whether most alerts of a file's directory have a label or an annotation of this name, so that
    /// one without it was probably forgotten.
    pub fn is_usual(&self, source: &Source, name: &str) -> bool {
        self.habits.is_usual(folder(source), name)
    }
}

/// The directory that a file lies in: one server probably loads all of it.
fn folder(source: &Source) -> &Path {
    let parent = Path::new(&*source.name).parent();
    parent.unwrap_or_else(|| Path::new(""))
}

/// Whether it is a rate, or a sum of rates.
fn is_rated(expr: &Expr) -> bool {
    match &expr.bare().kind {
        ExprKind::Aggregate(aggregate) => is_rated(&aggregate.inner),
        ExprKind::Call(call) => call.function.is_rate(),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Selector(_)
        | ExprKind::Range(..)
        | ExprKind::Subquery(_)
        | ExprKind::Sign { .. }
        | ExprKind::Binary(_)
        | ExprKind::Parenthesis(_) => false,
    }
}

impl<'a> Placed<'a> {
    /// What rules have in common that make the same series on the server that probably loads them: the
    /// directory of their files, whether they are alerts, their name and their labels.
    pub fn makes(&self) -> (&'a Path, bool, &'a str, String) {
        let (is_alert, labels) = match self.rule {
            Rule::Alert(alert) => (true, format!("{:?}", alert.labels)),
            Rule::Record(record) => (false, record.labels.to_string()),
        };
        (folder(self.source), is_alert, self.rule.name(), labels)
    }

    /// The alert, if it is one.
    pub fn alert(&self) -> Option<&'a AlertRule> {
        match self.rule {
            Rule::Alert(alert) => Some(alert),
            Rule::Record(_) => None,
        }
    }
}
