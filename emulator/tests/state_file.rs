//! State that survives a restart, and a crash.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mpsd_emulator::{Emulator, Options, Settings};
use serde_json::{Value, json};
use support::*;

/// A directory of its own, which goes at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mpsd-emulator-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("state.json")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn options(file: &Path) -> Options {
    Options { state_file: Some(file.to_owned()), ..Options::default() }
}

fn started(file: &Path) -> World {
    World::start(options(file))
}

/// Waits until the file says `text`, for no longer than it may take.
#[track_caller]
fn soon_says(file: &Path, text: &str) {
    let start = Instant::now();
    while !fs::read_to_string(file).unwrap().contains(text) {
        assert!(start.elapsed() < Duration::from_secs(5), "{text} is not in the file");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn it_is_there_again_after_a_restart() {
    let scratch = Scratch::new("restart");
    let world = started(&scratch.file());
    let host = world.user(1);
    let session = host.join("lobby").gives(201);
    host.invite("lobby", 2).gives(201);
    world.control("PATCH", "/settings", &json!({"deleteStatus": 200, "createStatus": 200})).gives(200);
    world.control("PUT", "/clock", &json!({"frozen": true, "now": "2040-01-01T00:00:00Z"})).gives(200);
    let snapshot = world.control("GET", "/snapshot", &Value::Null).text;
    world.emulator.stop();
    assert_eq!(fs::read_to_string(scratch.file()).unwrap(), snapshot);

    let again = started(&scratch.file());
    assert_eq!(again.control("GET", "/snapshot", &Value::Null).text, snapshot);
    assert_eq!(again.user(1).get(&path("lobby")).gives(200), session);
    drop(again);

    let settings = Settings { delete_status: 204, invite_lifetime_seconds: 60, ..Settings::default() };
    let again = World::start(Options { settings, ..options(&scratch.file()) });
    let list = again.control("GET", "/settings", &Value::Null).gives(200);
    for (name, value) in [("createStatus", "200"), ("deleteStatus", "200"), ("inviteLifetimeSeconds", "60")] {
        let row = list["settings"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
        assert_eq!(row["value"], value, "{name}");
    }
}

#[test]
fn a_change_is_written_soon() {
    let scratch = Scratch::new("soon");
    let world = started(&scratch.file());
    assert!(scratch.file().exists());
    world.user(1).join("by-request").gives(201);
    soon_says(&scratch.file(), "by-request");
    world.control("PUT", "/users/77/people/78", &Value::Null).is_empty(204);
    soon_says(&scratch.file(), "\"78\"");
}

#[test]
fn timers_that_were_due_meanwhile_have_fired() {
    let scratch = Scratch::new("timers");
    let world = started(&scratch.file());
    let host = world.user(1);
    host.join("lobby").gives(201);
    let reserve = json!({"members": {"reserve_1": {"constants": {"system": {"xuid": "2"}}}}});
    assert_eq!(host.put(&path("lobby"), &reserve).gives(200)["membersInfo"]["count"], 2);
    drop(world);
    let text = fs::read_to_string(scratch.file()).unwrap();
    let mut later: Value = serde_json::from_str(&text).unwrap();
    later["directory"]["clock"] = json!({"running": {"ahead": "PT1M"}});
    fs::write(scratch.file(), later.to_string()).unwrap();
    let again = started(&scratch.file());
    assert_eq!(again.user(1).get(&path("lobby")).gives(200)["membersInfo"]["count"], 1);
}

#[test]
fn a_wrong_file_is_a_start_error_and_stays_as_it_is() {
    let scratch = Scratch::new("wrong");
    let file = scratch.file();
    drop(started(&file));
    let good = fs::read_to_string(&file).unwrap();
    let half = &good[..good.len() / 2];
    for (text, why) in [
        ("", "not a snapshot"),
        ("Dear diary", "not a snapshot"),
        (half, "not a snapshot: it is not JSON: it ends where"),
        ("{\"players\":[]}", "format: it is not"),
        (&good.replace("\"version\":1", "\"version\":9"), "version: it is 9"),
        (&good.replace("\"users\":{}", "\"users\":{\"x\":{}}"), "directory.users"),
    ] {
        fs::write(&file, text).unwrap();
        let error = Emulator::start(options(&file)).unwrap_err();
        let message = error.to_string();
        assert!(message.contains(why) && message.contains(&file.display().to_string()), "{message}");
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
    let missing = Emulator::start(options(&scratch.0.join("no/such/place"))).unwrap_err();
    assert!(missing.to_string().contains("no/such/place"), "{missing}");
    let folder = Emulator::start(options(&scratch.0)).unwrap_err();
    assert!(folder.to_string().contains("state file"), "{folder}");
}

#[test]
fn one_emulator_at_a_time_has_it() {
    let scratch = Scratch::new("lock");
    let first = started(&scratch.file());
    let error = Emulator::start(options(&scratch.file())).unwrap_err();
    assert!(error.to_string().contains("another emulator is using it"), "{error}");
    drop(first);
    drop(started(&scratch.file()));
}

#[cfg(unix)]
mod crash {
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command, Stdio};

    use super::*;

    /// The program, which is killed at the end.
    struct Program {
        child: Child,
        url: String,
    }

    impl Program {
        fn start(file: &Path) -> Self {
            let mut command = Command::new(env!("CARGO_BIN_EXE_mpsd-emulator"));
            let mut child = command
                .args(["--set", "rateLimits=false", "--state"])
                .arg(file)
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut url = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
            Self { child, url: url.trim_end().to_owned() }
        }
    }

    impl Drop for Program {
        /// By SIGKILL.
        fn drop(&mut self) {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
        }
    }

    fn join(url: &str, name: &str, ballast: usize) -> Result<u16, ureq::Error> {
        let mut body = active();
        body["properties"] = json!({"custom": {"ballast": "x".repeat(ballast)}});
        let request = ureq::put(format!("{url}{}", path(name)))
            .header("Authorization", "XBL3.0 x=emulator;xuid=1")
            .header("x-xbl-contract-version", "107");
        Ok(request.send(body.to_string().as_bytes())?.status().as_u16())
    }

    fn exists(url: &str, name: &str) -> bool {
        let request = ureq::get(format!("{url}{}", path(name)))
            .header("Authorization", "XBL3.0 x=emulator;xuid=1")
            .header("x-xbl-contract-version", "107");
        request.call().unwrap().status() == 200
    }

    /// Each life begins by finding what the last one had in the file, and ends while changes go in.
    #[test]
    fn a_killed_emulator_has_lost_no_more_than_a_moment() {
        let scratch = Scratch::new("kill");
        let file = scratch.file();
        for life in 0..4_u64 {
            let program = Program::start(&file);
            for former in 0..life {
                assert!(exists(&program.url, &format!("kept-{former}")), "kept-{former} in life {life}");
            }
            join(&program.url, &format!("kept-{life}"), 100_000).unwrap();
            soon_says(&file, &format!("kept-{life}"));
            let url = program.url.clone();
            let changes = std::thread::spawn(move || {
                // Until the kill.
                (0..).take_while(|change| join(&url, "busy", 100_000 + change).is_ok()).count()
            });
            // Just before, in and after the next writing, by turns.
            std::thread::sleep(Duration::from_millis(480 + 18 * life));
            drop(program);
            assert!(changes.join().unwrap() > 0);
            let text = fs::read_to_string(&file).unwrap();
            serde_json::from_str::<Value>(&text).unwrap();
        }
    }
}
