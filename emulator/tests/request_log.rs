//! What /emulator/requests remembers.

mod support;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

fn requests(world: &World, query: &str) -> Vec<Value> {
    let answer = world.control("GET", &format!("/requests{query}"), &Value::Null);
    answer.gives(200)["requests"].as_array().unwrap().clone()
}

#[test]
fn requests_are_kept_with_their_answers() {
    let world = World::new();
    let user = world.user(7);
    let created = user.join("s");
    user.send_with("GET", "/handles/x?y=z", &[("Signature", "secret-signature"), ("X-Two", "2")], b"")
        .refuses(404, "x");
    let logged = requests(&world, "");
    assert_eq!(logged.len(), 2);
    let (put, get) = (&logged[0], &logged[1]);
    assert_eq!((&put["number"], &get["number"]), (&json!(1), &json!(2)));
    assert_eq!((&put["method"], &put["path"]), (&json!("PUT"), &json!(path("s"))));
    assert_eq!((&put["xuid"], &put["status"]), (&json!("7"), &json!(201)));
    assert_eq!(put["requestBody"], active().to_string());
    assert_eq!(put["responseBody"], created.text);
    assert_eq!(put["requestHeaders"]["x-xbl-contract-version"], "107");
    assert!(put["durationMs"].as_f64().unwrap() > 0.0);
    assert_eq!(put["time"].as_str().unwrap().len(), 28);
    assert_eq!((&get["path"], &get["status"]), (&json!("/handles/x?y=z"), &json!(404)));
    assert_eq!(get["requestHeaders"]["x-two"], "2");
    assert_eq!(requests(&world, "?after=1"), logged[1..]);
    assert!(requests(&world, "?after=2").is_empty());
    assert_eq!(requests(&world, "?take=1"), logged[1..], "the latest");
    world.control("GET", "/requests?after=x", &Value::Null).refuses(400, "after \"x\"");
}

#[test]
fn tokens_and_signatures_are_never_in_it() {
    let world = World::new();
    let mut user = world.user(7);
    user.token += ";nonce=secret-nonce";
    user.send_with("GET", &path("s"), &[("SIGNATURE", "secret-signature")], b"");
    user.token = "secret-token".to_owned();
    user.get(&path("s")).refuses(401, "XBL3.0");
    let logged = requests(&world, "");
    assert_eq!((&logged[1]["xuid"], &logged[1]["status"]), (&Value::Null, &json!(401)));
    for header in ["authorization", "signature"] {
        assert_eq!(logged[0]["requestHeaders"][header], Value::Null);
    }
    let text = json!(logged).to_string();
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn what_could_not_be_read_is_logged_too() {
    let world = World::with(Settings { max_body_bytes: 10, ..Settings::default() });
    world.user(1).put(&path("s"), &active()).refuses(413, "10 bytes");
    let logged = requests(&world, "");
    assert_eq!((&logged[0]["status"], &logged[0]["requestBody"]), (&json!(413), &json!("")));
}

#[test]
fn the_log_is_bounded_and_forgets_on_request() {
    let world = World::with(Settings { request_log_size: 2, ..Settings::default() });
    let user = world.user(1);
    for _ in 0..3 {
        user.get("/handles/x");
    }
    let numbers =
        |world: &World| -> Vec<Value> { requests(world, "").iter().map(|entry| entry["number"].clone()).collect() };
    assert_eq!(numbers(&world), [2, 3]);
    assert_eq!(world.control("GET", "/requests?after=3", &Value::Null).gives(200)["oldest"], 2);
    world.control("DELETE", "/requests", &Value::Null).is_empty(204);
    assert!(numbers(&world).is_empty());
    user.get("/handles/x");
    assert_eq!(numbers(&world), [4]);
    world.control("POST", "/reset", &Value::Null).is_empty(204);
    assert!(numbers(&world).is_empty());
}
