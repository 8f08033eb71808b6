//! Places at providers: how many requests may be there at once, and how many of one tenant.

use super::names::{Provider, Tenant};

/// How many requests are served at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapacityPolicy {
    /// At each provider; who finds no place waits.
    pub places: [u32; Provider::ALL.len()],
    /// Of one tenant at each provider; none lets one tenant have them all.
    pub per_tenant: Option<u32>,
}

impl Default for CapacityPolicy {
    fn default() -> Self {
        // Steady load needs some twenty; a provider that hangs holds some hundreds.
        Self {
            places: [1_000; Provider::ALL.len()],
            per_tenant: Some(400),
        }
    }
}

/// The places that are taken.
#[derive(Clone, Debug)]
pub struct Places {
    policy: CapacityPolicy,
    taken: [[u32; Tenant::ALL.len()]; Provider::ALL.len()],
}

impl Places {
    /// All free.
    pub fn new(policy: CapacityPolicy) -> Self {
        Self {
            policy,
            taken: Default::default(),
        }
    }

    /// Takes places for `count` requests that go together, if there is one for the first; whether
    /// there was. They must be [given back](Self::give_back).
    pub fn take(&mut self, provider: Provider, tenant: Tenant, count: u32) -> bool {
        let limit = self.policy.per_tenant.unwrap_or(u32::MAX);
        let taken = &mut self.taken[provider.index()];
        let free = taken.iter().sum::<u32>() < self.policy.places[provider.index()]
            && taken[tenant.index()] < limit;
        if free {
            taken[tenant.index()] += count;
        }
        free
    }

    /// Gives places back.
    pub const fn give_back(&mut self, provider: Provider, tenant: Tenant, count: u32) {
        let taken = &mut self.taken[provider.index()][tenant.index()];
        *taken = taken.saturating_sub(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_takes_no_more_than_its_share() {
        let mut places = Places::new(CapacityPolicy {
            places: [3, 1],
            per_tenant: Some(2),
        });
        let mut take = |provider, tenant| places.take(provider, tenant, 1);
        assert!(take(Provider::Primary, Tenant::Runaway));
        assert!(take(Provider::Primary, Tenant::Runaway));
        assert!(!take(Provider::Primary, Tenant::Runaway));
        assert!(take(Provider::Primary, Tenant::Acme));
        assert!(!take(Provider::Primary, Tenant::Globex), "all are taken");
        assert!(take(Provider::Secondary, Tenant::Globex));
        places.give_back(Provider::Primary, Tenant::Runaway, 1);
        assert!(places.take(Provider::Primary, Tenant::Globex, 1));
    }
}
