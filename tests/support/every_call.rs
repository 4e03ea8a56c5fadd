//! Every call that sends a request, with that request byte for byte.

use mpsd::{
    ActivityHandle, ActivityQuery, CallOptions, ChangeTypes, Client, Code, Comparison, Filter, HandleId, Invite,
    InviteRows, JoinRequest, MemberJoin, Prepared, SearchAttributes, SearchHandle, SearchQuery, SessionFilter,
    SessionQuery, SessionReference, SessionTarget, SocialGroup, Subscription, TransferHandle, WriteError, WriteMode,
    WriteRequest,
};

/// The SCID of all of them.
pub const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
/// The user who makes them.
pub const XUID: u64 = 3212;
/// The title.
pub const TITLE: u32 = 1_234_567;

/// A call and its first request. `<S>` stands for the SCID, `<P>` for the path of the session used.
#[derive(Debug)]
pub struct EveryCall {
    /// What it is called in failures.
    pub name: &'static str,
    /// Makes it; the outcome is its code.
    pub make: fn(&Client) -> Result<(), Code>,
    /// Method and target.
    pub line: &'static str,
    /// The header that makes it depend on what the session is like.
    pub condition: Option<&'static str>,
    /// The body; empty: none.
    pub body: &'static str,
}

impl EveryCall {
    /// A text of this call with its placeholders filled in.
    pub fn filled(text: &str) -> String {
        text.replace("<P>", "/serviceconfigs/<S>/sessionTemplates/death%20match/sessions/49%20%C3%A9")
            .replace("<S>", SCID)
    }
}

fn reference() -> SessionReference {
    SessionReference::new(SCID, "death match", "49 é").unwrap()
}

fn session() -> SessionTarget {
    reference().into()
}

fn id() -> HandleId {
    HandleId::new("81a3c56e-543c-44c2-ad53-c8a9088fbef8").unwrap()
}

fn handle() -> SessionTarget {
    SessionTarget::Handle(id())
}

fn write(mode: WriteMode) -> WriteRequest {
    WriteRequest::new(mode, "{\"properties\":{ \"custom\":{\"map\":\"Übungsplatz\",\"a\":1.50}}}").unwrap()
}

const WRITTEN: &str = "{\"properties\":{ \"custom\":{\"map\":\"Übungsplatz\",\"a\":1.50}}}";
const JOINED: &str = r#"{"members":{"me":{"constants":{"system":{"xuid":"3212","initialize":true}},"properties":{"system":{"active":true},"custom":{"b":1,"a":2}}}}}"#;
const LEFT: &str = r#"{"members":{"me":null}}"#;

const CONNECTED: &str = r#"{"members":{"me":{"constants":{"system":{"xuid":"3212","initialize":true}},"properties":{"system":{"active":true,"connection":"d01a8c1b-2f83-4e03-9278-3048b480928f","subscription":{"id":"C35AA3C2-0169-492B-8AE2-0939C7089F38","changeTypes":["everything"]}}}}}}"#;

/// As live clients join.
fn connected_join() -> JoinRequest {
    let id = "C35AA3C2-0169-492B-8AE2-0939C7089F38".to_owned();
    JoinRequest::of(MemberJoin {
        connection: Some("d01a8c1b-2f83-4e03-9278-3048b480928f".to_owned()),
        subscription: Some(Subscription { id, change_types: ChangeTypes::EVERYTHING }),
        ..MemberJoin::new(0)
    })
    .unwrap()
}

fn join() -> JoinRequest {
    JoinRequest::new(Some(r#"{"b":1,"a":2}"#)).unwrap()
}

fn call() -> CallOptions {
    CallOptions::default()
}

fn code<T, E: Into<mpsd::Error>>(outcome: Result<T, E>) -> Result<(), Code> {
    outcome.map(|_| ()).map_err(|error| error.into().code)
}

/// All of them.
pub const CALLS: &[EveryCall] = &[
    EveryCall {
        name: "set activity",
        make: |client| {
            let activity = ActivityHandle::new(SCID, "death match", Some("49 é")).unwrap();
            code(client.set_activity(&activity, &call()).and_then(Prepared::run))
        },
        line: "POST /handles",
        condition: None,
        body: r#"{"type":"activity","sessionRef":{"scid":"<S>","templateName":"death match","name":"49 é"},"version":1}"#,
    },
    EveryCall {
        name: "clear activity",
        make: |client| code(client.clear_activity(SCID, &call()).and_then(Prepared::run)),
        line: "POST /handles/query?include=relatedInfo,customProperties",
        condition: None,
        body: r#"{"type":"activity","scid":"<S>","owners":{"xuids":["3212"]}}"#,
    },
    EveryCall {
        name: "query activities",
        make: |client| {
            code(
                client
                    .query_activities(&ActivityQuery::new(SCID, &[2, u64::MAX]).unwrap(), &call())
                    .and_then(Prepared::run),
            )
        },
        line: "POST /handles/query?include=relatedInfo,customProperties",
        condition: None,
        body: r#"{"type":"activity","scid":"<S>","owners":{"xuids":["2","18446744073709551615"]}}"#,
    },
    EveryCall {
        name: "activities of a social group",
        make: |client| {
            let query = ActivityQuery::of_social_group(SCID, SocialGroup::People, 5).unwrap();
            code(client.query_activities(&query, &call()).and_then(Prepared::run))
        },
        line: "POST /handles/query?include=relatedInfo,customProperties",
        condition: None,
        body: r#"{"type":"activity","scid":"<S>","owners":{"people":{"moniker":"people","monikerXuid":"5"}}}"#,
    },
    EveryCall {
        name: "query activities of any SCID",
        make: |client| {
            code(client.query_activities(&ActivityQuery::new(None, &[2]).unwrap(), &call()).and_then(Prepared::run))
        },
        line: "POST /handles/query?include=relatedInfo,customProperties",
        condition: None,
        body: r#"{"type":"activity","owners":{"xuids":["2"]}}"#,
    },
    EveryCall {
        name: "invite",
        make: |client| {
            let mut invite = Invite::new(reference(), &[7]).unwrap();
            invite.set_context(Some("mode=ctf & \"x\"")).unwrap();
            invite.set_context_string(Some("///capture")).unwrap();
            invite.set_sender_string(Some("The Server")).unwrap();
            code(
                client
                    .send_invites(&invite, &call())
                    .and_then(Prepared::run)
                    .map(InviteRows::into_outcomes)
                    .and_then(|mut outcomes| outcomes.remove(0).result),
            )
        },
        line: "POST /handles",
        condition: None,
        body: r#"{"type":"invite","sessionRef":{"scid":"<S>","templateName":"death match","name":"49 é"},"version":1,"invitedXuid":"7","inviteAttributes":{"titleId":"1234567","contextString":"///capture","context":"mode=ctf & \"x\"","senderString":"The Server"}}"#,
    },
    EveryCall {
        name: "search handle",
        make: |client| {
            let attributes = SearchAttributes {
                tags: vec!["micrequired".into(), "Casual".into()],
                numbers: vec![("skill".into(), 10.145), ("guns".into(), -0.5)],
                strings: vec![("class".into(), "a \"b\" é".into())],
            };
            code(
                client
                    .create_search_handle(&SearchHandle::new(reference(), attributes).unwrap(), &call())
                    .and_then(Prepared::run),
            )
        },
        line: "POST /handles",
        condition: None,
        body: r#"{"type":"search","version":1,"sessionRef":{"scid":"<S>","templateName":"death match","name":"49 é"},"searchAttributes":{"tags":["micrequired","Casual"],"numbers":{"skill":10.145,"guns":-0.5},"strings":{"class":"a \"b\" é"}}}"#,
    },
    EveryCall {
        name: "search handle with raw attributes",
        make: |client| {
            let attributes = SearchAttributes { tags: vec!["mic".into()], ..SearchAttributes::default() };
            let mut search = SearchHandle::new(reference(), attributes).unwrap();
            search.merge_attributes(r#"{"numbers":{"Skill_D":3},"achievementIds":["7"],"locale":"en-us"}"#).unwrap();
            code(client.create_search_handle(&search, &call()).and_then(Prepared::run))
        },
        line: "POST /handles",
        condition: None,
        body: r#"{"type":"search","version":1,"sessionRef":{"scid":"<S>","templateName":"death match","name":"49 é"},"searchAttributes":{"tags":["mic"],"numbers":{"Skill_D":3},"achievementIds":["7"],"locale":"en-us"}}"#,
    },
    EveryCall {
        name: "transfer handle",
        make: |client| {
            let origin = SessionReference::new(SCID, "lobby", "l1").unwrap();
            code(
                client
                    .create_transfer_handle(&TransferHandle::new(reference(), origin), &call())
                    .and_then(Prepared::run),
            )
        },
        line: "POST /handles",
        condition: None,
        body: r#"{"type":"transfer","sessionRef":{"scid":"<S>","templateName":"death match","name":"49 é"},"version":1,"originSessionRef":{"scid":"<S>","templateName":"lobby","name":"l1"}}"#,
    },
    EveryCall {
        name: "search",
        make: |client| {
            let mut filter = Filter::new();
            filter.string("class", Comparison::Equal, "it's").unwrap();
            let mut query = SearchQuery::new(SCID, "death match").unwrap();
            query.set_filter(&filter).unwrap();
            query.set_social_group(SocialGroup::Favorites, 0);
            query.set_order("skill", mpsd::handles::Order::Descending).unwrap();
            code(client.search_handles(&query, &call()).and_then(Prepared::run))
        },
        line: "POST /handles/query?include=relatedInfo,roleInfo,customProperties",
        condition: None,
        body: r#"{"type":"search","scid":"<S>","templateName":"death match","global":true,"filter":"tolower(strings/class) eq 'it''s'","orderBy":"skill desc","sessionMembers":{"people":{"moniker":"favorites","monikerXuid":"3212"}}}"#,
    },
    EveryCall {
        name: "query by search, of any SCID",
        make: |client| {
            code(client.search_handles(&SearchQuery::new(None, "lfg").unwrap(), &call()).and_then(Prepared::run))
        },
        line: "POST /handles/query?include=relatedInfo,roleInfo,customProperties",
        condition: None,
        body: r#"{"type":"search","templateName":"lfg","global":true}"#,
    },
    EveryCall {
        name: "get handle",
        make: |client| code(client.get_handle(&HandleId::new("x y").unwrap(), &call()).and_then(Prepared::run)),
        line: "GET /handles/x%20y",
        condition: None,
        body: "",
    },
    EveryCall {
        name: "delete handle",
        make: |client| code(client.delete_handle(&id(), &call()).and_then(Prepared::run)),
        line: "DELETE /handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8",
        condition: None,
        body: "",
    },
    EveryCall {
        name: "query sessions of a user",
        make: |client| {
            let filter = SessionFilter { private: true, take: Some(7), ..SessionFilter::default() };
            code(
                client
                    .query_sessions(&SessionQuery::new(SCID, None, &[XUID], None, filter).unwrap(), &call())
                    .and_then(Prepared::run),
            )
        },
        line: "GET /serviceconfigs/<S>/sessions?xuid=3212&private=true&take=7",
        condition: None,
        body: "",
    },
    EveryCall {
        name: "query sessions of users",
        make: |client| {
            let filter = SessionFilter::default();
            let query = SessionQuery::new(SCID, Some("death match"), &[1, 2], Some("a&b"), filter).unwrap();
            code(client.query_sessions(&query, &call()).and_then(Prepared::run))
        },
        line: "POST /serviceconfigs/<S>/sessionTemplates/death%20match/batch?keyword=a%26b",
        condition: None,
        body: r#"{"xuids":["1","2"]}"#,
    },
    EveryCall {
        name: "read",
        make: |client| code(client.read_session(&session(), &call()).and_then(Prepared::run)),
        line: "GET <P>",
        condition: None,
        body: "",
    },
    EveryCall {
        name: "read by handle",
        make: |client| code(client.read_session(&handle(), &call()).and_then(Prepared::run)),
        line: "GET /handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8/session",
        condition: None,
        body: "",
    },
    EveryCall {
        name: "read if changed",
        make: |client| code(client.read_session_if_changed(&session(), "\"7\"", &call()).and_then(Prepared::run)),
        line: "GET <P>",
        condition: Some("if-none-match: \"7\""),
        body: "",
    },
    EveryCall {
        name: "update or create",
        make: |client| {
            code(
                client
                    .write_session(&session(), &write(WriteMode::UpdateOrCreate), &call())
                    .map_err(WriteError::from)
                    .and_then(Prepared::run),
            )
        },
        line: "PUT <P>",
        condition: None,
        body: WRITTEN,
    },
    EveryCall {
        name: "create",
        make: |client| {
            code(
                client
                    .write_session(&session(), &write(WriteMode::CreateNew), &call())
                    .map_err(WriteError::from)
                    .and_then(Prepared::run),
            )
        },
        line: "PUT <P>",
        condition: Some("if-none-match: *"),
        body: WRITTEN,
    },
    EveryCall {
        name: "update",
        make: |client| {
            code(
                client
                    .write_session(&session(), &write(WriteMode::UpdateExisting), &call())
                    .map_err(WriteError::from)
                    .and_then(Prepared::run),
            )
        },
        line: "PUT <P>",
        condition: Some("if-match: *"),
        body: WRITTEN,
    },
    EveryCall {
        name: "synchronized write by handle",
        make: |client| {
            let mode = WriteMode::Synchronized("\"7\"".to_owned());
            code(
                client
                    .write_session(&handle(), &write(mode), &call())
                    .map_err(WriteError::from)
                    .and_then(Prepared::run),
            )
        },
        line: "PUT /handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8/session",
        condition: Some("if-match: \"7\""),
        body: WRITTEN,
    },
    EveryCall {
        name: "join",
        make: |client| {
            code(client.join_session(&session(), &join(), &call()).map_err(WriteError::from).and_then(Prepared::run))
        },
        line: "PUT <P>",
        condition: Some("if-match: *"),
        body: JOINED,
    },
    EveryCall {
        name: "join by handle",
        make: |client| {
            code(client.join_session(&handle(), &join(), &call()).map_err(WriteError::from).and_then(Prepared::run))
        },
        line: "PUT /handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8/session",
        condition: Some("if-match: *"),
        body: JOINED,
    },
    EveryCall {
        name: "join with connection and subscription",
        make: |client| {
            code(
                client
                    .join_session(&session(), &connected_join(), &call())
                    .map_err(WriteError::from)
                    .and_then(Prepared::run),
            )
        },
        line: "PUT <P>",
        condition: Some("if-match: *"),
        body: CONNECTED,
    },
    EveryCall {
        name: "join by handle with connection and subscription",
        make: |client| {
            code(
                client
                    .join_session(&handle(), &connected_join(), &call())
                    .map_err(WriteError::from)
                    .and_then(Prepared::run),
            )
        },
        line: "PUT /handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8/session",
        condition: Some("if-match: *"),
        body: CONNECTED,
    },
    EveryCall {
        name: "leave",
        make: |client| {
            code(client.leave_session(&session(), &call()).map_err(WriteError::from).and_then(Prepared::run))
        },
        line: "PUT <P>",
        condition: Some("if-match: *"),
        body: LEFT,
    },
    EveryCall {
        name: "leave by handle",
        make: |client| code(client.leave_session(&handle(), &call()).map_err(WriteError::from).and_then(Prepared::run)),
        line: "PUT /handles/81a3c56e-543c-44c2-ad53-c8a9088fbef8/session",
        condition: Some("if-match: *"),
        body: LEFT,
    },
];
