//! The API server's clock, by which deadlines of receipts count.

use axum::http::{Request, Response};
use kube::client::Body;

use super::Kubernetes;
use super::call::Kind;
use crate::base::ClockOffset;
use crate::live::clock::Clock;
use crate::live::http::Failure;
use crate::live::offset::{Reading, best};

/// A page that everybody who has an account may read, and that is short.
const PAGE: &str = "/version";

impl Kubernetes {
    /// Where the API server's clock stands on our timeline.
    pub(in crate::live) async fn clock(&self, ours: Clock) -> Result<ClockOffset, Failure> {
        let asked = ours.now();
        let page = self.call(Kind::Read, || self.page()).await?;
        let reading = Reading::dated(asked, ours.now(), page.headers());
        best(reading.as_slice()).ok_or_else(|| {
            Failure::unknown(
                "the API server's answers have no `Date` header: does a proxy take it away?",
            )
        })
    }

    async fn page(&self) -> kube::Result<Response<Body>> {
        let request = Request::get(PAGE)
            .body(Body::empty())
            .map_err(kube::Error::HttpError)?;
        let (head, body) = self.client.send(request).await?.into_parts();
        // Read to its end, so that the connection is used again.
        body.collect_bytes().await?;
        Ok(Response::from_parts(head, Body::empty()))
    }
}
