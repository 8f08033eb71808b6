//! A window that is too short for two scrapes.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Duration, Problem, Severity, Span};
use crate::promql::{Expr, ExprKind};

pub(super) const LINT: Lint = Lint {
    code: "query/short-window",
    severity: Severity::Error,
    page: include_str!("pages/short_window.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

/// Functions that compare samples with each other.
const OF_TWO: [&str; 9] = [
    "changes",
    "delta",
    "deriv",
    "idelta",
    "increase",
    "irate",
    "predict_linear",
    "rate",
    "resets",
];

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        if let ExprKind::Call(call) = &part.kind
            && OF_TWO.contains(&call.function.name)
        {
            let windows = call.arguments.iter().map(Expr::bare);
            found.extend(windows.filter_map(|window| judged(case, call.function.name, window)));
        }
    });
    found
}

fn judged(case: &Case<'_>, function: &str, window: &Expr) -> Option<Problem> {
    let (range, between, what) = match &window.kind {
        ExprKind::Range(_, range) => (*range, case.known.scrape_interval(), "a scrape"),
        ExprKind::Subquery(subquery) => (subquery.range, subquery.step?, "a step"),
        ExprKind::Number(_)
        | ExprKind::Text(_)
        | ExprKind::Selector(_)
        | ExprKind::Sign { .. }
        | ExprKind::Binary(_)
        | ExprKind::Aggregate(_)
        | ExprKind::Call(_)
        | ExprKind::Parenthesis(_) => return None,
    };
    let least = Duration::from_ms(between.ms().saturating_mul(2));
    (range < least).then(|| {
        let message = format!(
            "`{function}` needs two samples, and {range} have at most one: {what} every {between}"
        );
        case.in_expr(&LINT, bracket(case, window.span), "too short", message)
            .hint(format!(
                "use `[{least}]` at least; four times as long rides out a missed one"
            ))
    })
}

/// The brackets at the end of a window.
fn bracket(case: &Case<'_>, window: Span) -> Span {
    let text = case.text(window);
    let Some(open) = text.rfind('[') else {
        return window;
    };
    let end = text[open..]
        .find(']')
        .map_or(text.len(), |close| open + close + 1);
    Span::new(open, end).shifted(window.start)
}

#[cfg(test)]
mod tests {
    use super::super::Known;
    use super::super::testing::{alert, pointed, problems};
    use super::LINT;
    use crate::base::Duration;

    #[test]
    fn a_window_holds_two_scrapes() {
        assert_eq!(pointed(&LINT, &alert("rate(a[20s]) > 1", "")), ["[20s]"]);
        assert_eq!(pointed(&LINT, &alert("rate(a[30s]) > 1", "")), [""; 0]);
        assert_eq!(
            pointed(&LINT, &alert("max_over_time(a[20s]) > 1", "")),
            [""; 0]
        );
        let known = Known {
            scrape_interval: Some(Duration::from_mins(1)),
            ..Known::default()
        };
        let found = problems(&alert("rate(a[1m] offset 1h) > 1", ""), &known);
        assert_eq!(found[0].code, LINT.code);
    }

    #[test]
    fn a_window_holds_two_steps() {
        let steps = alert("deriv(a[5m:3m]) > 1", "");
        assert_eq!(pointed(&LINT, &steps), ["[5m:3m]"]);
        assert_eq!(pointed(&LINT, &alert("deriv(a[5m:]) > 1", "")), [""; 0]);
    }
}
