//! Sessions that a query found.

use crate::error::Error;
use crate::http::Response;
use crate::json::{self, Fields, Notes, Skipped, Text};
use crate::names::{JoinRestriction, Visibility};

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionList {
    /// The sessions found, one for each user who is in it.
    pub sessions: Vec<FoundSession>,
    /// Sessions that could not be read: what is no object, or has no reference with a name.
    pub skipped: Skipped,
    /// The whole answer, JSON.
    pub json: Text,
    /// What else of the answer could not be read and is empty in the sessions: paths and rules.
    pub unread: Vec<String>,
}

/// One session that a query found. What the service does not tell is `None`, false, or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundSession {
    /// The session's SCID.
    pub scid: Text,
    /// Its template's name.
    pub template_name: Text,
    /// Its name.
    pub name: Text,
    /// The user because of whom it was found.
    pub xuid: Option<u64>,
    /// When it began, in Unix time in milliseconds.
    pub started_at_ms: Option<i64>,
    /// What that user does in it.
    pub status: Option<SeatStatus>,
    /// Who sees it.
    pub visibility: Option<Visibility>,
    /// Who may join it.
    pub join_restriction: JoinRestriction,
    /// Members who have joined.
    pub accepted_count: Option<u32>,
    /// Whether it is that user's turn.
    pub my_turn: bool,
    /// What queries find it by, a JSON array of strings.
    pub keywords: Option<Text>,
}

/// What a user does in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeatStatus {
    /// Plays.
    Active,
    /// Has joined, and does not play now.
    Inactive,
    /// Has not joined yet.
    Reserved,
}

impl SessionList {
    /// The answer to a query.
    pub fn from_response(response: &Response) -> Result<SessionList, Error> {
        let (document, notes) = (json::answer(&response.body)?, Notes::default());
        let (sessions, skipped) = Fields::root(&document, &notes)?.field("results").rows(FoundSession::from_fields)?;
        Ok(SessionList { sessions, skipped, json: document.shared_text(), unread: notes.into_vec() })
    }
}

impl FoundSession {
    /// Its error is a session without a name: nothing can be done with that.
    fn from_fields(fields: &Fields) -> Result<FoundSession, Error> {
        let [reference, xuid, start_time, status, visibility] =
            fields.named(["sessionRef", "xuid", "startTime", "status", "visibility"]);
        let [join_restriction, accepted, my_turn, keywords] =
            fields.named(["joinRestriction", "accepted", "myTurn", "keywords"]);
        let reference = reference.object().ok_or_else(|| reference.unusable("an object"))?;
        let [scid, template_name, name] = reference.named(["scid", "templateName", "name"]);
        Ok(FoundSession {
            name: name.string().filter(|name| !name.is_empty()).ok_or_else(|| name.unusable("a session's name"))?,
            scid: scid.string().unwrap_or_default(),
            template_name: template_name.string().unwrap_or_default(),
            xuid: xuid.whole(),
            started_at_ms: start_time.time(),
            status: status.text().and_then(|text| SeatStatus::from_wire(&text)),
            visibility: visibility.text().and_then(|text| Visibility::from_wire(&text)),
            join_restriction: join_restriction.text().map(|text| JoinRestriction::from_wire(&text)).unwrap_or_default(),
            accepted_count: accepted.whole(),
            my_turn: my_turn.boolean().unwrap_or_default(),
            keywords: keywords.array_text(),
        })
    }
}

impl SeatStatus {
    fn from_wire(text: &str) -> Option<SeatStatus> {
        match text.to_ascii_lowercase().as_str() {
            "active" => Some(SeatStatus::Active),
            "inactive" => Some(SeatStatus::Inactive),
            "reserved" => Some(SeatStatus::Reserved),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn list(body: &str) -> Result<SessionList, Error> {
        SessionList::from_response(&Response { status: 200, body: body.as_bytes().to_vec(), ..Response::default() })
    }

    #[test]
    fn a_found_session_is_read() {
        let body = r#"{"results":[{"xuid":"9876","startTime":"1970-01-01T00:00:01Z","sessionRef":{"scid":"S","templateName":"t","name":"n"},
            "accepted":4,"status":"Active","visibility":"open","joinRestriction":"local","myTurn":true,"keywords":["one"]},
            {"sessionRef":{"name":"m"}}]}"#;
        let found = list(body).unwrap();
        let expected = FoundSession {
            scid: "S".into(),
            template_name: "t".into(),
            name: "n".into(),
            xuid: Some(9876),
            started_at_ms: Some(1000),
            status: Some(SeatStatus::Active),
            visibility: Some(Visibility::Open),
            join_restriction: JoinRestriction::Local,
            accepted_count: Some(4),
            my_turn: true,
            keywords: Some(r#"["one"]"#.into()),
        };
        assert_eq!(found.sessions[0], expected);
        assert_eq!(found.sessions[1], FoundSession { name: "m".into(), ..FoundSession::default() });
        assert!(found.json.starts_with(r#"{"results":[{"#));
        assert_eq!(list(r#"{"results":[]}"#).unwrap().sessions, []);
    }

    #[test]
    fn what_is_no_list_is_an_error_that_names_the_field() {
        for (body, message) in [
            ("{}", "results: is missing in the answer"),
            (r#"{"results":"none"}"#, "results: should be an array, is a string"),
            ("[]", "the answer: should be an object, is an array"),
        ] {
            let error = list(body).unwrap_err();
            assert_eq!((error.code, error.message.as_str()), (Code::Protocol, message));
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_costs_no_other() {
        for (row, reason) in [
            ("null", "results[0]: should be an object, is null"),
            ("{}", "results[0].sessionRef: is missing in the answer"),
            (r#"{"sessionRef":{}}"#, "results[0].sessionRef.name: is missing in the answer"),
            (r#"{"sessionRef":{"name":5}}"#, "results[0].sessionRef.name: should be a session's name, is 5"),
        ] {
            let found =
                list(&format!(r#"{{"results":[{row},{{"sessionRef":{{"name":"n"}},"accepted":"x"}}]}}"#)).unwrap();
            let expected = FoundSession { name: "n".into(), ..FoundSession::default() };
            assert_eq!((found.sessions, found.skipped.reasons), (vec![expected], vec![reason.into()]));
            let note = "results[1].accepted: should be a whole number in range, is a string";
            assert_eq!(found.unread.last().map(String::as_str), Some(note));
        }
    }
}
