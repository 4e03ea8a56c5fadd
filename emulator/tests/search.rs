//! Search handles, and finding sessions by them.

mod support;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

fn sample() -> Value {
    json!({"tags": ["MicsRequired"], "numbers": {"skill": 10.145}, "strings": {"class": "A"}})
}

#[test]
fn a_search_handle_is_created_found_and_deleted() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    let created = host.create("lfg", searchable());
    created.gives(201);
    let handle = host.post("/handles", &search("lfg", sample())).gives(201);
    assert_eq!(
        handle,
        json!({
            "id": handle["id"], "type": "search", "version": 1, "createTime": handle["createTime"],
            "sessionRef": session_ref("lfg"), "searchAttributes": sample(),
        })
    );
    let shown = host.get(&path("lfg"));
    assert_eq!(shown.gives(200)["searchHandle"], handle["id"]);
    assert_ne!(shown.header("etag"), created.header("etag"));
    assert_eq!(guest.get(&handle_path(&handle)).gives(200), handle);

    assert_eq!(
        guest.finds(&json!({"filter": "tags/any(d:tolower(d) eq 'micsrequired') and numbers/skill ge 5"})),
        ["lfg"]
    );
    assert!(guest.finds(&json!({"filter": "numbers/skill lt 5"})).is_empty());
    let joined = guest.put_if(&by_handle(&handle), ("If-Match", "*"), &active());
    assert_eq!(joined.gives(200)["membersInfo"]["count"], 2);
    assert_eq!(joined.header("content-location"), path("lfg"));

    guest.delete(&handle_path(&handle)).refuses(403, "only its creator or an owner");
    host.delete(&handle_path(&handle)).is_empty(204);
    host.delete(&handle_path(&handle)).refuses(404, "does not exist");
    assert_eq!(host.get(&path("lfg")).gives(200)["searchHandle"], Value::Null);
    assert!(guest.finds(&json!({})).is_empty());
}

#[test]
fn a_search_handle_dies_with_its_session() {
    let world = World::new();
    let host = world.user(1);
    host.create("lfg", searchable()).gives(201);
    let handle = host.post("/handles", &search("lfg", json!({}))).gives(201);
    assert_eq!(handle["searchAttributes"], Value::Null);
    host.put(&path("lfg"), &leave()).is_empty(204);
    host.get(&handle_path(&handle)).refuses(404, "does not exist");
    host.create("lfg", searchable()).gives(201);
    assert!(host.finds(&json!({})).is_empty());
}

#[test]
fn sessions_must_be_searchable_and_the_creator_inside() {
    let world = World::new();
    let (host, other) = (world.user(1), world.user(2));
    host.post("/handles", &search("lfg", sample())).refuses(400, "does not exist");
    host.join("plain").gives(201);
    host.post("/handles", &search("plain", sample())).refuses(400, "capabilities.searchable");
    let styled = json!({"capabilities": {"searchable": true, "userAuthorizationStyle": true}});
    host.create("styled", styled).gives(201);
    host.post("/handles", &search("styled", sample())).refuses(400, "requires hasOwners");
    host.create("lfg", searchable()).gives(201);
    other.post("/handles", &search("lfg", sample())).refuses(403, "xuid 2 is not a member");
    let owned = json!({"capabilities": {"searchable": true, "hasOwners": true}});
    host.create("owned", owned).gives(201);
    other.join("owned").gives(200);
    other.post("/handles", &search("owned", sample())).refuses(403, "xuid 2 is not an owner");
    host.post("/handles", &search("owned", sample())).gives(201);

    let lax =
        World::with(Settings { search_violation_status: 403, strict_search_membership: false, ..Settings::default() });
    lax.user(1).post("/handles", &search("lfg", sample())).refuses(403, "does not exist");
    lax.user(1).create("lfg", searchable()).gives(201);
    lax.user(2).post("/handles", &search("lfg", sample())).gives(201);
}

#[test]
fn a_second_search_handle_replaces_or_conflicts() {
    let world = World::new();
    let host = world.user(1);
    host.create("lfg", searchable()).gives(201);
    let first = host.post("/handles", &search("lfg", sample())).gives(201);
    let second = host.post("/handles", &search("lfg", json!({"tags": ["new"]}))).gives(201);
    host.get(&handle_path(&first)).refuses(404, "does not exist");
    assert_eq!(host.get(&path("lfg")).gives(200)["searchHandle"], second["id"]);
    assert_eq!(host.finds(&json!({})), ["lfg"]);

    let strict = World::with(Settings { second_search_handle: "conflict".to_owned(), ..Settings::default() });
    let host = strict.user(1);
    host.create("lfg", searchable()).gives(201);
    let first = host.post("/handles", &search("lfg", sample())).gives(201);
    host.post("/handles", &search("lfg", sample())).refuses(409, "secondSearchHandle");
    host.delete(&handle_path(&first)).is_empty(204);
    host.post("/handles", &search("lfg", sample())).gives(201);
}

#[test]
fn the_tag_stays_if_search_handles_change_nothing() {
    let world = World::with(Settings { search_handle_changes_session: false, ..Settings::default() });
    let host = world.user(1);
    let created = host.create("lfg", searchable());
    let handle = host.post("/handles", &search("lfg", sample())).gives(201);
    let shown = host.get(&path("lfg"));
    assert_eq!(shown.gives(200)["searchHandle"], handle["id"]);
    assert_eq!(shown.header("etag"), created.header("etag"));
}

#[test]
fn attributes_are_checked() {
    let world = World::new();
    let host = world.user(1);
    host.create("lfg", searchable()).gives(201);
    let long = "a".repeat(100);
    for (attributes, why) in [
        (json!([]), "searchAttributes must be an object"),
        (json!({"tags": "x"}), "searchAttributes.tags must be an array"),
        (json!({"tags": [1]}), "searchAttributes.tags[0] must be a string"),
        (json!({"tags": ["ok", ""]}), "searchAttributes.tags[1]: \"\" does not begin with a letter"),
        (json!({"tags": ["1st"]}), "does not begin with a letter"),
        (json!({"tags": ["two words"]}), "must not contain ' '"),
        (json!({"tags": ["a_b"]}), "must not contain '_'"),
        (json!({"tags": [long]}), "100 characters"),
        (json!({"strings": {"a b": "x"}}), "searchAttributes.strings.a b"),
        (json!({"strings": {"a": 1}}), "searchAttributes.strings.a must be a string"),
        (json!({"strings": {"a": long}}), "100 characters"),
        (json!({"numbers": {"a": "1"}}), "searchAttributes.numbers.a must be a number"),
        (json!({"numbers": {"9a": 1}}), "does not begin with a letter"),
        (json!({"achievementIds": [5]}), "searchAttributes.achievementIds[0]"),
        (json!({"language": 5}), "searchAttributes.language"),
    ] {
        host.post("/handles", &search("lfg", attributes)).refuses(400, why);
    }
    let mut unnamed = search("lfg", json!({}));
    unnamed["sessionRef"].as_object_mut().unwrap().remove("name");
    host.post("/handles", &unnamed).refuses(400, "sessionRef.name is missing");
    let most = "a".repeat(99);
    let limit = json!({"tags": [most], "strings": {most.clone(): most}, "numbers": {most.clone(): -1e9}});
    host.post("/handles", &search("lfg", limit)).gives(201);

    let lax = World::with(Settings { strict_search_names: false, ..Settings::default() });
    lax.user(1).create("lfg", searchable()).gives(201);
    lax.user(1).post("/handles", &search("lfg", json!({"tags": ["a_b", "two words"]}))).refuses(400, "' '");
    lax.user(1).post("/handles", &search("lfg", json!({"numbers": {"Skill_D": 1}}))).gives(201);
}

#[test]
fn results_hold_what_is_included() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    let mut create = active();
    create["constants"] = json!({"system": {
        "maxMembersCount": 4, "inviteProtocol": "game", "targetMembersCount": 3,
        "capabilities": {"searchable": true, "hasOwners": true},
    }});
    create["properties"] = json!({
        "system": {"keywords": ["Level2"], "scheduledTime": "2026-01-01T00:00:00Z", "joinRestriction": "none"},
        "custom": {"Map": "x"},
    });
    create["roleTypes"] = json!({"lfg": {"roles": {"confirmed": {"max": 3, "target": 2}, "other": {"max": 1}}}});
    create["members"]["me"]["roles"] = json!({"lfg": "confirmed"});
    host.put(&path("lfg"), &create).gives(201);
    let attributes = json!({"tags": ["Elite"], "achievementIds": ["77"], "language": "en"});
    let handle = host.post("/handles", &search("lfg", attributes)).gives(201);
    let result = guest.search(&json!({})).gives(200)["results"][0].clone();
    assert_eq!(result["id"], handle["id"]);
    assert_eq!(result["customProperties"], json!({"Map": "x"}));
    assert_eq!(
        result["relatedInfo"],
        json!({
            "visibility": "open", "joinRestriction": "none", "closed": false, "maxMembersCount": 4,
            "membersCount": 1, "inviteProtocol": "game", "postedTime": handle["createTime"], "sessionOwners": ["1"],
        })
    );
    let confirmed = json!({"count": 1, "max": 3, "target": 2, "memberXuids": ["1"]});
    let other = json!({"count": 0, "max": 1, "memberXuids": []});
    assert_eq!(result["roleInfo"], json!({"roleTypes": {"lfg": {"roles": {"confirmed": confirmed, "other": other}}}}));
    for filter in [
        "session/keywords/any(d:tolower(d) eq 'level2') and language eq 'en'",
        "achievementIds/any(d:d eq '77') and session/memberXuids/any(d:d eq '1')",
        "session/ownerXuids/any(d:d eq '1') and session/membersCount eq 1",
        "session/targetMembersCount eq 3 and session/targetMembersCountRemaining eq 2 and session/needs eq 2",
        "session/maxMembersCount eq 4 and session/maxMembersCountRemaining eq 3",
        "session/scheduledTime eq '2026-01-01T00:00:00.000Z' and session/postedTime gt '2020-01-01T00:00:00Z'",
        "session/titleId eq '1234567' and session/templateName eq 'deathmatch'",
        "session/roles/lfg/confirmed/count eq 1 and session/roles/LFG/Other/target eq 1",
        "session/roles/lfg/confirmed/needs eq 1 and session/roles/lfg/other/needs eq 1",
        "session/registrationState ne 'registered' and session/roles/lfg/none/count ne 0",
    ] {
        assert_eq!(guest.finds(&json!({"filter": filter})), ["lfg"], "{filter}");
    }
}

#[test]
fn results_come_in_the_order_asked_for() {
    let world = World::new();
    let host = world.user(1);
    for (name, attributes) in [
        ("one", json!({"numbers": {"skill": 3}, "strings": {"Class": "b"}})),
        ("two", json!({"numbers": {"skill": 1}, "strings": {"Class": "A"}})),
        ("three", json!({"strings": {"Class": "c"}})),
    ] {
        host.create(name, searchable()).gives(201);
        host.post("/handles", &search(name, attributes)).gives(201);
    }
    world.user(2).join("three").gives(200);
    for (order, names) in [
        ("Timestamp asc", ["one", "two", "three"]),
        ("Timestamp desc", ["three", "two", "one"]),
        ("skill asc", ["two", "one", "three"]),
        ("numbers/skill desc", ["one", "two", "three"]),
        ("class desc", ["three", "one", "two"]),
        ("membersCount desc", ["three", "one", "two"]),
        ("suggestedLfg desc", ["one", "two", "three"]),
    ] {
        assert_eq!(host.finds(&json!({"orderBy": order})), names, "{order}");
    }
    assert_eq!(host.finds(&json!({})), ["one", "two", "three"]);
}

#[test]
fn at_most_a_hundred_are_found() {
    let world = World::new();
    let host = world.user(1);
    for number in 0..=100 {
        let name = format!("s{number}");
        host.create(&name, searchable()).gives(201);
        host.post("/handles", &search(&name, json!({"numbers": {"n": number}}))).gives(201);
    }
    let found = host.finds(&json!({"orderBy": "n desc"}));
    assert_eq!((found.len(), found[0].as_str()), (100, "s100"));
}

#[test]
fn private_sessions_are_found_by_members_only() {
    let world = World::new();
    let (host, other) = (world.user(1), world.user(2));
    let system = json!({"visibility": "private", "capabilities": {"searchable": true}});
    host.create("lfg", system).gives(201);
    let handle = host.post("/handles", &search("lfg", json!({}))).gives(201);
    assert_eq!(host.finds(&json!({})), ["lfg"]);
    assert!(other.finds(&json!({})).is_empty());
    other.put(&by_handle(&handle), &active()).refuses(403, "private");
}

#[test]
fn sessions_for_users_of_all_platforms_are_joined_by_handle() {
    let world = World::new();
    let (host, guest) = (world.user(1), world.user(2));
    let capabilities = json!({"searchable": true, "userAuthorizationStyle": true, "hasOwners": true});
    host.create("lfg", json!({ "capabilities": capabilities })).gives(201);
    let open = json!({"properties": {"system": {"joinRestriction": "none"}}});
    host.put(&path("lfg"), &open).refuses(400, "userAuthorizationStyle");
    let handle = host.post("/handles", &search("lfg", json!({}))).gives(201);
    guest.get(&path("lfg")).refuses(403, "readRestriction \"local\"");
    guest.join("lfg").refuses(403, "joinRestriction \"local\"");
    guest.get(&by_handle(&handle)).gives(200);
    guest.put(&by_handle(&handle), &active()).gives(200);

    let strict = World::with(Settings { search_handle_meets_local: false, ..Settings::default() });
    let host = strict.user(1);
    host.create("lfg", json!({ "capabilities": capabilities })).gives(201);
    let handle = host.post("/handles", &search("lfg", json!({}))).gives(201);
    strict.user(2).put(&by_handle(&handle), &active()).refuses(403, "joinRestriction \"local\"");
}

#[test]
fn malformed_searches_say_why() {
    let world = World::new();
    let user = world.user(1);
    let query = |body: Value| user.post("/handles/query", &body);
    query(json!({"type": "search"})).refuses(400, "scid is missing");
    query(json!({"type": "search", "scid": SCID})).refuses(400, "templateName is missing");
    for (fields, why) in [
        (json!({"scid": "S"}), "not a GUID"),
        (json!({"templateName": ""}), "template name has 0 bytes"),
        (json!({"global": "yes"}), "global must be true or false"),
        (json!({"filter": 5}), "filter must be a string"),
        (json!({"filter": ""}), "filter, character 1: an operand"),
        (
            json!({"filter": "tags/any(d:d eq 'x')"}),
            "filter, character 12: tags and keywords are compared through tolower",
        ),
        (json!({"filter": "(".repeat(16_385)}), "at most 16384"),
        (json!({"orderBy": "skill up"}), "\"up\" is not asc or desc"),
        (json!({"sessionMembers": {}}), "sessionMembers.people is missing"),
        (json!({"sessionMembers": {"people": {}}}), "sessionMembers.people.moniker is missing"),
        (
            json!({"sessionMembers": {"people": {"moniker": "friends"}}}),
            "moniker \"friends\" is not people or favorites",
        ),
        (json!({"sessionMembers": {"people": {"moniker": "people", "monikerXuid": "x"}}}), "monikerXuid \"x\""),
    ] {
        user.search(&fields).refuses(400, why);
    }
    let lax = World::with(Settings { strict_filter: false, filter_length_limit: 20, ..Settings::default() });
    lax.user(1).search(&json!({"filter": "tags/any(d:d eq 'x')"})).gives(200);
    lax.user(1).search(&json!({"filter": "tags/any(d:d eq 'xy')"})).refuses(400, "at most 20");
}
