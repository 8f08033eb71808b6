//! A comparison for people. Writing to a text does not fail.

use std::fmt::Write;

use super::change::{Change, Row};
use crate::base::Ratio;
use crate::report::words::{length, one_line};

pub(super) fn write(rows: &[Row], tolerance: Ratio) -> String {
    let cells: Vec<[String; 4]> = rows
        .iter()
        .map(|row| {
            [
                format!("  {}", row.what),
                one_line(&row.before),
                one_line(&row.after),
                row.change.name().to_owned(),
            ]
        })
        .collect();
    let head = ["", "baseline", "current", ""].map(str::to_owned);
    let widths: Vec<usize> = (0..3)
        .map(|column| {
            let all = cells.iter().chain([&head]);
            all.map(|row| length(&row[column])).max().unwrap_or(0)
        })
        .collect();
    let line = |cells: &[String; 4]| {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(&widths) {
            line += cell;
            line += &" ".repeat(width - length(cell) + 2);
        }
        line += &cells[3];
        line.trim_end().to_owned() + "\n"
    };
    let mut text = line(&head);
    let mut drill = None;
    for (row, cells) in rows.iter().zip(&cells) {
        if drill != Some(&row.drill) {
            let _ = writeln!(text, "{}", one_line(&row.drill));
            drill = Some(&row.drill);
        }
        text += &line(cells);
    }
    let worse = rows
        .iter()
        .filter(|row| row.change == Change::Worse)
        .count();
    let ends = match worse {
        0 => "nothing is worse".to_owned(),
        1 => "1 thing is worse".to_owned(),
        worse => format!("{worse} things are worse"),
    };
    text + &format!("\n{ends} by more than {tolerance} and the error bars\n")
}
