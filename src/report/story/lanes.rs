//! The run from effect to page to mitigation to recovery, side by side.

use super::charts::states;
use super::measures::bad_in;
use super::span::gone;
use crate::base::At;
use crate::drill::plan::{Plan, PlannedAlert};
use crate::report::RunReport;
use crate::report::picture::{Bar, Lane, Mark, Span, State};
use crate::report::words::{one_line, spoken};
use crate::world::PageStatus;

/// What went on during a run, one thing above the other.
pub(in crate::report) fn lanes(told: &RunReport, span: &Span) -> Vec<Lane> {
    let Some(plan) = told.plan() else {
        return Vec::new();
    };
    let mut lanes = vec![fault(told, span)];
    if !told.seen().shots.is_empty() {
        lanes.push(callers(told, plan, span));
    }
    if !plan.brief.drill.expect.mitigation.is_empty() {
        lanes.push(mitigation(told, plan));
    }
    let promises = plan.brief.drill.expect.alerts.iter().zip(&plan.alerts);
    lanes.extend(promises.map(|(_, planned)| alert(told, planned, span)));
    lanes
}

fn bar(from: At, to: At, look: &'static str, name: &str) -> Bar {
    let name = name.to_owned();
    Bar {
        from,
        to,
        look,
        name,
    }
}

fn mark(at: At, look: &'static str, sign: &'static str, name: &str) -> Mark {
    let name = name.to_owned();
    Mark {
        at,
        look,
        sign,
        name,
    }
}

fn fault(told: &RunReport, span: &Span) -> Lane {
    let seen = told.seen();
    let injected = seen.injected.as_ref().map(|seen| seen.value);
    let (note, bars) = match (injected, gone(told)) {
        (None, _) => ("was not made".to_owned(), Vec::new()),
        (Some(from), Some(to)) => {
            let note = format!("in place for {}", spoken(to.since(from)));
            (note, vec![bar(from, to, "harm", "the fault is in place")])
        }
        (Some(from), None) => (
            "was not seen to be gone".to_owned(),
            vec![bar(from, span.to(), "harm", "the fault may be in place")],
        ),
    };
    let effective = seen.effective.as_ref().map(|seen| seen.value);
    let marks = effective.map(|at| mark(at, "plain", "T0", "the fault shows from here on"));
    Lane {
        name: "The fault".to_owned(),
        note,
        bars,
        marks: marks.into_iter().collect(),
    }
}

/// Beats in which callers suffered; those that follow one another are one bar.
fn callers(told: &RunReport, plan: &Plan, span: &Span) -> Lane {
    let beat = plan.brief.timing.beat;
    let mut bars: Vec<Bar> = Vec::new();
    let mut bad = 0;
    let mut start = span.from();
    while start < span.to() {
        let end = start + beat;
        if bad_in(told, plan, (start, end)) > 0 {
            bad += 1;
            match bars.last_mut() {
                Some(last) if last.to == start => last.to = end,
                _ => bars.push(bar(start, end, "bad", "callers suffer")),
            }
        }
        start = end;
    }
    let bad = (beat * bad).ms().div_ceil(1_000);
    let recovered = told.verdict().moments.recovered_ms.map(At::from_ms);
    let marks = recovered.map(|at| mark(at, "good", "✓", "served as before from here on"));
    let note = match bad {
        0 => "no bad second".to_owned(),
        1 => "1 bad second, with the recovery".to_owned(),
        bad => format!("{bad} bad seconds, with the recovery"),
    };
    Lane {
        name: "Callers".to_owned(),
        note,
        bars,
        marks: marks.into_iter().collect(),
    }
}

fn mitigation(told: &RunReport, plan: &Plan) -> Lane {
    let moments = told.verdict().moments;
    let from = told.time_to_mitigate().and(moments.mitigated_ms);
    let end = moments.put_back_ms.map(At::from_ms);
    let promised = plan.brief.drill.expect.mitigation.iter();
    let promised = promised.map(|mitigation| mitigation.within).max();
    let promised = promised.map_or_else(String::new, |within| {
        format!(", promised within {}", spoken(within))
    });
    let (note, bars, marks) = match (from.map(At::from_ms), told.time_to_mitigate()) {
        (Some(from), Some(took)) => (
            format!("after {}{promised}", spoken(took)),
            vec![bar(
                from,
                end.unwrap_or(from),
                "help",
                "the mitigation holds",
            )],
            vec![mark(from, "good", "✓", "the mitigation holds from here on")],
        ),
        _ => (format!("did not hold{promised}"), Vec::new(), Vec::new()),
    };
    let taken_back = told.seen().taken_back.as_ref();
    let taken_back = taken_back.map(|seen| {
        let by = told.seen().taken_back_by();
        let by = by.map_or("somebody", |by| by.who);
        mark(
            seen.at,
            "plain",
            "↩",
            &format!("{} takes it back", one_line(by)),
        )
    });
    let marks = marks.into_iter().chain(taken_back).collect();
    Lane {
        name: "The mitigation".to_owned(),
        note,
        bars,
        marks,
    }
}

fn alert(told: &RunReport, planned: &PlannedAlert, span: &Span) -> Lane {
    let seen = told.seen();
    let injected = seen.injected.as_ref().map(|seen| seen.value);
    let from = injected.unwrap_or(span.from());
    let zero = seen.effective.as_ref().map(|seen| seen.value).or(injected);
    let states = states(told, planned);
    let bars = states.iter().map(|stretch| {
        let (look, name) = match stretch.state {
            State::Pending => ("pending", "pending"),
            State::Firing => ("firing", "firing"),
        };
        bar(stretch.from, stretch.to, look, name)
    });
    let pages = seen.pages.iter().map(|page| &page.value).filter(|page| {
        page.arrived >= from
            && page.labels.get("alertname") == planned.alert
            && page.labels.contains(&planned.labels)
    });
    let mut marks = Vec::new();
    let mut note = if states.iter().any(|stretch| stretch.state == State::Firing) {
        "fires, pages nobody".to_owned()
    } else if states.is_empty() {
        "silent".to_owned()
    } else {
        "pending, does not fire".to_owned()
    };
    for page in pages {
        match page.status {
            PageStatus::Firing if marks.is_empty() => {
                let after = spoken(page.arrived.since(zero.unwrap_or(from)));
                note = format!("pages {} after {after}", one_line(&page.receiver));
                marks.push(mark(page.arrived, "page", "☎", &note));
            }
            PageStatus::Resolved if marks.len() == 1 => {
                marks.push(mark(
                    page.arrived,
                    "plain",
                    "✓",
                    "the page says that it is over",
                ));
            }
            PageStatus::Firing | PageStatus::Resolved => {}
        }
    }
    Lane {
        name: one_line(&planned.alert),
        note,
        bars: bars.collect(),
        marks,
    }
}
