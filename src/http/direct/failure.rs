//! Why an attempt brought no answer, and what that means, given how far it came.

use std::fmt;
use std::io;
use std::time::Duration;

use super::flight::{Flight, Phase};
use crate::error::Delivery;
use crate::http::{Failure, FailureKind};
use crate::threads::NoThread;

/// What ended an attempt.
#[derive(Debug)]
pub(super) enum Error {
    Io(io::Error),
    /// The time for the present phase was over.
    Late,
    /// The proxy opened no tunnel; it may the next time.
    ProxyFailed(String),
    /// The proxy has decided to open none.
    ProxyRefused(String),
    /// Something breaks a rule of HTTP or a limit of ours.
    Protocol(String),
}

impl Error {
    /// An end of time that passes through readers and writers.
    pub(super) fn late() -> io::Error {
        io::Error::new(io::ErrorKind::TimedOut, Late)
    }

    pub(super) fn protocol(text: impl Into<String>) -> Error {
        Error::Protocol(text.into())
    }
}

#[derive(Debug)]
struct Late;

impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("out of time")
    }
}

impl std::error::Error for Late {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        if error.get_ref().is_some_and(|inner| inner.is::<Late>()) { Error::Late } else { Error::Io(error) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io(error) => error.fmt(f),
            Error::Late => Late.fmt(f),
            Error::ProxyFailed(text) | Error::ProxyRefused(text) | Error::Protocol(text) => f.write_str(text),
        }
    }
}

pub(super) fn classify(error: &Error, flight: &Flight) -> Failure {
    let phase = flight.phase();
    let http_status = flight.status();
    let delivery = match http_status {
        Some(_) => Delivery::Answered,
        None if flight.may_have_sent() => Delivery::Unknown,
        None => Delivery::NotSent,
    };
    let failure = |kind, detail: String| Failure { http_status, ..Failure::new(kind, delivery, detail) };
    if flight.cancel().is_cancelled() {
        return failure(FailureKind::Interrupted, "cancelled while under way".to_owned());
    }
    let (connect_timeout, deadline_first) = flight.connect_limit();
    let connecting = matches!(phase, Phase::Connecting | Phase::Securing);
    if matches!(error, Error::Late) && connecting && deadline_first {
        return failure(FailureKind::Timeout, "no connection was made within the call's time".to_owned());
    }
    let kind = match kind(error, phase) {
        FailureKind::Network if was_closed(error) && flight.is_unanswered_on_kept_connection() => {
            FailureKind::KeptConnection
        }
        kind => kind,
    };
    failure(kind, detail(error, phase, connect_timeout))
}

fn was_closed(error: &Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error, Error::Io(io)
        if matches!(io.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof))
}

/// Whether it is the system that refuses what an attempt needs.
fn is_the_systems(error: &io::Error) -> bool {
    let inner = error.get_ref();
    let no_thread = inner.is_some_and(|inner| inner.is::<NoThread>());
    let tls = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
    no_thread || matches!(tls, Some(rustls::Error::FailedToGetRandomBytes))
}

fn kind(error: &Error, phase: Phase) -> FailureKind {
    match (error, phase) {
        (Error::Io(io), _) if is_the_systems(io) => FailureKind::System,
        (Error::Io(_) | Error::Late, Phase::Resolving) => FailureKind::Dns,
        (Error::Io(_) | Error::Late, Phase::Connecting) => FailureKind::Connect,
        (Error::Io(io), Phase::Securing) if io.kind() == io::ErrorKind::InvalidData => FailureKind::Tls,
        (Error::Io(_) | Error::Late, Phase::Securing) => FailureKind::Handshake,
        (Error::Late, _) => FailureKind::Timeout,
        (Error::Io(_), _) => FailureKind::Network,
        (Error::ProxyFailed(_), _) => FailureKind::Connect,
        (Error::ProxyRefused(_), _) => FailureKind::ProxyRefusal,
        (Error::Protocol(_), _) => FailureKind::Protocol,
    }
}

fn detail(error: &Error, phase: Phase, connect_timeout: Duration) -> String {
    match (error, phase) {
        (Error::Late, Phase::Resolving) => "the host name was not resolved in time".to_owned(),
        (Error::Late, Phase::Connecting | Phase::Securing) => {
            format!("no connection within the connect timeout of {} ms", connect_timeout.as_millis())
        }
        (Error::Late, _) => "no complete answer within the request timeout".to_owned(),
        (Error::Io(io), Phase::Waiting | Phase::Receiving) if io.kind() == io::ErrorKind::UnexpectedEof => {
            "the connection closed before the answer was complete".to_owned()
        }
        (Error::Io(io), Phase::Securing) => format!("TLS handshake: {io}"),
        (error, _) => error.to_string(),
    }
}
