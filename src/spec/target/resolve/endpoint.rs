//! The servers of a target.

use std::collections::BTreeMap;

use super::super::low::{LowEndpoint, LowGateway, LowProbe, LowSecret};
use super::super::{Endpoint, Gateway, Probe, Secret};
use crate::base::Spanned;
use crate::spec::codes;
use crate::spec::reader::{Block, NameRule, Reader, Reported};
use crate::spec::yaml::{Given, Name};

impl Reader<'_> {
    pub(super) fn endpoint(
        &mut self,
        given: &Given<LowEndpoint>,
        block: Block,
        key: &str,
        port: u16,
    ) -> Option<Endpoint> {
        let example = format!("{key}: {{url: \"http://{key}:{port}\"}}");
        let low = self.present(given, block, key, &example)?;
        let block = self.block(low.span);
        let low = &low.value;
        let url = self.required(&low.url, block, "url", &format!("url: http://{key}:{port}"));
        let url = self.url(url);
        let auth = self.auth(&low.auth);
        let headers = self.headers(&low.headers);
        let tls = self.tls(&low.tls);
        Some(Endpoint {
            url: url?,
            auth: auth.ok()?,
            headers: headers?,
            tls,
        })
    }

    pub(super) fn gateway(&mut self, given: &Given<LowGateway>, block: Block) -> Option<Gateway> {
        let example = "gateway: {url: \"http://gateway:8080\"}";
        let low = self.present(given, block, "gateway", example)?;
        let block = self.block(low.span);
        let low = &low.value;
        let url = self.required(&low.url, block, "url", "url: http://gateway:8080");
        let url = self.url(url);
        let key = self.key(&low.key);
        let ordinary = key.as_ref().ok().and_then(Option::as_ref);
        let runaway_key = self.runaway_key(&low.runaway_key, ordinary);
        let headers = self.headers(&low.headers);
        let tls = self.tls(&low.tls);
        let empty = BTreeMap::new();
        let models = low.models.0.as_ref().map_or(&empty, |given| &given.value);
        let models: Vec<_> = models
            .iter()
            .map(|(Name(ours), theirs)| {
                let ours = self.name(Some(ours.clone()), NameRule::Word);
                let theirs = self.optional(theirs);
                let theirs = self.name(theirs, NameRule::Word);
                Some((ours?.value, theirs?.value))
            })
            .collect();
        Some(Gateway {
            url: url?,
            key: key.ok()?,
            runaway_key: runaway_key.ok()?,
            headers: headers?,
            tls,
            models: models.into_iter().collect::<Option<_>>()?,
        })
    }

    pub(super) fn probes(
        &mut self,
        given: &Given<BTreeMap<Name, Given<LowProbe>>>,
    ) -> Option<BTreeMap<String, Probe>> {
        let empty = BTreeMap::new();
        let probes = given.0.as_ref().map_or(&empty, |given| &given.value);
        let probes: Vec<_> = probes
            .iter()
            .filter_map(|(name, low)| Some((name, low.0.as_ref()?)))
            .map(|(Name(name), low)| {
                let name = self.name(Some(name.clone()), NameRule::Plain);
                let probe = self.probe(low);
                Some((name?.value, probe?))
            })
            .collect();
        probes.into_iter().collect()
    }

    fn probe(&mut self, low: &Spanned<LowProbe>) -> Option<Probe> {
        let block = self.block(low.span);
        let low = &low.value;
        let url = self.required(&low.url, block, "url", "url: http://toxiproxy:21001");
        let url = self.url(url);
        let key = self.key(&low.key);
        let headers = self.headers(&low.headers);
        let tls = self.tls(&low.tls);
        let model = self.required(&low.model, block, "model", "model: gpt-4o-mini");
        let model = self.name(model, NameRule::Word);
        Some(Probe {
            url: url?,
            key: key.ok()?,
            headers: headers?,
            tls,
            model: model?.value,
        })
    }

    /// The key of the caller who uses too much; it must be another than everybody's.
    fn runaway_key(
        &mut self,
        given: &Given<LowSecret>,
        key: Option<&Secret>,
    ) -> Result<Option<Secret>, Reported> {
        let runaway = self.key(given)?;
        if let Some(given) = &given.0
            && runaway.is_some()
            && runaway.as_ref() == key
        {
            self.say(
                codes::TARGET_SAME_KEY,
                "`runaway_key` is the same key as `key`",
                given.span,
                "everybody's key",
                "use two keys with limits of their own, so that the service is not judged by \
                 requests that a quota blocks on purpose",
            );
            return Err(Reported);
        }
        Ok(runaway)
    }

    /// The key; none where nothing is said of it.
    fn key(&mut self, given: &Given<LowSecret>) -> Result<Option<Secret>, Reported> {
        match &given.0 {
            None => Ok(None),
            Some(key) => self.secret(key).map(Some).ok_or(Reported),
        }
    }
}
