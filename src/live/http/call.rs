//! One call and its reply.

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::body::read_bounded;
use super::client::Http;
use super::failure::Failure;

/// A call that is being put together.
#[must_use]
pub(in crate::live) struct Call<'a> {
    http: &'a Http,
    method: Method,
    url: Url,
    body: Option<(&'static str, Vec<u8>)>,
}

/// A successful reply.
#[derive(Debug)]
pub(in crate::live) struct Reply {
    pub(in crate::live) headers: HeaderMap,
    pub(in crate::live) body: Vec<u8>,
    place: String,
}

impl<'a> Call<'a> {
    pub(super) fn new(http: &'a Http, method: Method, path: &[&str]) -> Self {
        Self {
            http,
            method,
            url: http.url(path),
            body: None,
        }
    }

    /// Adds a parameter to the URL, encoded.
    pub(in crate::live) fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    /// Sends these parameters as a form.
    pub(in crate::live) fn form(mut self, pairs: &[(&str, &str)]) -> Self {
        let mut form = self.http.url(&[]);
        form.query_pairs_mut().extend_pairs(pairs);
        let encoded = form.query().unwrap_or_default().as_bytes().to_vec();
        self.body = Some(("application/x-www-form-urlencoded", encoded));
        self
    }

    /// Sends this as JSON.
    pub(in crate::live) fn json(mut self, value: &impl Serialize) -> Result<Self, Failure> {
        let text = serde_json::to_vec(value)
            .map_err(|error| Failure::before_sending(&self.place(), &error.to_string()))?;
        self.body = Some(("application/json", text));
        Ok(self)
    }

    /// Sends it and reads the reply; what is not a success is a failure.
    pub(in crate::live) async fn send(self) -> Result<Reply, Failure> {
        let place = self.place();
        let mut request = self.http.request(self.method, self.url);
        if let Some((kind, text)) = self.body {
            request = request
                .header(CONTENT_TYPE, HeaderValue::from_static(kind))
                .body(text);
        }
        let response = request
            .send()
            .await
            .map_err(|error| Failure::of_sending(&place, &error, self.http.limits.call))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read_bounded(response, self.http.limits.body_bytes).await;
        if !status.is_success() {
            return Err(Failure::of_status(
                &place,
                status,
                &body.unwrap_or_default(),
            ));
        }
        let body = body.map_err(|error| Failure::of_body(&place, &error))?;
        Ok(Reply {
            headers,
            body,
            place,
        })
    }

    /// Who is called, and where; parameters may be long and are left out.
    fn place(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        format!("{} at {url}", self.http.place)
    }
}

impl Reply {
    /// The body as JSON of this shape.
    pub(in crate::live) fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_slice(&self.body)
            .map_err(|error| Failure::not_understood(&self.place, &error.to_string()))
    }

    /// Says that the body is not what it should be.
    pub(in crate::live) fn not_understood(&self, why: &str) -> Failure {
        Failure::not_understood(&self.place, why)
    }
}
