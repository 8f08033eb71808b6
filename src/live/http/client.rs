//! A client for one server.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Client, ClientBuilder, Identity, Method, RequestBuilder, Url};

use super::call::Call;
use super::root_cause;
use crate::base::Duration;
use crate::live::settings::{Credentials, Endpoint, Limits};

/// Connections that nobody used for this long are closed before the server does it.
const IDLE: Duration = Duration::from_secs(15);

/// A client for one server: its base URL, who we are there, and how long we wait.
#[derive(Debug)]
pub(in crate::live) struct Http {
    /// What people call the server, as `Prometheus`.
    pub(super) place: String,
    pub(super) limits: Limits,
    client: Client,
    base: Url,
    credentials: Credentials,
}

impl Http {
    /// A client for a server; the error says what is wrong with the settings.
    pub(in crate::live) fn new(
        place: impl Into<String>,
        endpoint: &Endpoint,
        limits: &Limits,
    ) -> Result<Self, String> {
        Self::tuned(place, endpoint, limits, |builder| {
            builder.timeout(limits.call.std())
        })
    }

    /// A client with connections and timeouts of its own kind.
    pub(in crate::live) fn tuned(
        place: impl Into<String>,
        endpoint: &Endpoint,
        limits: &Limits,
        tune: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Result<Self, String> {
        let place = place.into();
        let wrong = |why: String| format!("{place} cannot be used: {why}");
        let base = base(&endpoint.base).map_err(wrong)?;
        let builder = Client::builder()
            .user_agent(concat!("firedrill/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers(endpoint).map_err(wrong)?)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(limits.call.std())
            .pool_idle_timeout(IDLE.std())
            .tcp_nodelay(true);
        let builder = trusting(builder, endpoint, base.scheme()).map_err(wrong)?;
        let client = tune(builder)
            .build()
            .map_err(|error| wrong(root_cause(&error)))?;
        Ok(Self {
            place,
            limits: limits.clone(),
            client,
            base,
            credentials: endpoint.credentials.clone(),
        })
    }

    /// A GET below the base URL; every segment is encoded.
    pub(in crate::live) fn get(&self, path: &[&str]) -> Call<'_> {
        Call::new(self, Method::GET, path)
    }

    /// A POST below the base URL.
    pub(in crate::live) fn post(&self, path: &[&str]) -> Call<'_> {
        Call::new(self, Method::POST, path)
    }

    /// A DELETE below the base URL.
    pub(in crate::live) fn delete(&self, path: &[&str]) -> Call<'_> {
        Call::new(self, Method::DELETE, path)
    }

    /// The URL of a path below the base URL.
    pub(in crate::live) fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    /// A request with our credentials, for those who handle its answer themselves.
    pub(in crate::live) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        let request = self.client.request(method, url);
        match &self.credentials {
            Credentials::None => request,
            Credentials::Bearer(token) => request.bearer_auth(token.reveal()),
            Credentials::Basic { user, password } => {
                request.basic_auth(user, Some(password.reveal()))
            }
        }
    }

    /// How we prove who we are.
    pub(in crate::live) fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// How long we wait.
    pub(in crate::live) fn limits(&self) -> &Limits {
        &self.limits
    }
}

/// The base URL, if requests can be made below it.
fn base(text: &str) -> Result<Url, String> {
    let url = Url::parse(text)
        .map_err(|error| format!("`{text}` is not a URL ({error}): write `http://host:port`"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(format!(
            "`{text}` is not a URL that begins with `http://` or `https://`"
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("its URL holds a user or a password: they belong in the credentials".into());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!(
            "`{text}` has a part that begins with `?` or `#`: leave it out"
        ));
    }
    Ok(url)
}

/// The headers of every request; their values are never logged.
fn headers(endpoint: &Endpoint) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in &endpoint.headers {
        let known = HeaderName::try_from(name)
            .map_err(|_| format!("`{name}` is not the name of a header"))?;
        let mut value = HeaderValue::from_str(value.reveal()).map_err(|_| {
            format!("the value of header `{name}` has characters that are not allowed")
        })?;
        value.set_sensitive(true);
        headers.append(known, value);
    }
    Ok(headers)
}

/// A builder that trusts whom the settings say.
fn trusting(
    builder: ClientBuilder,
    endpoint: &Endpoint,
    scheme: &str,
) -> Result<ClientBuilder, String> {
    if scheme == "http" {
        // The system's authorities take long to load, and a bare container has none.
        return Ok(builder.tls_certs_only([]));
    }
    let mut builder = builder;
    if let Some(pem) = &endpoint.tls.extra_ca {
        let authorities = Certificate::from_pem_bundle(pem.as_bytes()).map_err(|error| {
            format!(
                "its certificate authority is not PEM: {}",
                root_cause(&error)
            )
        })?;
        if authorities.is_empty() {
            return Err("its certificate authority file holds no certificate".into());
        }
        builder = builder.tls_certs_merge(authorities);
    }
    if let Some(pem) = &endpoint.tls.identity {
        let identity = Identity::from_pem(pem.reveal().as_bytes()).map_err(|error| {
            let why = root_cause(&error);
            format!("our certificate and key for it are not PEM: {why}")
        })?;
        builder = builder.identity(identity);
    }
    Ok(builder)
}

#[cfg(test)]
pub(in crate::live) mod testing {
    use super::{Endpoint, Http, Limits};

    /// Clients need a TLS provider, which `main` installs.
    pub(in crate::live) fn install_tls() {
        // A second test finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }

    /// A client for a server in a test.
    pub(in crate::live) fn client(base: &str) -> Http {
        install_tls();
        Http::new("Prometheus", &Endpoint::new(base), &Limits::default()).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{client, install_tls};
    use super::*;
    use crate::live::settings::{Secret, Tls};

    fn refused(endpoint: &Endpoint) -> String {
        install_tls();
        Http::new("Prometheus", endpoint, &Limits::default()).unwrap_err()
    }

    #[test]
    fn a_path_is_put_below_the_prefix_and_encoded() {
        for base in ["http://h:1/prom", "http://h:1/prom/"] {
            let url = client(base).url(&["proxies", "a/b c?", "toxics"]);
            assert_eq!(url.as_str(), "http://h:1/prom/proxies/a%2Fb%20c%3F/toxics");
        }
    }

    #[test]
    fn settings_that_cannot_work_say_why_and_show_no_secret() {
        let said = refused(&Endpoint::new("prometheus:9090"));
        assert!(said.contains("begins with `http://`"), "{said}");
        let said = refused(&Endpoint::new("http://ops:hunter2@h"));
        assert!(
            said.contains("credentials") && !said.contains("hunter2"),
            "{said}"
        );
        let said = refused(&Endpoint::new("http://h/?tenant=1"));
        assert!(said.contains("leave it out"), "{said}");
        let said = refused(&Endpoint {
            headers: vec![("x-key".into(), Secret::new("hunter2\n"))],
            ..Endpoint::new("http://h")
        });
        assert!(
            said.contains("x-key") && !said.contains("hunter2"),
            "{said}"
        );
        let said = refused(&Endpoint {
            tls: Tls {
                extra_ca: Some("no certificate".into()),
                identity: None,
            },
            ..Endpoint::new("https://h")
        });
        assert!(said.contains("certificate authority"), "{said}");
        let said = refused(&Endpoint {
            tls: Tls {
                extra_ca: None,
                identity: Some(Secret::new("hunter2")),
            },
            ..Endpoint::new("https://h")
        });
        assert!(said.contains("key") && !said.contains("hunter2"), "{said}");
    }
}
