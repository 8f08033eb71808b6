//! Which metrics there are: those that profiles list, and those that rules record.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::alerts::rules::{Rule, RuleFile};
use crate::base::{Source, closest};
use crate::promql::{self, Expr, Selector};
use crate::spec::Profile;
use crate::spec::metrics::Schema;

/// The metrics that a runbook may ask for.
pub(super) struct Metrics {
    schema: Schema,
    recorded: BTreeSet<String>,
    /// What rules and profiles ask for. It counts where nobody lists all that there is.
    asked: BTreeSet<String>,
}

impl Metrics {
    /// Those of these rules and profiles.
    pub(super) fn of(rules: &[(Source, Arc<RuleFile>)], profiles: &[Profile]) -> Self {
        let (mut recorded, mut asked) = (BTreeSet::new(), BTreeSet::new());
        for (_, rule) in rules.iter().flat_map(|(_, file)| file.rules()) {
            if let Rule::Record(record) = rule {
                recorded.insert(record.name.to_string());
            }
            add(&rule.query().expr, &mut asked);
        }
        for profile in profiles {
            let signals = profile.signals.values().chain(profile.takes_back.values());
            let texts = signals.map(|signal| &signal.promql);
            let texts = texts.chain(&profile.requires).chain(&profile.images);
            for expr in texts.filter_map(|text| promql::parse(text).ok()) {
                add(&expr, &mut asked);
            }
        }
        Self {
            schema: Schema::of(profiles),
            recorded,
            asked,
        }
    }

    /// Whether there is a metric of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        let listed = self.schema.series(name).is_some() || self.schema.is_contested(name);
        let asked = || self.asked.contains(name) && self.schema.family(name).is_none();
        listed || self.recorded.contains(name) || asked()
    }

    /// The one that was probably meant.
    pub(super) fn nearest(&self, name: &str) -> Option<String> {
        let ours = self.recorded.iter().chain(&self.asked).map(String::as_str);
        let ours = closest(name, ours).map(str::to_owned);
        self.schema.nearest(name).or(ours)
    }
}

fn add(expr: &Expr, asked: &mut BTreeSet<String>) {
    expr.walk(&mut |part| {
        let name = part.selector().and_then(Selector::metric);
        asked.extend(name.map(str::to_owned));
    });
}
