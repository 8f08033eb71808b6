//! The notation of series in tests: `up{job="api"} 1 1 _ 0+1x3 stale`.

use crate::base::{Labels, Span};

use super::error::ParseError;
use super::parser::label_set;
use super::unit;
use super::value::STALE_NAN;

/// How many values one series may have; a test of a year at a minute has half a million.
const VALUES_MAX: usize = 1_000_000;

/// The values of a series, one for each interval; none where there is no sample, and
/// [`STALE_NAN`] where the series ends.
pub type Given = Vec<Option<f64>>;

/// Reads a series with its values: labels, then `1`, `0+1x3` (steps by repeated addition), `5x4`,
/// `_`, `_x3`, `stale`, `NaN` or `Inf`, separated by blanks.
///
/// The error's span is in `text`. Native histograms (`{{…}}`) are refused by name.
pub fn parse_series(text: &str) -> Result<(Labels, Given), ParseError> {
    let end = labels_length(text);
    let labels = label_set(&text[..end])?;
    Ok((labels, values(text, end)?))
}

/// The length of the labels at the start of a text.
fn labels_length(text: &str) -> usize {
    let mut quote = None;
    let mut escaped = false;
    let mut in_braces = false;
    for (index, c) in text.char_indices() {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(q), '\\') if q != '`' => escaped = true,
            (Some(q), _) if q == c => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(c),
            // Two braces are a native histogram: a value.
            (None, '{') if text[index..].starts_with("{{") => return index,
            (None, '{') => in_braces = true,
            (None, '}') => return index + 1,
            // A blank ends a name, unless the braces stand behind it.
            (None, ' ' | '\t') if !in_braces && !text[index..].trim_start().starts_with('{') => {
                return index;
            }
            _ => {}
        }
    }
    text.len()
}

/// The values behind the labels.
fn values(text: &str, from: usize) -> Result<Given, ParseError> {
    let mut given = Given::new();
    let mut at = from;
    for word in text[from..].split([' ', '\t', '\n', '\r']) {
        let span = Span::new(at, at + word.len());
        at = span.end + 1;
        if word.is_empty() {
            continue;
        }
        if word.starts_with("{{") {
            return Err(ParseError::unsupported(span, "native histograms"));
        }
        item(word, &mut given).ok_or_else(|| {
            ParseError::new(span, format!("`{word}` is not a value of a series"))
                .hint("write `1`, `0+1x3`, `5x4`, `_`, `_x3` or `stale`")
        })?;
        if given.len() > VALUES_MAX {
            let message = format!("the series has more than {VALUES_MAX} values");
            return Err(ParseError::new(span, message));
        }
    }
    Ok(given)
}

/// One item: a value, a gap, or many of them.
fn item(word: &str, given: &mut Given) -> Option<()> {
    match word {
        "_" => given.push(None),
        "stale" => given.push(Some(STALE_NAN)),
        _ => {
            // `x` divides, but not the one in a hexadecimal number, which is not allowed here.
            let Some((values, times)) = word.rsplit_once('x') else {
                given.push(Some(value(word)?));
                return Some(());
            };
            let times: usize = times.parse().ok().filter(|times| *times <= VALUES_MAX)?;
            if values == "_" {
                given.extend(std::iter::repeat_n(None, times));
                return Some(());
            }
            let (first, step) = steps(values)?;
            let mut next = first;
            for _ in 0..=times {
                given.push(Some(next));
                // Repeated addition, not multiplication: so the last bits are those of Prometheus.
                next += step;
            }
        }
    }
    Some(())
}

/// `a`, `a+b` or `a-b` as a first value and a step.
fn steps(text: &str) -> Option<(f64, f64)> {
    if let Some(value) = value(text) {
        return Some((value, 0.0));
    }
    // The sign that divides stands behind a digit or `Inf`, not at the start or in an exponent.
    text.char_indices()
        .filter(|(index, c)| *index > 0 && matches!(c, '+' | '-'))
        .find_map(|(index, _)| Some((value(&text[..index])?, value(&text[index..])?)))
}

/// A number with its sign.
fn value(text: &str) -> Option<f64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.eq_ignore_ascii_case("inf") {
        return Some(sign * f64::INFINITY);
    }
    if digits.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || digits.contains(['x', 'X'])
    {
        return None;
    }
    unit::number(digits).map(|value| sign * value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promql::is_stale;

    fn given(text: &str) -> Vec<Option<f64>> {
        let (labels, given) = parse_series(&format!("x {text}")).expect("a series");
        assert_eq!(labels.metric(), "x");
        given
    }

    #[test]
    fn values_are_written_in_steps_gaps_and_repeats() {
        assert_eq!(given("1 _ -2"), [Some(1.0), None, Some(-2.0)]);
        assert_eq!(given("0+1x2"), [Some(0.0), Some(1.0), Some(2.0)]);
        assert_eq!(given("3-1.5x2"), [Some(3.0), Some(1.5), Some(0.0)]);
        assert_eq!(given("1e-2x1"), [Some(0.01), Some(0.01)]);
        assert_eq!(given("0x2"), [Some(0.0); 3], "not hexadecimal");
        assert_eq!(given("_x2"), [None, None]);
        assert_eq!(given("-Inf"), [Some(f64::NEG_INFINITY)]);
        assert!(is_stale(given("stale")[0].unwrap()));
        assert!(!is_stale(given("NaN")[0].unwrap()));
    }

    #[test]
    fn steps_are_added_one_by_one() {
        let mut sum = 0.0_f64;
        (0..10).for_each(|_| sum += 0.1);
        assert_eq!(given("0+0.1x10")[10].unwrap().to_bits(), sum.to_bits());
    }

    #[test]
    fn labels_may_contain_blanks_and_braces() {
        let (labels, given) = parse_series(r#"a:b{c="d } 5", "e f"='g',} 1"#).expect("a series");
        assert_eq!(labels.metric(), "a:b");
        assert_eq!((labels.get("c"), labels.get("e f")), ("d } 5", "g"));
        assert_eq!(given, [Some(1.0)]);
        assert_eq!(parse_series("{} 1").unwrap().0, Labels::empty());
    }

    #[test]
    fn mistakes_are_pointed_at() {
        let error = parse_series("up 1 2y 3").unwrap_err();
        assert_eq!(error.span, Span::new(5, 7));
        assert_eq!(error.message, "`2y` is not a value of a series");
        let error = parse_series("up {{count:1}}").unwrap_err();
        assert!(error.unsupported, "{error}");
        assert!(parse_series("up 1x99999999999").is_err());
        assert!(parse_series("up stalex2").is_err());
        assert!(parse_series(r#"up{a=~"b"} 1"#).is_err());
    }
}
