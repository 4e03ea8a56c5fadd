//! The game, `xtask/torture.c`: prepared, recorded, and run while one system call fails.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::calls::{Failing, Fate};
use crate::Failure;
use crate::example::WARNINGS;
use crate::process::Run;
use crate::workspace::Workspace;

const SOURCE: &str = "xtask/torture.c";
/// What the game shares with us: a byte of state, a text.
const REPORT_BYTES: usize = 4096;
const TEXT_AT: u64 = 64;
const WAITS: u8 = 1;
const GOES_ON: u8 = 2;
/// More than the deadlines of all its attempts.
const PATIENCE: Duration = Duration::from_secs(40);

/// The game, compiled.
pub struct Game {
    program: PathBuf,
    directory: PathBuf,
}

/// Where the game is played.
pub struct Scene {
    pub url: String,
    /// A file; empty, or not there: no TLS.
    pub certificates: PathBuf,
}

/// What the game told at its end.
struct Report {
    first: String,
    delivery: String,
    request_id: String,
    later: String,
    message: String,
    later_message: String,
}

impl Game {
    /// Compiles it, with the library as it is built for tests: there overflows are defects, too.
    pub fn compile(workspace: &Workspace, directory: &Path) -> Result<Game, Failure> {
        let program = directory.join("torture");
        let library = workspace.dev_library_dir();
        let mut rpath = OsString::from("-Wl,-rpath,");
        rpath.push(&library);
        Run::new(std::env::var_os("CC").unwrap_or_else(|| "cc".into()))
            .args(["-std=c99", "-g", "-O1", "-D_POSIX_C_SOURCE=200809L", "-I", "include"])
            .args(WARNINGS.split(' '))
            .args([SOURCE.as_ref(), "-o".as_ref(), program.as_os_str(), "-L".as_ref(), library.as_os_str()])
            .args(["-lmpsd".as_ref(), rpath.as_os_str()])
            .current_dir(workspace.root())
            .captured()?;
        Ok(Game { program, directory: directory.to_owned() })
    }

    /// Makes the session that the calls are about.
    pub fn prepare(&self, scene: &Scene) -> Result<(), Failure> {
        let game = Run::new(&self.program).env_remove("LD_LIBRARY_PATH");
        game.args(["prepare", &scene.url]).args([&scene.certificates]).captured().map(drop)
    }

    /// The system calls of a call, each with how often one thread makes it at most.
    pub fn record(&self, scene: &Scene, kind: &str) -> Result<BTreeMap<String, usize>, Failure> {
        let (calls, fate) = self.play(scene, kind, &[], "recording")?;
        if fate != Fate::Survived {
            return Err(format!("{kind} fails also where no system call does: {}", fate.text()));
        }
        let mut times: BTreeMap<(String, String), usize> = BTreeMap::new();
        for line in calls.lines().take_while(|line| !line.contains(" getpriority(")) {
            // "<thread> <name>(…": what goes on later is called "<... name resumed>".
            let Some((thread, rest)) = line.split_once(' ') else { continue };
            let Some((name, _)) = rest.trim_start().split_once('(') else { continue };
            if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
                *times.entry((thread.to_owned(), name.to_owned())).or_default() += 1;
            }
        }
        let mut most = BTreeMap::new();
        for ((_, name), count) in times {
            let entry: &mut usize = most.entry(name).or_default();
            *entry = count.max(*entry);
        }
        Ok(most)
    }

    /// What the service got, as its control API tells it: the ids of the requests are in it.
    pub fn received(&self, scene: &Scene) -> Result<String, Failure> {
        let curl = Run::new("curl").args(["--silent", "--fail", "--insecure"]);
        curl.args([format!("{}/emulator/requests", scene.url)]).captured()
    }

    /// Plays while a system call fails.
    pub fn run(&self, scene: &Scene, kind: &str, failing: &Failing, worker: usize) -> Fate {
        let Failing { name, error, nth } = failing;
        let inject = format!("inject={name}:error={error}:when={nth}");
        let played = self.play(scene, kind, &["-e", &format!("trace={name}"), "-e", &inject], &worker.to_string());
        match played {
            Ok((calls, Fate::Survived)) if !calls.contains("(INJECTED)") => Fate::NotReached,
            Ok((_, Fate::Wrong(what))) => Fate::Wrong(format!("{what} (the {nth}. of a thread)")),
            Ok((_, fate)) => fate,
            Err(failure) => Fate::Wrong(failure),
        }
    }

    /// Plays with strace beside: what it wrote, and what came of the game.
    fn play(&self, scene: &Scene, kind: &str, options: &[&str], name: &str) -> Result<(String, Fate), Failure> {
        let [report, calls] = ["report", "strace"].map(|kind| self.directory.join(format!("{kind}-{name}")));
        fs::write(&report, [0; REPORT_BYTES]).map_err(|error| told("the report", error))?;
        let game = Command::new(&self.program)
            .args([kind, &scene.url])
            .args([&scene.certificates, &report])
            // Cargo's own search path would come before the library that the game was linked with.
            .env_remove("LD_LIBRARY_PATH")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut game = Process(game.map_err(|error| told("the game", error))?);
        wait_until("the game waits", || state(&report) == Some(WAITS))?;
        let strace = Command::new("strace")
            .args(["-f", "-qq", "-o"])
            .arg(&calls)
            .args(options)
            .args(["-p", &game.0.id().to_string()])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut strace = Process(strace.map_err(|error| told("strace", error))?);
        wait_until("strace is attached", || is_traced(game.0.id()))?;
        go_on(&report).map_err(|error| told("the report", error))?;
        let fate = match game.end() {
            None => Fate::Wrong(format!("did not end within {} s", PATIENCE.as_secs())),
            Some((status, said)) => match (status.code(), status.signal()) {
                (Some(0), _) => read(&report).map_or(Fate::Wrong("told nothing".to_owned()), |report| report.fate()),
                (Some(code), _) => Fate::Wrong(format!("ended with {code}: {said}")),
                (None, signal) => Fate::Wrong(format!("was ended by signal {}: {said}", signal.unwrap_or_default())),
            },
        };
        let _ = strace.end();
        Ok((fs::read_to_string(&calls).unwrap_or_default(), fate))
    }
}

impl Report {
    fn fate(&self) -> Fate {
        const OK: &str = "MPSD_OK";
        const PLAIN: [&str; 4] = ["none", "not sent", "unknown", "answered"];
        let delivery = self.delivery.parse().ok().and_then(|number: usize| PLAIN.get(number)).unwrap_or(&"?");
        let told = format!("{} / {delivery}", self.first.trim_start_matches("MPSD_ERROR_"));
        // Before anything was sent, and where sending failed.
        let sensible = match self.first.as_str() {
            OK => true,
            "MPSD_ERROR_DNS" | "MPSD_ERROR_CONNECT" | "MPSD_ERROR_TLS" => *delivery == "not sent",
            "MPSD_ERROR_NETWORK" | "MPSD_ERROR_TIMEOUT" => ["not sent", "unknown"].contains(delivery),
            // Of several recipients some were reached.
            "MPSD_ERROR_PARTIAL" => true,
            "MPSD_ERROR_INTERNAL" => false,
            // Nothing could be begun: no network, no client, no thread.
            _ => ["none", "not sent"].contains(delivery),
        };
        if !sensible || self.first != OK && self.message.is_empty() {
            return Fate::Wrong(format!("was told {told}: {:?}", self.message));
        }
        if self.later != OK {
            return Fate::Wrong(format!("never succeeds again: {} {:?}, after {told}", self.later, self.later_message));
        }
        if self.first == OK {
            return Fate::Survived;
        }
        let unsent = (*delivery == "not sent" && !self.request_id.is_empty()).then(|| self.request_id.clone());
        Fate::Failed { told, unsent }
    }
}

/// A child that doesn't outlive us.
struct Process(Child);

impl Process {
    /// Its end and what it said; `None`: it had to be killed.
    fn end(&mut self) -> Option<(std::process::ExitStatus, String)> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if let Ok(Some(status)) = self.0.try_wait() {
                let mut said = String::new();
                let _ = self.0.stderr.as_mut().map(|stderr| stderr.read_to_string(&mut said));
                return Some((status, said.lines().next().unwrap_or_default().to_owned()));
            }
            thread::sleep(Duration::from_millis(2));
        }
        None
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only when it has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn told(what: &str, error: std::io::Error) -> Failure {
    format!("{what}: {error}")
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) -> Result<(), Failure> {
    let until = Instant::now() + PATIENCE;
    while !holds() {
        if Instant::now() > until {
            return Err(format!("waited in vain until {what}"));
        }
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

fn state(report: &Path) -> Option<u8> {
    fs::read(report).ok()?.first().copied()
}

fn go_on(report: &Path) -> std::io::Result<()> {
    fs::File::options().write(true).open(report)?.write_all(&[GOES_ON])
}

fn is_traced(process: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    status.lines().any(|line| line.strip_prefix("TracerPid:").is_some_and(|tracer| tracer.trim() != "0"))
}

fn read(report: &Path) -> Option<Report> {
    let mut file = fs::File::open(report).ok()?;
    file.seek(SeekFrom::Start(TEXT_AT)).ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.trim_end_matches('\0').lines().map(str::to_owned);
    let mut next = || lines.next();
    let (first, delivery, request_id, later) = (next()?, next()?, next()?, next()?);
    Some(Report { first, delivery, request_id, later, message: next()?, later_message: next().unwrap_or_default() })
}
