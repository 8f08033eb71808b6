//! What most alerts of a directory have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::alerts::rules::AlertRule;

/// Which labels and annotations the alerts of each directory have: other people's habits, in another
/// directory, say nothing of what was forgotten in this one.
#[derive(Debug, Default)]
pub(super) struct Habits {
    folders: BTreeMap<PathBuf, Folder>,
}

#[derive(Debug, Default)]
struct Folder {
    alerts: usize,
    /// How many of them have a label or an annotation of this name.
    having: BTreeMap<String, usize>,
}

impl Habits {
    /// An alert of this directory.
    pub(super) fn note(&mut self, folder: &Path, alert: &AlertRule) {
        if !self.folders.contains_key(folder) {
            self.folders.insert(folder.to_owned(), Folder::default());
        }
        let Some(known) = self.folders.get_mut(folder) else {
            return;
        };
        known.alerts += 1;
        for (name, _) in alert.labels.iter().chain(&alert.annotations) {
            if let Some(count) = known.having.get_mut(name) {
                *count += 1;
            } else {
                known.having.insert(name.clone(), 1);
            }
        }
    }

    /// Whether most alerts of this directory have a label or an annotation of this name.
    pub(super) fn is_usual(&self, folder: &Path, name: &str) -> bool {
        self.folders.get(folder).is_some_and(|known| {
            let having = known.having.get(name);
            having.is_some_and(|having| having * 2 > known.alerts)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::alert;
    use super::super::{Chosen, Known, RuleSet, lint};
    use crate::alerts::rules::RuleDocument;
    use crate::base::Source;

    #[test]
    fn what_is_usual_in_another_directory_is_not_missed_in_this_one() {
        let told = |file: &str| {
            let linked = |name: &str| {
                format!("  - {{alert: {name}, expr: b > 1, annotations: {{runbook_url: x}}}}\n")
            };
            let with = format!("{}{}", linked("B"), linked("C"));
            let files = [
                ("a/with.yaml", alert("a > 1", &with)),
                (file, alert("c > 1", "")),
            ];
            let documents = files
                .iter()
                .flat_map(|(name, rules)| RuleDocument::all(&Source::new(*name, &**rules)).unwrap())
                .collect();
            let only = ["alert/no-runbook".to_owned()].into();
            let chosen = Chosen {
                only,
                ..Chosen::default()
            };
            lint(&RuleSet::new(documents), &Known::default(), &chosen).len()
        };
        assert_eq!(told("b/without.yaml"), 1, "the one of the directory a");
        assert_eq!(told("a/without.yaml"), 0, "half of four is not most");
    }
}
