//! Where the time to detect went, part by part, beside what theory allows.

use super::page::Page;
use crate::base::Duration;
use crate::drill::plan::{Bounds, Forecast};
use crate::drill::verdict::{Detection, Part};
use crate::report::RunReport;
use crate::report::run_report::{FIRING, PAGE};
use crate::report::words::{length, one_line, signed, spoken, wrap};

/// A terminal of this many columns has room for the sources.
const WITH_SOURCES: usize = 92;
/// And one of this many for what theory allows.
const WITH_THEORY: usize = 72;
const HEADING: &str = "Time to detect";

pub(super) fn write(page: &mut Page, told: &RunReport, in_parts: bool) {
    let alerts = told.plan().map(|plan| &plan.alerts[..]).unwrap_or_default();
    for (index, detection) in told.verdict().detections.iter().enumerate() {
        if index == 0 || in_parts {
            page.gap();
        }
        // Alerts of the plan that are backstops have no detection.
        let forecast = alerts
            .iter()
            .find(|alert| alert.alert == detection.alert)
            .and_then(|alert| alert.forecast.as_ref());
        heading(page, detection, forecast);
        if in_parts {
            rows(page, detection, forecast);
        }
    }
}

fn heading(page: &mut Page, detection: &Detection, forecast: Option<&Forecast>) {
    let theory = forecast.map_or_else(String::new, |forecast| {
        let Bounds { best, worst, .. } = forecast.pages();
        let sure = if forecast.sure { "" } else { ", estimated" };
        format!(" (theory: {} to {}{sure})", spoken(best), spoken(worst))
    });
    let alert = one_line(&detection.alert);
    let text = format!("{alert}{}{theory}", detected(detection));
    let lead = format!("{HEADING}  ");
    let rest = " ".repeat(length(&lead));
    let paint = page.paint;
    for line in wrap(&text, &lead, &rest, page.width) {
        match line.strip_prefix(HEADING) {
            Some(after) => page.line(format!("{}{after}", paint.bold(HEADING))),
            None => page.line(line),
        }
    }
}

fn detected(detection: &Detection) -> String {
    let part = |moment: &str| detection.parts.iter().find(|part| part.moment == moment);
    let after = |moment: &str| part(moment).and_then(|part| part.after_ms);
    match (after(PAGE), after(FIRING)) {
        (Some(paged), _) => format!(" paged after {}", unsigned(paged)),
        (None, Some(fired)) => format!(" fired after {}, no page was seen", unsigned(fired)),
        (None, None) => ": never".to_owned(),
    }
}

fn unsigned(ms: i64) -> String {
    spoken(Duration::from_ms(u64::try_from(ms).unwrap_or(0)))
}

/// A table of the parts up to the first that was not seen: when, how sure, how much later than the
/// one before, what theory allows for that, and who says so.
fn rows(page: &mut Page, detection: &Detection, forecast: Option<&Forecast>) {
    let seen = detection
        .parts
        .iter()
        .filter(|part| part.after_ms.is_some());
    if seen.count() < 2 {
        return; // not even the metric moved
    }
    let head = [
        "",
        "after",
        "error",
        "took",
        "theory, at most",
        "according to",
    ];
    let mut rows = vec![head.map(str::to_owned)];
    let mut before = None;
    for part in &detection.parts {
        let took = part
            .after_ms
            .zip(before)
            .map(|(after, before)| unsigned(after - before));
        rows.push([
            one_line(&part.moment),
            part.after_ms.map_or_else(|| "not seen".to_owned(), signed),
            error(part),
            took.unwrap_or_default(),
            forecast
                .map(|forecast| allowed(part, forecast))
                .unwrap_or_default(),
            one_line(&part.source),
        ]);
        if part.after_ms.is_none() {
            break;
        }
        before = part.after_ms;
    }
    let columns = match page.width {
        WITH_SOURCES.. => 6,
        WITH_THEORY.. => 5,
        _ => 4,
    };
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            rows.iter()
                .map(|row| length(&row[column]))
                .max()
                .unwrap_or(0)
        })
        .collect();
    let paint = page.paint;
    for (index, row) in rows.iter().enumerate() {
        let mut line = String::from("  ");
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(length(cell)) + 2));
        }
        let line = line.trim_end();
        page.line(if index == 0 {
            paint.dim(line)
        } else {
            line.to_owned()
        });
    }
}

fn error(part: &Part) -> String {
    if part.after_ms.is_none() || part.error_ms == 0 {
        return String::new();
    }
    // An error is rounded up: a small one is not none.
    let error = part.error_ms.next_multiple_of(10);
    format!("± {}", spoken(Duration::from_ms(error)))
}

/// What theory allows for a part.
fn allowed(part: &Part, forecast: &Forecast) -> String {
    let (length, what) = match &*part.moment {
        "metric crosses" => (
            forecast.onset.then(forecast.scrape).then(forecast.window),
            "for 2 scrapes + window",
        ),
        "pending" => (forecast.evaluation, "for an evaluation"),
        FIRING => (Bounds::exactly(forecast.hold), "`for`"),
        PAGE => (forecast.routing, forecast.timer()),
        _ => return String::new(),
    };
    format!("{} {what}", spoken(length.worst))
}
