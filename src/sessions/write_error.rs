//! A write that failed, with the session as it is where the service sent it.

use std::fmt;

use super::session::Session;
use crate::error::{Code, Error};

/// Why a session was not written.
#[derive(Clone, Debug)]
pub struct WriteError {
    /// What went wrong.
    pub error: Error,
    /// The session as it is, with its ETag, where the service sent it with the refusal: after 412 what a new attempt
    /// begins with; also with some 403 and 409.
    pub session: Option<Box<Session>>,
}

impl WriteError {
    /// The refusal that brought this session.
    pub(crate) fn refused(http_status: u16, session: Session) -> WriteError {
        let message = format!("HTTP {http_status}: the session was not written");
        let error = Error::new(Code::from_status(http_status), message);
        WriteError { error, session: Some(Box::new(session)) }
    }
}

impl From<Error> for WriteError {
    fn from(error: Error) -> WriteError {
        WriteError { error, session: None }
    }
}

impl From<WriteError> for Error {
    fn from(failed: WriteError) -> Error {
        failed.error
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for WriteError {}
