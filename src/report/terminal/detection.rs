//! Where the time to detect went, part by part, beside what theory allows.

use super::page::Page;
use crate::base::Duration;
use crate::drill::plan::PageBudget;
use crate::drill::verdict::{Detection, Part};
use crate::report::RunReport;
use crate::report::run_report::{FIRING, PAGE};
use crate::report::words::{length, one_line, signed, spoken};

/// A terminal of this many columns has room for the sources.
const WITH_SOURCES: usize = 92;

pub(super) fn write(page: &mut Page, told: &RunReport, in_parts: bool) {
    let alerts = told.plan().map(|plan| &plan.alerts[..]).unwrap_or_default();
    for (index, detection) in told.verdict().detections.iter().enumerate() {
        if index == 0 || in_parts {
            page.gap();
        }
        // Alerts of the plan that are backstops have no detection.
        let budget = alerts
            .iter()
            .find(|alert| alert.alert == detection.alert)
            .and_then(|alert| alert.budget);
        let paint = page.paint;
        let text = format!(
            "{}: {}{}",
            one_line(&detection.alert),
            detected(detection),
            in_theory(budget)
        );
        let lead = "Time to detect  ";
        let mut first = true;
        page.wrapped(&format!("{lead}{text}"), ("", "                "), |line| {
            line.strip_prefix(lead).map_or_else(
                || line.to_owned(),
                |rest| format!("{}{rest}", paint.bold(lead)),
            )
        });
        if in_parts {
            for row in rows(detection, budget, page.width) {
                if !std::mem::take(&mut first) || !row.is_empty() {
                    page.line(row);
                }
            }
        }
    }
}

fn detected(detection: &Detection) -> String {
    let part = |moment: &str| detection.parts.iter().find(|part| part.moment == moment);
    let after = |moment: &str| part(moment).and_then(|part| part.after_ms);
    match (after(PAGE), after(FIRING)) {
        (Some(paged), _) => format!("paged after {}", unsigned(paged)),
        (None, Some(fired)) => format!("fired after {}, and no page was seen", unsigned(fired)),
        (None, None) => "never".to_owned(),
    }
}

fn unsigned(ms: i64) -> String {
    spoken(Duration::from_ms(u64::try_from(ms).unwrap_or(0)))
}

fn in_theory(budget: Option<PageBudget>) -> String {
    budget.map_or_else(String::new, |budget| {
        format!(
            "; in theory {} to {}, and what the rule's window needs to fill",
            spoken(budget.best()),
            spoken(budget.worst())
        )
    })
}

/// A line for each part: when, how sure, how much later than the one before, what theory allows
/// for that, and who says so.
fn rows(detection: &Detection, budget: Option<PageBudget>, width: usize) -> Vec<String> {
    let mut before = Some(0);
    let mut cells: Vec<[String; 5]> = Vec::new();
    for part in &detection.parts {
        let later = part
            .after_ms
            .zip(before)
            .map(|(after, before)| after - before);
        cells.push([
            one_line(&part.moment),
            part.after_ms.map_or_else(|| "not seen".to_owned(), signed),
            error(part),
            step(later, budget.and_then(|budget| allowed(part, budget))),
            one_line(&part.source),
        ]);
        before = part.after_ms.or(before);
    }
    let column = |index: usize| {
        cells
            .iter()
            .map(|row| length(&row[index]))
            .max()
            .unwrap_or(0)
    };
    let columns = [column(0), column(1), column(2), column(3)];
    let rows = cells.iter().map(|row| {
        let mut line = String::from("  ");
        for (cell, width) in row.iter().zip(columns) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(length(cell)) + 2));
        }
        if width >= WITH_SOURCES {
            line.push_str(&row[4]);
        }
        line
    });
    rows.collect()
}

fn error(part: &Part) -> String {
    if part.after_ms.is_none() || part.error_ms == 0 {
        return String::new();
    }
    format!("± {}", spoken(Duration::from_ms(part.error_ms)))
}

fn step(later: Option<i64>, allowed: Option<String>) -> String {
    match (later, allowed) {
        (Some(later), Some(allowed)) => format!("took {} of {allowed}", unsigned(later)),
        (None, Some(allowed)) => allowed,
        (_, None) => String::new(),
    }
}

/// What theory allows for a part.
fn allowed(part: &Part, budget: PageBudget) -> Option<String> {
    match &*part.moment {
        "metric crosses" => Some(format!("{} for 2 scrapes + window", spoken(budget.scrapes))),
        "pending" => Some(format!("{} for an evaluation", spoken(budget.evaluation))),
        FIRING => Some(format!("{} for `for`", spoken(budget.hold))),
        PAGE => Some(format!("{} for `group_wait`", spoken(budget.group_wait))),
        _ => None,
    }
}
