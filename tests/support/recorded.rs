//! The ABI as it was recorded in `abi/`. MPSD_RECORD_ABI=1 records what was added, MPSD_RECORD_ABI=break whatever is
//! different; `cargo xtask abi` sets it.

use std::path::PathBuf;
use std::{env, fs};

use super::library;

/// A file of the record.
pub fn path(file: &str) -> PathBuf {
    library::root().join("abi").join(file)
}

/// What a file of the record says; empty where there is none yet.
pub fn read(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap_or_default()
}

/// Whether breaks are to be recorded, too.
pub fn takes_breaks() -> bool {
    env::var("MPSD_RECORD_ABI").is_ok_and(|value| value == "break")
}

/// The record must be what is now. A line that `binds` says programs depend on must stay; whatever else is different is an
/// addition that is to be recorded.
pub fn compare(file: &str, now: &str, binds: fn(&str) -> bool) {
    let recorded = read(file);
    let broken = broken(&recorded, now, binds);
    let stays = broken.is_empty() || takes_breaks();
    assert!(stays, "THE ABI IS BROKEN: these lines of abi/{file} are gone (docs/abi.md):\n{}", broken.join("\n"));
    if env::var_os("MPSD_RECORD_ABI").is_some() {
        fs::write(path(file), now).unwrap_or_else(|error| panic!("abi/{file}: {error}"));
        return;
    }
    let added: Vec<&str> = now.lines().filter(|line| !recorded.lines().any(|it| it == *line)).collect();
    let added = added.join("\n");
    assert!(recorded == now, "abi/{file} is not what is now; `cargo xtask abi record` writes it. It lacks:\n{added}");
}

/// The lines that bind and are gone.
pub fn broken<'a>(recorded: &'a str, now: &str, binds: fn(&str) -> bool) -> Vec<&'a str> {
    recorded.lines().filter(|line| binds(line) && !now.lines().any(|it| it == *line)).collect()
}
