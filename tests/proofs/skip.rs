//! What tests prove only where something is there that a fresh clone lacks.

use std::io::Write;

/// Says which test is skipped, and why; in CI nothing may be.
#[expect(
    clippy::disallowed_methods,
    reason = "a test that is skipped in CI would never be missed"
)]
#[track_caller]
pub(crate) fn skipped(why: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!in_ci, "{test} must not be skipped in CI: {why}");
    // Not by `eprintln!`: what that says is kept back while a test passes.
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {why}");
}
