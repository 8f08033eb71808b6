use super::*;
use crate::base::Span;

fn tested(outcome: Result<Vec<TestResult>, Vec<Problem>>) -> RulesTested {
    let file = FileTested {
        source: Source::new("a,b.yaml", "tests:\n- name: x\n"),
        outcome,
        warnings: Vec::new(),
    };
    RulesTested {
        profile: 3,
        files: vec![file],
        coverage: None,
    }
}

fn result(errors: &[&str]) -> TestResult {
    TestResult {
        name: String::new(),
        number: 1,
        span: Span::new(9, 16),
        assertions: Vec::new(),
        errors: errors.iter().map(|&error| error.to_owned()).collect(),
    }
}

#[test]
fn a_failure_wins_over_a_file_that_cannot_be_read() {
    let unread = Err(vec![Problem::error("x/y", "wrong")]);
    assert_eq!(tested(Ok(vec![result(&[])])).exit_code(), 0);
    let mut both = tested(unread);
    assert_eq!(both.exit_code(), 2);
    both.files
        .extend(tested(Ok(vec![result(&["broken"])])).files);
    assert_eq!(both.exit_code(), 1);
}

#[test]
fn what_means_something_to_github_is_escaped() {
    let text = tested(Ok(vec![result(&["50% of\nit: failed"])])).github();
    assert!(
        text.starts_with(
            "::error file=a%2Cb.yaml,line=2,col=3,title=test 1::50%25 of%0Ait: failed\n"
        ),
        "{text}"
    );
}
