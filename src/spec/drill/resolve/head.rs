//! What a drill is called, what it is for, and when it is run.

use super::super::cron::Cron;
use super::super::low::{LowDrill, LowIncident};
use super::super::{Incident, IncidentClass, IncidentSeverity, Kind};
use super::Resolver;
use crate::base::{Span, Spanned};
use crate::spec::codes;
use crate::spec::load::stem;
use crate::spec::reader::{Block, NameRule};
use crate::spec::yaml::{Given, Text};

/// The keys at the top of a drill that hold no numbers.
pub(super) struct Head {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) title: String,
    pub(super) hypothesis: String,
    pub(super) incident: Incident,
    pub(super) runbook: Option<String>,
    pub(super) schedule: Option<Cron>,
}

/// The longest hypothesis; it is shown at the top of every report.
const HYPOTHESIS_LONGEST: usize = 2_000;

impl Resolver<'_> {
    pub(super) fn head(&mut self, low: &LowDrill, block: Block) -> Option<Head> {
        let kind = self.kind(&low.drill, block);
        self.kind = kind;
        let title = self.reader.required(
            &low.title,
            block,
            "title",
            "title: The primary provider stops answering",
        );
        let title = self.reader.name(title, NameRule::Line);
        let hypothesis = self.hypothesis(&low.hypothesis, block);
        let incident = self.incident(&low.incident);
        let runbook = self.reader.optional(&low.runbook);
        let runbook = self.reader.name(runbook, NameRule::Plain);
        let schedule = self.schedule(&low.schedule);
        Some(Head {
            name: stem(&self.reader.source.name),
            kind: kind?,
            title: title?.value,
            hypothesis: hypothesis?,
            incident: incident?,
            runbook: runbook.map(|name| name.value),
            schedule,
        })
    }

    fn kind(&mut self, given: &Given<Text<String>>, block: Block) -> Option<Kind> {
        self.reader
            .present(given, block, "drill", "drill: provider-blackhole")?;
        let kind = self.reader.word(given, &Kind::ALL, Kind::name)?;
        Some(kind.value)
    }

    fn hypothesis(&mut self, given: &Given<Text<String>>, block: Block) -> Option<String> {
        let example =
            "hypothesis: When the primary provider hangs, the fallback answers within 30 s";
        let text = self
            .reader
            .required(given, block, "hypothesis", example)?
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        let message = match text.value.chars().count() {
            0 => "the hypothesis is empty".to_owned(),
            1..=HYPOTHESIS_LONGEST => return Some(text.value),
            many => {
                format!("the hypothesis has {many} characters, and {HYPOTHESIS_LONGEST} are shown")
            }
        };
        let start = Span::new(text.span.start, text.span.start);
        self.reader.say(
            codes::VALUE_RANGE,
            message,
            start,
            "here",
            "say in a sentence or two what you believe will happen",
        );
        None
    }

    fn incident(&mut self, given: &Given<LowIncident>) -> Option<Incident> {
        let empty = LowIncident::default();
        let low = given.0.as_ref().map_or(&empty, |given| &given.value);
        let class = match low.class.0 {
            None => Some(IncidentClass::Availability),
            Some(_) => self.word(&low.class, &IncidentClass::ALL, IncidentClass::name),
        };
        let severity = match low.severity.0 {
            None => Some(IncidentSeverity::Sev2),
            Some(_) => self.word(
                &low.severity,
                &IncidentSeverity::ALL,
                IncidentSeverity::name,
            ),
        };
        Some(Incident {
            class: class?,
            severity: severity?,
        })
    }

    pub(super) fn word<T: Copy>(
        &mut self,
        given: &Given<Text<String>>,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<T> {
        self.reader
            .word(given, all, name)
            .map(|Spanned { value, .. }| value)
    }

    fn schedule(&mut self, given: &Given<Text<String>>) -> Option<Cron> {
        let text = self.reader.optional(given)?;
        match text.value.parse() {
            Ok(cron) => Some(cron),
            Err(message) => {
                self.reader.say(
                    codes::DRILL_SCHEDULE,
                    message,
                    text.span,
                    "not a schedule",
                    "write minute, hour, day of the month, month and day of the week: `\"0 3 * * 1-5\"` is 03:00 from Monday to Friday",
                );
                None
            }
        }
    }
}
