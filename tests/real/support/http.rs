//! Conversations of the tests' own with the servers, none of them through the product.

use std::future::Future;
use std::sync::LazyLock;
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Url};
use serde_json::Value;
use tokio::runtime::Runtime;

/// A server on this machine answers within this time, or it does not.
const LIMIT: Duration = Duration::from_secs(5);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
});

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    // A second installation is refused, and does not matter.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().no_proxy().timeout(LIMIT);
    builder.build().unwrap()
});

/// Lets something go on beside the test.
pub(super) fn beside(task: impl Future<Output = ()> + Send + 'static) {
    RUNTIME.spawn(task);
}

/// Waits for something that asks servers.
pub(super) fn wait_for<T>(task: impl Future<Output = T>) -> T {
    RUNTIME.block_on(task)
}

fn send(request: RequestBuilder) -> Result<String, String> {
    let said = |error: reqwest::Error| error.to_string();
    wait_for(async {
        let response = request.send().await.map_err(said)?;
        let status = response.status();
        let body = response.text().await.map_err(said)?;
        if status.is_success() {
            Ok(body)
        } else {
            Err(format!("{status}: {body}"))
        }
    })
}

/// What is at this URL.
pub(crate) fn text(url: &str) -> Result<String, String> {
    send(CLIENT.get(url))
}

/// The JSON at this URL.
pub(crate) fn get(url: &str) -> Result<Value, String> {
    serde_json::from_str(&text(url)?).map_err(|error| error.to_string())
}

/// The JSON at this URL with these parameters.
pub(crate) fn query(url: &str, parameters: &[(&str, &str)]) -> Result<Value, String> {
    get(Url::parse_with_params(url, parameters).unwrap().as_str())
}

/// The JSON that answers this one.
pub(crate) fn post(url: &str, body: &Value) -> Result<Value, String> {
    let answer = send(CLIENT.post(url).json(body))?;
    Ok(serde_json::from_str(&answer).unwrap_or(Value::Null))
}
