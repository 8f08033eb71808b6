//! The notation of series in tests, written: `1x4 0+60x3 _x2 stale`.

use super::value::is_stale;

/// The values of a series, as short as the notation allows; [`super::parse_series`] reads the same
/// values back.
pub fn print_values(given: &[Option<f64>]) -> String {
    let mut words = Vec::new();
    let mut at = 0;
    while at < given.len() {
        let (word, length) = word(&given[at..]);
        words.push(word);
        at += length;
    }
    words.join(" ")
}

/// The longest word at the start of some values, and how many it stands for.
fn word(given: &[Option<f64>]) -> (String, usize) {
    let Some(Some(first)) = given.first().copied() else {
        let gap = given.iter().take_while(|value| value.is_none()).count();
        let word = if gap == 1 {
            "_".to_owned()
        } else {
            format!("_x{gap}")
        };
        return (word, gap.max(1));
    };
    if is_stale(first) {
        return ("stale".to_owned(), 1);
    }
    let step = match given.get(1) {
        Some(Some(second)) if !is_stale(*second) => second - first,
        _ => 0.0,
    };
    let run = run(given, first, step);
    // A step that is taken once is no step.
    let (run, step) = if run == 2 && step != 0.0 {
        (1, 0.0)
    } else {
        (run, step)
    };
    let first = number(first);
    let word = match run {
        1 => first,
        _ if step == 0.0 => format!("{first}x{}", run - 1),
        _ if step < 0.0 => format!("{first}-{}x{}", number(-step), run - 1),
        _ => format!("{first}+{}x{}", number(step), run - 1),
    };
    (word, run)
}

/// How many values follow each other by this step, added again and again.
fn run(given: &[Option<f64>], first: f64, step: f64) -> usize {
    let mut next = first;
    let mut length = 0;
    for value in given {
        let same = value.is_some_and(|value| value.to_bits() == next.to_bits());
        if !same {
            break;
        }
        length += 1;
        next += step;
    }
    length.max(1)
}

/// A number as the notation reads it.
fn number(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "Inf" } else { "-Inf" }.to_owned()
    } else if value == 0.0 {
        "0".to_owned()
    } else {
        value.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::{STALE_NAN, parse_series};

    #[test]
    fn values_are_written_short_and_read_back() {
        for (given, expected) in [
            (vec![Some(1.0); 5], "1x4"),
            (
                vec![Some(0.0), Some(60.0), Some(120.0), Some(180.0)],
                "0+60x3",
            ),
            (vec![Some(1.0), Some(1.0), Some(0.0), Some(0.0)], "1x1 0x1"),
            (
                vec![None, None, Some(2.0), Some(STALE_NAN), None],
                "_x2 2 stale _",
            ),
            (
                vec![Some(3.0), Some(1.5), Some(0.0), Some(9.0)],
                "3-1.5x2 9",
            ),
            (vec![Some(-1.0), Some(4.0)], "-1 4"),
        ] {
            assert_eq!(print_values(&given), expected);
            let (_, back) = parse_series(&format!("x {expected}")).unwrap();
            let bits = |values: &[Option<f64>]| -> Vec<Option<u64>> {
                values.iter().map(|value| value.map(f64::to_bits)).collect()
            };
            assert_eq!(bits(&back), bits(&given), "{expected}");
        }
    }
}
