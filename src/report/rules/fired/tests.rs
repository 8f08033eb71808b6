use super::*;
use crate::base::Duration;

fn alert(name: &str) -> AlertFired {
    AlertFired {
        alert: name.to_owned(),
        place: "rules.yaml:3:14".to_owned(),
        of_platform: false,
        drill: None,
        story: None,
        tries: 12,
        miss: None,
        fires: Bounds::exactly(Duration::from_mins(2)),
        pages: None,
        sure: true,
        assumes: Vec::new(),
        receivers: Vec::new(),
        notes: Vec::new(),
    }
}

fn story() -> StoryFired {
    StoryFired {
        series: vec![("up{job=\"a\"}".to_owned(), "0x2".to_owned())],
        step: Duration::from_mins(1),
        fires_after: Duration::from_mins(2),
        test: "tests: []\n".to_owned(),
    }
}

fn fired() -> RulesFired {
    RulesFired {
        alerts: vec![
            AlertFired {
                story: Some(story()),
                of_platform: true,
                ..alert("Down")
            },
            AlertFired {
                miss: Some("`a / b` never gave anything, though its sides did".to_owned()),
                ..alert("Never")
            },
        ],
        routed: false,
        scrape: Duration::from_secs(15),
    }
}

#[test]
fn an_alert_that_cannot_fire_comes_first_and_decides_the_exit_code() {
    let mut fired = fired();
    assert_eq!(fired.exit_code(), 1);
    let text = fired.terminal(false);
    assert!(
        text.starts_with(
            "CANNOT FIRE  Never  rules.yaml:3:14\n  12 stories were tried, and it fired in none of \
             them\n  `a / b` never gave anything, though its sides did\n"
        ),
        "{text}"
    );
    fired.alerts.pop();
    assert_eq!(fired.exit_code(), 0);
}

#[test]
fn a_story_is_shown_as_its_series_and_alone_as_a_whole_test() {
    let mut fired = fired();
    let text = fired.terminal(false);
    assert!(text.contains("    up{job=\"a\"} 0x2\n"), "{text}");
    assert!(
        text.contains("NOTE  Down: it fires in no drill on the platform in memory"),
        "{text}"
    );
    fired.alerts.pop();
    assert!(fired.terminal(false).contains("tests: []\n"));
    assert_eq!(fired.tests(), "tests: []\n");
}

#[test]
fn programs_read_the_same() {
    let told: serde_json::Value = serde_json::from_str(&fired().json()).unwrap();
    assert_eq!(told["firedrill_rules_fire"], 1);
    assert_eq!(told["alerts"][0]["story"]["series"][0]["values"], "0x2");
    assert_eq!(told["alerts"][1]["can_fire"], false);
}
