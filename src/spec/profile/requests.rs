//! What a gateway tells of single requests, and is told.

use super::low::{LowBypass, LowCached};
use super::{CacheBypass, Cached};
use crate::spec::codes;
use crate::spec::reader::{NameRule, Reader, Reported};
use crate::spec::yaml::{Given, Text};

impl Reader<'_> {
    /// The name of a header, in lower case; none where nothing is said of it.
    pub(super) fn header_name(
        &mut self,
        given: &Given<Text<String>>,
    ) -> Result<Option<String>, Reported> {
        if given.0.is_none() {
            return Ok(None);
        }
        let name = self.optional(given);
        let name = self.name(name, NameRule::Plain).ok_or(Reported)?;
        Ok(Some(name.value.to_ascii_lowercase()))
    }

    /// The header that says whether a cache answered.
    pub(super) fn cached(&mut self, given: &Given<LowCached>) -> Result<Option<Cached>, Reported> {
        let Some(low) = &given.0 else {
            return Ok(None);
        };
        let block = self.block(low.span);
        let low = &low.value;
        let header = self.present(&low.header, block, "header", "header: x-cache");
        let header = header
            .ok_or(Reported)
            .and_then(|_| self.header_name(&low.header));
        let hit = self.required(&low.hit, block, "hit", "hit: hit");
        let hit = self.name(hit, NameRule::Line);
        match (header?, hit) {
            (Some(header), Some(hit)) => Ok(Some(Cached {
                header,
                hit: hit.value,
            })),
            _ => Err(Reported),
        }
    }

    /// How a request says that no cache may answer it.
    pub(super) fn cache_bypass(
        &mut self,
        given: &Given<LowBypass>,
    ) -> Result<Option<CacheBypass>, Reported> {
        let Some(low) = &given.0 else {
            return Ok(None);
        };
        let block = self.block(low.span);
        let low = &low.value;
        let value = self.required(&low.value, block, "value", "value: no-cache");
        let value = self.name(value, NameRule::Line);
        let header = self.header_name(&low.header);
        let field = self.optional(&low.field);
        let field = self.name(field, NameRule::Plain);
        let (header, value) = (header?, value.ok_or(Reported)?.value);
        match (header, field) {
            (Some(header), None) if low.field.0.is_none() => {
                Ok(Some(CacheBypass::Header(header, value)))
            }
            (None, Some(field)) => {
                // What is no JSON is a text.
                let json = serde_json::from_str(&value).unwrap_or_else(|_| value.into());
                Ok(Some(CacheBypass::Field(field.value, json)))
            }
            (None, None) | (Some(_), _) => {
                self.say(
                    codes::PROFILE_BYPASS,
                    "a request says in one way that no cache may answer it",
                    block.span,
                    "`header` or `field`",
                    "write `{header: cache-control, value: no-cache}`, or `{field: cache, value: \
                     '{\"no-cache\": true}'}`",
                );
                Err(Reported)
            }
        }
    }
}
