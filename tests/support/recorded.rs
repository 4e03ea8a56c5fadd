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

/// The record must be what is now, line by line. A line that was recorded and is gone is a break; one that is not recorded
/// is an addition.
pub fn compare(file: &str, now: &str) {
    let recorded = read(file);
    let gone = missing(&recorded, now);
    let breaks = !gone.is_empty() && !takes_breaks();
    assert!(!breaks, "THE ABI IS BROKEN: these lines of abi/{file} are gone (docs/abi.md):\n{}", gone.join("\n"));
    if env::var_os("MPSD_RECORD_ABI").is_some() {
        fs::write(path(file), now).unwrap_or_else(|error| panic!("abi/{file}: {error}"));
        return;
    }
    let added = missing(now, &recorded);
    assert!(
        added.is_empty(),
        "abi/{file} lacks these lines; `cargo xtask abi record` adds them:\n{}",
        added.join("\n")
    );
    assert_eq!(recorded, now, "abi/{file} has other lines or another order; `cargo xtask abi record` writes it");
}

/// The lines of one text that another does not have.
pub fn missing<'a>(of: &'a str, from: &str) -> Vec<&'a str> {
    of.lines().filter(|line| !from.lines().any(|it| it == *line)).collect()
}
