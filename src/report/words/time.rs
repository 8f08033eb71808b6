//! Lengths of time as people say them. Reports never show bare milliseconds.

use crate::base::Duration;

/// As `0.34s`, `12.3s`, `1m 12s` or `1h 5m`: as many digits as matter at that length.
pub(in crate::report) fn spoken(length: Duration) -> String {
    let ms = length.ms();
    if ms < 10_000 {
        return decimal(ms.saturating_add(5) / 10, 100);
    }
    if ms < 59_950 {
        return decimal((ms + 50) / 100, 10);
    }
    let seconds = ms.saturating_add(500) / 1_000;
    let units = [
        (seconds / 86_400, "d"),
        (seconds / 3_600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let words: Vec<String> = units
        .iter()
        .skip_while(|(count, _)| *count == 0)
        .take(2)
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect();
    words.join(" ")
}

/// From one moment to another, with its sign: `+12.3s`, `-0.8s`, `0s`.
pub(in crate::report) fn signed(ms: i64) -> String {
    let length = spoken(Duration::from_ms(ms.unsigned_abs()));
    match ms {
        0 => length,
        1.. => format!("+{length}"),
        _ => format!("-{length}"),
    }
}

fn decimal(parts: u64, whole: u64) -> String {
    let digits = if whole == 100 { 2 } else { 1 };
    let text = format!("{}.{:0digits$}", parts / whole, parts % whole);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text}s")
}

/// A sentence with its durations as people say them: `after 12s340ms` becomes `after 12.3s`. What
/// stands in backticks is left as it is, since somebody may copy it.
pub(in crate::report) fn humane(sentence: &str) -> String {
    let pieces = sentence.split('`').enumerate().map(|(index, piece)| {
        if index % 2 == 1 {
            format!("`{piece}`")
        } else {
            outside_backticks(piece)
        }
    });
    // An odd backtick opens a piece that never closes.
    let odd = sentence.matches('`').count() % 2 == 1;
    let mut text: String = pieces.collect();
    if odd {
        text.pop();
    }
    text
}

fn outside_backticks(text: &str) -> String {
    text.split_inclusive(|c: char| !c.is_ascii_alphanumeric())
        .map(|token| {
            let word = token.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            let is_length = word.bytes().any(|byte| byte.is_ascii_alphabetic());
            match word.parse::<Duration>() {
                Ok(length) if is_length => format!("{}{}", spoken(length), &token[word.len()..]),
                Ok(_) | Err(_) => token.to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_as_many_digits_as_matter() {
        let lengths = [
            (0, "0s"),
            (4, "0s"),
            (340, "0.34s"),
            (2_040, "2.04s"),
            (9_999, "10s"),
            (12_340, "12.3s"),
            (30_000, "30s"),
            (59_960, "1m"),
            (72_300, "1m 12s"),
            (600_000, "10m"),
            (3_900_000, "1h 5m"),
            (3_605_000, "1h"),
            (90_000_000, "1d 1h"),
        ];
        for (ms, text) in lengths {
            assert_eq!(spoken(Duration::from_ms(ms)), text, "{ms}");
        }
        assert_eq!(signed(-800), "-0.8s");
        assert_eq!(signed(72_300), "+1m 12s");
        assert_eq!(signed(0), "0s");
    }

    #[test]
    fn a_sentences_durations_are_said_as_people_do_and_code_is_left_alone() {
        let cases = [
            ("fired after 1m15s", "fired after 1m 15s"),
            ("p95 7s345ms, at 5s", "p95 7.35s, at 5s"),
            ("`rate(x[90s])` for 90s", "`rate(x[90s])` for 1m 30s"),
            ("0 of 10, 99.00% (3 of 4)", "0 of 10, 99.00% (3 of 4)"),
            ("an odd ` and 90s", "an odd ` and 90s"),
            ("(500ms)", "(0.5s)"),
        ];
        for (given, said) in cases {
            assert_eq!(humane(given), said);
        }
    }
}
