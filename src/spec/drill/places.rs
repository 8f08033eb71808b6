//! Where some words of a drill stand, for what is wrong between it and other files.

use super::low::{LowAlert, LowDrill};
use crate::base::{Source, Span};
use crate::spec::reader::Reader;
use crate::spec::yaml::{self, Given};

/// Where some words of a drill stand.
///
/// A drill that is read well knows no places, since reports have no use for them: they are looked
/// for when there is something to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The incident's class; where it is left out, the key above it, or the drill's kind.
    pub class: Span,
    /// The incident's severity, or what stands for it.
    pub severity: Span,
    /// The alerts that something is promised of, in their order.
    pub alerts: Vec<AlertPlaces>,
}

/// Where the promises of an alert stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AlertPlaces {
    /// Its name.
    pub alert: Span,
    /// The receiver that it pages, or its name.
    pub receiver: Span,
    /// How soon it pages, or its name.
    pub pages_within: Span,
}

impl Places {
    /// Looks for them in the file of a drill that was read well; nowhere in any other.
    pub fn of(source: &Source) -> Self {
        let Ok(Given(Some(low))) = yaml::read::<Given<LowDrill>>(source) else {
            return Self::default();
        };
        let low = &low.value;
        let kind = low.drill.span().unwrap_or_default();
        let incident = low.incident.0.as_ref();
        let reader = Reader::new(source);
        let above = incident.map_or(kind, |incident| reader.block(incident.span).span);
        let incident = incident.map(|incident| &incident.value);
        let class = incident.and_then(|incident| incident.class.span());
        let severity = incident.and_then(|incident| incident.severity.span());
        let expect = low.expect.0.as_ref();
        let alerts = expect.and_then(|expect| expect.value.alerts.0.as_ref());
        let alerts = alerts.map_or(&[][..], |alerts| &alerts.value);
        Self {
            class: class.unwrap_or(above),
            severity: severity.unwrap_or(above),
            alerts: alerts.iter().map(alert).collect(),
        }
    }
}

fn alert(given: &Given<LowAlert>) -> AlertPlaces {
    let Some(low) = &given.0 else {
        return AlertPlaces::default();
    };
    let name = low.value.alert.span().unwrap_or(low.span);
    let pages = low.value.pages.0.as_ref().map(|pages| &pages.value);
    let receiver = pages.and_then(|pages| pages.receiver.span());
    let within = pages.and_then(|pages| pages.within.span());
    AlertPlaces {
        alert: name,
        receiver: receiver.unwrap_or(name),
        pages_within: within.unwrap_or(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_words_themselves() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/drills/provider-blackhole.yaml"
        );
        let source = crate::spec::load::read_file(path.as_ref()).unwrap();
        let places = Places::of(&source);
        let shown = |span: Span| &source.text[span.start..span.end];
        assert_eq!(shown(places.class), "availability");
        assert_eq!(shown(places.severity), "sev2");
        assert_eq!(shown(places.alerts[0].alert), "FallbackServing");
        assert_eq!(shown(places.alerts[0].receiver), "ai-oncall");
        assert_eq!(shown(places.alerts[0].pages_within), "5m");
        assert_eq!(shown(places.alerts[1].receiver), "ProviderErrorRateHigh");
    }
}
