//! A server that gives every request the answers that the test has set, and keeps its connections open.

use std::collections::VecDeque;
use std::io::{BufReader, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use crate::support::request::Request;
use crate::support::server::Server;

/// An answer: what it begins with, and its body.
#[derive(Clone, Default)]
pub struct Answer {
    pub status: &'static str,
    pub headers: Vec<(&'static str, Vec<u8>)>,
    pub body: Vec<u8>,
    /// Whether DELETE gets it, too: else 204.
    pub of_delete: bool,
}

/// The server; it stops when dropped.
pub struct Service {
    server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The last one is given again and again.
    answers: VecDeque<Vec<u8>>,
    of_delete: bool,
    /// The targets of DELETE requests.
    deleted: Vec<String>,
}

impl Answer {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!("HTTP/1.1 {}\r\n", self.status).into_bytes();
        for (name, value) in &self.headers {
            bytes.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        if !self.status.starts_with("204") {
            bytes.extend(format!("Content-Length: {}\r\n", self.body.len()).bytes());
        }
        bytes.extend([b"\r\n", self.body.as_slice()].concat());
        bytes
    }
}

impl Service {
    pub fn start() -> Service {
        let state = Arc::new(Mutex::new(State::default()));
        let server = Server::start({
            let state = state.clone();
            move |stream| serve(stream, &state)
        });
        Service { server, state }
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    /// What every request gets from now on.
    pub fn answer(&self, answer: &Answer) {
        self.each(std::slice::from_ref(answer));
    }

    /// What the next requests get, one after the other.
    pub fn each(&self, answers: &[Answer]) {
        let of_delete = answers.iter().any(|answer| answer.of_delete);
        let answers = answers.iter().map(Answer::bytes).collect();
        *self.state.lock().expect("no holder panics") = State { answers, of_delete, deleted: Vec::new() };
    }

    /// The targets that were deleted since.
    pub fn deleted(&self) -> Vec<String> {
        self.state.lock().expect("no holder panics").deleted.clone()
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Ok(clone) = stream.try_clone() else { return };
    let mut reader = BufReader::new(clone);
    while let Some(request) = Request::read(&mut reader) {
        let answer = next_answer(request, &mut state.lock().expect("no holder panics"));
        if stream.write_all(&answer).is_err() {
            return;
        }
    }
}

fn next_answer(request: Request, state: &mut State) -> Vec<u8> {
    let target = request.path().to_owned();
    if request.raw().starts_with(b"DELETE ") {
        state.deleted.push(target);
        if !state.of_delete {
            return b"HTTP/1.1 204 No Content\r\n\r\n".to_vec();
        }
    }
    let next = if state.answers.len() > 1 { state.answers.pop_front() } else { state.answers.front().cloned() };
    next.unwrap_or_default()
}
