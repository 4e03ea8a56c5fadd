//! The emulator, started for one test.

use std::io::{Read, Write};
use std::net::TcpStream;

use mpsd_emulator::{Emulator, Options, Settings};

/// Starts an emulator on a free port; it stops when dropped. Its rate limits are off: a test asks more often than a game
/// may.
pub fn start() -> Emulator {
    start_with(Settings { rate_limits: false, ..Settings::default() })
}

/// Starts one as a game meets it, with rate limits.
pub fn limited() -> Emulator {
    start_with(Settings::default())
}

fn start_with(settings: Settings) -> Emulator {
    Emulator::start(Options { settings, ..Options::default() })
        .expect("the emulator starts on a free port of 127.0.0.1")
}

/// What its control API answers, as JSON.
pub fn control(emulator: &Emulator, method: &str, path: &str, body: &str) -> serde_json::Value {
    let address = emulator.url().strip_prefix("http://").expect("the emulator speaks plain HTTP");
    let mut stream = TcpStream::connect(address).expect("the emulator listens");
    let length = body.len();
    let request = format!(
        "{method} /emulator{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).expect("the emulator reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the emulator answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer of HTTP");
    assert!(head.starts_with("HTTP/1.1 20"), "{method} {path}: {answer}");
    serde_json::from_str(body).unwrap_or_default()
}
