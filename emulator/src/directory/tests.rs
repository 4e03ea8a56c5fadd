//! The directory as a whole, without HTTP.

use super::*;
use crate::json::{Value, json};
use crate::names::SessionRef;
use crate::settings::Timeout;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

fn user(xuid: &str) -> Caller {
    Caller { xuid: Xuid::parse(xuid).unwrap(), title_id: 7, device: None, foreign: false }
}

fn lobby() -> Target {
    Target::Path(SessionRef::new(SCID, "lobby", "s1").unwrap())
}

fn me(active: bool) -> Value {
    json!({"members": {"me": {"properties": {"system": {"active": active}}}}})
}

fn put_if(
    directory: &mut Directory,
    xuid: &str,
    body: &Value,
    conditions: Conditions,
    commit: bool,
) -> Result<Written, Refusal> {
    let write = Write { body, conditions, commit };
    directory.write_session(user(xuid), &lobby(), &write)
}

fn put(directory: &mut Directory, xuid: &str, body: &Value) -> Result<Written, Refusal> {
    put_if(directory, xuid, body, Conditions::default(), true)
}

fn post_activity(directory: &mut Directory, xuid: &str) -> Result<Object, Refusal> {
    let body = json!({"type": "activity", "version": 1, "sessionRef":
        {"scid": SCID, "templateName": "lobby", "name": "s1"}});
    Ok(directory.post_handle(user(xuid), &body)?.handle)
}

fn post_invite(directory: &mut Directory, from: &str, to: &str) -> Result<Object, Refusal> {
    let body = json!({"type": "invite", "version": 1, "invitedXuid": to, "sessionRef":
        {"scid": SCID, "templateName": "lobby", "name": "s1"}});
    Ok(directory.post_handle(user(from), &body)?.handle)
}

fn view(written: Written) -> SessionView {
    match written {
        Written::Created(view) | Written::Updated(view) => view,
        Written::Gone { reference, .. } => panic!("{reference} is gone"),
    }
}

#[test]
fn the_change_number_counts_changes_only() {
    let mut directory = Directory::new(Settings::default());
    let created = view(put(&mut directory, "1", &me(true)).unwrap());
    assert_eq!(created.document["changeNumber"], json!(1));
    let same = view(put(&mut directory, "1", &json!({})).unwrap());
    assert_eq!(same.etag, created.etag);
    let change = json!({"properties": {"custom": {"map": "x"}}});
    let changed = view(put(&mut directory, "1", &change).unwrap());
    assert_eq!(changed.document["changeNumber"], json!(2));
    assert_ne!(changed.etag, created.etag);
}

#[test]
fn a_refused_write_leaves_no_trace() {
    let mut directory = Directory::new(Settings::default());
    let before = view(put(&mut directory, "1", &me(true)).unwrap());
    let body = json!({"properties": {"custom": {"map": "x"}}, "members": {"7": null}});
    assert_eq!(put(&mut directory, "1", &body).unwrap_err().status, 403);
    let after = view(put(&mut directory, "1", &json!({})).unwrap());
    assert_eq!(after.document, before.document);
}

#[test]
fn a_dry_run_changes_nothing() {
    let mut directory = Directory::new(Settings::default());
    let dry =
        |directory: &mut Directory, body: &Value| put_if(directory, "1", body, Conditions::default(), false).unwrap();
    assert!(matches!(dry(&mut directory, &me(true)), Written::Created(_)));
    assert_eq!(directory.counts(), (0, 0));
    put(&mut directory, "1", &me(true)).unwrap();
    post_activity(&mut directory, "1").unwrap();
    let leave = json!({"members": {"me": null}});
    assert!(matches!(dry(&mut directory, &leave), Written::Gone { .. }));
    assert!(matches!(dry(&mut directory, &me(false)), Written::Gone { .. }));
    assert_eq!(directory.counts(), (1, 1));
}

#[test]
fn an_activity_goes_when_its_member_slackens_or_leaves() {
    for parting in [me(false), json!({"members": {"me": null}})] {
        let mut directory = Directory::new(Settings::default());
        put(&mut directory, "1", &me(true)).unwrap();
        put(&mut directory, "2", &me(true)).unwrap();
        post_activity(&mut directory, "1").unwrap();
        post_activity(&mut directory, "2").unwrap();
        put(&mut directory, "2", &parting).unwrap();
        assert_eq!(directory.counts(), (1, 1), "{parting}");
    }
}

#[test]
fn an_activity_goes_with_an_inactive_member_too() {
    let settings =
        Settings { strict_activity_membership: false, inactive_removal_timeout: Timeout(None), ..Settings::default() };
    let mut directory = Directory::new(settings);
    put(&mut directory, "1", &me(true)).unwrap();
    put(&mut directory, "2", &me(false)).unwrap();
    post_activity(&mut directory, "2").unwrap();
    put(&mut directory, "2", &json!({"members": {"me": null}})).unwrap();
    assert_eq!(directory.counts(), (1, 0));
}

#[test]
fn the_last_to_leave_takes_the_session_along() {
    let settings = Settings { strict_activity_membership: false, ..Settings::default() };
    let mut directory = Directory::new(settings);
    put(&mut directory, "1", &me(true)).unwrap();
    post_activity(&mut directory, "1").unwrap();
    post_activity(&mut directory, "9").unwrap();
    let invite = post_invite(&mut directory, "1", "2").unwrap();
    let leave = json!({"members": {"me": null}});
    assert!(matches!(put(&mut directory, "1", &leave).unwrap(), Written::Gone { .. }));
    assert_eq!(directory.counts(), (0, 1), "only the invite is left");
    let id = invite["id"].as_str().unwrap();
    let by_handle = directory.read_session(user("2"), &Target::Handle(id.to_owned())).unwrap();
    assert!(matches!(by_handle, Read::Missing(_)));
}

#[test]
fn conditions_guard_writes() {
    let mut directory = Directory::new(Settings::default());
    let if_match = |text: &str| Conditions { if_match: Some(Tags::parse(text)), ..Conditions::default() };
    let if_none_match = |text: &str| Conditions { if_none_match: Some(Tags::parse(text)), ..Conditions::default() };
    let missing = put_if(&mut directory, "1", &me(true), if_match("*"), true).unwrap_err();
    assert_eq!((missing.status, missing.session.is_none()), (412, true));
    let created = put_if(&mut directory, "1", &me(true), if_none_match("*"), true).unwrap();
    let etag = view(created).etag;
    let again = put_if(&mut directory, "1", &me(true), if_none_match("*"), true).unwrap_err();
    assert_eq!(again.session.unwrap().etag, etag);
    let change = json!({"properties": {"custom": {"map": "x"}}});
    put_if(&mut directory, "1", &change, if_match(&etag), true).unwrap();
    let stale = put_if(&mut directory, "1", &me(true), if_match(&etag), true).unwrap_err();
    assert_ne!(stale.session.unwrap().etag, etag);
}

#[test]
fn invites_expire() {
    let settings = Settings { invite_lifetime_seconds: 0, ..Settings::default() };
    let mut directory = Directory::new(settings);
    put(&mut directory, "1", &me(true)).unwrap();
    let invite = post_invite(&mut directory, "1", "2").unwrap();
    let id = invite["id"].as_str().unwrap();
    assert_eq!(directory.handle_json(id).unwrap_err().status, 404);
    assert!(directory.invites(Xuid::parse("2").unwrap()).is_empty());
}

#[test]
fn an_invite_opens_by_reference_only_if_set_so() {
    for by_reference in [true, false] {
        let settings = Settings { invite_grants_access_by_reference: by_reference, ..Settings::default() };
        let mut directory = Directory::new(settings);
        let create = json!({
            "constants": {"system": {"visibility": "private"}},
            "members": me(true)["members"],
        });
        put(&mut directory, "1", &create).unwrap();
        let invite = post_invite(&mut directory, "1", "2").unwrap();
        assert_eq!(put(&mut directory, "2", &me(true)).is_ok(), by_reference);
        let body = me(true);
        let write = Write { body: &body, conditions: Conditions::default(), commit: true };
        let handle = Target::Handle(invite["id"].as_str().unwrap().to_uppercase());
        assert!(directory.write_session(user("2"), &handle, &write).is_ok());
        let stranger = directory.write_session(user("3"), &handle, &write);
        assert_eq!(stranger.unwrap_err().status, 403);
    }
}
