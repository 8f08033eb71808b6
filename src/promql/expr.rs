//! Expressions: what was written, part by part, each with its place in the text.

use crate::base::{Duration, Span};

use super::function::Function;
use super::matcher::Matcher;

/// An expression or a part of one. [`std::fmt::Display`] prints it as PromQL.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands in the text, in bytes.
    pub span: Span,
    /// How many levels of parts it has; the parser keeps it small enough for recursion.
    depth: u16,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A number, or a duration used as one.
    Number(f64),
    /// A text.
    Text(String),
    /// The newest sample of each series that it selects.
    Selector(Selector),
    /// The raw samples of a window, for each series that it selects.
    Range(Selector, Duration),
    /// An expression evaluated again and again over a window.
    Subquery(Box<Subquery>),
    /// `-x`, or `+x` where the flag is unset.
    Sign {
        /// Whether the sign is a minus.
        minus: bool,
        /// What it is applied to.
        operand: Box<Expr>,
    },
    /// Two operands and an operator between them.
    Binary(Box<Binary>),
    /// Many series made one, or fewer.
    Aggregate(Box<Aggregate>),
    /// A function and its arguments.
    Call(Box<Call>),
    /// An expression in parentheses.
    Parenthesis(Box<Expr>),
}

/// Which series are meant, and when.
#[derive(Clone, Debug)]
pub struct Selector {
    /// What is asked of the labels; the metric's name is among them as `__name__`.
    pub matchers: Vec<Matcher>,
    /// Whether the metric's name was written before the braces.
    pub bare_name: bool,
    /// The `offset` and `@` modifiers.
    pub timing: Timing,
}

/// The `offset` and `@` modifiers of a selector or subquery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// How far back to look, in milliseconds; negative looks ahead.
    pub offset_ms: i64,
    /// The fixed time to look at instead of the time of the evaluation.
    pub at: Option<Moment>,
}

/// The time that an `@` modifier names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A Unix time in milliseconds.
    Fixed(i64),
    /// The first time of a range query; the time of an instant query.
    Start,
    /// The last time of a range query; the time of an instant query.
    End,
}

/// An expression evaluated again and again over a window.
#[derive(Clone, Debug)]
pub struct Subquery {
    /// What is evaluated.
    pub inner: Expr,
    /// How long the window is.
    pub range: Duration,
    /// The time between two evaluations; the server's evaluation interval if not written.
    pub step: Option<Duration>,
    /// The `offset` and `@` modifiers.
    pub timing: Timing,
}

/// Two operands and an operator between them.
#[derive(Clone, Debug)]
pub struct Binary {
    /// What stands between the operands.
    pub operator: BinaryOperator,
    /// Where the operator stands.
    pub operator_span: Span,
    /// Whether a comparison answers 0 or 1 instead of filtering.
    pub returns_bool: bool,
    /// How the series of both sides find each other.
    pub matching: Matching,
    /// What stands before the operator.
    pub left: Expr,
    /// What stands after the operator.
    pub right: Expr,
}

/// How the series of two operands find each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    /// By which labels: `on` or `ignoring`, if written.
    pub labels: Option<Grouping>,
    /// Where `on` or `ignoring` stands, with its labels.
    pub labels_span: Option<Span>,
    /// Of which side several series may match one of the other, if written.
    pub many: Option<Side>,
    /// The labels that `group_left` or `group_right` takes over from the other side.
    pub include: Vec<String>,
    /// Where `group_left` or `group_right` stands, with its labels.
    pub many_span: Option<Span>,
}

/// A side of a binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What stands before the operator: `group_left`.
    Left,
    /// What stands after the operator: `group_right`.
    Right,
}

/// A list of labels that count, or that do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// Only these labels count: `by`, `on`.
    Only(Vec<String>),
    /// All labels but these count: `without`, `ignoring`.
    AllBut(Vec<String>),
}

/// What stands between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the operators")]
pub enum BinaryOperator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Atan2,
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    And,
    Or,
    Unless,
}

/// Many series made one, or fewer.
#[derive(Clone, Debug)]
pub struct Aggregate {
    /// How.
    pub aggregator: Aggregator,
    /// Which series go together; all of them if not written.
    pub grouping: Option<Grouping>,
    /// Where the aggregator's name stands.
    pub name_span: Span,
    /// Where `by` or `without` stands, with its labels.
    pub grouping_span: Option<Span>,
    /// The number or text before the series, for those aggregators that want one.
    pub parameter: Option<Expr>,
    /// The series.
    pub inner: Expr,
}

/// How many series are made one, or fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the aggregators")]
pub enum Aggregator {
    Sum,
    Avg,
    Count,
    Min,
    Max,
    Group,
    Stddev,
    Stdvar,
    Topk,
    Bottomk,
    CountValues,
    Quantile,
}

/// A function and its arguments.
#[derive(Clone, Debug)]
pub struct Call {
    /// Which function.
    pub function: &'static Function,
    /// Where its name stands.
    pub name_span: Span,
    /// What stands in the parentheses.
    pub arguments: Vec<Expr>,
    /// The compiled pattern of a `label_replace`.
    pub(super) pattern: Option<regex::Regex>,
}

/// What sort of value an expression has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// A number.
    Scalar,
    /// One value for each of some series.
    Vector,
    /// Several values for each of some series.
    Matrix,
    /// A text.
    Text,
}

impl Expr {
    /// A part at a place.
    pub(super) fn new(kind: ExprKind, span: Span) -> Self {
        let mut expr = Self {
            kind,
            span,
            depth: 1,
        };
        expr.depth = 1 + expr.parts().map(|part| part.depth).max().unwrap_or(0);
        expr
    }

    /// A selector without a window.
    pub fn of_selector(selector: Selector, span: Span) -> Self {
        Self::new(ExprKind::Selector(selector), span)
    }

    /// How many levels of parts it has, itself included.
    pub(super) fn depth(&self) -> u16 {
        self.depth
    }

    /// Its direct parts, in the order in which they are written.
    pub fn parts(&self) -> impl Iterator<Item = &Self> {
        let (parts, more): ([Option<&Self>; 2], &[Self]) = match &self.kind {
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Selector(_)
            | ExprKind::Range(..) => ([None, None], &[]),
            ExprKind::Subquery(subquery) => ([Some(&subquery.inner), None], &[]),
            ExprKind::Sign { operand, .. } => ([Some(operand), None], &[]),
            ExprKind::Parenthesis(inner) => ([Some(inner), None], &[]),
            ExprKind::Binary(binary) => ([Some(&binary.left), Some(&binary.right)], &[]),
            ExprKind::Aggregate(aggregate) => {
                ([aggregate.parameter.as_ref(), Some(&aggregate.inner)], &[])
            }
            ExprKind::Call(call) => ([None, None], &call.arguments),
        };
        parts.into_iter().flatten().chain(more)
    }

    /// Visits this expression and all its parts, the whole before its parts.
    pub fn walk(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        for part in self.parts() {
            part.walk(visit);
        }
    }

    /// Which series it selects, if it is a selector, with or without a window.
    pub fn selector(&self) -> Option<&Selector> {
        match &self.kind {
            ExprKind::Selector(selector) | ExprKind::Range(selector, _) => Some(selector),
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Subquery(_)
            | ExprKind::Sign { .. }
            | ExprKind::Binary(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Call(_)
            | ExprKind::Parenthesis(_) => None,
        }
    }

    /// The same expression without the parentheses around it.
    pub fn bare(&self) -> &Self {
        let mut expr = self;
        while let ExprKind::Parenthesis(inner) = &expr.kind {
            expr = inner;
        }
        expr
    }

    /// What sort of value it has.
    pub fn value_type(&self) -> ValueType {
        match &self.kind {
            ExprKind::Number(_) => ValueType::Scalar,
            ExprKind::Text(_) => ValueType::Text,
            ExprKind::Selector(_) | ExprKind::Aggregate(_) => ValueType::Vector,
            ExprKind::Range(..) | ExprKind::Subquery(_) => ValueType::Matrix,
            ExprKind::Sign { operand, .. } => operand.value_type(),
            ExprKind::Parenthesis(inner) => inner.value_type(),
            ExprKind::Call(call) => call.function.returns,
            ExprKind::Binary(binary) => {
                if binary.left.value_type() == ValueType::Scalar
                    && binary.right.value_type() == ValueType::Scalar
                {
                    ValueType::Scalar
                } else {
                    ValueType::Vector
                }
            }
        }
    }
}

impl Expr {
    /// The metric's name, if the expression is the window of a selector that fixes one.
    pub(super) fn metric(&self) -> Option<&str> {
        let ExprKind::Range(selector, _) = &self.bare().kind else {
            return None;
        };
        selector.metric()
    }
}

impl Call {
    /// What a `label_replace` sets its label to where the source label has this value; nothing
    /// where its pattern does not match, and for any other function.
    pub fn replacement(&self, source: &str) -> Option<String> {
        let [_, _, replacement, ..] = &self.arguments[..] else {
            return None;
        };
        let ExprKind::Text(replacement) = &replacement.bare().kind else {
            return None;
        };
        let captures = self.pattern.as_ref()?.captures(source)?;
        let mut value = String::new();
        captures.expand(replacement, &mut value);
        Some(value)
    }
}

impl Selector {
    /// The metric's name, if the selector fixes one.
    pub fn metric(&self) -> Option<&str> {
        self.names_metric().map(|(_, name)| name)
    }

    /// The place of the matcher that fixes the metric's name, and the name.
    pub(super) fn names_metric(&self) -> Option<(usize, &str)> {
        let mut matchers = self.matchers.iter();
        let place = matchers.position(|matcher| {
            matcher.name == crate::base::Labels::NAME
                && matcher.operator == super::MatchOperator::Equal
        })?;
        Some((place, self.matchers.get(place)?.value.as_str()))
    }
}

impl Grouping {
    /// The labels that are named.
    pub fn labels(&self) -> &[String] {
        match self {
            Self::Only(labels) | Self::AllBut(labels) => labels,
        }
    }
}

impl ValueType {
    /// What it is called in messages, with its article.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scalar => "a scalar",
            Self::Vector => "an instant vector",
            Self::Matrix => "a range vector",
            Self::Text => "a string",
        }
    }
}
