//! No answer of the service, and nothing that another player put into it, crashes or stalls a game, or takes more from
//! it than the field that is odd.
//!
//! Valid answers of every kind × one field changed × the calls that read it, over a socket, through the client. What
//! is handed out is compared, field by field, with what the valid answer gives.
#![cfg(feature = "capi")]

#[path = "../support/mod.rs"]
mod support;

mod calls;
mod cell;
mod kinds;
mod observed;
#[cfg(unix)]
mod programs;
mod service;

use std::collections::BTreeSet;
use std::thread;

use cell::Bench;
use kinds::KINDS;
use support::every_call::CALLS;

/// A thread of the game's that makes blocking calls.
const STACK: usize = 128 * 1024;

#[test]
fn an_odd_answer_takes_no_more_than_its_odd_field() {
    let small = thread::Builder::new().stack_size(STACK * stack_factor());
    if let Err(panic) = small.spawn(table).expect("the system has a thread").join() {
        std::panic::resume_unwind(panic);
    }
}

/// What a sanitizer puts into each frame is no need of the library's.
fn stack_factor() -> usize {
    if std::env::var_os("MPSD_TEST_SLOW").is_some() { 16 } else { 1 }
}

/// A row for each kind of answers.
fn table() {
    let mut findings = Vec::new();
    let mut total = 0;
    println!("{:<40} {:>7} {:>7} {:>9} {:>9}", "answer", "cells", "failed", "slowest", "findings");
    for kind in KINDS {
        let row = Bench::new(kind).run();
        let slowest = format!("{} ms", row.slowest.as_millis());
        println!("{:<40} {:>7} {:>7} {:>9} {:>9}", kind.name, row.cells, row.failed, slowest, row.findings.len());
        total += row.cells;
        findings.extend(row.findings);
    }
    println!("{total} cells");
    const SHOWN: usize = 60;
    let every = findings.len().div_ceil(SHOWN).max(1);
    let shown: Vec<_> = findings.iter().step_by(every).map(String::as_str).collect();
    assert!(findings.is_empty(), "{} findings, of which {}:\n{}", findings.len(), shown.len(), shown.join("\n"));
}

/// Calls whose requests alone differ from those of a call in the table: the same reader reads their answers.
const READ_ALIKE: &[&str] = &[
    "query activities of any SCID",
    "search handle with raw attributes",
    "query by search, of any SCID",
    "join with connection and subscription",
    "join by handle with connection and subscription",
];

#[test]
fn every_call_is_in_the_table() {
    let tried: BTreeSet<_> = KINDS.iter().flat_map(|kind| kind.calls).map(|call| call.name).collect();
    let known = CALLS.iter().map(|call| call.name).filter(|name| !READ_ALIKE.contains(name));
    assert_eq!(tried, known.collect());
}
