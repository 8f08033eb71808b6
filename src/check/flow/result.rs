//! What is known of the result of a part of an expression.

use super::labels::{Clash, LabelSet};
use super::reason::{Reason, Why};
use super::values::Values;
use crate::base::Span;
use crate::promql::{Expr, ValueType};

/// How many alternatives are told apart; of a result with more nothing is known.
pub(super) const BRANCHES_MAX: usize = 64;

/// An expression, and what is known of its result without any data.
///
/// Every series of the result is as one of the branches says.
#[derive(Clone, Debug)]
pub struct Flow<'e> {
    /// The expression.
    pub expr: &'e Expr,
    /// What is known of its direct parts, in the order of [`Expr::parts`].
    pub parts: Vec<Self>,
    /// What its result is.
    pub result: Outcome<'e>,
}

/// What is known of a result.
#[derive(Clone, Debug, Default)]
pub struct Outcome<'e> {
    /// The alternatives; none if it never returns anything.
    pub branches: Vec<Branch<'e>>,
    /// Whether it always returns something.
    pub always: Always,
    /// Which alternatives of the parts can never come through here, and why.
    pub deaths: Vec<Death<'e>>,
}

/// One alternative of a result.
#[derive(Clone, Debug)]
pub struct Branch<'e> {
    /// The part that makes the values, below all filters.
    pub of: &'e Expr,
    /// The labels of its series.
    pub labels: LabelSet<'e>,
    /// Their values.
    pub values: Values,
}

/// Whether a result always has a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Always {
    /// It may be empty.
    #[default]
    No,
    /// It has at least one.
    Something,
    /// It has one without labels, but perhaps a name.
    Unlabelled,
}

/// An alternative that can never return anything.
#[derive(Clone, Copy, Debug)]
pub struct Death<'e> {
    /// The fragment that is dead.
    pub span: Span,
    /// Why.
    pub cause: Cause<'e>,
}

/// Why an alternative can never return anything.
#[derive(Clone, Copy, Debug)]
pub enum Cause<'e> {
    /// Matchers on this label contradict each other.
    Matchers(&'e str),
    /// No series of both sides can have the same labels.
    Clash(Clash<'e>),
    /// The comparison is false for all values that there can be.
    Comparison,
    /// The other side of `and` has only other values of the same thing.
    Disjoint {
        /// The other side.
        other: Span,
    },
    /// `or` or `unless` with a side that always returns something: there, this never counts.
    Hidden {
        /// What always returns something.
        by: Span,
    },
    /// `absent` of something that is always there.
    AlwaysThere,
    /// A histogram without the label `le`, and why it is missing.
    NoBuckets(Reason),
    /// None of the series is wanted: `topk(0, …)`, or `clamp` with its bounds exchanged.
    NoneWanted,
}

impl Flow<'_> {
    /// Visits this and all parts, the whole before its parts.
    pub fn walk(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        for part in &self.parts {
            part.walk(visit);
        }
    }

    /// What is known of a direct part.
    pub fn part(&self, expr: &Expr) -> Option<&Self> {
        let mut parts = self.parts.iter();
        parts.find(|part| std::ptr::eq(part.expr, expr))
    }

    /// Whether it is an instant vector that never has any series.
    pub fn is_dead(&self) -> bool {
        self.result.branches.is_empty() && self.expr.value_type() != ValueType::Text
    }
}

impl<'e> Outcome<'e> {
    /// A result with these alternatives, or with unknown ones if they are too many.
    pub(super) fn new(of: &'e Expr, branches: Vec<Branch<'e>>, always: Always) -> Self {
        let branches = if branches.len() > BRANCHES_MAX {
            vec![Branch::anything(of)]
        } else {
            branches
        };
        Self {
            branches,
            always,
            deaths: Vec::new(),
        }
    }

    /// A result of one series without labels, which is always there.
    pub(super) fn constant(of: &'e Expr, values: Values) -> Self {
        let labels = LabelSet::nothing(Reason::new(of.span, Why::Constant));
        Self::new(of, vec![Branch { of, labels, values }], Always::Unlabelled)
    }

    /// All values that it can have.
    pub fn values(&self) -> Values {
        let all = self.branches.iter().map(|branch| branch.values);
        all.reduce(Values::or)
            .unwrap_or(Values::only(f64::NAN).without_nan())
    }

    /// Keeps the alternatives that can come through; `why` tells of those that cannot.
    pub(super) fn retain(&mut self, mut why: impl FnMut(&mut Branch<'e>) -> Option<Cause<'e>>) {
        let deaths = &mut self.deaths;
        self.branches.retain_mut(|branch| {
            let Some(cause) = why(branch) else {
                return true;
            };
            deaths.push(Death {
                span: branch.of.span,
                cause,
            });
            false
        });
    }

    /// The same alternatives, with a change.
    pub(super) fn changed(mut self, of: &'e Expr, change: impl Fn(&mut Branch<'e>)) -> Self {
        for branch in &mut self.branches {
            change(branch);
            branch.of = of;
        }
        self
    }

    /// What comes into an operation from a part: its alternatives, without what died there.
    pub(super) fn alive(&self) -> Self {
        Self {
            branches: self.branches.clone(),
            always: self.always,
            deaths: Vec::new(),
        }
    }
}

impl<'e> Branch<'e> {
    /// An alternative of which nothing is known.
    pub(super) const fn anything(of: &'e Expr) -> Self {
        Self {
            of,
            labels: LabelSet::anything(Reason::new(of.span, Why::Series)),
            values: Values::ANYTHING,
        }
    }
}
