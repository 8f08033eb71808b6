//! Why a call failed, and whether what it asked for may have happened.

use std::error::Error;

use reqwest::StatusCode;

use super::body::BodyError;
use super::tls;
use crate::base::Duration;
use crate::world::Refusal;

/// Characters of a server's own words that are passed on.
const QUOTED_MAX: usize = 300;

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::live) struct Failure {
    /// The status, if there was one.
    pub(in crate::live) status: Option<u16>,
    /// Whether what was asked for has certainly not happened.
    certain: bool,
    /// Place, reason and what to do.
    pub(in crate::live) why: String,
}

impl Failure {
    /// Whether the server says that there is no such thing.
    pub(in crate::live) fn is_not_found(&self) -> bool {
        self.status == Some(404)
    }

    /// Whether the server says that there is one already, or that another state is in the way.
    pub(in crate::live) fn is_conflict(&self) -> bool {
        self.status == Some(409)
    }

    /// What a read answers: nothing was changed in any case.
    pub(in crate::live) fn of_read(self) -> Refusal {
        Refusal::Failed { why: self.why }
    }

    /// What a write answers.
    pub(in crate::live) fn of_write(self) -> Refusal {
        if self.certain {
            Refusal::Failed { why: self.why }
        } else {
            Refusal::Ambiguous {
                why: format!("{}; it may have been done, or may still be", self.why),
            }
        }
    }

    /// What another client than ours was told: the status, if there was one, and whether what was
    /// asked for has certainly not happened.
    pub(in crate::live) const fn told(status: Option<u16>, certain: bool, why: String) -> Self {
        Self {
            status,
            certain,
            why,
        }
    }

    /// Something that nobody can know.
    pub(in crate::live) fn unknown(why: &str) -> Self {
        Self::new(true, why.to_owned())
    }

    pub(super) fn before_sending(place: &str, why: &str) -> Self {
        Self::new(true, format!("{place} was not called: {why}"))
    }

    /// Why no reply came; only a connection that was never made proves that nothing was sent.
    pub(in crate::live) fn of_sending(
        place: &str,
        error: &reqwest::Error,
        limit: Duration,
    ) -> Self {
        let cause = root_cause(error);
        if error.is_builder() {
            return Self::before_sending(place, &cause);
        }
        if let Some(why) = tls::mishap(error) {
            // A server may look at our certificate after we have begun to send.
            return Self::new(error.is_connect(), format!("{place}: {why}"));
        }
        if error.is_connect() {
            let why = if error.is_timeout() {
                format!("{place} could not be reached within {limit}: is a firewall in between?")
            } else {
                format!("{place} could not be reached: {cause}; does it run, and is the URL right?")
            };
            return Self::new(true, why);
        }
        let why = if error.is_timeout() {
            format!("{place} did not answer within {limit}")
        } else {
            format!("{place} broke the connection: {cause}")
        };
        Self::new(false, why)
    }

    /// Why a status is not a success.
    pub(super) fn of_status(place: &str, status: StatusCode, body: &[u8]) -> Self {
        let said = quoted(body);
        let said = if said.is_empty() {
            said
        } else {
            format!(": {said}")
        };
        let hint = match status.as_u16() {
            301..=308 => "; give the URL that it points to",
            401 => "; are the credentials right?",
            403 => "; do the credentials have the right to do this?",
            404 => "; is the path prefix in the URL right?",
            429 => "; it is asked too often",
            502..=504 => "; what stands behind this address does not answer",
            _ => "",
        };
        Self {
            status: Some(status.as_u16()),
            certain: !status.is_server_error(),
            why: format!("{place} answered {status}{said}{hint}"),
        }
    }

    /// Why a success could not be read.
    pub(super) fn of_body(place: &str, error: &BodyError) -> Self {
        Self::new(false, format!("{place}: {error}"))
    }

    /// A success that says something else than it should.
    pub(super) fn not_understood(place: &str, why: &str) -> Self {
        Self::new(
            false,
            format!(
                "{place} gave an answer that is not understood: {why}; is it the right server?"
            ),
        )
    }

    fn new(certain: bool, why: String) -> Self {
        Self {
            status: None,
            certain,
            why,
        }
    }
}

/// The innermost error, which says what happened rather than who noticed.
pub(in crate::live) fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// The beginning of a server's own words, on one line.
fn quoted(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(QUOTED_MAX).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_error_may_have_happened_and_a_client_error_has_not() {
        let of = |status| {
            Failure::of_status("Toxiproxy", StatusCode::from_u16(status).unwrap(), b"").of_write()
        };
        assert!(matches!(of(503), Refusal::Ambiguous { .. }));
        assert!(matches!(of(400), Refusal::Failed { .. }));
    }

    #[test]
    fn a_servers_own_words_are_passed_on_in_part_and_on_one_line() {
        let long = "parse error:\n ".repeat(100);
        let why = Failure::of_status("P", StatusCode::BAD_REQUEST, long.as_bytes()).why;
        assert!(why.starts_with("P answered 400 Bad Request: parse error: parse"));
        assert!(why.ends_with('…') && why.len() < 400, "{why}");
    }
}
