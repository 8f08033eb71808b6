//! Comments of pint's, which repositories that were linted by it are full of.

/// How they begin, after the `#`.
pub(super) const MARK: &str = "pint ";

/// What a comment of pint's counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The rule that it stands above or in.
    Here,
    /// The whole file.
    File,
    /// Its own line.
    Line,
    /// The line below.
    NextLine,
    /// Everything from here on.
    Begin,
    /// Everything up to here.
    End,
}

/// Which of our lints find what a check of pint's finds.
const CHECKS: &[(&str, &[&str])] = &[
    ("alerts/absent", &["alert/absent-at-once"]),
    (
        "alerts/annotation",
        &["alert/no-runbook", "alert/no-summary"],
    ),
    (
        "alerts/comparison",
        &[
            "alert/always-true",
            "alert/no-condition",
            "query/never-true",
        ],
    ),
    (
        "alerts/template",
        &["template/raw-value", "template/value-in-label"],
    ),
    ("group/interval", &["group/slow"]),
    ("promql/counter", &["counter/raw"]),
    ("promql/fragile", &["alert/top-k"]),
    ("promql/impossible", &["query/never-true", "query/no-le"]),
    ("promql/nan", &["query/nan-in-sum"]),
    (
        "promql/rate",
        &[
            "counter/gauge-rate",
            "query/rate-of-aggregate",
            "query/short-window",
        ],
    ),
    (
        "promql/regexp",
        &["query/needless-regex", "query/redundant-anchor"],
    ),
    (
        "promql/series",
        &[
            "record/undefined",
            "series/unknown-label",
            "series/unknown-metric",
            "series/unknown-value",
        ],
    ),
    ("rule/dependency", &["record/late", "record/undefined"]),
    ("rule/duplicate", &["rule/duplicate", "rule/overlap"]),
    (
        "rule/label",
        &["alert/no-severity", "alert/unknown-severity"],
    ),
    ("rule/link", &["alert/unknown-runbook"]),
];

/// What is meant by what follows the mark, and which of our lints that silences: all of them if none
/// is named. Nothing if it silences no lint of ours.
///
/// A `snooze` ends on a day, and no lint knows what day it is: it counts as a `disable`.
pub(super) fn read(said: &str) -> Option<(Scope, Vec<&'static str>)> {
    let mut words = said.split_whitespace();
    let (scope, check) = match words.next()? {
        "ignore/file" => return Some((Scope::File, Vec::new())),
        "ignore/line" => return Some((Scope::Line, Vec::new())),
        "ignore/next-line" => return Some((Scope::NextLine, Vec::new())),
        "ignore/begin" => return Some((Scope::Begin, Vec::new())),
        "ignore/end" => return Some((Scope::End, Vec::new())),
        "disable" => (Scope::Here, words.next()?),
        "file/disable" => (Scope::File, words.next()?),
        "snooze" => (Scope::Here, words.nth(1)?),
        "file/snooze" => (Scope::File, words.nth(1)?),
        _ => return None,
    };
    // What is meant may be narrowed down, as by `promql/series(metric)`; that is left to pint.
    if check.contains('(') {
        return None;
    }
    let known = CHECKS.iter().find(|(name, _)| *name == check);
    known.map(|(_, ours)| (scope, ours.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rules::lint_of;

    #[test]
    fn every_check_means_lints_that_there_are() {
        assert!(CHECKS.is_sorted_by(|a, b| a.0 < b.0));
        for (check, ours) in CHECKS {
            for code in *ours {
                assert!(lint_of(code).is_some(), "{check}: {code}");
            }
        }
    }

    #[test]
    fn what_means_nothing_to_us_silences_nothing() {
        assert_eq!(read("rule/owner bob"), None);
        assert_eq!(read("disable query/cost"), None);
        assert_eq!(read("disable"), None);
        let (scope, codes) = read("file/snooze 2030-01-01 alerts/absent").unwrap();
        assert_eq!(
            (scope, &codes[..]),
            (Scope::File, &["alert/absent-at-once"][..])
        );
    }
}
