//! From what an expression is wished to give to what is asked of its series.
//!
//! The expression is walked from the whole to its parts, and each operation is turned around: for a
//! sum to be ten, one series is ten; for `a / b` to be a half, `b` is one and `a` a half of it. What
//! may be done in more than one way is a choice. Nothing here is proven: a wish may contradict
//! itself, and the rules that are run over the series say so.

mod aggregate;
mod binary;
mod call;
mod leaf;
mod names;

use std::collections::BTreeSet;

use super::choices::Choices;
use super::demand::Demand;
use super::goal::Goal;
use super::rule_set::{Place, RuleSet};
use super::scope::Scope;
use crate::base::{Duration, Labels};
use crate::promql::{self, Expr, ExprKind, Options, Store, Value};

/// As many series are asked for.
const DEMANDS_MOST: usize = 64;

/// What is asked of the series that a rule reads.
#[derive(Clone, Debug, Default)]
pub(super) struct Wish {
    pub(super) demands: Vec<Demand>,
    /// Labels that are made of others.
    pub(super) links: Vec<Link>,
    /// The rules that must be evaluated, the alert's own among them.
    pub(super) used: BTreeSet<Place>,
    /// How long it takes for the clock to be where it must be.
    pub(super) wait: Duration,
    /// How far apart samples may be at the most.
    pub(super) apart: Option<Duration>,
    /// Recorded metrics that are given as they are, although a rule records them.
    pub(super) given: BTreeSet<String>,
}

/// A label that `label_replace` makes of another.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) pattern: String,
    pub(super) replacement: String,
}

/// Thinks out what a rule's series must be like for it to give something.
pub(super) struct Wishing<'a> {
    pub(super) set: &'a RuleSet,
    pub(super) choices: &'a mut Choices,
    pub(super) wish: Wish,
}

impl<'a> Wishing<'a> {
    /// What makes the alert at a place fire.
    pub(super) fn for_alert(set: &'a RuleSet, place: Place, choices: &'a mut Choices) -> Wish {
        let mut wishing = Self {
            set,
            choices,
            wish: Wish::default(),
        };
        wishing.wish.used.insert(place);
        if let Some(alert) = set.alert(place) {
            wishing.want(&alert.query.expr, Goal::Anything, &Scope::new());
        }
        wishing.wish
    }

    /// Asks for what makes an expression give this.
    fn want(&mut self, expr: &Expr, goal: Goal, scope: &Scope) {
        if self.wish.demands.len() > DEMANDS_MOST {
            return;
        }
        match &expr.kind {
            ExprKind::Number(_) | ExprKind::Text(_) => {}
            ExprKind::Selector(selector) | ExprKind::Range(selector, _) => {
                self.selector(selector, goal, scope);
            }
            ExprKind::Subquery(subquery) => {
                let back = ago(subquery.timing.offset_ms) + subquery.range;
                self.want(&subquery.inner, goal, &scope.back(back));
            }
            ExprKind::Sign { minus, operand } => {
                let turned = goal.map(|value| if *minus { -value } else { value });
                self.want(operand, turned, scope);
            }
            ExprKind::Binary(binary) => self.binary(binary, goal, scope),
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate, goal, scope),
            ExprKind::Call(call) => self.call(call, goal, scope),
            ExprKind::Parenthesis(inner) => self.want(inner, goal, scope),
        }
    }

    /// One of some alternatives; none if there are none.
    fn choose<T: Copy>(&mut self, alternatives: &[T]) -> Option<T> {
        match alternatives {
            [] => None,
            [only] => Some(*only),
            several => several.get(self.choices.choose(several.len())).copied(),
        }
    }

    /// Notes that the clock must have gone on for so many seconds.
    fn wait(&mut self, seconds: f64) {
        self.wish.wait = self.wish.wait.max(length(seconds));
    }
}

/// The number that an expression is, whatever the series and the time.
fn constant(expr: &Expr) -> Option<f64> {
    let mut depends = false;
    expr.walk(&mut |part| {
        depends |= part.selector().is_some() || is_clock(part);
    });
    if depends {
        return None;
    }
    match promql::evaluate(expr, &Store::default(), 0, &Options::default()) {
        Ok(Value::Scalar(value)) => Some(value),
        Ok(Value::Vector(samples)) => match &samples[..] {
            [sample] if sample.labels == Labels::empty() => Some(sample.value),
            _ => None,
        },
        Ok(Value::String(_) | Value::Matrix(_)) | Err(_) => None,
    }
}

/// Whether a part tells the time by itself.
fn is_clock(expr: &Expr) -> bool {
    const DATES: [&str; 8] = [
        "day_of_month",
        "day_of_week",
        "day_of_year",
        "days_in_month",
        "hour",
        "minute",
        "month",
        "year",
    ];
    match &expr.bare().kind {
        ExprKind::Call(call) => {
            let name = call.function.name;
            name == "time" || (call.arguments.is_empty() && DATES.contains(&name))
        }
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Selector(_)
        | ExprKind::Range(..)
        | ExprKind::Subquery(_)
        | ExprKind::Sign { .. }
        | ExprKind::Binary(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Parenthesis(_) => false,
    }
}

/// So far back; what looks ahead looks at now.
fn ago(offset_ms: i64) -> Duration {
    Duration::from_ms(u64::try_from(offset_ms).unwrap_or(0))
}

/// Seconds as a length of time, at most a year.
fn length(seconds: f64) -> Duration {
    const YEAR: f64 = 366.0 * 86_400.0;
    let seconds = if seconds.is_finite() { seconds } else { YEAR };
    std::time::Duration::from_secs_f64(seconds.clamp(0.0, YEAR)).into()
}
