//! Emulators that begin with what a text says.

mod support;

use mpsd_emulator::{Emulator, Options, Settings};
use serde_json::{Value, json};
use support::*;

const FRIDAY_NIGHT: &str = include_str!("../scenarios/friday-night.toml");

const ADA: u64 = 2_533_274_790_000_001;
const BEN: u64 = 2_533_274_790_000_002;
const CLEO: u64 = 2_533_274_790_000_003;

fn playing(scenario: &str) -> World {
    World::start(Options { scenario: Some(scenario.to_owned()), ..Options::default() })
}

fn refused(scenario: &str) -> String {
    let options = Options { scenario: Some(scenario.to_owned()), ..Options::default() };
    Emulator::start(options).unwrap_err().to_string()
}

fn lobby(name: &str) -> String {
    format!("/serviceconfigs/{SCID}/sessionTemplates/lobby/sessions/{name}")
}

#[test]
fn friday_night_can_be_played_at_once() {
    let world = playing(FRIDAY_NIGHT);
    let (ben, cleo) = (world.user(BEN), world.user(CLEO));
    let seen = &cleo.activities(&[ADA])[0];
    assert_eq!(seen["sessionRef"]["name"], "friday-night");
    assert_eq!((&seen["customProperties"]["map"], &seen["titleId"]), (&json!("fjord"), &json!("1234567")));
    assert_eq!(seen["createTime"], "2026-11-27T20:00:00.0000000Z");
    let inbox = world.inbox(BEN);
    assert_eq!((inbox.len(), &inbox[0]["inviteAttributes"]["context"]), (1, &json!("mode=ctf")));
    assert_eq!(inbox[0]["expiration"], "2026-11-27T21:00:00.0000000Z");
    let joined = ben.put(&by_handle(&inbox[0]), &active()).gives(200);
    assert_eq!(joined["members"]["0"]["properties"]["custom"]["team"], "red");
    assert_eq!(joined["membersInfo"]["active"], 2);
    let ada = world.control("GET", &format!("/users/{ADA}"), &Value::Null).gives(200);
    assert_eq!((&ada["gamertag"], &ada["favorites"]), (&json!("Ada"), &json!([BEN.to_string()])));
    assert_eq!(ada["people"], json!([BEN.to_string(), CLEO.to_string()]));
}

#[test]
fn lines_may_end_as_on_windows() {
    let world = playing(&format!("\u{feff}{}", FRIDAY_NIGHT.replace('\n', "\r\n")));
    let activities = world.user(CLEO).activities(&[ADA]);
    assert_eq!(activities[0]["sessionRef"]["name"], "friday-night");
}

/// The same requests to each of two emulators, down to their state.
#[test]
fn two_runs_of_one_scenario_are_the_same_byte_by_byte() {
    let run = || {
        let world = playing(FRIDAY_NIGHT);
        let (ada, ben) = (world.user(ADA), world.user(BEN));
        let unnamed = json!({"type": "activity", "version": 1, "sessionRef": {"scid": SCID, "templateName": "lobby"}});
        let answers = [
            ben.put(&by_handle(&world.inbox(BEN)[0]), &active()),
            ben.post("/handles", &unnamed),
            ada.put(&lobby("another"), &active()),
            world.control("POST", "/clock/advance", &json!({"seconds": 60})),
            ada.put(&lobby("later"), &active()),
            ada.post("/handles/query", &json!({"type": "activity", "scid": SCID, "owners": {"xuids": ["1"]}})),
        ];
        let told = answers.iter().filter(|answer| !answer.text.contains("offsetMs")).map(|answer| answer.text.clone());
        (told.collect::<Vec<_>>(), world.control("GET", "/snapshot", &Value::Null).text)
    };
    assert_eq!(run(), run());
}

#[test]
fn without_a_seed_runs_differ() {
    let text = FRIDAY_NIGHT.replace("seed = 7\n", "");
    let id = || playing(&text).inbox(BEN)[0]["id"].clone();
    assert_ne!(id(), id());
}

#[test]
fn it_has_all_that_an_emulator_holds() {
    let world = playing(&format!(
        r#"
        scid = "{SCID}"
        [settings]
        createStatus = 200
        strictFilter = false
        defaultTitleId = "9"
        [[users]]
        xuid = 1
        titleId = 5
        blocked = [3, "4"]
        [[templates]]
        name = "match"
        constants.system.maxMembersCount = 3
        [[sessions]]
        sessionRef = {{ templateName = "match", name = "m" }}
        members = [
          {{ xuid = 1 }},
          {{ xuid = 2, constants = {{ custom = {{ skill = 2.5 }} }}, properties = {{ system = {{ ready = true }} }} }},
        ]
        document.properties.custom.born = 1979-05-27
        document.members.reserve_1 = {{ constants.system.xuid = "3" }}
        [[activities]]
        ownerXuid = 1
        sessionRef.templateName = "other"
        [[faults]]
        route = "POST /handles"
        times = 1
        effect = {{ kind = "status", status = 503 }}
        "#
    ));
    let (host, guest) = (world.user(1), world.user(2));
    let at = format!("/serviceconfigs/{SCID}/sessionTemplates/match/sessions/m");
    let document = host.get(&at).gives(200);
    assert_eq!(document["constants"]["system"]["maxMembersCount"], 3);
    assert_eq!(document["properties"]["custom"]["born"], "1979-05-27");
    assert_eq!(document["membersInfo"], json!({"first": 0, "next": 3, "count": 3, "accepted": 2, "active": 1}));
    assert_eq!(document["members"]["2"]["constants"]["custom"]["skill"], 2.5, "the reservation was the creator's");
    assert_eq!(document["members"]["0"]["activeTitleId"], "5");
    assert_eq!(guest.post("/handles", &activity("x")).status, 503);
    assert_eq!(world.control("GET", "/faults", &Value::Null).gives(200)["rules"][0]["remaining"], 0);
    let user = world.control("GET", "/users/1", &Value::Null).gives(200);
    assert_eq!(user["blocked"], json!(["3", "4"]));
    assert_eq!(user["activities"][0]["sessionRef"]["name"].as_str().unwrap().len(), 36);
    assert_eq!(user["activities"][0]["titleId"], "5");
}

#[test]
fn sessions_can_be_found_and_led_to() {
    let world = playing(&format!(
        r#"
        scid = "{SCID}"
        [[sessions]]
        sessionRef = {{ templateName = "lfg", name = "raid" }}
        members = [{{ xuid = 1 }}]
        [[sessions]]
        sessionRef = {{ templateName = "lobby", name = "friends" }}
        members = [{{ xuid = 1 }}, {{ xuid = 2 }}]
        [[sessions]]
        sessionRef = {{ templateName = "game", name = "round" }}
        members = [{{ xuid = 1 }}]
        document.constants.system.visibility = "private"
        [[searches]]
        xuid = 1
        sessionRef = {{ templateName = "lfg", name = "raid" }}
        searchAttributes = {{ tags = ["mic"], numbers = {{ skill = 10.5 }} }}
        [[transfers]]
        xuid = 1
        sessionRef = {{ templateName = "game", name = "round" }}
        originSessionRef = {{ templateName = "lobby", name = "friends" }}
        "#
    ));
    let friend = world.user(2);
    let query = json!({"type": "search", "scid": SCID, "templateName": "lfg", "filter": "numbers/skill ge 10"});
    let found = friend.post("/handles/query", &query).gives(200);
    assert_eq!(found["results"][0]["searchAttributes"]["tags"], json!(["mic"]));
    let state = world.control("GET", "/state", &Value::Null).gives(200);
    let handles = state["handles"].as_array().unwrap();
    let transfer = handles.iter().find(|handle| handle["type"] == "transfer").unwrap();
    world.user(3).put(&by_handle(transfer), &active()).refuses(403, "private");
    friend.put(&by_handle(transfer), &active()).gives(200);
}

#[test]
fn settings_given_at_the_start_win() {
    let settings = Settings { invite_lifetime_seconds: 60, ..Settings::default() };
    let world = World::start(Options { settings, scenario: Some(FRIDAY_NIGHT.to_owned()), ..Options::default() });
    assert_eq!(world.inbox(BEN)[0]["expiration"], "2026-11-27T20:01:00.0000000Z");
}

#[test]
fn a_running_emulator_plays_one_too() {
    let world = World::new();
    let put = |text: &str| world.send("PUT", "/emulator/scenario", &[], text.as_bytes());
    world.control("PATCH", "/settings", &json!({"deleteStatus": 200})).gives(200);
    world.user(7).join("old").gives(201);
    put(FRIDAY_NIGHT).is_empty(204);
    let first = world.control("GET", "/snapshot", &Value::Null).text;
    assert!(!first.contains("\"old\"") && first.contains("\"deleteStatus\":\"200\""));
    put("[[sessions]]\nsessionRef = 1\n").refuses(400, "line 2");
    put("[settings]\nmaxConnections = 5\n").refuses(400, "setting maxConnections: is read at the start only");
    world.send("PUT", "/emulator/scenario", &[], b"\xff").refuses(400, "not UTF-8");
    assert_eq!(world.control("GET", "/snapshot", &Value::Null).text, first);
    world.user(BEN).join("extra").gives(201);
    put(FRIDAY_NIGHT).is_empty(204);
    assert_eq!(world.control("GET", "/snapshot", &Value::Null).text, first);
}

#[test]
fn what_cannot_be_read_is_named_by_line_and_key() {
    for (text, line, why) in [
        ("[[users]]\nxuid = 1\ngamertags = \"x\"\n", 3, "unknown field `gamertags`"),
        ("seed = 1\nspeed = 2\n", 2, "unknown field `speed`"),
        ("\n[[users]]\ngamertag = \"x\"\n", 2, "missing field `xuid`"),
        ("[[users]]\nxuid = 0\n", 2, "xuid: \"0\" is not a nonzero decimal"),
        ("[[users]]\nxuid = 1\npeople = [2, true]\n", 3, "xuid: \"true\""),
        ("seed = -1\n", 1, "invalid value"),
        ("[clock]\nnow = 2026-11-27\n", 2, "now: write a time"),
        ("[settings]\n\nnonsense = 1\n", 3, "unknown setting \"nonsense\""),
        ("[settings]\ncreateStatus = 500\n", 2, "setting createStatus: \"500\" is not one of 200, 201"),
        ("[settings]\ncreateStatus = [1]\n", 2, "settings.createStatus must be"),
        ("[settings]\nseed = 1\n", 2, "settings.seed: write seed at the top"),
        ("[[faults]]\nlatencyMs = 1\neffect = { kind = \"boom\" }\n", 3, "kind \"boom\""),
        ("[[users]\n", 1, "]"),
    ] {
        // As it is, and as an editor on Windows writes it.
        for text in [text.to_owned(), format!("\u{feff}{}", text.replace('\n', "\r\n"))] {
            let message = refused(&text);
            assert!(
                message.starts_with(&format!("scenario: line {line}: ")) && message.contains(why),
                "{text}: {message}"
            );
        }
    }
}

#[test]
fn what_the_directory_refuses_is_named_by_entry_and_reason() {
    let session = |members: &str, more: &str| {
        format!(
            "scid = \"{SCID}\"\ntemplateName = \"lobby\"\n[[sessions]]\nsessionRef.name = \"s\"\nmembers = {members}\n{more}\n"
        )
    };
    let after = |more: &str| session("[{ xuid = 1 }]", more);
    for (text, start, why) in [
        (session("[]", ""), "line 3: sessions[0]: ", "members is empty"),
        (
            session("[{ xuid = 1, properties.system.active = false }]", ""),
            "line 5: sessions[0].members[0]: ",
            "ends at once",
        ),
        (
            session("[{ xuid = 1 },\n  { xuid = 2 }]", "document.constants.system.maxMembersCount = 1"),
            "line 6: sessions[0].members[1]: ",
            "full",
        ),
        (after("document.members.me.properties = {}"), "line 3: sessions[0]: ", "document.members.me"),
        (after("document.members = 5"), "line 6: ", "invalid type: integer `5`"),
        (after("document.propertys = {}"), "line 6: ", "unknown field `propertys`"),
        (after("document.constants.system.visibility = \"x\""), "line 5: sessions[0].members[0]: ", "visibility"),
        (
            after("[[activities]]\nownerXuid = 2\nsessionRef.name = \"s\""),
            "line 6: activities[0]: ",
            "not an active member",
        ),
        (after("[[activities]]\nownerXuid = 2\nsessionRef.scid = \"x\""), "line 6: activities[0]: ", "the scid \"x\""),
        (
            after("[[invites]]\nsenderXuid = 2\ninvitedXuid = 3\nsessionRef.name = \"s\""),
            "line 6: invites[0]: ",
            "only members may invite",
        ),
        (
            after("[[invites]]\nsenderXuid = 1\ninvitedXuid = 3\nsessionRef = {}"),
            "line 6: invites[0]: ",
            "sessionRef.name is missing",
        ),
        (after("[[searches]]\nxuid = 1\nsessionRef.name = \"s\""), "line 6: searches[0]: ", "searchable is not true"),
        (
            after("[[transfers]]\nxuid = 1\nsessionRef.name = \"t\"\noriginSessionRef.name = \"s\""),
            "line 6: transfers[0]: ",
            "it does not exist",
        ),
        (after("[[templates]]\nname = \"a~b\""), "line 6: templates[0]: ", "template name"),
        (after("[[users]]\nxuid = 1\ngamertag = \"\""), "line 6: users[0]: ", "gamertag"),
        (after("[[faults]]\ntimes = 1"), "line 6: faults[0]: ", "the rule does nothing"),
        (
            "[[sessions]]\nsessionRef.name = \"s\"\nmembers = [{ xuid = 1 }]".to_owned(),
            "line 1: sessions[0]: ",
            "sessionRef.scid is missing",
        ),
    ] {
        let message = refused(&text);
        let start = format!("scenario: {start}");
        assert!(message.starts_with(&start) && message.contains(why), "{text}\n{message}");
    }
}

/// The scenario of the README, which everybody copies.
#[test]
fn the_readme_has_one_that_works() {
    let readme = include_str!("../README.md");
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let world = playing(rest.split_once("```").unwrap().0);
    assert_eq!(world.inbox(3214).len(), 1);
}

#[test]
fn a_state_that_is_kept_goes_before() {
    let file = std::env::temp_dir().join(format!("mpsd-emulator-scenario-{}.json", std::process::id()));
    let start = || {
        let scenario = Some(FRIDAY_NIGHT.to_owned());
        World::start(Options { scenario, state_file: Some(file.clone()), ..Options::default() })
    };
    let first = start();
    first.user(BEN).delete(&handle_path(&first.inbox(BEN)[0])).is_empty(204);
    drop(first);
    assert!(start().inbox(BEN).is_empty());
    for suffix in ["json", "json.lock"] {
        std::fs::remove_file(file.with_extension(suffix)).unwrap();
    }
}

#[test]
fn the_program_says_what_is_wrong() {
    let run = |argument: &str| {
        let program = env!("CARGO_BIN_EXE_mpsd-emulator");
        let output = std::process::Command::new(program).args(["--scenario", argument]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, error) = run("no-such-file.toml");
    assert!(code == Some(2) && error.contains("--scenario no-such-file.toml: "), "{error}");
    // No scenario, but a TOML file that every checkout has.
    let (code, error) = run(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    assert!(
        code == Some(1) && error.contains("mpsd-emulator: scenario: line ") && error.contains("unknown field"),
        "{error}"
    );
}
