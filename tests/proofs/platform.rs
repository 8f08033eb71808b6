//! The stand-in platform as a program: it serves, streams, falls back, counts, and ends.
#![expect(clippy::unwrap_used, reason = "test helpers may panic")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::{Client, Response};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(10);

/// The program, ended with the test.
pub(crate) struct Platform {
    child: Child,
    pub(crate) gateway: String,
    /// Where each of its parts listens.
    pub(crate) ready: Value,
    pub(crate) client: Client,
}

/// Cargo builds examples into a folder beside that of the tests.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let path = test.ancestors().nth(2).unwrap().join("examples/platform");
    assert!(path.exists(), "run `cargo build --example platform` first");
    path
}

impl Platform {
    /// Starts it at a tenth of the time, with nobody else on it.
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(program())
            .args(["--time-scale", "0.1", "--background", "0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let line = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            out.read_line(&mut line).map(|_| line)
        });
        let ready = tokio::time::timeout(LIMIT, line).await.unwrap();
        let ready: Value = serde_json::from_str(&ready.unwrap().unwrap()).unwrap();
        // A second installation is refused, and does not matter.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            child,
            gateway: ready["gateway"].as_str().unwrap_or_default().to_owned(),
            ready,
            client: Client::builder().no_proxy().timeout(LIMIT).build().unwrap(),
        }
    }

    fn request(&self, stream: bool) -> reqwest::RequestBuilder {
        self.client
            .post(format!("{}/v1/chat/completions", self.gateway))
            .bearer_auth("acme")
            .json(&json!({"model": "chat", "stream": stream, "messages": []}))
    }

    /// The value of a series on the metrics page; every line of it must be well-formed.
    pub(crate) async fn metric(&self, series: &str) -> f64 {
        let url = format!("{}/metrics", self.gateway);
        let page = self.client.get(url).send().await.unwrap();
        let content = page.headers()["content-type"].to_str().unwrap().to_owned();
        assert!(content.starts_with("text/plain; version=0.0.4"));
        let mut found = None;
        for line in page.text().await.unwrap().lines() {
            if line.starts_with("# HELP ") || line.starts_with("# TYPE ") {
                continue;
            }
            let (name, value) = line.rsplit_once(' ').unwrap();
            let value: f64 = value.parse().unwrap();
            assert!(name.starts_with("llm_") && name.ends_with('}'), "{line}");
            if name == series {
                found = Some(value);
            }
        }
        found.unwrap_or_else(|| panic!("there is no {series}"))
    }

    /// Waits, within a limit, until a series has a value.
    pub(crate) async fn becomes(&self, series: &str, expected: f64) {
        let wait = async {
            while (self.metric(series).await - expected).abs() > 0.001 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let waited = tokio::time::timeout(LIMIT, wait).await;
        assert!(waited.is_ok(), "{series} does not become {expected}");
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

/// A provider that reads what comes, writes `answer`, and then keeps or closes the connection.
fn false_provider(answer: &'static str, keep: bool) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        while let Ok((mut connection, _)) = listener.accept() {
            let _ = connection.read(&mut [0; 4_096]);
            let _ = connection.write_all(answer.as_bytes());
            if keep {
                kept.push(connection);
            }
        }
    });
    address
}

const SUCCESS: &str = r#"llm_requests_total{model="chat",route="/v1/chat/completions",tenant="acme",status="success"}"#;
const ERROR: &str =
    r#"llm_requests_total{model="chat",route="/v1/chat/completions",tenant="acme",status="error"}"#;
const FALLBACK: &str =
    r#"llm_fallback_requests_total{provider="primary",fallback="secondary",model="chat"}"#;

fn primary_errors(reason: &str) -> String {
    format!(r#"llm_provider_errors_total{{provider="primary",model="chat",reason="{reason}"}}"#)
}

#[tokio::test]
async fn a_healthy_platform_answers_streams_counts_and_ends_when_told_to() {
    let mut platform = Platform::start(&[]).await;
    let response = platform.request(false).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "x-served-by"), "primary");
    assert_eq!(header(&response, "x-attempts"), "1");
    let answer: Value = response.json().await.unwrap();
    assert!(answer["choices"][0]["message"]["content"].is_string());
    let tokens = answer["usage"]["total_tokens"].as_u64().unwrap();
    assert!(tokens > 20, "{tokens}");

    let mut response = platform.request(true).send().await.unwrap();
    assert_eq!(header(&response, "content-type"), "text/event-stream");
    let mut chunks = 0;
    let mut stream = String::new();
    while let Some(chunk) = response.chunk().await.unwrap() {
        chunks += 1;
        stream.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    assert!(chunks > 3, "it comes bit by bit, not in {chunks} pieces");
    assert!(stream.starts_with("data: {"));
    assert!(stream.ends_with("data: [DONE]\n\n"));

    assert!((platform.metric(SUCCESS).await - 2.0).abs() < 0.1);
    let cost = r#"llm_token_cost_dollars{tenant="acme",model="chat",route="/v1/chat/completions"}"#;
    assert!(platform.metric(cost).await > 0.000_01);

    let id = platform.child.id().to_string();
    assert!(Command::new("kill").arg(id).status().unwrap().success());
    let ended = async {
        loop {
            if let Some(status) = platform.child.try_wait().unwrap() {
                return status;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    assert!(tokio::time::timeout(LIMIT, ended).await.unwrap().success());
}

#[tokio::test]
async fn a_primary_that_refuses_or_hangs_is_passed_over_for_the_secondary() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let refusing = closed.local_addr().unwrap();
    drop(closed);
    let hanging = false_provider("", true);
    for (address, reason) in [(refusing, "refused"), (hanging, "timeout")] {
        let url = format!("http://{address}");
        let platform = Platform::start(&["--primary-url", &url]).await;
        let response = platform.request(false).send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "x-served-by"), "secondary");
        assert_eq!(header(&response, "x-attempts"), "2");
        assert!((platform.metric(FALLBACK).await - 1.0).abs() < 0.1);
        assert!((platform.metric(&primary_errors(reason)).await - 1.0).abs() < 0.1);
    }
}

#[tokio::test]
async fn after_five_failures_the_breaker_passes_the_primary_over() {
    let resetting = format!("http://{}", false_provider("", false));
    let platform = Platform::start(&["--primary-url", &resetting]).await;
    for _ in 0..5 {
        let response = platform.request(false).send().await.unwrap();
        assert_eq!(header(&response, "x-attempts"), "2");
    }
    let open = r#"llm_circuit_breaker_open{provider="primary"}"#;
    assert!((platform.metric(open).await - 1.0).abs() < 0.1);
    let response = platform.request(false).send().await.unwrap();
    assert_eq!(header(&response, "x-attempts"), "1");
    assert_eq!(header(&response, "x-served-by"), "secondary");
}

#[tokio::test]
async fn a_stream_that_breaks_off_breaks_off_for_the_caller_and_counts() {
    let cutting = false_provider(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
         transfer-encoding: chunked\r\n\r\na\r\ndata: {}\n\n\r\n",
        false,
    );
    let url = format!("http://{cutting}");
    let platform = Platform::start(&["--primary-url", &url]).await;
    let response = platform.request(true).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err());
    platform.becomes(&primary_errors("cut"), 1.0).await;
    platform.becomes(ERROR, 1.0).await;
}

#[tokio::test]
async fn a_caller_who_leaves_is_an_error_and_no_failure_of_the_provider() {
    let hanging = format!("http://{}", false_provider("", true));
    let weak = ["--primary-url", &hanging, "--weakness", "no-timeout"];
    let platform = Platform::start(&weak).await;
    let patience = Duration::from_millis(200);
    let left = platform.request(false).timeout(patience).send().await;
    assert!(left.unwrap_err().is_timeout());
    platform.becomes(ERROR, 1.0).await;
    let attempts = r#"llm_provider_requests_total{provider="primary",model="chat"}"#;
    assert!(platform.metric(attempts).await < 0.1);
}

#[tokio::test]
async fn the_background_load_is_there_and_unknown_models_are_refused() {
    let platform = Platform::start(&["--background", "20/s"]).await;
    let attempts = r#"llm_provider_requests_total{provider="primary",model="summarize"}"#;
    let wait = async {
        while platform.metric(attempts).await < 10.0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(LIMIT, wait).await.is_ok());
    let url = format!("{}/v1/chat/completions", platform.gateway);
    let unknown = platform.client.post(url).json(&json!({"model": "chatt"}));
    let response = unknown.send().await.unwrap();
    assert_eq!(response.status(), 404);
    assert!(
        response
            .text()
            .await
            .unwrap()
            .contains("did you mean `chat`?")
    );
}
