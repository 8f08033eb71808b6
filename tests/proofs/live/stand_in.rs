//! The stand-in platform as the synthetic client sees it, with Toxiproxy and Redis where there are.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use firedrill::base::KnownQuestion;
use firedrill::live::{Bypass, Credentials, Endpoint, Gateway, Secret, Settings, Tells};
use firedrill::spec::{Drill, load};
use firedrill::world::{Asks, Caller, Schedule, Shot};
use reqwest::Response;
use serde_json::{Value, json};

use super::callers::{schedule, shots};
use super::real_toxiproxy::{call, start};
use super::support::{Room, settings};
use crate::platform::Platform;
use crate::skip::skipped;

const LIMIT: Duration = Duration::from_secs(20);
const HITS: &str = r#"llm_cache_requests_total{model="chat",result="hit"}"#;
const STORE_ERRORS: &str = r#"llm_cache_requests_total{model="chat",result="error"}"#;

/// The settings by which the drill's callers reach a gateway of the stand-in.
fn reaching(gateway: &str) -> Settings {
    let mut settings = settings("http://127.0.0.1:1");
    settings.sink = None;
    settings.gateway = Some(Gateway {
        endpoint: Endpoint {
            credentials: Credentials::Bearer(Secret::new("firedrill")),
            ..Endpoint::new(format!("{gateway}/v1"))
        },
        runaway_key: Some(Secret::new("firedrill-runaway")),
        tells: Tells {
            served_by: Some("x-served-by".into()),
            cached: Some(("x-cache".into(), "hit".into())),
            cost: Some("x-cost-usd".into()),
            version: Some("x-model-version".into()),
            bypass: Some(Bypass::Header("cache-control".into(), "no-cache".into())),
        },
    });
    settings
}

/// The questions that the shipped drill of a bad model asks.
fn questions() -> Vec<KnownQuestion> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("drills/bad-model-rollout.yaml");
    let drill = Drill::read(&load::read_file(&path).unwrap()).unwrap();
    drill.questions.unwrap().set
}

/// The examiner asks all questions through a gateway, twice.
async fn examined(gateway: &str) -> Vec<Shot> {
    let questions = questions();
    let twice = 2 * questions.len();
    let asks = Asks::Known {
        questions,
        through_cache: false,
    };
    let mut room = Room::with(&reaching(gateway)).await;
    let exam = Schedule {
        max_tokens: Some(64),
        ..schedule(Caller::Examiner, asks)
    };
    shots(&mut room, vec![exam], twice).await
}

fn right(shots: &[Shot]) -> usize {
    let right = shots.iter().filter(|shot| shot.correct == Some(true));
    right.count() * 100 / shots.len()
}

#[tokio::test]
async fn a_good_version_knows_the_answers_and_a_bad_one_does_not() {
    let parts = Platform::start(&["--parts", "primary-bad,primary-unsafe"]).await;
    let good = Platform::start(&[]).await;
    let bad_primary = parts.ready["primary-bad"].as_str().unwrap();
    let bad = ["--parts", "gateway,secondary", "--primary-url", bad_primary];
    let bad = Platform::start(&bad).await;
    let (by_good, by_bad) = tokio::join!(examined(&good.gateway), examined(&bad.gateway));
    assert!(right(&by_good) >= 90, "{}", right(&by_good));
    assert!(right(&by_bad) <= 75, "{}", right(&by_bad));
    for (shots, version) in [(&by_good, "chat-v1"), (&by_bad, "chat-v2-bad")] {
        for shot in shots {
            assert_eq!(shot.version.as_deref(), Some(version));
            assert!(
                shot.cost.is_some() && shot.cached == Some(false),
                "{shot:?}"
            );
        }
    }
    // The gateway's own evaluator sees it, too.
    let score = r#"llm_eval_score{metric="groundedness",model="chat",version="chat-v2-bad"}"#;
    let score = bad.metric(score).await;
    assert!((0.4..0.7).contains(&score), "{score}");
}

async fn ask(platform: &Platform, key: &str, text: &str, max_tokens: Option<u32>) -> Response {
    let mut body = json!({"model": "chat", "messages": [{"role": "user", "content": text}]});
    if let Some(most) = max_tokens {
        body["max_tokens"] = most.into();
    }
    let url = format!("{}/v1/chat/completions", platform.gateway);
    let request = platform.client.post(url).bearer_auth(key).json(&body);
    request.send().await.unwrap()
}

fn header(response: &Response, name: &str) -> String {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap()).to_owned()
}

#[tokio::test]
async fn who_uses_too_much_is_blocked_by_name_and_nobody_else_is() {
    let platform = Platform::start(&[]).await;
    // Each sets 90,000 tokens of 300,000 a minute aside until its end.
    let many = (0..8).map(|_| ask(&platform, "firedrill-runaway", "long", Some(90_000)));
    let mut named = Vec::new();
    for response in futures_util::future::join_all(many).await {
        if response.status() == 429 {
            let body: Value = response.json().await.unwrap();
            named.push(body["error"]["type"].as_str().unwrap().to_owned());
        }
    }
    assert!(named.len() >= 2, "{named:?}");
    assert!(named.iter().all(|limit| limit == "tokens"), "{named:?}");
    let other = ask(&platform, "firedrill", "How are you?", Some(16)).await;
    assert_eq!(other.status(), 200);
    let rejected = r#"llm_quota_rejections_total{tenant="firedrill-runaway",limit="tokens"}"#;
    assert!(platform.metric(rejected).await >= 1.0);
}

/// A Redis that ends with the test.
struct Redis {
    child: Child,
    port: u16,
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn redis() -> Option<Redis> {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let child = Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(child) = child else {
        skipped("there is no `redis-server` on the PATH");
        return None;
    };
    let redis = Redis { child, port };
    let mut tries = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..500 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_ok()
        {
            return Some(redis);
        }
        tries.tick().await;
    }
    panic!("Redis did not start within 10 s");
}

#[tokio::test]
async fn a_hot_question_is_answered_out_of_the_store_until_the_way_to_it_breaks() {
    let (Some(toxiproxy), Some(redis)) = (start().await, redis().await) else {
        return;
    };
    let proxies = format!("{}/proxies", toxiproxy.base);
    let proxy = json!({"name": "cache-store", "listen": "127.0.0.1:0",
                       "upstream": format!("127.0.0.1:{}", redis.port)});
    let proxy = call("POST", &proxies, Some(proxy)).await.unwrap();
    let store = format!("redis://{}", proxy["listen"].as_str().unwrap());
    let platform = Platform::start(&["--cache-store", &store]).await;
    let hot = "firedrill asks: what is 2 times 5? answer with the number alone";
    let mut said = Vec::new();
    for _ in 0..3 {
        let response = ask(&platform, "firedrill", hot, Some(16)).await;
        assert_eq!(response.status(), 200);
        said.push(header(&response, "x-cache"));
    }
    // The first answer says which version serves, and answers are kept apart by version.
    assert_eq!(said.last().map(String::as_str), Some("hit"), "{said:?}");
    assert_eq!(said[0], "miss");
    assert!(platform.metric(HITS).await >= 1.0);
    let errors = platform.metric(STORE_ERRORS).await;
    let off = json!({"enabled": false});
    call("POST", &format!("{proxies}/cache-store"), Some(off))
        .await
        .unwrap();
    let response = ask(&platform, "firedrill", hot, Some(16)).await;
    assert_eq!(response.status(), 200, "slower and dearer, and answered");
    assert_eq!(header(&response, "x-cache"), "miss");
    platform.becomes(STORE_ERRORS, errors + 1.0).await;
}

#[tokio::test]
async fn the_gate_leads_the_primary_back_from_a_bad_version() {
    let Some(toxiproxy) = start().await else {
        return;
    };
    let primaries = Platform::start(&["--parts", "primary,primary-bad"]).await;
    let host = |name: &str| {
        let url = primaries.ready[name].as_str().unwrap();
        url.strip_prefix("http://").unwrap().to_owned()
    };
    let proxies = format!("{}/proxies", toxiproxy.base);
    let proxy = json!({"name": "provider-primary", "listen": "127.0.0.1:0",
                       "upstream": host("primary")});
    let proxy = call("POST", &proxies, Some(proxy)).await.unwrap();
    let url = format!("http://{}", proxy["listen"].as_str().unwrap());
    let gate = format!("{},provider-primary", toxiproxy.base);
    // The first look is at once: then the gate knows where the primary belongs.
    let platform = Platform::start(&[
        "--parts",
        "gateway,secondary",
        "--primary-url",
        &url,
        "--gate",
        &gate,
        "--background",
        "20/s",
    ])
    .await;
    platform
        .becomes(r#"llm_rollout_aborted_total{model="chat"}"#, 0.0)
        .await;
    let one = format!("{proxies}/provider-primary");
    let bad = json!({"upstream": host("primary-bad")});
    call("POST", &one, Some(bad)).await.unwrap();
    let back = async {
        let mut looks = tokio::time::interval(Duration::from_millis(50));
        loop {
            looks.tick().await;
            let now = call("GET", &one, None).await.unwrap();
            if now["upstream"] == json!(host("primary")) {
                return;
            }
        }
    };
    let led_back = tokio::time::timeout(LIMIT, back).await;
    assert!(led_back.is_ok(), "the gate does not lead it back");
    platform
        .becomes(r#"llm_rollout_aborted_total{model="chat"}"#, 1.0)
        .await;
}
