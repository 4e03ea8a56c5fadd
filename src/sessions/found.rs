//! Sessions that a query found.

use crate::error::Error;
use crate::handles::{JoinRestriction, Visibility};
use crate::http::Response;
use crate::json::{self, Fields};

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionList {
    /// The sessions found, one for each user who is in it.
    pub sessions: Vec<FoundSession>,
    /// The whole answer, JSON.
    pub json: String,
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
        let json = json::parse(response)?;
        let root = json.root()?;
        let results = root.objects("results")?.ok_or_else(|| root.missing("results"))?;
        let sessions = results.iter().map(FoundSession::from_fields).collect::<Result<_, _>>()?;
        Ok(SessionList { sessions, json: json.text().to_owned() })
    }
}

impl FoundSession {
    fn from_fields(fields: &Fields) -> Result<FoundSession, Error> {
        let mut found = FoundSession {
            xuid: fields.decimal("xuid")?,
            started_at_ms: fields.time("startTime")?,
            status: fields.string("status")?.and_then(SeatStatus::from_wire),
            visibility: fields.string("visibility")?.and_then(Visibility::from_wire),
            join_restriction: fields
                .string("joinRestriction")?
                .map_or(JoinRestriction::None, JoinRestriction::from_wire),
            accepted_count: fields.decimal("accepted")?,
            my_turn: fields.boolean("myTurn")?.unwrap_or_default(),
            keywords: fields.array_text("keywords")?,
            ..FoundSession::default()
        };
        let reference = fields.object("sessionRef")?.ok_or_else(|| fields.missing("sessionRef"))?;
        found.scid = reference.owned("scid")?.unwrap_or_default();
        found.template_name = reference.owned("templateName")?.unwrap_or_default();
        found.name = reference.owned("name")?.ok_or_else(|| reference.missing("name"))?;
        Ok(found)
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
        for (body, field) in [
            ("{}", "results: is missing"),
            ("[]", "the answer"),
            (r#"{"results":[{}]}"#, "results[0].sessionRef: is missing"),
            (r#"{"results":[{"sessionRef":{}}]}"#, "results[0].sessionRef.name: is missing"),
            (r#"{"results":[{"sessionRef":{"name":"n"},"accepted":"x"}]}"#, "results[0].accepted:"),
        ] {
            let error = list(body).unwrap_err();
            assert_eq!(error.code, Code::Protocol);
            assert!(error.message.starts_with(field), "{}", error.message);
        }
    }
}
