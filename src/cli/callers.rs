//! What each of a drill's callers sends, for people.

use crate::base::Ratio;
use crate::drill::plan::Plan;
use crate::world::{Asks, Schedule};

/// A line for each caller, and one for what the runaway caller sends while the fault is there.
pub(super) fn describe(plan: &Plan) -> String {
    let runaway = plan.runaway.as_ref();
    let lines = plan
        .traffic
        .iter()
        .map(|schedule| format!("  {}: {}\n", schedule.caller, sends(schedule)))
        .chain(runaway.map(|schedule| {
            let caller = schedule.caller;
            format!("  {caller}, during the fault: {}\n", sends(schedule))
        }));
    format!("callers:\n{}", lines.collect::<String>())
}

fn sends(schedule: &Schedule) -> String {
    let asks = match &schedule.asks {
        Asks::Fresh => "each another question".to_owned(),
        Asks::Repeated { hot, questions } => {
            format!("{hot} of them one of {questions} questions, again and again")
        }
        Asks::Known {
            questions,
            through_cache,
        } => format!(
            "{} questions with known answers in turn, {} the cache",
            questions.len(),
            if *through_cache { "through" } else { "past" }
        ),
        Asks::Growing {
            prompt_tokens,
            turns,
        } => format!(
            "conversations of {turns} turns, each with {prompt_tokens} more tokens than the one before"
        ),
        Asks::Copies { copies } => format!("each {copies} times at once"),
    };
    let streaming = if schedule.streaming == Ratio::default() {
        String::new()
    } else {
        format!(", {} streamed", schedule.streaming)
    };
    let most = schedule.max_tokens.map_or_else(
        || "answers of any length".to_owned(),
        |most| format!("answers of at most {most} tokens"),
    );
    let (rate, model) = (schedule.rate, &schedule.model);
    format!("{rate} of {model}, {asks}{streaming}; {most}")
}
