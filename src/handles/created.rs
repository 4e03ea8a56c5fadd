//! The answer to the creation of a handle, held against what was asked for.

use std::fmt::Display;

use super::details::{HandleDetails, HandleKind};
use super::handle::{Handle, HandleSession};
use super::wire::SessionRef;
use crate::error::Error;
use crate::http::Response;
use crate::json::Fields;
use crate::names::HandleId;

/// The handle that was asked for.
pub(super) struct Asked<'a> {
    pub kind: HandleKind,
    pub session: SessionRef<'a>,
    /// Of a transfer.
    pub origin: Option<SessionRef<'a>>,
    /// Of an invite.
    pub invited_xuid: Option<u64>,
}

impl Asked<'_> {
    /// The handle that was created. Where the answer has no body, it is what was asked for. An id that the body does not
    /// tell comes from the answer's `Location` or `Content-Location`. Only an activity may have none: nothing needs it.
    ///
    /// Its error is an answer that is no handle, or another than was asked for.
    pub(super) fn created(&self, response: &Response) -> Result<HandleDetails, Error> {
        let located = || HandleId::of_answer(response).unwrap_or_default();
        if response.body.is_empty() {
            let session = HandleSession {
                scid: self.session.scid.into(),
                template_name: self.session.template_name.into(),
                name: self.session.name.unwrap_or_default().into(),
            };
            let handle = Handle { id: located(), session, ..Handle::default() };
            return Ok(HandleDetails { handle, ..HandleDetails::default() });
        }
        HandleDetails::read(response, |fields| {
            let mut details = HandleDetails::from_fields(fields)?;
            self.check(&details, fields)?;
            if details.handle.id.is_empty() {
                details.handle.id = located();
            }
            if details.handle.id.is_empty() && self.kind != HandleKind::Activity {
                return Err(fields.field("id").unusable("a GUID"));
            }
            Ok(details)
        })
    }

    /// Refuses a handle that says it is another. What it does not say, or says so that nobody can read it, is no
    /// contradiction.
    fn check(&self, details: &HandleDetails, fields: &Fields) -> Result<(), Error> {
        if details.kind != self.kind {
            same(fields, "type", self.kind.as_str(), &fields.field("type").told().unwrap_or_default())?;
        }
        if let (Some(asked), Some(told)) = (self.invited_xuid, details.invited_xuid) {
            same(fields, "invitedXuid", &asked.to_string(), &told.to_string())?;
        }
        same_session(fields, "sessionRef", &self.session, &details.handle.session)?;
        match (&self.origin, &details.origin) {
            (Some(asked), Some(told)) => same_session(fields, "originSessionRef", asked, told),
            _ => Ok(()),
        }
    }
}

fn same_session(fields: &Fields, name: &str, asked: &SessionRef, told: &HandleSession) -> Result<(), Error> {
    same(fields, format_args!("{name}.scid"), asked.scid, &told.scid)?;
    same(fields, format_args!("{name}.templateName"), asked.template_name, &told.template_name)?;
    // Without a name the service fills one in.
    asked.name.map_or(Ok(()), |asked| same(fields, format_args!("{name}.name"), asked, &told.name))
}

/// The service compares without regard to case.
fn same(fields: &Fields, name: impl Display, asked: &str, told: &str) -> Result<(), Error> {
    if told.is_empty() || told == asked || told.to_lowercase() == asked.to_lowercase() {
        return Ok(());
    }
    let told: String = told.chars().take(MAX_TOLD).collect();
    Err(fields.refused(name, format_args!("should be {asked:?}, which was asked for, is {told:?}")))
}

/// Most characters of an answer in an error.
const MAX_TOLD: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
    const ID: &str = "81a3c56e-543c-44c2-ad53-c8a9088fbef8";

    fn asked(kind: HandleKind) -> Asked<'static> {
        let session = |name| SessionRef { scid: SCID, template_name: "lobby", name: Some(name) };
        let origin = (kind == HandleKind::Transfer).then(|| session("before"));
        let invited_xuid = (kind == HandleKind::Invite).then_some(3210);
        Asked { kind, session: session("s1"), origin, invited_xuid }
    }

    fn answer(body: &str, headers: &[(&str, &str)]) -> Response {
        let headers = headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Response { status: 201, headers, body: body.into() }
    }

    const KINDS: [HandleKind; 4] = [HandleKind::Activity, HandleKind::Invite, HandleKind::Search, HandleKind::Transfer];

    #[test]
    fn an_answer_without_a_body_is_what_was_asked_for_with_the_id_of_its_location() {
        for (headers, id) in [
            (&[][..], ""),
            (&[("location", "/handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8")], ID),
            (&[("location", "https://example.com/Handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8?x=1")], ID),
            (&[("content-location", "/handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8")], ID),
            (&[("location", "/elsewhere"), ("content-location", "/handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8")], ID),
            (&[("location", "/handles/x")], ""),
            (&[("location", "/handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8/session")], ""),
        ] {
            for kind in KINDS {
                let created = asked(kind).created(&answer("", headers)).unwrap();
                assert_eq!((created.handle.id.as_str(), created.handle.session.name.as_str()), (id, "s1"));
            }
        }
    }

    #[test]
    fn an_id_may_be_missing_where_nothing_needs_it() {
        let location = [("location", "/handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8")];
        for body in ["{}", r#"{"id":null}"#, r#"{"id":5}"#] {
            for kind in KINDS {
                assert_eq!(asked(kind).created(&answer(body, &location)).unwrap().handle.id, ID);
                match asked(kind).created(&answer(body, &[])) {
                    Ok(created) => assert_eq!((kind, created.handle.id.as_str()), (HandleKind::Activity, "")),
                    Err(error) => {
                        assert!(kind != HandleKind::Activity && error.message.starts_with("id: "), "{error}");
                        assert_eq!(error.code, Code::Protocol);
                    }
                }
            }
        }
        for kind in KINDS {
            let error = asked(kind).created(&answer(r#"{"id":"x"}"#, &location)).unwrap_err();
            assert_eq!(error.message, "id: should be a GUID, is another string");
        }
    }

    #[test]
    fn a_handle_that_is_not_the_one_asked_for_is_refused_by_the_field() {
        use HandleKind::{Activity, Invite, Search, Transfer};
        for (kind, field, path) in [
            (Activity, r#""type":"invite""#, "type"),
            (Search, r#""type":"fromTheFuture""#, "type"),
            (Invite, r#""invitedXuid":"3211""#, "invitedXuid"),
            (Invite, r#""sessionRef":{"scid":"00000000-ebe0-42da-885f-033860a818f6"}"#, "sessionRef.scid"),
            (Invite, r#""sessionRef":{"templateName":"game"}"#, "sessionRef.templateName"),
            (Activity, r#""sessionRef":{"name":"s2"}"#, "sessionRef.name"),
            (Transfer, r#""originSessionRef":{"name":"s1"}"#, "originSessionRef.name"),
        ] {
            let error = asked(kind).created(&answer(&format!(r#"{{"id":"{ID}",{field}}}"#), &[])).unwrap_err();
            assert_eq!(error.code, Code::Protocol);
            assert!(error.message.starts_with(&format!("{path}: should be")), "{error}");
        }
        let other = Asked { session: SessionRef { name: None, ..asked(Activity).session }, ..asked(Activity) };
        assert!(other.created(&answer(r#"{"sessionRef":{"name":"the service's choice"}}"#, &[])).is_ok());
    }

    #[test]
    fn case_and_what_cannot_be_read_contradict_nothing() {
        for field in [
            r#""type":"INVITE""#,
            r#""type":7"#,
            r#""invitedXuid":3210"#,
            r#""invitedXuid":"nobody""#,
            r#""sessionRef":{"scid":"8DFB0100-EBE0-42DA-885F-033860A818F6","templateName":"Lobby","name":"S1"}"#,
            r#""sessionRef":{"name":["s2"]}"#,
            r#""sessionRef":"s2""#,
        ] {
            let created = asked(HandleKind::Invite).created(&answer(&format!(r#"{{"id":"{ID}",{field}}}"#), &[]));
            assert_eq!(created.unwrap().handle.id, ID, "{field}");
        }
    }
}
