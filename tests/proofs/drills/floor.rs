//! The detection floor: the smallest outage that pages.

use firedrill::base::Ratio;
use firedrill::lab::{Outage, floor};

use super::stage::{drill, drills, world};

#[test]
fn the_floor_of_the_blackhole_lies_where_the_backstop_begins_to_see() {
    let outage = Outage::of(&drill("provider-blackhole")).expect("a toxic");
    let worlds: Vec<_> = (1..=3).map(|seed| world(seed, &[])).collect();
    let found = floor(&outage, &worlds);
    let from = found.pages_from.expect("a whole outage pages");
    assert!((2..=40).contains(&from), "{from}");
    for tried in &found.tried {
        let pages = tried.pages();
        assert_eq!(pages, tried.percent >= from, "{tried:#?}");
        assert_eq!(pages, tried.paged() == 3, "{tried:#?}");
    }
    assert_eq!(floor(&outage, &worlds), found, "it is deterministic");
}

#[test]
fn a_hundredth_of_the_connections_is_felt_by_about_a_hundredth() {
    let outage = Outage::of(&drill("provider-blackhole")).expect("a toxic");
    let mut small = world(1, &[]);
    let noticed = outage.happen(&mut small, Ratio::from_millionths(10_000));
    assert_eq!((noticed.fired, noticed.paged), (None, None));
    let mut whole = world(1, &[]);
    let noticed = outage.happen(&mut whole, Ratio::WHOLE);
    let (_, alert) = noticed.fired.expect("an alert");
    assert_eq!(alert, "FallbackServing");
    assert!(noticed.paged.is_some());
}

#[test]
fn only_a_toxic_on_the_way_to_a_provider_has_a_size() {
    let swept: Vec<String> = drills()
        .into_iter()
        .filter(|name| Outage::of(&drill(name)).is_ok())
        .collect();
    assert_eq!(swept, ["provider-blackhole"]);
}
