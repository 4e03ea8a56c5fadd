//! Sessions that a query found.

use crate::error::Error;
use crate::handles::{JoinRestriction, Visibility};
use crate::http::Response;
use crate::json::{self, Fields, Notes, Skipped};

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionList {
    /// The sessions found, one for each user who is in it.
    pub sessions: Vec<FoundSession>,
    /// Sessions that could not be read: what is no object, or has no reference with a name.
    pub skipped: Skipped,
    /// The whole answer, JSON.
    pub json: String,
    /// What else of the answer could not be read and is empty in the sessions: paths and rules.
    pub unread: Vec<String>,
}

/// One session that a query found. What the service does not tell is `None`, false, or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundSession {
    /// The session's SCID.
    pub scid: String,
    /// Its template's name.
    pub template_name: String,
    /// Its name.
    pub name: String,
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
    pub keywords: Option<String>,
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
        let (sessions, skipped) = Fields::root(&document, &notes)?.rows("results", FoundSession::from_fields)?;
        Ok(SessionList { sessions, skipped, json: document.text().to_owned(), unread: notes.into_vec() })
    }
}

impl FoundSession {
    /// Its error is a session without a name: nothing can be done with that.
    fn from_fields(fields: &Fields) -> Result<FoundSession, Error> {
        let reference = fields.object("sessionRef").ok_or_else(|| fields.unusable("sessionRef", "an object"))?;
        let name = reference.string("name").filter(|name| !name.is_empty());
        let restriction = fields.string("joinRestriction");
        Ok(FoundSession {
            scid: reference.string("scid").unwrap_or_default(),
            template_name: reference.string("templateName").unwrap_or_default(),
            name: name.ok_or_else(|| reference.unusable("name", "a session's name"))?,
            xuid: fields.whole("xuid"),
            started_at_ms: fields.time("startTime"),
            status: fields.string("status").and_then(|text| SeatStatus::from_wire(&text)),
            visibility: fields.string("visibility").and_then(|text| Visibility::from_wire(&text)),
            join_restriction: restriction.map_or(JoinRestriction::Unknown, |text| JoinRestriction::from_wire(&text)),
            accepted_count: fields.whole("accepted"),
            my_turn: fields.boolean("myTurn").unwrap_or_default(),
            keywords: fields.array_text("keywords"),
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
            scid: "S".to_owned(),
            template_name: "t".to_owned(),
            name: "n".to_owned(),
            xuid: Some(9876),
            started_at_ms: Some(1000),
            status: Some(SeatStatus::Active),
            visibility: Some(Visibility::Open),
            join_restriction: JoinRestriction::Local,
            accepted_count: Some(4),
            my_turn: true,
            keywords: Some(r#"["one"]"#.to_owned()),
        };
        assert_eq!(found.sessions[0], expected);
        assert_eq!(found.sessions[1], FoundSession { name: "m".to_owned(), ..FoundSession::default() });
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
            let expected = FoundSession { name: "n".to_owned(), ..FoundSession::default() };
            assert_eq!((found.sessions, found.skipped.reasons), (vec![expected], vec![reason.to_owned()]));
            let note = "results[1].accepted: should be a whole number in range, is a string";
            assert_eq!(found.unread.last().map(String::as_str), Some(note));
        }
    }
}
