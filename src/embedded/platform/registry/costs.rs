//! What tenants use and pay, and the limits that block them.

use super::super::names::{Limit, Model, ROUTE, Tenant};
use super::super::tokens::Usage;
use super::series::{Family, See, number, plain};
use super::{LIMITS, MODELS, TENANTS};
use crate::base::Money;

#[derive(Clone, Debug, Default)]
pub(super) struct Costs {
    /// By tenant and model.
    micros: [[u64; MODELS]; TENANTS],
    /// By tenant and model, of questions and of answers.
    tokens: [[[u64; 2]; MODELS]; TENANTS],
    /// By tenant and limit.
    pub(super) rejections: [[u64; LIMITS]; TENANTS],
    /// What each tenant has spent, and may spend.
    pub(super) budgets: [(Money, Option<Money>); TENANTS],
}

impl Costs {
    pub(super) fn charged(
        &mut self,
        tenant: Tenant,
        model: Model,
        used: Usage,
        each: Money,
        count: u32,
    ) {
        let count = u64::from(count);
        self.micros[tenant.index()][model.index()] += each.micros() * count;
        let [prompt, completion] = &mut self.tokens[tenant.index()][model.index()];
        *prompt += used.prompt.count() * count;
        *completion += used.completion.count() * count;
    }

    pub(super) fn visit(&self, see: See<'_>) {
        const COST: Family = Family::counter(
            "llm_token_cost_dollars",
            "What providers charged for tokens, in dollars.",
        );
        const TOKENS: Family =
            Family::counter("llm_tokens_total", "Tokens that providers charged for.");
        for (tenant, models) in Tenant::ALL.into_iter().zip(&self.micros) {
            for (model, micros) in Model::ALL.into_iter().zip(models) {
                let labels = [
                    ("tenant", tenant.name()),
                    ("model", model.name()),
                    ("route", ROUTE),
                ];
                see(&plain(&COST, &labels), number(*micros) / 1e6);
            }
        }
        for (tenant, models) in Tenant::ALL.into_iter().zip(&self.tokens) {
            for (model, kinds) in Model::ALL.into_iter().zip(models) {
                for (kind, count) in ["prompt", "completion"].into_iter().zip(kinds) {
                    let labels = [
                        ("tenant", tenant.name()),
                        ("model", model.name()),
                        ("route", ROUTE),
                        ("kind", kind),
                    ];
                    see(&plain(&TOKENS, &labels), number(*count));
                }
            }
        }
        self.visit_limits(see);
    }

    fn visit_limits(&self, see: See<'_>) {
        const REJECTIONS: Family = Family::counter(
            "llm_quota_rejections_total",
            "Requests that a limit of their tenant blocked.",
        );
        const SPENT: Family = Family::gauge(
            "llm_budget_spent_dollars",
            "What the tenant has spent in this budget window, as far as it is counted.",
        );
        const LIMIT: Family = Family::gauge(
            "llm_budget_limit_dollars",
            "What the tenant may spend in a budget window; +Inf is no limit.",
        );
        for (tenant, limits) in Tenant::ALL.into_iter().zip(&self.rejections) {
            for (limit, count) in Limit::ALL.into_iter().zip(limits) {
                let labels = [("tenant", tenant.name()), ("limit", limit.name())];
                see(&plain(&REJECTIONS, &labels), number(*count));
            }
        }
        let dollars = |money: Money| number(money.micros()) / 1e6;
        for (tenant, (spent, _)) in Tenant::ALL.into_iter().zip(self.budgets) {
            see(&plain(&SPENT, &[("tenant", tenant.name())]), dollars(spent));
        }
        for (tenant, (_, limit)) in Tenant::ALL.into_iter().zip(self.budgets) {
            let limit = limit.map_or(f64::INFINITY, dollars);
            see(&plain(&LIMIT, &[("tenant", tenant.name())]), limit);
        }
    }
}
