//! Who is told of a run: by a webhook whose URL is shown nowhere, and whatever becomes of that, the run
//! ends as it would have.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test of a program that reads files and talks to a server"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::thread;

/// The part of the URL that nobody may read.
const SECRET: &str = "hunter2";

/// A server that answers one request with this status; what it was sent.
fn webhook(status: &'static str) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/{SECRET}", listener.local_addr().unwrap());
    let serving = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut length = 0;
        for line in reader.by_ref().lines() {
            let line = line.unwrap().to_ascii_lowercase();
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        String::from_utf8(body).unwrap()
    });
    (url, serving)
}

/// A run of a drill where nobody answers; how it ends, and all that it says.
fn run(name: &str, notify: &str, url: Option<&str>) -> (Option<i32>, String) {
    let nobody = "{url: \"http://127.0.0.1:9\"}";
    let text = format!(
        "environment: staging\nprometheus: {nobody}\nalertmanager: {nobody}\ntoxiproxy: {nobody}\n\
         gateway: {nobody}\nsink: {{listen: \"127.0.0.1:0\"}}\nprofile: reference\n{notify}"
    );
    let folder: PathBuf =
        std::env::temp_dir().join(format!("firedrill-notified-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let target = folder.join("staging.yaml");
    std::fs::write(&target, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_firedrill"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["run", "drills/provider-blackhole.yaml", "-vv", "--target"])
        .arg(&target)
        .arg("--out")
        .arg(folder.join("out"))
        .env_remove("FIREDRILL_WEBHOOK");
    if let Some(url) = url {
        command.env("FIREDRILL_WEBHOOK", url);
    }
    let output = command.output().unwrap();
    drop(std::fs::remove_dir_all(&folder));
    let said =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    (output.status.code(), said.concat())
}

const TO_SLACK: &str = "notify: {url: {env: FIREDRILL_WEBHOOK}}\n";

#[test]
fn a_run_without_a_verdict_is_told_to_a_chat_and_the_url_to_nobody() {
    let (url, serving) = webhook("200 OK");
    let (code, said) = run("slack", TO_SLACK, Some(&url));
    assert_eq!(code, Some(4), "{said}");
    let body: serde_json::Value = serde_json::from_str(&serving.join().unwrap()).unwrap();
    let text = body["text"].as_str().unwrap();
    assert!(
        text.starts_with("ERROR  provider-blackhole on staging: "),
        "{text}"
    );
    assert!(
        !said.contains(SECRET) && !said.contains("WARNING: nobody was told"),
        "{said}"
    );
}

#[test]
fn a_program_is_told_of_outcome_and_findings() {
    let (url, serving) = webhook("204 No Content");
    let notify = "notify: {url: {env: FIREDRILL_WEBHOOK}, form: json, when: always}\n";
    let (code, said) = run("json", notify, Some(&url));
    assert_eq!(code, Some(4), "{said}");
    let body: serde_json::Value = serde_json::from_str(&serving.join().unwrap()).unwrap();
    assert_eq!(body["outcome"], "error");
    assert_eq!(body["left_behind"], false);
    assert_eq!(body["drills"][0]["drill"], "provider-blackhole");
    assert!(
        body["drills"][0]["findings"][0]["code"].is_string(),
        "{body}"
    );
}

#[test]
fn who_cannot_be_told_changes_no_exit_code_and_that_is_said() {
    let (url, serving) = webhook("403 Forbidden");
    let (code, said) = run("refused", TO_SLACK, Some(&url));
    serving.join().unwrap();
    assert_eq!(code, Some(4), "{said}");
    let words = "WARNING: nobody was told of this by `notify`: the webhook answered 403 Forbidden";
    assert!(said.contains(words), "{said}");
    let gone = format!("http://127.0.0.1:9/{SECRET}");
    let (code, gone) = run("gone", TO_SLACK, Some(&gone));
    assert_eq!(code, Some(4), "{gone}");
    assert!(gone.contains("the webhook could not be reached"), "{gone}");
    assert!(
        !said.contains(SECRET) && !gone.contains(SECRET),
        "{said}{gone}"
    );
}

#[test]
fn a_url_that_is_missing_or_none_is_told_before_anything_is_started_and_not_repeated() {
    let (code, said) = run("missing", TO_SLACK, None);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`FIREDRILL_WEBHOOK` is not set"), "{said}");
    let (code, said) = run("none", TO_SLACK, Some(SECRET));
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("the webhook's URL does not begin with"),
        "{said}"
    );
    assert!(!said.contains(SECRET), "{said}");
}
