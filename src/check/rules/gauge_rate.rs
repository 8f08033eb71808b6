//! A rate of what goes up and down.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity};
use crate::promql::{Expr, ExprKind};
use crate::spec::metrics::Behaviour;

pub(super) const LINT: Lint = Lint {
    code: "counter/gauge-rate",
    severity: Severity::Warning,
    page: include_str!("pages/gauge_rate.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let ExprKind::Call(call) = &part.kind else {
            return;
        };
        let instead = match call.function.name {
            "rate" => "deriv",
            "increase" => "delta",
            "irate" => "idelta",
            "resets" => "changes",
            _ => return,
        };
        let Some(argument) = call.arguments.first().map(Expr::bare) else {
            return;
        };
        let Some(series) = argument.selector().and_then(|selector| case.series(selector)) else {
            return;
        };
        if series.behaviour() == Behaviour::Grows {
            return;
        }
        let (function, profile) = (call.function.name, &series.profiles[0]);
        let message = format!(
            "by profile `{profile}`, this goes up and down; `{function}` takes each fall for a restart"
        );
        let problem = case.in_expr(&LINT, argument.span, "a gauge", message);
        found.push(problem.hint(format!("use `{instead}`, or compare the value itself")));
    });
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, by_profiles};
    use super::LINT;

    #[test]
    fn only_what_grows_has_a_rate() {
        let pointed = |expr: &str| by_profiles(&LINT, &alert(expr, ""));
        assert_eq!(
            pointed("rate(llm_budget_spent_dollars[5m]) > 1"),
            ["llm_budget_spent_dollars[5m]"]
        );
        assert_eq!(pointed("deriv(llm_budget_spent_dollars[5m]) > 1"), [""; 0]);
        assert_eq!(pointed("rate(llm_token_cost_dollars[5m]) > 1"), [""; 0]);
        assert_eq!(pointed("rate(somebodys_gauge[5m]) > 1"), [""; 0]);
    }
}
