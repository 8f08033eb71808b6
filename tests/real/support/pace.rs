//! The shipped rules, routes, profile and drill, made shorter by one factor.
//!
//! Every length of time is divided by it and every rate multiplied, so that a run in a minute has
//! as many requests, and stands in the same proportions, as one in ten. Only tests do this: the
//! product knows nothing of it.

use regex::{Captures, Regex};

/// Prometheus is given nothing shorter: one scrape, one evaluation.
const GRAIN_MS: u64 = 1_000;

/// How much faster than shipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace(u64);

/// That of the stand-in platform in a cluster, and of most tests.
pub(super) const SHORT: Pace = Pace(10);

impl Pace {
    /// This many times as fast; 1 is as shipped.
    pub(super) fn new(factor: u64) -> Self {
        assert!((1..=15).contains(&factor), "scrapes take a second at least");
        Self(factor)
    }

    /// Whether everything stays as shipped.
    pub(super) fn is_as_shipped(self) -> bool {
        self.0 == 1
    }

    /// A length of time, as text.
    pub(super) fn length(self, ms: u64) -> String {
        written(ms / self.0)
    }

    /// A length of time between two scrapes or evaluations, as text: whole seconds.
    pub(super) fn interval(self, ms: u64) -> String {
        written((ms / self.0 / GRAIN_MS).max(1) * GRAIN_MS)
    }

    /// What lengths of the platform's are multiplied with, as text.
    #[expect(clippy::cast_precision_loss, reason = "it is at most 15")]
    pub(super) fn scale(self) -> String {
        (1.0 / self.0 as f64).to_string()
    }

    /// Alert rules. One of them has a length of time for its limit.
    pub(super) fn rules(self, text: &str) -> String {
        if self.is_as_shipped() {
            return text.to_owned();
        }
        let text = self.lengths(text);
        let text = swap(&text, r"(?m)^( +interval:) \w+$", |found| {
            format!("{} {}", &found[1], self.interval(15_000))
        });
        if !text.contains("LatencyP95Exceeded") {
            return text;
        }
        swap(&text, r"(?m)^( +\) >) (\d+)$", |found| {
            let seconds = in_ms(&found[2], "s") / self.0;
            format!("{} {}.{:03}", &found[1], seconds / 1_000, seconds % 1_000)
        })
    }

    /// Alertmanager's configuration, with two seats in each receiver: the drill's and the test's.
    pub(super) fn routes(self, text: &str, sink: u16, tap: u16) -> String {
        let text = self.lengths(text);
        let webhook = r"(?m)^( +)- url: http://127\.0\.0\.1:9097/(\S+)\n +(send_resolved: true)$";
        swap(&text, webhook, |found| {
            let (indent, receiver, resolved) = (&found[1], &found[2], &found[3]);
            let seat = |port: u16| {
                format!("{indent}- url: http://127.0.0.1:{port}/{receiver}\n{indent}  {resolved}")
            };
            format!("{}\n{}", seat(sink), seat(tap))
        })
    }

    /// A profile.
    pub(super) fn profile(self, text: &str) -> String {
        self.lengths(text)
    }

    /// A drill. What callers wait at most is left out in the file, and is thirty seconds then.
    pub(super) fn drill(self, text: &str) -> String {
        if self.is_as_shipped() {
            return text.to_owned();
        }
        let mut text = self.lengths(text);
        if text.contains("bad_seconds") {
            text = swap(&text, r#"bad_seconds: "<= (\d+)""#, |found| {
                let seconds: u64 = found[1].parse().unwrap();
                format!("bad_seconds: \"<= {}\"", seconds.div_ceil(self.0))
            });
        }
        // A minute has as many requests as so many at the shipped pace. What a window of ten beats
        // sees is half of that: a beat is a thirtieth of the time in which the effect must show,
        // and a second at most, so that it is half as much longer than everything else.
        if text.contains("spend_per_minute") {
            text = swap(
                &text,
                r#"spend_per_minute, is: ">= \$(\d+)\.(\d\d)""#,
                |found| {
                    let cents: u64 = format!("{}{}", &found[1], &found[2]).parse().unwrap();
                    let cents = cents * self.0 / 2;
                    let (dollars, rest) = (cents / 100, cents % 100);
                    format!("spend_per_minute, is: \">= ${dollars}.{rest:02}\"")
                },
            );
        }
        // Whether the platform is healthy is judged within seconds, on a machine that others use.
        text = swap(&text, r#"(?m)^(steady: .*p95: "<= )(\d+)ms"#, |found| {
            let most: u64 = found[2].parse().unwrap();
            format!("{}{}ms", &found[1], most * 2)
        });
        if text.contains("worst: ") {
            // A window is five seconds at least.
            text = swap(&text, r"worst: (\d+)s", |found| {
                let seconds: u64 = found[1].parse().unwrap();
                format!("worst: {}s", seconds.max(5))
            });
        }
        let text = swap(&text, r"rate: (\d+)/s", |found| {
            let rate: u64 = found[1].parse().unwrap();
            format!("rate: {}/s", rate * self.0)
        });
        swap(&text, r"(?m)^traffic: \{(.*?rate: \d+/s)", |found| {
            format!("traffic: {{{}, timeout: {}", &found[1], self.length(30_000))
        })
    }

    /// Whatever has lengths of time and nothing else.
    pub(super) fn lengths(self, text: &str) -> String {
        swap(text, r"\b(\d+)(ms|s|m|h|d)\b", |found| {
            let ms = in_ms(&found[1], &found[2]);
            // Nothing is nothing at any pace.
            let shorter = if ms == 0 { 0 } else { (ms / self.0).max(1) };
            written(shorter)
        })
    }
}

/// The same drill with another length of the fault.
pub(super) fn with_hold(drill: &str, hold: &str) -> String {
    swap(drill, r"hold: \w+", |_| format!("hold: {hold}"))
}

/// Replaces what must be there: a shipped file that has changed is noticed here.
fn swap(text: &str, pattern: &str, with: impl Fn(&Captures) -> String) -> String {
    let pattern = Regex::new(pattern).unwrap();
    assert!(pattern.is_match(text), "no `{pattern}` in:\n{text}");
    pattern.replace_all(text, with).into_owned()
}

fn in_ms(number: &str, unit: &str) -> u64 {
    let number: u64 = number.parse().unwrap();
    number
        * match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            unknown => panic!("`{unknown}` is no unit"),
        }
}

fn written(ms: u64) -> String {
    if ms.is_multiple_of(1_000) {
        format!("{}s", ms / 1_000)
    } else {
        format!("{ms}ms")
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::shipped;
    use super::*;

    #[test]
    fn a_tenth_of_the_shipped_rules_looks_at_a_tenth_of_the_time() {
        let tenth = Pace::new(10);
        let provider = tenth.rules(&shipped("drills/alerts/provider.yaml"));
        for part in ["[6s]", "[30s]", "for: 6s", "for: 18s", "interval: 1s"] {
            assert!(provider.contains(part), "{part}: {provider}");
        }
        assert!(!provider.contains("[5m]"), "{provider}");
        let service = tenth.rules(&shipped("drills/alerts/service.yaml"));
        assert!(service.contains(") > 0.500\n"), "{service}");
        assert!(service.contains("interval: 1s"), "{service}");
    }

    #[test]
    fn a_tenth_of_the_shipped_drill_has_as_many_requests() {
        let drill = Pace::new(10).drill(&shipped("drills/provider-blackhole.yaml"));
        for part in [
            "rate: 100/s, timeout: 3s",
            "for: 6s",
            "<= 400ms",
            "hold: 60s",
        ] {
            assert!(drill.contains(part), "{part}: {drill}");
        }
        assert!(with_hold(&drill, "40s").contains("hold: 40s"), "{drill}");
    }

    #[test]
    fn every_receiver_has_a_seat_for_the_drill_and_one_for_the_test() {
        let routes = Pace::new(10).routes(&shipped("drills/alertmanager.yaml"), 1, 2);
        for part in [
            "group_wait: 3s",
            "group_wait: 0s",
            "group_interval: 30s",
            "- url: http://127.0.0.1:1/ai-oncall\n        send_resolved: true\n",
            "- url: http://127.0.0.1:2/ai-oncall\n        send_resolved: true\n",
        ] {
            assert!(routes.contains(part), "{part}: {routes}");
        }
        assert!(!routes.contains("9097"), "{routes}");
    }

    #[test]
    fn at_the_shipped_pace_nothing_of_the_rules_and_the_drill_changes() {
        let shipped_pace = Pace::new(1);
        let drill = shipped("drills/provider-blackhole.yaml");
        assert_eq!(shipped_pace.drill(&drill), drill);
        let rules = shipped("drills/alerts/service.yaml");
        assert_eq!(shipped_pace.rules(&rules), rules);
    }
}
