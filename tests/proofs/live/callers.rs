//! The drill's callers: each with a schedule, a key and questions of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use firedrill::base::{Duration, KnownAnswer, KnownQuestion, Money, Rate};
use firedrill::live::{Bypass, Credentials, Endpoint, Gateway, Secret, Settings, Tells};
use firedrill::world::{Answer, Ask, Asks, Caller, Incoming, Schedule, Shot};
use serde_json::{Value, json};

use super::support::{Room, settings};

/// A request as a gateway heard it.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    pub(super) key: String,
    pub(super) cache_control: String,
    pub(super) body: Value,
}

impl Heard {
    fn prompt(&self) -> &str {
        self.body["messages"][0]["content"].as_str().unwrap()
    }
}

pub(super) type Log = Arc<Mutex<Vec<Heard>>>;

/// A gateway that keeps what it hears, and answers as it is told to.
pub(super) async fn gateway<R: IntoResponse>(
    answer: impl Fn(&Heard) -> R + Clone + Send + Sync + 'static,
) -> (Settings, Log) {
    let log = Log::default();
    let kept = Arc::clone(&log);
    let router = Router::new().fallback(move |request: Request| {
        let (answer, kept) = (answer.clone(), Arc::clone(&kept));
        async move { hear(request, answer, &kept).await }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut settings = settings("http://127.0.0.1:1");
    settings.sink = None;
    settings.gateway = Some(Gateway {
        endpoint: Endpoint {
            credentials: Credentials::Bearer(Secret::new("ordinary")),
            ..Endpoint::new(base)
        },
        runaway_key: Some(Secret::new("runaway")),
        tells: Tells {
            served_by: None,
            cached: Some(("x-cache".into(), "hit".into())),
            cost: Some("x-cost-usd".into()),
            version: Some("x-model-version".into()),
            bypass: Some(Bypass::Header("cache-control".into(), "no-cache".into())),
        },
    });
    (settings, log)
}

async fn hear<R: IntoResponse>(
    request: Request,
    answer: impl Fn(&Heard) -> R,
    log: &Log,
) -> Response {
    let (parts, body) = request.into_parts();
    let header = |name: &str| {
        let value = parts.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap()).to_owned()
    };
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let question = Heard {
        key: header("authorization"),
        cache_control: header("cache-control"),
        body: serde_json::from_slice(&body).unwrap(),
    };
    log.lock().unwrap().push(question.clone());
    answer(&question).into_response()
}

pub(super) fn completion(text: &str) -> String {
    json!({"model": "from-the-body", "choices": [{"message": {"content": text}}],
           "usage": {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}})
    .to_string()
}

pub(super) fn schedule(caller: Caller, asks: Asks) -> Schedule {
    Schedule {
        caller,
        asks,
        cap: None,
        model: "chat".into(),
        rate: Rate::per_second(40),
        streaming: "0%".parse().unwrap(),
        timeout: Duration::from_secs(5),
        max_tokens: Some(16),
    }
}

/// Sends these, and waits until so many requests of each caller ended.
pub(super) async fn shots(room: &mut Room, schedules: Vec<Schedule>, of_each: usize) -> Vec<Shot> {
    let callers: BTreeSet<Caller> = schedules.iter().map(|schedule| schedule.caller).collect();
    for schedule in schedules {
        assert_eq!(room.ask(Ask::Traffic(schedule)).await, Ok(Answer::Done));
    }
    let mut shots = Vec::new();
    let mut ended = BTreeMap::<Caller, usize>::new();
    while callers
        .iter()
        .any(|caller| ended.get(caller).copied().unwrap_or(0) < of_each)
    {
        if let Incoming::Shots(batch) = room.next().await {
            for shot in &batch {
                *ended.entry(shot.caller).or_default() += 1;
            }
            shots.extend(batch);
        }
    }
    shots
}

fn of(shots: &[Shot], caller: Caller) -> impl Iterator<Item = &Shot> {
    shots.iter().filter(move |shot| shot.caller == caller)
}

#[tokio::test]
async fn each_caller_has_a_schedule_of_its_own_and_the_runaway_caller_its_own_key() {
    let (settings, log) = gateway(|_| completion("yes")).await;
    let mut room = Room::with(&settings).await;
    let all = Caller::ALL.map(|caller| {
        let asks = match caller {
            Caller::Examiner => known(&[("really?", KnownAnswer::Exact("yes".into()))]),
            Caller::Ordinary | Caller::Runaway => Asks::Fresh,
        };
        schedule(caller, asks)
    });
    let before = shots(&mut room, all.into(), 3).await;
    for caller in Caller::ALL {
        assert!(of(&before, caller).count() >= 3, "{caller}");
    }
    let keys: BTreeMap<String, usize> =
        log.lock()
            .unwrap()
            .iter()
            .fold(BTreeMap::new(), |mut keys, heard| {
                *keys.entry(heard.key.clone()).or_default() += 1;
                keys
            });
    assert!(keys["Bearer ordinary"] > keys["Bearer runaway"], "{keys:?}");
    for caller in [Caller::Ordinary, Caller::Examiner] {
        assert_eq!(room.ask(Ask::StopTraffic(caller)).await, Ok(Answer::Done));
    }
    // What was under way comes back; from the next full second on, only one is left.
    let mut quiet = 0;
    while quiet < 2 {
        if let Incoming::Shots(batch) = room.next().await {
            let alone = batch.iter().all(|shot| shot.caller == Caller::Runaway);
            quiet = if alone { quiet + 1 } else { 0 };
        }
    }
}

#[tokio::test]
async fn a_callers_new_schedule_takes_the_place_of_its_former_one() {
    let (settings, log) = gateway(|_| completion("yes")).await;
    let mut room = Room::with(&settings).await;
    shots(&mut room, vec![schedule(Caller::Runaway, Asks::Fresh)], 3).await;
    let storm = Schedule {
        max_tokens: None,
        ..schedule(Caller::Runaway, Asks::Copies { copies: 5 })
    };
    let ended = shots(&mut room, vec![storm], 60).await;
    let log = log.lock().unwrap();
    let first = log
        .iter()
        .position(|heard| heard.body.get("max_tokens").is_none())
        .unwrap();
    let late = log[first..]
        .iter()
        .filter(|heard| heard.body.get("max_tokens").is_some());
    assert!(late.count() <= 1, "one may have been on its way");
    let mut bursts = BTreeMap::<&str, usize>::new();
    for heard in log[first..]
        .iter()
        .filter(|heard| heard.body.get("max_tokens").is_none())
    {
        *bursts.entry(heard.prompt()).or_default() += 1;
    }
    let whole = bursts.values().filter(|copies| **copies == 5).count();
    assert!(whole + 1 >= bursts.len() && whole > 5, "{bursts:?}");
    assert!(ended.iter().all(|shot| shot.outcome.is_ok()));
}

fn known(questions: &[(&str, KnownAnswer)]) -> Asks {
    let questions = questions.iter().map(|(ask, answer)| KnownQuestion {
        ask: (*ask).into(),
        answer: answer.clone(),
    });
    Asks::Known {
        questions: questions.collect(),
        through_cache: false,
    }
}

#[tokio::test]
async fn known_questions_pass_over_the_cache_and_are_graded() {
    let (settings, log) = gateway(|heard| match heard.prompt() {
        "capital?" => completion(" **Paris**. "),
        "sum?" => completion("it is 43"),
        _ => completion("```json\n{\"n\": 3}\n```"),
    })
    .await;
    let mut room = Room::with(&settings).await;
    let asks = known(&[
        ("capital?", KnownAnswer::Exact("paris".into())),
        ("sum?", KnownAnswer::Matches(r"\b42\b".into())),
        ("json?", KnownAnswer::Json(json!({"required": ["n"]}))),
    ]);
    let mut shots = shots(&mut room, vec![schedule(Caller::Examiner, asks)], 6).await;
    shots.sort_by_key(|shot| shot.due);
    let marks: Vec<_> = shots
        .iter()
        .take(6)
        .map(|shot| shot.correct.unwrap())
        .collect();
    assert_eq!(marks, [true, false, true, true, false, true]);
    let log = log.lock().unwrap();
    assert!(log.iter().all(|heard| heard.cache_control == "no-cache"));
    assert!(
        log.iter().any(|heard| heard.prompt() == "capital?"),
        "word for word"
    );
}

#[tokio::test]
async fn where_a_cache_cannot_be_passed_over_no_question_is_asked_twice_in_the_same_words() {
    let (mut settings, log) = gateway(|_| completion("Paris")).await;
    settings.gateway.as_mut().unwrap().tells.bypass = None;
    let mut room = Room::with(&settings).await;
    let asks = known(&[("capital?", KnownAnswer::Exact("paris".into()))]);
    let shots = shots(&mut room, vec![schedule(Caller::Examiner, asks)], 5).await;
    assert!(shots.iter().all(|shot| shot.correct == Some(true)));
    let log = log.lock().unwrap();
    let texts: BTreeSet<_> = log.iter().map(Heard::prompt).collect();
    assert_eq!(texts.len(), log.len());
    assert!(
        texts.iter().all(|text| text.ends_with("capital?")),
        "{texts:?}"
    );
}

#[tokio::test]
async fn a_field_of_the_body_can_say_that_no_cache_may_answer() {
    let (mut settings, log) = gateway(|_| completion("Paris")).await;
    let field = Bypass::Field("cache".into(), json!({"no-cache": true}));
    settings.gateway.as_mut().unwrap().tells.bypass = Some(field);
    let mut room = Room::with(&settings).await;
    let asks = known(&[("capital?", KnownAnswer::Exact("paris".into()))]);
    let both = vec![
        schedule(Caller::Examiner, asks),
        schedule(Caller::Ordinary, Asks::Fresh),
    ];
    shots(&mut room, both, 3).await;
    for heard in log.lock().unwrap().iter() {
        let passed_over = heard.body["cache"] == json!({"no-cache": true});
        assert_eq!(passed_over, heard.prompt() == "capital?", "{heard:?}");
    }
}

#[tokio::test]
async fn an_answer_tells_cost_cache_and_version_by_headers_else_by_body_and_prices() {
    let (settings, _) = gateway(|heard| {
        let fresh = heard.body["stream"] != json!(true);
        let headers = if fresh {
            [
                ("x-cache", "hit"),
                ("x-cost-usd", "0.0007"),
                ("x-model-version", "v7"),
            ]
        } else {
            [("x-none", ""), ("x-nothing", ""), ("x-nil", "")]
        };
        (headers, completion("yes"))
    })
    .await;
    let mut room = Room::with(&settings).await;
    let half = Schedule {
        streaming: "50%".parse().unwrap(),
        cap: Some(super::cap::cap(1_000_000, 1_000_000)),
        ..schedule(Caller::Ordinary, Asks::Fresh)
    };
    let shots = shots(&mut room, vec![half], 8).await;
    let (by_header, by_body): (Vec<_>, Vec<_>) =
        shots.iter().partition(|shot| shot.cached.is_some());
    assert!(!by_header.is_empty() && !by_body.is_empty());
    for shot in by_header {
        assert_eq!(shot.cached, Some(true));
        assert_eq!(shot.cost, Some(Money::from_micros(700)));
        assert_eq!(shot.version.as_deref(), Some("v7"));
    }
    for shot in by_body {
        // 10 tokens at a dollar and 2 at two dollars for a million.
        assert_eq!(shot.cost, Some(Money::from_micros(14)));
        assert_eq!(shot.version.as_deref(), Some("from-the-body"));
    }
}

#[tokio::test]
async fn what_cannot_be_sent_or_graded_is_refused_with_a_sentence() {
    let (mut settings, log) = gateway(|_| completion("yes")).await;
    settings.gateway.as_mut().unwrap().runaway_key = None;
    let mut room = Room::with(&settings).await;
    for (refused, named) in [
        (
            schedule(Caller::Runaway, Asks::Fresh),
            "`gateway.runaway_key`",
        ),
        (schedule(Caller::Examiner, known(&[])), "no questions"),
        (
            schedule(
                Caller::Examiner,
                known(&[("what?", KnownAnswer::Matches("(".into()))]),
            ),
            "`what?` cannot be graded",
        ),
        (
            Schedule {
                rate: Rate::per_second(0),
                ..schedule(Caller::Ordinary, Asks::Fresh)
            },
            "a rate of nothing",
        ),
    ] {
        let said = room
            .ask(Ask::Traffic(refused))
            .await
            .unwrap_err()
            .to_string();
        assert!(said.contains(named), "{said}");
    }
    assert!(log.lock().unwrap().is_empty(), "nothing was sent");
}
