//! What each severity means.

use std::collections::BTreeMap;

use super::super::low::{LowSeverities, LowSeverity};
use super::super::{Respond, SeverityPolicy};
use crate::base::{Duration, Spanned};
use crate::spec::codes;
use crate::spec::drill::IncidentSeverity;
use crate::spec::reader::{Block, NameRule, Reader, meant, short};
use crate::spec::yaml::Given;

/// Receivers by role.
type Receivers = BTreeMap<String, Spanned<String>>;

impl Reader<'_> {
    pub(super) fn severities(
        &mut self,
        given: &Given<LowSeverities>,
        receivers: Option<&Receivers>,
        block: Block,
    ) -> Option<BTreeMap<IncidentSeverity, SeverityPolicy>> {
        let example = "severities: {sev1: …, sev2: …, sev3: …, sev4: …}";
        let low = self.present(given, block, "severities", example)?;
        let block = self.block(low.span);
        let low = &low.value;
        let typed = [&low.sev1, &low.sev2, &low.sev3, &low.sev4];
        let severities: Vec<_> = IncidentSeverity::ALL
            .into_iter()
            .zip(typed)
            .map(|(name, given)| {
                let severity = self.severity(name, given, receivers, block);
                Some((name, severity?))
            })
            .collect();
        let severities: BTreeMap<_, _> = severities.into_iter().collect::<Option<_>>()?;
        self.graver_is_sooner(&severities);
        Some(severities)
    }

    fn severity(
        &mut self,
        name: IncidentSeverity,
        given: &Given<LowSeverity>,
        receivers: Option<&Receivers>,
        block: Block,
    ) -> Option<SeverityPolicy> {
        let example = format!("{name}: {{criteria: …, respond: 15m, tells: [on-call]}}");
        let low = self.present(given, block, name.name(), &example)?;
        let block = self.block(low.span);
        let low = &low.value;
        let example = "criteria: User-facing outage";
        let criteria = self.sentence(&low.criteria, block, "criteria", example);
        let respond = self.required(&low.respond, block, "respond", "respond: 15m");
        let respond = respond.and_then(|respond| self.possible(respond));
        let example = "tells: [on-call]";
        let tells = self.somebody(&low.tells, block, "tells", example, NameRule::Plain);
        let tells = tells.and_then(|roles| self.known(roles, receivers?));
        Some(SeverityPolicy {
            criteria: criteria?,
            respond: respond?,
            tells: tells?,
        })
    }

    /// A response time that a person can keep to.
    fn possible(&mut self, respond: Spanned<Respond>) -> Option<Spanned<Respond>> {
        match respond.value {
            Respond::NextBusinessDay => Some(respond),
            Respond::Within(time) => {
                let (least, most) = (Duration::from_secs(30), Duration::from_mins(7 * 24 * 60));
                let time = Spanned::new(time, respond.span);
                self.within(Some(time), &least, &most).map(|_| respond)
            }
        }
    }

    /// The roles, if each has a receiver.
    fn known(
        &mut self,
        roles: Vec<Spanned<String>>,
        receivers: &Receivers,
    ) -> Option<Vec<Spanned<String>>> {
        let mut all = true;
        for role in &roles {
            if receivers.contains_key(&role.value) {
                continue;
            }
            all = false;
            let names = || receivers.keys().map(String::as_str);
            let hint = if receivers.is_empty() {
                format!("add `{}: NAME` to `receivers`", role.value)
            } else {
                meant(&role.value, names)
            };
            let message = format!("`receivers` names none for `{}`", short(&role.value));
            self.say(codes::POLICY_ROLE, message, role.span, "no receiver", hint);
        }
        all.then_some(roles)
    }

    fn graver_is_sooner(&mut self, severities: &BTreeMap<IncidentSeverity, SeverityPolicy>) {
        let graver = severities.iter();
        for ((grave, one), (mild, other)) in graver.zip(severities.iter().skip(1)) {
            if other.respond.value < one.respond.value {
                let message = format!(
                    "{mild} is answered within {}, sooner than {grave} within {}",
                    other.respond.value, one.respond.value
                );
                let hint = "what is graver is answered as soon, or sooner";
                let span = other.respond.span;
                self.say(codes::POLICY_RESPONSE, message, span, "sooner", hint);
            }
        }
    }
}
