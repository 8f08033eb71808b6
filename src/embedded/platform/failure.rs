//! How an attempt at a provider fails, and what a caller sees of it.

/// Why an attempt at a provider gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nothing came within the attempt's time limit.
    Timeout,
    /// The connection was refused.
    Refused,
    /// The connection was reset.
    Reset,
    /// The answer began and broke off.
    Cut,
    /// The provider answered with a status that asks for another attempt.
    Status(u16),
}

impl Failure {
    /// Every value of the `reason` label, so that all of them are exported from the start.
    pub const REASONS: [&str; 5] = ["timeout", "refused", "reset", "cut", "status"];

    /// The failure that an HTTP status is; none if the status is the caller's own doing, which
    /// another provider would answer in the same way.
    pub const fn of_status(status: u16) -> Option<Self> {
        if status >= 500 || status == 429 {
            Some(Self::Status(status))
        } else {
            None
        }
    }

    /// Its position in [`Self::REASONS`].
    pub const fn reason_index(self) -> usize {
        match self {
            Self::Timeout => 0,
            Self::Refused => 1,
            Self::Reset => 2,
            Self::Cut => 3,
            Self::Status(_) => 4,
        }
    }

    /// The HTTP status with which the gateway tells its caller when no provider is left.
    pub const fn status(self) -> u16 {
        match self {
            Self::Timeout => 504,
            Self::Refused | Self::Reset | Self::Cut => 502,
            Self::Status(status) => status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_providers_own_trouble_asks_for_another_attempt() {
        assert_eq!(Failure::of_status(503), Some(Failure::Status(503)));
        assert_eq!(Failure::of_status(429), Some(Failure::Status(429)));
        assert_eq!(Failure::of_status(404), None);
        assert_eq!(Failure::of_status(200), None);
    }
}
