//! Session templates: what they fix, where they come from, and what becomes of unknown ones.

mod support;

use mpsd_emulator::{Emulator, Options, SessionTemplate, Settings};
use serde_json::{Value, json};
use support::*;

fn in_template(template: &str, name: &str) -> String {
    format!("/serviceconfigs/{SCID}/sessionTemplates/{template}/sessions/{name}")
}

fn with_constants(constants: Value) -> Value {
    let mut body = active();
    body["constants"] = constants;
    body
}

#[test]
fn the_built_in_templates_are_listed() {
    let world = World::new();
    let list = world.control("GET", "/templates", &Value::Null).gives(200);
    let names: Vec<&str> =
        list["templates"].as_array().unwrap().iter().map(|each| each["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["default", "lobby", "game", "lfg", "large", "MinecraftLobby", "global(lfg)"]);
}

#[test]
fn sessions_begin_with_the_constants_of_their_template() {
    let world = World::new();
    let user = world.user(1);
    let system = json!({"version": 1, "inviteProtocol": "game"});
    let lobby = user.put(&in_template("Lobby", "s"), &active()).gives(201);
    assert_eq!(lobby["constants"], json!({"system": system, "custom": {}}));
    let given = json!({"system": {"maxMembersCount": 4, "version": 1}, "custom": {"map": "x"}});
    let more = user.put(&in_template("lobby", "t"), &with_constants(given)).gives(201);
    let system = json!({"version": 1, "inviteProtocol": "game", "maxMembersCount": 4});
    assert_eq!(more["constants"], json!({"system": system, "custom": {"map": "x"}}));
    let any = user.put(&in_template("whatever", "s"), &active()).gives(201);
    assert_eq!(any["constants"], json!({"system": {}, "custom": {}}));
}

#[test]
fn what_a_template_fixes_nobody_changes() {
    let world = World::new();
    let user = world.user(1);
    let own = json!({"constants": {
        "system": {"maxMembersCount": 2, "capabilities": {"searchable": true}, "sessionEmptyTimeout": null},
        "custom": {"mode": {"name": "ctf"}},
    }});
    world.control("PUT", &format!("/templates/{SCID}/match"), &own).is_empty(204);
    for (other, place) in [
        (json!({"system": {"maxMembersCount": 3}}), "constants.system.maxMembersCount"),
        (json!({"system": {"capabilities": {"gameplay": true}}}), "constants.system.capabilities"),
        (json!({"system": {"sessionEmptyTimeout": 5}}), "constants.system.sessionEmptyTimeout"),
        (json!({"custom": {"mode": {"name": "koth"}}}), "constants.custom.mode"),
    ] {
        user.put(&in_template("match", "s"), &with_constants(other)).refuses(409, place);
    }
    user.get(&in_template("match", "s")).is_empty(204);
    let same = json!({"system": {"maxMembersCount": 2, "capabilities": {"searchable": true}}});
    let created = user.put(&in_template("MATCH", "s"), &with_constants(same)).gives(201);
    assert_eq!(created["constants"], own["constants"]);
    let change = json!({"constants": {"system": {"maxMembersCount": 3}}});
    user.put(&in_template("match", "s"), &change).refuses(409, "maxMembersCount");
    // The template goes; its session stays as it began, with its endless emptiness.
    world.control("DELETE", &format!("/templates/{SCID}/match"), &Value::Null).is_empty(204);
    user.put(&in_template("match", "s"), &leave()).gives(200);
    assert_eq!(user.get(&in_template("match", "s")).gives(200)["constants"], own["constants"]);
}

#[test]
fn unknown_templates_take_the_default_or_are_refused() {
    let world = World::new();
    let user = world.user(1);
    let two = json!({"constants": {"system": {"maxMembersCount": 2}}});
    world.control("PUT", "/templates/*/default", &two).is_empty(204);
    let created = user.put(&in_template("whatever", "s"), &active()).gives(201);
    assert_eq!(created["constants"]["system"], json!({"maxMembersCount": 2}));

    let strict = World::with(Settings { unknown_template: "refuse".to_owned(), ..Settings::default() });
    let user = strict.user(1);
    let reference = json!({"scid": SCID, "templateName": "whatever", "name": "s"});
    let handle = json!({"type": "activity", "version": 1, "sessionRef": reference});
    user.put(&in_template("whatever", "s"), &active()).refuses(404, "session template whatever does not exist");
    user.get(&in_template("whatever", "s")).refuses(404, "unknownTemplate");
    user.put(&in_template("lobby", "s"), &active()).gives(201);
    let mut free = handle.clone();
    free["sessionRef"].as_object_mut().unwrap().remove("name");
    user.post("/handles", &free).refuses(404, "session template whatever");
    user.search(&json!({"templateName": "whatever"})).refuses(404, "session template whatever");
    let sessions = format!("/serviceconfigs/{SCID}/sessionTemplates/whatever/sessions?xuid=1");
    user.get(&sessions).refuses(404, "session template whatever");
    strict.control("PUT", &format!("/templates/{SCID}/whatever"), &json!({})).is_empty(204);
    user.put(&in_template("whatever", "s"), &active()).gives(201);
    user.post("/handles", &handle).gives(201);
    let elsewhere = "/serviceconfigs/00000000-ebe0-42da-885f-033860a818f6/sessionTemplates/whatever/sessions/s";
    user.put(elsewhere, &active()).refuses(404, "service configuration 00000000");
}

#[test]
fn the_control_api_checks_templates_and_keeps_them_over_a_reset() {
    let world = World::new();
    let put = |path: &str, body: Value| world.control("PUT", path, &body);
    let wrong = json!({"constants": {"system": {"visibility": "x"}}});
    put("/templates/*/m", wrong).refuses(400, "constants.system.visibility \"x\"");
    put("/templates/*/m", json!({"constant": {}})).refuses(400, "unknown field `constant`");
    put("/templates/nowhere/m", json!({})).refuses(400, "the scid \"nowhere\"");
    put("/templates/*/m", json!({"roleTypes": {"t": {"roles": {"r": {"max": 1}}}}})).is_empty(204);
    let kept = world.control("POST", "/reset", &Value::Null).gives(200);
    assert_eq!(kept, json!({"kept": {"settings": {"rateLimits": "false"}, "templates": ["m"]}}));
    let list = world.control("GET", "/templates", &Value::Null).gives(200);
    assert_eq!(list["templates"][7]["name"], "m");
    let created = world.user(1).put(&in_template("m", "s"), &active()).gives(201);
    assert_eq!(created["roleTypes"], list["templates"][7]["roleTypes"]);
    world.control("DELETE", "/templates/*/m", &Value::Null).is_empty(204);
    world.control("DELETE", "/templates/*/m", &Value::Null).refuses(404, "no template m");
}

#[test]
fn templates_are_given_at_the_start() {
    let text = "[[templates]]\nname = \"duel\"\n[templates.constants.system]\nmaxMembersCount = 2\n";
    let templates = SessionTemplate::from_toml(text);
    let alone = "name = \"duel\"\nconstants.system.maxMembersCount = 2\n";
    assert_eq!(SessionTemplate::from_toml(alone), templates);
    let error = SessionTemplate::from_toml("name = \"duel\"\nconstant = 1\n").unwrap_err().to_string();
    assert!(error.contains("as one template") && error.contains("unknown field `constant`"), "{error}");
    let options = Options { templates: templates.unwrap(), ..Options::default() };
    let world = World::of(Emulator::start(options).unwrap());
    let created = world.user(1).put(&in_template("duel", "s"), &active()).gives(201);
    assert_eq!(created["constants"]["system"]["maxMembersCount"], 2);
}
