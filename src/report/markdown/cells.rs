//! Text that Markdown shows as it is.

use crate::report::words::{humane, one_line, signs};

/// Text outside of code: what would be markup or end a table's cell is escaped; what stands in
/// backticks is code.
pub(in crate::report) fn cell(text: &str) -> String {
    let text = humane(&one_line(text));
    let pieces: Vec<&str> = text.split('`').collect();
    let even = pieces.len() % 2 == 1;
    pieces
        .iter()
        .enumerate()
        .map(|(index, piece)| {
            if index % 2 == 1 && (even || index + 1 < pieces.len()) {
                code(piece)
            } else {
                escaped(&signs(piece))
            }
        })
        .collect()
}

/// Code in a line.
pub(in crate::report) fn code(text: &str) -> String {
    let text = one_line(text).replace('`', "'").replace('|', "\\|");
    if text.is_empty() {
        text
    } else {
        format!("`{text}`")
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for letter in text.chars() {
        if matches!(
            letter,
            '\\' | '*' | '_' | '[' | ']' | '<' | '|' | '#' | '~' | '@'
        ) {
            safe.push('\\');
        }
        safe.push(letter);
    }
    safe
}

/// A row of a table.
pub(in crate::report) fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// The head of a table.
pub(in crate::report) fn head(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    format!("{}{}\n", row(&names), "|---".repeat(names.len()) + "|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_is_neither_markup_nor_the_end_of_a_cell() {
        assert_eq!(
            cell("a | b\n**c** <img> `x|y` @all"),
            "a \\| b \\*\\*c\\*\\* \\<img> `x\\|y` \\@all"
        );
        assert_eq!(cell("an odd ` and >= 90s"), "an odd  and ≥ 90s");
    }
}
