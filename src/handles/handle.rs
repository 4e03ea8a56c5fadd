//! A handle as the service returns it.

use crate::error::Error;
use crate::http::{Method, Quota, Repeat, Request, Response};
use crate::json::{self, Field, Fields, Notes, Text};
use crate::names::{HandleId, is_guid, location_segments};

/// What is asked of the service with an id alone.
impl HandleId {
    /// `GET /handles/{id}`.
    pub fn get_request(&self) -> Request {
        self.request(Method::Get)
    }

    /// `DELETE /handles/{id}`.
    pub fn delete_request(&self) -> Request {
        self.request(Method::Delete)
    }

    /// The id that an answer without one in its body tells by `Location` or `Content-Location`: `/handles/{id}`.
    pub(super) fn of_answer(response: &Response) -> Option<Text> {
        let id = |name| match location_segments(response.header(name)?)?.as_slice() {
            [handles, id] if handles.eq_ignore_ascii_case("handles") && is_guid(id) => Some(Text::from(*id)),
            _ => None,
        };
        id("location").or_else(|| id("content-location"))
    }

    /// Whether this is how a delete is answered: without a body, or with a JSON object. Anything else comes from
    /// somebody who answers in the service's place.
    pub(crate) fn deleted(response: &Response) -> Result<(), Error> {
        if response.body.trim_ascii().is_empty() {
            return Ok(());
        }
        let document = json::answer(&response.body)?;
        Fields::root(&document, &Notes::default()).map(|_| ())
    }

    fn request(&self, method: Method) -> Request {
        Request {
            method,
            path: self.path().into(),
            precondition: None,
            body: None,
            repeat: Repeat::Always,
            quota: Quota::Requests,
        }
    }
}

/// What the service says of a handle. What it does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handle {
    /// The handle's id, a GUID.
    pub id: Text,
    /// The session it points at.
    pub session: HandleSession,
    /// Whose activity it is.
    pub owner_xuid: Option<u64>,
    /// The title it belongs to.
    pub title_id: Option<u32>,
    /// Its creation, in Unix time in milliseconds.
    pub created_at_ms: Option<i64>,
    /// Its expiration, in Unix time in milliseconds.
    pub expires_at_ms: Option<i64>,
}

/// A session as a handle of the service names it. What it does not say is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandleSession {
    /// Service configuration id.
    pub scid: Text,
    /// The template's name.
    pub template_name: Text,
    /// The session's name.
    pub name: Text,
}

impl HandleSession {
    // What the C API's arrays hold; identifiers are never cut, so a longer one is unknown.
    const MAX_SCID_BYTES: usize = 39;
    const MAX_NAME_BYTES: usize = 103;

    pub(super) fn from_fields(fields: &Fields) -> HandleSession {
        let [scid, template_name, name] = fields.named(["scid", "templateName", "name"]);
        HandleSession {
            scid: scid.identifier(HandleSession::MAX_SCID_BYTES),
            template_name: template_name.identifier(HandleSession::MAX_NAME_BYTES),
            name: name.identifier(HandleSession::MAX_NAME_BYTES),
        }
    }
}

impl Handle {
    /// The handle that the fields of these names tell: `id`, `sessionRef`, `titleId`, `ownerXuid`, `createTime`,
    /// `expiration`. Its error is an id that is a string and no GUID: nobody who knows the protocol wrote that.
    pub(super) fn of(fields: &Fields, named: [Field; 6]) -> Result<Handle, Error> {
        let [id, session, title_id, owner_xuid, create_time, expiration] = named;
        let id = id.string().unwrap_or_default();
        if !id.is_empty() && !is_guid(&id) {
            return Err(fields.refused("id", "should be a GUID, is another string"));
        }
        Ok(Handle {
            id,
            owner_xuid: owner_xuid.whole(),
            title_id: title_id.whole(),
            created_at_ms: create_time.time(),
            expires_at_ms: expiration.time(),
            session: session.object().map(|fields| HandleSession::from_fields(&fields)).unwrap_or_default(),
        })
    }

    /// The id, where the service told one that can be used.
    pub fn id(&self) -> Option<HandleId> {
        HandleId::new(&self.id).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::super::HandleDetails;
    use super::*;
    use crate::error::Code;

    const ID: &str = "11111111-ebe0-42da-885f-033860a818f6";

    fn read(body: &str) -> (Result<Handle, Error>, Vec<String>) {
        let (document, notes) = (json::answer(body.as_bytes()).unwrap(), Notes::default());
        let details = HandleDetails::from_fields(&Fields::root(&document, &notes).unwrap());
        (details.map(|details| details.handle), notes.into_vec())
    }

    #[test]
    fn a_full_handle_is_read_and_unknown_fields_are_ignored() {
        let body = r#"{"id":"11111111-ebe0-42da-885f-033860a818f6","type":"activity","version":1,
            "sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"deathmatch","name":"session-49"},
            "titleId":"1234567","ownerXuid":"3212","createTime":"2014-08-28T23:15:34.8852308Z","expiration":"1970-01-01T00:00:01Z",
            "inviteProtocol":"game","gameTypes":{"win32":{"titleId":"1234567"}},"fromTheFuture":[{}]}"#;
        let (handle, notes) = read(body);
        let handle = handle.unwrap();
        assert_eq!(handle.session.name, "session-49");
        assert_eq!((handle.owner_xuid, handle.title_id), (Some(3212), Some(1_234_567)));
        assert_eq!((handle.created_at_ms, handle.expires_at_ms), (Some(1_409_267_734_885), Some(1000)));
        assert_eq!(notes, [""; 0]);
    }

    #[test]
    fn what_cannot_be_read_is_unknown_and_noted() {
        let full = Handle {
            id: ID.into(),
            session: HandleSession { scid: "S".into(), template_name: "t".into(), name: "n".into() },
            owner_xuid: Some(1),
            title_id: Some(2),
            created_at_ms: Some(0),
            expires_at_ms: Some(0),
        };
        let long = format!(r#""{}""#, "n".repeat(104));
        type Lose = fn(&mut Handle);
        let cases: [(&str, &str, Lose); 8] = [
            ("id", "5", |handle| handle.id = Text::default()),
            ("sessionRef", r#""S""#, |handle| handle.session = HandleSession::default()),
            ("sessionRef.scid", "[]", |handle| handle.session.scid = Text::default()),
            ("sessionRef.name", &long, |handle| handle.session.name = Text::default()),
            ("ownerXuid", r#""abc""#, |handle| handle.owner_xuid = None),
            ("titleId", r#""""#, |handle| handle.title_id = None),
            ("titleId", r#""4294967296""#, |handle| handle.title_id = None),
            ("createTime", r#""yesterday""#, |handle| handle.created_at_ms = None),
        ];
        for (path, value, lose) in cases {
            let set = |name: &str, right: &str| if path == name { value.to_owned() } else { right.to_owned() };
            let session = format!(
                r#"{{"scid":{},"templateName":"t","name":{}}}"#,
                set("sessionRef.scid", r#""S""#),
                set("sessionRef.name", r#""n""#)
            );
            let body = format!(
                r#"{{"id":{},"sessionRef":{},"ownerXuid":{},"titleId":{},"createTime":{},"expiration":"1970-01-01T00:00:00Z"}}"#,
                set("id", &format!("\"{ID}\"")),
                set("sessionRef", &session),
                set("ownerXuid", r#""1""#),
                set("titleId", r#""2""#),
                set("createTime", r#""1970-01-01T00:00:00Z""#),
            );
            let mut expected = full.clone();
            lose(&mut expected);
            let (handle, notes) = read(&body);
            assert_eq!(handle.unwrap(), expected, "{path}");
            assert!(matches!(notes.as_slice(), [note] if note.starts_with(&format!("{path}: should be"))), "{notes:?}");
        }
    }

    #[test]
    fn an_id_that_is_no_guid_is_an_error() {
        for id in ["x", "81a3c56e543c44c2ad53c8a9088fbef8", "{81a3c56e-543c-44c2-ad53-c8a9088fbef8}"] {
            let error = read(&format!(r#"{{"id":"{id}"}}"#)).0.unwrap_err();
            assert_eq!(
                (error.code, error.message.as_str()),
                (Code::Protocol, "id: should be a GUID, is another string")
            );
        }
    }
}
