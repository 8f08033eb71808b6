//! Who takes part: providers, models, tenants, and the names they have in labels and addresses.

use std::fmt;
use std::str::FromStr;

use crate::base::closest;

/// The only route of the gateway, as the `route` label has it.
pub const ROUTE: &str = "/v1/chat/completions";

/// A name that nothing here has; the sentence lists those that exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a {what}: {hint}")]
pub struct UnknownName {
    what: &'static str,
    found: String,
    hint: String,
}

impl UnknownName {
    /// The error for `found`, where one of `known` was expected.
    pub(in crate::embedded) fn new(what: &'static str, found: &str, known: &[&str]) -> Self {
        let hint = closest(found, known.iter().copied()).map_or_else(
            || format!("known are `{}`", known.join("`, `")),
            |near| format!("did you mean `{near}`?"),
        );
        Self {
            what,
            found: found.chars().take(40).collect(),
            hint,
        }
    }
}

/// Gives an enum of names its text, its position and the way back from text.
macro_rules! named {
    ($type:ident, $what:literal, $count:literal, $($variant:ident = $name:literal),+) => {
        impl $type {
            /// All of them, in the order of their labels.
            pub const ALL: [Self; $count] = [$(Self::$variant),+];

            /// The name in labels, files and addresses.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }

            /// Its position in [`Self::ALL`].
            pub const fn index(self) -> usize {
                self as usize
            }
        }

        impl FromStr for $type {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                Self::ALL
                    .into_iter()
                    .find(|one| one.name() == text)
                    .ok_or_else(|| UnknownName::new($what, text, &[$($name),+]))
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

pub(super) use named;

/// Who computes the answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// The external API that is asked first.
    Primary,
    /// The self-hosted fallback, job `llm-inference`.
    Secondary,
}

named!(
    Provider,
    "provider",
    2,
    Primary = "primary",
    Secondary = "secondary"
);

/// What callers ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Model {
    /// Short questions, short answers.
    Chat,
    /// Long texts in, a paragraph out.
    Summarize,
}

named!(Model, "model", 2, Chat = "chat", Summarize = "summarize");

/// Who pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tenant {
    /// Half of the background load.
    Acme,
    /// Three tenths of it.
    Globex,
    /// The rest.
    Initech,
    /// The drill's own key: its requests are told apart from everybody else's.
    Drill,
    /// The drill's second key, for what would use up the limits of its first.
    Runaway,
}

named!(
    Tenant,
    "tenant",
    5,
    Acme = "acme",
    Globex = "globex",
    Initech = "initech",
    Drill = "firedrill",
    Runaway = "firedrill-runaway"
);

/// A version of the chat model, by its name in the gateway's setting `chat_model`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// The one that serves before a roll-out.
    Stable,
    /// A successor that is as good.
    Good,
    /// A successor that makes things up.
    Bad,
    /// A successor whose answers violate the guardrails.
    Unsafe,
}

named!(
    Version,
    "version of the chat model",
    4,
    Stable = "chat-v1",
    Good = "chat-v2",
    Bad = "chat-v2-bad",
    Unsafe = "chat-v2-unsafe"
);

/// A limit that can block a tenant's request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// Requests per minute.
    Requests,
    /// Tokens per minute.
    Tokens,
    /// Dollars per budget window.
    Budget,
}

named!(
    Limit,
    "limit",
    3,
    Requests = "requests",
    Tokens = "tokens",
    Budget = "budget"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_know_their_position() {
        for (position, provider) in Provider::ALL.into_iter().enumerate() {
            assert_eq!(provider.name().parse(), Ok(provider));
            assert_eq!(provider.index(), position);
        }
        for tenant in Tenant::ALL {
            assert_eq!(tenant.name().parse(), Ok(tenant));
        }
    }

    #[test]
    fn a_misspelt_provider_is_answered_with_the_one_that_was_meant() {
        let error = "primery".parse::<Provider>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`primery` is not a provider: did you mean `primary`?"
        );
        let error = "openai".parse::<Provider>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`openai` is not a provider: known are `primary`, `secondary`"
        );
    }
}
