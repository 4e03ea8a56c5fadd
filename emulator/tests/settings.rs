//! Settings that change while the emulator runs.

mod support;

use mpsd_emulator::{Seed, Settings};
use serde_json::{Value, json};
use support::*;

fn value(list: &Value, name: &str) -> Value {
    let rows = list["settings"].as_array().unwrap();
    rows.iter().find(|row| row["name"] == name).unwrap()["value"].clone()
}

#[test]
fn they_are_listed_and_changed() {
    let world = World::with(Settings { invite_lifetime_seconds: 60, ..Settings::default() });
    let list = world.control("GET", "/settings", &Value::Null).gives(200);
    assert_eq!((value(&list, "createStatus"), value(&list, "inviteLifetimeSeconds")), (json!("201"), json!("60")));
    assert!(list["settings"].as_array().unwrap().iter().all(|row| row["meaning"] != "" && row["source"] != ""));
    let change = json!({"createStatus": "200", "strictInviteMembership": false, "inviteLifetimeSeconds": 30});
    let changed = world.control("PATCH", "/settings", &change).gives(200);
    assert_eq!(
        (value(&changed, "createStatus"), value(&changed, "inviteLifetimeSeconds")),
        (json!("200"), json!("30"))
    );
    assert_eq!(world.control("GET", "/settings", &Value::Null).gives(200), changed);
    world.user(1).invite("nowhere", 2).gives(200);
}

#[test]
fn a_wrong_one_is_named_and_nothing_changes() {
    let world = World::new();
    let before = world.control("GET", "/settings", &Value::Null).gives(200);
    for (name, wrong, why) in [
        ("nonsense", json!("1"), "unknown setting \"nonsense\""),
        ("deleteStatus", json!("500"), "setting deleteStatus: \"500\" is not one of 200, 204"),
        ("deleteStatus", json!([]), "deleteStatus must be a string, a number, true or false, not an array"),
        ("maxConnections", json!("5"), "setting maxConnections: is read at the start only"),
    ] {
        let change = json!({"createStatus": "200", name: wrong});
        world.control("PATCH", "/settings", &change).refuses(400, why);
    }
    world.control("PATCH", "/settings", &json!(["createStatus"])).refuses(400, "must be a JSON object");
    assert_eq!(world.control("GET", "/settings", &Value::Null).gives(200), before);
    world.control("PUT", "/settings", &json!({})).refuses(405, "GET, PATCH, DELETE");
}

#[test]
fn no_setting_locks_the_control_api_out() {
    let world = World::new();
    for (name, wrong) in [
        ("maxBodyBytes", json!(0)),
        ("requestLogSize", json!(0)),
        ("sessionHistory", json!(0)),
        ("minimumContractVersion", json!(u32::MAX)),
        ("requireSignature", json!(true)),
        ("burstLimit", json!(0)),
    ] {
        world.control("PATCH", "/settings", &json!({name: wrong})).gives(200);
    }
    world.user(1).join("s").refuses(413, "0 bytes (setting maxBodyBytes)");
    world.control("PATCH", "/settings", &json!({"maxBodyBytes": 1000})).gives(200);
    let settings = Settings { max_header_bytes: 0, header_timeout_seconds: 0, ..Settings::default() };
    let world = World::with(Settings { max_body_bytes: 0, ..settings });
    world.control("PATCH", "/settings", &json!({"maxBodyBytes": 1000})).gives(200);
}

#[test]
fn one_call_gives_the_defaults_again() {
    let world = World::with(Settings { max_header_bytes: 9000, ..Settings::default() });
    world.control("PATCH", "/settings", &json!({"createStatus": 200, "seed": 5, "rateLimits": true})).gives(200);
    let kept = world.control("POST", "/reset", &Value::Null).gives(200);
    let settings = json!({"createStatus": "200", "seed": "5", "maxHeaderBytes": "9000"});
    assert_eq!(kept, json!({"kept": {"settings": settings, "templates": []}}));
    let list = world.control("DELETE", "/settings", &Value::Null).gives(200);
    assert_eq!(list, world.control("GET", "/settings", &Value::Null).gives(200));
    let kept = world.control("POST", "/reset", &Value::Null).gives(200);
    assert_eq!(kept["kept"]["settings"], json!({"maxHeaderBytes": "9000"}), "read at the start");
}

#[test]
fn timers_under_way_follow_them() {
    let world = World::new();
    world.freeze();
    let host = world.user(1);
    host.join("s").gives(201);
    let ready = json!({"members": {"me": {"properties": {"system": {"active": false, "ready": true}}}}});
    let waiting = host.put(&path("s"), &ready).gives(200);
    let sooner = world.control("PATCH", "/settings", &json!({"readyRemovalTimeout": 1000}));
    sooner.gives(200);
    assert_ne!(host.get(&path("s")).gives(200)["nextTimer"], waiting["nextTimer"]);
    world.advance(1.0);
    host.get(&path("s")).is_empty(204);
}

/// What two requests made up, and the next one once the emulator has been reset.
fn made_up(seed: Seed) -> [Value; 4] {
    let world = World::with(Settings { seed, ..Settings::default() });
    let host = world.user(1);
    let made_up = || {
        let session = host.join("s").gives(201);
        [session["branch"].clone(), host.activity("s").gives(201)["id"].clone()]
    };
    let [branch, activity] = made_up();
    world.control("POST", "/reset", &Value::Null).gives(200);
    let [branch_again, activity_again] = made_up();
    [branch, activity, branch_again, activity_again]
}

#[test]
fn a_seed_makes_every_run_the_same() {
    let first = made_up(Seed(Some(7)));
    assert_eq!(first, made_up(Seed(Some(7))));
    assert_eq!(first[..2], first[2..], "a reset starts anew");
    assert_ne!(first, made_up(Seed(Some(8))));
    let random = made_up(Seed(None));
    assert_ne!(random, made_up(Seed(None)));
    assert_ne!(random[..2], random[2..]);
}

#[test]
fn what_is_refused_or_only_tried_makes_up_nothing() {
    let after = |spoil: &dyn Fn(&User<'_>)| {
        let world = World::with(Settings { seed: Seed(Some(7)), ..Settings::default() });
        let host = world.user(1);
        spoil(&host);
        host.join("s").gives(201)["branch"].clone()
    };
    let expected = after(&|_| {});
    assert_eq!(expected, after(&|host| drop(host.put(&format!("{}?nocommit=true", path("s")), &active()).gives(201))));
    assert_eq!(expected, after(&|host| host.activity("s").refuses(403, "not an active member")));
    assert_eq!(expected, after(&|host| host.invite("s", 2).refuses(403, "not a member")));
}
