//! From a target file to what the live world needs: secrets are fetched here, and only here.

use std::collections::BTreeMap;
use std::path::Path;

use super::exit::Exit;
use super::notify::Notifier;
use super::{speak, world};
use crate::base::Problem;
use crate::live::{
    Bypass, Credentials, Endpoint, Gateway, KubernetesAt, Limits, ProbeAt, Secret, Settings,
    SinkAt, Tells, Tls, Webhook,
};
use crate::spec::drill::Via;
use crate::spec::profile::CacheBypass;
use crate::spec::target::{self as written, HeaderValue, SECRETS_VARIABLE};
use crate::spec::{Drill, Profile, Target, load};

/// The external label by which Prometheus says which environment it watches.
const ENVIRONMENT_LABEL: &str = "environment";

/// In the place of servers that are not asked: no certificate is needed for it, and nobody is there.
const UNASKED: &str = "http://unasked.invalid";

/// Reads a target file and the secrets that it names.
pub(super) fn read(path: &Path) -> Result<(Target, Settings), Vec<Problem>> {
    let source = load::target_file(path).map_err(|problem| vec![problem])?;
    let target = Target::read(&source)?;
    let settings = settings(&target).map_err(|problem| vec![*problem])?;
    Ok((target, settings))
}

/// The same for a command that is no drill and only goes to whoever keeps locks and receipts: it
/// complains by itself, needs no other secret, and leaves the sink to a drill that may sit on it.
pub(super) fn read_alone(path: &Path) -> Result<(Target, Settings), Exit> {
    let read = load::target_file(path)
        .map_err(|problem| vec![problem])
        .and_then(|source| Target::read(&source))
        .and_then(|target| {
            let settings = keepers(&target).map_err(|problem| vec![*problem])?;
            Ok((target, settings))
        });
    read.map_err(|problems| {
        speak::complain(&problems);
        Exit::Usage
    })
}

/// How a gateway with this profile tells about its answers.
pub(super) fn tells(profile: &Profile) -> Tells {
    let cached = profile.cached.as_ref();
    Tells {
        served_by: profile.served_by.clone(),
        cached: cached.map(|cached| (cached.header.clone(), cached.hit.clone())),
        cost: profile.cost.clone(),
        version: profile.version.clone(),
        bypass: profile.cache_bypass.clone().map(|bypass| match bypass {
            CacheBypass::Header(name, value) => Bypass::Header(name, value),
            CacheBypass::Field(name, value) => Bypass::Field(name, value),
        }),
    }
}

/// Whether the target has what a drill needs of it; the problem says what it lacks.
pub(super) fn suits(path: &Path, target: &Target, drill: &Drill) -> Result<(), Box<Problem>> {
    if matches!(drill.fault.via, Via::Traffic { .. }) && target.gateway.runaway_key.is_none() {
        return Err(Box::new(
            Problem::error(
                "target/no-runaway-key",
                format!(
                    "the drill `{}` sends requests that use too much, and {} has no key for them",
                    drill.name,
                    path.display()
                ),
            )
            .hint(
                "add `runaway_key: {env: VARIABLE}` to `gateway`: a key whose limits are nobody \
                 else's",
            ),
        ));
    }
    Ok(())
}

fn settings(target: &Target) -> Result<Settings, Box<Problem>> {
    let gateway = &target.gateway;
    let probes = target.probes.iter().map(|(name, probe)| {
        let endpoint = Endpoint {
            headers: headers(&probe.headers)?,
            tls: tls(&probe.tls)?,
            ..keyed(&probe.url, probe.key.as_ref())?
        };
        let model = probe.model.clone();
        Ok((name.clone(), ProbeAt { endpoint, model }))
    });
    Ok(Settings {
        prometheus: endpoint(&target.prometheus)?,
        alertmanager: endpoint(&target.alertmanager)?,
        gateway: Some(Gateway {
            endpoint: Endpoint {
                headers: headers(&gateway.headers)?,
                tls: tls(&gateway.tls)?,
                ..keyed(&gateway.url, gateway.key.as_ref())?
            },
            runaway_key: gateway.runaway_key.as_ref().map(fetch).transpose()?,
            // The profile says it; see `Place::open`.
            tells: Tells::default(),
        }),
        probes: probes.collect::<Result<_, Box<Problem>>>()?,
        sink: Some(SinkAt {
            listen: target.sink.listen,
            path: target.sink.path.clone(),
        }),
        ..keepers(target)?
    })
}

/// Who is told what runs came to, if anybody is; nobody is called yet.
pub(super) fn notifier(target: &Target) -> Result<Option<Box<Notifier>>, Box<Problem>> {
    let Some(notify) = &target.notify else {
        return Ok(None);
    };
    world::install_tls();
    let webhook = Webhook::new(&fetch(&notify.url)?, tls(&notify.tls)?, target.timing.call);
    let webhook = webhook.map_err(|why| {
        Problem::error("target/notify", why)
            .hint("the target file says where that URL is kept, under `notify`")
    })?;
    Ok(Some(Box::new(Notifier {
        webhook,
        form: notify.form,
        when: notify.when,
    })))
}

/// The way to whoever keeps locks, receipts and places, and to nobody else.
fn keepers(target: &Target) -> Result<Settings, Box<Problem>> {
    Ok(Settings {
        target: target.name.clone(),
        environment_label: Some(ENVIRONMENT_LABEL.to_owned()),
        prometheus: Endpoint::new(UNASKED),
        alertmanager: Endpoint::new(UNASKED),
        kubernetes: target.kubernetes.as_ref().map(|kubernetes| KubernetesAt {
            context: kubernetes.context.clone(),
            namespace: kubernetes.namespace.clone(),
            namespaces: kubernetes.namespaces.clone(),
        }),
        toxiproxy: target.toxiproxy.as_ref().map(endpoint).transpose()?,
        gateway: None,
        probes: BTreeMap::new(),
        sink: None,
        limits: Limits {
            call: target.timing.call,
            ..Limits::default()
        },
    })
}

fn endpoint(written: &written::Endpoint) -> Result<Endpoint, Box<Problem>> {
    let credentials = match &written.auth {
        None => Credentials::None,
        Some(written::Auth::Bearer(secret)) => Credentials::Bearer(fetch(secret)?),
        Some(written::Auth::Basic { user, password }) => Credentials::Basic {
            user: user.clone(),
            password: fetch(password)?,
        },
    };
    Ok(Endpoint {
        credentials,
        headers: headers(&written.headers)?,
        tls: tls(&written.tls)?,
        ..Endpoint::new(&*written.url)
    })
}

/// An OpenAI-compatible API. Targets name its server, and clients want the version in the URL.
fn keyed(url: &str, key: Option<&written::Secret>) -> Result<Endpoint, Box<Problem>> {
    let credentials = match key {
        None => Credentials::None,
        Some(key) => Credentials::Bearer(fetch(key)?),
    };
    Ok(Endpoint {
        credentials,
        ..Endpoint::new(format!("{url}/v1"))
    })
}

fn headers<'a>(
    written: impl IntoIterator<Item = (&'a String, &'a HeaderValue)>,
) -> Result<Vec<(String, Secret)>, Box<Problem>> {
    written
        .into_iter()
        .map(|(name, value)| {
            let value = match value {
                HeaderValue::Text(text) => Secret::new(text.clone()),
                HeaderValue::Secret(secret) => fetch(secret)?,
            };
            Ok((name.clone(), value))
        })
        .collect()
}

fn tls(written: &written::Tls) -> Result<Tls, Box<Problem>> {
    let pem = |path: &Path| {
        load::read_file(path)
            .map(|source| source.text)
            .map_err(Box::new)
    };
    let extra_ca = written
        .ca
        .as_deref()
        .map(pem)
        .transpose()?
        .map(|text| text.to_string());
    let identity = match (&written.cert, &written.key) {
        (Some(cert), Some(key)) => Some(Secret::new(format!("{}\n{}", pem(cert)?, pem(key)?))),
        _ => None,
    };
    Ok(Tls { extra_ca, identity })
}

fn fetch(secret: &written::Secret) -> Result<Secret, Box<Problem>> {
    let in_file = |path: &Path| {
        load::read_file(path)
            .map(|source| Secret::new(source.text.trim()))
            .map_err(Box::new)
    };
    match secret {
        written::Secret::File(path) => in_file(path),
        written::Secret::Env(name) => {
            if let Some(value) = variable(name) {
                return Ok(Secret::new(value));
            }
            let mounted =
                variable(SECRETS_VARIABLE).map(|directory| Path::new(&directory).join(name));
            match mounted {
                Some(path) => in_file(&path),
                None => Err(Box::new(
                    Problem::error(
                        "target/no-secret",
                        format!("the environment variable `{name}` is not set"),
                    )
                    .hint("the target file says that a secret is there"),
                )),
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "secrets are in the environment, and this is the room"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
