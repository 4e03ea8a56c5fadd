//! What every request of a client has in common.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::journal::Journal;
use crate::http::{Endpoint, Precondition, Request, WireRequest};
use crate::pacing::Pacer;
use crate::random::Ids;
use crate::service_clock::ServiceClock;
use crate::watch::Watch;

/// How a client sends its requests.
#[derive(Clone)]
pub struct Plan {
    /// Where to.
    pub endpoint: Endpoint,
    /// `x-xbl-contract-version`.
    pub contract_version: u32,
    /// `Accept-Language`.
    pub language: Arc<str>,
    /// `User-Agent`.
    pub user_agent: Arc<str>,
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
    pub(super) fn wire(&self, request: &Request, request_id: &str) -> Arc<WireRequest> {
        let mut headers = vec![
            ("x-xbl-contract-version", self.contract_version.to_string()),
            ("Accept", "application/json".to_owned()),
            // No coding is undone: a proxy that compresses what may be compressed would make the answer unreadable.
            ("Accept-Encoding", "identity".to_owned()),
            ("Accept-Language", self.language.to_string()),
            ("User-Agent", self.user_agent.to_string()),
            ("MS-CV", request_id.to_owned()),
        ];
        match &request.precondition {
            Some(Precondition::IfMatch(etag)) => headers.push(("If-Match", etag.clone())),
            Some(Precondition::IfAbsent) => headers.push(("If-None-Match", "*".to_owned())),
            Some(Precondition::IfNoneMatch(etag)) => headers.push(("If-None-Match", etag.clone())),
            None => {}
        }
        if request.body.is_some() {
            headers.push(("Content-Type", "application/json; charset=utf-8".to_owned()));
        }
        Arc::new(WireRequest {
            method: request.method,
            url: self.endpoint.url(&request.path),
            headers,
            body: request.body.as_deref().unwrap_or_default().as_bytes().to_vec(),
            repeat: request.repeat,
            authorization: OnceLock::new(),
        })
    }
}
