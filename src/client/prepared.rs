//! A call whose arguments are checked: it is run on this thread, or started in the background.

use std::fmt;
use std::sync::Arc;

use super::lifetime::Lifetime;
use super::operation::{Core, Operation};
use super::operations::{OperationOptions, Operations};
use super::slot::Slot;
use crate::calls::Call;
use crate::drive::{self, Surroundings};
use crate::error::Error;
use crate::http::Cancel;
use crate::network::Network;

/// A call that brings a `V`. Its deadline counts already.
///
/// ```no_run
/// # use mpsd::{ActivityHandle, CallOptions, Client, OperationOptions};
/// # fn frame(client: &Client, activity: &ActivityHandle) -> Result<(), mpsd::Error> {
/// let operation = client.set_activity(activity, &CallOptions::default())?.start(OperationOptions::default())?;
/// // In a later frame:
/// if let Some(outcome) = operation.poll() {
///     println!("{outcome:?}");
/// }
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct Prepared<V, E = Error> {
    pub(super) call: Box<dyn Call>,
    pub(super) slot: Slot<V, E>,
    /// What is there before the end.
    pub(super) early: Option<V>,
    pub(super) around: Arc<Surroundings>,
    pub(super) network: Arc<Network>,
    pub(super) lifetime: Arc<Lifetime>,
    pub(super) operations: Arc<Operations>,
}

impl<V, E: From<Error>> Prepared<V, E> {
    /// Makes the call here. Blocks until its answer or deadline.
    pub fn run(self) -> Result<V, E> {
        let _entered = self.lifetime.enter()?;
        drive::run(self.call, &self.around);
        self.slot.take()
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
        let Prepared { call, slot, early, around, network, lifetime, operations } = self;
        let cancel = Arc::new(Cancel::default());
        let core = Arc::new(Core::new(operations, cancel.clone(), early, call.progress()));
        (Operation::new(core.clone()), Starter { call, slot, around, cancel, network, lifetime, core })
    }
}

impl<V, E> fmt::Debug for Prepared<V, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").finish_non_exhaustive()
    }
}

/// Starts an operation.
pub(crate) struct Starter<V, E> {
    call: Box<dyn Call>,
    slot: Slot<V, E>,
    around: Arc<Surroundings>,
    cancel: Arc<Cancel>,
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
        let Starter { call, slot, around, cancel, network, lifetime, core } = self;
        lifetime.check()?;
        core.begin(options);
        let report = Box::new(core.clone().report(slot, &around.closing));
        network.background().start(call, around, cancel, report).inspect_err(|_| core.take_back())
    }
}
