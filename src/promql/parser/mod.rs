//! Text to expressions: precedence climbing over tokens, one file for each part of the grammar.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "at most places every other token, or part, is a mistake"
)]

mod aggregate;
mod binary;
mod call;
mod check;
mod cursor;
mod label_set;
mod postfix;
mod primary;
mod selector;

pub use cursor::parse;
pub(super) use label_set::label_set;

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::base::Span;
    use crate::promql::ExprKind;

    fn printed(text: &str) -> String {
        match parse(text) {
            Ok(expr) => expr.to_string(),
            Err(error) => panic!("{text}: {error}"),
        }
    }

    fn mistake(text: &str) -> (String, String) {
        let error = parse(text).expect_err(text);
        (
            text[error.span.start..error.span.end].to_owned(),
            error.message,
        )
    }

    #[test]
    fn operators_bind_as_in_prometheus() {
        for (text, full) in [
            ("1 + 2 * 3", "(1) + ((2) * (3))"),
            ("a - b - c", "((a) - (b)) - (c)"),
            ("2 ^ 3 ^ 4", "(2) ^ ((3) ^ (4))"),
            ("-a ^ b", "-((a) ^ (b))"),
            ("-a * b", "(-(a)) * (b)"),
            ("a or b and c", "(a) or ((b) and (c))"),
            ("a < b + c", "(a) < ((b) + (c))"),
        ] {
            assert_eq!(grouped(&parse(text).unwrap()), full, "{text}");
        }
    }

    fn grouped(expr: &crate::promql::Expr) -> String {
        match &expr.kind {
            ExprKind::Binary(binary) => format!(
                "({}) {} ({})",
                grouped(&binary.left),
                binary.operator.symbol(),
                grouped(&binary.right)
            ),
            ExprKind::Sign { operand, .. } => format!("-({})", grouped(operand)),
            _ => expr.to_string(),
        }
    }

    #[test]
    fn every_part_knows_its_place() {
        let text = "sum by (job) (rate(errors[5m] offset 1h)) > 0.5";
        let mut places = Vec::new();
        parse(text)
            .unwrap()
            .walk(&mut |part| places.push(&text[part.span.start..part.span.end]));
        assert_eq!(
            places,
            [
                text,
                "sum by (job) (rate(errors[5m] offset 1h))",
                "rate(errors[5m] offset 1h)",
                "errors[5m] offset 1h",
                "0.5"
            ]
        );
    }

    #[test]
    fn what_is_printed_reads_back() {
        for text in [
            r#"sum by (a, "b c") (rate({"x.y",job=~"a|b"}[5m] @ 10.500 offset -1m))"#,
            "topk(3, a) / on (x) group_left (y) b",
            "max_over_time(a[1h:5m])",
            r#"label_replace(a, "x", "$1\n", "y", "(.*)")"#,
            "a > bool ignoring (b) c",
            "-(a + NaN) % +Inf",
        ] {
            assert_eq!(printed(text), text);
        }
    }

    #[test]
    fn mistakes_are_pointed_at() {
        for (text, place, message) in [
            ("", "", "there is no expression here"),
            (
                "rate(a)",
                "a",
                "`rate` needs a range vector here, not an instant vector",
            ),
            ("a +", "", "the expression ends where an operand is needed"),
            (
                "sum(a) b",
                "b",
                "`b` stands where an operator or the end of the expression is needed",
            ),
            ("raet(a[5m])", "raet", "there is no function `raet`"),
            (
                "1 > 2",
                ">",
                "`>` between two scalars must be written `> bool`",
            ),
            (
                "a and 1",
                "1",
                "`and` works on instant vectors, not on a scalar",
            ),
            (
                r#"{job=~".*"}"#,
                r#"{job=~".*"}"#,
                "the selector matches every series: no matcher needs a value",
            ),
            (
                "a[5m] offset 1m [5m]",
                "[5m]",
                "a window can only stand behind a selector",
            ),
            ("a[0s]", "0s", "a duration must be longer than nothing"),
            ("clamp(a, 1)", "clamp", "`clamp` takes 3 arguments, not 2"),
        ] {
            assert_eq!(
                mistake(text),
                (place.to_owned(), message.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn a_slip_in_a_functions_name_gets_a_hint() {
        let error = parse("rats(a[5m])").unwrap_err();
        assert_eq!(error.hint.as_deref(), Some("did you mean `rate`?"));
    }

    #[test]
    fn what_is_not_evaluated_is_refused_by_name() {
        for (text, what) in [
            ("info(a)", "unsupported: the experimental function `info`"),
            (
                "limitk(2, a)",
                "unsupported: the experimental function `limitk`",
            ),
            (
                "limitk by (x) (2, a)",
                "unsupported: the experimental aggregator `limitk`",
            ),
            (
                "rate(a[5m] smoothed)",
                "unsupported: the experimental modifier `smoothed`",
            ),
            (
                "a + fill(0) b",
                "unsupported: the experimental modifier `fill`",
            ),
            (
                "a + on(x) fill_left(0) b",
                "unsupported: the experimental modifier `fill_left`",
            ),
            ("a[5m + 1m]", "unsupported: duration arithmetic"),
            ("a offset (5m)", "unsupported: duration arithmetic"),
            (
                "histogram_count(a)",
                "unsupported: the native histogram function `histogram_count`",
            ),
            ("a </ 5", "unsupported: the native histogram operator `</`"),
        ] {
            let error = parse(text).expect_err(text);
            assert!(error.unsupported, "{text}");
            assert_eq!(error.message, what, "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_crash() {
        for text in [
            "(".repeat(100_000),
            "-".repeat(100_000),
            "abs(".repeat(60_000),
            vec!["a"; 60_000].join("+"),
            "2^".repeat(100_000),
        ] {
            let error = parse(&text).expect_err("too deep");
            assert!(
                error.message.contains("nested more than"),
                "{}",
                error.message
            );
        }
        let text = "a".repeat(300_000);
        assert_eq!(parse(&text).unwrap_err().span, Span::new(0, 0));
    }
}
