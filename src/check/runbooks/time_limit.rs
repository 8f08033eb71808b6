//! Calls give up by themselves.

use super::codes;
use super::script::Calls;
use super::told::Told;
use super::wrong::Wrong;

/// Calls that hang for as long as whom they ask does.
pub(super) fn check(calls: &Calls<'_>, told: &mut Told) {
    for (spot, curl) in &calls.curl {
        if let (false, Some(url)) = (curl.is_limited, curl.urls.first()) {
            let wrong = Wrong::new(
                url.span,
                "this call has no time limit",
                "add `--max-time 10`: what is broken may hang instead of failing",
            );
            told.wrong(codes::NO_TIME_LIMIT, *spot, wrong, "may never answer");
        }
    }
}
