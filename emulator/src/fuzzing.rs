//! What the fuzz targets feed: whole requests, without sockets. Built only
//! with `--cfg fuzzing`, where a panic ends the process also if it is caught.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::{HeaderName, HeaderValue, Request};
use futures_util::FutureExt;
use tokio::runtime::{Builder, Runtime};

use crate::filter::{Rules, parse};
use crate::http::{App, Site};
use crate::line::Line;
use crate::settings::Settings;
use crate::state::State;

/// Stands between the parts of an input: ASCII's record separator.
const SEPARATOR: u8 = 0x1e;

/// Timers need one; nothing waits for them.
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime without I/O"));

const SESSION: &str = "/serviceconfigs/8dfb0100-ebe0-42da-885f-033860a818f6/sessionTemplates/deathmatch/sessions/s";
const JOIN: &str = r#"{"constants":{"system":{"capabilities":{"searchable":true}}},
    "members":{"me":{"properties":{"system":{"active":true}}}}}"#;
const ACTIVITY: &str = r#"{"type":"activity","version":1,"sessionRef":{
    "scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"deathmatch","name":"s"}}"#;

/// Requests one after the other, each as it is on the wire; what signs in is
/// added where it is missing.
pub fn requests(input: &[u8]) {
    let world = World::new();
    for request in input.split(|byte| *byte == SEPARATOR).take(8) {
        world.ask(request);
    }
}

/// A filter of a search query, by both sets of rules.
pub fn filter(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    for strict in [true, false] {
        let rules = Rules { strict, length_limit: 4096 };
        let _ = parse(text, rules);
    }
}

/// Documents that are written to one session, by two users in turn.
pub fn writes(input: &[u8]) {
    let world = World::new();
    for (number, document) in input.split(|byte| *byte == SEPARATOR).take(8).enumerate() {
        let user = format!("XBL3.0 x=emulator;xuid={}", number % 2 + 1);
        let head = format!("PUT {SESSION}\nAuthorization: {user}\n\n");
        world.ask(&[head.as_bytes(), document].concat());
        world.ask(format!("GET {SESSION}").as_bytes());
    }
}

/// A snapshot to put back, and then a scenario to play.
pub fn states(input: &[u8]) {
    let world = World::new();
    for (path, document) in
        ["/emulator/snapshot", "/emulator/scenario"].iter().zip(input.split(|byte| *byte == SEPARATOR))
    {
        world.ask(&[format!("PUT {path}\n\n").as_bytes(), document].concat());
        world.ask(b"GET /emulator/snapshot");
        world.ask(format!("PUT {SESSION}\n\n{JOIN}").as_bytes());
    }
}

/// An emulator in which something is going on.
struct World(App);

impl World {
    fn new() -> Self {
        let world = Self(App::new(State::new(Settings { rate_limits: false, ..Settings::default() }), Site::default()));
        world.ask(format!("PUT {SESSION}\n\n{JOIN}").as_bytes());
        world.ask(format!("POST /handles\n\n{ACTIVITY}").as_bytes());
        world
    }

    fn ask(&self, request: &[u8]) {
        let Some(request) = read(request) else {
            return;
        };
        let _context = RUNTIME.enter();
        // What waits, as for a fault's delay, is let go as if the client had given up.
        if let Some(answer) = self.0.answer(request, &Line::default()).now_or_never() {
            let _ = answer.into_body().into_data_stream();
        }
    }
}

/// `None` for what no HTTP server would pass on.
fn read(request: &[u8]) -> Option<Request<Body>> {
    let (head, body) = split(request);
    let mut lines = str::from_utf8(head).ok()?.lines();
    let (method, path) = lines.next()?.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(path).body(Body::from(body.to_vec())).ok()?;
    let headers = request.headers_mut();
    headers.insert(HOST, HeaderValue::from_static("localhost"));
    headers.insert("x-xbl-contract-version", HeaderValue::from_static("107"));
    headers.insert(AUTHORIZATION, HeaderValue::from_static("XBL3.0 x=emulator;xuid=1"));
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        headers.insert(name.parse::<HeaderName>().ok()?, value.parse().ok()?);
    }
    Some(request)
}

/// Head and body, between which is an empty line.
fn split(request: &[u8]) -> (&[u8], &[u8]) {
    let end = request.windows(2).position(|pair| pair == b"\n\n");
    end.map_or((request, b""), |end| (&request[..end], &request[end + 2..]))
}
