//! What the service says of an answer to those who ask its support.

use std::fmt;

use uuid::Uuid;

use crate::http::Response;

/// The service's own words on an answer, without anything of the token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    /// `X-XblCorrelationId`; empty where it does not say.
    pub correlation_id: String,
    /// `X-Xbl-Debug`; empty where it does not say.
    pub debug_reason: String,
}

impl Diagnostics {
    /// `redact` hides secrets; a GUID holds none.
    pub(super) fn of(answer: &Response, redact: impl Fn(&str) -> String) -> Diagnostics {
        let shown = |text: &str| if Uuid::parse_str(text).is_ok() { text.to_owned() } else { redact(text) };
        Diagnostics { correlation_id: shown(answer.correlation_id()), debug_reason: shown(answer.debug_reason()) }
    }
}

/// As a line of the log ends with it.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, text) in [("X-XblCorrelationId", &self.correlation_id), ("X-Xbl-Debug", &self.debug_reason)] {
            if !text.is_empty() {
                write!(f, ", {name}: {text}")?;
            }
        }
        Ok(())
    }
}
