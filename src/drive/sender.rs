//! How the requests of a network get sent.

use std::sync::Arc;

use crate::http::{RequestQueue, Transport};

/// How the requests of a network get sent.
#[derive(Clone)]
pub enum Sender {
    /// By a transport: on the thread of a call that blocks, or on the network's workers.
    Direct(Arc<dyn Transport>),
    /// By the engine, which polls for them.
    Polled(Arc<RequestQueue>),
}
