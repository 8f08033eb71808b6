//! The metrics as Prometheus scrapes them: its text format, version 0.0.4.

use std::fmt::Write as _;

use super::registry::Registry;
use crate::promql::is_stale;

/// The registry as a page that Prometheus reads.
pub fn expose(registry: &Registry) -> String {
    let mut page = String::with_capacity(16 * 1_024);
    let mut family = "";
    registry.visit(&mut |series, value| {
        if is_stale(value) {
            return;
        }
        if series.family.name != family {
            family = series.family.name;
            let (help, kind) = (series.family.help, series.family.kind);
            let _ = writeln!(page, "# HELP {family} {help}\n# TYPE {family} {kind}");
        }
        page.push_str(family);
        page.push_str(series.suffix);
        for (index, (name, value)) in series.labels.iter().enumerate() {
            let before = if index == 0 { '{' } else { ',' };
            // No label value of ours has a character that would have to be escaped.
            let _ = write!(page, "{before}{name}=\"{value}\"");
        }
        let _ = if value.is_infinite() {
            writeln!(page, "}} +Inf")
        } else {
            writeln!(page, "}} {value}")
        };
    });
    page
}

#[cfg(test)]
mod tests {
    use super::super::failure::Failure;
    use super::super::names::{Model, Provider};
    use super::super::registry::Quirks;
    use super::*;

    #[test]
    fn a_page_has_help_type_and_a_line_for_every_series() {
        let mut registry = Registry::new(Quirks::default());
        let failure = Some(Failure::Timeout);
        registry.attempt_ended(Provider::Primary, Model::Chat, failure, 2);
        let page = expose(&registry);
        assert!(page.contains(
            "# HELP llm_provider_errors_total Attempts at providers that failed.\n\
             # TYPE llm_provider_errors_total counter\n\
             llm_provider_errors_total{provider=\"primary\",model=\"chat\",reason=\"timeout\"} 2\n"
        ));
        assert!(page.contains("# TYPE llm_request_duration_seconds histogram\n"));
        assert_eq!(page.matches("# TYPE").count(), 23);
        let mut series = 0;
        registry.scrape(&mut |_, _| series += 1);
        assert_eq!(page.lines().count(), series + 2 * 23);
    }
}
