//! Requests of any shape over a real socket: each gets an answer below 500, and the server lives on.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use serde_json::Value;
use support::*;

/// Paths that exist, and some that nearly do.
fn path_of_any_kind() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "/handles",
        "/handles/query",
        "/handles/11111111-ebe0-42da-885f-033860a818f6",
        "/handles/11111111-ebe0-42da-885f-033860a818f6/session",
        "/serviceconfigs/8dfb0100-ebe0-42da-885f-033860a818f6/sessionTemplates/deathmatch/sessions/s",
        "/serviceconfigs/8dfb0100-ebe0-42da-885f-033860a818f6/sessionTemplates/deathmatch/sessions/s/members/me",
        "/serviceconfigs/8dfb0100-ebe0-42da-885f-033860a818f6/sessions",
        "/serviceconfigs/8dfb0100-ebe0-42da-885f-033860a818f6/batch",
        "/emulator/clock",
        "/emulator/clock/advance",
        "/emulator/health",
        "/emulator/requests",
        "/emulator/sessions",
        "/emulator/snapshot",
        "/emulator/scenario",
        "/emulator/settings",
        "/emulator/state",
        "/emulator/templates",
        "/emulator/tokens/revoke",
        "/emulator/users/1",
        "/emulator/users/1/people/2",
    ]);
    let tail = prop_oneof![
        6 => Just(String::new()),
        1 => "\\?[a-z]{1,8}=[ -~&&[^ #]]{0,20}",
        1 => "(/[!-~&&[^#?]]{0,10}){1,3}",
        1 => "%[0-9A-Fa-f]{0,2}",
    ];
    prop_oneof![
        8 => (known, tail).prop_map(|(known, tail)| format!("{known}{tail}")),
        1 => "/[!-~&&[^#]]{0,60}",
    ]
}

fn method_of_any_kind() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(vec!["GET", "PUT", "POST", "DELETE", "PATCH"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["OPTIONS", "TRACE", "HEAD"]).prop_map(str::to_owned),
        1 => "[A-Z]{1,12}",
    ]
}

fn header_of_any_kind() -> impl Strategy<Value = (String, String)> {
    let name = prop_oneof![
        3 => prop::sample::select(vec![
            "authorization", "x-xbl-contract-version", "if-match", "if-none-match", "content-type", "origin", "ms-cv",
            "accept", "sec-fetch-site", "expect", "cookie", "range", "upgrade",
        ]).prop_map(str::to_owned),
        1 => "x-[a-z]{1,10}",
    ];
    (name, "[!-~][ -~\\u{80}-\\u{ff}]{0,40}")
}

/// JSON that has the members of real requests, with values of any kind.
fn json_of_any_kind() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        6 => prop::sample::select(vec![
            "type", "sessionRef", "scid", "templateName", "name", "version", "invitedXuid", "owners", "xuids", "people",
            "moniker", "members", "me", "constants", "properties", "system", "custom", "active", "filter", "orderBy",
            "searchAttributes", "capabilities", "roleTypes", "roles", "max", "target", "frozen", "now", "seconds",
            "seed", "token", "settings", "clock", "users",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    let text = prop_oneof![
        prop::sample::select(vec![
            "activity",
            "invite",
            "search",
            "transfer",
            "s",
            "deathmatch",
            "1",
            "me",
            "favorites"
        ])
        .prop_map(str::to_owned),
        Just(SCID.to_owned()),
        "\\PC{0,12}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|pairs| pairs.into_iter().collect()),
        ]
    })
}

fn body_of_any_kind() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => json_of_any_kind().prop_map(|json| json.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
        1 => Just(Vec::new()),
    ]
}

/// Sends bytes on a connection of their own; gives the status that comes back.
fn status_of(url: &str, request: &[u8]) -> u16 {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // It may have answered, and closed, before all has been sent.
    let _ = stream.write_all(request);
    let mut line = String::new();
    BufReader::new(stream.take(200)).read_line(&mut line).unwrap();
    let status = line.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)).and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("{line:?} is no status line"))
}

fn config(cases: u32) -> Config {
    // What fails is kept in the message; the source tree is left alone.
    Config { cases, failure_persistence: Some(Box::new(FileFailurePersistence::Off)), ..Config::default() }
}

#[test]
fn requests_of_any_shape_are_answered() {
    let world = World::new();
    let url = world.emulator.url().to_owned();
    let request = (
        method_of_any_kind(),
        path_of_any_kind(),
        prop::collection::vec(header_of_any_kind(), 0..4),
        body_of_any_kind(),
        prop::bool::weighted(0.9),
    );
    proptest!(config(1500), |((method, path, headers, body, signed_in) in request)| {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if signed_in {
            head += "Authorization: XBL3.0 x=emulator;xuid=1\r\nx-xbl-contract-version: 107\r\n";
        }
        let mut bytes = head.into_bytes();
        for (name, value) in &headers {
            bytes.extend(format!("{name}: ").bytes());
            // One byte a character, as HTTP has it: not UTF-8.
            bytes.extend(value.chars().map(|letter| letter as u8));
            bytes.extend(b"\r\n");
        }
        bytes.extend(b"\r\n");
        bytes.extend(&body);
        let status = status_of(&url, &bytes);
        prop_assert!(status < 500, "{status}: {}", String::from_utf8_lossy(&bytes));
    });
    world.control("GET", "/health", &Value::Null).gives(200);
    world.user(1).get(&path("t")).is_empty(204);
}

/// What is not even HTTP may end a connection, and nothing else.
#[test]
fn noise_ends_its_own_connection_only() {
    let world = World::new();
    let address = world.emulator.url().strip_prefix("http://").unwrap().to_owned();
    proptest!(config(200), |(noise in prop::collection::vec(any::<u8>(), 0..300))| {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let _ = stream.write_all(&noise);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        prop_assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&answer));
    });
    world.control("GET", "/health", &Value::Null).gives(200);
}
