//! Were answers right?

use super::{Over, by_truth};
use crate::base::{Bound, Ratio};
use crate::drill::code::Code;
use crate::drill::measure::Share;
use crate::drill::verdict::{Case, Promise};
use crate::spec::drill::ShareSignal;

/// Of the questions with known answers, the share that was answered wrong.
pub(super) fn wrong(case: &Case, over: &Over, is: Bound<Ratio>) -> Promise {
    let share = |stretch| {
        case.seen
            .callers()
            .share(stretch, ShareSignal::WrongAnswers)
    };
    let beat = case.plan.brief.timing.beat;
    let worst = over
        .stretches(beat)
        .into_iter()
        .map(share)
        .max_by(|one: &Share, other| one.value().total_cmp(&other.value()))
        .unwrap_or_default();
    by_truth(
        case,
        format!("wrong answers {is} {}", over.says()),
        worst.judge(&is),
        Code::WrongAnswers,
        format!("{worst} wrong"),
    )
}
