//! Which alerts can fire, for programs.

use serde::Serialize;

use super::{AlertFired, RulesFired};
use crate::drill::plan::BoundsMs;

/// The version of this format; it grows when a field changes its meaning or goes away.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Told<'a> {
    firedrill_rules_fire: u32,
    exit_code: u8,
    scrape_ms: u64,
    alerts: Vec<Alert<'a>>,
}

#[derive(Serialize)]
struct Alert<'a> {
    #[serde(rename = "alert")]
    name: &'a str,
    place: &'a str,
    can_fire: bool,
    of_platform: bool,
    drill: Option<Drill<'a>>,
    story: Option<Story<'a>>,
    tries: usize,
    miss: Option<&'a str>,
    fires: BoundsMs,
    pages: Option<BoundsMs>,
    sure: bool,
    assumes: &'a [String],
    receivers: &'a [String],
    notes: &'a [String],
}

#[derive(Serialize)]
struct Drill<'a> {
    #[serde(rename = "drill")]
    name: &'a str,
    weakness: Option<&'a str>,
    after_ms: Option<u64>,
}

#[derive(Serialize)]
struct Story<'a> {
    step_ms: u64,
    fires_after_ms: u64,
    series: Vec<Series<'a>>,
    test: &'a str,
}

#[derive(Serialize)]
struct Series<'a> {
    series: &'a str,
    values: &'a str,
}

pub(super) fn write(fired: &RulesFired) -> String {
    let told = Told {
        firedrill_rules_fire: VERSION,
        exit_code: fired.exit_code(),
        scrape_ms: fired.scrape.ms(),
        alerts: fired.alerts.iter().map(alert).collect(),
    };
    let text = serde_json::to_string_pretty(&told).expect("texts and numbers are JSON");
    text + "\n"
}

fn alert(alert: &AlertFired) -> Alert<'_> {
    let drill = alert.drill.as_ref().map(|drill| Drill {
        name: &drill.drill,
        weakness: drill.weakness.as_deref(),
        after_ms: drill.after.map(crate::base::Duration::ms),
    });
    let story = alert.story.as_ref().map(|story| Story {
        step_ms: story.step.ms(),
        fires_after_ms: story.fires_after.ms(),
        series: (story.series.iter())
            .map(|(series, values)| Series { series, values })
            .collect(),
        test: &story.test,
    });
    Alert {
        name: &alert.alert,
        place: &alert.place,
        can_fire: alert.can_fire(),
        of_platform: alert.of_platform,
        drill,
        story,
        tries: alert.tries,
        miss: alert.miss.as_deref(),
        fires: alert.fires.in_ms(),
        pages: alert.pages.map(crate::drill::plan::Bounds::in_ms),
        sure: alert.sure,
        assumes: &alert.assumes,
        receivers: &alert.receivers,
        notes: &alert.notes,
    }
}
