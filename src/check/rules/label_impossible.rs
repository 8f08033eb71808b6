//! A label that is used where no series can have it.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity, Span};
use crate::check::flow::{Flow, Presence, Reason, Why, label_in};
use crate::promql::{Aggregate, Binary, BinaryOperator, Call, ExprKind, Grouping, Side, ValueType};

pub(super) const LINT: Lint = Lint {
    code: "label/impossible",
    severity: Severity::Warning,
    page: include_str!("pages/label_impossible.md"),
    needs: Needs::Rules,
    judge: Judge::Flow(judge),
};

fn judge(case: &Case<'_>, flow: &Flow<'_>) -> Vec<Problem> {
    let mut uses = Uses {
        case,
        found: Vec::new(),
        told: Vec::new(),
    };
    flow.walk(&mut |part| match (&part.expr.kind, &part.parts[..]) {
        (ExprKind::Aggregate(aggregate), [.., inner]) => uses.grouped(aggregate, inner),
        (ExprKind::Binary(binary), [left, right]) => uses.matched(binary, left, right),
        (ExprKind::Call(call), [vector, ..]) => uses.called(call, vector),
        _ => {}
    });
    uses.found
}

struct Uses<'a> {
    case: &'a Case<'a>,
    found: Vec<Problem>,
    /// Labels that were told, and what removes them: what follows from it is not told again.
    told: Vec<(String, Reason)>,
}

impl Uses<'_> {
    fn grouped(&mut self, aggregate: &Aggregate, inner: &Flow<'_>) {
        let (Some(Grouping::Only(names)), Some(span)) =
            (&aggregate.grouping, aggregate.grouping_span)
        else {
            return;
        };
        for name in names {
            if let Some(reason) = missing(inner, name) {
                self.tell(span, name, reason, &format!("no series here has `{name}`"));
            }
        }
    }

    fn matched(&mut self, binary: &Binary, left: &Flow<'_>, right: &Flow<'_>) {
        if [left, right].map(|side| side.expr.value_type()) != [ValueType::Vector; 2] {
            return;
        }
        let matching = &binary.matching;
        if let (Some(Grouping::Only(names)), Some(span)) = (&matching.labels, matching.labels_span)
        {
            for name in names {
                self.on(
                    binary,
                    span,
                    name,
                    [missing(left, name), missing(right, name)],
                );
            }
        }
        let (side, one) = match matching.many {
            Some(Side::Left) => ("right", right),
            Some(Side::Right) => ("left", left),
            None => return,
        };
        for name in &matching.include {
            if let (Some(reason), Some(span)) = (missing(one, name), matching.many_span) {
                let message = format!("no series on the {side} has `{name}` to take over");
                self.tell(span, name, reason, &message);
            }
        }
    }

    fn on(&mut self, binary: &Binary, span: Span, name: &str, missing: [Option<Reason>; 2]) {
        let message = match missing {
            [Some(_), Some(_)] => format!("no series on either side has `{name}`"),
            // The other side of `or` may be meant to stand in.
            _ if binary.operator == BinaryOperator::Or => return,
            [Some(_), None] => format!("no series on the left has `{name}`"),
            [None, Some(_)] => format!("no series on the right has `{name}`"),
            [None, None] => return,
        };
        if let Some(reason) = missing.into_iter().flatten().next() {
            self.tell(span, name, reason, &message);
        }
    }

    /// The label of which `label_replace` makes another one.
    fn called(&mut self, call: &Call, vector: &Flow<'_>) {
        let (true, Some(source)) = (call.function.name == "label_replace", call.arguments.get(3))
        else {
            return;
        };
        let ExprKind::Text(name) = &source.bare().kind else {
            return;
        };
        // A pattern that matches no label at all is a way to set a constant.
        if call.replacement("").is_none()
            && let Some(reason) = missing(vector, name)
        {
            let message = format!("no series here has `{name}`, so that nothing is replaced");
            self.tell(source.span, name, reason, &message);
        }
    }

    fn tell(&mut self, clause: Span, name: &str, reason: Reason, message: &str) {
        if self
            .told
            .iter()
            .any(|(told, why)| told == name && *why == reason)
        {
            return;
        }
        self.told.push((name.to_owned(), reason));
        let text = &self.case.query().text;
        let message = format!("{message}: {}", reason.why_missing(text));
        let hint = if reason.why == Why::Grouping {
            format!("keep `{name}` there, or take it away here")
        } else {
            format!("take `{name}` away here")
        };
        let place = label_in(text, clause, name);
        let problem = self.case.in_expr(&LINT, place, "never there", message);
        self.found.push(problem.hint(hint));
    }
}

/// Why no series of a result has a label, where something removes it; nothing if one may have it,
/// or if series without it are asked for.
fn missing(flow: &Flow<'_>, name: &str) -> Option<Reason> {
    let facts = || {
        flow.result
            .branches
            .iter()
            .map(|branch| branch.labels.get(name))
    };
    let is_removed = facts()
        .all(|fact| fact.presence == Presence::Impossible && fact.reason.why != Why::Matcher);
    let first = facts().next()?;
    is_removed.then_some(first.reason)
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::super::testing::{alert, pointed, problems};
    use super::LINT;

    fn found(expr: &str) -> Vec<String> {
        pointed(&LINT, &alert(expr, ""))
    }

    #[test]
    fn a_label_that_an_aggregation_removed_is_pointed_at_with_the_reason() {
        assert_eq!(found("sum by (pod, job) (sum by (pod) (a)) > 1"), ["job"]);
        assert_eq!(found("sum by (pod) (sum without (pod) (a)) > 1"), ["pod"]);
        let rules = alert("sum by (job) (sum by (pod) (a)) > 1", "");
        let told = problems(&rules, &Known::default());
        let own = told.iter().find(|problem| problem.code == LINT.code);
        assert_eq!(
            own.map(|problem| &*problem.message),
            Some("no series here has `job`: `by (pod)` removes it")
        );
    }

    #[test]
    fn both_sides_of_a_join_need_its_labels() {
        assert_eq!(found("a * on (job) sum by (pod) (b) > 1"), ["job"]);
        assert_eq!(found("a unless on (pod, job) sum by (pod) (b)"), ["job"]);
        assert_eq!(found("a and on (job) vector(1)"), ["job"]);
        assert_eq!(found("sum by (job) (a) or on (job) vector(0)"), [""; 0]);
        assert_eq!(
            found("a * on (pod) group_left (x) sum by (pod) (b) > 1"),
            ["x"]
        );
        assert_eq!(
            found("a * on (pod) group_left (x) sum by (pod, x) (b) > 1"),
            [""; 0]
        );
    }

    #[test]
    fn a_label_that_some_alternative_has_is_possible() {
        assert_eq!(found("sum by (job) (a or vector(0)) > 1"), [""; 0]);
        assert_eq!(
            found("sum by (job) (label_replace(sum(a), \"job\", \"x\", \"\", \"\"))"),
            [""; 0]
        );
    }

    #[test]
    fn nothing_is_replaced_of_a_label_that_is_not_there() {
        let replace = |pattern: &str| {
            format!("label_replace(sum(a), \"x\", \"$1\", \"pod\", \"{pattern}\") > 1")
        };
        assert_eq!(found(&replace("(.+)-.*")), ["pod"]);
        assert_eq!(found(&replace("(.*)")), [""; 0]);
    }

    #[test]
    fn what_follows_from_one_mistake_is_told_once() {
        assert_eq!(
            found("sum by (job) (sum by (job) (sum by (pod) (a))) > 1"),
            ["job"]
        );
    }
}
