//! Our parser against another one, on every expression of the acceptance scripts.

use firedrill::promql::parse;

use super::data;
use super::script::{Command, commands};
use crate::conformance;

/// Expressions that we refuse when they are read, and they at the earliest when they are evaluated:
/// two are not UTF-8, and one has a pattern that is none.
const REFUSED_EARLIER: [(&str, usize); 3] = [
    ("aggregators.test", 481),
    ("functions.test", 519),
    ("functions.test", 523),
];

#[test]
fn both_parsers_accept_the_same_expressions_and_read_them_alike() {
    let Some(folder) = conformance::folder("promql") else {
        return;
    };
    let (mut accepted, mut rejected, mut refused) = (0, 0, 0);
    let mut differences = Vec::new();
    for file in data::scripts(&folder) {
        let text = std::fs::read_to_string(folder.join(&file)).unwrap();
        for command in commands(&text) {
            let Command::Eval(case) = command else {
                continue;
            };
            let theirs = promql_parser::parser::parse(&case.expr);
            let place = format!("{file}:{}: {}", case.line, case.expr);
            match (parse(&case.expr), theirs) {
                // Known by name and not evaluated: whether they can read it does not matter.
                (Err(error), _) if error.unsupported => refused += 1,
                (Err(_), Err(_)) => rejected += 1,
                (Ok(_), Err(theirs)) => differences.push(format!("{place}\n    they: {theirs}")),
                (Err(_), Ok(_)) if REFUSED_EARLIER.contains(&(&*file, case.line)) => rejected += 1,
                (Err(ours), Ok(_)) => differences.push(format!("{place}\n    we: {ours}")),
                (Ok(ours), Ok(theirs)) => {
                    accepted += 1;
                    let printed = ours.to_string();
                    match promql_parser::parser::parse(&printed) {
                        Ok(again) if again.prettify() == theirs.prettify() => {}
                        Ok(again) => differences.push(format!("{place}\n    read as {again}")),
                        Err(error) => differences.push(format!("{place}\n    {printed}: {error}")),
                    }
                }
            }
        }
    }
    println!("promql parser: {accepted} accepted, {rejected} rejected, {refused} refused by name");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(accepted > 1500, "only {accepted} expressions were compared");
}
