//! What the answer to a query says about each handle.

use super::Directory;
use super::access::{Access, Entry};
use super::handles::{Handle, HandleKind};
use super::roles::role_info;
use super::sessions::{Session, Visibility};
use crate::clock::wire_time;
use crate::json::{Value, json};
use crate::names::Xuid;
use crate::sign_in::Caller;

/// What a query's answer holds besides the handles.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Include {
    related_info: bool,
    custom_properties: bool,
    role_info: bool,
}

impl Include {
    /// Reads the comma list of `?include=`; unknown values are ignored, or refused if `strict`.
    pub(crate) fn parse(list: &str, strict: bool) -> Result<Self, String> {
        let mut include = Self::default();
        for value in list.split(',').map(str::trim).filter(|value| !value.is_empty()) {
            match value.to_ascii_lowercase().as_str() {
                "relatedinfo" => include.related_info = true,
                "customproperties" => include.custom_properties = true,
                "roleinfo" => include.role_info = true,
                _ if strict => {
                    return Err(format!(
                        "include \"{value}\" is not relatedInfo, customProperties or roleInfo (setting strictQueryString)"
                    ));
                }
                _ => {}
            }
        }
        Ok(include)
    }
}

impl Directory {
    /// Private sessions are seen by their members only.
    pub(super) fn shows(&self, caller: Xuid, handle: &Handle) -> bool {
        let Some(session) = self.sessions.get(&handle.session.key()) else {
            return true;
        };
        !self.settings.hide_private_activities
            || session.visibility(&self.settings) != Visibility::Private
            || session.seat(caller).is_some()
    }

    pub(super) fn result(&self, handle: &Handle, include: Include) -> Value {
        let session = self.sessions.get(&handle.session.key());
        let mut result = handle.to_json();
        let mut put = |name: &str, value: Value| result.insert(name.to_owned(), value);
        if include.related_info && (session.is_some() || self.settings.missing_session_info == "empty") {
            put("relatedInfo", self.related_info(handle, session));
        }
        if include.custom_properties {
            let custom = session.map(|session| session.properties.custom.clone());
            put("customProperties", custom.unwrap_or_else(|| json!({})));
        }
        if include.role_info {
            put("roleInfo", role_info(session));
        }
        Value::Object(result)
    }

    /// A handle whose session does not exist has the information of
    /// an empty session.
    fn related_info(&self, handle: &Handle, session: Option<&Session>) -> Value {
        let empty;
        let session = match session {
            Some(session) => session,
            None => {
                empty = Session::new(handle.session.clone(), handle.created);
                &empty
            }
        };
        let mut info = json!({
            "visibility": self.shown_visibility(session),
            "joinRestriction": session.restriction("joinRestriction"),
            "closed": session.properties.system_flag("closed"),
            "maxMembersCount": session.max_members(&self.settings),
            "membersCount": session.accepted(),
            "inviteProtocol": handle.invite_protocol,
            "postedTime": wire_time(handle.created),
        });
        if let (HandleKind::Search { .. }, Value::Object(info)) = (&handle.kind, &mut info) {
            let owners: Vec<String> = session.owner_xuids().iter().map(Xuid::to_string).collect();
            info.insert("sessionOwners".to_owned(), json!(owners));
        }
        info
    }

    /// `full` is derived: an open session without a free seat.
    pub(super) fn shown_visibility(&self, session: &Session) -> &'static str {
        match session.visibility(&self.settings) {
            Visibility::Private => "private",
            Visibility::Visible => "visible",
            Visibility::Open if session.is_full(&self.settings) => "full",
            Visibility::Open => "open",
        }
    }

    /// The access of a user to a session that exists.
    pub(super) fn access<'a>(&'a self, session: &'a Session, caller: Caller, entry: Entry) -> Access<'a> {
        Access { settings: &self.settings, users: &self.users, session, caller, entry }
    }
}
