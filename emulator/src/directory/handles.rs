//! Handles: immutable pointers to sessions with typed data.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::wire_time;
use crate::json::{Object, Value, json};
use crate::names::{SessionRef, Xuid};

/// A handle.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Handle {
    pub(crate) id: String,
    pub(crate) session: SessionRef,
    /// Who made it: the owner of an activity, the sender of an invite.
    pub(crate) maker: Xuid,
    pub(crate) title_id: u32,
    pub(crate) created: Timestamp,
    pub(crate) invite_protocol: String,
    pub(crate) platform: String,
    pub(crate) kind: HandleKind,
}

/// What a handle is for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum HandleKind {
    Activity,
    Invite {
        invited: Xuid,
        /// `inviteAttributes` as sent, with the title filled in.
        attributes: Object,
        expires: Timestamp,
        /// It has left the inbox, and still lets the invitee in.
        accepted: bool,
    },
    /// Makes its session one that queries can find.
    Search {
        /// `searchAttributes` as sent.
        attributes: Object,
    },
    /// Lets the members of `origin` into the session.
    Transfer {
        origin: SessionRef,
    },
}

impl Handle {
    pub(crate) fn expired(&self, now: Timestamp) -> bool {
        matches!(&self.kind, HandleKind::Invite { expires, .. } if *expires <= now)
    }

    /// Whether it is an invite that has been accepted.
    pub(crate) fn accepted(&self) -> bool {
        matches!(&self.kind, HandleKind::Invite { accepted: true, .. })
    }

    pub(crate) fn invites(&self, xuid: Xuid) -> bool {
        matches!(&self.kind, HandleKind::Invite { invited, .. } if *invited == xuid)
    }

    /// What the sender of an invite tells the invitee's game.
    pub(crate) fn context(&self) -> Option<&str> {
        match &self.kind {
            HandleKind::Invite { attributes, .. } => attributes.get("context").and_then(Value::as_str),
            _ => None,
        }
    }

    /// The handle as the service writes it.
    pub(crate) fn to_json(&self) -> Object {
        let title = self.title_id.to_string();
        let mut handle = Object::new();
        let mut put = |name: &str, value: Value| handle.insert(name.to_owned(), value);
        put("id", json!(self.id));
        put("version", json!(1));
        put("sessionRef", session_ref_json(&self.session));
        if let HandleKind::Activity | HandleKind::Invite { .. } = &self.kind {
            put("inviteProtocol", json!(self.invite_protocol));
            put("gameTypes", json!({ (self.platform.as_str()): { "titleId": title } }));
        }
        if !matches!(&self.kind, HandleKind::Transfer { .. }) {
            put("createTime", json!(wire_time(self.created)));
        }
        match &self.kind {
            HandleKind::Activity => {
                put("type", json!("activity"));
                put("titleId", json!(title));
                put("ownerXuid", json!(self.maker.to_string()));
            }
            HandleKind::Invite { invited, attributes, expires, .. } => {
                put("type", json!("invite"));
                put("senderXuid", json!(self.maker.to_string()));
                put("invitedXuid", json!(invited.to_string()));
                put("inviteAttributes", Value::Object(attributes.clone()));
                put("expiration", json!(wire_time(*expires)));
            }
            HandleKind::Search { attributes } => {
                put("type", json!("search"));
                if !attributes.is_empty() {
                    put("searchAttributes", Value::Object(attributes.clone()));
                }
            }
            HandleKind::Transfer { origin } => {
                put("type", json!("transfer"));
                put("originSessionRef", session_ref_json(origin));
            }
        }
        handle
    }
}

pub(crate) fn session_ref_json(session: &SessionRef) -> Value {
    json!({
        "scid": session.scid,
        "templateName": session.template,
        "name": session.name,
    })
}
