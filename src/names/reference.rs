//! Which session: by its three-part name, or by a handle that points at it.

use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::handle_id::HandleId;
use super::parts::{Scid, check_name};
use crate::error::Error;
use crate::http::encode_segment;

/// The three-part name of a session.
#[derive(Clone, Debug)]
pub struct SessionReference {
    scid: Scid,
    template_name: Arc<str>,
    name: Arc<str>,
}

impl SessionReference {
    /// Checks the parts: the SCID is a GUID; the names have 1 to 100 bytes without control characters, `/` and `~`.
    pub fn new(scid: &str, template_name: &str, name: &str) -> Result<SessionReference, Error> {
        let scid = Scid::of_argument(scid, "session.scid")?;
        check_name(template_name, "session.template_name")?;
        check_name(name, "session.name")?;
        Ok(SessionReference { scid, template_name: template_name.into(), name: name.into() })
    }

    /// The service configuration id.
    pub fn scid(&self) -> &str {
        self.scid.as_str()
    }

    /// The template's name.
    pub fn template_name(&self) -> &str {
        &self.template_name
    }

    /// The session's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The session's path at the service.
    pub(crate) fn path(&self) -> String {
        let [scid, template, name] = [self.scid(), self.template_name(), self.name()].map(encode_segment);
        format!("/serviceconfigs/{scid}/sessionTemplates/{template}/sessions/{name}")
    }

    /// Reads a path or URL as `Content-Location` gives it; `None` if it is none of a session.
    pub(crate) fn from_location(location: &str) -> Option<SessionReference> {
        let segments = location_segments(location)?;
        let [configs, scid, templates, template, sessions, name] = segments.as_slice() else {
            return None;
        };
        let literals = [(configs, "serviceconfigs"), (templates, "sessiontemplates"), (sessions, "sessions")];
        if !literals.iter().all(|(segment, literal)| segment.eq_ignore_ascii_case(literal)) {
            return None;
        }
        let decode = |segment| percent_decode_str(segment).decode_utf8().ok();
        SessionReference::new(&decode(scid)?, &decode(template)?, &decode(name)?).ok()
    }
}

/// The segments of the path that a location's header gives, as a path or as a URL; still encoded.
pub(crate) fn location_segments(location: &str) -> Option<Vec<&str>> {
    let path = location.split(['?', '#']).next()?;
    let path = match path.split_once("//") {
        Some((scheme, rest)) if scheme.is_empty() || scheme.ends_with(':') => &rest[rest.find('/')?..],
        _ => path,
    };
    Some(path.trim_start_matches('/').split('/').collect())
}

/// Which session a call is about.
#[derive(Clone, Debug)]
pub enum SessionTarget {
    /// By its name.
    Reference(SessionReference),
    /// By a handle that points at it.
    Handle(HandleId),
}

/// A session reference is a target, too.
impl From<SessionReference> for SessionTarget {
    fn from(reference: SessionReference) -> SessionTarget {
        SessionTarget::Reference(reference)
    }
}

impl SessionTarget {
    /// Where the session is read and written.
    pub(crate) fn path(&self) -> String {
        match self {
            SessionTarget::Reference(reference) => reference.path(),
            SessionTarget::Handle(id) => format!("{}/session", id.path()),
        }
    }

    /// The session itself, where it is known.
    pub(crate) fn reference(&self) -> Option<&SessionReference> {
        match self {
            SessionTarget::Reference(reference) => Some(reference),
            SessionTarget::Handle(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

    #[test]
    fn a_path_encodes_each_part() {
        let reference = SessionReference::new(SCID, "death match", "49%é").unwrap();
        let path = format!("/serviceconfigs/{SCID}/sessionTemplates/death%20match/sessions/49%25%C3%A9");
        assert_eq!(reference.path(), path);
    }

    #[test]
    fn a_location_is_read_as_path_or_url_in_any_case() {
        for location in [
            format!("/serviceconfigs/{SCID}/sessionTemplates/death%20match/sessions/49%25%C3%A9"),
            format!("/ServiceConfigs/{SCID}/sessiontemplates/death%20match/SESSIONS/49%25%c3%a9?x=1"),
            format!("https://example.com/serviceconfigs/{SCID}/sessiontemplates/death%20match/sessions/49%25%c3%a9"),
            format!("//example.com:8080/serviceconfigs/{SCID}/sessiontemplates/death%20match/sessions/49%25%c3%a9"),
            format!("/serviceconfigs/{SCID}/sessiontemplates/death%20match/sessions/49%25%c3%a9?from=https://x/y#//z"),
        ] {
            let reference = SessionReference::from_location(&location).unwrap();
            assert_eq!(
                (reference.scid(), reference.template_name(), reference.name()),
                (SCID, "death match", "49%é"),
                "{location}"
            );
        }
    }

    #[test]
    fn what_is_no_session_is_none() {
        for location in [
            "",
            "/",
            "https://example.com",
            "/handles/x/session",
            "/serviceconfigs/S/sessionTemplates/t/sessions/n",
            &format!("/serviceconfigs/{SCID}/sessionTemplates/t/sessions"),
            &format!("/serviceconfigs/{SCID}/sessionTemplates/t/sessions/%2F"),
            &format!("/serviceconfigs/{SCID}/sessionTemplates/t/sessions/%ff"),
            &format!("/serviceconfigs/{SCID}/sessionTemplates/t/sessions/n/members"),
        ] {
            assert!(SessionReference::from_location(location).is_none(), "{location}");
        }
    }
}
