//! Which thing a path names. Literals are matched without regard to case.

use crate::directory::{Refusal, Scope, Target};
use crate::names::{SessionRef, check_scid};

/// A path of the directory.
#[derive(Debug)]
pub(crate) enum Route {
    Handles,
    HandleQuery,
    Handle(String),
    /// A session, by its own path or through a handle.
    Session(Target),
    /// The sessions of a user, or with a keyword.
    Sessions(Scope),
    /// The sessions of several users.
    SessionBatch(Scope),
    /// The names of a service configuration's session templates.
    Templates(String),
    /// A part of a session.
    Element(SessionRef, Element),
}

/// A part of a session that has a path of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Element {
    Properties,
    /// The caller's own seat.
    Me,
    /// Somebody's seat, by its index.
    Member(String),
    Server,
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
            ["serviceconfigs", _, "sessiontemplates", _, "sessions", _, element @ ..] => {
                let element = Element::of(element).ok_or_else(|| nothing_at(segments))?;
                Ok(Self::Element(session(segments)?, element))
            }
            ["serviceconfigs", _, "sessiontemplates"] => {
                check_scid(&segments[1]).map_err(in_path)?;
                Ok(Self::Templates(segments[1].clone()))
            }
            ["serviceconfigs", _, "sessions"] => Ok(Self::Sessions(scope(&segments[1], None)?)),
            ["serviceconfigs", _, "batch"] => Ok(Self::SessionBatch(scope(&segments[1], None)?)),
            ["serviceconfigs", _, "sessiontemplates", _, "sessions"] => {
                Ok(Self::Sessions(scope(&segments[1], Some(&segments[3]))?))
            }
            ["serviceconfigs", _, "sessiontemplates", _, "batch"] => {
                Ok(Self::SessionBatch(scope(&segments[1], Some(&segments[3]))?))
            }
            _ => Err(nothing_at(segments)),
        }
    }

    /// The verbs that it answers to.
    pub(crate) fn verbs(&self) -> &'static str {
        match self {
            Self::Handles | Self::HandleQuery | Self::SessionBatch(_) => "POST",
            Self::Handle(_) => "GET, DELETE",
            Self::Sessions(_) | Self::Templates(_) => "GET",
            Self::Session(_) => "GET, PUT",
            Self::Element(_, Element::Properties) => "PUT",
            Self::Element(..) => "DELETE",
        }
    }
}

impl Element {
    fn of(path: &[&str]) -> Option<Self> {
        match path {
            ["properties"] => Some(Self::Properties),
            ["members", "me"] => Some(Self::Me),
            ["members", index] => index.parse().ok().map(|index: u32| Self::Member(index.to_string())),
            ["servers", _] => Some(Self::Server),
            _ => None,
        }
    }
}

fn nothing_at(segments: &[String]) -> Refusal {
    Refusal::not_found(format!("there is nothing at /{}", segments.join("/")))
}

fn in_path(why: String) -> Refusal {
    Refusal::not_found(format!("path: {why}"))
}

fn scope(scid: &str, template: Option<&str>) -> Result<Scope, Refusal> {
    Scope::new(scid, template).map_err(in_path)
}

/// The session of a path whose form has been matched.
fn session(segments: &[String]) -> Result<SessionRef, Refusal> {
    SessionRef::new(&segments[1], &segments[3], &segments[5]).map_err(in_path)
}
