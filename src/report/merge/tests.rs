//! Results of several clusters.

use super::Merged;
use crate::drill::Outcome;
use crate::report::Measured;
use crate::report::scenes::{fail, left_behind, pass};

type Given = (String, Result<Measured, String>);

fn from(place: &str, measured: Measured) -> Given {
    (place.to_owned(), Ok(measured))
}

/// The result of a scene, as that of a cluster.
fn of(cluster: &str, measured: Measured) -> Measured {
    Measured {
        place: Some(cluster.to_owned()),
        ..measured
    }
}

#[test]
fn clusters_stand_beside_one_another_and_the_worst_outcome_counts() {
    let merged = Merged::of(vec![
        from("b", of("target us", Measured::of(&fail().told()))),
        from("a", of("target eu", Measured::of(&pass().told()))),
    ]);
    let text = merged.terminal(false);
    let expected = include_str!("../fixtures/merged.txt");
    assert_eq!(text, expected, "\n{text}");
    assert_eq!(merged.outcome(), Some(Outcome::Fail));
}

#[test]
fn clusters_of_one_name_are_told_apart_by_where_their_results_are() {
    let one = || of("target staging", Measured::of(&pass().told()));
    let merged = Merged::of(vec![from("results/eu", one()), from("results/us", one())]);
    let text = merged.terminal(false);
    for cluster in ["target staging (results/eu)", "target staging (results/us)"] {
        assert!(text.contains(cluster), "{text}");
    }
    assert!(
        text.contains("2 results from 2 clusters: 2 PASS\n"),
        "{text}"
    );
    let same = Merged::of(vec![from("results/eu", one()), from("results/eu", one())]);
    assert!(same.terminal(false).contains("2 results from 1 cluster:"));
}

#[test]
fn what_cannot_be_read_is_told_and_is_no_pass() {
    let unread = || ("us".to_owned(), Err("not a report".to_owned()));
    let merged = Merged::of(vec![from("eu", Measured::of(&pass().told())), unread()]);
    assert_eq!(merged.outcome(), Some(Outcome::Error));
    let text = merged.terminal(false);
    assert!(text.contains("not read: us: not a report\n"), "{text}");
    assert!(
        text.ends_with("exit 4: not all results could be read\n"),
        "{text}"
    );
    assert!(
        merged
            .markdown()
            .contains("- not read: `us`: not a report\n")
    );
    let worse = Merged::of(vec![
        from("eu", Measured::of(&left_behind().told())),
        unread(),
    ]);
    assert_eq!(worse.outcome(), Some(Outcome::LeftBehind));
    assert_eq!(Merged::of(Vec::new()).outcome(), None);
}

#[test]
fn programs_and_markdown_get_the_same() {
    let merged = Merged::of(vec![from("a", of("x | y", Measured::of(&fail().told())))]);
    let json: serde_json::Value = serde_json::from_str(&merged.json()).unwrap();
    assert_eq!(
        (&json["exit_code"], &json["outcome"]),
        (&1.into(), &"fail".into())
    );
    let one = &json["results"][0];
    assert_eq!(one["cluster"], "x | y");
    assert!(one["first_finding"]["code"].is_string(), "{one}");
    let markdown = merged.markdown();
    assert!(
        markdown.contains("| x \\| y | `provider-blackhole` | ❌ FAIL |"),
        "{markdown}"
    );
}
