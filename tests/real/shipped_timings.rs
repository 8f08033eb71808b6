//! The shipped rules, routes and drill as they are, without a factor.

use std::time::Duration;

use crate::measured::passes_and_agrees;
use crate::support::{Setup, Stage, alone};

/// A minute of steady state, ten of the fault, ten of recovery at most, and room.
const RUN: Duration = Duration::from_secs(30 * 60);

#[test]
#[ignore = "takes half an hour: the shipped timings; `cargo test --features second-client/toxiproxy --test real -- --ignored`"]
fn at_the_shipped_timings_a_healthy_platform_passes_on_real_servers() {
    let _turn = alone();
    let setup = Setup {
        factor: 1,
        hold: None,
        ..Setup::healthy("shipped-timings")
    };
    if let Some(mut stage) = Stage::start(&setup) {
        passes_and_agrees(&mut stage, RUN);
    }
}
