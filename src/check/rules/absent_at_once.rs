//! An `absent` that fires at once.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Duration, Problem, Severity};
use crate::promql::ExprKind;

pub(super) const LINT: Lint = Lint {
    code: "alert/absent-at-once",
    severity: Severity::Warning,
    page: include_str!("pages/absent_at_once.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let Some(alert) = case.alert() else {
        return Vec::new();
    };
    let least = Duration::from_ms(2 * case.known.scrape_interval().ms());
    if alert.hold >= least {
        return Vec::new();
    }
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        if let ExprKind::Call(call) = &part.kind
            && call.function.name == "absent"
        {
            let message = if alert.hold == Duration::ZERO {
                "`absent` without `for` fires whenever one scrape fails".to_owned()
            } else {
                format!(
                    "`absent` with `for: {}` fires when one scrape fails",
                    alert.hold
                )
            };
            let hint = format!("add `for: 5m`, or at least two scrapes, {least}");
            found.push(
                case.in_expr(&LINT, part.span, "true at once", message)
                    .hint(hint),
            );
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn absence_is_waited_for() {
        let rules = |hold: &str| alert("up == 0 or absent(up{job=\"a\"})", hold);
        let pointed = |hold: &str| pointed(&LINT, &rules(hold));
        assert_eq!(pointed(""), ["absent(up{job=\"a\"})"]);
        assert_eq!(pointed("    for: 15s\n"), ["absent(up{job=\"a\"})"]);
        assert_eq!(pointed("    for: 30s\n"), [""; 0]);
    }

    #[test]
    fn a_window_waits_as_well() {
        assert_eq!(
            pointed(&LINT, &alert("absent_over_time(up{job=\"a\"}[5m])", "")),
            [""; 0]
        );
    }
}
