//! All rules that are judged together.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::alerts::rules::{AlertRule, Group, RecordRule, Rule, RuleDocument};
use crate::base::Source;
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
    alerts: usize,
    /// How many alerts have a label or an annotation of this name.
    habits: BTreeMap<String, usize>,
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
            alerts: 0,
            habits: BTreeMap::new(),
        };
        for (document, found) in documents.iter().enumerate() {
            for (group, rules) in found.rules.groups.iter().enumerate() {
                for (index, rule) in rules.rules.iter().enumerate() {
                    set.note(rule, (document, group, index));
                }
            }
        }
        set.documents = documents;
        set
    }

    fn note(&mut self, rule: &Rule, place: (usize, usize, usize)) {
        rule.query().expr.walk(&mut |part| self.note_absent(part));
        match rule {
            Rule::Record(record) => {
                let known = self.records.entry(Arc::clone(&record.name));
                known.or_default().push(place);
            }
            Rule::Alert(alert) => {
                self.alerts += 1;
                alert.query.expr.walk(&mut |part| self.note_low(part));
                for (name, _) in alert.labels.iter().chain(&alert.annotations) {
                    if let Some(count) = self.habits.get_mut(name) {
                        *count += 1;
                    } else {
                        self.habits.insert(name.clone(), 1);
                    }
                }
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

    /// Whether most alerts here have a label or an annotation of this name, so that one without it
    /// was probably forgotten.
    pub fn is_usual(&self, name: &str) -> bool {
        self.habits
            .get(name)
            .is_some_and(|having| having * 2 > self.alerts)
    }
}

/// Whether it is a rate, or a sum of rates.
fn is_rated(expr: &Expr) -> bool {
    match &expr.bare().kind {
        ExprKind::Aggregate(aggregate) => is_rated(&aggregate.inner),
        ExprKind::Call(call) => matches!(call.function.name, "rate" | "irate" | "increase"),
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
    /// Whether one server probably loads both: their files lie in the same directory.
    pub fn is_beside(&self, other: &Placed<'_>) -> bool {
        let folder = |source: &Source| Path::new(&*source.name).parent().map(Path::to_owned);
        self.source.name == other.source.name || folder(self.source) == folder(other.source)
    }

    /// The alert, if it is one.
    pub fn alert(&self) -> Option<&'a AlertRule> {
        match self.rule {
            Rule::Alert(alert) => Some(alert),
            Rule::Record(_) => None,
        }
    }
}
