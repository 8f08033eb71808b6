//! Lengths of time as people say them. Reports never show bare milliseconds.

use crate::base::Duration;

/// As `0.85s`, `12.3s`, `1m 05s` or `1h 05m`: rounded down like [`Duration::short`], so that all
/// sentences of a report agree, but without bare milliseconds and zeros that say nothing.
pub(in crate::report) fn spoken(length: Duration) -> String {
    match length.ms() {
        0..10 => "0s".to_owned(),
        ms @ 10..1_000 => {
            let hundredths = format!("0.{:02}", ms / 10);
            format!("{}s", hundredths.trim_end_matches('0'))
        }
        _ => without_zeros(&length.short()),
    }
}

/// What [`Duration::short`] writes, without the zeros that say nothing.
fn without_zeros(text: &str) -> String {
    text.replace(".0s", "s")
        .replace("m 00s", "m")
        .replace("h 00m", "h")
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
    let said: String = text
        .split_inclusive(|c: char| !c.is_ascii_alphanumeric())
        .map(|token| {
            let word = token.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            // `05s` is the end of `1m 05s`, which somebody has said already.
            let is_end = word.len() == 3 && word.starts_with('0') && word != "0ms";
            let is_length = !is_end && word.bytes().any(|byte| byte.is_ascii_alphabetic());
            match word.parse::<Duration>() {
                Ok(length) if is_length => format!("{}{}", spoken(length), &token[word.len()..]),
                Ok(_) | Err(_) => token.to_owned(),
            }
        })
        .collect();
    without_zeros(&said)
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
            (2_040, "2s"),
            (9_999, "9.9s"),
            (12_340, "12.3s"),
            (30_000, "30s"),
            (59_960, "59.9s"),
            (65_300, "1m 05s"),
            (600_000, "10m"),
            (3_900_000, "1h 05m"),
            (3_605_000, "1h"),
        ];
        for (ms, text) in lengths {
            assert_eq!(spoken(Duration::from_ms(ms)), text, "{ms}");
        }
        assert_eq!(signed(-800), "-0.8s");
        assert_eq!(signed(72_900), "+1m 12s");
        assert_eq!(signed(0), "0s");
    }

    #[test]
    fn a_sentences_durations_are_said_as_people_do_and_code_is_left_alone() {
        let cases = [
            ("fired after 1m15s", "fired after 1m 15s"),
            ("after 1m5s, or 1m 05s", "after 1m 05s, or 1m 05s"),
            ("p95 7s345ms, at 5s", "p95 7.3s, at 5s"),
            ("20.0s, 1m 00s or 850ms", "20s, 1m or 0.85s"),
            ("`rate(x[90s])` for 90s", "`rate(x[90s])` for 1m 30s"),
            ("0 of 10, 99.00% (3 of 4)", "0 of 10, 99.00% (3 of 4)"),
            ("an odd ` and 90s", "an odd ` and 90s"),
            ("(500ms)", "(0.5s)"),
            ("after 0ms", "after 0s"),
        ];
        for (given, said) in cases {
            assert_eq!(humane(given), said);
        }
    }
}
