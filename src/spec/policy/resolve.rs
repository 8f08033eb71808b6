//! From a typed policy to a resolved one.

mod classes;
mod escalation;
mod severities;
mod signals;

use std::collections::BTreeMap;

use super::Policy;
use super::low::LowPolicy;
use crate::base::{Problem, Source, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, NameRule, Reader};
use crate::spec::yaml::{self, Given, Name, Text};

impl Policy {
    /// Reads a policy.
    ///
    /// # Errors
    ///
    /// The first mistake in the structure of the file, else everything that is wrong with its values.
    pub fn read(source: &Source) -> Result<Self, Vec<Problem>> {
        let low: Given<LowPolicy> = yaml::read(source).map_err(|problem| vec![problem])?;
        let mut reader = Reader::new(source);
        let policy = low.0.and_then(|low| resolve(&mut reader, &low));
        match policy {
            Some(policy) if reader.problems.is_empty() => Ok(policy),
            Some(_) | None => Err(reader.told()),
        }
    }
}

fn resolve(reader: &mut Reader, low: &Spanned<LowPolicy>) -> Option<Policy> {
    let block = reader.block(low.span);
    let low = &low.value;
    let receivers = receivers(reader, &low.receivers, block);
    let severities = reader.severities(&low.severities, receivers.as_ref(), block);
    let escalation = reader.escalation(&low.escalation, block);
    let levels = escalation.as_ref().map(|found| found.levels.len());
    let classes = reader.classes(&low.classes, levels, block);
    let golden_signals = reader.golden_signals(&low.golden_signals);
    Some(Policy {
        severities: severities?,
        receivers: receivers?,
        escalation: escalation?,
        classes: classes?,
        golden_signals: golden_signals?,
    })
}

fn receivers(
    reader: &mut Reader,
    given: &Given<BTreeMap<Name, Given<Text<String>>>>,
    block: Block,
) -> Option<BTreeMap<String, Spanned<String>>> {
    let roles = reader.present(given, block, "receivers", "receivers: {on-call: NAME}")?;
    let receivers: Vec<_> = roles
        .value
        .iter()
        .map(|(Name(role), receiver)| {
            let role = reader.name(Some(role.clone()), NameRule::Plain);
            let receiver = reader.optional(receiver);
            let receiver = reader.name(receiver, NameRule::Word);
            Some((role?.value, receiver?))
        })
        .collect();
    receivers.into_iter().collect()
}

impl Reader<'_> {
    /// A sentence for people.
    fn sentence(
        &mut self,
        given: &Given<Text<String>>,
        block: Block,
        key: &str,
        example: &str,
    ) -> Option<String> {
        let text = self.required(given, block, key, example);
        self.name(text, NameRule::Line).map(|text| text.value)
    }

    /// People, roles or alerts: the items of a list that need not be there.
    fn listed(
        &mut self,
        given: &Given<Vec<Given<Text<String>>>>,
        rule: NameRule,
    ) -> Option<Vec<Spanned<String>>> {
        let items = given.0.as_ref().map_or(&[][..], |list| &list.value);
        let items: Vec<_> = items
            .iter()
            .map(|item| {
                let item = self.optional(item);
                self.name(item, rule)
            })
            .collect();
        items.into_iter().collect()
    }

    /// A list that names somebody.
    fn somebody(
        &mut self,
        given: &Given<Vec<Given<Text<String>>>>,
        block: Block,
        key: &str,
        example: &str,
        rule: NameRule,
    ) -> Option<Vec<Spanned<String>>> {
        let list = self.present(given, block, key, example)?;
        if list.value.is_empty() {
            self.say(
                codes::POLICY_NOBODY,
                format!("`{key}` names nobody"),
                list.span,
                "empty",
                format!("write at least one, as `{example}`"),
            );
            return None;
        }
        self.listed(given, rule)
    }
}
