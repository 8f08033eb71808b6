//! From a typed profile to a resolved one.

use std::collections::BTreeMap;

use super::low::{LowPrices, LowProfile, LowSignal};
use super::{Prices, Profile, Signal};
use crate::base::{Money, Price, Problem, Source, Spanned};
use crate::promql::{ExprKind, ValueType};
use crate::spec::codes;
use crate::spec::drill::SignalBound;
use crate::spec::load::stem;
use crate::spec::reader::{Block, Flag, NameRule, Reader, meant, short};
use crate::spec::yaml::{self, Given, Name};

/// Signals that reports show and nobody promises.
const ONLY_SHOWN: [&str; 3] = ["eval_score", "guardrail_violations", "hallucinations"];

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    ///
    /// The first mistake in the structure of the file, else everything that is wrong with its values.
    pub fn read(source: &Source) -> Result<Self, Vec<Problem>> {
        let low: Given<LowProfile> = yaml::read(source).map_err(|problem| vec![problem])?;
        let mut reader = Reader::new(source);
        let profile = low.0.and_then(|low| resolve(&mut reader, &low));
        match profile {
            Some(profile) if reader.problems.is_empty() => Ok(profile),
            Some(_) | None => Err(reader.told()),
        }
    }
}

fn resolve(reader: &mut Reader, low: &Spanned<LowProfile>) -> Option<Profile> {
    let block = reader.block(low.span);
    let low = &low.value;
    let served_by = reader.header_name(&low.served_by);
    let cached = reader.cached(&low.cached);
    let cost = reader.header_name(&low.cost);
    let version = reader.header_name(&low.version);
    let cache_bypass = reader.cache_bypass(&low.cache_bypass);
    let empty = BTreeMap::new();
    let typed = low.signals.0.as_ref().map_or(&empty, |given| &given.value);
    let signals: Vec<_> = typed
        .iter()
        .map(|(name, low)| signal(reader, name, low))
        .collect();
    let takers = low.takes_back.0.as_ref();
    let takers = takers.map_or(&empty, |given| &given.value).iter();
    let takes_back: Vec<_> = takers
        .map(|(Name(who), low)| {
            let example = "promql: sum(increase(llm_rollout_aborted_total[1m]))";
            Some((who.value.clone(), expressed(reader, low, example)?))
        })
        .collect();
    let items = low.requires.0.as_ref().map_or(&[][..], |list| &list.value);
    let requires: Vec<_> = items
        .iter()
        .map(|item| expression(reader, item, Use::Requirement))
        .collect();
    let images = low.images.0.is_some();
    let images = images.then(|| expression(reader, &low.images, Use::Requirement));
    let prices = low.prices.0.as_ref().map(|low| prices(reader, low));
    let metrics = reader.metrics(&low.metrics);
    let families = reader.names(&low.families, NameRule::Metric);
    let target_labels = reader.names(&low.target_labels, NameRule::Label);
    let more_labels = reader.or(&low.more_labels, block, Flag(false));
    tells_something(reader, low, block);
    Some(Profile {
        name: stem(&reader.source.name),
        served_by: served_by.ok()?,
        cached: cached.ok()?,
        cost: cost.ok()?,
        version: version.ok()?,
        cache_bypass: cache_bypass.ok()?,
        signals: signals.into_iter().collect::<Option<_>>()?,
        takes_back: takes_back.into_iter().collect::<Option<_>>()?,
        images: match images {
            None => None,
            Some(images) => Some(images?),
        },
        requires: requires.into_iter().collect::<Option<_>>()?,
        prices: match prices {
            None => None,
            Some(prices) => Some(prices?),
        },
        metrics: metrics.ok()?,
        families: families.ok()?,
        target_labels: target_labels.ok()?,
        more_labels: more_labels?.value.0,
    })
}

/// Whether there is anything in a profile by which a drill or a rule can go; else it is reported.
fn tells_something(reader: &mut Reader, low: &LowProfile, block: Block) {
    let headers = [&low.served_by, &low.cost, &low.version];
    let told = headers.iter().any(|header| header.0.is_some())
        || low.cached.0.is_some()
        || low.metrics.0.is_some()
        || low
            .signals
            .0
            .as_ref()
            .is_some_and(|signals| !signals.value.is_empty());
    if !told {
        reader.say(
            codes::PROFILE_NOTHING,
            "this profile tells nothing about the gateway",
            block.span,
            "neither a header, a signal nor a metric",
            "add `served_by`, the response header that says who answered, `signals`, or `metrics`",
        );
    }
}

/// The dearest price that is believed; above it somebody forgot the point.
const DEAREST: Price = Price::per_million(Money::from_micros(1_000_000_000));

fn prices(reader: &mut Reader, low: &Spanned<LowPrices>) -> Option<Prices> {
    let block = reader.block(low.span);
    let mut price = |typed, key, example| {
        let price = reader.required(typed, block, key, example);
        reader.within(price, &Price::default(), &DEAREST)
    };
    let prompt = price(&low.value.prompt, "prompt", "prompt: $0.15/1M");
    let completion = price(&low.value.completion, "completion", "completion: $0.60/1M");
    Some(Prices {
        prompt: prompt?.value,
        completion: completion?.value,
    })
}

fn signal(reader: &mut Reader, name: &Name, low: &Given<LowSignal>) -> Option<(String, Signal)> {
    let Name(name) = name;
    let names = || SignalBound::NAMES.into_iter().chain(ONLY_SHOWN);
    let known = names().any(|one| one == name.value);
    if !known {
        let hint = meant(&name.value, names);
        let message = format!("no drill knows a signal `{}`", short(&name.value));
        reader.say(codes::PROFILE_SIGNAL, message, name.span, "not known", hint);
    }
    let signal = expressed(reader, low, "promql: sum(rate(llm_requests_total[1m]))")?;
    known.then(|| (name.value.clone(), signal))
}

/// What an expression tells; `example` shows one where it is missing.
fn expressed(reader: &mut Reader, low: &Given<LowSignal>, example: &str) -> Option<Signal> {
    let low = low.0.as_ref()?;
    let block = reader.block(low.span);
    reader.present(&low.value.promql, block, "promql", example)?;
    let promql = expression(reader, &low.value.promql, Use::Signal)?;
    Some(Signal { promql })
}

/// What an expression is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Its value over time is a signal.
    Signal,
    /// It must select something.
    Requirement,
}

/// PromQL that fits its use, as it was typed.
fn expression(
    reader: &mut Reader,
    given: &Given<yaml::Text<String>>,
    purpose: Use,
) -> Option<String> {
    let text = reader.optional(given)?;
    let typed = reader.expression(&text, codes::PROFILE_PROMQL)?;
    let (fits, message, hint) = match purpose {
        Use::Signal => (
            matches!(
                typed.expr.value_type(),
                ValueType::Vector | ValueType::Scalar
            ),
            "this gives no single value at a moment",
            "put a function such as `rate(…)` or `avg_over_time(…)` around the range",
        ),
        Use::Requirement => (
            matches!(typed.expr.kind, ExprKind::Selector(_)),
            "this is more than a selector",
            "write a metric, perhaps with labels: `llm_requests_total{route=\"chat\"}`",
        ),
    };
    if !fits {
        let span = typed.place(typed.expr.span);
        let code = match purpose {
            Use::Signal => codes::PROFILE_VALUE,
            Use::Requirement => codes::PROFILE_SELECTOR,
        };
        reader.say(code, message, span, "this expression", hint);
        return None;
    }
    Some(typed.text)
}
