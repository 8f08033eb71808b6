//! Expressions as PromQL text.

use std::fmt;

use super::expr::{
    Aggregate, Binary, Expr, ExprKind, Grouping, Matching, Moment, Selector, Side, Timing,
};
use super::matcher::MatchOperator;
use super::unit::print_duration;
use crate::base::{Duration, Labels};

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Number(value) => number(f, *value),
            ExprKind::Text(text) => quoted(f, text),
            ExprKind::Selector(selector) => selector.print(f, None),
            ExprKind::Range(selector, range) => selector.print(f, Some(*range)),
            ExprKind::Subquery(subquery) => {
                write!(f, "{}[{}:", subquery.inner, duration(subquery.range))?;
                if let Some(step) = subquery.step {
                    f.write_str(&duration(step))?;
                }
                f.write_str("]")?;
                subquery.timing.print(f)
            }
            ExprKind::Sign { minus, operand } => {
                write!(f, "{}{operand}", if *minus { "-" } else { "+" })
            }
            ExprKind::Binary(binary) => binary.print(f),
            ExprKind::Aggregate(aggregate) => aggregate.print(f),
            ExprKind::Call(call) => {
                write!(f, "{}(", call.function.name)?;
                comma_separated(f, &call.arguments)?;
                f.write_str(")")
            }
            ExprKind::Parenthesis(inner) => write!(f, "({inner})"),
        }
    }
}

fn comma_separated<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
    }
    Ok(())
}

fn duration(length: Duration) -> String {
    print_duration(i64::try_from(length.ms()).unwrap_or(i64::MAX))
}

/// A value as Prometheus prints it: `+Inf`, `NaN`, else the shortest text that reads back.
fn number(f: &mut fmt::Formatter<'_>, value: f64) -> fmt::Result {
    f.write_str(&print_value(value))
}

/// A value as Prometheus writes it into labels and messages.
pub(super) fn print_value(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    value.to_string()
}

/// A text in double quotes, escaped so that it reads back.
pub(super) fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

/// A label's name, in quotes where it is not a plain word.
pub(super) fn label_name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    if is_plain(name, false) {
        f.write_str(name)
    } else {
        quoted(f, name)
    }
}

/// Whether a name needs no quotes.
fn is_plain(name: &str, colons: bool) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || (c == ':' && colons))
}

struct Name<'a>(&'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        label_name(f, self.0)
    }
}

fn names(f: &mut fmt::Formatter<'_>, labels: &[String]) -> fmt::Result {
    let labels: Vec<Name<'_>> = labels.iter().map(|label| Name(label)).collect();
    f.write_str("(")?;
    comma_separated(f, &labels)?;
    f.write_str(")")
}

impl Selector {
    fn print(&self, f: &mut fmt::Formatter<'_>, range: Option<Duration>) -> fmt::Result {
        let metric = self.metric().filter(|_| self.bare_name);
        let plain = metric.filter(|name| is_plain(name, true));
        f.write_str(plain.unwrap_or_default())?;
        let mut first = true;
        let mut separate = |f: &mut fmt::Formatter<'_>| {
            let separator = if first { "{" } else { "," };
            first = false;
            f.write_str(separator)
        };
        if let (Some(name), None) = (metric, plain) {
            separate(f)?;
            quoted(f, name)?;
        }
        let mut is_name_due = metric.is_some();
        for matcher in &self.matchers {
            let is_name = matcher.name == Labels::NAME && matcher.operator == MatchOperator::Equal;
            if is_name && is_name_due {
                is_name_due = false;
                continue;
            }
            separate(f)?;
            write!(f, "{matcher}")?;
        }
        if !first {
            f.write_str("}")?;
        }
        if let Some(range) = range {
            write!(f, "[{}]", duration(range))?;
        }
        self.timing.print(f)
    }
}

impl Timing {
    fn print(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            None => {}
            Some(Moment::Start) => f.write_str(" @ start()")?,
            Some(Moment::End) => f.write_str(" @ end()")?,
            Some(Moment::Fixed(ms)) => {
                let sign = if ms < 0 { "-" } else { "" };
                let ms = ms.unsigned_abs();
                write!(f, " @ {sign}{}.{:03}", ms / 1000, ms % 1000)?;
            }
        }
        match self.offset_ms {
            0 => Ok(()),
            ms => write!(f, " offset {}", print_duration(ms)),
        }
    }
}

impl Binary {
    fn print(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.left, self.operator.symbol())?;
        if self.returns_bool {
            f.write_str(" bool")?;
        }
        self.matching.print(f)?;
        write!(f, " {}", self.right)
    }
}

impl Matching {
    fn print(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.labels {
            None => return Ok(()),
            Some(Grouping::Only(labels)) => {
                f.write_str(" on ")?;
                names(f, labels)?;
            }
            Some(Grouping::AllBut(labels)) => {
                f.write_str(" ignoring ")?;
                names(f, labels)?;
            }
        }
        match self.many {
            None => return Ok(()),
            Some(Side::Left) => f.write_str(" group_left ")?,
            Some(Side::Right) => f.write_str(" group_right ")?,
        }
        names(f, &self.include)
    }
}

impl Aggregate {
    fn print(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.aggregator.name())?;
        match &self.grouping {
            None => {}
            Some(Grouping::Only(labels)) => {
                f.write_str(" by ")?;
                names(f, labels)?;
                f.write_str(" ")?;
            }
            Some(Grouping::AllBut(labels)) => {
                f.write_str(" without ")?;
                names(f, labels)?;
                f.write_str(" ")?;
            }
        }
        f.write_str("(")?;
        if let Some(parameter) = &self.parameter {
            write!(f, "{parameter}, ")?;
        }
        write!(f, "{})", self.inner)
    }
}
