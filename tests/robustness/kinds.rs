//! The kinds of answers: a valid one of each, the calls that read it, and the few fields that these can't do without.

use super::calls::{self, Call};
use super::service::Answer;
use crate::support::mutations;

/// An answer that may be odd.
pub struct Kind {
    pub name: &'static str,
    pub status: &'static str,
    pub headers: &'static [(&'static str, &'static str)],
    pub body: &'static str,
    /// The first one reads every mutant of a body that no kind before has; the others read a part of them.
    pub calls: &'static [Call],
    /// Fields without which the call may fail: its result is unknown, or contradicts what was asked for.
    pub needed: &'static [&'static str],
    /// An array of rows, and the fields without which a row may be passed over.
    pub rows: Option<(&'static str, &'static [&'static str])>,
}

impl Kind {
    /// The valid answer.
    pub fn answer(&self) -> Answer {
        let headers = self.headers.iter().map(|(name, value)| (*name, value.as_bytes().to_vec())).collect();
        let of_delete = self.name == DELETED;
        Answer { status: self.status, headers, body: mutations::compact(self.body), of_delete }
    }

    /// Whether no kind before has the same body.
    pub fn is_first(&self) -> bool {
        KINDS.iter().find(|kind| kind.body == self.body).is_some_and(|kind| kind.name == self.name)
    }

    /// The field of `path` without which the call may fail.
    pub fn needs(&self, path: &str) -> Option<&'static str> {
        // Rows are read one by one.
        let within = |needed: &str| if self.rows.is_some() { path == needed } else { is_below(path, needed) };
        self.needed.iter().copied().find(|needed| within(needed))
    }

    /// The row that `path` is in, where the row may be passed over because of it.
    pub fn row_of(&self, path: &str) -> Option<String> {
        let (rows, needed) = self.rows?;
        let inside = path.strip_prefix(rows)?.strip_prefix('/')?;
        let (number, field) = inside.split_once('/').unwrap_or((inside, ""));
        let lost = field.is_empty() || needed.iter().any(|name| is_below(field, name));
        lost.then(|| format!("{rows}/{number}"))
    }
}

/// Whether a path is that of a field, or of what is in it.
pub fn is_below(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

const DELETED: &str = "a deletion";
const JSON: (&str, &str) = ("Content-Type", "application/json; charset=utf-8");
const DATE: (&str, &str) = ("Date", "Fri, 02 Jan 2026 03:04:05 GMT");
const CREATED: &[(&str, &str)] =
    &[JSON, DATE, ("Location", "/handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8"), ("Retry-After", "3")];
const FOUND: &[(&str, &str)] = &[JSON, DATE, ("Retry-After", "3")];
const OF_SESSION: &[(&str, &str)] = &[
    JSON,
    DATE,
    ("ETag", "\"7\""),
    (
        "Content-Location",
        "/serviceconfigs/8dfb0100-ebe0-42da-885f-033860a818f6/sessionTemplates/death%20match/sessions/49%20%C3%A9",
    ),
    ("Retry-After", "3"),
];
const THROTTLED: &[(&str, &str)] = &[JSON, DATE, ("Retry-After", "Fri, 02 Jan 2026 03:04:12 GMT")];
/// What says that an answer is that to the request.
const OF_HANDLE: &[&str] = &["/id", "/type", "/sessionRef"];
const OF_INVITE: &[&str] = &["/id", "/type", "/sessionRef", "/invitedXuid"];
const OF_TRANSFER: &[&str] = &["/id", "/type", "/sessionRef", "/originSessionRef"];
const OF_ROW: &[&str] = &["id", "type", "sessionRef"];

pub const KINDS: &[Kind] = &[
    Kind {
        name: "an activity created",
        status: "201 Created",
        headers: CREATED,
        body: include_str!("../answers/activity.json"),
        calls: &[calls::SET_ACTIVITY],
        needed: OF_HANDLE,
        rows: None,
    },
    Kind {
        name: "an activity created, without a body",
        status: "201 Created",
        headers: CREATED,
        body: "",
        calls: &[calls::SET_ACTIVITY, calls::INVITE, calls::SEARCH_HANDLE, calls::TRANSFER_HANDLE],
        needed: &["@location"],
        rows: None,
    },
    Kind {
        name: "an invite sent",
        status: "201 Created",
        headers: CREATED,
        body: include_str!("../answers/invite.json"),
        calls: &[calls::INVITE],
        needed: OF_INVITE,
        rows: None,
    },
    Kind {
        name: "a search handle created",
        status: "201 Created",
        headers: CREATED,
        body: include_str!("../answers/search.json"),
        calls: &[calls::SEARCH_HANDLE],
        needed: OF_HANDLE,
        rows: None,
    },
    Kind {
        name: "a transfer handle created",
        status: "201 Created",
        headers: CREATED,
        body: include_str!("../answers/transfer.json"),
        calls: &[calls::TRANSFER_HANDLE],
        needed: OF_TRANSFER,
        rows: None,
    },
    Kind {
        name: "a handle read",
        status: "200 OK",
        headers: FOUND,
        body: include_str!("../answers/activity.json"),
        calls: &[calls::GET_HANDLE],
        needed: &["/id"],
        rows: None,
    },
    Kind {
        name: DELETED,
        status: "204 No Content",
        headers: &[DATE, ("Retry-After", "3")],
        body: "",
        calls: &[calls::DELETE_HANDLE],
        needed: &[],
        rows: None,
    },
    Kind {
        name: "activities found",
        status: "200 OK",
        headers: FOUND,
        body: include_str!("../answers/activities.json"),
        calls: &[calls::QUERY_ACTIVITIES, calls::ACTIVITIES_OF_A_GROUP, calls::CLEAR_ACTIVITY],
        needed: &["/results"],
        rows: Some(("/results", OF_ROW)),
    },
    Kind {
        name: "search handles found",
        status: "200 OK",
        headers: FOUND,
        body: include_str!("../answers/searches.json"),
        calls: &[calls::SEARCH],
        needed: &["/results"],
        rows: Some(("/results", OF_ROW)),
    },
    Kind {
        name: "sessions found",
        status: "200 OK",
        headers: FOUND,
        body: include_str!("../answers/sessions.json"),
        calls: &[calls::SESSIONS_OF_A_USER, calls::SESSIONS_OF_USERS],
        needed: &["/results"],
        rows: Some(("/results", &["sessionRef"])),
    },
    Kind {
        name: "a session",
        status: "200 OK",
        headers: OF_SESSION,
        body: include_str!("../answers/session.json"),
        calls: &[
            calls::READ_BY_HANDLE,
            calls::READ,
            calls::READ_IF_CHANGED,
            calls::UPDATE_OR_CREATE,
            calls::UPDATE,
            calls::SYNCHRONIZED,
            calls::JOIN,
            calls::JOIN_BY_HANDLE,
            calls::LEAVE,
            calls::LEAVE_BY_HANDLE,
        ],
        needed: &[],
        rows: None,
    },
    Kind {
        name: "a session created",
        status: "201 Created",
        headers: OF_SESSION,
        body: include_str!("../answers/session.json"),
        calls: &[calls::CREATE],
        needed: &[],
        rows: None,
    },
    Kind {
        name: "a large session",
        status: "200 OK",
        headers: OF_SESSION,
        body: include_str!("../answers/large_session.json"),
        calls: &[calls::READ_BY_HANDLE, calls::JOIN],
        needed: &[],
        rows: None,
    },
    Kind {
        name: "a refusal with the session",
        status: "412 Precondition Failed",
        headers: OF_SESSION,
        body: include_str!("../answers/session.json"),
        calls: &[calls::SYNCHRONIZED, calls::UPDATE],
        needed: &[],
        rows: None,
    },
    Kind {
        name: "a refusal",
        status: "403 Forbidden",
        headers: FOUND,
        body: include_str!("../answers/error.json"),
        calls: &[calls::SET_ACTIVITY, calls::INVITE, calls::QUERY_ACTIVITIES, calls::READ, calls::JOIN],
        needed: &[],
        rows: None,
    },
    Kind {
        name: "a throttled request",
        status: "429 Too Many Requests",
        headers: THROTTLED,
        body: include_str!("../answers/throttle.json"),
        calls: &[calls::SET_ACTIVITY, calls::INVITE, calls::SEARCH, calls::READ, calls::UPDATE],
        needed: &[],
        rows: None,
    },
];
