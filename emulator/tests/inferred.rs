//! Every choice of the emulator's own is a setting that does something: each is played over HTTP with its default and
//! with another value, and what is seen differs as it should.

mod support;

#[path = "inferred/documented.rs"]
mod documented;
#[path = "inferred/handles.rs"]
mod handles;
#[path = "inferred/invites.rs"]
mod invites;
#[path = "inferred/queries.rs"]
mod queries;
#[path = "inferred/recorded.rs"]
mod recorded;
#[path = "inferred/server.rs"]
mod server;
#[path = "inferred/sessions.rs"]
mod sessions;

use mpsd_emulator::Settings;
use serde_json::Value;
use support::World;

/// How one setting shows.
struct Case {
    setting: &'static str,
    /// A value other than the default.
    other: &'static str,
    /// What `play` sees with the default, and with the other value.
    seen: [Value; 2],
    play: fn(&World) -> Value,
}

fn case(setting: &'static str, other: &'static str, seen: [Value; 2], play: fn(&World) -> Value) -> Case {
    Case { setting, other, seen, play }
}

/// A file for each area.
const AREAS: &[fn() -> Vec<Case>] = &[
    handles::cases,
    invites::cases,
    queries::cases,
    sessions::cases,
    server::cases,
    documented::cases,
    recorded::cases,
];

fn cases() -> Vec<Case> {
    AREAS.iter().flat_map(|area| area()).collect()
}

#[test]
fn each_value_is_seen() {
    for Case { setting, other, seen, play } in cases() {
        let mut changed = Settings::default();
        changed.set(setting, other).unwrap();
        assert_ne!(changed, Settings::default(), "{setting}: {other} is the default");
        assert_ne!(seen[0], seen[1], "{setting}");
        for (settings, expected) in [(Settings::default(), &seen[0]), (changed, &seen[1])] {
            assert_eq!(play(&World::with(settings)), *expected, "{setting}");
        }
    }
}

#[test]
fn no_inferred_or_recorded_setting_is_without_a_case() {
    let settings = Settings::default().list();
    let marked = |source: &str| source.starts_with("INFERRED") || source.starts_with("live recording");
    let inferred = settings.iter().filter(|setting| marked(setting.source)).map(|setting| setting.name);
    let played: Vec<&str> = cases().iter().map(|case| case.setting).collect();
    let without: Vec<&str> = inferred.filter(|name| !played.contains(name)).collect();
    assert!(without.is_empty(), "no case in emulator/tests/inferred plays {without:?}");
}
