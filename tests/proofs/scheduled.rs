//! The scheduler as a program: it makes up for what was missed, leaves when it is told to, and
//! starts nothing twice.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test of a program that reads files and clocks"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::scratch::Scratch;

/// Drills of our own, of which one is due every hour; and a place for results.
struct Stage(Scratch);

impl Stage {
    fn new(name: &str) -> Self {
        let root = Scratch::new(&format!("scheduled-{name}"));
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("drills");
        let drills = root.path().join("drills");
        for folder in ["alerts", "profiles"] {
            fs::create_dir_all(drills.join(folder)).unwrap();
            for entry in fs::read_dir(shipped.join(folder)).unwrap() {
                let entry = entry.unwrap();
                if entry.path().is_file() {
                    let to = drills.join(folder).join(entry.file_name());
                    fs::copy(entry.path(), to).unwrap();
                }
            }
        }
        fs::copy(
            shipped.join("alertmanager.yaml"),
            drills.join("alertmanager.yaml"),
        )
        .unwrap();
        let drill = fs::read_to_string(shipped.join("cache-disable.yaml")).unwrap();
        let hourly = drill.replace("\"0 6 * * 1-5\"", "\"0 * * * *\"");
        assert_ne!(hourly, drill);
        fs::write(drills.join("hourly.yaml"), hourly).unwrap();
        Self(root)
    }

    fn history(&self) -> PathBuf {
        self.0.path().join("out/history.jsonl")
    }

    /// A scheduler was there three hours ago, and died while it wrote.
    fn was_there(&self) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let then = now.as_millis() - 3 * 60 * 60 * 1_000;
        fs::create_dir_all(self.0.path().join("out")).unwrap();
        let began = format!(
            "{{\"entry\":\"began\",\"at\":{then},\"drills\":{{\"hourly\":\"0 * * * *\"}}}}\n{{\"ent"
        );
        fs::write(self.history(), began).unwrap();
    }

    fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
        command
            .current_dir(self.0.path())
            .args(["schedule", "drills", "--out", "out"])
            .args(more);
        command
    }

    /// Lets a scheduler run until it says something, and ends it; what it said, and its exit code.
    fn until(&self, words: &str) -> (String, Option<i32>) {
        self.meanwhile(&[], words, |_| ())
    }

    /// The same, after something was done with what it said.
    fn meanwhile(&self, more: &[&str], words: &str, does: impl Fn(&str)) -> (String, Option<i32>) {
        let mut child = self.command(more).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        let stderr = child.stderr.take().unwrap();
        for line in BufReader::new(stderr).lines() {
            let line = line.unwrap();
            said += &line;
            said.push('\n');
            if line.contains(words) {
                does(&said);
                let id = child.id().to_string();
                let ended = Command::new("kill").args(["-TERM", &id]).status().unwrap();
                assert!(ended.success());
            }
        }
        let code = child.wait().unwrap().code();
        (said, code)
    }

    fn entries(&self, kind: &str) -> Vec<serde_json::Value> {
        let text = fs::read_to_string(self.history()).unwrap();
        let entries = text.lines().map(|line| serde_json::from_str(line).unwrap());
        entries
            .filter(|entry: &serde_json::Value| entry["entry"] == kind)
            .collect()
    }
}

#[test]
fn a_missed_run_is_made_up_for_once_and_the_scheduler_leaves_when_it_is_told_to() {
    let stage = Stage::new("missed");
    stage.was_there();
    let (said, code) = stage.until("injecting the fault");
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("hourly is skipped, due 2 times from"),
        "{said}"
    );
    assert!(
        said.contains("SIGTERM came: no drill is started any more"),
        "{said}"
    );
    let started = stage.entries("started");
    assert_eq!(started.len(), 1, "{started:?}");
    let finished = &stage.entries("finished")[0];
    assert_eq!(finished["outcome"], "pass");
    let results = finished["results"].as_str().unwrap();
    let report = stage
        .0
        .path()
        .join("out")
        .join(results)
        .join("hourly/report.json");
    assert!(report.is_file(), "{}", report.display());
    assert!(
        stage
            .0
            .path()
            .join("out")
            .join(results)
            .join("index.html")
            .is_file()
    );
    // What was run is not run again after a restart.
    let (said, code) = stage.until("scheduled in UTC: hourly");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(stage.entries("started"), started, "{said}");
}

/// What a server answers to a GET.
fn get(url: &str, path: &str) -> String {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn its_pages_tell_what_it_skipped_what_a_drill_came_to_and_when_it_runs_next() {
    let stage = Stage::new("pages");
    stage.was_there();
    let listen = ["--listen", "127.0.0.1:0"];
    let (said, code) = stage.meanwhile(&listen, "injecting the fault", |said| {
        let mut words = said.split_whitespace();
        let url = words
            .find_map(|word| word.strip_suffix("/metrics"))
            .unwrap();
        let health = get(url, "/healthz");
        assert!(
            health.starts_with("HTTP/1.1 200") || health.starts_with("HTTP/1.0 200"),
            "{health}"
        );
        let page = get(url, "/metrics");
        for line in [
            "firedrill_schedule_drill_running{drill=\"hourly\"} 1",
            "firedrill_schedule_skipped_total{drill=\"hourly\",reason=\"missed\"} 2",
            "firedrill_schedule_skipped_total{drill=\"hourly\",reason=\"calendar\"} 0",
            "firedrill_drill_expected{drill=\"hourly\"} 1",
            "firedrill_schedule_blocked 0",
            "firedrill_debts_owed 0",
        ] {
            assert!(page.lines().any(|one| one == line), "{line}: {page}");
        }
        let next = "firedrill_schedule_next_run_timestamp_seconds{drill=\"hourly\"} ";
        let next: f64 = page
            .lines()
            .find_map(|one| one.strip_prefix(next))
            .unwrap()
            .parse()
            .unwrap();
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs_f64();
        assert!(next > now && next - now <= 3_600.0, "{next} after {now}");
    });
    assert_eq!(code, Some(0), "{said}");
    // A restart knows how the drill ended, by its history alone.
    let (said, code) = stage.meanwhile(&listen, "scheduled in UTC: hourly", |said| {
        let mut words = said.split_whitespace();
        let url = words
            .find_map(|word| word.strip_suffix("/metrics"))
            .unwrap();
        let line = "firedrill_drill_last_outcome{drill=\"hourly\",outcome=\"pass\"} 1";
        let seen = (0..1_000).any(|_| get(url, "/metrics").contains(line));
        assert!(seen, "{}", get(url, "/metrics"));
    });
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_list_says_what_would_run_and_starts_nothing() {
    let stage = Stage::new("list");
    let listed = stage
        .command(&["--list", "1", "--time-zone", "Asia/Kolkata"])
        .output()
        .unwrap();
    let text = String::from_utf8(listed.stdout).unwrap();
    assert_eq!(listed.status.code(), Some(0), "{text}");
    assert!(text.contains("(Asia/Kolkata)"), "{text}");
    // There are 24 hours in a day, and the clock may strike one while this runs.
    let runs = text.matches("hourly  runs").count();
    assert!((23..=25).contains(&runs), "{text}");
    assert!(!stage.0.path().join("out").exists());
}

#[test]
fn a_history_that_is_none_is_told_with_its_line() {
    let stage = Stage::new("broken");
    stage.was_there();
    let text = fs::read_to_string(stage.history()).unwrap();
    fs::write(stage.history(), text + "}\n").unwrap();
    let refused = stage.command(&[]).output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(4), "{said}");
    assert!(
        said.contains("out/history.jsonl: line 2 is not one of a history"),
        "{said}"
    );
    assert!(said.contains("hint: take that line out"), "{said}");
}
