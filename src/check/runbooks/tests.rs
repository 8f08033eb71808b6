//! What is told, by small runbooks with one mistake each; the exact texts are in `fixtures/broken/`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;

const INVENTORY: &str = "namespaces:\n  ai:\n    deployments:\n      llm-gateway:\n        gateway: \
    [CACHE_ENABLED, DEFAULT_MODEL]\n    config_maps:\n      llm-quotas: [rpm_limit, tokens]\n    \
    services: [llm-gateway]\n";

const RULES: &str = "groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up == 0\n        \
    annotations: {runbook_url: \"https://runbooks.internal/ai/one\"}\n";

/// A runbook with this under `Mitigate` and this under `Undo`.
fn runbook(mitigate: &str, undo: &str) -> String {
    format!(
        "---\nalerts: [A]\nresponder: On-call\nclass: cost\nseverity: sev2\nescalation: 1\n---\n# One\n\n\
         ## Is it real\n\nYes.\n\n## What changed in the last 24 hours\n\nNothing.\n\n## Mitigate\n\n\
         {mitigate}\n\n## Verify\n\nSee.\n\n## When to stop\n\nNow.\n\n## Undo\n\n{undo}\n\n## Close\n\nDone.\n"
    )
}

fn shell(commands: &str) -> String {
    format!("`<x>` and `NAME` are explained here.\n\n```sh\n{commands}\n```")
}

fn told(text: &str, rules: &str, drills: &[&str]) -> Vec<Problem> {
    let read = Runbook::read(&Source::new("drills/runbooks/one.md", text));
    let runbook = read.unwrap_or_else(|problems| panic!("{}", problems[0]));
    let source = Source::new("drills/alerts/a.yaml", rules);
    let rules = RuleFile::parse(&source).unwrap();
    let inventory = Inventory::read(&Source::new("inventory.yaml", INVENTORY)).unwrap();
    let profile = include_str!("../../../drills/profiles/reference.yaml");
    let profile = Profile::read(&Source::new("reference.yaml", profile));
    let drills: Vec<_> = drills
        .iter()
        .map(|text| {
            let source = Source::new("drills/d.yaml", *text);
            let drill = Drill::read(&source).unwrap_or_else(|problems| panic!("{}", problems[0]));
            (source, drill)
        })
        .collect();
    check(&Files {
        runbooks: Some(&[runbook]),
        rules: &[(source, Arc::new(rules))],
        drills: &drills,
        inventory: Some(&inventory),
        profiles: &[profile.unwrap()],
        pages: &BTreeSet::from(["alerts/a.yaml".to_owned()]),
    })
}

/// The codes of what is told, and where each points.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let told = told(text, RULES, &[]);
    let shown = |problem: &Problem| {
        let (source, span, _) = problem.place.as_ref().expect("a place");
        assert!(problem.hint.is_some(), "{problem}");
        (problem.code, source.text[span.start..span.end].to_owned())
    };
    told.iter().map(shown).collect()
}

fn of_commands(mitigate: &str, undo: &str) -> Vec<(&'static str, String)> {
    found(&runbook(&shell(mitigate), &shell(undo)))
}

#[test]
fn a_true_runbook_is_not_told_of() {
    let mitigate = "kubectl set env deployment/llm-gateway CACHE_ENABLED=true -n ai\n\
        kubectl annotate deployment --all deploy-freeze=true --overwrite -n ai\n\
        kubectl patch configmap llm-quotas -n ai -p '{\"data\": {\"rpm_limit\": \"60\"}}'\n\
        kubectl rollout restart deployment/llm-gateway -n ai\n\
        kubectl delete pod -l app=llm-gateway -n ai\n\
        kubectl logs deployment/llm-gateway -c gateway -n ai | grep -c error\n\
        curl -s --max-time 5 http://llm-gateway.ai:8080/healthz";
    let undo = "kubectl set env deploy/llm-gateway CACHE_ENABLED=<x> -n ai\n\
        kubectl annotate deployments --all deploy-freeze- --namespace=ai\n\
        kubectl patch cm llm-quotas -n ai -p '{\"data\": {\"rpm_limit\": \"<x>\"}}'";
    assert_eq!(of_commands(mitigate, undo), []);
}

#[test]
fn a_change_without_its_way_back_is_told_at_what_it_changes() {
    for (command, undo, at) in [
        (
            "kubectl set env deployment/llm-gateway CACHE_ENABLED=true -n ai",
            "true",
            "CACHE_ENABLED",
        ),
        (
            "kubectl set env deployment/llm-gateway CACHE_ENABLED=true -n ai",
            "kubectl set env deployment/llm-gateway CACHE_ENABLED=true -n ai",
            "CACHE_ENABLED",
        ),
        (
            "kubectl set env deployment/llm-gateway CACHE_ENABLED=true -n ai",
            "kubectl set env deployment/llm-gateway DEFAULT_MODEL=x -n ai",
            "CACHE_ENABLED",
        ),
        (
            "kubectl annotate deployment --all a=b --overwrite -n ai",
            "true",
            "a",
        ),
        (
            "kubectl scale deployment/llm-gateway --replicas=3 -n ai",
            "true",
            "kubectl scale",
        ),
        (
            "kubectl rollout undo deployment/llm-gateway -n ai",
            "true",
            "kubectl rollout undo",
        ),
        (
            "kubectl delete configmap llm-quotas -n ai",
            "true",
            "kubectl delete",
        ),
        ("kubectl cordon node-1", "true", "kubectl cordon"),
        (
            "kubectl patch configmap llm-quotas -n ai -p '{\"data\": {\"rpm_limit\": \"1\"}}'",
            "kubectl patch configmap llm-quotas -n ai -p '{\"data\": {\"tokens\": \"1\"}}'",
            "rpm_limit",
        ),
    ] {
        let expected = [(codes::NO_WAY_BACK, at.to_owned())];
        assert_eq!(of_commands(command, undo), expected, "{command} | {undo}");
    }
}

#[test]
fn what_changes_it_back_may_be_written_in_many_ways() {
    for (command, undo) in [
        ("kubectl cordon node-1", "kubectl uncordon node-1"),
        (
            "kubectl drain node-1 --ignore-daemonsets",
            "kubectl uncordon node-1",
        ),
        (
            "kubectl scale deployment llm-gateway --replicas=3 -n ai",
            "kubectl scale deploy/llm-gateway --replicas=<x> -n ai",
        ),
        (
            "kubectl set image deployment/llm-gateway gateway=a -n ai",
            "kubectl rollout undo deployment/llm-gateway -n ai",
        ),
        (
            "kubectl set env deployment/llm-gateway CACHE_ENABLED=true -n ai",
            "kubectl set env deployment/llm-gateway CACHE_ENABLED- -n ai",
        ),
        (
            "kubectl apply -f a.yaml -n ai",
            "kubectl delete -f a.yaml -n ai",
        ),
        (
            "kubectl rollout pause deployment/llm-gateway -n ai",
            "kubectl rollout resume deployment/llm-gateway -n ai",
        ),
        (
            "kubectl label deployment llm-gateway a=b --overwrite -n ai",
            "kubectl label deployment llm-gateway a- -n ai",
        ),
    ] {
        assert_eq!(of_commands(command, undo), [], "{command} | {undo}");
    }
}

#[test]
fn what_is_not_at_the_target_is_told_at_its_name() {
    for (command, at) in [
        ("kubectl get deployment/llm-gatewy -n ai", "llm-gatewy"),
        ("kubectl get pods -n ia", "ia"),
        ("kubectl get configmap llm-quota -n ai", "llm-quota"),
        ("kubectl get svc llm -n ai", "llm"),
        (
            "kubectl logs deployment/llm-gateway -c proxy -n ai",
            "proxy",
        ),
        ("kubectl logs -l app=llm-gateway -c proxy -n ai", "proxy"),
        (
            "kubectl get configmap llm-quotas -n ai -o jsonpath='{.data.rpm}'",
            "rpm",
        ),
        ("curl -m 5 http://llm-gatewy.ai.svc:8080/", "llm-gatewy"),
    ] {
        let expected = [(codes::NOT_THERE, at.to_owned())];
        assert_eq!(of_commands(command, "true"), expected, "{command}");
    }
    let variable = "kubectl set env deployment/llm-gateway CACHE=1 -n ai";
    let back = "kubectl set env deployment/llm-gateway CACHE- -n ai";
    let expected = (codes::NOT_THERE, "CACHE".to_owned());
    assert_eq!(of_commands(variable, back), [expected.clone(), expected]);
}

#[test]
fn commands_that_would_not_do_what_they_say_are_told() {
    for (command, code, at) in [
        ("kubectl get pods", codes::NO_NAMESPACE, "kubectl get"),
        (
            "kubectl rollout restart deployment/llm-gateway",
            codes::NO_NAMESPACE,
            "kubectl rollout restart",
        ),
        ("echo 'a", codes::SHELL, "'"),
        ("kubectl get pods --al -n ai", codes::KUBECTL, "--al"),
        ("curl -m 5 --sillent https://a.b", codes::CURL, "--sillent"),
        ("curl https://a.b/c", codes::NO_TIME_LIMIT, "https://a.b/c"),
        ("echo <y>", codes::PLACEHOLDER, "<y>"),
        ("echo $OTHER", codes::PLACEHOLDER, "$OTHER"),
        (
            "curl -m 5 -G https://a.b -d 'query=sum(upp)'",
            codes::UNKNOWN_METRIC,
            "upp",
        ),
        (
            "curl -m 5 -G https://a.b -d 'query=sum(up))'",
            codes::PROMQL,
            ")",
        ),
    ] {
        let expected = [(code, at.to_owned())];
        assert_eq!(of_commands(command, "true"), expected, "{command}");
    }
    for command in [
        "echo <x> $NAME $HOME",
        "OTHER=$(date) && echo $OTHER",
        "sudo kubectl get pods -A",
    ] {
        assert_eq!(of_commands(command, "true"), [], "{command}");
    }
    let mark = "kubectl label deployment llm-gateway a=b -n ai";
    let back = "kubectl label deployment llm-gateway a- -n ai";
    assert_eq!(
        of_commands(mark, back),
        [(codes::NO_OVERWRITE, "a".to_owned())]
    );
    let number = "kubectl patch cm llm-quotas -n ai -p '{\"data\": {\"tokens\": 1}}'";
    let text = number.replace('1', "\"1\"");
    assert_eq!(
        of_commands(number, &text),
        [(codes::PATCH, "tokens".to_owned())]
    );
}

#[test]
fn sections_steps_and_code_have_their_form() {
    let sound = runbook("Nothing.", "Nothing.");
    assert_eq!(found(&sound), []);
    for (from, to, code, at) in [
        ("## Verify", "## Verfy", codes::SECTION_MISSING, "Verfy"),
        ("## Verify\n\nSee.", "", codes::SECTION_MISSING, "One"),
        (
            "## Verify\n\nSee.",
            "## Verify",
            codes::SECTION_EMPTY,
            "Verify",
        ),
        (
            "## Verify",
            "## Undo\n\nNo.\n\n## Verify",
            codes::SECTION_ORDER,
            "Verify",
        ),
        ("See.", "### 2. see: See", codes::STEP_NUMBER, "2"),
        (
            "See.",
            "### 1. see: See\n### 2. see: See",
            codes::STEP_TWICE,
            "see",
        ),
        ("See.", "```\nls\n```", codes::LANGUAGE, "```"),
        ("See.", "```bash\nls\n```", codes::LANGUAGE, "bash"),
        ("See.", "```yaml\na: [\n```", codes::YAML, "a: ["),
        ("See.", "```promql\nup ==\n```", codes::PROMQL, ""),
        (
            "See.",
            "```promql\nllm_request_total\n```",
            codes::UNKNOWN_METRIC,
            "llm_request_total",
        ),
    ] {
        let told = found(&sound.replace(from, to));
        assert!(told.contains(&(code, at.to_owned())), "{to}: {told:?}");
    }
}

#[test]
fn links_lead_somewhere() {
    let with = |link: &str| found(&runbook(&format!("[See]({link})."), "Nothing."));
    for link in [
        "one.md",
        "one.md#undo",
        "#when-to-stop",
        "../alerts/a.yaml",
        "https://runbooks.internal/ai/one",
        "https://status.openai.com",
        "mailto:a@b.c",
    ] {
        assert_eq!(with(link), [], "{link}");
    }
    for link in [
        "two.md",
        "one.md#undoo",
        "#stop",
        "../alerts/b.yaml",
        "https://runbooks.internal/ai/two",
    ] {
        assert_eq!(with(link), [(codes::DEAD_LINK, link.to_owned())], "{link}");
    }
}

#[test]
fn alerts_runbooks_and_drills_lead_to_each_other() {
    let sound = runbook("Nothing.", "Nothing.");
    let codes_of = |text: &str, rules: &str| -> Vec<_> {
        let told = told(text, rules, &[]);
        told.iter().map(|problem| problem.code).collect()
    };
    let elsewhere = RULES.replace("ai/one", "ai/two");
    assert_eq!(
        codes_of(&sound, &elsewhere),
        [codes::NOBODY_WROTE, codes::NOT_LED]
    );
    let nowhere = RULES.replace("runbook_url", "summary");
    assert_eq!(
        codes_of(&sound, &nowhere),
        [codes::NO_RUNBOOK, codes::NOT_LED]
    );
    let other = RULES.replace("alert: A", "alert: B");
    assert_eq!(
        codes_of(&sound, &other),
        [codes::NOT_SERVED, codes::NOT_LED]
    );
    let none = sound.replace("alerts: [A]", "alerts: []");
    assert_eq!(codes_of(&none, RULES), [codes::NOT_SERVED, codes::NOT_LED]);
    let drill = include_str!("../../../drills/provider-blackhole.yaml");
    let problems = told(&sound, RULES, &[drill]);
    let text = problems[0].to_string();
    assert_eq!(problems[0].code, codes::NOBODY_WROTE);
    assert!(
        text.contains("runbook: model-outage\n  |          ^^^^^^^^^^^^"),
        "{text}"
    );
}

#[test]
fn who_keeps_runbooks_elsewhere_is_told_nothing() {
    let drill = include_str!("../../../drills/provider-blackhole.yaml");
    let drill = Source::new("provider-blackhole.yaml", drill);
    let drill = (drill.clone(), Drill::read(&drill).unwrap());
    let rules = RuleFile::parse(&Source::new("a.yaml", RULES)).unwrap();
    let files = Files {
        runbooks: None,
        rules: &[(Source::new("a.yaml", RULES), Arc::new(rules))],
        drills: &[drill],
        inventory: None,
        profiles: &[],
        pages: &BTreeSet::new(),
    };
    assert_eq!(check(&files), []);
}
