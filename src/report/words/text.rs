//! Text that fits a terminal and cannot harm it.

/// How many columns a text takes.
pub(in crate::report) fn length(text: &str) -> usize {
    text.chars().count()
}

/// The text on one line, without characters that would move the cursor or change colours: labels,
/// comments and error messages come from servers.
pub(in crate::report) fn one_line(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Comparisons as they are printed, where there is more than ASCII.
pub(in crate::report) fn signs(text: &str) -> String {
    text.replace(">=", "≥").replace("<=", "≤")
}

/// The text in lines of at most `width` columns, the first after `first`, the others after `rest`.
/// A word is never broken: it may be a command that somebody copies.
pub(in crate::report) fn wrap(text: &str, first: &str, rest: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !empty && length(&line) + 1 + length(word) > width {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_before_the_width_and_words_are_never_broken() {
        let lines = wrap("one two three four", "- ", "  ", 10);
        assert_eq!(lines, ["- one two", "  three", "  four"]);
        assert_eq!(wrap("unbreakable", "", "", 5), ["unbreakable"]);
    }

    #[test]
    fn what_a_server_sends_cannot_move_the_cursor() {
        assert_eq!(one_line("a\u{1b}[2Jb\r\nc\u{9b}d"), "a [2Jb c d");
    }
}
