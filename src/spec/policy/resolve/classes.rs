//! What sorts of incident there are.

use std::collections::{BTreeMap, BTreeSet};

use super::super::ClassPolicy;
use super::super::low::{LowClass, LowClasses};
use crate::spec::codes;
use crate::spec::drill::IncidentClass;
use crate::spec::reader::{Block, NameRule, Reader, short};
use crate::spec::yaml::Given;

/// The level at which incidents of a class begin at the least: nobody decides alone on answers that
/// do harm.
const fn least_level(class: IncidentClass) -> u64 {
    match class {
        IncidentClass::Safety => 2,
        IncidentClass::Availability | IncidentClass::Quality | IncidentClass::Cost => 1,
    }
}

impl Reader<'_> {
    /// The classes; `levels` is how many levels of escalation there are, if that is known.
    pub(super) fn classes(
        &mut self,
        given: &Given<LowClasses>,
        levels: Option<usize>,
        block: Block,
    ) -> Option<BTreeMap<IncidentClass, ClassPolicy>> {
        let example = "classes: {availability: …, quality: …, safety: …, cost: …}";
        let low = self.present(given, block, "classes", example)?;
        let block = self.block(low.span);
        let low = &low.value;
        let typed = [&low.availability, &low.quality, &low.safety, &low.cost];
        let classes: Vec<_> = IncidentClass::ALL
            .into_iter()
            .zip(typed)
            .map(|(name, given)| Some((name, self.class(name, given, levels, block)?)))
            .collect();
        let classes = classes.into_iter().collect::<Option<_>>()?;
        self.alerts_once(&classes);
        Some(classes)
    }

    fn class(
        &mut self,
        name: IncidentClass,
        given: &Given<LowClass>,
        levels: Option<usize>,
        block: Block,
    ) -> Option<ClassPolicy> {
        let example = format!("{name}: {{means: …, alerts: […]}}");
        let low = self.present(given, block, name.name(), &example)?;
        let block = self.block(low.span);
        let low = &low.value;
        let example = "means: model or provider unavailable";
        let means = self.sentence(&low.means, block, "means", example);
        let least = least_level(name);
        let starts_at = levels.and_then(|levels| {
            let given = &low.starts_at;
            self.level_number(given, block, least, least, levels)
        });
        let alerts = self.listed(&low.alerts, NameRule::Word);
        Some(ClassPolicy {
            means: means?,
            starts_at: starts_at?,
            alerts: alerts?,
        })
    }

    fn alerts_once(&mut self, classes: &BTreeMap<IncidentClass, ClassPolicy>) {
        let mut seen = BTreeSet::new();
        for alert in classes.values().flat_map(|class| &class.alerts) {
            if !seen.insert(&*alert.value) {
                let message = format!("`{}` is listed twice", short(&alert.value));
                let hint = "keep the place that says what on-call will find broken";
                let span = alert.span;
                self.say(
                    codes::POLICY_TWICE,
                    message,
                    span,
                    "for the second time",
                    hint,
                );
            }
        }
    }
}
