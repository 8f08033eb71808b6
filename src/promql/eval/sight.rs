//! What an expression sees of the series, and whether it sees the same again.
//!
//! An expression that names no time of its own answers alike where it sees alike: the same newest
//! values, and windows whose samples have the same values and stand where they stood before, seen from
//! the time of the evaluation. Values that never change are seen alike however many of them come in.

use super::evaluator::as_ms;
use super::table::Work;
use crate::promql::expr::{Expr, ExprKind, Selector, Timing};
use crate::promql::options::Options;
use crate::promql::store::{Column, SeriesId, Store, StoreId};

/// What an expression saw when it was looked at last.
#[derive(Debug)]
pub(super) struct Sight {
    looks: Vec<Look>,
    /// The steps of subqueries, whose times stay where they are when the time of the evaluation moves.
    steps: Vec<i64>,
    options: Options,
    /// Whose series were looked at; none until then.
    store: Option<StoreId>,
    at_ms: i64,
    /// Whether the answer depends on the time itself: nothing is looked at.
    names_time: bool,
}

impl Sight {
    /// The sight of an expression that was not evaluated yet.
    pub(super) fn of(expr: &Expr, options: &Options) -> Self {
        let mut sight = Self {
            looks: Vec::new(),
            steps: Vec::new(),
            options: options.clone(),
            store: None,
            at_ms: i64::MIN,
            names_time: false,
        };
        sight.names_time = sight.take_in(expr, Reach::default()).is_none();
        sight
    }

    /// Looks again: whether there is nothing that was not seen before, at this time as at that of
    /// the look before.
    pub(super) fn is_same(&mut self, store: &Store, at_ms: i64, options: &Options) -> bool {
        if self.names_time {
            return false;
        }
        let is_first = self.store.as_ref().is_none_or(|known| !store.is(known));
        if is_first {
            self.store = Some(store.id().remembered());
            self.looks.iter_mut().for_each(Look::forget);
        }
        let moved = at_ms.saturating_sub(self.at_ms);
        let mut is_same = !is_first
            && moved >= 0
            && self.options == *options
            && self.steps.iter().all(|step| moved % step == 0);
        if self.options != *options {
            self.options = options.clone();
        }
        for look in &mut self.looks {
            is_same &= look.is_same(store, (self.at_ms, at_ms));
        }
        self.at_ms = at_ms;
        is_same
    }

    /// What was seen does not count: nothing came of it.
    pub(super) fn forget(&mut self) {
        self.store = None;
    }

    /// Takes in what a part of the expression sees; nothing if that depends on the time itself.
    fn take_in(&mut self, expr: &Expr, around: Reach) -> Option<()> {
        match &expr.kind {
            ExprKind::Selector(selector) => {
                let reach = around.before(selector.timing)?;
                self.looks
                    .push(Look::new(selector, reach, self.options.look_back_ms()));
            }
            ExprKind::Range(selector, range) => {
                let reach = around.before(selector.timing)?;
                let reach = reach.over(as_ms(*range), &self.options);
                self.looks.push(Look::new(selector, reach, 0));
            }
            ExprKind::Subquery(subquery) => {
                let step = subquery.step.unwrap_or(self.options.subquery_step);
                self.steps.push(as_ms(step).max(1));
                let reach = around.before(subquery.timing)?;
                let reach = reach.over(as_ms(subquery.range), &self.options);
                self.take_in(&subquery.inner, reach)?;
            }
            ExprKind::Call(call) => {
                let is_date = matches!(call.function.work, Work::Date(_));
                let names_time = ["time", "timestamp"].contains(&call.function.name)
                    || is_date && call.arguments.is_empty();
                if names_time {
                    return None;
                }
                for argument in &call.arguments {
                    self.take_in(argument, around)?;
                }
            }
            ExprKind::Number(_)
            | ExprKind::Text(_)
            | ExprKind::Sign { .. }
            | ExprKind::Binary(_)
            | ExprKind::Aggregate(_)
            | ExprKind::Parenthesis(_) => {
                for part in expr.parts() {
                    self.take_in(part, around)?;
                }
            }
        }
        Some(())
    }
}

/// Which times a part of an expression looks at, seen from the time of the evaluation.
#[derive(Clone, Copy, Debug, Default)]
struct Reach {
    /// How long before the evaluation they end.
    offset: i64,
    /// Over how long they go; zero for one time alone.
    length: i64,
}

impl Reach {
    /// The same before an `offset`; nothing for what is fixed to a time, or comes after the evaluation.
    fn before(self, timing: Timing) -> Option<Self> {
        let is_past = timing.at.is_none() && timing.offset_ms >= 0;
        is_past.then_some(Self {
            offset: self.offset.saturating_add(timing.offset_ms),
            ..self
        })
    }

    /// The same over a window.
    fn over(self, length: i64, options: &Options) -> Self {
        let length = length.saturating_add(options.major.earlier_ms());
        Self {
            length: self.length.saturating_add(length),
            ..self
        }
    }
}

/// What a selector sees.
#[derive(Debug)]
struct Look {
    selector: Selector,
    reach: Reach,
    /// How far its series are looked back for.
    backwards: i64,
    /// How many series were asked whether they are meant.
    asked: usize,
    seen: Vec<(SeriesId, Seen)>,
}

/// What is seen of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Nothing,
    /// The bits of its newest value.
    Newest(u64),
    /// A window of samples, the newest of which is so much older than the window's end.
    Window(i64),
}

impl Look {
    fn new(selector: &Selector, reach: Reach, backwards: i64) -> Self {
        Self {
            selector: selector.clone(),
            reach,
            backwards,
            asked: 0,
            seen: Vec::new(),
        }
    }

    fn forget(&mut self) {
        self.asked = 0;
        self.seen.clear();
    }

    fn is_same(&mut self, store: &Store, (was_ms, at_ms): (i64, i64)) -> bool {
        let (more, asked) = store.select_from(&self.selector, self.asked);
        self.asked = asked;
        self.seen
            .extend(more.into_iter().map(|id| (id, Seen::Nothing)));
        let (was_ms, at_ms) = (
            was_ms.saturating_sub(self.reach.offset),
            at_ms.saturating_sub(self.reach.offset),
        );
        let length = self.reach.length.saturating_add(self.backwards);
        let mut is_same = true;
        for (id, seen) in &mut self.seen {
            let Some(column) = store.column(*id) else {
                return false;
            };
            let now = if self.reach.length == 0 {
                newest(column, at_ms, length)
            } else {
                window(column, at_ms, length)
            };
            is_same &= now == *seen;
            if let Seen::Window(_) = now {
                // The window was, and still is, one of values that are all alike.
                let since = column.alike_since();
                is_same &= since.is_some_and(|since| since <= was_ms.saturating_sub(length));
            }
            *seen = now;
        }
        is_same
    }
}

fn newest(column: &Column, at_ms: i64, look_back: i64) -> Seen {
    let newest = column.newest(at_ms, look_back);
    newest.map_or(Seen::Nothing, |(_, value)| Seen::Newest(value.to_bits()))
}

fn window(column: &Column, at_ms: i64, length: i64) -> Seen {
    match column.newest_time(at_ms) {
        Some(time) if time > at_ms.saturating_sub(length) => Seen::Window(at_ms - time),
        _ => Seen::Nothing,
    }
}

#[cfg(test)]
#[path = "sight_tests.rs"]
mod tests;
