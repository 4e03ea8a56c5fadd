//! Queries: of activities, searches, and sessions.

use serde_json::{Value, json};

use super::handles::{active_host, nameless, searched};
use super::support::*;
use super::{Case, case};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        case("strictQueryString", "true", [json!([200, 200]), json!([400, 400])], |world| {
            let body = json!({"type": "activity", "owners": {"xuids": ["1"]}});
            let status = |query| world.user(1).post(&format!("/handles/query?{query}"), &body).status;
            json!([status("include=session"), status("take=5")])
        }),
        case("missingOwners", "empty", [json!(400), json!(200)], |world| json!(query(world, json!({})).status)),
        case("unknownMoniker", "people", [json!(400), json!(200)], |world| {
            json!(query(world, json!({"people": {"moniker": "friends"}})).status)
        }),
        case("missingSessionInfo", "omit", [json!("open"), Value::Null], |world| {
            world.user(1).post("/handles", &nameless()).gives(201);
            world.user(1).activities(&[1])[0]["relatedInfo"]["visibility"].clone()
        }),
        case("globalSearch", "scid", [json!([]), json!(["s"])], |world| {
            json!(searched(world, json!({})).finds(&json!({"templateName": "other"})))
        }),
        case("languageSource", "session", [json!(["s"]), json!([])], |world| {
            json!(searched(world, json!({})).finds(&json!({"filter": "language eq 'en'"})))
        }),
        case("filterLengthLimit", "20", [json!(200), json!(400)], |world| {
            json!(world.user(1).search(&json!({"filter": "numbers/skill ge 5 and numbers/skill le 7"})).status)
        }),
        case("hidePrivateActivities", "false", [json!(0), json!(1)], |world| {
            let host = world.user(1);
            host.create("s", json!({"visibility": "private"})).gives(201);
            host.activity("s").gives(201);
            json!(world.user(2).activities(&[1]).len())
        }),
        case("queryXuidLimit", "1", [json!(200), json!(400)], |world| {
            json!(query(world, json!({"xuids": ["1", "2"]})).status)
        }),
        case("sessionQueryOrder", "newest", [json!(["s", "t"]), json!(["t", "s"])], |world| {
            world.freeze();
            let host = active_host(world);
            world.advance(1.0);
            host.join("t").gives(201);
            let found = host.get(&format!("/serviceconfigs/{SCID}/sessions?xuid=1")).gives(200);
            let names = found["results"].as_array().unwrap().iter().map(|each| each["sessionRef"]["name"].clone());
            names.collect()
        }),
    ]
}

fn query(world: &World, owners: Value) -> Answer {
    world.user(1).post("/handles/query", &json!({"type": "activity", "scid": SCID, "owners": owners}))
}
