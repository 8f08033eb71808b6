//! Numbers with their units, as axes and legends show them.

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Unit {
    /// A share, from 0 to 1.
    Share,
    /// Seconds.
    Seconds,
    /// Tokens each minute.
    TokensPerMinute,
    /// Dollars each minute.
    DollarsPerMinute,
    /// So many for each one.
    Times,
    /// Whatever an expression gives.
    Number,
}

impl Unit {
    /// What stands after a title.
    pub(in crate::report) const fn name(self) -> &'static str {
        match self {
            Self::Share => " in %",
            Self::Seconds => " in seconds",
            Self::TokensPerMinute | Self::DollarsPerMinute => " per minute",
            Self::Times | Self::Number => "",
        }
    }

    /// A number in this unit.
    pub(in crate::report) fn show(self, value: f64) -> String {
        match self {
            Self::Share => format!("{}%", short(value * 100.0)),
            Self::Seconds => format!("{}s", short(value)),
            Self::Times => format!("{}×", short(value)),
            Self::DollarsPerMinute => format!("${}", short(value)),
            Self::TokensPerMinute | Self::Number => short(value),
        }
    }
}

/// A number with at most three digits that matter.
fn short(value: f64) -> String {
    let size = value.abs();
    let (scaled, letter) = match size {
        1e9.. => (value / 1e9, "G"),
        1e6.. => (value / 1e6, "M"),
        1e4.. => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let digits = match scaled.abs() {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        0.1.. => 3,
        _ => 4,
    };
    let text = format!("{scaled:.digits$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    format!("{}{letter}", if text == "-0" { "0" } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_as_many_digits_as_matter() {
        let shown = [
            (Unit::Share, 0.995, "99.5%"),
            (Unit::Share, 1.0, "100%"),
            (Unit::Share, 0.0, "0%"),
            (Unit::Seconds, 2.5, "2.5s"),
            (Unit::TokensPerMinute, 65_000.0, "65k"),
            (Unit::TokensPerMinute, 1_500.0, "1500"),
            (Unit::Times, 3.0, "3×"),
            (Unit::Number, 0.000_04, "0"),
            (Unit::Number, -0.25, "-0.25"),
            (Unit::Number, 12.345, "12.3"),
        ];
        for (unit, value, text) in shown {
            assert_eq!(unit.show(value), text);
        }
    }
}
