//! What can go wrong: one error type, and one table of codes with their names, causes and remedies.

mod code;

use std::fmt;
use std::time::Duration;

pub use code::Code;

/// What is known about the request when a call failed: may it be repeated without doing it twice?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(i32)]
pub enum Delivery {
    /// No request belongs to this outcome.
    #[default]
    None = 0,
    /// The service surely did not get the request: repeat at will.
    NotSent = 1,
    /// The request may have been processed: a repeated invite may show a second toast.
    Unknown = 2,
    /// The service answered.
    Answered = 3,
}

/// A failed call: what happened, to which argument, and what the service said.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// The kind of failure.
    pub code: Code,
    /// What happened, with the argument's name or the service's own text.
    pub message: String,
    /// The HTTP status, if an answer came.
    pub http_status: Option<u16>,
    /// How long the service asked to wait before the next attempt.
    pub retry_after: Option<Duration>,
    /// How many times a request was sent.
    pub attempts: u32,
    /// Whether the request reached the service.
    pub delivery: Delivery,
    /// The correlation vector (MS-CV) of the last attempt; empty when nothing was sent.
    pub request_id: String,
    /// What the service calls its last answer (`X-XblCorrelationId`); empty where it did not say.
    pub correlation_id: String,
}

impl Error {
    /// An error that belongs to no request.
    pub fn new(code: Code, message: impl Into<String>) -> Error {
        Error {
            code,
            message: message.into(),
            http_status: None,
            retry_after: None,
            attempts: 0,
            delivery: Delivery::None,
            request_id: String::new(),
            correlation_id: String::new(),
        }
    }

    /// A refused argument: `name` is the argument, `rule` what it must keep.
    pub fn argument(name: impl fmt::Display, rule: impl fmt::Display) -> Error {
        Error::new(Code::InvalidArgument, format!("{name}: {rule}"))
    }

    /// An argument longer than `rule` allows.
    pub fn too_long(name: impl fmt::Display, rule: impl fmt::Display) -> Error {
        Error::new(Code::TooLong, format!("{name}: {rule}"))
    }

    /// The end of a call that somebody abandoned: its client was closed, or it was cancelled.
    pub(crate) fn abandoned(code: Code) -> Error {
        Error::new(code, if code == Code::Closed { "the client was closed" } else { "the call was cancelled" })
    }

    /// A panic with this text: a defect of ours, or of the system.
    pub(crate) fn defect(text: String) -> Error {
        // The standard library's hash tables know no other way to say it.
        let wants_random_numbers = text.contains("failed to generate random data");
        if wants_random_numbers { Error::no_random_numbers() } else { Error::new(Code::Internal, text) }
    }

    /// The system gives none.
    pub(crate) fn no_random_numbers() -> Error {
        Error::new(Code::System, "the system gives no random numbers")
    }

    /// An answer that breaks the protocol.
    pub fn protocol(message: impl Into<String>) -> Error {
        Error::new(Code::Protocol, message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.name(), self.message)
    }
}

impl std::error::Error for Error {}
