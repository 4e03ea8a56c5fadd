//! Many clients at once.
#![cfg(target_os = "linux")] // Memory is looked up in /proc.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const MANY: usize = 2000;

/// The program; it ends when this is dropped.
struct Program {
    child: Child,
    url: String,
}

impl Program {
    fn start() -> Self {
        let program = env!("CARGO_BIN_EXE_mpsd-emulator");
        // With as few files as many systems allow at first: the program has to ask for more by itself.
        let mut child = Command::new("sh")
            .args(["-c", "ulimit -Sn 256 && exec \"$0\"", program])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim_end().to_owned() }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.url.strip_prefix("http://").unwrap()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    /// Resident memory in KiB.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_answered(stream: &mut TcpStream) -> bool {
    stream.write_all(b"GET /emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut answer = [0; 512];
    let length = stream.read(&mut answer).unwrap();
    answer[..length].starts_with(b"HTTP/1.1 200")
}

#[test]
fn two_thousand_connections_are_held() {
    // This process has one file for each, too.
    let files = rlimit::increase_nofile_limit(MANY as u64 + 200).unwrap();
    assert!(files >= MANY as u64 + 100, "the system allows {files} open files: raise `ulimit -Hn`");
    let program = Program::start();
    assert!(is_answered(&mut program.connect()));
    let before = program.memory();
    let started = Instant::now();
    let mut streams: Vec<TcpStream> = (0..MANY).map(|_| program.connect()).collect();
    // A client that the system turns away for a moment tries again after one second, and every few hundredth would be.
    assert!(started.elapsed() < Duration::from_secs(3), "connecting takes {:?}", started.elapsed());
    for round in 1..=2 {
        for (number, stream) in streams.iter_mut().enumerate() {
            assert!(is_answered(stream), "connection {number}, request {round}");
        }
    }
    let grown = program.memory().saturating_sub(before);
    println!("{MANY} connections take {grown} KiB");
    assert!(grown < 64 * 1024, "{MANY} connections take {grown} KiB");
    drop(streams);
    assert!(is_answered(&mut program.connect()));
}
