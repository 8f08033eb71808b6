//! How fast and how large `firedrill rules` is beside the `promtool` that is installed, as ratios from
//! one run: `cargo bench --bench promtool`.
//!
//! Both programs run one after the other, on one core, over the same files, several times; shown are
//! the medians. Whose files: Konflux's rules and unit tests (`FIREDRILL_CONFORMANCE`), the same rules
//! repeated until they are 10,000, and tests of ever more hours of samples, 15 seconds apart.
#![expect(
    clippy::disallowed_methods,
    reason = "it reads the clock, waits and writes files of its own"
)]
#![expect(
    clippy::print_stdout,
    reason = "what is measured is for people to read"
)]
#![expect(clippy::unwrap_used, reason = "a measurement may panic")]

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const FIREDRILL: &str = env!("CARGO_BIN_EXE_firedrill");
const PROMTOOL: &str = "promtool";

/// How often each command runs; an odd number has a median.
const ROUNDS: usize = 5;
/// Between two looks at the memory of a program that runs.
const LOOK_EVERY: Duration = Duration::from_micros(500);
/// Rules in the large file.
const RULES: usize = 10_000;
/// Hours of samples, each twice as many as before.
const HOURS: [u32; 4] = [2, 4, 8, 16];

/// What one run of a program took.
#[derive(Clone, Copy)]
struct Taken {
    wall: Duration,
    /// The most memory that was resident, as far as it was seen.
    peak_kib: u64,
}

fn main() {
    let promtool = Command::new(PROMTOOL).arg("--version").output().ok();
    match &promtool {
        Some(output) => {
            let said = [&output.stdout[..], &output.stderr[..]].concat();
            let said = String::from_utf8_lossy(&said).into_owned();
            println!("peer: {}", said.lines().next().unwrap_or(PROMTOOL));
        }
        None => println!("peer: none, `{PROMTOOL}` is not installed"),
    }
    let one_core = taskset();
    if one_core.is_empty() {
        println!("`taskset` is not installed: all cores are used");
    }
    let bench = Bench {
        folder: scratch(),
        has_peer: promtool.is_some(),
        one_core,
    };
    println!(
        "\n{:<44} {:>10} {:>9} {:>10} {:>9} {:>8}",
        "", "firedrill", "MiB", "promtool", "MiB", "ratio"
    );
    if let Some(folder) = conformance() {
        bench.konflux(&folder);
        bench.large_file(&folder);
    }
    bench.long_tests();
    fs::remove_dir_all(&bench.folder).unwrap();
}

struct Bench {
    folder: PathBuf,
    has_peer: bool,
    /// What goes before a command so that it gets one core.
    one_core: Vec<OsString>,
}

impl Bench {
    fn konflux(&self, folder: &Path) {
        let tests = files(folder, |name| name.ends_with("_test.yaml"));
        let name = format!("rules test, {} Konflux files", tests.len());
        let ours = [&words("rules test --profile 2 --format json")[..], &tests].concat();
        let theirs = [&words("test rules")[..], &tests].concat();
        self.compare(&name, &ours, &theirs);
    }

    fn large_file(&self, folder: &Path) {
        let path = self.folder.join("large.yaml");
        fs::write(&path, repeated(folder)).unwrap();
        let ours = [
            &words("rules lint --format json")[..],
            &[path.clone().into()],
        ]
        .concat();
        let theirs = [&words("check rules")[..], &[path.into()]].concat();
        self.compare(&format!("rules lint, {RULES} rules"), &ours, &theirs);
    }

    fn long_tests(&self) {
        let rules = self.folder.join("rules.yaml");
        fs::write(&rules, LONG_RULES).unwrap();
        for hours in HOURS {
            let path = self.folder.join(format!("test-{hours}h.yaml"));
            fs::write(&path, long_test(hours)).unwrap();
            let ours = [&words("rules test --profile 2")[..], &[path.clone().into()]].concat();
            let theirs = [&words("test rules")[..], &[path.into()]].concat();
            let name = format!("rules test, {hours} h of 15 s samples");
            self.compare(&name, &ours, &theirs);
        }
    }

    /// Runs both in turn, so that a noisy moment of the machine is nobody's advantage.
    fn compare(&self, name: &str, ours: &[OsString], theirs: &[OsString]) {
        let (mut our_runs, mut their_runs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            our_runs.push(self.run(FIREDRILL, ours));
            if self.has_peer {
                their_runs.push(self.run(PROMTOOL, theirs));
            }
        }
        let (our, their) = (median(our_runs), median(their_runs));
        print!("{name:<44} {}", our.map_or_else(String::new, told));
        if let (Some(our), Some(their)) = (our, their) {
            let ratio = their.wall.as_secs_f64() / our.wall.as_secs_f64();
            print!(" {} {ratio:>7.0}x", told(their));
        }
        println!();
    }

    fn run(&self, program: &str, arguments: &[OsString]) -> Taken {
        let mut words = self.one_core.clone();
        words.push(program.into());
        words.extend_from_slice(arguments);
        let began = Instant::now();
        let mut child = Command::new(&words[0])
            .args(&words[1..])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let peak_kib = watch(&mut child);
        Taken {
            wall: began.elapsed(),
            peak_kib,
        }
    }
}

/// Waits for the end of a program, and says how much memory it had by then; Linux keeps the peak.
fn watch(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let seen = line.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        peak_kib = seen.unwrap_or(0).max(peak_kib);
        thread::sleep(LOOK_EVERY);
    }
    peak_kib
}

fn median(mut runs: Vec<Taken>) -> Option<Taken> {
    runs.sort_by_key(|taken| taken.wall);
    let peak_kib = runs.iter().map(|taken| taken.peak_kib).max()?;
    let wall = runs.get(runs.len() / 2)?.wall;
    Some(Taken { wall, peak_kib })
}

fn told(taken: Taken) -> String {
    let mib = taken.peak_kib / 1024;
    format!("{:>8.3} s {mib:>9}", taken.wall.as_secs_f64())
}

fn words(line: &str) -> Vec<OsString> {
    line.split(' ').map(OsString::from).collect()
}

fn taskset() -> Vec<OsString> {
    let there = Command::new("taskset").arg("--version").output().is_ok();
    if there {
        words("taskset --cpu-list 0")
    } else {
        Vec::new()
    }
}

fn scratch() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("firedrill-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn conformance() -> Option<PathBuf> {
    let folder = std::env::var_os("FIREDRILL_CONFORMANCE").map(PathBuf::from);
    let folder = folder.map(|folder| folder.join("rules/konflux"));
    let folder = folder.filter(|folder| folder.is_dir());
    if folder.is_none() {
        println!("SKIPPED Konflux's files: FIREDRILL_CONFORMANCE names no conformance data");
    }
    folder
}

/// The files below a folder whose names are wanted, sorted.
fn files(folder: &Path, wanted: impl Fn(&str) -> bool + Copy) -> Vec<OsString> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, wanted));
        } else if wanted(&path.file_name().unwrap().to_string_lossy()) {
            found.push(path.into_os_string());
        }
    }
    found.sort();
    found
}

/// The rules of a folder again and again under new names, as one file.
fn repeated(folder: &Path) -> String {
    let files = files(folder, |name| name.starts_with("prometheus."));
    let texts: Vec<String> = files
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let mut all = "groups:\n".to_owned();
    let mut rules = 0;
    for round in 0.. {
        for text in &texts {
            for line in text.lines().filter(|line| !line.starts_with("groups:")) {
                let key = line.trim_start().trim_start_matches("- ");
                let is_rule = key.starts_with("alert:") || key.starts_with("record:");
                rules += usize::from(is_rule);
                if is_rule || line.trim_start().starts_with("- name:") {
                    let (name, quote) = line.split_at(line.trim_end_matches(['\'', '"']).len());
                    let _ = writeln!(all, "{name}_{round}{quote}");
                } else {
                    let _ = writeln!(all, "{line}");
                }
            }
            if rules >= RULES {
                return all;
            }
        }
    }
    all
}

const LONG_RULES: &str = r"groups:
- name: g
  rules:
  - record: job:requests:rate5m
    expr: sum by (job) (rate(requests_total[5m]))
  - alert: ManyErrors
    expr: sum by (job) (rate(errors_total[5m])) / job:requests:rate5m > 0.1
    for: 10m
  - alert: Down
    expr: max_over_time(up[1h]) == 0
    for: 10m
";

/// A test of ten targets over this many hours.
fn long_test(hours: u32) -> String {
    let samples = hours * 240;
    let mut text =
        "rule_files: [rules.yaml]\nevaluation_interval: 15s\ntests:\n- interval: 15s\n  input_series:\n"
            .to_owned();
    for target in 0..10 {
        for (metric, values) in [
            ("requests_total", "0+10"),
            ("errors_total", "0+2"),
            ("up", "0+0"),
        ] {
            let _ = writeln!(
                text,
                "  - {{series: '{metric}{{job=\"api\", instance=\"{target}\"}}', values: '{values}x{samples}'}}"
            );
        }
    }
    let _ = writeln!(
        text,
        "  alert_rule_test:\n  - {{eval_time: {hours}h, alertname: ManyErrors, exp_alerts: [{{exp_labels: {{job: api}}}}]}}"
    );
    text
}
