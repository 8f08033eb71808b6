//! What did requests cost?

use super::{Over, by_truth};
use crate::base::{Bound, Factor, Money};
use crate::drill::code::Code;
use crate::drill::measure::{Amount, Reading, Truth, within};
use crate::drill::verdict::{Case, Promise};
use crate::spec::drill::{FactorSignal, SignalBound};

/// What a request cost on average, compared with before the drill.
pub(super) fn factor(case: &Case, over: &Over, is: Bound<Factor>) -> Promise {
    let text = format!("cost factor {is} {}", over.name);
    let limit = SignalBound::Factor {
        signal: FactorSignal::CostFactor,
        is,
    };
    match case.seen.callers().read((over.from, over.to), &limit) {
        Some(reading @ Reading::Amount(Amount { value, .. })) => by_truth(
            case,
            text,
            reading.judge(),
            Code::CostFactor,
            format!("{value:.2} times what it was"),
        ),
        Some(Reading::Share(..)) | None => {
            Promise::unknown(text, "nobody says what a request costs")
        }
    }
}

/// What the runaway caller spent, at all providers together. What was under way when it was stopped
/// counts as well, since it is paid for.
pub(super) fn spent(case: &Case, over: &Over, is: Bound<Money>) -> Promise {
    let text = format!("the runaway caller spends {is} {}", over.name);
    let shots = within(&case.seen.runaway, over.from, over.to);
    let told = || shots.iter().filter_map(|shot| shot.cost);
    if told().next().is_none() {
        return Promise::unknown(text, "nobody says what a request costs");
    }
    let spent = told().fold(Money::default(), |sum, cost| sum + cost);
    let truth = if is.holds(&spent) {
        Truth::Holds
    } else {
        Truth::Fails
    };
    let seen = format!("{} in {} requests", spent.rounded(), shots.len());
    by_truth(case, text, truth, Code::OverBudget, seen)
}
