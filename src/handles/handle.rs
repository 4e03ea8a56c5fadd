//! A handle as the service returns it.

use super::wire::check_text;
use crate::error::Error;
use crate::http::{Method, Quota, Repeat, Request, encode_segment};
use crate::json::Fields;

/// The id of a handle: a GUID, though nothing here depends on that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandleId(String);

impl HandleId {
    /// Most bytes of an id: what the C API's arrays hold.
    const MOST_BYTES: usize = 39;

    /// Checks that `id` is 1 to 39 bytes that can be one segment of a path.
    pub fn new(id: &str) -> Result<HandleId, Error> {
        check_text(id, "handle_id", HandleId::MOST_BYTES)?;
        if id.contains('/') || matches!(id, "." | "..") {
            return Err(Error::argument("handle_id", "must be a handle's id, a GUID"));
        }
        Ok(HandleId(id.to_owned()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the handle is.
    pub(crate) fn path(&self) -> String {
        format!("/handles/{}", encode_segment(&self.0))
    }

    /// `GET /handles/{id}`.
    pub fn get_request(&self) -> Request {
        self.request(Method::Get)
    }

    /// `DELETE /handles/{id}`.
    pub fn delete_request(&self) -> Request {
        self.request(Method::Delete)
    }

    fn request(&self, method: Method) -> Request {
        Request {
            method,
            path: self.path(),
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
    /// The handle's id.
    pub id: String,
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
    pub scid: String,
    /// The template's name.
    pub template_name: String,
    /// The session's name.
    pub name: String,
}

impl HandleSession {
    // What the C API's arrays hold; identifiers are never cut, so a longer one breaks the protocol.
    const MOST_SCID_BYTES: usize = 39;
    const MOST_NAME_BYTES: usize = 103;

    pub(super) fn from_fields(fields: &Fields) -> Result<HandleSession, Error> {
        Ok(HandleSession {
            scid: fields.identifier("scid", HandleSession::MOST_SCID_BYTES)?,
            template_name: fields.identifier("templateName", HandleSession::MOST_NAME_BYTES)?,
            name: fields.identifier("name", HandleSession::MOST_NAME_BYTES)?,
        })
    }
}

impl Handle {
    pub(super) fn from_fields(fields: &Fields) -> Result<Handle, Error> {
        let session = fields.object("sessionRef")?;
        let handle = Handle {
            id: fields.identifier("id", HandleId::MOST_BYTES)?,
            owner_xuid: fields.decimal("ownerXuid")?,
            title_id: fields.decimal("titleId")?,
            created_at_ms: fields.time("createTime")?,
            expires_at_ms: fields.time("expiration")?,
            session: session.map(|fields| HandleSession::from_fields(&fields)).transpose()?.unwrap_or_default(),
        };
        if handle.id.is_empty() {
            return Err(fields.missing("id"));
        }
        Ok(handle)
    }

    /// The id, where the service told one that can be used.
    pub fn id(&self) -> Option<HandleId> {
        HandleId::new(&self.id).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::json;

    fn read(body: &str) -> Result<Handle, Error> {
        Handle::from_fields(&json::parse_bytes(body.as_bytes())?.root()?)
    }

    #[test]
    fn a_full_handle_is_read_and_unknown_fields_are_ignored() {
        let body = r#"{"id":"11111111-ebe0-42da-885f-033860a818f6","type":"activity","version":1,
            "sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"deathmatch","name":"session-49"},
            "titleId":"1234567","ownerXuid":"3212","createTime":"2014-08-28T23:15:34.8852308Z","expiration":"1970-01-01T00:00:01Z",
            "inviteProtocol":"game","gameTypes":{"win32":{"titleId":"1234567"}},"fromTheFuture":[{}]}"#;
        let handle = read(body).unwrap();
        assert_eq!(handle.session.name, "session-49");
        assert_eq!((handle.owner_xuid, handle.title_id), (Some(3212), Some(1_234_567)));
        assert_eq!((handle.created_at_ms, handle.expires_at_ms), (Some(1_409_267_734_885), Some(1000)));
    }

    #[test]
    fn numbers_are_accepted_where_the_service_writes_strings() {
        let handle = read(r#"{"id":"x","titleId":5,"ownerXuid":18446744073709551615}"#).unwrap();
        assert_eq!((handle.title_id, handle.owner_xuid), (Some(5), Some(u64::MAX)));
    }

    #[test]
    fn an_unreadable_time_is_not_told() {
        let handle = read(r#"{"id":"x","createTime":"yesterday"}"#).unwrap();
        assert_eq!(handle.created_at_ms, None);
    }

    #[test]
    fn wrong_types_and_a_missing_id_are_errors_that_name_the_field() {
        for (body, field) in [
            ("[]", "the answer"),
            ("{}", "id"),
            (r#"{"id":5}"#, "id"),
            (r#"{"id":"x","ownerXuid":"abc"}"#, "ownerXuid"),
            (r#"{"id":"x","titleId":"4294967296"}"#, "titleId"),
            (r#"{"id":"x","sessionRef":"S"}"#, "sessionRef"),
            (r#"{"id":"x","sessionRef":{"name":5}}"#, "sessionRef.name"),
            (r#"{"id":"x","createTime":5}"#, "createTime"),
            (&format!(r#"{{"id":"{}"}}"#, "x".repeat(40)), "id: should be a text of at most 39 bytes"),
            (&format!(r#"{{"id":"x","sessionRef":{{"name":"{}"}}}}"#, "n".repeat(104)), "sessionRef.name"),
            (r#"{"id":"a\u0000b"}"#, "id"),
            ("nonsense", "the answer"),
        ] {
            let error = read(body).unwrap_err();
            assert_eq!(error.code, Code::Protocol);
            assert!(error.message.starts_with(field), "{body}: {}", error.message);
        }
    }

    #[test]
    fn an_id_is_one_segment_of_a_path() {
        assert_eq!(HandleId::new("a b").unwrap().path(), "/handles/a%20b");
        assert!(HandleId::new(&"x".repeat(39)).is_ok());
        for id in ["", "a/b", "..", "a\nb", &"x".repeat(40)] {
            assert!(HandleId::new(id).unwrap_err().message.starts_with("handle_id:"), "{id}");
        }
    }
}
