//! How fast the program answers on loopback, and how much memory sessions take: `cargo bench -p mpsd-emulator`.
//!
//! Real sockets and kept connections; the clients run on the same machine. Rate limits and the request log are off.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const JOIN: &str = r#"{"members":{"me":{"properties":{"system":{"active":true}}}}}"#;

/// How long each number is measured.
const SPAN: Duration = Duration::from_secs(3);

fn main() {
    println!("{:<56} {:>12} {:>12} {:>12}", "", "requests/s", "median", "99th");
    for clients in [1, 64] {
        for (name, prepare, request) in JOBS {
            let program = Program::start();
            let (rate, times) = measure(&program, clients, *prepare, *request);
            let at =
                |part: f64| format!("{:.3} ms", times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3);
            println!("{:<56} {rate:>12.0} {:>12} {:>12}", format!("{name}, {clients} client(s)"), at(0.5), at(0.99));
        }
    }
    memory();
}

/// What a client asks first, and then over and over; gets the client's number and the number of the request.
type Request = fn(u64, u64) -> String;
const JOBS: &[(&str, Request, Request)] = &[
    (
        "GET /emulator/health",
        |_, _| http("GET", "/emulator/health", 1, ""),
        |_, _| http("GET", "/emulator/health", 1, ""),
    ),
    ("read a session", |client, _| join(client, 0), |client, _| http("GET", &session(client, 0), client + 1, "")),
    (
        "write a session (a member's property)",
        |client, _| join(client, 0),
        |client, number| {
            let body = format!(r#"{{"members":{{"me":{{"properties":{{"custom":{{"score":{number}}}}}}}}}}}"#);
            http("PUT", &session(client, 0), client + 1, &body)
        },
    ),
    (
        "set the activity",
        |client, _| join(client, 0),
        |client, _| {
            let body = format!(r#"{{"type":"activity","version":1,"sessionRef":{}}}"#, reference(client));
            http("POST", "/handles", client + 1, &body)
        },
    ),
    (
        "invite a player",
        |client, _| join(client, 0),
        |client, number| {
            let body = format!(
                r#"{{"type":"invite","version":1,"sessionRef":{},"invitedXuid":"{}"}}"#,
                reference(client),
                1_000_000 + number % 100
            );
            http("POST", "/handles", client + 1, &body)
        },
    ),
];

fn session(client: u64, number: u64) -> String {
    format!("/serviceconfigs/{SCID}/sessionTemplates/deathmatch/sessions/s{client}-{number}")
}

fn reference(client: u64) -> String {
    format!(r#"{{"scid":"{SCID}","templateName":"deathmatch","name":"s{client}-0"}}"#)
}

fn join(client: u64, number: u64) -> String {
    http("PUT", &session(client, number), client + 1, JOIN)
}

fn http(method: &str, path: &str, xuid: u64, body: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: XBL3.0 x=emulator;xuid={xuid}\r\n\
         x-xbl-contract-version: 107\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Requests a second, and how long each took, in order.
fn measure(program: &Program, clients: u64, prepare: Request, request: Request) -> (f64, Vec<Duration>) {
    let ready = Barrier::new(clients as usize);
    let ready = &ready;
    let mut times: Vec<Duration> = thread::scope(|scope| {
        let run = |client| {
            let mut connection = program.connect();
            connection.ask(&prepare(client, 0));
            ready.wait();
            let started = Instant::now();
            let mut times = Vec::new();
            while started.elapsed() < SPAN {
                let asked = Instant::now();
                connection.ask(&request(client, times.len() as u64));
                times.push(asked.elapsed());
            }
            times
        };
        let threads: Vec<_> = (0..clients).map(|client| scope.spawn(move || run(client))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a client fails")).collect()
    });
    times.sort_unstable();
    (times.len() as f64 / SPAN.as_secs_f64(), times)
}

/// What 10,000 sessions take, each with one member.
fn memory() {
    const SESSIONS: u64 = 10_000;
    let program = Program::start();
    let mut connection = program.connect();
    connection.ask(&join(0, 0));
    let Some(before) = program.memory() else {
        println!("memory is looked up in /proc: there is none here");
        return;
    };
    for number in 1..=SESSIONS {
        connection.ask(&join(number, number));
    }
    let after = program.memory().unwrap_or_default();
    let mebibytes = (after - before) as f64 / 1024.0;
    println!(
        "{SESSIONS} sessions with one member each: {mebibytes:.1} MiB more (empty: {:.1} MiB)",
        before as f64 / 1024.0
    );
}

/// The program; it ends when this is dropped.
struct Program {
    child: Child,
    address: String,
}

impl Program {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mpsd-emulator"))
            .args(["--set", "rateLimits=false", "--set", "requestLogSize=0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut url = String::new();
        BufReader::new(child.stdout.take().expect("stdout is piped")).read_line(&mut url).expect("a line");
        let address = url.trim_end().trim_start_matches("http://").to_owned();
        Self { child, address }
    }

    fn connect(&self) -> Connection {
        let stream = TcpStream::connect(&self.address).expect("the program listens");
        stream.set_nodelay(true).expect("a TCP option");
        Connection(BufReader::new(stream))
    }

    /// Resident memory in KiB.
    fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Connection(BufReader<TcpStream>);

impl Connection {
    /// Sends a request, and reads its answer.
    fn ask(&mut self, request: &str) {
        self.0.get_mut().write_all(request.as_bytes()).expect("the program reads");
        let (mut line, mut length) = (String::new(), 0);
        self.0.read_line(&mut line).expect("the program answers");
        assert!(line.starts_with("HTTP/1.1 2"), "{line}{request}");
        loop {
            line.clear();
            self.0.read_line(&mut line).expect("the program answers");
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim_end().parse().expect("a length");
            }
        }
        self.0.read_exact(&mut vec![0; length]).expect("the program answers in full");
    }
}
