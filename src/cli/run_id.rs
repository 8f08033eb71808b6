//! Names of runs.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use crate::world::RunId;

/// The name of a run on a real target: the time, so that names sort, and something that tells two
/// runners apart that begin in the same millisecond.
#[expect(
    clippy::disallowed_methods,
    reason = "a run is named for the moment at which it begins"
)]
pub(super) fn live() -> RunId {
    let now = Timestamp::try_from(std::time::SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH);
    let date = now
        .to_zoned(TimeZone::UTC)
        .strftime("%Y%m%d-%H%M%S")
        .to_string();
    // The address of a fresh allocation differs between processes, as does the process' number.
    let here = Box::new(0_u8);
    let unique = format!(
        "{}-{:p}-{}",
        std::process::id(),
        &raw const *here,
        now.as_nanosecond()
    );
    let digest = Sha256::digest(unique.as_bytes());
    RunId(format!(
        "{date}-{:02x}{:02x}{:02x}",
        digest[0], digest[1], digest[2]
    ))
}

/// The name of a run on the platform in memory; the same for the same seed, so that its reports are
/// the same.
pub(super) fn embedded(seed: u64, drill: &str) -> RunId {
    RunId(format!("20260106-030000-{drill}-{seed}"))
}

/// The folder that the results of a session are kept in: that of its first run.
pub(super) fn session(run: &RunId) -> &str {
    &run.0
}
