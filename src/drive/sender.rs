//! How the requests of a network get sent.

use std::sync::Arc;

use crate::gate::Gate;
use crate::http::{CalledEngine, Order, Pending, RequestQueue, Transport};

/// How the requests of a network get sent.
#[derive(Clone)]
pub enum Sender {
    /// By a transport: on the thread of a call that blocks, or on the network's workers.
    Direct(Arc<dyn Transport>),
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

    /// Lets it take no request, or does so again. One that is called gets none anyway while the network is suspended.
    pub fn hold(&self, held: bool) {
        if let Engine::Polled(queue) = self {
            queue.hold(held);
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
