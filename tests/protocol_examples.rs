//! The example pairs of the protocol, whole: each request as it must be built, each answer as it must be read.

mod support;

use std::time::Duration;

use mpsd::handles::{HandleKind, InviteAttributes, JoinRestriction, Order, Visibility};
use mpsd::http::{Method, Precondition, Request, Response};
use mpsd::sessions::leave_request;
use mpsd::{
    ActivityHandle, ActivityQuery, CallOptions, ChangeTypes, Client, ClientOptions, Code, Comparison, Filter, Handle,
    HandleId, Invite, MemberJoin, Outcome, Prepared, SearchAttributes, SearchHandle, SearchQuery, Session,
    SessionDocument, SessionReference, SessionTarget, SocialGroup, Subscription, TransferHandle, WriteMode,
    WriteRequest,
};
use support::scripted::Scripted;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

fn session(template: &str, name: &str) -> SessionReference {
    SessionReference::new(SCID, template, name).unwrap()
}

fn body(request: &Request) -> &str {
    request.body.as_deref().unwrap()
}

/// The example with a GUID for its placeholder.
fn example(text: &str) -> String {
    text.replace("<S>", SCID)
}

fn answer(text: &str) -> Response {
    Response { status: 201, body: example(text).into_bytes(), ..Response::default() }
}

fn reference(handle: &Handle) -> [&str; 3] {
    [&handle.session.scid, &handle.session.template_name, &handle.session.name]
}

#[test]
fn activity() {
    let activity = ActivityHandle::new(SCID, "deathmatch", Some("session-49")).unwrap();
    let sent = r#"{"type":"activity","sessionRef":{"scid":"<S>","templateName":"deathmatch","name":"session-49"},"version":1}"#;
    assert_eq!(body(&activity.to_request()), example(sent));
    let details = activity
        .from_response(&answer(
            r#"{"id":"11111111-ebe0-42da-885f-033860a818f6","type":"activity","version":1,"sessionRef":{"scid":"<S>","templateName":"deathmatch","name":"session-49"},"titleId":"1234567","ownerXuid":"3212","createTime":"2026-11-22T07:00:00.0000000Z","inviteProtocol":"game","gameTypes":{"win32":{"titleId":"1234567"}}}"#,
        ))
        .unwrap();
    assert_eq!((details.kind, details.invite_protocol.as_deref()), (HandleKind::Activity, Some("game")));
    assert_eq!(details.game_types.as_deref(), Some(r#"{"win32":{"titleId":"1234567"}}"#));
    let handle = details.handle;
    assert_eq!(handle.id, "11111111-ebe0-42da-885f-033860a818f6");
    assert_eq!(reference(&handle), [SCID, "deathmatch", "session-49"]);
    assert_eq!((handle.title_id, handle.owner_xuid), (Some(1_234_567), Some(3212)));
    assert_eq!(handle.created_at_ms, Some(1_795_330_800_000));
}

#[test]
fn invite() {
    let mut invite = Invite::new(session("deathmatch", "session-49"), &[3210]).unwrap();
    invite.set_context_string(Some("///capture")).unwrap();
    invite.set_context(Some("mode%3Dctf")).unwrap();
    let sent = r#"{"type":"invite","sessionRef":{"scid":"<S>","templateName":"deathmatch","name":"session-49"},"version":1,"invitedXuid":"3210","inviteAttributes":{"titleId":"1234567","contextString":"///capture","context":"mode%3Dctf"}}"#;
    assert_eq!(body(&invite.to_requests(1_234_567).unwrap()[0]), example(sent));
    let details = invite
        .from_response(3210, &answer(
            r#"{"id":"b8704ec5-95cd-408b-bd41-baa7a2761cc2","type":"invite","version":1,"sessionRef":{"scid":"<S>","templateName":"deathmatch","name":"session-49"},"inviteAttributes":{"titleId":"1234567","contextString":"///capture","context":"mode%3Dctf"},"invitedXuid":"3210","senderXuid":"3212","expiration":"2014-08-28T23:15:34.8852308Z","inviteProtocol":"game","gameTypes":{}}"#,
        ))
        .unwrap();
    assert_eq!(details.kind, HandleKind::Invite);
    assert_eq!(details.handle.id, "b8704ec5-95cd-408b-bd41-baa7a2761cc2");
    assert_eq!(reference(&details.handle), [SCID, "deathmatch", "session-49"]);
    assert_eq!((details.sender_xuid, details.invited_xuid), (Some(3212), Some(3210)));
    assert_eq!(details.handle.expires_at_ms, Some(1_409_267_734_885));
    assert_eq!((details.invite_protocol.as_deref(), details.game_types.as_deref()), (Some("game"), Some("{}")));
    let attributes = InviteAttributes {
        title_id: Some(1_234_567),
        context: Some("mode%3Dctf".into()),
        context_string: Some("///capture".into()),
        sender_string: None,
    };
    assert_eq!(details.invite_attributes, Some(Box::new(attributes)));
}

#[test]
fn transfer() {
    let transfer = TransferHandle::new(session("game", "g1"), session("lobby", "l1"));
    let sent = r#"{"type":"transfer","sessionRef":{"scid":"<S>","templateName":"game","name":"g1"},"version":1,"originSessionRef":{"scid":"<S>","templateName":"lobby","name":"l1"}}"#;
    assert_eq!(body(&transfer.to_request()), example(sent));
    let details = transfer
        .from_response(&answer(
            r#"{"type":"transfer","id":"81a3c56e-543c-44c2-ad53-c8a9088fbef8","sessionRef":{"scid":"<S>","templateName":"game","name":"g1"},"originSessionRef":{"scid":"<S>","templateName":"lobby","name":"l1"},"version":1}"#,
        ))
        .unwrap();
    let origin = details.origin.unwrap();
    assert_eq!([&origin.scid, &origin.template_name, &origin.name], [SCID, "lobby", "l1"]);
    let handle = details.handle;
    assert_eq!(handle.id, "81a3c56e-543c-44c2-ad53-c8a9088fbef8");
    assert_eq!(reference(&handle), [SCID, "game", "g1"]);
}

#[test]
fn search_handle() {
    let attributes = SearchAttributes {
        tags: vec!["micsrequired".into()],
        numbers: vec![("skill".into(), 10.145)],
        strings: vec![("class".into(), "a".into())],
    };
    let search = SearchHandle::new(session("lfg", "s1"), attributes.clone()).unwrap();
    let sent = r#"{"type":"search","version":1,"sessionRef":{"scid":"<S>","templateName":"lfg","name":"s1"},"searchAttributes":{"tags":["micsrequired"],"numbers":{"skill":10.145},"strings":{"class":"a"}}}"#;
    assert_eq!(body(&search.to_request()), example(sent));
    let details = search
        .from_response(&answer(
            r#"{"id":"7a4d0a99-4e23-4eba-9894-5173cf123fb4","type":"search","version":1,"createTime":"2013-02-01T00:00:00Z","sessionRef":{"scid":"<S>","templateName":"lfg","name":"s1"},"searchAttributes":{"tags":["micsrequired"],"numbers":{"skill":10.145},"strings":{"class":"a"}}}"#,
        ))
        .unwrap();
    assert_eq!(details.search_attributes, attributes);
    let handle = details.handle;
    assert_eq!(
        (handle.id.as_str(), handle.created_at_ms),
        ("7a4d0a99-4e23-4eba-9894-5173cf123fb4", Some(1_359_676_800_000))
    );
}

#[test]
fn activities_of_users() {
    let requests = ActivityQuery::new(SCID, &[3212]).unwrap().to_requests(1).unwrap();
    assert_eq!(requests[0].path, "/handles/query?include=relatedInfo,customProperties");
    assert_eq!(body(&requests[0]), example(r#"{"type":"activity","scid":"<S>","owners":{"xuids":["3212"]}}"#));
    let list = ActivityQuery::from_response(&answer(
        r#"{"results":[{"id":"7a4d0a99-4e23-4eba-9894-5173cf123fb4","type":"activity","version":1,"sessionRef":{"scid":"<S>","templateName":"deathmatch","name":"session-49"},"titleId":"171127034","ownerXuid":"3212","createTime":"2026-11-22T07:00:00.0000000Z","inviteProtocol":"game","relatedInfo":{"visibility":"open","joinRestriction":"followed","closed":false,"maxMembersCount":8,"membersCount":4,"inviteProtocol":"game","postedTime":"2026-11-22T07:00:00.0000000Z"},"customProperties":{"Map":"Helmand Valley"}}]}"#,
    ))
    .unwrap();
    let activity = &list.handles[0];
    let related = &activity.related_info;
    assert_eq!((activity.handle.owner_xuid, related.visibility), (Some(3212), Some(Visibility::Open)));
    assert_eq!((related.join_restriction, related.closed), (JoinRestriction::Followed, false));
    assert_eq!((related.invite_protocol.as_deref(), activity.invite_protocol.as_deref()), (Some("game"), Some("game")));
    assert_eq!((related.members_count, related.max_members_count), (Some(4), Some(8)));
    assert_eq!(related.posted_at_ms, Some(1_795_330_800_000));
    assert_eq!(activity.custom_properties.as_deref(), Some(r#"{"Map":"Helmand Valley"}"#));
}

#[test]
fn activities_of_a_social_group() {
    let query = ActivityQuery::of_social_group(SCID, SocialGroup::People, 3212).unwrap();
    let sent = r#"{"type":"activity","scid":"<S>","owners":{"people":{"moniker":"people","monikerXuid":"3212"}}}"#;
    assert_eq!(body(&query.to_requests(1).unwrap()[0]), example(sent));
    assert!(ActivityQuery::from_response(&answer(r#"{"results":[]}"#)).unwrap().handles.is_empty());
}

#[test]
fn search() {
    let mut filter = Filter::new();
    filter.tag(Comparison::Equal, "micsRequired").unwrap();
    filter.number("skill", Comparison::GreaterOrEqual, 5.0).unwrap();
    let mut query = SearchQuery::new(SCID, "lfg").unwrap();
    query.set_filter(&filter).unwrap();
    query.set_order("skill", Order::Ascending).unwrap();
    query.set_social_group(SocialGroup::Favorites, 3212);
    let sent = r#"{"type":"search","scid":"<S>","templateName":"lfg","global":true,"filter":"tags/any(d:tolower(d) eq 'micsrequired') and numbers/skill ge 5","orderBy":"skill asc","sessionMembers":{"people":{"moniker":"favorites","monikerXuid":"3212"}}}"#;
    assert_eq!(body(&query.to_request(1).unwrap()), example(sent));
}

/// By handle, as live clients do it: where the session is, the answer's Content-Location tells, as path or as URL.
#[test]
fn join_by_handle() {
    let id = "7a4d0a99-4e23-4eba-9894-5173cf123fb4";
    let target = SessionTarget::Handle(HandleId::new(id).unwrap());
    let subscription =
        Subscription { id: "C35AA3C2-0169-492B-8AE2-0939C7089F38".to_owned(), change_types: ChangeTypes::EVERYTHING };
    let mut document = SessionDocument::new();
    let join = MemberJoin {
        connection: Some("d01a8c1b-2f83-4e03-9278-3048b480928f".to_owned()),
        subscription: Some(subscription),
        ..MemberJoin::new(3210)
    };
    document.join(&join).unwrap();
    let request = WriteRequest::new(WriteMode::UpdateExisting, &document.text()).unwrap().to_request(&target);
    assert_eq!((request.method, request.path), (Method::Put, format!("/handles/{id}/session").into()));
    assert_eq!(request.precondition, Some(Precondition::IfMatch("*".to_owned())));
    let sent = r#"{"members":{"me":{"constants":{"system":{"xuid":"3210","initialize":true}},"properties":{"system":{"active":true,"connection":"d01a8c1b-2f83-4e03-9278-3048b480928f","subscription":{"id":"C35AA3C2-0169-492B-8AE2-0939C7089F38","changeTypes":["everything"]}}}}}}"#;
    assert_eq!(request.body.as_deref(), Some(sent));
    let path = format!("/serviceconfigs/{SCID}/sessionTemplates/deathmatch/sessions/session-49");
    for location in [path.clone(), format!("https://sessiondirectory.xboxlive.com{path}")] {
        let headers = [("content-location", location)].into_iter().collect();
        let response = Response { status: 200, headers, body: sent.as_bytes().to_vec() };
        let joined = Session::written(&response, &target).unwrap();
        let reference = joined.reference.unwrap();
        assert_eq!([reference.scid(), reference.template_name(), reference.name()], [SCID, "deathmatch", "session-49"]);
        assert_eq!((joined.outcome, joined.document.as_deref()), (Outcome::Updated, Some(sent)));
    }
}

#[test]
fn leave() {
    let target = SessionTarget::from(session("deathmatch", "session-49"));
    assert_eq!(body(&leave_request(&target)), r#"{"members":{"me":null}}"#);
    let left = Session::written(&answer("{}"), &target).unwrap();
    assert!(left.document.is_some());
    let emptied = Session::written(&Response { status: 204, ..Response::default() }, &target).unwrap();
    assert_eq!((emptied.outcome, emptied.document), (Outcome::Gone, None));
}

/// Through a whole call: the code, the time to wait, and the service's own words.
#[test]
fn throttled() {
    let server = Scripted::start();
    server.set(
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 15\r\nContent-Type: application/json\r\nContent-Length: ?\r\n\r\n{\"version\":1,\"currentRequests\":31,\"maxRequests\":30,\"periodInSeconds\":15,\"limitType\":\"Rate\"}",
    );
    let mut options = ClientOptions::new();
    options.endpoint = Some(server.url());
    options.max_attempts = Some(1);
    options.set_authorization(Some("XBL3.0 x=1;SECRET")).unwrap();
    let activity = ActivityHandle::new(SCID, "deathmatch", None).unwrap();
    let error = Client::new(options)
        .unwrap()
        .set_activity(&activity, &CallOptions::default())
        .and_then(Prepared::run)
        .unwrap_err();
    assert_eq!((error.code, error.http_status), (Code::RateLimited, Some(429)));
    assert_eq!(error.retry_after, Some(Duration::from_secs(15)));
    assert!(error.message.contains("\"maxRequests\":30"), "{}", error.message);
}
