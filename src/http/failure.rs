//! Why no answer came.

use crate::error::{Code, Delivery};

/// An attempt that brought no answer, or none that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What failed.
    pub kind: FailureKind,
    /// Whether the service may have got the request.
    pub delivery: Delivery,
    /// What happened, in words.
    pub detail: String,
    /// The status of an answer whose head came, but not all of it, or more than may be read.
    pub http_status: Option<u16>,
}

/// What failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// The host name could not be resolved.
    Dns,
    /// No connection.
    Connect,
    /// The proxy does not let this user connect to the service: asked again, it says the same.
    ProxyRefusal,
    /// The certificate was refused.
    Tls,
    /// The connection broke while it was being secured.
    Handshake,
    /// The connection broke.
    Network,
    /// The server closed a connection that was kept for further requests, and sent nothing more over it.
    KeptConnection,
    /// The attempt took too long.
    Timeout,
    /// What came is no HTTP, or too large.
    Protocol,
    /// The client was closed while the attempt was under way; who did that says what becomes of the call.
    Interrupted,
    /// The engine that was to send the request did not want to.
    Cancelled,
    /// The system refuses a thread, or random numbers.
    System,
    /// The process is a child, by `fork()`, of the one that the connections belong to.
    Forked,
    /// A defect of ours.
    Internal,
}

impl Failure {
    /// A failure of this kind.
    pub fn new(kind: FailureKind, delivery: Delivery, detail: impl Into<String>) -> Failure {
        Failure { kind, delivery, detail: detail.into(), http_status: None }
    }
}

impl FailureKind {
    /// The code that stands for it.
    pub fn code(self) -> Code {
        match self {
            FailureKind::Dns => Code::Dns,
            FailureKind::Connect | FailureKind::ProxyRefusal => Code::Connect,
            FailureKind::Tls | FailureKind::Handshake => Code::Tls,
            FailureKind::Network | FailureKind::KeptConnection => Code::Network,
            FailureKind::Timeout => Code::Timeout,
            FailureKind::Protocol => Code::Protocol,
            FailureKind::Interrupted | FailureKind::Cancelled => Code::Cancelled,
            FailureKind::System => Code::System,
            FailureKind::Forked => Code::InvalidHandle,
            FailureKind::Internal => Code::Internal,
        }
    }
}
