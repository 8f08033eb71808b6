//! Drills read, filled in and written out again.

use super::{
    AlertRole, Drill, Effective, Failure, Kind, Limits, ServiceWindow, Sets, ShareSignal, Shows,
    SignalBound, Via,
};
use crate::base::{Bound, Duration, KnownAnswer, Money, Problem, Rate, Ratio, Source, Tokens};

const SMALLEST: &str = "\
drill: provider-blackhole
title: The primary provider stops answering
hypothesis: The fallback answers within 30 s
traffic: {model: chat}
fault: {proxy: provider-primary}
expect: {alerts: [{alert: FallbackServing, fires: 3m}]}
";

const SHIPPED: &str = include_str!("../../../drills/provider-blackhole.yaml");

fn read(text: &str) -> Result<Drill, Vec<Problem>> {
    Drill::read(&Source::new("drills/a-drill.yaml", text))
}

fn sound(text: &str) -> Drill {
    read(text).unwrap_or_else(|problems| panic!("{}\n{text}", problems[0]))
}

#[test]
fn what_is_left_out_has_the_kinds_default() {
    let drill = sound(SMALLEST);
    assert_eq!(drill.name, "a-drill");
    assert_eq!(drill.kind, Kind::ProviderBlackhole);
    assert_eq!(drill.traffic.rate, Rate::per_second(5));
    assert_eq!(drill.traffic.timeout, Duration::from_secs(30));
    assert_eq!(drill.traffic.max_tokens, 64);
    assert_eq!(drill.fault.hold, Duration::from_mins(10));
    let Via::Toxiproxy { proxy, failure } = &drill.fault.via else {
        panic!("{:?}", drill.fault.via);
    };
    assert_eq!(
        (proxy.as_str(), failure),
        ("provider-primary", &Failure::Hang)
    );
    let expected = Effective {
        shows: Shows::Probe {
            probe: "provider-primary".into(),
            fails: Bound::at_least(Ratio::from_millionths(900_000)),
        },
        within: Duration::from_secs(30),
    };
    assert_eq!(drill.effective, expected);
    let abort = drill.abort.unwrap();
    assert_eq!(abort.limit.to_string(), "success < 50%");
    assert_eq!(abort.length, Duration::from_mins(2));
    assert_eq!(drill.recovery.within, Duration::from_mins(5));
    // 5 a second for at most 18 minutes, each of 64 tokens and 100 for the question.
    let expected = Limits {
        spend: Money::from_micros(8_860_000),
        tokens: Tokens::new(886_000),
    };
    assert_eq!(drill.limits, expected);
}

#[test]
fn the_shipped_drill_says_what_the_design_promises() {
    let drill = sound(SHIPPED);
    assert_eq!(drill.traffic.streaming.to_string(), "25%");
    let mitigation = &drill.expect.mitigation[0];
    assert!(matches!(
        mitigation.limit,
        SignalBound::Share {
            signal: ShareSignal::FallbackShare,
            ..
        }
    ));
    let [fallback, backstop] = &drill.expect.alerts[..] else {
        panic!("two alerts");
    };
    let AlertRole::Fires {
        within,
        pages,
        resolves,
    } = &fallback.role
    else {
        panic!("it fires");
    };
    assert_eq!(*within, Duration::from_mins(3));
    assert_eq!(pages.as_ref().unwrap().within, Duration::from_mins(5));
    assert_eq!(*resolves, Some(Duration::from_mins(10)));
    assert_eq!(backstop.role, AlertRole::Backstop);
    assert_eq!(backstop.labels.get("provider"), "primary");
    let windows: Vec<_> = drill
        .expect
        .service
        .iter()
        .map(|promise| promise.window)
        .collect();
    assert_eq!(
        windows,
        [ServiceWindow::AfterMitigation, ServiceWindow::DuringFault]
    );
    assert_eq!(
        drill.expect.service[1].bad_seconds,
        Some(Bound::at_most(45))
    );
    assert_eq!(
        drill.expect.no_other_pages.unwrap().labels.get("namespace"),
        "ai"
    );
    assert!(!drill.hypothesis.contains('\n'), "folded into one line");
}

#[test]
fn what_is_written_out_reads_as_the_same_drill() {
    let strange = SMALLEST
        .replace(
            "The primary provider stops answering",
            "\"it's: \\\"gone\\\" # {1} é\"",
        )
        .replace("model: chat", "model: \"yes\"")
        .replace(
            "alert: FallbackServing",
            "alert: \"a: b, c\", labels: {\"on\": \"1\", x: \"\\\\d\"}",
        );
    let texts = [
        SHIPPED.to_owned(),
        SMALLEST.to_owned(),
        strange,
        SMALLEST.replace(
            "provider-primary}",
            "provider-primary, failure: slow, latency: 5s}",
        ),
        SMALLEST.replace(
            "provider-primary}",
            "provider-primary, failure: cut-stream, after: 2000}",
        ),
        SMALLEST.to_owned() + "abort: never\n",
        SMALLEST.to_owned() + "abort: {signal: p95, is: \">= 20s\", for: 90s}\n",
        SMALLEST.replace(
            "{alerts: [{alert: FallbackServing, fires: 3m}]}",
            "{no_other_pages: {}}",
        ),
    ];
    for text in texts {
        let drill = sound(&text);
        let written = drill.to_string();
        assert_eq!(sound(&written), drill, "{written}");
    }
}

const ROLLOUT: &str = "\
drill: bad-model-rollout
title: A worse model is rolled out
hypothesis: The quality gate takes it back within 6 min
traffic: {model: chat}
fault: {namespace: ai, name: llm-gateway, key: chat_model, value: chat-v2-bad, hold: 15m}
expect: {taken_back: {by: quality-gate, within: 6m}}
";

const RUNAWAY: &str = "\
drill: runaway-tokens
title: An agent runs in circles
hypothesis: The quota of its tenant stops it before the budget is spent
traffic: {model: chat}
fault: {amplify: agent-loop, prompt_tokens: 400, turns: 12, rate: 4/s, hold: 8m}
effective: {signal: spend_per_minute, is: \"> $0.50\"}
expect:
  mitigation: [{signal: blocked, is: \">= 90%\", within: 1m}]
  service: [{during: fault, spend: \"<= $2.00\"}]
";

const CACHE: &str = "\
drill: cache-disable
title: The response cache is off
hypothesis: Callers wait a little longer, and pay a little more
traffic: {model: chat, hot: 50%}
fault: {namespace: ai, deployment: llm-gateway, variable: CACHE_ENABLED, value: false}
expect: {service: [{during: fault, worst: 1m, success: \">= 99%\", cost_factor: \"<= 3\"}]}
";

#[test]
fn a_bad_model_is_shown_by_its_share_and_judged_by_the_questions_that_are_built_in() {
    let drill = sound(ROLLOUT);
    let key = Sets::Key {
        key: "chat_model".into(),
        value: "chat-v2-bad".into(),
        restarts: None,
    };
    assert_eq!(sets(drill.fault.via.clone()), key);
    assert_eq!(drill.effective.shows.to_string(), "new_version_share > 0%");
    assert_eq!(drill.effective.within, Duration::from_mins(3));
    let questions = drill.questions.unwrap();
    assert_eq!(questions.rate, Rate::per_second(2));
    assert_eq!(questions.baseline.to_string(), ">= 90%");
    let of = |kind: fn(&KnownAnswer) -> bool| {
        let answers = questions.set.iter().map(|question| &question.answer);
        answers.filter(|answer| kind(answer)).count()
    };
    assert_eq!(questions.set.len(), 24);
    assert!(of(|answer| matches!(answer, KnownAnswer::Exact(_))) >= 10);
    assert!(of(|answer| matches!(answer, KnownAnswer::Matches(_))) >= 5);
    assert!(of(|answer| matches!(answer, KnownAnswer::Json(_))) >= 4);
}

#[test]
fn no_question_that_is_built_in_is_asked_twice() {
    let set = sound(ROLLOUT).questions.unwrap().set;
    let asked: std::collections::BTreeSet<_> = set.iter().map(|one| &one.ask).collect();
    assert_eq!(asked.len(), set.len());
}

#[test]
fn a_container_is_called_as_its_deployment_where_nothing_else_is_said() {
    let of = |text: &str| {
        let Sets::Variable {
            container, value, ..
        } = sets(sound(text).fault.via)
        else {
            panic!("{text}")
        };
        (container, value)
    };
    assert_eq!(of(CACHE), ("llm-gateway".into(), "false".into()));
    let named = CACHE.replace("variable:", "container: gateway, variable:");
    assert_eq!(of(&named), ("gateway".into(), "false".into()));
}

/// What a fault in a cluster sets.
fn sets(via: Via) -> Sets {
    let Via::Cluster { sets, .. } = via else {
        panic!("{via:?}")
    };
    sets
}

#[test]
fn every_means_in_a_cluster_is_read_and_written_alike() {
    let with = |drill: &str, fault: &str| {
        let old = drill.lines().find(|line| line.starts_with("fault: "));
        drill.replace(old.unwrap(), &format!("fault: {{{fault}}}"))
    };
    let rollout = |fault| with(ROLLOUT, fault);
    let cache = |fault| with(CACHE, fault);
    for text in [
        rollout("via: deployment, namespace: ai, deployment: chat, image: models/bad"),
        rollout("via: argo-rollout, namespace: ai, rollout: chat, container: s, image: bad:1"),
        rollout("via: inference-service, namespace: ai, name: chat, uri: s3://models/bad"),
        rollout("via: route-weight, namespace: ai, route: chat, backend: bad, weight: 1"),
        rollout(
            "via: route-weight, namespace: ai, route: chat, kind: AIGatewayRoute, backend: bad, weight: 1",
        ),
        cache("via: scale, namespace: ai, deployment: store, replicas: 0"),
        cache(
            "via: network-policy, namespace: ai, name: cut, pods: app=a, \
             cidrs: \"203.0.113.0/24, 2001:db8::/32\"",
        ),
        cache("via: chaos-mesh, namespace: ai, name: store"),
    ] {
        let drill = sound(&text);
        assert!(matches!(drill.fault.via, Via::Cluster { .. }), "{text}");
        assert_eq!(sound(&drill.to_string()), drill, "{drill}");
    }
}

#[test]
fn a_cache_that_is_off_is_shown_by_its_hits_among_twenty_questions() {
    let drill = sound(CACHE);
    assert_eq!(drill.effective.shows.to_string(), "cache_hit_ratio <= 5%");
    assert_eq!(drill.effective.within, Duration::from_mins(1));
    assert_eq!(drill.traffic.hot_questions, 20);
    assert_eq!(drill.expect.service[0].worst, Some(Duration::from_mins(1)));
}

#[test]
fn the_limits_cover_everybody_who_sends() {
    // 64 tokens for each answer and 100 for each question; 5 a second for 16 minutes, 4 a second
    // of the runaway caller for 8 minutes, since the steady state may take three; and 1920 turns of 400 to 4800 tokens in its 8 minutes.
    let calm = (5 * 16 + 4 * 8) * 60 * 164;
    let growing = 1_920 / 12 * 400 * (12 * 13 / 2) + 1_920 * 164;
    let tokens = u64::div_ceil(calm + growing, 1_000) * 1_000;
    assert_eq!(sound(RUNAWAY).limits.tokens, Tokens::new(tokens));
    // The examiner asks 2 a second besides: 5 + 2 of them for 23 minutes.
    let asked = u64::div_ceil((5 + 2) * 23 * 60 * 164, 1_000) * 1_000;
    assert_eq!(sound(ROLLOUT).limits.tokens, Tokens::new(asked));
}

#[test]
fn what_the_other_kinds_promise_reads_as_it_is_written_out() {
    let set = "{rate: 30/m, baseline: \"> 80%\", set: [{ask: \"2 + 2?\", exact: \"4.\"}, \
               {ask: a, matches: \"(?i)\\\\bx\\n?\"}, {ask: j, json: {type: object, required: [\"a b\"], \
               properties: {\"a b\": {enum: [1, 2.5, null, true, \"é\"]}}}}]}";
    let texts = [
        ROLLOUT.to_owned(),
        RUNAWAY.to_owned(),
        CACHE.to_owned(),
        format!("{ROLLOUT}questions: {set}\n"),
        ROLLOUT.replace("chat-v2-bad", "\"You are\\nterse: {no} # é\""),
        ROLLOUT.replace(
            "{namespace: ai, name: llm-gateway, key: chat_model, value: chat-v2-bad,",
            "{via: toxiproxy, proxy: provider-primary, to: \"[::1]:8080\",",
        ),
        ROLLOUT.replace(
            "{taken_back:",
            "{mitigation: [{signal: wrong_answers, is: \"<= 10%\", within: 7m}, \
            {signal: new_version_share, is: \"<= 0%\", within: 7m}], taken_back:",
        ),
        RUNAWAY.replace(
            "agent-loop, prompt_tokens: 400, turns: 12",
            "retry-storm, copies: 8",
        ),
        RUNAWAY.replace("agent-loop, prompt_tokens: 400, turns: 12", "no-max-tokens")
            + "abort: {signal: spend_per_minute, is: \"> $5.00\"}\n",
        CACHE.to_owned() + "recovery: {within: 5m, cache_hit_ratio: \">= 20%\"}\n",
        CACHE.replace("during: fault", "during: recovery"),
    ];
    for text in texts {
        let drill = sound(&text);
        let written = drill.to_string();
        assert_eq!(sound(&written), drill, "{written}");
    }
}

#[test]
fn questions_that_are_built_in_are_not_written_out() {
    let written = sound(ROLLOUT).to_string();
    assert!(
        written.contains("\nquestions: {rate: 2/s, baseline: \">= 90%\", through_cache: false}\n"),
        "{written}"
    );
}

#[test]
fn a_drill_survives_the_journal() {
    let drill = sound(SHIPPED);
    let json = serde_json::to_string(&drill).unwrap();
    assert_eq!(serde_json::from_str::<Drill>(&json).unwrap(), drill);
}

#[test]
fn a_short_drill_gets_short_defaults() {
    let text = SMALLEST
        .replace("provider-primary}", "provider-primary, hold: 1m}")
        .replace("fires: 3m", "fires: 45s");
    let drill = sound(&text);
    assert_eq!(drill.effective.within, Duration::from_secs(15));
    assert_eq!(drill.abort.unwrap().length, Duration::from_secs(30));
}

#[test]
fn every_wrong_value_is_reported_at_once_in_the_order_of_the_file() {
    let text = SMALLEST
        .replace("model: chat", "rate: fast")
        .replace("provider-primary}", "provider-primary, hold: 10}")
        .replace("fires: 3m", "fires: soon");
    let problems = read(&text).unwrap_err();
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(
        codes,
        [
            "yaml/missing-key",
            "value/quantity",
            "value/quantity",
            "value/quantity"
        ]
    );
}

#[test]
fn a_value_given_by_an_alias_counts_and_its_problem_is_where_it_is_used() {
    let text = SMALLEST
        .replace("model: chat", "model: &name chat")
        .replace("fires: 3m", "fires: *name");
    let problems = read(&text).unwrap_err();
    let (source, span, _) = problems[0].place.clone().unwrap();
    assert_eq!(&source.text[span.start..span.end], "*name");
}
