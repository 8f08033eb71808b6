//! What answers are like: from the cache or not, of which version, and how good.

use super::super::names::{Model, Version};
use super::super::quality::{Looked, TOOLS};
use super::labels::{CacheResult, Status};
use super::series::{Family, See, number, plain};
use super::{MODELS, VERSIONS};

#[derive(Clone, Debug, Default)]
pub(super) struct Answers {
    /// By model and result.
    pub(super) cache: [[u64; CacheResult::ALL.len()]; MODELS],
    /// By version; only the chat model has versions.
    hallucinations: [u64; VERSIONS],
    violations: [u64; VERSIONS],
    samples: [u64; VERSIONS],
    /// The mean of the scores, in thousandths.
    pub(super) groundedness: [Option<u64>; VERSIONS],
    /// In percent.
    pub(super) shares: [u8; VERSIONS],
    pub(super) aborted: u64,
    /// By tool, those that succeeded and those that failed.
    tools: [[u64; 2]; TOOLS.len()],
}

const MODEL: (&str, &str) = ("model", Model::Chat.name());

impl Answers {
    pub(super) fn looked_at(&mut self, version: Version, looked: Looked) {
        let index = version.index();
        self.hallucinations[index] += u64::from(looked.hallucinated);
        self.violations[index] += u64::from(looked.violated);
        // Every answer that was looked at is a sample of what is wrong with them, scored or not.
        self.samples[index] += 1;
        if let Some((tool, succeeded)) = looked.tool {
            self.tools[tool][usize::from(!succeeded)] += 1;
        }
    }

    pub(super) fn visit(&self, see: See<'_>) {
        const CACHE: Family = Family::counter(
            "llm_cache_requests_total",
            "What the semantic cache did for requests.",
        );
        const TOOL_CALLS: Family =
            Family::counter("llm_tool_calls_total", "Calls of tools that ended.");
        for (model, results) in Model::ALL.into_iter().zip(&self.cache) {
            for (result, count) in CacheResult::ALL.into_iter().zip(results) {
                let labels = [("model", model.name()), ("result", result.name())];
                see(&plain(&CACHE, &labels), number(*count));
            }
        }
        self.visit_quality(see);
        self.visit_rollout(see);
        for (tool, statuses) in TOOLS.into_iter().zip(&self.tools) {
            for (status, count) in [Status::Success, Status::Error].into_iter().zip(statuses) {
                let labels = [("tool", tool), ("status", status.name())];
                see(&plain(&TOOL_CALLS, &labels), number(*count));
            }
        }
    }

    fn visit_quality(&self, see: See<'_>) {
        const HALLUCINATIONS: Family = Family::counter(
            "llm_hallucination_detected_total",
            "Answers that make something up.",
        );
        const VIOLATIONS: Family = Family::counter(
            "llm_guardrail_violations_total",
            "Answers that violate a guardrail.",
        );
        const SCORED: Family =
            Family::counter("llm_eval_samples_total", "Answers that were judged.");
        const SCORE: Family = Family::gauge(
            "llm_eval_score",
            "The mean score of a version's answers within the last minutes; NaN without any.",
        );
        let counters = [
            (&HALLUCINATIONS, &self.hallucinations),
            (&VIOLATIONS, &self.violations),
            (&SCORED, &self.samples),
        ];
        for (family, counts) in counters {
            for (version, count) in Version::ALL.into_iter().zip(counts) {
                let labels = [MODEL, ("version", version.name())];
                see(&plain(family, &labels), number(*count));
            }
        }
        for (version, mean) in Version::ALL.into_iter().zip(self.groundedness) {
            let labels = [
                ("metric", "groundedness"),
                MODEL,
                ("version", version.name()),
            ];
            let mean = mean.map_or(f64::NAN, |mean| number(mean) / 1_000.0);
            see(&plain(&SCORE, &labels), mean);
        }
    }

    fn visit_rollout(&self, see: See<'_>) {
        const SHARE: Family = Family::gauge(
            "llm_rollout_share",
            "The share of the requests that a version is to get, from 0 to 1.",
        );
        const ABORTED: Family = Family::counter(
            "llm_rollout_aborted_total",
            "Roll-outs that the quality gate found to be bad.",
        );
        for (version, percent) in Version::ALL.into_iter().zip(self.shares) {
            let labels = [MODEL, ("version", version.name())];
            see(&plain(&SHARE, &labels), f64::from(percent) / 100.0);
        }
        see(&plain(&ABORTED, &[MODEL]), number(self.aborted));
    }
}
