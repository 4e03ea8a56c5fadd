//! The list of all users.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::super::Directory;
use super::super::handles::{Handle, HandleKind, session_ref_json};
use super::super::sessions::{Member, Session};
use super::{List, Rows, SEATS_LISTED};
use crate::json::{Object, Value, json};
use crate::names::Xuid;

type Seats<'a> = Vec<(&'a Session, &'a Member)>;

impl Directory {
    /// Everybody who has signed in, has a seat, or is named by a handle, as
    /// last seen: latest first.
    pub(crate) fn list_users(&self, rows: &Rows) -> List {
        let mut seats: BTreeMap<Xuid, Seats<'_>> =
            self.known_users().into_iter().map(|xuid| (xuid, Seats::new())).collect();
        for session in self.sessions.values() {
            for member in session.members.values() {
                seats.entry(member.xuid).or_default().push((session, member));
            }
        }
        let mut users: Vec<(Xuid, Seats<'_>)> =
            seats.into_iter().filter(|(xuid, seats)| self.user_fits(*xuid, seats, rows)).collect();
        users.sort_by_key(|(xuid, _)| Reverse(self.users.last_seen(*xuid)));
        rows.list(users, |(xuid, seats)| self.listed_user(xuid, seats))
    }

    /// A user, known or not.
    pub(crate) fn user_json(&self, xuid: Xuid) -> Value {
        let seat = |session| Session::seat(session, xuid).map(|(_, member)| (session, member));
        self.listed_user(xuid, self.sessions.values().filter_map(seat).collect())
    }

    /// Users known otherwise than by their seats.
    fn known_users(&self) -> BTreeSet<Xuid> {
        let named = |handle: &Handle| match &handle.kind {
            HandleKind::Invite { invited, .. } => [handle.maker, *invited],
            _ => [handle.maker; 2],
        };
        let by_handle = self.handles.live(self.clock.now()).flat_map(named);
        self.users.known().chain(by_handle).collect()
    }

    fn user_fits(&self, xuid: Xuid, seats: &Seats<'_>, rows: &Rows) -> bool {
        let sessions = seats.iter().map(|(session, _)| session.reference.name.as_str());
        rows.fit([xuid.to_string().as_str()]) || rows.fit(self.users.gamertag(xuid)) || rows.fit(sessions)
    }

    fn listed_user(&self, xuid: Xuid, mut seats: Seats<'_>) -> Value {
        seats.sort_by_key(|(session, _)| Reverse(session.started));
        let seats = seats.into_iter().take(SEATS_LISTED);
        let mut row = self.users.to_json(xuid);
        let handles = |handles: Vec<&Handle>| {
            handles.into_iter().map(|handle| Value::Object(handle.to_json())).collect::<Vec<_>>()
        };
        row.extend(Object::from_iter([
            ("sessions".to_owned(), seats.map(seat).collect()),
            ("activities".to_owned(), json!(handles(self.handles.activities(xuid, None)))),
            ("invites".to_owned(), json!(handles(self.handles.inbox(xuid, self.clock.now())))),
        ]));
        Value::Object(row)
    }
}

fn seat((session, member): (&Session, &Member)) -> Value {
    json!({"sessionRef": session_ref_json(&session.reference), "status": member.status().name()})
}
