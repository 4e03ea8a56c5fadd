//! What every request of a client has in common.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::journal::Journal;
use crate::http::{Endpoint, Request, RequestDefaults, WireRequest};
use crate::pacing::Pacer;
use crate::random::Ids;
use crate::service_clock::ServiceClock;
use crate::watch::Watch;

/// How a client sends its requests.
#[derive(Clone)]
pub struct Plan {
    /// Where to.
    pub endpoint: Endpoint,
    /// Where its requests go, and the headers that all of them have.
    pub defaults: Arc<RequestDefaults>,
    /// Bound of making a connection.
    pub connect_timeout: Duration,
    /// Bound of one attempt.
    pub request_timeout: Duration,
    /// How often a request may be sent.
    pub max_attempts: u32,
    /// When the call must be over.
    pub deadline: Instant,
    /// Where its attempts are noted, if anywhere.
    pub journal: Option<Arc<Journal>>,
    /// Keeps it within the service's rate limits.
    pub pacer: Pacer,
    /// Learns the service's time from the answers.
    pub clock: Arc<ServiceClock>,
    /// From these the correlation vectors and jitters of its requests come.
    pub ids: Arc<Ids>,
    /// Is told what happens.
    pub watch: Arc<Watch>,
}

impl Plan {
    /// A request as its next attempt goes onto the wire.
    pub(super) fn wire(&self, request: &Arc<Request>, request_id: String) -> Arc<WireRequest> {
        Arc::new(WireRequest::new(self.defaults.clone(), request.clone(), request_id))
    }
}
