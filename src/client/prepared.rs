//! A call whose arguments are checked: it is run on this thread, or started in the background.

use std::sync::Arc;

use super::Client;
use super::lifetime::Lifetime;
use super::operation::{Core, Operation, OperationOptions};
use super::operations::Operations;
use crate::calls::BoxedCall;
use crate::drive::{self, Surroundings};
use crate::error::Error;
use crate::http::Cancel;
use crate::network::Network;

/// A call that brings a `V`. Its deadline counts already.
#[must_use]
pub struct Prepared<V, E = Error> {
    call: BoxedCall<Result<V, E>>,
    /// What is there before the end.
    early: Option<V>,
    around: Surroundings,
    network: Arc<Network>,
    lifetime: Arc<Lifetime>,
    operations: Arc<Operations>,
}

impl<V, E: From<Error>> Prepared<V, E> {
    /// Makes the call here. Blocks until its answer or deadline.
    pub fn run(self) -> Result<V, E> {
        let Prepared { call, early, around, lifetime, .. } = self;
        drop(early);
        let _entered = lifetime.enter()?;
        drive::run(call, around)
    }
}

impl<V, E> Prepared<V, E> {
    pub(super) fn new(call: BoxedCall<Result<V, E>>, client: &Client) -> Prepared<V, E> {
        let (network, closing) = (&client.network, client.lifetime.cancel());
        Prepared {
            call,
            early: None,
            around: Surroundings {
                sender: network.sender().clone(),
                workers: network.workers().clone(),
                pause: network.pause().clone(),
                credentials: client.credentials.clone(),
                callbacks: client.callbacks.clone(),
                turns: client.turns.clone(),
                closing: closing.clone(),
                cancel: closing.clone(),
            },
            network: network.clone(),
            lifetime: client.lifetime.clone(),
            operations: client.operations.clone(),
        }
    }

    /// Shows this while the call runs.
    pub(super) fn showing(mut self, early: V) -> Prepared<V, E> {
        self.early = Some(early);
        self
    }
}

impl<V, E> Prepared<V, E>
where
    V: Send + Sync + 'static,
    E: From<Error> + Send + Sync + 'static,
{
    /// Starts the call in the background; blocks on nothing. `Code::Closed` where the client is closed.
    pub fn start(self, options: OperationOptions) -> Result<Operation<V, E>, Error> {
        let (operation, starter) = self.split();
        starter.start(options)?;
        Ok(operation)
    }

    /// The operation, and what starts it.
    pub(crate) fn split(self) -> (Operation<V, E>, Starter<V, E>) {
        let Prepared { call, early, mut around, network, lifetime, operations } = self;
        around.cancel = Arc::new(Cancel::default());
        let core = Arc::new(Core::new(operations, around.cancel.clone(), early, call.progress()));
        (Operation::new(core.clone()), Starter { call, around, network, lifetime, core })
    }
}

/// Starts an operation.
pub(crate) struct Starter<V, E> {
    call: BoxedCall<Result<V, E>>,
    around: Surroundings,
    network: Arc<Network>,
    lifetime: Arc<Lifetime>,
    core: Arc<Core<V, E>>,
}

impl<V, E> Starter<V, E>
where
    V: Send + Sync + 'static,
    E: From<Error> + Send + Sync + 'static,
{
    pub(crate) fn start(self, options: OperationOptions) -> Result<(), Error> {
        let Starter { call, around, network, lifetime, core } = self;
        lifetime.check()?;
        core.begin(options);
        let report = core.clone().report(&around.closing);
        network.background().start(call, around, Box::new(report)).inspect_err(|_| core.take_back())
    }
}
