//! How the requests of a network get sent.

use std::sync::Arc;

use super::workers::Workers;
use crate::gate::Gate;
use crate::http::{CalledEngine, Order, Pending, RequestQueue, Transport};

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
    /// By the engine.
    Engine(Engine),
}

/// An engine with an HTTP stack of its own.
#[derive(Clone)]
pub enum Engine {
    /// It polls.
    Polled(Arc<RequestQueue>),
    /// It is called.
    Called(Arc<CalledEngine>),
}

impl Engine {
    /// Hands a request over. `client` is the gate of the client's callbacks.
    pub(super) fn push(&self, order: Order, client: &Arc<Gate>) -> Pending {
        match self {
            Engine::Polled(queue) => queue.push(order),
            Engine::Called(engine) => engine.push(order, client),
        }
    }

    /// It takes no more requests.
    pub fn close(&self) {
        match self {
            Engine::Polled(queue) => queue.close(),
            Engine::Called(engine) => engine.close(),
        }
    }
}
