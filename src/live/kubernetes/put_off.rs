//! When the server wants to be asked again: what an API server that is asked too often says in a header
//! alone, beside a text, is put where the client looks for it.

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{Response, StatusCode};
use serde_json::json;

/// The answer as the client understands it. A `Status` says by itself when to ask again.
pub(super) fn understood<B>(response: Response<B>) -> Response<Body>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let Some(status) = put_off(&response) else {
        return response.map(Body::new);
    };
    let (head, _) = response.into_parts();
    Response::from_parts(head, Body::from(status))
}

/// What an answer comes to that puts us off in a header, and says nothing else that we understand.
fn put_off<B>(response: &Response<B>) -> Option<String> {
    let code = response.status();
    let (reason, message) = match code {
        StatusCode::TOO_MANY_REQUESTS => ("TooManyRequests", "too many requests"),
        StatusCode::SERVICE_UNAVAILABLE => ("ServiceUnavailable", "it is not available"),
        _ => return None,
    };
    let text = |name| response.headers().get(name)?.to_str().ok();
    if text(CONTENT_TYPE).is_some_and(|kind| kind.contains("json")) {
        return None;
    }
    let seconds: u32 = text(RETRY_AFTER)?.trim().parse().ok()?;
    let status = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "code": code.as_u16(), "reason": reason,
        "message": format!("{message}, to be asked again after {seconds} s"),
        "details": {"retryAfterSeconds": seconds},
    });
    Some(status.to_string())
}
