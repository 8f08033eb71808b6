//! The results of a fleet of clusters in one table.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test of a program that reads files, and of how long it takes"
)]

use std::fs;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::scratch::Scratch;

const PASS: &str = include_str!("../../reports/pass/provider-blackhole/report.json");
const FAIL: &str = include_str!("../../reports/fail/provider-blackhole/report.json");

/// Results of so many clusters, a directory each.
struct Fleet(Scratch);

impl Fleet {
    fn new(name: &str, clusters: usize) -> Self {
        let fleet = Self(Scratch::new(&format!("merged-{name}")));
        for number in 0..clusters {
            let text = if number == 7 { FAIL } else { PASS };
            fleet.write(&format!("cluster-{number:04}"), text);
        }
        fleet
    }

    fn write(&self, cluster: &str, text: &str) {
        let folder = self.0.path().join(cluster).join("provider-blackhole");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("report.json"), text).unwrap();
    }

    fn merge(&self, more: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_firedrill"))
            .args(["report", "merge"])
            .arg(self.0.path())
            .args(more)
            .output()
            .unwrap()
    }
}

#[test]
fn a_thousand_results_are_one_table_in_no_time() {
    let fleet = Fleet::new("thousand", 1_000);
    let began = Instant::now();
    let merged = fleet.merge(&["--format", "json"]);
    let took = began.elapsed();
    let all: serde_json::Value = serde_json::from_slice(&merged.stdout).unwrap();
    assert_eq!(all["results"].as_array().unwrap().len(), 1_000);
    assert_eq!(
        (merged.status.code(), &all["exit_code"]),
        (Some(1), &1.into())
    );
    // Two seconds on a machine of one's own; this one may be busy with other tests.
    assert!(took < Duration::from_secs(10), "{took:?}");
    eprintln!("1000 results in {took:?}");
}

#[test]
fn a_result_that_is_none_does_not_hide_the_others() {
    let fleet = Fleet::new("broken", 2);
    fleet.write("cluster-9", "{}");
    let merged = fleet.merge(&[]);
    let text = String::from_utf8(merged.stdout).unwrap();
    assert_eq!(merged.status.code(), Some(4), "{text}");
    assert!(
        text.contains("2 results from 2 clusters: 2 PASS, 1 that could not be read"),
        "{text}"
    );
    assert!(
        text.contains("cluster-9/provider-blackhole/report.json: not a report"),
        "{text}"
    );
}

/// Results as `--reports` leaves them: a folder for each run in that of each cluster.
#[test]
fn of_each_cluster_the_last_run_is_wanted_and_one_without_any_is_told() {
    let fleet = Fleet::new("latest", 0);
    for (cluster, day, text) in [("0", "27", FAIL), ("0", "28", PASS), ("1", "27", FAIL)] {
        let run = format!("202611{day}-030000-{cluster}");
        let text = text.replace("20260106-030000-provider-blackhole-1", &run);
        // A target's name says nothing of what is wrong with its platform.
        let text = text.replace("\n      \"no-fallback\"\n    ", "");
        fleet.write(&format!("{cluster}/{run}"), &text);
    }
    fs::create_dir_all(fleet.0.path().join("2")).unwrap();
    let clusters = ["0", "1", "2"].map(|name| fleet.0.path().join(name));
    let merged = Command::new(env!("CARGO_BIN_EXE_firedrill"))
        .args(["report", "merge", "--latest"])
        .args(clusters)
        .output()
        .unwrap();
    let text = String::from_utf8(merged.stdout).unwrap();
    // The older run of the first cluster failed.
    assert!(
        text.contains("2 results from 2 clusters: 1 PASS, 1 FAIL, 1 that could not be read"),
        "{text}"
    );
    assert!(text.contains("/2: holds no results"), "{text}");
    assert_eq!(merged.status.code(), Some(1), "{text}");
}

#[test]
fn a_path_without_results_is_refused() {
    let fleet = Fleet::new("none", 0);
    let merged = fleet.merge(&[]);
    let said = String::from_utf8_lossy(&merged.stderr);
    assert_eq!(merged.status.code(), Some(2), "{said}");
    assert!(
        said.contains("No such file") || said.contains("holds no results"),
        "{said}"
    );
}
