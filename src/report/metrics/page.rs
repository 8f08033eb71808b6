//! Prometheus' text format, version 0.0.4.

use std::fmt::Write as _;

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only ever grows, until the program starts anew.
    Counter,
    /// It goes up and down.
    Gauge,
}

/// A metric, and what it says; units are in the name.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// What it says, in a sentence of one line.
    pub help: &'static str,
}

impl Family {
    /// A metric that goes up and down.
    pub const fn gauge(name: &'static str, help: &'static str) -> Self {
        let kind = Kind::Gauge;
        Self { name, kind, help }
    }

    /// A metric that only grows.
    pub const fn counter(name: &'static str, help: &'static str) -> Self {
        let kind = Kind::Counter;
        Self { name, kind, help }
    }
}

/// A page that Prometheus reads.
#[derive(Clone, Debug, Default)]
pub struct Page(String);

impl Page {
    /// A metric without labels.
    pub fn one(&mut self, family: &Family, value: f64) {
        self.head(family);
        self.sample(family, &[], value);
    }

    /// A metric with labels; none of its series twice.
    pub fn each<'a, const N: usize>(
        &mut self,
        family: &Family,
        series: impl IntoIterator<Item = ([(&'a str, &'a str); N], f64)>,
    ) {
        self.head(family);
        for (labels, value) in series {
            self.sample(family, &labels, value);
        }
    }

    /// The page.
    pub fn text(self) -> String {
        self.0
    }

    fn head(&mut self, Family { name, kind, help }: &Family) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
        };
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, family: &Family, labels: &[(&str, &str)], value: f64) {
        self.0.push_str(family.name);
        for (number, (name, value)) in labels.iter().enumerate() {
            let before = if number == 0 { '{' } else { ',' };
            let _ = write!(self.0, "{before}{name}=\"{}\"", escaped(value));
        }
        if !labels.is_empty() {
            self.0.push('}');
        }
        let _ = writeln!(self.0, " {value}");
    }
}

fn escaped(value: &str) -> String {
    let value = value.replace('\\', r"\\").replace('"', "\\\"");
    value.replace('\n', r"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_help_and_type_before_the_series_of_a_metric() {
        let owed = Family::gauge("firedrill_x", "How much.");
        let runs = Family::counter("firedrill_y_total", "How often.");
        let mut page = Page::default();
        page.one(&owed, 1.5);
        page.each(
            &runs,
            [
                ([("drill", "a\"b\\c\nd"), ("outcome", "pass")], 2.0),
                ([("drill", "e"), ("outcome", "fail")], 0.0),
            ],
        );
        let expected = concat!(
            "# HELP firedrill_x How much.\n",
            "# TYPE firedrill_x gauge\n",
            "firedrill_x 1.5\n",
            "# HELP firedrill_y_total How often.\n",
            "# TYPE firedrill_y_total counter\n",
            "firedrill_y_total{drill=\"a\\\"b\\\\c\\nd\",outcome=\"pass\"} 2\n",
            "firedrill_y_total{drill=\"e\",outcome=\"fail\"} 0\n",
        );
        assert_eq!(page.text(), expected);
    }
}
