//! One connection, as those who answer on it see it.

use std::convert::Infallible;

use tokio::sync::Notify;

/// One connection, as the request that came over it sees it.
#[derive(Debug, Default)]
pub(crate) struct Line {
    reset: Notify,
}

impl Line {
    /// Breaks the connection off by a TCP reset instead of an answer. Whoever
    /// waits for this is dropped with the connection.
    pub(crate) async fn reset(&self) -> Infallible {
        self.reset.notify_one();
        std::future::pending().await
    }

    /// When the connection shall break off.
    pub(crate) async fn until_reset(&self) {
        self.reset.notified().await;
    }
}
