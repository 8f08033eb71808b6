//! What a run came to in a few words: how many promises were kept, and how soon.

use super::counted;
use crate::report::RunReport;
use crate::report::words::spoken;

/// As `11 kept · detected after 2m 18s · mitigated after 5s`.
pub(in crate::report) fn glance(told: &RunReport) -> String {
    let mut facts = vec![counted(told)];
    let (detected, mitigated) = (told.time_to_detect(), told.time_to_mitigate());
    facts.extend(detected.map(|took| format!("detected after {}", spoken(took))));
    facts.extend(mitigated.map(|took| format!("mitigated after {}", spoken(took))));
    facts.join(" · ")
}
