//! Whether the target's calendar lets a drill begin, and end.

use super::{Obstacle, Plan};
use crate::base::At;
use crate::drill::code::Code;

/// The closed stretch that the run would begin in, or reach into before everything is put back.
///
/// What counts is Prometheus' clock: it is the platform's, and in the journal. Where it cannot be
/// read, that is an obstacle of its own.
pub(super) fn obstacles(plan: &Plan) -> Vec<Obstacle> {
    let (Some(calendar), Ok(clock)) = (&plan.brief.calendar, &plan.facts.prometheus_clock) else {
        return Vec::new();
    };
    let begins = clock.server_time(At::START);
    let longest = plan.brief.put_back_within();
    let Some(closed) = calendar.closed(begins, longest) else {
        return Vec::new();
    };
    let told = calendar.tell(&closed);
    let detail = if closed.from <= begins {
        format!("drills may not run here {told}")
    } else {
        format!(
            "drills may not run here from {} {told}; this one may take up to {} until everything is \
             put back",
            calendar.time_zone.tell(closed.from),
            longest.short()
        )
    };
    vec![Obstacle {
        code: Code::Blackout,
        detail,
    }]
}
