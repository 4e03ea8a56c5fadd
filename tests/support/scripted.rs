//! A server that answers from a script, and keeps the requests it got.
//!
//! The program under test writes the script itself, so that a test's answers stand beside its checks:
//! `PUT /test/script` sets the answers (separated by the byte 0x1E) and forgets the requests, `GET /test/count` and
//! `GET /test/requests/<n>` tell what came. Every other request gets the next answer, as raw bytes of HTTP, or one of
//! the words below. `Content-Length: ?` becomes the body's length; `Connection: close` ends the connection.

use std::collections::VecDeque;
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use super::request::Request;
use super::server::Server;

const SEPARATOR: u8 = 0x1e;
/// Closes the connection without an answer.
const CLOSE: &[u8] = b"!close";
/// Keeps the connection open without an answer.
const SILENCE: &[u8] = b"!silence";
/// Answers 200 with a body that has no end.
const ENDLESS: &[u8] = b"!endless";

/// A scripted server; it stops when dropped.
pub struct Scripted {
    server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answers: VecDeque<Vec<u8>>,
    requests: Vec<Vec<u8>>,
}

impl Scripted {
    /// Starts with an empty script: every request is recorded and answered 501.
    pub fn start() -> Scripted {
        let state = Arc::new(Mutex::new(State::default()));
        let server = Server::start({
            let state = state.clone();
            move |stream| serve(stream, &state)
        });
        Scripted { server, state }
    }

    /// The endpoint.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Sets the answers, separated by the byte 0x1E, and forgets the requests.
    pub fn set(&self, script: &str) {
        self.state.lock().expect("no holder panics").set(script.as_bytes());
    }

    /// The raw text of one of the requests that came since the script was set.
    pub fn request(&self, index: usize) -> Vec<u8> {
        self.state.lock().expect("no holder panics").requests[index].clone()
    }

    /// How many requests came since the script was set.
    pub fn count(&self) -> usize {
        self.state.lock().expect("no holder panics").requests.len()
    }
}

impl State {
    fn set(&mut self, script: &[u8]) {
        let answers = script.split(|byte| *byte == SEPARATOR).filter(|answer| !answer.is_empty());
        self.answers = answers.map(with_length).collect();
        self.requests.clear();
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Ok(clone) = stream.try_clone() else { return };
    let mut reader = BufReader::new(clone);
    while let Some(request) = Request::read(&mut reader) {
        let answer = match request.path().strip_prefix("/test/") {
            Some(command) => control(command, &request, state),
            None => next_answer(request, state),
        };
        if !give(&mut stream, &answer) {
            return;
        }
    }
}

fn control(command: &str, request: &Request, state: &Mutex<State>) -> Vec<u8> {
    let mut state = state.lock().expect("no holder panics");
    let found = match command.split_once('/') {
        None if command == "script" => {
            state.set(&request.body);
            Some(Vec::new())
        }
        None if command == "count" => Some(state.requests.len().to_string().into_bytes()),
        Some(("requests", index)) => index.parse().ok().and_then(|index: usize| state.requests.get(index).cloned()),
        _ => None,
    };
    match found {
        Some(body) => answer("200 OK", &body),
        None => answer("404 Not Found", b"no such thing was recorded"),
    }
}

fn next_answer(request: Request, state: &Mutex<State>) -> Vec<u8> {
    let mut state = state.lock().expect("no holder panics");
    state.requests.push(request.raw());
    state.answers.pop_front().unwrap_or_else(|| answer("501 Not Implemented", b"no answer is left in the script"))
}

/// The answer with its body's length where it says `Content-Length: ?`.
fn with_length(answer: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(answer);
    // Before the final answer there may be an interim one.
    match text.rsplit_once("\r\n\r\n") {
        Some((head, body)) if head.contains("Content-Length: ?") => {
            let head = head.replace("Content-Length: ?", &format!("Content-Length: {}", body.len()));
            format!("{head}\r\n\r\n{body}").into_bytes()
        }
        _ => answer.to_vec(),
    }
}

fn answer(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// Writes an answer; false when the connection is to be closed.
fn give(stream: &mut TcpStream, answer: &[u8]) -> bool {
    match answer {
        CLOSE => false,
        SILENCE => true,
        ENDLESS => {
            let piece = [b' '; 65536];
            let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
            let mut sent = stream.write_all(head);
            while sent.is_ok() {
                sent = stream.write_all(&piece);
            }
            false
        }
        _ => stream.write_all(answer).is_ok() && !contains(answer, b"Connection: close"),
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
