//! Quotas: how many requests, tokens and dollars a tenant may use.

use std::collections::VecDeque;

use super::names::{Limit, Tenant};
use crate::base::{At, Duration, Money};

/// What one tenant may use; none is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Requests in a minute.
    pub requests: Option<u64>,
    /// Tokens in a minute.
    pub tokens: Option<u64>,
    /// What may be spent in a budget window.
    pub budget: Option<Money>,
}

/// When what a request uses counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charging {
    /// Its worst case is reserved before it is admitted, and settled with its end.
    Reserved,
    /// It counts this long after its end: what is under way until then is not seen.
    Late(Duration),
}

/// The limits of all tenants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuotaPolicy {
    /// By tenant.
    pub limits: [Limits; Tenant::ALL.len()],
    /// How long the minute of the limits is; longer or shorter only where time is scaled.
    pub minute: Duration,
    /// How long a budget lasts.
    pub budget_window: Duration,
    /// When use counts.
    pub charging: Charging,
    /// Whether a request that is blocked is blocked at every provider.
    pub covers_fallback: bool,
}

impl Default for QuotaPolicy {
    fn default() -> Self {
        let mut limits = [Limits {
            requests: Some(3_000),
            tokens: Some(3_000_000),
            budget: Some(Money::from_micros(20_000_000)),
        }; Tenant::ALL.len()];
        limits[Tenant::Runaway.index()] = Limits {
            requests: Some(600),
            tokens: Some(300_000),
            budget: Some(Money::from_micros(2_000_000)),
        };
        Self {
            limits,
            minute: Duration::from_mins(1),
            budget_window: Duration::from_mins(60),
            charging: Charging::Reserved,
            covers_fallback: true,
        }
    }
}

/// What a request uses, or may use at worst.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// Tokens, of the question and of the answer.
    pub tokens: u64,
    /// What they cost.
    pub cost: Money,
}

/// What one tenant has used.
#[derive(Clone, Copy, Debug, Default)]
struct Account {
    minute: i64,
    requests: u64,
    /// Used or reserved in this minute.
    tokens: u64,
    window: i64,
    /// Spent in this budget window, in millionths of a dollar.
    spent: u64,
    /// Reserved by requests under way.
    reserved: u64,
}

/// Use that does not count yet.
#[derive(Clone, Copy, Debug)]
struct Uncounted {
    from: At,
    tenant: Tenant,
    tokens: u64,
    micros: u64,
}

/// Most that is kept of what does not count yet; beyond, the oldest counts early.
const MAX_UNCOUNTED: usize = 50_000;

/// The accounts of all tenants.
#[derive(Clone, Debug)]
pub struct Quotas {
    policy: QuotaPolicy,
    accounts: [Account; Tenant::ALL.len()],
    uncounted: VecDeque<Uncounted>,
}

impl Quotas {
    /// Nothing used yet.
    pub fn new(policy: QuotaPolicy) -> Self {
        Self {
            policy,
            accounts: Default::default(),
            uncounted: VecDeque::new(),
        }
    }

    /// Admits as many of `count` equal requests as the limits allow, each of which uses no more
    /// than `worst`; with the limit that blocks the rest. What was admitted must be
    /// [settled](Self::settle).
    pub fn admit(
        &mut self,
        at: At,
        tenant: Tenant,
        worst: Claim,
        count: u32,
    ) -> (u32, Option<Limit>) {
        self.turn(at);
        let limits = self.policy.limits[tenant.index()];
        let account = &mut self.accounts[tenant.index()];
        let reserves = self.policy.charging == Charging::Reserved;
        let room = |limit: Option<u64>, used: u64, each: u64| match limit {
            None => u64::MAX,
            Some(limit) if reserves => limit.saturating_sub(used) / each.max(1),
            // Whoever comes before the limit is reached gets through, however much it uses.
            Some(limit) if used < limit => u64::MAX,
            Some(_) => 0,
        };
        let requests = limits
            .requests
            .map_or(u64::MAX, |limit| limit.saturating_sub(account.requests));
        let tokens = room(limits.tokens, account.tokens, worst.tokens);
        let budget = room(
            limits.budget.map(Money::micros),
            account.spent + account.reserved,
            worst.cost.micros(),
        );
        let (least, limit) = [
            (requests, Limit::Requests),
            (tokens, Limit::Tokens),
            (budget, Limit::Budget),
        ]
        .into_iter()
        .min_by_key(|(room, _)| *room)
        .unwrap_or((0, Limit::Requests));
        let admitted = u32::try_from(least).unwrap_or(u32::MAX).min(count);
        account.requests += u64::from(admitted);
        if reserves {
            account.tokens += worst.tokens * u64::from(admitted);
            account.reserved += worst.cost.micros() * u64::from(admitted);
        }
        (admitted, (admitted < count).then_some(limit))
    }

    /// Settles `count` requests that were admitted at `admitted` and have ended now: each used
    /// `used` in place of the worst case.
    pub fn settle(
        &mut self,
        at: At,
        admitted: At,
        tenant: Tenant,
        (worst, used): (Claim, Claim),
        count: u32,
    ) {
        self.turn(at);
        let count = u64::from(count);
        let (tokens, micros) = (used.tokens * count, used.cost.micros() * count);
        if let Charging::Late(after) = self.policy.charging {
            if self.uncounted.len() >= MAX_UNCOUNTED {
                self.count_next();
            }
            self.uncounted.push_back(Uncounted {
                from: at + after,
                tenant,
                tokens,
                micros,
            });
            self.turn(at);
            return;
        }
        let same_minute = self.minute(admitted) == self.minute(at);
        let account = &mut self.accounts[tenant.index()];
        account.reserved = account.reserved.saturating_sub(worst.cost.micros() * count);
        account.spent += micros;
        // The minute in which it was reserved is over, or gets back what was not used.
        if same_minute {
            account.tokens = (account.tokens + tokens).saturating_sub(worst.tokens * count);
        }
    }

    /// What a tenant has spent in this budget window, as far as it counts.
    pub const fn spent(&self, tenant: Tenant) -> Money {
        Money::from_micros(self.accounts[tenant.index()].spent)
    }

    /// What a tenant may spend in a budget window; none is no limit.
    pub const fn budget(&self, tenant: Tenant) -> Option<Money> {
        self.policy.limits[tenant.index()].budget
    }

    fn minute(&self, at: At) -> i64 {
        windows(at, self.policy.minute)
    }

    /// Begins new windows where old ones are over, and counts what counts by now.
    pub fn turn(&mut self, at: At) {
        let (minute, window) = (self.minute(at), windows(at, self.policy.budget_window));
        for account in &mut self.accounts {
            if account.minute != minute {
                (account.minute, account.requests, account.tokens) = (minute, 0, 0);
            }
            if account.window != window {
                (account.window, account.spent) = (window, 0);
            }
        }
        while self.uncounted.front().is_some_and(|next| next.from <= at) {
            self.count_next();
        }
    }

    fn count_next(&mut self) {
        if let Some(next) = self.uncounted.pop_front() {
            let account = &mut self.accounts[next.tenant.index()];
            account.tokens += next.tokens;
            account.spent += next.micros;
        }
    }
}

fn windows(at: At, length: Duration) -> i64 {
    at.ms()
        .div_euclid(i64::try_from(length.ms()).unwrap_or(i64::MAX).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: Claim = Claim {
        tokens: 8_000,
        cost: Money::from_micros(3_000),
    };

    const fn at(seconds: i64) -> At {
        At::from_ms(seconds * 1_000)
    }

    fn runaway(quotas: &mut Quotas, at: At, count: u32) -> (u32, Option<Limit>) {
        quotas.admit(at, Tenant::Runaway, CLAIM, count)
    }

    #[test]
    fn the_worst_case_is_reserved_and_what_was_not_used_is_given_back() {
        let mut quotas = Quotas::new(QuotaPolicy::default());
        assert_eq!(runaway(&mut quotas, at(0), 30), (30, None));
        assert_eq!(runaway(&mut quotas, at(1), 30), (7, Some(Limit::Tokens)));
        assert_eq!(runaway(&mut quotas, at(2), 1), (0, Some(Limit::Tokens)));
        let used = Claim {
            tokens: 4_000,
            cost: Money::from_micros(1_000),
        };
        quotas.settle(at(3), at(0), Tenant::Runaway, (CLAIM, used), 30);
        assert_eq!(quotas.spent(Tenant::Runaway), Money::from_micros(30_000));
        assert_eq!(runaway(&mut quotas, at(4), 20), (15, Some(Limit::Tokens)));
    }

    #[test]
    fn a_new_minute_begins_from_nothing_and_a_budget_does_not() {
        let mut quotas = Quotas::new(QuotaPolicy::default());
        for minute in 0..18 {
            let (admitted, limit) = runaway(&mut quotas, at(minute * 60), 60);
            assert_eq!((admitted, limit), (37, Some(Limit::Tokens)), "{minute}");
            quotas.settle(
                at(minute * 60 + 9),
                at(minute * 60),
                Tenant::Runaway,
                (CLAIM, CLAIM),
                37,
            );
        }
        // $1.998 of $2.00 are spent.
        assert_eq!(
            runaway(&mut quotas, at(18 * 60), 1),
            (0, Some(Limit::Budget))
        );
        assert_eq!(
            runaway(&mut quotas, at(3_600), 1),
            (1, None),
            "a new budget"
        );
    }

    #[test]
    fn what_counts_late_is_overshot_by_what_is_under_way() {
        let mut quotas = Quotas::new(QuotaPolicy {
            charging: Charging::Late(Duration::from_secs(10)),
            ..QuotaPolicy::default()
        });
        assert_eq!(runaway(&mut quotas, at(0), 500), (500, None));
        quotas.settle(at(4), at(0), Tenant::Runaway, (CLAIM, CLAIM), 500);
        assert_eq!(runaway(&mut quotas, at(13), 10), (10, None));
        assert_eq!(runaway(&mut quotas, at(14), 10), (0, Some(Limit::Tokens)));
        let spent = quotas.spent(Tenant::Runaway);
        assert_eq!(spent, Money::from_micros(1_500_000), "five times the limit");
    }

    #[test]
    fn tenants_do_not_share_their_limits() {
        let mut quotas = Quotas::new(QuotaPolicy::default());
        runaway(&mut quotas, at(0), 100);
        assert_eq!(quotas.admit(at(1), Tenant::Acme, CLAIM, 100), (100, None));
        let small = Claim::default();
        assert_eq!(
            quotas.admit(at(2), Tenant::Acme, small, 3_000),
            (2_900, Some(Limit::Requests))
        );
    }
}
