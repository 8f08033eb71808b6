//! What is to be filled in is explained.

use std::collections::BTreeSet;

use super::codes;
use super::script::Line;
use super::shell::Use;
use super::told::Told;
use super::wrong::Wrong;

/// Variables that every shell has.
const ALWAYS: [&str; 5] = ["HOME", "PATH", "PWD", "SHELL", "USER"];

/// Placeholders that the step does not explain, and variables that no command before has set.
pub(super) fn check(lines: &[Line<'_>], told: &mut Told) {
    let mut set: BTreeSet<&str> = ALWAYS.into();
    for Line { spot, command } in lines {
        let prose = &spot.part.prose;
        for one in command.assigned.iter().chain(&command.words) {
            for used in &one.uses {
                let (message, hint) = match &used.value {
                    Use::Output => continue,
                    Use::Placeholder(name) => {
                        let written = format!("<{name}>");
                        if prose.contains(&written) {
                            continue;
                        }
                        (
                            format!("nobody says what `{written}` stands for"),
                            format!(
                                "say in this step where to find it: `` `{written}` `` in the text"
                            ),
                        )
                    }
                    Use::Variable(name) => {
                        if set.contains(&**name) || says(prose, name) {
                            continue;
                        }
                        (
                            format!("no command before this one sets `${name}`"),
                            format!(
                                "set it, as `{name}=$(kubectl get …)`, or say in this step what it is"
                            ),
                        )
                    }
                };
                let wrong = Wrong::new(used.span, message, hint);
                told.wrong(codes::PLACEHOLDER, *spot, wrong, "with what?");
            }
        }
        set.extend(command.defines());
    }
}

/// Whether a text has this name in it, and not only as a part of another.
fn says(prose: &str, name: &str) -> bool {
    let mut words = prose.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.any(|word| word == name)
}
