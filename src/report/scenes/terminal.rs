//! What the terminal shows, to the letter.

use super::{fail, inconclusive, left_behind, pass};
use crate::report::{RunReport, terminal};

fn shown(told: RunReport, expected: &str) {
    let text = terminal(&[told], false, 100);
    assert_eq!(text, expected, "\n{text}");
    assert!(text.lines().count() <= 40, "it does not fit a screen");
    let coloured = terminal(&[told], true, 100);
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), text);
    assert_ne!(coloured, text);
}

#[test]
fn a_pass_is_short() {
    shown(
        pass().told().kept_in("target/firedrill/20260106-030000"),
        include_str!("../fixtures/pass.txt"),
    );
}

#[test]
fn a_fail_begins_with_what_broke_and_what_to_do() {
    shown(fail().told(), include_str!("../fixtures/fail.txt"));
}

#[test]
fn without_a_verdict_it_says_why() {
    shown(
        inconclusive().told(),
        include_str!("../fixtures/inconclusive.txt"),
    );
}

#[test]
fn what_was_left_behind_and_the_command_that_removes_it_come_before_all_else() {
    let scene = left_behind();
    shown(scene.told(), include_str!("../fixtures/left-behind.txt"));
    let several = terminal(&[pass().told(), scene.told()], false, 100);
    let top: Vec<&str> = several.lines().take(3).collect();
    assert!(
        top[0].starts_with("LEFT BEHIND  provider-blackhole"),
        "{top:?}"
    );
    assert_eq!(top[2].trim(), scene.verdict.left_behind[0]);
}

#[test]
fn several_drills_end_with_a_table_and_the_worst_exit_code() {
    let text = terminal(
        &[pass().told(), fail().told(), inconclusive().told()],
        false,
        100,
    );
    let expected = include_str!("../fixtures/several.txt");
    let table = text.find("\nDrills").map_or("", |start| &text[start + 1..]);
    assert_eq!(table, expected);
}

#[test]
fn lines_keep_to_the_width_and_what_servers_say_cannot_move_the_cursor() {
    let mut scene = fail();
    scene.verdict.promises[0].seen = "\u{1b}[2J\u{7}gone ".repeat(40);
    scene.verdict.findings[0].detail = "a\u{1b}]0;title\u{7}b\r\nc".into();
    for width in [60, 80, 100] {
        let text = terminal(&[scene.told()], false, width);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text}");
        let longest = text.lines().map(|line| line.chars().count()).max();
        assert!(longest.is_some_and(|longest| longest <= width), "{text}");
    }
}
