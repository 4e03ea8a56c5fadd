//! What holds for every request: sign-in, versions, verbs, hosts, junk.

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

const TOKEN: &str = "XBL3.0 x=emulator;xuid=1;title=7";

#[test]
fn every_route_requires_a_token() {
    let world = World::new();
    for (method, path) in [
        ("POST", "/handles".to_owned()),
        ("POST", "/handles/query".to_owned()),
        ("GET", "/handles/x".to_owned()),
        ("DELETE", "/handles/x".to_owned()),
        ("GET", "/handles/x/session".to_owned()),
        ("PUT", "/handles/x/session".to_owned()),
        ("GET", path("s")),
        ("PUT", path("s")),
        ("DELETE", format!("{}/members/me", path("s"))),
        ("DELETE", format!("{}/members/0", path("s"))),
        ("DELETE", format!("{}/servers/x", path("s"))),
        ("PUT", format!("{}/properties", path("s"))),
        ("GET", format!("/serviceconfigs/{SCID}/sessions?xuid=1")),
        ("GET", format!("/serviceconfigs/{SCID}/sessionTemplates/deathmatch/sessions?xuid=1")),
        ("POST", format!("/serviceconfigs/{SCID}/batch")),
        ("POST", format!("/serviceconfigs/{SCID}/sessionTemplates/deathmatch/batch")),
    ] {
        let version = ("x-xbl-contract-version", "107");
        world.send(method, &path, &[version], b"").refuses(401, "Authorization is missing");
        let wrong = ("Authorization", "XBL3.0 x=emulator;xuid=1;who=2");
        world.send(method, &path, &[version, wrong], b"").refuses(401, "unknown key \"who\"");
        let token = ("Authorization", TOKEN);
        world.send(method, &path, &[token], b"").refuses(400, "x-xbl-contract-version is missing");
    }
}

#[test]
fn contract_versions_have_a_floor() {
    let world = World::new();
    let get = |world: &World, version: &str| {
        let headers = [("Authorization", TOKEN), ("X-Xbl-Contract-Version", version)];
        world.send("GET", &path("s"), &headers, b"")
    };
    get(&world, "103").refuses(400, "less than 104");
    get(&world, "one").refuses(400, "\"one\" is not a number");
    get(&world, "104").is_empty(204);
    let strict = World::with(Settings { contract_version_status: 406, ..Settings::default() });
    get(&strict, "1").refuses(406, "less than 104");
}

#[test]
fn a_revoked_token_has_expired() {
    let world = World::new();
    let mut user = world.user(1);
    user.join("s").gives(201);
    let revoke = json!({"token": user.token});
    world.control("POST", "/tokens/revoke", &revoke).is_empty(204);
    user.get(&path("s")).refuses(401, "revoked");
    user.token += ";nonce=2";
    user.get(&path("s")).gives(200);
    world.control("POST", "/tokens/revoke", &json!({})).refuses(400, "token is missing");
    world.control("POST", "/tokens/revoke", &json!({"token": 1})).refuses(400, "token must be");
}

#[test]
fn wrong_verbs_and_paths() {
    let world = World::new();
    let user = world.user(1);
    for (method, path, allowed) in [
        ("GET", "/handles".to_owned(), "POST"),
        ("GET", "/handles/query".to_owned(), "POST"),
        ("PUT", "/handles/x".to_owned(), "GET, DELETE"),
        ("POST", "/handles/x/session".to_owned(), "GET, PUT"),
        ("DELETE", path("s"), "GET, PUT"),
        ("GET", format!("{}/members/me", path("s")), "DELETE"),
        ("PUT", format!("{}/members/0", path("s")), "DELETE"),
        ("DELETE", format!("{}/properties", path("s")), "PUT"),
        ("POST", "/emulator/templates".to_owned(), "GET"),
        ("GET", "/emulator/templates/*/x".to_owned(), "PUT, DELETE"),
        ("GET", "/emulator/users/1/invites/x/accept".to_owned(), "POST"),
        ("GET", "/emulator/users/1/join/x".to_owned(), "POST"),
        ("POST", "/emulator/health".to_owned(), "GET"),
        ("GET", "/emulator/reset".to_owned(), "POST"),
        ("POST", "/emulator/clock".to_owned(), "GET, PUT"),
        ("PUT", "/emulator/clock/advance".to_owned(), "POST"),
        ("GET", "/emulator/tokens/revoke".to_owned(), "POST"),
        ("PUT", "/emulator/users/1/invites".to_owned(), "GET"),
        ("GET", "/emulator/users/1/blocked/2".to_owned(), "PUT, DELETE"),
        ("POST", "/emulator/users/1/people/2".to_owned(), "PUT, DELETE"),
        ("POST", format!("/serviceconfigs/{SCID}/sessions"), "GET"),
        ("PUT", format!("/ServiceConfigs/{SCID}/SessionTemplates/t/sessions"), "GET"),
        ("GET", format!("/serviceconfigs/{SCID}/batch"), "POST"),
        ("DELETE", format!("/serviceconfigs/{SCID}/sessiontemplates/t/batch"), "POST"),
    ] {
        let answer = user.send_with(method, &path, &[], b"");
        answer.refuses(405, method);
        assert_eq!(answer.header("allow"), allowed, "{path}");
    }
    for path in ["/page", "/handles/", "/handles/x/y", "/emulator", "/emulator/x", "/emulator/users/1/x"] {
        user.get(path).refuses(404, "there is nothing at");
    }
    user.get("/emulator/users/x/invites").refuses(400, "xuid \"x\"");
}

#[test]
fn only_this_machine_may_ask() {
    let world = World::new();
    for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil:80"] {
        let headers = [("Host", host)];
        world.send("GET", "/emulator/health", &headers, b"").refuses(421, host);
    }
    for host in ["localhost", "127.0.0.1:1", "[::1]:80"] {
        let headers = [("Host", host)];
        assert_eq!(world.send("GET", "/emulator/health", &headers, b"").gives(200)["status"], "ok");
    }
    let own = world.emulator.url();
    let other_port = format!("{own}0");
    for origin in ["http://evil.example", "null", &other_port, "file://", own.strip_prefix("http://").unwrap()] {
        let headers = [("Origin", origin)];
        world.send("POST", "/emulator/reset", &headers, b"").refuses(403, "Origin");
    }
    world.send("POST", "/emulator/reset", &[("Origin", own), ("Origin", "null")], b"").refuses(403, "Origin");
    for site in ["cross-site", "same-site", "Cross-Site", "?"] {
        world.send("GET", "/emulator/health", &[("Sec-Fetch-Site", site)], b"").refuses(403, "Sec-Fetch-Site");
    }
    world.send("GET", "/emulator/health", &[("Sec-Fetch-Site", "none")], b"").gives(200);
    let page = [("Origin", own), ("Sec-Fetch-Site", "same-origin")];
    world.send("POST", "/emulator/reset", &page, b"").gives(200);
}

/// One name that is its own does not let another in. No HTTP client sends this.
#[test]
fn every_host_header_counts() {
    let world = World::new();
    let mut stream = TcpStream::connect(world.emulator.url().strip_prefix("http://").unwrap()).unwrap();
    let request = "GET /emulator/health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 421 ") && answer.contains("evil.example"), "{answer}");
}

/// What a browser lets any page send without asking, and what it asks first.
#[test]
fn a_page_of_another_site_gets_nowhere() {
    let world = World::new();
    let origin = ("Origin", "http://evil.example");
    let simple = [origin, ("Content-Type", "text/plain"), ("Sec-Fetch-Site", "cross-site")];
    let revoke = json!({"token": TOKEN}).to_string();
    world.send("POST", "/emulator/tokens/revoke", &simple, revoke.as_bytes()).refuses(403, "Origin");
    world.send("POST", "/handles", &simple, activity("s").to_string().as_bytes()).refuses(401, "missing");
    for path in ["/emulator/reset", "/emulator/users/1/blocked/2", "/handles", &path("s")] {
        for method in ["PUT", "POST", "DELETE"] {
            let asks = [
                origin,
                ("Access-Control-Request-Method", method),
                ("Access-Control-Request-Headers", "authorization,x-xbl-contract-version"),
                ("Access-Control-Request-Private-Network", "true"),
            ];
            let answer = world.send("OPTIONS", path, &asks, b"");
            assert!([403, 405].contains(&answer.status), "{answer:?}");
            let allowed = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(allowed, None, "{path}");
        }
    }
    world.user(1).get(&path("s")).is_empty(204);
}

#[test]
fn bodies_are_bounded() {
    let world = World::with(Settings { max_body_bytes: 1000, ..Settings::default() });
    let user = world.user(1);
    let padded = |length: usize| {
        let body = active().to_string();
        format!("{body}{}", " ".repeat(length - body.len()))
    };
    let put = |length| user.send_with("PUT", &path("s"), &[], padded(length).as_bytes());
    put(1000).gives(201);
    put(1001).refuses(413, "1000 bytes");
    put(3_000_000).refuses(413, "maxBodyBytes");
    world.send("POST", "/emulator/health", &[], &[b' '; 1_048_577]).refuses(413, "1048576 bytes\r\n");
    user.get(&path("s")).gives(200);
}

#[test]
fn correlation_vectors_are_recorded() {
    let world = World::new();
    let user = world.user(5);
    user.send_with("GET", &path("s"), &[("MS-CV", "abc.1")], b"");
    user.get(&path("s"));
    let shown = world.control("GET", "/users/5", &Value::Null).gives(200);
    assert_eq!(shown["lastMsCv"], "abc.1");
}

#[test]
fn a_token_without_title_has_the_default_one() {
    let world = World::new();
    let mut user = world.user(1);
    user.token = "XBL3.0 x=emulator;xuid=1".to_owned();
    user.join("s").gives(201);
    assert_eq!(user.activity("s").gives(201)["titleId"], "1");
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn value(&mut self, depth: u32) -> Value {
        let words = [
            "activity",
            "invite",
            "search",
            "transfer",
            "numbers/a eq 1",
            "people",
            "s",
            SCID,
            "2",
            "me",
            "",
            "///x",
            "private",
            "followed",
            "\u{0}",
            "é~/",
        ];
        let keys = [
            "type",
            "sessionRef",
            "originSessionRef",
            "searchAttributes",
            "tags",
            "strings",
            "numbers",
            "filter",
            "orderBy",
            "sessionMembers",
            "monikerXuid",
            "capabilities",
            "searchable",
            "large",
            "mutableRoleSettings",
            "ownerManaged",
            "max",
            "gamertag",
            "turn",
            "servers",
            "hasOwners",
            "keywords",
            "roles",
            "scid",
            "templateName",
            "name",
            "version",
            "invitedXuid",
            "inviteAttributes",
            "context",
            "titleId",
            "owners",
            "xuids",
            "people",
            "moniker",
            "constants",
            "properties",
            "system",
            "custom",
            "members",
            "me",
            "reserve_1",
            "0",
            "xuid",
            "active",
            "subscription",
            "changeTypes",
            "roleTypes",
            "maxMembersCount",
            "visibility",
            "closed",
            "joinRestriction",
        ];
        match self.roll(if depth == 0 { 5 } else { 12 }) {
            0 => Value::Null,
            1 => json!(self.roll(2) == 0),
            2 => json!([0.5, -1.0, 1e300, 4.0][self.roll(4)]),
            3 => json!(self.roll(5)),
            4 => json!(words[self.roll(words.len())]),
            5 => (0..self.roll(4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let fields = 1 + self.roll(5);
                let fields = (0..fields).map(|_| (keys[self.roll(keys.len())].to_owned(), self.value(depth - 1)));
                Value::Object(fields.collect())
            }
        }
    }
}

#[test]
fn junk_never_breaks_the_emulator() {
    let world = World::new();
    let user = world.user(1);
    let mut create = active();
    create["properties"] = json!({"custom": {"a": {"b": 1}}});
    user.put(&path("s"), &create).gives(201);
    let handle = user.activity("s").gives(201);
    let by_handle = format!("/handles/{}/session", handle["id"].as_str().unwrap());
    let targets = [
        ("POST", "/handles".to_owned()),
        ("POST", "/handles/query?include=relatedInfo,,%FF&x".to_owned()),
        ("PUT", path("s")),
        ("PUT", path("other")),
        ("PUT", by_handle),
        ("POST", "/emulator/tokens/revoke".to_owned()),
        ("PUT", "/emulator/users/1/people/2".to_owned()),
        ("PUT", "/emulator/users/1".to_owned()),
        ("PUT", "/emulator/templates/*/deathmatch".to_owned()),
        ("PUT", format!("{}/properties", path("s"))),
        ("POST", format!("/serviceconfigs/{SCID}/batch?take=5&keyword=%FF")),
    ];
    let mut dice = Dice(0x5eed_5eed_5eed);
    for round in 0..3000 {
        let (method, path) = &targets[dice.roll(targets.len())];
        let mut body = dice.value(5).to_string().into_bytes();
        if round % 5 == 0 {
            let at = dice.roll(body.len());
            body[at] = dice.roll(256) as u8;
        }
        let answer = user.send_with(method, path, &[], &body);
        assert!(answer.status < 500, "{method} {path} {body:?}: {answer:?}");
    }
    let deep = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    user.send_with("PUT", &path("s"), &[], &deep).refuses(400, "more than 100 levels of objects and arrays");
    let health = world.control("GET", "/health", &Value::Null).gives(200);
    assert_eq!(health["status"], "ok");
}
