//! Functions turned around.

use super::{Link, Wishing, constant, names};
use crate::base::Duration;
use crate::lab::fire::demand::Bucket;
use crate::lab::fire::goal::Goal;
use crate::lab::fire::scope::{Measure, Scope};
use crate::promql::{Call, Expr, ExprKind};

impl Wishing<'_> {
    pub(super) fn call(&mut self, call: &Call, goal: Goal, scope: &Scope) {
        let Some(first) = call.arguments.first() else {
            return;
        };
        let name = call.function.name;
        if name.ends_with("_over_time") && name != "absent_over_time" {
            return self.over_time(call, first, goal, scope);
        }
        match name {
            "absent" | "absent_over_time" => {
                let turned = if goal == Goal::Nothing {
                    Goal::Anything
                } else {
                    Goal::Nothing
                };
                self.windowed(first, turned, scope);
            }
            "rate" | "irate" | "deriv" => {
                self.windowed(first, goal, &scope.measuring(Measure::Rate));
            }
            "increase" | "delta" | "idelta" => {
                let seconds = window(first).secs_f64().max(1.0);
                let each = goal.map(|value| value / seconds);
                self.windowed(first, each, &scope.measuring(Measure::Rate));
            }
            "changes" | "resets" => {
                let measure = if name == "changes" {
                    Measure::Changes
                } else {
                    Measure::Resets
                };
                self.often(first, goal, measure, scope);
            }
            "predict_linear" => self.ahead(call, first, goal, scope),
            "histogram_quantile" => self.quantile(call, first, goal, scope),
            "histogram_fraction" => self.want(last(call, first), Goal::Anything, scope),
            "label_replace" => self.replaced(call, first, goal, scope),
            "label_join" => self.joined(call, first, goal, scope),
            "timestamp" | "sgn" => self.want(first, anything(goal), scope),
            "ln" => self.want(first, goal.map(f64::exp), scope),
            "log2" => self.want(first, goal.map(f64::exp2), scope),
            "log10" => self.want(first, goal.map(|value| 10_f64.powf(value)), scope),
            "exp" => self.want(first, goal.map(|value| value.max(0.0).ln()), scope),
            "sqrt" => self.want(first, goal.map(|value| value * value), scope),
            _ => self.want(first, goal, scope),
        }
    }

    /// Looks through a window.
    fn windowed(&mut self, expr: &Expr, goal: Goal, scope: &Scope) {
        // A subquery adds its own window where it is walked.
        let is_range = matches!(expr.bare().kind, ExprKind::Range(..));
        let back = if is_range {
            window(expr)
        } else {
            Duration::ZERO
        };
        self.want(expr, goal, &scope.back(back));
    }

    fn over_time(&mut self, call: &Call, first: &Expr, goal: Goal, scope: &Scope) {
        let expr = last(call, first);
        match call.function.name {
            "count_over_time" => {
                if let Goal::Value(value) = goal {
                    self.apart(window(expr), value);
                }
                self.windowed(expr, anything(goal), scope);
            }
            "present_over_time" => self.windowed(expr, anything(goal), scope),
            "stddev_over_time" => {
                self.windowed(expr, goal, &scope.measuring(Measure::Deviation));
            }
            "stdvar_over_time" => {
                let goal = goal.map(|value| value.max(0.0).sqrt());
                self.windowed(expr, goal, &scope.measuring(Measure::Deviation));
            }
            _ => self.windowed(expr, goal, scope),
        }
    }

    fn often(&mut self, first: &Expr, goal: Goal, measure: Measure, scope: &Scope) {
        if let Goal::Value(value) = goal {
            // A saw falls with every third sample.
            self.apart(window(first), value * 4.0);
        }
        self.windowed(first, goal, &scope.measuring(measure));
    }

    /// Asks for at least so many samples in a window.
    fn apart(&mut self, window: Duration, samples: f64) {
        if samples > 1.0 {
            let apart = super::length(window.secs_f64() / (samples + 1.0));
            let apart = apart.max(Duration::from_secs(1));
            self.wish.apart = Some(self.wish.apart.map_or(apart, |known| known.min(apart)));
        }
    }

    fn ahead(&mut self, call: &Call, first: &Expr, goal: Goal, scope: &Scope) {
        let seconds = constant(last(call, first)).unwrap_or(3_600.0);
        self.windowed(first, goal, &scope.measuring(Measure::Ahead(seconds)));
    }

    /// Puts all observations of a histogram on one side of a bucket's limit.
    fn quantile(&mut self, call: &Call, first: &Expr, goal: Goal, scope: &Scope) {
        let mut scope = scope.clone();
        let quantile = constant(first).unwrap_or(0.5);
        let (goal, bucket) = match goal {
            Goal::Nothing => (goal, None),
            Goal::Anything => (goal, Some((1.0, true))),
            // The quantile of what is above the last limit is that limit.
            Goal::Value(value) if value > 0.0 => {
                let beyond = self.choose(&[true, false]) == Some(true);
                let within = if quantile > 0.0 {
                    value / quantile
                } else {
                    value
                };
                let limit = if beyond { value } else { within };
                (Goal::Anything, Some((limit, !beyond)))
            }
            Goal::Value(_) => (Goal::Anything, Some((0.001, true))),
        };
        scope.bucket = bucket.map(|(limit, within)| Bucket { limit, within });
        self.want(last(call, first), goal, &scope);
    }

    /// A label that is made of another: what is asked of it is asked of the other.
    fn replaced(&mut self, call: &Call, first: &Expr, goal: Goal, scope: &Scope) {
        let argument = |place| names::text(call, place).unwrap_or_default().to_owned();
        let (to, replacement) = (argument(1), argument(2));
        let (from, pattern) = (argument(3), argument(4));
        let mut inner = scope.clone();
        let was_named = inner.names.remove(&to);
        let value = inner.fixed.remove(&to);
        if from.is_empty() || !replacement.contains('$') {
            return self.want(first, goal, &inner);
        }
        if was_named || value.is_some() {
            inner.names.insert(from.clone());
        }
        if inner.copies.label == to {
            inner.copies.label.clone_from(&from);
        }
        if let Some(value) = value.filter(|_| replacement == "$1") {
            inner.fixed.insert(from.clone(), value);
        }
        self.wish.links.push(Link {
            from,
            to,
            pattern,
            replacement,
        });
        self.want(first, goal, &inner);
    }

    fn joined(&mut self, call: &Call, first: &Expr, goal: Goal, scope: &Scope) {
        let mut inner = scope.clone();
        if let Some(to) = names::text(call, 1) {
            inner.names.remove(to);
            inner.fixed.remove(to);
        }
        self.want(first, goal, &inner);
    }
}

fn anything(goal: Goal) -> Goal {
    match goal {
        Goal::Value(_) | Goal::Anything => Goal::Anything,
        Goal::Nothing => Goal::Nothing,
    }
}

/// The last argument; the functions that are asked have one.
fn last<'c>(call: &'c Call, first: &'c Expr) -> &'c Expr {
    call.arguments.last().unwrap_or(first)
}

/// How long the window of a range vector is.
fn window(expr: &Expr) -> Duration {
    match &expr.bare().kind {
        ExprKind::Range(_, length) => *length,
        ExprKind::Subquery(subquery) => subquery.range,
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Selector(_)
        | ExprKind::Sign { .. }
        | ExprKind::Binary(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Call(_)
        | ExprKind::Parenthesis(_) => Duration::ZERO,
    }
}
