//! What goes wrong on purpose, as a client's socket sees it.

mod support;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

/// One request on a connection of its own.
fn connect(world: &World, user: u64, method: &str, path: &str, body: &str) -> TcpStream {
    let address = world.emulator.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let token = world.user(user).token;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\nx-xbl-contract-version: 107\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    stream
}

fn join(world: &World, user: u64, name: &str) -> TcpStream {
    connect(world, user, "PUT", &path(name), &active().to_string())
}

/// All that comes until the connection ends in order: head and body.
fn read(mut stream: TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let split = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let body = bytes.split_off(split);
    (String::from_utf8(bytes).unwrap().to_lowercase(), body)
}

fn expect_reset(mut stream: TcpStream) {
    let error = stream.read(&mut [0; 100]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{error}");
}

fn expect_silence(stream: &mut TcpStream) {
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let error = stream.read(&mut [0; 100]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
}

fn add(world: &World, rule: &Value) -> Value {
    world.control("POST", "/faults", rule).gives(201)
}

fn logged(world: &World) -> Vec<Value> {
    world.control("GET", "/requests", &Value::Null).gives(200)["requests"].as_array().unwrap().clone()
}

/// The outcome of the only request in the log.
fn outcome(world: &World) -> (Value, Value) {
    let log = logged(world);
    assert_eq!(log.len(), 1, "{log:?}");
    (log[0]["status"].clone(), log[0]["fault"].clone())
}

/// Whether a session is there, once no fault is in the way.
fn exists(world: &World, name: &str) -> bool {
    world.control("DELETE", "/faults", &Value::Null).is_empty(204);
    world.user(1).get(&path(name)).status == 200
}

#[test]
fn rules_are_added_listed_replaced_and_removed() {
    let world = World::new();
    let all = || world.control("GET", "/faults", &Value::Null).gives(200);
    assert_eq!(all(), json!({"seed": 0, "rules": []}));
    let given = json!({
        "route": "post /handles/*", "xuid": "3212", "probability": 0.5, "times": 3, "latencyMs": 10, "jitterMs": 5,
        "effect": {"kind": "status", "status": 503, "retryAfterSeconds": 5, "body": "x"},
    });
    let mut shown = given.clone();
    shown["id"] = json!(1);
    shown["route"] = json!("POST /handles/*");
    shown["remaining"] = json!(3);
    shown["matched"] = json!(0);
    assert_eq!(add(&world, &given), shown);
    let plain = json!({"id": 2, "probability": 1.0, "matched": 0, "latencyMs": 1, "jitterMs": 0});
    assert_eq!(add(&world, &json!({"latencyMs": 1})), plain);
    assert_eq!(all(), json!({"seed": 0, "rules": [shown, plain]}));

    let replaced = world.control("PUT", "/faults", &json!({"seed": 9, "rules": [plain, {"latencyMs": 2}]})).gives(200);
    assert_eq!((&replaced, &replaced["rules"][1]["id"]), (&all(), &json!(3)));
    assert_eq!(world.control("PUT", "/faults", &all()).gives(200), replaced, "what is read can be written");
    world.control("DELETE", "/faults/3", &Value::Null).is_empty(204);
    world.control("DELETE", "/faults/3", &Value::Null).refuses(404, "rule 3 does not exist");
    world.control("DELETE", "/faults", &Value::Null).is_empty(204);
    assert_eq!(all(), json!({"seed": 9, "rules": []}));
    world.control("PUT", "/faults/1", &Value::Null).refuses(405, "possible: DELETE");
}

#[test]
fn a_reset_of_the_emulator_forgets_rules_and_seed() {
    let world = World::new();
    world.control("PUT", "/faults", &json!({"seed": 9, "rules": [{"latencyMs": 1}]})).gives(200);
    world.control("POST", "/reset", &Value::Null).gives(200);
    assert_eq!(world.control("GET", "/faults", &Value::Null).gives(200), json!({"seed": 0, "rules": []}));
}

#[test]
fn wrong_rules_name_field_and_rule() {
    let world = World::new();
    let drop = json!({"kind": "drop"});
    for (wrong, why) in [
        (json!([]), "the body: an object is expected, not an array"),
        (json!({}), "effect is missing"),
        (json!({"effect": drop, "latency": 1}), "latency: unknown field"),
        (json!({"latencyMs": "1"}), "latencyMs: invalid type: string \"1\""),
        (json!({"latencyMs": 600_001}), "latencyMs and jitterMs are together more than 600000"),
        (json!({"effect": drop, "probability": 2}), "probability 2 is not from 0 to 1"),
        (json!({"effect": drop, "xuid": "abc"}), "xuid: \"abc\" is not a nonzero decimal"),
        (json!({"effect": drop, "xuid": 5}), "xuid: invalid type"),
        (json!({"effect": drop, "route": "FETCH /handles"}), "route: \"FETCH /handles\" has none of the verbs"),
        (json!({"effect": drop, "route": "GET /emulator/clock"}), "route: \"GET /emulator/clock\" is of the control"),
        (json!({"effect": {"kind": "slow", "bytesPerSecond": "x"}}), "effect: bytesPerSecond must be a whole number"),
        (json!({"effect": {"kind": "status"}}), "effect: status is missing"),
        (json!({"effect": "drop"}), "effect: an object is expected, not a string"),
        (json!({"id": 4, "effect": drop}), "id 4 is not yours to give"),
    ] {
        world.control("POST", "/faults", &wrong).refuses(400, why);
    }
    let put = |rules: Value| world.control("PUT", "/faults", &json!({ "rules": rules }));
    put(json!([{"latencyMs": 1}, {"latencyMs": -1}])).refuses(400, "rules[1].latencyMs: invalid value");
    put(json!([{"latencyMs": 1}, {"times": 0, "effect": drop}])).refuses(400, "rules[1]: times 0");
    world.send("POST", "/emulator/faults", &[], b"{").refuses(400, "not JSON");
    world.send("POST", "/emulator/faults", &[], b"{\"latencyMs\":1}{}").refuses(400, "not JSON");
    world.control("DELETE", "/faults/x", &Value::Null).refuses(400, "id \"x\"");
    assert_eq!(world.control("GET", "/faults", &Value::Null).gives(200)["rules"], json!([]));
}

#[test]
fn resets_are_resets_before_or_after_the_request_is_processed() {
    for (kind, processed) in [("resetBefore", false), ("resetAfter", true)] {
        let world = World::new();
        add(&world, &json!({"effect": {"kind": kind}}));
        expect_reset(join(&world, 1, "s"));
        assert_eq!(outcome(&world), (Value::Null, json!({"rules": [1], "delayMs": 0, "effect": kind})));
        assert_eq!(exists(&world, "s"), processed, "{kind}");
    }
}

#[test]
fn silence_lasts_until_the_client_gives_up() {
    for (kind, processed) in [("drop", false), ("dropAfter", true)] {
        let world = World::with(Settings { max_connections: 2.try_into().unwrap(), ..Settings::default() });
        add(&world, &json!({"effect": {"kind": kind}}));
        let mut stream = join(&world, 1, "s");
        expect_silence(&mut stream);
        assert_eq!(outcome(&world), (Value::Null, json!({"rules": [1], "delayMs": 0, "effect": kind})));
        drop(stream);
        // Its place is free again: the other one is the control client's.
        let mut next = join(&world, 1, "other");
        expect_silence(&mut next);
        assert_eq!(logged(&world).len(), 2);
        assert_eq!(exists(&world, "s"), processed, "{kind}");
    }
}

#[test]
fn a_truncated_body_is_shorter_than_promised() {
    let world = World::new();
    let whole = world.user(1).join("s").text.len();
    let read_with = |bytes: usize| {
        let rules = json!({"rules": [{"effect": {"kind": "truncate", "bytes": bytes}}]});
        world.control("PUT", "/faults", &rules).gives(200);
        let (head, body) = read(connect(&world, 1, "GET", &path("s"), ""));
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert!(head.contains(&format!("content-length: {whole}\r\n")), "{head}");
        body
    };
    assert_eq!(read_with(0), b"");
    let start = read_with(20);
    assert_eq!((start.len(), start[0]), (20, b'{'));
    assert_eq!(read_with(whole).len(), whole - 1);
    assert_eq!(read_with(usize::MAX / 2).len(), whole - 1);
    let log = logged(&world);
    assert_eq!((&log[2]["status"], &log[2]["responseBody"]), (&json!(200), &json!(String::from_utf8(start).unwrap())));
}

#[test]
fn a_large_body_is_truncated_where_it_was_asked_for() {
    let world = World::new();
    let mut create = active();
    create["properties"] = json!({"custom": {"text": "x".repeat(1_000_000)}});
    world.user(1).put(&path("s"), &create).gives(201);
    add(&world, &json!({"effect": {"kind": "truncate", "bytes": 990_000}}));
    let (_, body) = read(connect(&world, 1, "GET", &path("s"), ""));
    assert_eq!(body.len(), 990_000);
}

#[test]
fn what_has_no_body_comes_as_it_is() {
    let world = World::new();
    world.user(1).join("s").gives(201);
    for effect in [
        json!({"kind": "truncate", "bytes": 1}),
        json!({"kind": "garbage"}),
        json!({"kind": "slow", "bytesPerSecond": 1}),
    ] {
        world.control("PUT", "/faults", &json!({"rules": [{"effect": effect}]})).gives(200);
        world.user(1).get(&path("none")).is_empty(204);
    }
}

#[test]
fn garbage_is_the_same_for_the_same_seed() {
    let world = World::new();
    let whole = world.user(1).join("s").text.into_bytes();
    let noise = |seed: u64| {
        let rules = json!({"seed": seed, "rules": [{"effect": {"kind": "garbage"}}]});
        world.control("PUT", "/faults", &rules).gives(200);
        let request = || {
            let mut stream = connect(&world, 1, "GET", &path("s"), "");
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                head.extend(byte);
            }
            assert!(head.starts_with(b"HTTP/1.1 200"));
            let mut body = vec![0; whole.len()];
            stream.read_exact(&mut body).unwrap();
            body
        };
        [request(), request()]
    };
    let [first, second] = noise(7);
    assert_ne!(first, whole);
    assert_ne!(first, second, "each answer has noise of its own");
    assert_eq!(noise(7), [first.clone(), second]);
    assert_ne!(noise(8)[0], first);
}

#[test]
fn a_status_is_answered_in_the_directorys_place() {
    let world = World::new();
    let unavailable = json!({"kind": "status", "status": 503, "retryAfterSeconds": 5, "body": "down"});
    add(&world, &json!({"effect": unavailable, "times": 1}));
    add(&world, &json!({"effect": {"kind": "status", "status": 500}, "times": 1}));
    let answer = world.user(1).join("s");
    assert_eq!((answer.status, answer.text.as_str(), answer.header("retry-after")), (503, "down", "5"));
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    let (status, fault) = outcome(&world);
    assert_eq!((status, fault), (json!(503), json!({"rules": [1], "delayMs": 0, "effect": "status"})));
    let answer = world.user(1).join("s");
    answer.is_empty(500);
    assert_eq!(answer.header("retry-after"), "");
    world.user(1).join("s").gives(201);
}

#[test]
fn a_slow_answer_takes_its_time_and_is_whole() {
    let world = World::new();
    let whole = world.user(1).join("s");
    let seconds = 0.5;
    let rate = (whole.text.len() as f64 / seconds) as u64;
    add(&world, &json!({"effect": {"kind": "slow", "bytesPerSecond": rate}}));
    let start = Instant::now();
    let slow = world.user(1).get(&path("s"));
    let took = start.elapsed().as_secs_f64();
    assert_eq!((slow.status, &slow.text), (200, &whole.text));
    assert!((seconds * 0.9..seconds + 5.0).contains(&took), "{took} s");
}

#[test]
fn a_delay_is_waited_for_and_shown() {
    let world = World::new();
    add(&world, &json!({"latencyMs": 100, "jitterMs": 200}));
    let start = Instant::now();
    world.user(1).join("s").gives(201);
    let took = start.elapsed().as_millis() as u64;
    let (status, fault) = outcome(&world);
    let delay = fault["delayMs"].as_u64().unwrap();
    assert!((100..=300).contains(&delay) && took >= delay, "{delay} of {took} ms");
    assert_eq!((status, &fault["effect"]), (json!(201), &Value::Null));
    assert!(logged(&world)[0]["durationMs"].as_f64().unwrap() >= delay as f64);
}

#[test]
fn a_client_that_gives_up_while_delayed_is_logged_and_not_served() {
    let world = World::new();
    add(&world, &json!({"latencyMs": 600_000}));
    let mut stream = join(&world, 1, "s");
    expect_silence(&mut stream);
    assert!(logged(&world).is_empty());
    drop(stream);
    let deadline = Instant::now() + Duration::from_secs(10);
    while logged(&world).is_empty() {
        assert!(Instant::now() < deadline, "the request never came to the log");
        std::thread::sleep(Duration::from_millis(5));
    }
    let (status, fault) = outcome(&world);
    assert_eq!((status, &fault["delayMs"]), (Value::Null, &json!(600_000)));
    assert!(!exists(&world, "s"));
}

#[test]
fn rules_are_for_routes_users_and_a_number_of_times() {
    let world = World::new();
    let fail = json!({"kind": "status", "status": 500});
    add(
        &world,
        &json!({"route": "put /SERVICECONFIGS/*/sessiontemplates/deathmatch/sessions/*", "xuid": "2", "times": 2, "effect": fail}),
    );
    let (one, two) = (world.user(1), world.user(2));
    one.join("s").gives(201);
    two.get(&path("s")).gives(200);
    two.join("s").is_empty(500);
    two.delete(&format!("{}/members/me", path("s"))).is_empty(204);
    two.join("s").is_empty(500);
    two.join("s").gives(200);
    let rule = &world.control("GET", "/faults", &Value::Null).gives(200)["rules"][0];
    assert_eq!((&rule["times"], &rule["remaining"], &rule["matched"]), (&json!(2), &json!(0), &json!(2)));
}

#[test]
fn nobody_signed_in_matches_no_user_and_the_control_api_nothing() {
    let world = World::new();
    add(&world, &json!({"xuid": "1", "effect": {"kind": "status", "status": 500}}));
    add(&world, &json!({"effect": {"kind": "status", "status": 502}}));
    world.send("GET", "/handles/x", &[], b"").is_empty(502);
    world.user(1).get("/handles/x").is_empty(500);
    assert_eq!(world.control("GET", "/health", &Value::Null).gives(200)["status"], "ok");
    assert_eq!(world.send("GET", "/%65mulator/health", &[], b"").status, 200);
    world.control("GET", "/nothing", &Value::Null).refuses(404, "nothing at");
    assert_eq!(logged(&world).len(), 2, "control requests are not in the log");
}

/// What a client sees of a script with every kind of chance, played twice.
#[test]
fn the_same_seed_and_requests_give_the_same_run() {
    let run = |world: &World, seed: u64| {
        let rules = json!([
            {"route": "GET", "latencyMs": 1, "jitterMs": 3, "probability": 0.5},
            {"xuid": "1", "probability": 0.3, "effect": {"kind": "status", "status": 503}},
            {"route": "GET /handles/*", "probability": 0.3, "effect": {"kind": "resetBefore"}},
            {"probability": 0.3, "effect": {"kind": "garbage"}},
        ]);
        world.control("POST", "/reset", &Value::Null).gives(200);
        world.control("PUT", "/faults", &json!({"seed": seed, "rules": rules})).gives(200);
        for round in 0..60 {
            let target = if round % 2 == 0 { "/handles/x".to_owned() } else { path("s") };
            let mut stream = connect(world, 1 + round % 3, "GET", &target, "");
            // An answer or a reset; the log tells which.
            let _ = stream.read(&mut [0; 10_000]);
        }
        let shown = |entry: &Value| (entry["status"].clone(), entry["fault"].clone(), entry["responseBody"].clone());
        logged(world).iter().map(shown).collect::<Vec<_>>()
    };
    let world = World::new();
    let first = run(&world, 42);
    let kinds: Vec<&str> = first.iter().filter_map(|(_, fault, _)| fault["effect"].as_str()).collect();
    for kind in ["status", "resetBefore", "garbage"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert!(first.iter().any(|(_, fault, _)| fault["delayMs"].as_u64() > Some(1)));
    assert_eq!(run(&world, 42), first);
    assert_eq!(run(&World::new(), 42), first);
    assert_ne!(run(&world, 43), first);
}

#[test]
fn stopping_does_not_wait_for_faults() {
    let world = World::new();
    world.user(1).join("s").gives(201);
    add(&world, &json!({"xuid": "1", "latencyMs": 600_000}));
    add(&world, &json!({"xuid": "2", "effect": {"kind": "drop"}}));
    add(&world, &json!({"effect": {"kind": "slow", "bytesPerSecond": 1}}));
    let mut streams: Vec<TcpStream> = (1..=3).map(|user| connect(&world, user, "GET", &path("s"), "")).collect();
    for stream in &mut streams[..2] {
        expect_silence(stream);
    }
    let start = Instant::now();
    drop(world);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    for mut stream in streams {
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let ended = stream.read_to_end(&mut Vec::new());
        assert!(ended.is_ok() || ended.unwrap_err().kind() == ErrorKind::ConnectionReset);
    }
}
