//! What the message of a failed attempt says: what happened, where, why, and what to do.

use super::diagnostics::Diagnostics;
use crate::error::Delivery;
use crate::http::{Endpoint, Failure, FailureKind, Response};
use crate::service_clock::DeviceError;

/// Of a refusal: the status, why access was refused and whether the device's clock may be the cause, then the service's
/// own text, which may be long. `redact` hides secrets. A session that comes with a refusal is no text, and not
/// for a log.
pub(super) fn refused(
    answer: &Response,
    said: &Diagnostics,
    clock: Option<DeviceError>,
    redact: impl Fn(&str) -> String,
) -> String {
    let is_session = |text: &&str| text.starts_with('{') && answer.status != 429;
    let mut notes = Vec::new();
    if let Some(clock) = clock.filter(|_| matches!(answer.status, 401 | 403)) {
        notes.push(format!("this device's clock is {clock}"));
    }
    if !said.debug_reason.is_empty() {
        notes.push(said.debug_reason.clone());
    }
    let mut message = format!("HTTP {}", answer.status);
    if !notes.is_empty() {
        message += &format!(" ({})", notes.join("; "));
    }
    match answer.text().filter(|text| !is_session(text)) {
        Some(text) => format!("{message}: {}", redact(text)),
        None => message,
    }
}

/// Of an attempt without an answer: host and port, what happened, and what to do.
pub(super) fn unanswered(failure: &Failure, endpoint: &Endpoint) -> String {
    let detail = &failure.detail;
    let advice = match failure.kind {
        FailureKind::Dns => "check that the device is online and that the endpoint is spelled right",
        FailureKind::Connect if endpoint.is_loopback() => {
            "no emulator answers there: start it, or correct the endpoint"
        }
        FailureKind::Connect => "check that the device is online, the endpoint is right, and no firewall is in the way",
        FailureKind::ProxyRefusal => "check the proxy's address and its user and password",
        FailureKind::Tls => "check the device's clock and the endpoint's host name",
        FailureKind::Handshake => "check that this port speaks TLS and nothing on the way ends it",
        // Nothing answered: a replay without a recording, for instance.
        FailureKind::Protocol if failure.delivery == Delivery::NotSent => return detail.clone(),
        FailureKind::Protocol => "check that the endpoint is the session directory and nothing answers in its place",
        FailureKind::Network | FailureKind::KeptConnection | FailureKind::Timeout
            if failure.delivery == Delivery::NotSent =>
        {
            "it was not sent"
        }
        FailureKind::Network | FailureKind::KeptConnection | FailureKind::Timeout => "it may have been processed",
        // These tell of no network.
        FailureKind::Interrupted
        | FailureKind::Cancelled
        | FailureKind::System
        | FailureKind::Forked
        | FailureKind::Internal => return detail.clone(),
    };
    format!("{}: {detail}; {advice}", endpoint.address())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [FailureKind; 14] = [
        FailureKind::KeptConnection,
        FailureKind::ProxyRefusal,
        FailureKind::Dns,
        FailureKind::Connect,
        FailureKind::Tls,
        FailureKind::Handshake,
        FailureKind::Network,
        FailureKind::Timeout,
        FailureKind::Protocol,
        FailureKind::Interrupted,
        FailureKind::Cancelled,
        FailureKind::System,
        FailureKind::Forked,
        FailureKind::Internal,
    ];

    #[test]
    fn every_failure_of_the_network_names_host_and_port_and_what_to_do() {
        for (url, address) in [("https://example.com", "example.com:443"), ("http://[::1]:81", "[::1]:81")] {
            let endpoint = Endpoint::new(url).unwrap();
            for kind in KINDS {
                let told = unanswered(&Failure::new(kind, Delivery::NotSent, "it broke"), &endpoint);
                match kind {
                    FailureKind::Protocol
                    | FailureKind::Interrupted
                    | FailureKind::Cancelled
                    | FailureKind::System
                    | FailureKind::Forked
                    | FailureKind::Internal => {
                        assert_eq!(told, "it broke", "{kind:?}");
                    }
                    _ => {
                        let advice = told.strip_prefix(&format!("{address}: it broke; ")).unwrap_or_default();
                        assert!(!advice.is_empty(), "{kind:?}: {told}");
                    }
                }
            }
        }
    }

    #[test]
    fn only_at_a_loopback_address_an_emulator_is_spoken_of() {
        let refused = Failure::new(FailureKind::Connect, Delivery::NotSent, "Connection refused (os error 111)");
        let told = |url| unanswered(&refused, &Endpoint::new(url).unwrap());
        let here = told("http://127.0.0.1:8080");
        assert!(here.starts_with("127.0.0.1:8080: Connection refused (os error 111); no emulator answers there"));
        assert!(!told("https://example.com").contains("emulator"));
    }
}
