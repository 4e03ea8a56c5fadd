//! Settings whose defaults are what a live recording shows, or what live clients do.

use serde_json::{Value, json};

use super::handles::active_host;
use super::support::*;
use super::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("locationHeader", "false", [json!([true, true]), json!([false, false])], |world| {
            let created = active_host(world).activity("s");
            let at = handle_path(&created.json());
            ["location", "content-location"].iter().map(|name| json!(created.header(name) == at)).collect()
        }),
        case("handleChangesSession", "false", [json!([412, 412]), json!([200, 200])], |world| {
            let host = world.user(1);
            let lobby = host.join("lobby");
            let game = host.join("game");
            host.activity("lobby").gives(201);
            host.post("/handles", &transfer("game", "lobby")).gives(201);
            let write = |name: &str, created: &Answer| {
                host.put_if(&path(name), ("If-Match", created.header("etag")), &json!({})).status
            };
            json!([write("lobby", &lobby), write("game", &game)])
        }),
        case("caseSensitiveMonikers", "true", [json!([200, 200]), json!([400, 400])], |world| {
            let query = |moniker: &str| {
                let owners = json!({"people": {"moniker": moniker, "monikerXuid": "1"}});
                let body = json!({"type": "activity", "scid": SCID, "owners": owners});
                json!(world.user(1).post("/handles/query", &body).status)
            };
            json!([query("People"), query("FAVORITES")])
        }),
        case(
            "systemDefaults",
            "false",
            [json!({"turn": [], "matchmaking": {}, "joinRestriction": "local", "readRestriction": "local"}), json!({})],
            |world| {
                let style = json!({"capabilities": {"userAuthorizationStyle": true}});
                world.user(1).create("s", style).gives(201)["properties"]["system"].clone()
            },
        ),
        case("echoInitialize", "true", [Value::Null, json!(true)], |world| {
            let document = world.user(1).join("s").gives(201);
            document["members"]["0"]["constants"]["system"]["initialize"].clone()
        }),
        case("longIntegers", "double", [json!(true), json!(false)], |world| {
            let body = br#"{"members":{"me":{"properties":{"system":{"active":true}}}},
                "properties":{"custom":{"id":123456789012345678901234567890}}}"#;
            let created = world.user(1).send_with("PUT", &path("s"), &[], body);
            json!(created.text.contains(r#"{"id":123456789012345678901234567890}"#))
        }),
        case("customValues", "object", [json!([201, "Hello", [1]]), json!([400, null, null])], |world| {
            let mut body = active();
            body["members"]["me"]["constants"]["custom"] = json!("Hello");
            body["properties"] = json!({"custom": [1]});
            let created = world.user(1).put(&path("s"), &body);
            let document: Value = serde_json::from_str(&created.text).unwrap_or_default();
            let member = &document["members"]["0"]["constants"]["custom"];
            json!([created.status, member, document["properties"]["custom"]])
        }),
        case("foreignMe", "accept", [json!([400, null]), json!([201, "1"])], |world| {
            let mut body = active();
            body["members"]["me"]["constants"]["system"]["xuid"] = json!("2");
            let created = world.user(1).put(&path("s"), &body);
            let document: Value = serde_json::from_str(&created.text).unwrap_or_default();
            json!([created.status, document["members"]["0"]["constants"]["system"]["xuid"]])
        }),
        case("listTemplates", "false", [json!(200), json!(404)], |world| {
            json!(world.user(1).get(&format!("/serviceconfigs/{SCID}/sessiontemplates")).status)
        }),
        case(
            "cacheControl",
            "false",
            [json!(["max-age=0, must-revalidate", "no-cache, no-store", "no-cache, no-store"]), json!(["", "", ""])],
            |world| {
                let host = world.user(1);
                let stale = |world: &World| world.user(1).put_if(&path("s"), ("If-Match", "\"x\""), &json!({}));
                let answers = [host.join("s"), host.activity("s"), stale(world)];
                answers.iter().map(|answer| json!(answer.header("cache-control"))).collect()
            },
        ),
        case("correlationId", "false", [json!([true, true, true]), json!([false, false, true])], |world| {
            let (one, two) = (world.user(1).join("s"), world.user(1).get("/handles/x"));
            let id = |answer: &Answer| answer.header("x-xblcorrelationid").to_owned();
            let control = world.control("GET", "/health", &Value::Null);
            json!([id(&one).len() == 36 && id(&one) != id(&two), id(&two).len() == 36, id(&control).is_empty()])
        }),
        case(
            "debugHeader",
            "false",
            [
                json!([
                    "",
                    "session-access=write; reason=in-session",
                    "session-access=write; reason=in-session",
                    "session-access=read; reason=open",
                    "session-access=none; reason=not-in-session",
                    "",
                ]),
                json!(["", "", "", "", "", ""]),
            ],
            |world| {
                let (host, guest) = (world.user(1), world.user(2));
                let close = json!({"properties": {"system": {"closed": true}}});
                let answers = [
                    host.join("s"),
                    host.activity("s"),
                    host.put(&path("s"), &close),
                    guest.get(&path("s")),
                    guest.join("s"),
                    guest.get("/handles/x"),
                ];
                answers.iter().map(|answer| json!(answer.header("x-xbl-debug"))).collect()
            },
        ),
    ]
}
