//! From metrics as they are typed to what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use super::low::{LowList, LowMetric};
use super::{Metric, MetricType, Part, Per, Unit};
use crate::base::{Labels, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Flag, NameRule, Reader, Reported, short};
use crate::spec::yaml::{Given, Name};

impl Reader<'_> {
    /// The metrics of a profile by name; empty where none are told.
    pub(in crate::spec) fn metrics(
        &mut self,
        given: &Given<BTreeMap<Name, Given<LowMetric>>>,
    ) -> Result<BTreeMap<String, Metric>, Reported> {
        let typed = given.0.iter().flat_map(|given| &given.value);
        let read: Vec<_> = typed
            .map(|(Name(name), low)| {
                let metric = self.metric(name, low);
                let name = self.name(Some(name.clone()), NameRule::Metric);
                Some((name?.value, metric?))
            })
            .collect();
        read.into_iter().collect::<Option<_>>().ok_or(Reported)
    }

    /// Labels, or the beginnings of metrics' names, each once.
    pub(in crate::spec) fn names(
        &mut self,
        given: &Given<LowList>,
        rule: NameRule,
    ) -> Result<Vec<String>, Reported> {
        let mut known = BTreeSet::new();
        let typed = given.0.iter().flat_map(|given| &given.value);
        let read: Vec<_> = typed
            .map(|item| {
                let name = self.optional(item);
                let name = self.name(name, rule)?;
                self.first_time(&name, &mut known)?;
                Some(name.value)
            })
            .collect();
        read.into_iter().collect::<Option<_>>().ok_or(Reported)
    }

    fn metric(&mut self, name: &Spanned<String>, low: &Given<LowMetric>) -> Option<Metric> {
        let low = low.0.as_ref()?;
        let block = self.block(low.span);
        let low = &low.value;
        let there = self.present(&low.kind, block, "type", "type: counter");
        let kind = there.and_then(|_| self.word(&low.kind, &MetricType::ALL, MetricType::name));
        let unit = self.either(&low.unit, &Unit::ALL, Unit::name);
        let per = self.either(&low.per, &Per::ALL, Per::name);
        let labels = self.names(&low.labels, NameRule::Label);
        let sometimes = self.names(&low.sometimes, NameRule::Label);
        let values = self.values(low);
        let optional = self.or(&low.optional, block, Flag(false));
        let common = self.or(&low.common, block, Flag(false));
        let note = self.optional(&low.note);
        let note = note.and_then(|note| self.name(Some(note), NameRule::Line));
        let kind = kind?.value;
        self.fits_its_type(name, kind, low)?;
        Some(Metric {
            kind,
            unit: unit.ok()?,
            per: per.ok()?,
            labels: labels.ok()?,
            sometimes: sometimes.ok()?,
            values: values?,
            optional: optional?.value.0,
            common: common?.value.0,
            note: note.map(|note| note.value),
        })
    }

    /// One of several words; none where nothing is said.
    fn either<T: Copy>(
        &mut self,
        given: &Given<crate::spec::yaml::Text<String>>,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Result<Option<T>, Reported> {
        if given.0.is_none() {
            return Ok(None);
        }
        let word = self.word(given, all, name).ok_or(Reported)?;
        Ok(Some(word.value))
    }

    /// The values of labels, where each of these labels is one of the metric's.
    fn values(&mut self, low: &LowMetric) -> Option<BTreeMap<String, Vec<String>>> {
        let typed = low.values.0.iter().flat_map(|given| &given.value);
        let lists = [&low.labels, &low.sometimes];
        let read: Vec<_> = typed
            .map(|(Name(label), values)| {
                let mut labels = lists.into_iter().filter_map(|list| list.0.as_ref());
                let has = |list: &Spanned<LowList>| {
                    let mut items = list.value.iter().filter_map(|item| item.0.as_ref());
                    items.any(|item| item.value.typed == label.value)
                };
                let known = labels.any(has);
                if !known {
                    let message = format!("the metric has no label `{}`", short(&label.value));
                    let hint =
                        "name it under `labels`, or under `sometimes` if only some series have it";
                    self.say(
                        codes::PROFILE_LABEL,
                        message,
                        label.span,
                        "values of this",
                        hint,
                    );
                }
                let values = self.names(values, NameRule::Line).ok()?;
                known.then(|| (label.value.clone(), values))
            })
            .collect();
        read.into_iter().collect()
    }

    /// Whether it is there for the first time; else it is reported.
    fn first_time(&mut self, name: &Spanned<String>, known: &mut BTreeSet<String>) -> Option<()> {
        if known.insert(name.value.clone()) {
            return Some(());
        }
        let message = format!("`{}` is written twice", short(&name.value));
        let hint = "keep one of the two";
        let label = "for the second time";
        self.say(codes::PROFILE_TWICE, message, name.span, label, hint);
        None
    }

    /// Whether name, labels and `per` are such as this type can have.
    fn fits_its_type(
        &mut self,
        name: &Spanned<String>,
        kind: MetricType,
        low: &LowMetric,
    ) -> Option<()> {
        let before = self.problems.len();
        for part in Part::of(kind) {
            let suffix = part.suffix();
            if let Some(base) = name
                .value
                .strip_suffix(suffix)
                .filter(|_| !suffix.is_empty())
            {
                let message = format!("the series of a {kind} end in `{suffix}` by themselves");
                let hint = format!("write `{}`", short(base));
                let label = "once too often";
                self.say(codes::PROFILE_METRIC, message, name.span, label, hint);
            }
        }
        let labels = [&low.labels, &low.sometimes];
        let labels = labels.into_iter().flat_map(|list| &list.0);
        for label in labels.flat_map(|list| list.value.iter().filter_map(|item| item.0.as_ref())) {
            let typed = &*label.value.typed;
            let brought = typed == Labels::NAME
                || Part::of(kind)
                    .iter()
                    .any(|part| part.label(kind) == Some(typed));
            if brought {
                let message = format!("a {kind} has the label `{typed}` by itself");
                let hint = "leave it out";
                self.say(
                    codes::PROFILE_LABEL,
                    message,
                    label.span,
                    "goes without saying",
                    hint,
                );
            }
        }
        if let Some(per) = low.per.0.as_ref().filter(|_| kind != MetricType::Gauge) {
            let message = format!("a {kind} counts from its start, not within a length of time");
            let hint = "leave `per` out, or write `type: gauge` if this is a limit or a speed";
            self.say(
                codes::PROFILE_PER,
                message,
                per.span,
                "only gauges have this",
                hint,
            );
        }
        (self.problems.len() == before).then_some(())
    }
}
