//! All that the service tells of a handle.

use super::attributes::SearchAttributes;
use super::handle::{Handle, HandleSession};
use super::related_info::RelatedInfo;
use crate::error::Error;
use crate::http::Response;
use crate::json::{self, Fields, Notes, Text};

/// What a handle is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HandleKind {
    /// Not told, or a kind not known here.
    #[default]
    Unknown,
    /// A player's current activity.
    Activity,
    /// An invitation of one player.
    Invite,
    /// Makes a session searchable.
    Search,
    /// Extends access from one session to another.
    Transfer,
}

/// All that the service tells of a handle. What it does not tell is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HandleDetails {
    /// The handle itself.
    pub handle: Handle,
    /// What it is for.
    pub kind: HandleKind,
    /// How invites to it are shown, such as `game`.
    pub invite_protocol: Option<Text>,
    /// The titles that can open it: a JSON object by platform.
    pub game_types: Option<Text>,
    /// Who sent an invite.
    pub sender_xuid: Option<u64>,
    /// Who was invited.
    pub invited_xuid: Option<u64>,
    /// What an invite brings.
    pub invite_attributes: Option<Box<InviteAttributes>>,
    /// By what a session is found.
    pub search_attributes: SearchAttributes,
    /// The same as the service wrote it, a JSON object, with what has no place above.
    pub search_attributes_json: Option<Text>,
    /// The session from which a transfer handle extends access.
    pub origin: Option<Box<HandleSession>>,
    /// What the service tells of the session.
    pub related_info: RelatedInfo,
    /// The session's custom properties: JSON of any kind.
    pub custom_properties: Option<Text>,
    /// The session's roles and who has them, a JSON object.
    pub role_info: Option<Text>,
    /// The handle's JSON as the service wrote it; empty where it wrote none.
    pub json: Text,
    /// What of the answer could not be read and is empty here: paths and rules. Empty for a handle of a list, which has
    /// them itself.
    pub unread: Vec<String>,
}

/// What an invite brings to its recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InviteAttributes {
    /// The title invited to.
    pub title_id: Option<u32>,
    /// What the recipient's activation brings.
    pub context: Option<Text>,
    /// The id of a custom invite string.
    pub context_string: Option<Text>,
    /// The sender's name where the sender is a service.
    pub sender_string: Option<Text>,
}

impl HandleDetails {
    /// The answer to `GET /handles/{id}`. Its error is an answer that is no handle: no JSON object, or without an id.
    pub fn from_response(response: &Response) -> Result<HandleDetails, Error> {
        HandleDetails::read(response, HandleDetails::identified)
    }

    /// Reads an answer's object, and keeps the notes of that.
    pub(super) fn read(
        response: &Response,
        read: impl FnOnce(&Fields) -> Result<HandleDetails, Error>,
    ) -> Result<HandleDetails, Error> {
        let (document, notes) = (json::answer(&response.body)?, Notes::default());
        let details = read(&Fields::root(&document, &notes)?)?;
        Ok(HandleDetails { unread: notes.into_vec(), ..details })
    }

    /// A handle that must have an id.
    pub(super) fn identified(fields: &Fields) -> Result<HandleDetails, Error> {
        let details = HandleDetails::from_fields(fields)?;
        if details.handle.id.is_empty() { Err(fields.field("id").unusable("a GUID")) } else { Ok(details) }
    }

    /// A handle whose id may be absent.
    pub(super) fn from_fields(fields: &Fields) -> Result<HandleDetails, Error> {
        // In the order in which the service writes them.
        let [
            id,
            kind,
            session,
            title_id,
            owner_xuid,
            create_time,
            expiration,
            origin,
            invite_attributes,
            invited_xuid,
            sender_xuid,
            invite_protocol,
            game_types,
            search_attributes,
            related_info,
            custom_properties,
            role_info,
        ] = fields.named([
            "id",
            "type",
            "sessionRef",
            "titleId",
            "ownerXuid",
            "createTime",
            "expiration",
            "originSessionRef",
            "inviteAttributes",
            "invitedXuid",
            "senderXuid",
            "inviteProtocol",
            "gameTypes",
            "searchAttributes",
            "relatedInfo",
            "customProperties",
            "roleInfo",
        ]);
        let search_attributes = search_attributes.object();
        Ok(HandleDetails {
            handle: Handle::of(fields, [id, session, title_id, owner_xuid, create_time, expiration])?,
            kind: kind.text().map_or(HandleKind::Unknown, |text| HandleKind::from_wire(&text)),
            invite_protocol: invite_protocol.string(),
            game_types: game_types.object_text(),
            sender_xuid: sender_xuid.whole(),
            invited_xuid: invited_xuid.whole(),
            invite_attributes: invite_attributes.object().map(|fields| InviteAttributes::from_fields(&fields).into()),
            search_attributes: search_attributes
                .map(|fields| SearchAttributes::from_fields(&fields))
                .unwrap_or_default(),
            search_attributes_json: search_attributes.map(|fields| fields.text()),
            origin: origin.object().map(|fields| HandleSession::from_fields(&fields).into()),
            related_info: related_info.object().map(|fields| RelatedInfo::from_fields(&fields)).unwrap_or_default(),
            custom_properties: custom_properties.any_text(),
            role_info: role_info.object_text(),
            json: fields.text(),
            unread: Vec::new(),
        })
    }
}

impl HandleKind {
    /// As the service writes it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            HandleKind::Unknown => "unknown",
            HandleKind::Activity => "activity",
            HandleKind::Invite => "invite",
            HandleKind::Search => "search",
            HandleKind::Transfer => "transfer",
        }
    }

    fn from_wire(text: &str) -> HandleKind {
        let known = [HandleKind::Activity, HandleKind::Invite, HandleKind::Search, HandleKind::Transfer];
        known.into_iter().find(|kind| text.eq_ignore_ascii_case(kind.as_str())).unwrap_or_default()
    }
}

impl InviteAttributes {
    fn from_fields(fields: &Fields) -> InviteAttributes {
        let [title_id, context, context_string, sender_string] =
            fields.named(["titleId", "context", "contextString", "senderString"]);
        InviteAttributes {
            title_id: title_id.whole(),
            context: context.string(),
            context_string: context_string.string(),
            sender_string: sender_string.string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn read(body: &str) -> Result<HandleDetails, Error> {
        HandleDetails::from_response(&Response { status: 200, body: body.into(), ..Response::default() })
    }

    #[test]
    fn an_invite_is_read_with_its_people_and_attributes() {
        let body = r#"{"id":"b8704ec5-95cd-408b-bd41-baa7a2761cc2","type":"invite","version":1,"sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"deathmatch","name":"session-49"},"inviteAttributes":{"titleId":"1234567","contextString":"///capture","context":"mode%3Dctf"},"invitedXuid":"3210","senderXuid":"3212","expiration":"2014-08-28T23:15:34.8852308Z","inviteProtocol":"game","gameTypes":{}}"#;
        let details = read(body).unwrap();
        assert_eq!((details.sender_xuid, details.invited_xuid), (Some(3212), Some(3210)));
        assert_eq!(details.handle.expires_at_ms, Some(1_409_267_734_885));
        assert_eq!((details.invite_protocol.as_deref(), details.game_types.as_deref()), (Some("game"), Some("{}")));
        let attributes = details.invite_attributes.unwrap();
        assert_eq!((attributes.title_id, attributes.context.as_deref()), (Some(1_234_567), Some("mode%3Dctf")));
        assert_eq!((attributes.context_string.as_deref(), attributes.sender_string), (Some("///capture"), None));
        assert_eq!((details.kind, details.json.as_str()), (HandleKind::Invite, body));
    }

    #[test]
    fn a_transfer_is_read_with_its_origin() {
        let details = read(
            r#"{"type":"transfer","id":"81a3c56e-543c-44c2-ad53-c8a9088fbef8","sessionRef":{"scid":"S","templateName":"game","name":"g1"},"originSessionRef":{"scid":"S","templateName":"lobby","name":"l1"},"version":1}"#,
        )
        .unwrap();
        let origin = details.origin.unwrap();
        assert_eq!((origin.scid.as_str(), origin.template_name.as_str(), origin.name.as_str()), ("S", "lobby", "l1"));
        assert_eq!((details.kind, details.handle.session.name.as_str()), (HandleKind::Transfer, "g1"));
    }

    #[test]
    fn an_activity_is_read_with_its_game_types() {
        let details = read(
            r#"{"id":"81a3c56e-543c-44c2-ad53-c8a9088fbef8","type":"Activity","inviteProtocol":"game","gameTypes":{"win32":{"titleId":"1234567"}}}"#,
        )
        .unwrap();
        assert_eq!(details.kind, HandleKind::Activity);
        assert_eq!(details.game_types.as_deref(), Some(r#"{"win32":{"titleId":"1234567"}}"#));
    }

    #[test]
    fn what_is_no_handle_is_an_error_that_names_the_field() {
        for (body, message) in [
            ("", "the answer is not JSON: expected a value at byte 0"),
            ("[]", "the answer: should be an object, is an array"),
            ("{}", "id: is missing in the answer"),
            (r#"{"id":null}"#, "id: is missing in the answer"),
            (r#"{"id":["x"]}"#, "id: should be a GUID, is an array"),
        ] {
            let error = read(body).unwrap_err();
            assert_eq!((error.code, error.message.as_str()), (Code::Protocol, message), "{body}");
        }
    }

    #[test]
    fn a_field_that_cannot_be_read_is_noted_and_the_rest_survives() {
        for (field, path) in [
            (r#""type":5"#, "type"),
            (r#""gameTypes":[]"#, "gameTypes"),
            (r#""roleInfo":"r""#, "roleInfo"),
            (r#""senderXuid":"me""#, "senderXuid"),
            (r#""inviteAttributes":{"context":{}}"#, "inviteAttributes.context"),
            (r#""originSessionRef":{"name":7}"#, "originSessionRef.name"),
            (r#""relatedInfo":{"sessionOwners":["x"]}"#, "relatedInfo.sessionOwners[0]"),
            (r#""searchAttributes":{"strings":{"a\ud83d":1}}"#, r"searchAttributes.strings.a\ud83d"),
        ] {
            let body = format!(r#"{{"id":"81a3c56e-543c-44c2-ad53-c8a9088fbef8",{field},"inviteProtocol":"game"}}"#);
            let details = read(&body).unwrap();
            assert_eq!((details.invite_protocol.as_deref(), details.json.as_str()), (Some("game"), body.as_str()));
            let [note] = details.unread.as_slice() else { panic!("{field}: {:?}", details.unread) };
            assert!(note.starts_with(&format!("{path}: should be")), "{note}");
        }
    }

    #[test]
    fn custom_properties_may_be_any_json() {
        for text in [r#""Hello""#, "5", "null", "[ ]", r#"{"$serde_json::private::RawValue":"{"}"#] {
            let body = format!(r#"{{"id":"81a3c56e-543c-44c2-ad53-c8a9088fbef8","customProperties": {text} }}"#);
            let details = read(&body).unwrap();
            assert_eq!((details.custom_properties.as_deref(), details.unread), (Some(text), vec![]));
        }
    }
}
