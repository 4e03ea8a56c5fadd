//! Why the directory refuses a request.

use super::document::SessionView;
use super::judged::Judged;
use crate::settings::SettingError;

/// A refusal: the status and a text that says what is wrong and where.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) reason: String,
    /// The present session, to answer with instead of the reason.
    pub(crate) session: Option<Box<SessionView>>,
    /// How access was judged, where it was.
    pub(crate) judged: Option<Judged>,
}

impl Refusal {
    pub(crate) fn new(status: u16, reason: impl Into<String>) -> Self {
        Self { status, reason: reason.into(), session: None, judged: None }
    }

    pub(crate) fn bad_request(reason: impl Into<String>) -> Self {
        Self::new(400, reason)
    }

    pub(crate) fn forbidden(reason: impl Into<String>) -> Self {
        Self::new(403, reason)
    }

    pub(crate) fn not_found(reason: impl Into<String>) -> Self {
        Self::new(404, reason)
    }

    pub(crate) fn conflict(reason: impl Into<String>) -> Self {
        Self::new(409, reason)
    }

    pub(crate) fn precondition(reason: impl Into<String>, session: Option<SessionView>) -> Self {
        Self { session: session.map(Box::new), ..Self::new(412, reason) }
    }

    pub(crate) fn with_session(self, session: SessionView) -> Self {
        Self { session: Some(Box::new(session)), ..self }
    }
}

impl From<SettingError> for Refusal {
    fn from(error: SettingError) -> Self {
        Self::bad_request(error.to_string())
    }
}

/// A malformed request: the reading functions give only the text.
impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Self::bad_request(reason)
    }
}
