//! The stage itself, before anything is said of the program.

use std::time::Duration;

use crate::support::{Eyes, Setup, Stage, among_others, until};

#[test]
fn on_the_stage_a_hanging_provider_makes_the_alert_fire_and_its_page_arrive() {
    let _turn = among_others();
    let Some(stage) = Stage::start(&Setup::healthy("stage")) else {
        return;
    };
    stage.nothing_is_left("at the start");
    let eyes = Eyes::open(&stage, "FallbackServing");
    let primary = stage.toxiproxy().find_proxy("provider-primary").unwrap();
    primary.with_timeout("downstream".into(), 0, 1.0);
    let page = until("the page arrives", Duration::from_secs(30), || {
        let mut notified = stage.notified().into_iter();
        notified.find(|notified| notified.fires("FallbackServing"))
    });
    assert_eq!(page.receiver, "ai-oncall");
    assert_eq!(page.label("provider"), "primary");
    assert_eq!(page.label("environment"), "drill-stage");
    let seen = eyes.seen();
    let toxic = seen.toxic.unwrap();
    assert_eq!(toxic.seen["type"], "timeout");
    assert!(toxic.there <= seen.active.unwrap().there);
    assert!(seen.routed.is_some());
    primary.delete_all_toxics().unwrap();
    stage.nothing_is_left("at the end");
    stage.calm();
}
