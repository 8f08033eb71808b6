//! Many results on a terminal. Writing to a text does not fail.

use std::fmt::Write;

use super::Merged;
use super::row::{HEADS, Row};
use crate::report::story::meaning;
use crate::report::words::{Paint, humane, length, one_line};

/// The column of outcomes.
const OUTCOME: usize = 2;

pub(super) fn write(merged: &Merged, colour: bool) -> String {
    let paint = Paint { colour };
    let rows = merged.rows.iter().map(Row::cells);
    let rows: Vec<[String; 6]> = rows
        .map(|mut cells| {
            cells[5] = humane(&cells[5]);
            cells
        })
        .collect();
    let heads = HEADS.map(str::to_owned);
    let widths: Vec<usize> = (0..HEADS.len() - 1)
        .map(|column| {
            let all = rows.iter().chain([&heads]);
            all.map(|row| length(&row[column])).max().unwrap_or(0)
        })
        .collect();
    let line = |cells: &[String; 6], outcome: &dyn Fn(&str) -> String| {
        let mut line = String::new();
        for (column, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            if column == OUTCOME {
                line += &outcome(cell);
            } else {
                line += cell;
            }
            line += &" ".repeat(width - length(cell) + 2);
        }
        line += &cells[5];
        line.trim_end().to_owned() + "\n"
    };
    let mut text = String::new();
    if !rows.is_empty() {
        text += &line(&heads, &|head| head.to_owned());
    }
    for (row, cells) in merged.rows.iter().zip(&rows) {
        text += &line(cells, &|word| paint.outcome(row.outcome(), word));
    }
    for (from, why) in &merged.unread {
        let _ = writeln!(text, "not read: {}: {}", one_line(from), one_line(why));
    }
    let _ = writeln!(text, "\n{}", merged.counted());
    if let Some(outcome) = merged.outcome() {
        let (code, meaning) = (outcome.exit_code(), meaning(outcome));
        let meaning = match merged.rows.iter().map(Row::outcome).max() {
            Some(worst) if worst == outcome => meaning,
            Some(_) | None => "not all results could be read",
        };
        let _ = writeln!(text, "exit {code}: {meaning}");
    }
    text
}
