//! The bytes of a whole answer, heads and all, to a call over a socket.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mpsd::{CallOptions, Client, Code, Delivery, Pacing, SessionReference, Prepared};

use super::{SCID, check_text, options};

/// An answer that ends, or breaks off, is there at once.
const DEADLINE: Duration = Duration::from_millis(1000);

static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static SERVER: LazyLock<String> = LazyLock::new(serve);

/// Reads a session whose service answers so, and closes the connection.
pub fn exchanges(answer: &[u8]) {
    // Who was throttled has to wait: so each call is another user's.
    static USERS: AtomicU64 = AtomicU64::new(1);
    *ANSWER.lock().expect("no holder panics") = answer.to_vec();
    let mut options = options(USERS.fetch_add(1, Ordering::Relaxed));
    options.endpoint = Some(SERVER.clone());
    options.deadline = Some(DEADLINE);
    options.pacing = Pacing::Wait;
    let client = Client::new(options).expect("the options are allowed");
    let target = SessionReference::new(SCID, "lobby", "x").expect("a valid reference");
    let began = Instant::now();
    match client.read_session(&target.into(), &CallOptions::default()).and_then(Prepared::run) {
        Ok(reply) => {
            assert_eq!(reply.receipt.attempts, 1);
            let texts = [reply.value.document.as_deref(), reply.value.etag.as_deref()];
            texts.into_iter().flatten().for_each(check_text);
        }
        Err(error) => {
            assert!(
                !matches!(error.code, Code::Internal | Code::InvalidArgument | Code::Dns | Code::Connect),
                "{error}"
            );
            assert!(matches!(error.delivery, Delivery::Unknown | Delivery::Answered), "{error}: {:?}", error.delivery);
        }
    }
    assert!(began.elapsed() < 5 * DEADLINE, "the call took {:?}", began.elapsed());
}

fn serve() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on 127.0.0.1");
    let url = format!("http://{}", listener.local_addr().expect("a bound listener has an address"));
    thread::spawn(move || listener.incoming().flatten().for_each(answer));
    url
}

fn answer(mut stream: TcpStream) {
    let answer = ANSWER.lock().expect("no holder panics").clone();
    let Ok(clone) = stream.try_clone() else { return };
    let ends = |line: &Result<String, _>| line.as_ref().map_or(true, String::is_empty);
    if BufReader::new(clone).lines().any(|line| ends(&line)) {
        let _ = stream.write_all(&answer);
    }
}
