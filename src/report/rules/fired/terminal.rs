//! Which alerts can fire, on a terminal. Writing to a text does not fail.

use std::fmt::Write;

use super::{AlertFired, DrillFired, RulesFired, StoryFired};
use crate::drill::plan::Bounds;
use crate::report::rules::words::plural;
use crate::report::words::{Paint, length, one_line, spoken};

/// Series of a story that are listed.
const SERIES_MOST: usize = 8;

pub(super) fn write(fired: &RulesFired, colour: bool) -> String {
    let paint = Paint { colour };
    let mut text = String::new();
    for alert in fired.silent() {
        write_silent(&mut text, alert, paint);
    }
    write_notes(&mut text, fired, paint);
    write_times(&mut text, fired, paint);
    write_stories(&mut text, fired, paint);
    let silent = fired.silent().count();
    let all = plural(fired.alerts.len(), "alert");
    let _ = match silent {
        0 => writeln!(text, "\n{all}: each of them was made to fire\nexit 0"),
        _ => writeln!(
            text,
            "\n{all}: {silent} were never made to fire\nexit 1: an alert that cannot fire tells nobody"
        ),
    };
    text
}

fn write_notes(text: &mut String, fired: &RulesFired, paint: Paint) {
    for alert in &fired.alerts {
        let undrilled = alert.is_undrilled().then_some(
            "it fires in no drill on the platform in memory, whose metrics it reads: are its series \
             there as the story has them?",
        );
        for note in undrilled
            .into_iter()
            .chain(alert.notes.iter().map(String::as_str))
        {
            let name = paint.bold(&one_line(&alert.alert));
            let _ = writeln!(text, "{}  {name}: {}", paint.unsure("NOTE"), one_line(note));
        }
    }
}

fn write_silent(text: &mut String, alert: &AlertFired, paint: Paint) {
    let _ = writeln!(
        text,
        "{}  {}  {}",
        paint.bad("CANNOT FIRE"),
        paint.bold(&one_line(&alert.alert)),
        paint.dim(&alert.place)
    );
    let _ = writeln!(
        text,
        "  {} tried, and it fired in none of them",
        plural_was(alert.tries)
    );
    if let Some(miss) = &alert.miss {
        let _ = writeln!(text, "  {}", one_line(miss));
    }
}

fn plural_was(tries: usize) -> String {
    let verb = if tries == 1 { "was" } else { "were" };
    let noun = if tries == 1 { "story" } else { "stories" };
    format!("{tries} {noun} {verb}")
}

fn write_times(text: &mut String, fired: &RulesFired, paint: Paint) {
    let until = if fired.routed {
        "until somebody is paged"
    } else {
        "until it fires; with `--alertmanager FILE` until somebody is paged"
    };
    let _ = writeln!(
        text,
        "\n{}  from what it tells of {until}, scraped every {}",
        paint.bold("How long it takes"),
        spoken(fired.scrape)
    );
    let mut rows =
        vec![["alert", "best", "expected", "worst", "tells", "fires in"].map(str::to_owned)];
    for alert in &fired.alerts {
        let bounds = alert.pages.unwrap_or(alert.fires);
        let [best, expected, worst] = told(bounds);
        let unsure = if alert.sure { "" } else { "?" };
        rows.push([
            one_line(&alert.alert),
            best,
            format!("{expected}{unsure}"),
            worst,
            alert.receivers.join(", "),
            fires_in(alert),
        ]);
    }
    let widths: Vec<usize> = (0..6)
        .map(|column| {
            rows.iter()
                .map(|row| length(&row[column]))
                .max()
                .unwrap_or(0)
        })
        .collect();
    for row in rows {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(|(column, (cell, width))| {
            let gap = " ".repeat(width - length(cell));
            if (1..4).contains(&column) {
                format!("{gap}{cell}")
            } else {
                format!("{cell}{gap}")
            }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(text, "  {}", line.trim_end());
    }
    if fired.alerts.iter().any(|alert| !alert.sure) {
        let _ = writeln!(
            text,
            "  {}",
            paint.dim("?: how fast its expression moves is not known before it is measured")
        );
    }
}

fn told(bounds: Bounds) -> [String; 3] {
    [bounds.best, bounds.expected, bounds.worst].map(spoken)
}

fn fires_in(alert: &AlertFired) -> String {
    match (&alert.drill, &alert.story) {
        (Some(drill), _) => told_drill(drill),
        (None, Some(story)) => {
            let series = story.series.len();
            let after = spoken(story.fires_after);
            format!("a story of {series} series, after {after}")
        }
        (None, None) => "nothing".to_owned(),
    }
}

fn told_drill(drill: &DrillFired) -> String {
    let weakness = drill.weakness.as_ref();
    let weak = weakness.map_or_else(String::new, |weakness| format!(" with {weakness}"));
    let after = drill.after.map_or_else(
        || ", before anything is broken".to_owned(),
        |after| format!(", after {}", spoken(after)),
    );
    format!("{}{weak}{after}", drill.drill)
}

fn write_stories(text: &mut String, fired: &RulesFired, paint: Paint) {
    let told = fired.alerts.iter().filter_map(|alert| {
        let story = alert.story.as_ref()?;
        Some((alert, story))
    });
    let told: Vec<(&AlertFired, &StoryFired)> = told.collect();
    if let [(_, story)] = told[..]
        && fired.alerts.len() == 1
    {
        let _ = write!(text, "\n{}\n{}", paint.bold("As a unit test"), story.test);
        return;
    }
    if !told.is_empty() {
        let _ = writeln!(
            text,
            "\n{}  each as a unit test with `--format test`",
            paint.bold("Stories")
        );
    }
    for (alert, story) in told {
        let _ = writeln!(
            text,
            "  {}  {}",
            paint.bold(&one_line(&alert.alert)),
            paint.dim(&format!(
                "{}, a value every {}, fires after {}",
                alert.place,
                spoken(story.step),
                spoken(story.fires_after)
            ))
        );
        for (series, values) in story.series.iter().take(SERIES_MOST) {
            let _ = writeln!(text, "    {} {}", one_line(series), values);
        }
        if let Some(more @ 1..) = story.series.len().checked_sub(SERIES_MOST) {
            let _ = writeln!(text, "    and {more} more");
        }
        if story.series.is_empty() {
            let _ = writeln!(text, "    no series at all");
        }
    }
}
