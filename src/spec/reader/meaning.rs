//! What a value can mean, and what to tell those who typed something else.

use std::fmt;
use std::str::FromStr;

use crate::base::{Bound, Duration, Factor, Money, Price, Rate, Ratio, Tokens};
use crate::spec::drill::{Cidrs, PodSelector};

/// Something that a single value can mean.
pub(in crate::spec) trait Meaning: FromStr<Err: fmt::Display> {
    /// What stands under the carets.
    const EXPECTED: &'static str;

    /// What to do, for those who typed this.
    fn advice(typed: &str) -> String;

    /// What it looks like, as a regular expression for editors; none where it can be any text.
    fn pattern() -> Option<String> {
        None
    }

    /// Whether YAML takes it for something else than text where it has no quotes.
    fn is_bare() -> bool {
        false
    }
}

/// A whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::spec) struct Count(pub(in crate::spec) u64);

impl FromStr for Count {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is not a whole number such as `45`")
        })
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::spec) struct Flag(pub(in crate::spec) bool);

impl FromStr for Flag {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| {
            let shown: String = text.chars().take(40).collect();
            format!("`{shown}` is neither `true` nor `false`")
        })
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.')
}

impl Meaning for String {
    const EXPECTED: &'static str = "text";
    fn advice(_: &str) -> String {
        "write text".into()
    }
    fn is_bare() -> bool {
        true
    }
}

impl Meaning for Flag {
    const EXPECTED: &'static str = "true or false";
    fn advice(_: &str) -> String {
        "write `true` or `false`".into()
    }
    fn pattern() -> Option<String> {
        Some("true|false".into())
    }
    fn is_bare() -> bool {
        true
    }
}

impl Meaning for Count {
    const EXPECTED: &'static str = "a whole number";
    fn advice(_: &str) -> String {
        "write digits only, without a unit".into()
    }
    fn pattern() -> Option<String> {
        Some("[0-9]+".into())
    }
    fn is_bare() -> bool {
        true
    }
}

impl Meaning for PodSelector {
    const EXPECTED: &'static str = "labels of pods";
    fn advice(_: &str) -> String {
        "write labels as `kubectl --selector` takes them, with commas between: `app=llm-gateway`"
            .into()
    }
}

impl Meaning for Cidrs {
    const EXPECTED: &'static str = "ranges of addresses";
    fn advice(_: &str) -> String {
        "write ranges with commas between, as the provider publishes them: `203.0.113.0/24`".into()
    }
}

impl Meaning for Duration {
    const EXPECTED: &'static str = "a duration";
    fn advice(typed: &str) -> String {
        if typed.chars().all(|c| c.is_ascii_digit()) {
            format!("write the unit: `{typed}s` or `{typed}m`")
        } else {
            "write whole numbers with `ms`, `s`, `m`, `h` or `d` behind them, the largest first"
                .into()
        }
    }
    fn pattern() -> Option<String> {
        Some("([0-9]+(ms|s|m|h|d))+".into())
    }
}

impl Meaning for Ratio {
    const EXPECTED: &'static str = "a share";
    fn advice(typed: &str) -> String {
        match typed.parse::<f64>() {
            Ok(part) if part > 0.0 && part < 1.0 => {
                format!("write per cent: `{}%`", (part * 1e6).round() / 1e4)
            }
            Ok(whole) if (1.0..=100.0).contains(&whole) => format!("write the unit: `{typed}%`"),
            Ok(_) | Err(_) => "write per cent from `0%` to `100%`, without white space".into(),
        }
    }
    fn pattern() -> Option<String> {
        Some("[0-9]+([.][0-9]{1,4})?%".into())
    }
}

impl Meaning for Rate {
    const EXPECTED: &'static str = "a rate";
    fn advice(typed: &str) -> String {
        if is_number(typed) {
            format!("write the unit: `{typed}/s` or `{typed}/m`")
        } else {
            "write a number with `/s` or `/m` behind it".into()
        }
    }
    fn pattern() -> Option<String> {
        Some("[0-9]+([.][0-9]{1,3})?/[sm]".into())
    }
}

impl Meaning for Money {
    const EXPECTED: &'static str = "an amount of money";
    fn advice(typed: &str) -> String {
        let amount = typed.trim_start_matches('$');
        if is_number(amount) {
            format!("write `${amount}`, with no more than six decimals")
        } else {
            "write US dollars with `$` before them".into()
        }
    }
    fn pattern() -> Option<String> {
        Some("[$][0-9]+([.][0-9]{1,6})?".into())
    }
}

impl Meaning for Price {
    const EXPECTED: &'static str = "a price";
    fn advice(typed: &str) -> String {
        let amount = typed.trim_start_matches('$');
        if is_number(amount) {
            format!("write dollars per million tokens: `${amount}/1M`")
        } else {
            "write dollars per million tokens, as `$0.15/1M`".into()
        }
    }
}

impl Meaning for Tokens {
    const EXPECTED: &'static str = "a number of tokens";
    fn advice(_: &str) -> String {
        "write digits only, or thousands with `k` behind them".into()
    }
    fn pattern() -> Option<String> {
        Some("[0-9]+|[0-9]+([.][0-9]{1,3})?k".into())
    }
    fn is_bare() -> bool {
        true
    }
}

impl Meaning for Factor {
    const EXPECTED: &'static str = "a factor";
    fn advice(_: &str) -> String {
        "write a number without a unit, with no more than three decimals".into()
    }
    fn pattern() -> Option<String> {
        Some("[0-9]+([.][0-9]{1,3})?".into())
    }
    fn is_bare() -> bool {
        true
    }
}

impl<T: Meaning> Meaning for Bound<T> {
    const EXPECTED: &'static str = "a bound";
    fn advice(typed: &str) -> String {
        let limit = typed.trim_start_matches(['<', '>', '=']).trim_start();
        if limit.parse::<T>().is_err() {
            T::advice(limit)
        } else {
            format!("write `\">= {limit}\"` or `\"<= {limit}\"`, with quotes")
        }
    }
    fn pattern() -> Option<String> {
        T::pattern().map(|limit| format!("(<|<=|>|>=) *({limit})"))
    }
}
