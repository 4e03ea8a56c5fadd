//! How the requests of a network get sent.

use std::sync::Arc;

use super::workers::Workers;
use crate::http::{RequestQueue, Transport};

/// How the requests of a network get sent.
#[derive(Clone)]
pub enum Sender {
    /// By a transport: on the thread of the call, or on the network's workers where a call has several at a time.
    Direct {
        /// Sends requests.
        transport: Arc<dyn Transport>,
        /// Runs several sends at a time.
        workers: Arc<Workers>,
    },
    /// By the engine, which polls for them.
    Polled(Arc<RequestQueue>),
}
