//! All that the service tells of a handle.

use super::attributes::SearchAttributes;
use super::handle::{Handle, HandleSession};
use super::related_info::RelatedInfo;
use super::wire::SessionRef;
use crate::error::Error;
use crate::http::Response;
use crate::json::{self, Fields};

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
    pub invite_protocol: Option<String>,
    /// The titles that can open it: a JSON object by platform.
    pub game_types: Option<String>,
    /// Who sent an invite.
    pub sender_xuid: Option<u64>,
    /// Who was invited.
    pub invited_xuid: Option<u64>,
    /// What an invite brings.
    pub invite_attributes: Option<InviteAttributes>,
    /// By what a session is found.
    pub search_attributes: SearchAttributes,
    /// The session from which a transfer handle extends access.
    pub origin: Option<HandleSession>,
    /// What the service tells of the session.
    pub related_info: RelatedInfo,
    /// The session's custom properties, a JSON object.
    pub custom_properties: Option<String>,
    /// The session's roles and who has them, a JSON object.
    pub role_info: Option<String>,
    /// The handle's JSON as the service wrote it; empty where it wrote none.
    pub json: String,
}

/// What an invite brings to its recipient.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InviteAttributes {
    /// The title invited to.
    pub title_id: Option<u32>,
    /// What the recipient's activation brings.
    pub context: Option<String>,
    /// The id of a custom invite string.
    pub context_string: Option<String>,
    /// The sender's name where the sender is a service.
    pub sender_string: Option<String>,
}

impl HandleDetails {
    /// The answer to `GET /handles/{id}`, and to the creation of a handle where it has a body.
    pub fn from_response(response: &Response) -> Result<HandleDetails, Error> {
        HandleDetails::from_fields(&json::parse(response)?.root()?)
    }

    /// The answer to the creation of a handle to `session`; where it has no body, the handle is what was asked for,
    /// without an id.
    pub(super) fn created_for(session: &SessionRef, response: &Response) -> Result<HandleDetails, Error> {
        if !response.body.is_empty() {
            return HandleDetails::from_response(response);
        }
        let session = HandleSession {
            scid: session.scid.to_owned(),
            template_name: session.template_name.to_owned(),
            name: session.name.unwrap_or_default().to_owned(),
        };
        Ok(HandleDetails { handle: Handle { session, ..Handle::default() }, ..HandleDetails::default() })
    }

    pub(super) fn from_fields(fields: &Fields) -> Result<HandleDetails, Error> {
        let invite_attributes = fields.object("inviteAttributes")?;
        let search_attributes = fields.object("searchAttributes")?;
        let related_info = fields.object("relatedInfo")?;
        let origin = fields.object("originSessionRef")?;
        let text = |name| Ok::<_, Error>(fields.string(name)?.map(str::to_owned));
        Ok(HandleDetails {
            handle: Handle::from_fields(fields)?,
            kind: fields.string("type")?.map_or(HandleKind::Unknown, HandleKind::from_wire),
            invite_protocol: text("inviteProtocol")?,
            game_types: fields.object_text("gameTypes")?,
            sender_xuid: fields.decimal("senderXuid")?,
            invited_xuid: fields.decimal("invitedXuid")?,
            invite_attributes: invite_attributes.map(|fields| InviteAttributes::from_fields(&fields)).transpose()?,
            search_attributes: search_attributes
                .map(|fields| SearchAttributes::from_fields(&fields))
                .transpose()?
                .unwrap_or_default(),
            origin: origin.map(|fields| HandleSession::from_fields(&fields)).transpose()?,
            related_info: related_info.map(|fields| RelatedInfo::from_fields(&fields)).transpose()?.unwrap_or_default(),
            custom_properties: fields.object_text("customProperties")?,
            role_info: fields.object_text("roleInfo")?,
            json: fields.text().to_owned(),
        })
    }
}

impl HandleKind {
    fn from_wire(text: &str) -> HandleKind {
        match text.to_ascii_lowercase().as_str() {
            "activity" => HandleKind::Activity,
            "invite" => HandleKind::Invite,
            "search" => HandleKind::Search,
            "transfer" => HandleKind::Transfer,
            _ => HandleKind::Unknown,
        }
    }
}

impl InviteAttributes {
    fn from_fields(fields: &Fields) -> Result<InviteAttributes, Error> {
        let text = |name| Ok::<_, Error>(fields.string(name)?.map(str::to_owned));
        Ok(InviteAttributes {
            title_id: fields.decimal("titleId")?,
            context: text("context")?,
            context_string: text("contextString")?,
            sender_string: text("senderString")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let details =
            read(r#"{"id":"x","type":"Activity","inviteProtocol":"game","gameTypes":{"win32":{"titleId":"1234567"}}}"#)
                .unwrap();
        assert_eq!(details.kind, HandleKind::Activity);
        assert_eq!(details.game_types.as_deref(), Some(r#"{"win32":{"titleId":"1234567"}}"#));
    }

    #[test]
    fn what_is_no_handle_is_an_error_that_names_the_field() {
        for (body, field) in [
            ("", "the answer"),
            ("[]", "the answer"),
            ("{}", "id"),
            (r#"{"id":"x","type":5}"#, "type"),
            (r#"{"id":"x","gameTypes":[]}"#, "gameTypes"),
            (r#"{"id":"x","roleInfo":"r"}"#, "roleInfo"),
            (r#"{"id":"x","senderXuid":"me"}"#, "senderXuid"),
            (r#"{"id":"x","inviteAttributes":{"context":{}}}"#, "inviteAttributes.context"),
            (r#"{"id":"x","originSessionRef":{"name":7}}"#, "originSessionRef.name"),
            (r#"{"id":"x","relatedInfo":{"sessionOwners":["x"]}}"#, "relatedInfo.sessionOwners[0]"),
        ] {
            let message = read(body).unwrap_err().message;
            assert!(message.starts_with(field), "{body}: {message}");
        }
    }
}
