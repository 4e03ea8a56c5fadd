//! Starting and stopping, as a library and as a program.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mpsd_emulator::{Emulator, Options, Settings};
use support::World;

fn address(url: &str) -> &str {
    url.strip_prefix("http://").unwrap()
}

fn ask(stream: &mut TcpStream) -> String {
    let request = b"GET /emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request).unwrap();
    let mut answer = [0; 4096];
    let length = stream.read(&mut answer).unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[test]
fn stopping_does_not_wait_for_open_connections() {
    let emulator = Emulator::start(Options::default()).unwrap();
    let mut idle = TcpStream::connect(address(emulator.url())).unwrap();
    assert!(ask(&mut idle).starts_with("HTTP/1.1 200"));
    let mut silent = TcpStream::connect(address(emulator.url())).unwrap();
    let mut halfway = TcpStream::connect(address(emulator.url())).unwrap();
    halfway.write_all(b"POST /handles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{").unwrap();
    std::thread::sleep(Duration::from_millis(50));
    let url = emulator.url().to_owned();
    let start = Instant::now();
    emulator.stop();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(TcpStream::connect(address(&url)).is_err());
    for stream in [&mut idle, &mut silent, &mut halfway] {
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut rest = Vec::new();
        // Closed or reset, but not left open.
        let ended = stream.read_to_end(&mut rest);
        assert!(ended.is_ok() || ended.unwrap_err().kind() == std::io::ErrorKind::ConnectionReset);
    }
}

#[test]
fn dropping_stops_too() {
    let world = World::new();
    let url = world.emulator.url().to_owned();
    assert!(TcpStream::connect(address(&url)).is_ok());
    drop(world);
    assert!(TcpStream::connect(address(&url)).is_err());
}

#[test]
fn a_taken_port_is_an_error() {
    let emulator = Emulator::start(Options::default()).unwrap();
    let port: u16 = emulator.url().rsplit(':').next().unwrap().parse().unwrap();
    let options = Options { port, ..Options::default() };
    let error = Emulator::start(options).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    assert!(error.to_string().contains(&format!("port {port} of 127.0.0.1 is in use")), "{error}");
    let output = program().args(["--port", &port.to_string()]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(1) && said.contains(&format!("port {port}")), "{said}");
}

#[test]
fn an_emulator_may_be_shared_and_used_from_async_code() {
    fn shared<T: Send + Sync>(_: &T) {}
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let emulator = Emulator::start(Options::default()).unwrap();
        shared(&emulator);
        let port = emulator.url().rsplit(':').next().unwrap().parse().unwrap();
        assert!(Emulator::start(Options { port, ..Options::default() }).is_err());
        emulator.stop();
        drop(Emulator::start(Options::default()).unwrap());
    });
}

/// Small answers come in one piece: with keep-alive, a second write would
/// make the client wait for its own delayed acknowledgement.
#[test]
fn an_answer_is_one_write_on_a_kept_connection() {
    let emulator = Emulator::start(Options::default()).unwrap();
    let mut stream = TcpStream::connect(address(emulator.url())).unwrap();
    for _ in 0..20 {
        let answer = ask(&mut stream);
        assert!(answer.ends_with('}'), "head and body in one piece: {answer}");
    }
}

fn started(change: impl FnOnce(&mut Settings)) -> Emulator {
    let mut settings = Settings::default();
    change(&mut settings);
    Emulator::start(Options { settings, ..Options::default() }).unwrap()
}

fn connected(emulator: &Emulator) -> TcpStream {
    let stream = TcpStream::connect(address(emulator.url())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream
}

#[test]
fn a_connection_that_sends_no_request_is_closed() {
    let emulator = started(|settings| settings.header_timeout_seconds = 1);
    let mut silent = connected(&emulator);
    let mut slow = connected(&emulator);
    slow.write_all(b"GET /emulator/health HTTP/1.1\r\nHo").unwrap();
    for stream in [&mut silent, &mut slow] {
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
    }
}

#[test]
fn a_body_that_does_not_come_is_not_waited_for() {
    let emulator = started(|settings| settings.header_timeout_seconds = 1);
    let mut halfway = connected(&emulator);
    halfway.write_all(b"POST /handles HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{").unwrap();
    let mut answer = String::new();
    halfway.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("headerTimeoutSeconds"), "{answer}");
}

#[test]
fn headers_are_bounded() {
    let emulator = started(|settings| settings.max_header_bytes = 1000);
    let get = |length: usize| {
        let mut stream = connected(&emulator);
        let start = "GET /emulator/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: ";
        let padding = "x".repeat(length - start.len() - 4);
        stream.write_all(format!("{start}{padding}\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    assert!(get(1000).starts_with("HTTP/1.1 200"));
    assert!(get(1100).starts_with("HTTP/1.1 431"));
}

#[test]
fn connections_are_bounded_and_the_next_one_waits() {
    let emulator = started(|settings| settings.max_connections = 2.try_into().unwrap());
    let mut first = connected(&emulator);
    let mut second = connected(&emulator);
    assert!(ask(&mut first).starts_with("HTTP/1.1 200"));
    assert!(ask(&mut second).starts_with("HTTP/1.1 200"));
    let mut third = connected(&emulator);
    third.write_all(b"GET /emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    third.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    assert!(third.read(&mut [0; 10]).is_err());
    drop(first);
    third.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut answer = [0; 12];
    third.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HTTP/1.1 200");
}

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_mpsd-emulator"))
}

#[test]
fn the_program_prints_its_url_first() {
    let mut child =
        program().args(["--port", "0", "--set", "createStatus=200"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let mut stream = TcpStream::connect(address(line.trim_end())).unwrap();
    assert!(ask(&mut stream).starts_with("HTTP/1.1 200"));
    if cfg!(unix) {
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(child.wait().unwrap().success());
    } else {
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn the_program_explains_itself() {
    let run = |arguments: &[&str]| {
        let output = program().args(arguments).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), text, error)
    };
    let (code, text, _) = run(&["--help"]);
    assert!(code == Some(0) && text.contains("--port PORT"));
    let (code, text, _) = run(&["--version"]);
    assert!(code == Some(0) && text.starts_with("mpsd-emulator "));
    let (code, text, _) = run(&["settings", "--set", "inviteLifetimeSeconds=60"]);
    assert!(code == Some(0) && text.contains("inviteLifetimeSeconds = 60"));
    assert!(text.contains("INFERRED"));
    let file = std::env::temp_dir().join(format!("mpsd-emulator-templates-{}.toml", std::process::id()));
    std::fs::write(&file, "[[templates]]\nname = \"m\"\nconstant = 1\n").unwrap();
    let (code, _, error) = run(&["--templates", file.to_str().unwrap()]);
    assert!(code == Some(2) && error.contains("unknown field `constant`") && error.contains(".toml"), "{error}");
    std::fs::write(&file, "[[templates]]\nname = \"m\"\n").unwrap();
    assert_eq!(run(&["--templates", file.to_str().unwrap(), "--help"]).0, Some(0));
    std::fs::remove_file(&file).unwrap();
    let file = file.with_extension("json");
    let given = |text: &str| {
        std::fs::write(&file, text).unwrap();
        run(&["--templates", file.to_str().unwrap(), "--help"])
    };
    let alone = r#"{"name":"m","constants":{"system":{"version":1,},},}"#;
    for good in [alone, &format!("\u{feff}// two\n{{\"templates\":[{alone},],}}")] {
        assert_eq!(given(good).0, Some(0), "{good}");
    }
    for (wrong, why) in [
        (r#"{"constants":{"system":{}}}"#, r#"{"templates":[{"name":"…","constants""#),
        ("{\n \"templates\": 5\n}", "templates: invalid type: integer `5`, expected a sequence"),
        ("{\n \"templates\" 5}", "expected a colon at line 2 column 14"),
    ] {
        let (code, _, error) = given(wrong);
        assert!(code == Some(2) && error.contains(why) && error.contains(".json"), "{wrong}: {error}");
    }
    std::fs::remove_file(&file).unwrap();
    for wrong in [
        &["--templates", "/nowhere/x.json"][..],
        &["--set", "nonsense=1"],
        &["--set", "createStatus"],
        &["--port", "65536"],
        &["--what"],
    ] {
        let (code, _, error) = run(wrong);
        assert!(code == Some(2) && error.contains("--help"), "{wrong:?}: {error}");
    }
}
