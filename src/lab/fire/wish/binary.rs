//! Operators turned around.

use std::collections::BTreeSet;

use super::{Wishing, constant, is_clock, names};
use crate::lab::fire::demand::Motion;
use crate::lab::fire::goal::{Goal, holding, holds};
use crate::lab::fire::scope::Scope;
use crate::promql::{Binary, BinaryOperator, Expr, Grouping};

/// What the other side of a comparison is, where it is measured too.
const REFERENCES: [f64; 3] = [1.0, 0.0, 100.0];
/// A day of the week comes within this many seconds.
const WEEK: f64 = 7.0 * 86_400.0;

impl Wishing<'_> {
    pub(super) fn binary(&mut self, binary: &Binary, goal: Goal, scope: &Scope) {
        if binary.operator.is_set() {
            return self.set(binary, goal, scope);
        }
        let scope = matched(binary, scope);
        if binary.operator.is_comparison() {
            self.comparison(binary, goal, &scope);
        } else {
            self.arithmetic(binary, goal, &scope);
        }
    }

    fn set(&mut self, binary: &Binary, goal: Goal, scope: &Scope) {
        let (left, right) = (&binary.left, &binary.right);
        let scope = &matched(binary, scope);
        let is_nothing = goal == Goal::Nothing;
        match (binary.operator, is_nothing) {
            (BinaryOperator::Or, true) => {
                self.want(left, goal, scope);
                self.want(right, goal, scope);
            }
            (BinaryOperator::Or, false) => {
                if self.choose(&[true, false]) == Some(true) {
                    self.want(left, goal, scope);
                } else {
                    self.want(right, goal, scope);
                    self.want(left, Goal::Nothing, scope);
                }
            }
            (BinaryOperator::Unless, false) => {
                self.want(left, goal, scope);
                self.want(right, Goal::Nothing, scope);
            }
            (_, true) => {
                let side = self.choose(&[left, right]).unwrap_or(left);
                self.want(side, goal, scope);
            }
            (_, false) => {
                self.want(left, goal, scope);
                self.want(right, Goal::Anything, scope);
            }
        }
    }

    fn comparison(&mut self, binary: &Binary, goal: Goal, scope: &Scope) {
        let mut operator = binary.operator;
        let mut goal = goal;
        if binary.returns_bool {
            if let Goal::Value(value) = goal
                && value < 0.5
            {
                operator = operator.opposite();
            }
            goal = Goal::Anything;
        } else if goal == Goal::Nothing {
            // What is not given is not compared; or it is given, and does not hold.
            if self.choose(&[true, false]) == Some(true) {
                self.want(&binary.left, Goal::Nothing, scope);
                return;
            }
            operator = operator.opposite();
            goal = Goal::Anything;
        }
        match (constant(&binary.left), constant(&binary.right)) {
            (_, Some(threshold)) => self.crosses(&binary.left, operator, threshold, goal, scope),
            (Some(threshold), None) => {
                let operator = operator.mirrored();
                self.crosses(&binary.right, operator, threshold, goal, scope);
            }
            (None, None) => {
                let reference = self.choose(&REFERENCES).unwrap_or(1.0);
                self.want(&binary.right, Goal::Value(reference), scope);
                self.crosses(&binary.left, operator, reference, goal, scope);
            }
        }
    }

    /// Wishes for a value for which a comparison with a number holds.
    fn crosses(
        &mut self,
        expr: &Expr,
        operator: BinaryOperator,
        threshold: f64,
        goal: Goal,
        scope: &Scope,
    ) {
        let mut values = holding(operator, threshold);
        if let Goal::Value(value) = goal {
            // A value that is wished for outside, and holds, is the best.
            values.retain(|other| (other - value).abs() > f64::EPSILON);
            if holds(operator, value, threshold) {
                values.insert(0, value);
            }
        }
        if is_clock(expr) {
            self.wait(if threshold > 60.0 { threshold } else { WEEK });
        } else if let Some(value) = self.choose(&values) {
            self.want(expr, Goal::Value(value), scope);
        } else {
            self.want(expr, Goal::Anything, scope);
        }
    }

    fn arithmetic(&mut self, binary: &Binary, goal: Goal, scope: &Scope) {
        let (left, right) = (&binary.left, &binary.right);
        let Goal::Value(value) = goal else {
            let both = goal == Goal::Anything;
            if constant(left).is_none() {
                self.want(left, goal, scope);
            }
            if both && constant(right).is_none() {
                self.want(right, goal, scope);
            }
            return;
        };
        if is_clock(left) && binary.operator == BinaryOperator::Subtract {
            return self.age(right, value, scope);
        }
        if is_clock(right) && binary.operator == BinaryOperator::Subtract {
            return self.moment(left, value, scope);
        }
        match (constant(left), constant(right)) {
            (_, Some(number)) => {
                let wanted = before_right(binary.operator, value, number);
                self.want(left, Goal::Value(wanted), scope);
            }
            (Some(number), None) => {
                let wanted = before_left(binary.operator, value, number);
                self.want(right, Goal::Value(wanted), scope);
            }
            (None, None) => {
                let (left_value, right_value) = self.split(binary.operator, value);
                self.want(right, Goal::Value(right_value), scope);
                self.want(left, Goal::Value(left_value), scope);
            }
        }
    }

    /// Two numbers that an operator makes this one of.
    fn split(&mut self, operator: BinaryOperator, value: f64) -> (f64, f64) {
        use BinaryOperator as Is;
        let ways = match (operator, value < 0.0) {
            (Is::Add, _) => vec![(value, 0.0), (0.0, value), (value / 2.0, value / 2.0)],
            (Is::Subtract, true) => vec![(0.0, -value), (1.0, 1.0 - value)],
            (Is::Subtract, false) => vec![(value, 0.0), (1.0 + value, 1.0)],
            (Is::Multiply, _) => vec![(value, 1.0), (1.0, value)],
            (Is::Divide, _) => vec![(value, 1.0), (value * 100.0, 100.0), (value * 4.0, 4.0)],
            (_, _) => vec![(value, 1.0)],
        };
        self.choose(&ways).unwrap_or((value, 1.0))
    }

    /// Wishes that a moment is so many seconds ago.
    fn age(&mut self, expr: &Expr, seconds: f64, scope: &Scope) {
        let waiting = 1.0;
        match self.choose(&[0, 1, 2]) {
            Some(0) if seconds >= 0.0 => {
                self.wait(seconds + waiting);
                self.want(expr, Goal::Value(waiting), scope);
            }
            Some(1) => self.follows_clock(expr, -seconds, scope),
            _ => self.want(expr, Goal::Value(-seconds), scope),
        }
    }

    /// Wishes that a moment is so many seconds ahead.
    fn moment(&mut self, expr: &Expr, seconds: f64, scope: &Scope) {
        if self.choose(&[true, false]) == Some(true) {
            self.want(expr, Goal::Value(seconds), scope);
        } else {
            self.follows_clock(expr, seconds, scope);
        }
    }

    /// Wishes that a value goes on as the clock does.
    fn follows_clock(&mut self, expr: &Expr, seconds: f64, scope: &Scope) {
        let mut selectors = Vec::new();
        expr.walk(&mut |part| selectors.extend(part.selector().cloned()));
        for selector in &selectors {
            self.push(selector, Motion::Clock(seconds), scope);
        }
    }
}

/// What must stand before an operator and a number for the result to be this.
fn before_right(operator: BinaryOperator, value: f64, number: f64) -> f64 {
    use BinaryOperator as Is;
    match (operator, number == 0.0) {
        (Is::Add, _) => value - number,
        (Is::Subtract | Is::Modulo, _) => value + number,
        (Is::Multiply, false) => value / number,
        (Is::Divide, _) => value * number,
        (Is::Power, false) => value.abs().powf(1.0 / number),
        (_, _) => value,
    }
}

/// What must stand after a number and an operator for the result to be this.
fn before_left(operator: BinaryOperator, value: f64, number: f64) -> f64 {
    use BinaryOperator as Is;
    match (operator, value == 0.0) {
        (Is::Add, _) => value - number,
        (Is::Subtract, _) => number - value,
        (Is::Multiply, _) if number != 0.0 => value / number,
        (Is::Divide, false) => number / value,
        (_, _) => value,
    }
}

/// With the labels by which the two sides find each other.
fn matched(binary: &Binary, scope: &Scope) -> Scope {
    let is_number = |expr: &Expr| expr.value_type() == crate::promql::ValueType::Scalar;
    if is_number(&binary.left) || is_number(&binary.right) {
        return scope.clone();
    }
    let mut shared: BTreeSet<String> = match &binary.matching.labels {
        Some(Grouping::Only(labels)) => labels.iter().cloned().collect(),
        // Either of `or` is enough, and need not look like the other.
        None | Some(Grouping::AllBut(_)) if binary.operator == BinaryOperator::Or => {
            BTreeSet::new()
        }
        None | Some(Grouping::AllBut(_)) => {
            let both = names::given(&binary.left).into_iter();
            both.chain(names::given(&binary.right)).collect()
        }
    };
    if let Some(Grouping::AllBut(labels)) = &binary.matching.labels {
        shared.retain(|name| !labels.contains(name));
    }
    shared.extend(binary.matching.include.iter().cloned());
    scope.sharing(shared)
}
