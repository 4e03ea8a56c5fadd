//! A long time: what the emulator holds stays bounded.
#![cfg(target_os = "linux")] // Memory is looked up in /proc.

mod support;

use std::time::{Duration, Instant};

use mpsd_emulator::Settings;
use serde_json::{Value, json};
use support::*;

/// Resident memory of this process, in KiB: the emulator's, and that of its clients.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
}

/// Three players take away again what they make.
fn evening(world: &World, number: usize) {
    let [host, guest, stranger] = [1, 2, 3].map(|xuid| world.user(xuid));
    let name = format!("evening-{number}");
    host.create(&name, searchable()).gives(201);
    host.activity(&name).gives(201);
    host.post("/handles", &search(&name, json!({"tags": ["evening"]}))).gives(201);
    let [accepted, declined] = [2, 3].map(|xuid| host.invite(&name, xuid).gives(201));
    guest.put(&by_handle(&accepted), &active()).gives(200);
    assert_eq!(guest.activities(&[1]).len(), 1);
    assert_eq!(stranger.finds(&json!({})), [name.as_str()]);
    stranger.join(&name).gives(200);
    guest.delete(&handle_path(&accepted)).is_empty(204);
    stranger.delete(&handle_path(&declined)).is_empty(204);
    for user in [&stranger, &guest] {
        user.put(&path(&name), &leave()).gives(200);
    }
    host.put(&path(&name), &leave()).is_empty(204);
}

/// For 350 evenings, or for as long as `MPSD_SOAK_SECONDS` says.
#[test]
fn an_evening_leaves_nothing_behind() {
    let seconds = std::env::var("MPSD_SOAK_SECONDS").map_or(0, |text| text.parse().expect("whole seconds"));
    // The request log has to be full after the warm-up.
    let world = World::with(Settings { request_log_size: 100, ..Settings::default() });
    let mut played = 0;
    let mut play = |evenings: usize| {
        for number in played..played + evenings {
            evening(&world, number);
        }
        played += evenings;
    };
    play(100);
    let before = memory();
    let started = Instant::now();
    play(250);
    while started.elapsed() < Duration::from_secs(seconds) {
        play(100);
    }
    let after = memory();
    let health = world.control("GET", "/health", &Value::Null).gives(200);
    assert_eq!((&health["sessions"], &health["handles"]), (&json!(0), &json!(0)));
    let told = format!("{before} KiB after 100 evenings, {after} KiB after {played}");
    println!("{told}");
    // Four kilobytes left behind each time would be more than that.
    assert!(after < before + 1000, "{told}");
}
