//! Playing users against an emulator over real sockets.
#![allow(dead_code)] // Each test program uses its own part.

use mpsd_emulator::{Emulator, Options, Settings};
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::{Request, Response};

pub const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

/// An answer, wholly read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json; charset=utf-8", "{self:?}");
        serde_json::from_str(&self.text).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts the status of an answer without body.
    #[track_caller]
    pub fn is_empty(&self, status: u16) {
        assert_eq!((self.status, self.text.as_str()), (status, ""), "{self:?}");
    }

    /// Asserts a plain-text refusal that says `why`.
    #[track_caller]
    pub fn refuses(&self, status: u16, why: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), "text/plain; charset=utf-8");
        assert!(self.text.ends_with("\r\n"), "{self:?}");
        assert!(self.text.contains(why), "{:?} lacks {why:?}", self.text);
    }

    /// Asserts the status of an answer with a JSON body.
    #[track_caller]
    pub fn gives(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.json()
    }
}

/// An emulator with a client.
pub struct World {
    pub emulator: Emulator,
    agent: Agent,
}

impl World {
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    /// Rate limits are off: a test asks more often than a game may.
    pub fn with(settings: Settings) -> Self {
        Self::limited(Settings { rate_limits: false, ..settings })
    }

    /// With rate limits, unless the settings switch them off.
    pub fn limited(settings: Settings) -> Self {
        Self::start(Options { settings, ..Options::default() })
    }

    pub fn start(options: Options) -> Self {
        Self::of(Emulator::start(options).unwrap())
    }

    /// A client of an emulator that runs already.
    pub fn of(emulator: Emulator) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).allow_non_standard_methods(true).build();
        Self { emulator, agent: config.into() }
    }

    /// Any request; headers as given.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.emulator.url()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = if body.is_empty() && ["GET", "DELETE", "HEAD"].contains(&method) {
            self.agent.run(request.body(()).unwrap())
        } else {
            self.agent.run(request.body(body).unwrap())
        };
        read(answer.unwrap())
    }

    /// A control request.
    pub fn control(&self, method: &str, path: &str, body: &Value) -> Answer {
        let body = match body {
            Value::Null => Vec::new(),
            other => other.to_string().into_bytes(),
        };
        self.send(method, &format!("/emulator{path}"), &[], &body)
    }

    /// Stops the clock.
    pub fn freeze(&self) {
        self.control("PUT", "/clock", &json!({"frozen": true})).gives(200);
    }

    pub fn advance(&self, seconds: f64) {
        self.control("POST", "/clock/advance", &json!({ "seconds": seconds })).gives(200);
    }

    pub fn user(&self, xuid: u64) -> User<'_> {
        User { world: self, xuid, token: format!("XBL3.0 x=emulator;xuid={xuid};title=1234567") }
    }

    pub fn inbox(&self, xuid: u64) -> Vec<Value> {
        let answer = self.control("GET", &format!("/users/{xuid}/invites"), &Value::Null);
        answer.gives(200)["invites"].as_array().unwrap().clone()
    }
}

fn read(answer: Response<ureq::Body>) -> Answer {
    let (parts, mut body) = answer.into_parts();
    let text = body.with_config().limit(64 << 20).read_to_string().unwrap();
    Answer { status: parts.status.as_u16(), headers: parts.headers, text }
}

/// One signed-in user.
pub struct User<'a> {
    pub world: &'a World,
    pub xuid: u64,
    pub token: String,
}

impl User<'_> {
    pub fn send_with(&self, method: &str, path: &str, extra: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut headers = vec![("Authorization", self.token.as_str()), ("x-xbl-contract-version", "107")];
        headers.extend(extra);
        self.world.send(method, path, &headers, body)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send_with("GET", path, &[], b"")
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.send_with("DELETE", path, &[], b"")
    }

    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.send_with("PUT", path, &[], body.to_string().as_bytes())
    }

    pub fn put_if(&self, path: &str, condition: (&str, &str), body: &Value) -> Answer {
        self.send_with("PUT", path, &[condition], body.to_string().as_bytes())
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send_with("POST", path, &[], body.to_string().as_bytes())
    }

    /// Creates or joins a session as an active member.
    pub fn join(&self, name: &str) -> Answer {
        self.put(&path(name), &active())
    }

    pub fn activity(&self, name: &str) -> Answer {
        self.post("/handles", &activity(name))
    }

    pub fn invite(&self, name: &str, invited: u64) -> Answer {
        self.post("/handles", &invite(name, invited))
    }

    /// Creates a session with these system constants, as an active member.
    pub fn create(&self, name: &str, system: Value) -> Answer {
        let mut body = active();
        body["constants"] = json!({ "system": system });
        self.put(&path(name), &body)
    }

    /// What a search for `fields` finds, with all that can be included.
    pub fn search(&self, fields: &Value) -> Answer {
        let mut body = json!({"type": "search", "scid": SCID, "templateName": "deathmatch", "global": true});
        if let (Value::Object(body), Value::Object(fields)) = (&mut body, fields) {
            body.extend(fields.clone());
        }
        self.post("/handles/query?include=relatedInfo,roleInfo,customProperties", &body)
    }

    /// The names of the sessions that a search finds.
    #[track_caller]
    pub fn finds(&self, fields: &Value) -> Vec<String> {
        let results = self.search(fields).gives(200)["results"].as_array().unwrap().clone();
        results.iter().map(|each| each["sessionRef"]["name"].as_str().unwrap().to_owned()).collect()
    }

    /// The activities of users, with all that can be included.
    pub fn activities(&self, xuids: &[u64]) -> Vec<Value> {
        let xuids: Vec<String> = xuids.iter().map(u64::to_string).collect();
        let body = json!({"type": "activity", "scid": SCID, "owners": {"xuids": xuids}});
        let answer = self.post("/handles/query?include=relatedInfo,customProperties", &body);
        answer.gives(200)["results"].as_array().unwrap().clone()
    }
}

pub fn path(name: &str) -> String {
    format!("/serviceconfigs/{SCID}/sessionTemplates/deathmatch/sessions/{name}")
}

pub fn session_ref(name: &str) -> Value {
    json!({"scid": SCID, "templateName": "deathmatch", "name": name})
}

/// A request to join as an active member, as live clients write it.
pub fn active() -> Value {
    json!({"members": {"me": {
        "constants": {"system": {"xuid": "me", "initialize": true}},
        "properties": {"system": {
            "active": true,
            "connection": "d01a8c1b-2f83-4e03-9278-3048b480928f",
            "subscription": {
                "id": "C35AA3C2-0169-492B-8AE2-0939C7089F38",
                "changeTypes": ["everything"],
            },
        }},
    }}})
}

pub fn leave() -> Value {
    json!({"members": {"me": null}})
}

pub fn activity(name: &str) -> Value {
    json!({"type": "activity", "sessionRef": session_ref(name), "version": 1})
}

/// The capability that a search handle needs.
pub fn searchable() -> Value {
    json!({"capabilities": {"searchable": true}})
}

pub fn search(name: &str, attributes: Value) -> Value {
    json!({"type": "search", "version": 1, "sessionRef": session_ref(name), "searchAttributes": attributes})
}

pub fn transfer(target: &str, origin: &str) -> Value {
    json!({
        "type": "transfer",
        "sessionRef": session_ref(target),
        "version": 1,
        "originSessionRef": session_ref(origin),
    })
}

/// The path of the session behind a handle.
pub fn by_handle(handle: &Value) -> String {
    format!("{}/session", handle_path(handle))
}

pub fn handle_path(handle: &Value) -> String {
    format!("/handles/{}", handle["id"].as_str().unwrap())
}

pub fn invite(name: &str, invited: u64) -> Value {
    json!({
        "type": "invite",
        "sessionRef": session_ref(name),
        "version": 1,
        "invitedXuid": invited.to_string(),
        "inviteAttributes": {
            "titleId": "1234567", "contextString": "///capture", "context": "mode=ctf",
        },
    })
}
