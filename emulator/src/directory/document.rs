//! The session as a JSON document.

use jiff::Timestamp;

use super::judged::Judged;
use super::sessions::{Member, Section, Session};
use crate::clock::wire_time;
use crate::json::{Object, Value, json};
use crate::names::{SessionRef, Xuid};
use crate::settings::Settings;

/// The contract version that documents carry, as live clients use it.
const CONTRACT_VERSION: u32 = 107;

/// A session as an answer: the document with its tag and name.
#[derive(Debug, Clone)]
pub(crate) struct SessionView {
    pub(crate) reference: SessionRef,
    pub(crate) etag: String,
    /// When the session will change by itself.
    pub(crate) next_timer: Option<Timestamp>,
    pub(crate) document: Value,
    /// How the reader's access was judged, where it was.
    pub(crate) judged: Option<Judged>,
}

impl SessionView {
    /// The session as `reader` sees it; without one, with everything.
    pub(crate) fn of(session: &Session, reader: Option<Xuid>, settings: &Settings) -> Self {
        Self {
            reference: session.reference.clone(),
            etag: session.etag(),
            next_timer: session.next_timer,
            document: document(session, reader, settings),
            judged: None,
        }
    }
}

fn document(session: &Session, reader: Option<Xuid>, settings: &Settings) -> Value {
    let mut document = json!({
        "contractVersion": CONTRACT_VERSION,
        "branch": session.branch.to_string(),
        "changeNumber": session.change_number,
        "correlationId": session.correlation.to_string(),
        "startTime": wire_time(session.started),
        "constants": section(&session.constants),
        "properties": properties(session, settings),
        "members": match reader {
            Some(reader) if session.is_large() => own_member(session, reader, settings),
            _ => members(session, settings),
        },
        "membersInfo": members_info(session),
        "servers": {},
    });
    if let Value::Object(document) = &mut document {
        if let Some(types) = &session.role_types {
            document.insert("roleTypes".to_owned(), Value::Object(types.clone()));
        }
        if let Some(time) = session.next_timer {
            document.insert("nextTimer".to_owned(), json!(wire_time(time)));
        }
        if let Some(id) = &session.search_handle {
            document.insert("searchHandle".to_owned(), json!(id));
        }
    }
    document
}

/// XSAPI reads the owners' indices here.
fn properties(session: &Session, settings: &Settings) -> Value {
    let mut properties = session.properties.clone();
    let mut default = |name: &str, value: Value| {
        properties.system.entry(name.to_owned()).or_insert(value);
    };
    if settings.system_defaults {
        default("turn", json!([]));
        default("matchmaking", json!({}));
        if session.capability("userAuthorizationStyle") {
            default("joinRestriction", json!("local"));
            default("readRestriction", json!("local"));
        }
    }
    if session.has_owners() {
        properties.system.insert("owners".to_owned(), json!(session.owners));
    }
    section(&properties)
}

fn section(section: &Section) -> Value {
    json!({ "system": section.system, "custom": section.custom })
}

fn members(session: &Session, settings: &Settings) -> Object {
    let followers = session.members.keys().skip(1).copied();
    let nexts = followers.chain([session.next_index]);
    let members = session.members.iter().zip(nexts);
    members.map(|((index, each), next)| (index.to_string(), member(session, *index, each, next, settings))).collect()
}

/// A large session shows its readers nobody but themselves.
fn own_member(session: &Session, reader: Xuid, settings: &Settings) -> Object {
    let seat = session.seat(reader).into_iter();
    seat.map(|(index, each)| ("me".to_owned(), member(session, index, each, session.next_index, settings))).collect()
}

fn member(session: &Session, index: u32, member: &Member, next: u32, settings: &Settings) -> Value {
    let mut constants = member.constants.clone();
    if !settings.echo_initialize {
        constants.system.remove("initialize");
    }
    constants.system.insert("index".to_owned(), json!(index));
    let xuid = json!(member.xuid.to_string());
    constants.system.insert("xuid".to_owned(), xuid);
    let mut document = json!({
        "next": next,
        "joinTime": wire_time(member.joined),
        "constants": section(&constants),
        "properties": section(&member.properties),
    });
    if let Value::Object(document) = &mut document {
        let mut put = |name: &str, value: Value| document.insert(name.to_owned(), value);
        if member.reserved {
            put("reserved", json!(true));
        }
        if session.has_turn(index) {
            put("turn", json!(true));
        }
        if let Some(gamertag) = &member.gamertag {
            put("gamertag", json!(gamertag));
        }
        if let Some(address) = member.properties.system_text("secureDeviceAddress").filter(|text| !text.is_empty()) {
            put("deviceToken", json!(device_token(address)));
        }
        if member.active() {
            put("activeTitleId", json!(member.title_id.to_string()));
        }
        if let Some(roles) = &member.roles {
            put("roles", roles.clone());
        }
    }
    document
}

/// A short name for a device address, the same for the same address (FNV-1a).
fn device_token(address: &str) -> String {
    let hash = address.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:08x}")
}

fn members_info(session: &Session) -> Value {
    let first = session.members.keys().next().copied();
    let active = session.members.values().filter(|each| each.active());
    json!({
        "first": first.unwrap_or(session.next_index),
        "next": session.next_index,
        "count": session.members.len(),
        "accepted": session.accepted(),
        "active": active.count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seat(xuid: &str, reserved: bool, active: bool) -> Member {
        let mut properties = Section::default();
        properties.system.insert("active".to_owned(), json!(active));
        let xuid = Xuid::parse(xuid).unwrap();
        Member { reserved, properties, ..Member::new(xuid, 7, Timestamp::UNIX_EPOCH) }
    }

    #[test]
    fn members_are_chained_by_index() {
        let scid = "8dfb0100-ebe0-42da-885f-033860a818f6";
        let reference = SessionRef::new(scid, "t", "n").unwrap();
        let mut session = Session::new(reference, Timestamp::UNIX_EPOCH);
        for (xuid, reserved, active) in [("11", false, true), ("12", false, true), ("13", true, false)] {
            session.add(seat(xuid, reserved, active));
        }
        session.remove(Xuid::parse("12").unwrap());
        let document = document(&session, None, &Settings::default());
        assert_eq!(document["members"]["0"]["next"], json!(2));
        assert_eq!(document["members"]["2"]["next"], json!(3));
        assert_eq!(document["members"]["1"], Value::Null);
        assert_eq!(document["members"]["0"]["activeTitleId"], "7");
        assert_eq!(document["members"]["2"]["reserved"], json!(true));
        assert_eq!(document["members"]["2"]["constants"]["system"]["xuid"], "13");
        assert_eq!(document["membersInfo"], json!({"first": 0, "next": 3, "count": 2, "accepted": 1, "active": 1}));
    }
}
