//! The requests of a network whose engine is called for each.

use std::sync::Arc;

use super::engine_request::{EngineTerms, HttpRequest, Order, Pending};
use super::{Failure, FailureKind};
use crate::error::Delivery;
use crate::gate::Gate;

/// Told when a call has given up before its answer came.
pub type OnAbandoned = Box<dyn FnOnce() + Send>;

/// An engine that sends requests when it is called.
pub trait RequestHandler: Send + Sync {
    /// Sends the request, or starts to: the outcome is told with `HttpRequest::complete`, before this returns or later,
    /// from any thread. Runs on the thread that makes the call, or on a worker for one in the background, which waits meanwhile; the requests of a batch come
    /// one after the other. What it returns is told on that same thread when the call gives up.
    fn send(&self, request: Arc<HttpRequest>) -> Option<OnAbandoned>;
}

/// The handler of a network, and who is inside it.
pub struct CalledEngine {
    handler: Arc<dyn RequestHandler>,
    terms: EngineTerms,
    gate: Arc<Gate>,
}

impl CalledEngine {
    pub(crate) fn new(handler: Arc<dyn RequestHandler>, terms: EngineTerms) -> CalledEngine {
        CalledEngine { handler, terms, gate: Arc::default() }
    }

    /// Hands a request to the engine, unless network or client (whose gate `client` is) let nobody in any more.
    pub(crate) fn push(&self, order: Order, client: &Arc<Gate>) -> Pending {
        let request = HttpRequest::new(order, &self.terms);
        let on_abandoned = match (self.gate.enter(), client.enter()) {
            (Some(_network), Some(_client)) if request.hand_out() => self.handler.send(request.clone()),
            (network, _) => {
                request.complete(Err(nobody_is_called(network.is_none())));
                None
            }
        };
        let (network, client) = (self.gate.clone(), client.clone());
        Pending::new(request, move |_| {
            if let (Some(tell), Some(_network), Some(_client)) = (on_abandoned, network.enter(), client.enter()) {
                tell();
            }
        })
    }

    /// Calls the handler no more, and waits until nobody is inside it, unless from inside.
    pub fn close(&self) {
        self.gate.close();
        self.gate.wait_until_left();
    }
}

fn nobody_is_called(network_is_gone: bool) -> Failure {
    let (kind, text) = match network_is_gone {
        true => (FailureKind::Cancelled, "the network was destroyed"),
        false => (FailureKind::Interrupted, "the client was closed"),
    };
    Failure::new(kind, Delivery::NotSent, text)
}
