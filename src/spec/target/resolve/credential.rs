//! Credentials: their places, and never themselves.

use super::super::credential::Headers;
use super::super::low::{LowAuth, LowHeaders, LowPlace, LowSecret, LowTls};
use super::super::{Auth, HeaderValue, Secret, Tls};
use crate::base::{Span, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, NameRule, Reader, Reported};
use crate::spec::yaml::{Given, Name, Text, TextOr};

/// Parts of the names of headers whose values nobody may know.
const SECRET_HEADERS: [&str; 6] = ["auth", "key", "token", "secret", "cookie", "password"];

impl Reader<'_> {
    /// Where a secret is kept. A secret in the file itself is refused, and not repeated.
    pub(super) fn secret(&mut self, given: &Spanned<LowSecret>) -> Option<Secret> {
        match &given.value {
            TextOr::Text(_) => {
                self.inline_secret(given.span);
                None
            }
            TextOr::Mapping(place) => self.place(place, given.span),
        }
    }

    fn place(&mut self, place: &LowPlace, span: Span) -> Option<Secret> {
        let block = self.block(span);
        let file = self.optional(&place.file);
        let file = self.name(file, NameRule::Line);
        let env = self.optional(&place.env);
        let env = self.name(env, NameRule::Word);
        match (&place.file.0, &place.env.0) {
            (Some(_), None) => Some(Secret::File(file?.value.into())),
            (None, Some(_)) => Some(Secret::Env(env?.value)),
            (None, None) | (Some(_), Some(_)) => {
                self.say(
                    codes::TARGET_SECRET_PLACE,
                    "a secret is kept in one place",
                    block.span,
                    "in a file or in a variable",
                    "write `{env: VARIABLE}` or `{file: /path}`",
                );
                None
            }
        }
    }

    /// Who we are; none where nothing is said of it.
    pub(super) fn auth(&mut self, given: &Given<LowAuth>) -> Result<Option<Auth>, Reported> {
        match &given.0 {
            None => Ok(None),
            Some(low) => self.some_auth(low).map(Some).ok_or(Reported),
        }
    }

    fn some_auth(&mut self, low: &Spanned<LowAuth>) -> Option<Auth> {
        let block = self.block(low.span);
        match (&low.value.bearer.0, &low.value.basic.0) {
            (Some(bearer), None) => self.secret(bearer).map(Auth::Bearer),
            (None, Some(basic)) => {
                let block = self.block(basic.span);
                let basic = &basic.value;
                let user = self.required(&basic.user, block, "user", "user: firedrill");
                let user = self.name(user, NameRule::Line);
                let password = self.present(
                    &basic.password,
                    block,
                    "password",
                    "password: {env: VARIABLE}",
                );
                let password = password.and_then(|password| self.secret(password));
                Some(Auth::Basic {
                    user: user?.value,
                    password: password?,
                })
            }
            (None, None) | (Some(_), Some(_)) => {
                self.say(
                    codes::TARGET_AUTH,
                    "there is one way to say who we are",
                    block.span,
                    "`bearer` or `basic`",
                    "write `auth: {bearer: {env: VARIABLE}}`, or leave `auth` out",
                );
                None
            }
        }
    }

    /// Headers; where a name sounds like a secret, its value must be kept elsewhere.
    pub(super) fn headers(&mut self, given: &Given<LowHeaders>) -> Option<Headers> {
        let Some(low) = &given.0 else {
            return Some(Headers::new());
        };
        let headers: Vec<_> = low
            .value
            .iter()
            .map(|(name, value)| self.header(name, value))
            .collect();
        headers.into_iter().collect()
    }

    fn header(&mut self, name: &Name, value: &Given<LowSecret>) -> Option<(String, HeaderValue)> {
        let name = self.name(Some(name.0.clone()), NameRule::Plain)?;
        let name = name.value.to_ascii_lowercase();
        let value = value.0.as_ref()?;
        let guarded = SECRET_HEADERS.iter().any(|part| name.contains(part));
        match &value.value {
            TextOr::Text(text) if !guarded => Some((name, HeaderValue::Text(text.clone()))),
            TextOr::Text(_) | TextOr::Mapping(_) => {
                let secret = self.secret(value)?;
                Some((name, HeaderValue::Secret(secret)))
            }
        }
    }

    /// Certificates by their paths.
    pub(super) fn tls(&mut self, given: &Given<LowTls>) -> Tls {
        let Some(low) = &given.0 else {
            return Tls::default();
        };
        let block: Block = self.block(low.span);
        let low = &low.value;
        let mut path = |typed: &Given<Text<String>>| {
            let typed = self.optional(typed);
            self.name(typed, NameRule::Line)
                .map(|path| path.value.into())
        };
        let tls = Tls {
            ca: path(&low.ca),
            cert: path(&low.cert),
            key: path(&low.key),
        };
        if low.cert.0.is_some() != low.key.0.is_some() {
            self.say(
                codes::TARGET_CERTIFICATE,
                "a certificate and its key belong together",
                low.cert.span().or(low.key.span()).unwrap_or(block.span),
                "without the other",
                "write both `cert` and `key`, as paths of PEM files",
            );
        }
        tls
    }
}
