//! Two runs side by side.

use super::{Scene, fail, pass};
use crate::base::Ratio;
use crate::report::{Measured, compare, from_journal, json};

fn measured(scene: &Scene) -> Measured {
    Measured::of(&scene.told())
}

fn tolerance() -> Ratio {
    "20%".parse().expect("a share")
}

#[test]
fn a_run_is_no_worse_than_itself_whatever_it_is_read_from() {
    let scene = pass();
    let from_json = Measured::from_json(&json(&scene.told())).unwrap();
    let retold = from_journal(&scene.journal()).unwrap();
    for other in [from_json, Measured::of(&retold.report())] {
        let comparison = compare(&[measured(&scene)], &[other], tolerance());
        assert_eq!(comparison.worse, 0, "{}", comparison.text);
    }
    assert!(Measured::from_json("{}").is_err());
}

#[test]
fn a_slower_run_is_worse_and_the_table_says_in_what() {
    let comparison = compare(&[measured(&pass())], &[measured(&fail())], tolerance());
    let expected = include_str!("../fixtures/compared.txt");
    assert_eq!(comparison.text, expected, "\n{}", comparison.text);
    assert_eq!(comparison.worse, 3);
    let back = compare(&[measured(&fail())], &[measured(&pass())], tolerance());
    assert_eq!(back.worse, 0, "{}", back.text);
    assert_eq!(back.text.matches("better").count(), 3);
}

#[test]
fn a_drill_that_is_missing_is_worse_and_one_that_is_new_is_told() {
    let gone = compare(&[measured(&pass())], &[], tolerance());
    assert_eq!(gone.worse, 1);
    assert!(gone.text.contains("missing"), "{}", gone.text);
    let new = compare(&[], &[measured(&fail())], tolerance());
    assert_eq!(new.worse, 0);
    assert!(new.text.contains("new"), "{}", new.text);
}
