//! The example pairs of the protocol, whole: each request as it must be built, each answer as it must be read.

use mpsd::handles::{Order, Visibility};
use mpsd::http::{Request, Response};
use mpsd::sessions::leave_request;
use mpsd::{
    ActivityHandle, ActivityQuery, Comparison, Filter, Handle, Invite, JoinRequest, SearchAttributes, SearchHandle,
    SearchQuery, SessionReference, SessionTarget, SocialGroup, TransferHandle,
};

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
    let handle = activity
        .from_response(&answer(
            r#"{"id":"11111111-ebe0-42da-885f-033860a818f6","type":"activity","version":1,"sessionRef":{"scid":"<S>","templateName":"deathmatch","name":"session-49"},"titleId":"1234567","ownerXuid":"3212","createTime":"2026-11-22T07:00:00.0000000Z","inviteProtocol":"game","gameTypes":{"win32":{"titleId":"1234567"}}}"#,
        ))
        .unwrap()
        .handle;
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
}

#[test]
fn transfer() {
    let transfer = TransferHandle::new(session("game", "g1"), session("lobby", "l1"));
    let sent = r#"{"type":"transfer","sessionRef":{"scid":"<S>","templateName":"game","name":"g1"},"version":1,"originSessionRef":{"scid":"<S>","templateName":"lobby","name":"l1"}}"#;
    assert_eq!(body(&transfer.to_request()), example(sent));
    let handle = transfer
        .from_response(&answer(
            r#"{"type":"transfer","id":"81a3c56e-543c-44c2-ad53-c8a9088fbef8","sessionRef":{"scid":"<S>","templateName":"game","name":"g1"},"originSessionRef":{"scid":"<S>","templateName":"lobby","name":"l1"},"version":1}"#,
        ))
        .unwrap()
        .handle;
    assert_eq!(handle.id, "81a3c56e-543c-44c2-ad53-c8a9088fbef8");
    assert_eq!(reference(&handle), [SCID, "game", "g1"]);
}

#[test]
fn search_handle() {
    let attributes = SearchAttributes {
        tags: vec!["micrequired".into()],
        numbers: vec![("skill".into(), 10.145)],
        strings: vec![("class".into(), "a".into())],
    };
    let search = SearchHandle::new(session("lfg", "s1"), attributes).unwrap();
    let sent = r#"{"type":"search","version":1,"sessionRef":{"scid":"<S>","templateName":"lfg","name":"s1"},"searchAttributes":{"tags":["micrequired"],"numbers":{"skill":10.145},"strings":{"class":"a"}}}"#;
    assert_eq!(body(&search.to_request()), example(sent));
    let handle = search
        .from_response(&answer(
            r#"{"id":"7a4d0a99-4e23-4eba-9894-5173cf123fb4","type":"search","version":1,"createTime":"2013-02-01T00:00:00Z","sessionRef":{"scid":"<S>","templateName":"lfg","name":"s1"},"searchAttributes":{"tags":["micrequired"],"numbers":{"skill":10.145},"strings":{"class":"a"}}}"#,
        ))
        .unwrap()
        .handle;
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
    filter.tag(Comparison::Equal, "micRequired").unwrap();
    filter.number("skill", Comparison::GreaterOrEqual, 5.0).unwrap();
    let mut query = SearchQuery::new(SCID, "lfg").unwrap();
    query.set_filter(&filter).unwrap();
    query.set_order("skill", Order::Ascending).unwrap();
    query.set_social_group(SocialGroup::Favorites, 3212);
    let sent = r#"{"type":"search","scid":"<S>","templateName":"lfg","global":true,"filter":"tags/any(d:tolower(d) eq 'micrequired') and numbers/skill ge 5","orderBy":"skill asc","sessionMembers":{"people":{"moniker":"favorites","monikerXuid":"3212"}}}"#;
    assert_eq!(body(&query.to_request(1).unwrap()), example(sent));
}

#[test]
fn leave() {
    let target = SessionTarget::from(session("deathmatch", "session-49"));
    assert_eq!(body(&leave_request(&target)), r#"{"members":{"me":null}}"#);
    let join = JoinRequest::new(None).unwrap().to_request(&target, 3210).unwrap();
    let begins = r#"{"members":{"me":{"constants":{"system":{"xuid":"3210","initialize":true}},"properties":{"system":{"active":true"#;
    assert!(body(&join).starts_with(begins), "{}", body(&join));
}

#[test]
fn throttled() {
    let body =
        br#"{"version":1,"currentRequests":31,"maxRequests":30,"periodInSeconds":15,"limitType":"Rate"}"#.to_vec();
    let headers = vec![("retry-after".to_owned(), "15".to_owned())];
    let response = Response { status: 429, headers, body };
    let wait = response.retry_after(std::time::SystemTime::now());
    assert_eq!(wait, Some(std::time::Duration::from_secs(15)));
    assert!(response.text().unwrap().contains("\"maxRequests\":30"));
}
