//! A server of ours while it runs.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::base::Duration;

/// A server while it runs; it stops when this is dropped.
#[derive(Debug)]
pub(super) struct Serving {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Serving {
    /// Listens, and answers by this router from now on. `what` begins the sentence that says why it
    /// cannot, and `lost` says what is missing if it ends by itself.
    pub(super) async fn open(
        listen: SocketAddr,
        router: Router,
        (what, lost): (&str, &'static str),
    ) -> Result<Self, String> {
        let wrong =
            |error| format!("{what} cannot listen on {listen}: {error}; is another run using it?");
        let listener = TcpListener::bind(listen).await.map_err(wrong)?;
        let address = listener.local_addr().map_err(wrong)?;
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let server = axum::serve(listener, router).with_graceful_shutdown(async {
                // The sender's end counts as well.
                let _ = stopped.await;
            });
            if let Err(error) = server.await {
                tracing::error!(%error, "{lost}");
            }
        });
        Ok(Self {
            address,
            stop: Some(stop),
            task,
        })
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more, and ends when what is under way is answered, or after this long.
    pub(super) async fn close(mut self, limit: Duration) {
        drop(self.stop.take());
        if tokio::time::timeout(limit.std(), &mut self.task)
            .await
            .is_err()
        {
            self.task.abort();
        }
    }
}
