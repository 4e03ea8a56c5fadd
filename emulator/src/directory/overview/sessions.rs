//! The list of all sessions, and one with its former versions.

use std::cmp::Reverse;

use super::super::document::SessionView;
use super::super::handles::session_ref_json;
use super::super::sessions::{Member, Session};
use super::super::{Directory, Refusal};
use super::{List, Rows, SEATS_LISTED};
use crate::clock::wire_time;
use crate::json::{Value, json};
use crate::names::SessionRef;
use crate::settings::Settings;

impl Directory {
    /// The sessions, newest first.
    pub(crate) fn list_sessions(&self, rows: &Rows) -> List {
        let mut sessions: Vec<&Session> = self.sessions.values().filter(|session| fits(session, rows)).collect();
        sessions.sort_unstable_by_key(|session| (Reverse(session.started), session.branch));
        rows.list(sessions, |session| self.listed_session(session))
    }

    fn listed_session(&self, session: &Session) -> Value {
        let members = session.members.iter().take(SEATS_LISTED);
        json!({
            "sessionRef": session_ref_json(&session.reference),
            "startTime": wire_time(session.started),
            "changeNumber": session.change_number,
            "changeTime": wire_time(session.changed),
            "visibility": self.shown_visibility(session),
            "joinRestriction": session.restriction("joinRestriction"),
            "closed": session.properties.system_flag("closed"),
            "maxMembersCount": session.max_members(&self.settings),
            "membersCount": session.members.len(),
            "members": members.map(|(index, member)| self.listed_member(session, *index, member)).collect::<Vec<_>>(),
        })
    }

    fn listed_member(&self, session: &Session, index: u32, member: &Member) -> Value {
        json!({
            "index": index,
            "xuid": member.xuid.to_string(),
            "gamertag": self.users.gamertag(member.xuid),
            "status": member.status().name(),
            "owner": session.owners.contains(&index),
        })
    }

    /// A session's document and its latest versions, the present one last.
    pub(crate) fn session_with_changes(&self, reference: &SessionRef) -> Result<Value, Refusal> {
        let session = self.sessions.get(&reference.key());
        let session =
            session.ok_or_else(|| Refusal::not_found(format!("session {reference} does not exist (any more)")))?;
        let versions = self.history.of(&reference.key()).chain([session]);
        Ok(json!({
            "document": SessionView::of(session, None, &self.settings).document,
            "changes": versions.map(|version| change(version, &self.settings)).collect::<Vec<_>>(),
        }))
    }
}

fn fits(session: &Session, rows: &Rows) -> bool {
    let reference = &session.reference;
    rows.fit([reference.name.as_str(), &reference.template])
        || rows.fit_start([reference.scid.as_str()])
        || session.members.values().any(|member| rows.fit([member.xuid.to_string().as_str()]))
}

fn change(version: &Session, settings: &Settings) -> Value {
    json!({
        "changeNumber": version.change_number,
        "time": wire_time(version.changed),
        "xuid": version.changed_by.map(|xuid| xuid.to_string()),
        "document": SessionView::of(version, None, settings).document,
    })
}
