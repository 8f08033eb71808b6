//! A recording that nobody writes.

use super::Case;
use super::lint::{Judge, Lint, Needs};
use crate::base::{Problem, Severity, closest};
use crate::promql::Selector;

pub(super) const LINT: Lint = Lint {
    code: "record/undefined",
    severity: Severity::Warning,
    page: include_str!("pages/undefined_record.md"),
    needs: Needs::Rules,
    judge: Judge::Rule(judge),
};

fn judge(case: &Case<'_>) -> Vec<Problem> {
    let mut found = Vec::new();
    case.expr().walk(&mut |part| {
        let metric = part.selector().and_then(Selector::metric);
        let Some(metric) = metric.filter(|metric| metric.contains(':')) else {
            return;
        };
        if case.set.records(metric).next().is_some() {
            return;
        }
        // It may be written elsewhere, unless its nearest kin are written here.
        let Some(kin) = kin(case, metric) else { return };
        let message = format!("no rule here records `{metric}`, and one records `{kin}`");
        found.push(
            case.in_expr(&LINT, part.span, "recorded nowhere", message)
                .hint(format!("use `{kin}`, or record this one")),
        );
    });
    found
}

/// What is recorded here, at the same level and of the same metric, or under almost the same name.
fn kin<'a>(case: &Case<'a>, metric: &str) -> Option<&'a str> {
    let set = case.set;
    let family = (metric.matches(':').count() >= 2)
        .then(|| metric.rsplit_once(':'))
        .flatten()
        .map(|(family, _)| family);
    let same_family = set.recorded().find(|name| {
        let own = name.rsplit_once(':').map(|(family, _)| family);
        family.is_some() && own == family
    });
    same_family.or_else(|| {
        // A slip is one or two letters; a longer name may be another on purpose.
        closest(metric, set.recorded()).filter(|name| name.len().abs_diff(metric.len()) <= 1)
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{alert, pointed};
    use super::LINT;

    #[test]
    fn what_is_used_is_recorded() {
        let record = "  - {record: 'job:errors:rate5m', expr: 'rate(c[5m])'}\n";
        for (metric, wanted) in [
            ("job:errors:rate30m", 1),
            ("job:eerrors:rate5m", 1),
            ("job:errors:rate5m", 0),
            ("cluster:memory:sum", 0),
            ("errors", 0),
        ] {
            let found = pointed(&LINT, &alert(&format!("{metric} > 1"), record));
            assert_eq!(found.len(), wanted, "{metric}");
        }
    }
}
