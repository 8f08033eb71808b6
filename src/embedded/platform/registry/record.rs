//! What happens in the gateway, as it is counted.

use super::super::failure::Failure;
use super::super::names::{Limit, Model, Provider, Tenant, Version};
use super::super::quality::Looked;
use super::super::tokens::Usage;
use super::Registry;
use super::labels::{CacheResult, Stages, Status};
use crate::base::{Duration, Money};

impl Registry {
    /// `count` callers of this kind have their answer, or know that they get none. What a limit
    /// blocks at once says nothing about how long others wait.
    pub fn request_ended(
        &mut self,
        model: Model,
        tenant: Tenant,
        status: Status,
        took: Duration,
        count: u32,
    ) {
        self.service.ended(model, tenant, status, took, count);
    }

    /// `count` requests that a provider answered went through these stages.
    pub fn stages_ended(&mut self, stages: Stages, count: u32) {
        self.service.stages(stages, count);
    }

    /// `count` attempts at a provider ended, well or with this failure.
    pub fn attempt_ended(
        &mut self,
        provider: Provider,
        model: Model,
        failure: Option<Failure>,
        count: u32,
    ) {
        let count = u64::from(count);
        self.attempts[provider.index()][model.index()] += count;
        if let Some(failure) = failure {
            let blamed = if self.quirks.blames_fallback {
                Provider::Secondary
            } else {
                provider
            };
            self.failures[blamed.index()][model.index()][failure.reason_index()] += count;
        }
    }

    /// `count` requests were answered by the secondary, the primary having been passed over.
    pub fn fallback_answered(&mut self, model: Model, count: u32) {
        self.fallbacks[model.index()] += u64::from(count);
    }

    /// `count` requests used this much each, and cost their tenant this much each.
    pub fn charged(&mut self, tenant: Tenant, model: Model, used: Usage, each: Money, count: u32) {
        self.costs.charged(tenant, model, used, each, count);
    }

    /// `count` requests of a tenant were blocked by a limit.
    pub const fn quota_rejected(&mut self, tenant: Tenant, limit: Limit, count: u32) {
        self.costs.rejections[tenant.index()][limit.index()] += count as u64;
    }

    /// What a tenant has spent of its budget; none is no limit.
    pub const fn budget_is(&mut self, tenant: Tenant, spent: Money, limit: Option<Money>) {
        self.costs.budgets[tenant.index()] = (spent, limit);
    }

    /// Whether a provider is being passed over without being asked.
    pub const fn breaker_is(&mut self, provider: Provider, open: bool) {
        let shown = &mut self.open[provider.index()];
        *shown = open || self.quirks.open_for_ever && *shown;
    }

    /// What the cache did for `count` requests.
    pub const fn cache_asked(&mut self, model: Model, result: CacheResult, count: u32) {
        self.answers.cache[model.index()][result.index()] += count as u64;
    }

    /// An answer of the chat model was looked at.
    pub fn looked_at(&mut self, version: Version, looked: Looked) {
        self.answers.looked_at(version, looked);
    }

    /// The mean of a version's groundedness scores within the evaluator's window, in thousandths;
    /// none where there are no scores.
    pub const fn groundedness_is(&mut self, version: Version, mean: Option<u64>) {
        self.answers.groundedness[version.index()] = mean;
    }

    /// The share of the chat model's requests that a version is said to get, in percent.
    pub const fn share_is(&mut self, version: Version, percent: u8) {
        self.answers.shares[version.index()] = percent;
    }

    /// The quality gate found that a roll-out should end.
    pub const fn rollout_aborted(&mut self) {
        self.answers.aborted += 1;
    }
}
