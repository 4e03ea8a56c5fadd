//! Which thing a path names. Literals are matched without regard to case.

use crate::directory::{Refusal, Target};
use crate::names::SessionRef;

/// A path of the directory.
#[derive(Debug)]
pub(crate) enum Route {
    Handles,
    HandleQuery,
    Handle(String),
    /// A session, by its own path or through a handle.
    Session(Target),
    /// The caller's own seat.
    Me(SessionRef),
}

impl Route {
    pub(crate) fn of(segments: &[String]) -> Result<Self, Refusal> {
        let lower: Vec<String> = segments.iter().map(|each| each.to_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        match lower.as_slice() {
            ["handles"] => Ok(Self::Handles),
            ["handles", "query"] => Ok(Self::HandleQuery),
            ["handles", id] if !id.is_empty() => Ok(Self::Handle(segments[1].clone())),
            ["handles", id, "session"] if !id.is_empty() => Ok(Self::Session(Target::Handle(segments[1].clone()))),
            ["serviceconfigs", _, "sessiontemplates", _, "sessions", _] => {
                Ok(Self::Session(Target::Path(session(segments)?)))
            }
            ["serviceconfigs", _, "sessiontemplates", _, "sessions", _, "members", "me"] => {
                Ok(Self::Me(session(segments)?))
            }
            _ => Err(Refusal::not_found(format!("there is nothing at /{}", segments.join("/")))),
        }
    }

    /// The verbs that it answers to.
    pub(crate) fn verbs(&self) -> &'static str {
        match self {
            Self::Handles | Self::HandleQuery => "POST",
            Self::Handle(_) => "GET, DELETE",
            Self::Session(_) => "GET, PUT",
            Self::Me(_) => "DELETE",
        }
    }
}

/// The session of a path whose form has been matched.
fn session(segments: &[String]) -> Result<SessionRef, Refusal> {
    SessionRef::new(&segments[1], &segments[3], &segments[5]).map_err(|why| Refusal::not_found(format!("path: {why}")))
}
