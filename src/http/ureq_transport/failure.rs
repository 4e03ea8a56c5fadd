//! What ureq's errors mean, given how far the attempt came.

use std::io;
use std::time::Duration;

use ureq::Error;

use super::flight::{Flight, Phase};
use crate::error::Delivery;
use crate::http::{Failure, FailureKind};
use crate::threads::NoThread;

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
    if matches!(error, Error::Timeout(_)) && connecting && deadline_first {
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
        (Error::HostNotFound, _) => FailureKind::Dns,
        (Error::Io(_) | Error::Timeout(_), Phase::Resolving) => FailureKind::Dns,
        (Error::Io(_) | Error::Timeout(_), Phase::Connecting) => FailureKind::Connect,
        (Error::Other(_), Phase::Connecting) => FailureKind::ProxyRefusal,
        (Error::Io(io), Phase::Securing) if io.kind() == io::ErrorKind::InvalidData => FailureKind::Tls,
        (Error::Io(_) | Error::Timeout(_), Phase::Securing) => FailureKind::Handshake,
        (Error::Timeout(_), _) => FailureKind::Timeout,
        (Error::Io(_), _) => FailureKind::Network,
        (Error::ConnectionFailed | Error::ConnectProxyFailed(_), _) => FailureKind::Connect,
        _ => FailureKind::Protocol,
    }
}

fn detail(error: &Error, phase: Phase, connect_timeout: Duration) -> String {
    match (error, phase) {
        (Error::Timeout(_), Phase::Resolving) => "the host name was not resolved in time".to_owned(),
        (Error::Timeout(_), Phase::Connecting | Phase::Securing) => {
            format!("no connection within the connect timeout of {} ms", connect_timeout.as_millis())
        }
        (Error::Timeout(_), _) => "no complete answer within the request timeout".to_owned(),
        (Error::ConnectProxyFailed(text), _) => text.clone(),
        (Error::Other(error), _) => error.to_string(),
        (Error::BodyExceedsLimit(limit), _) => format!("the answer is larger than {limit} bytes"),
        (Error::Io(io), Phase::Waiting | Phase::Receiving) if io.kind() == io::ErrorKind::UnexpectedEof => {
            "the connection closed before the answer was complete".to_owned()
        }
        (Error::Io(io), Phase::Securing) => format!("TLS handshake: {io}"),
        (Error::Io(io), _) => io.to_string(),
        _ => error.to_string(),
    }
}
