//! An attempt that a call waits for.

use std::sync::Arc;
use std::time::Instant;

use super::job::Job;
use crate::error::Delivery;
use crate::http::{Cancel, Failure, FailureKind, Limits, Pending, WireRequest};

/// An attempt that a slot of a call waits for. An answer with another ticket comes too late.
pub(super) struct Attempt {
    pub slot: usize,
    pub ticket: u64,
    pub limits: Limits,
    /// When it is taken back, unless a worker has begun: that ends by itself.
    pub until: Option<Instant>,
    pub sending: Sending,
}

/// Who is to send it.
pub(super) enum Sending {
    /// A worker.
    Worker { job: Arc<Job>, wire: Arc<WireRequest>, interrupt: Arc<Cancel> },
    /// A worker, who opens a connection and sends nothing.
    Opening(Arc<Job>),
    /// The engine.
    Engine(Pending),
    /// Nobody, until the network is resumed.
    Parked(Arc<WireRequest>),
}

impl Attempt {
    /// Ends it: the failure that this is, or nothing where a worker has begun, who ends it by himself.
    pub(super) fn give_up(&self, kind: FailureKind, detail: &str) -> Option<Failure> {
        let not_sent = |detail| Failure::new(kind, Delivery::NotSent, detail);
        match &self.sending {
            Sending::Worker { job, .. } | Sending::Opening(job) => job.withdraw().then(|| not_sent(detail)),
            Sending::Engine(pending) => Some(pending.give_up(kind, detail)),
            Sending::Parked(_) if kind == FailureKind::Timeout => Some(not_sent("the network is suspended")),
            Sending::Parked(_) => Some(not_sent(detail)),
        }
    }

    /// Takes the request back, unless somebody has begun to send it.
    pub(super) fn take_back(&self) -> Option<Arc<WireRequest>> {
        match &self.sending {
            Sending::Worker { job, wire, .. } => job.withdraw().then(|| wire.clone()),
            Sending::Engine(pending) => pending.take_back(),
            Sending::Opening(_) | Sending::Parked(_) => None,
        }
    }
}

/// What a worker reports of a job that its call has taken back; nobody hears it.
pub(super) fn withdrawn() -> Failure {
    Failure::new(FailureKind::Interrupted, Delivery::NotSent, "withdrawn before it was sent")
}
