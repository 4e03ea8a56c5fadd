//! Every system call of a call fails once: `strace -e inject` on a game in C, which must neither crash nor hang, must hear
//! what happened, and must succeed the next time.

mod calls;
mod game;
mod table;

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;

use crate::Failure;
use crate::emulator::Emulator;
use crate::tools;
use crate::workspace::Workspace;
use calls::{Failing, Fate};
use game::{Game, Scene};
use table::Table;

/// The calls: one on the caller's thread, several at once, and one in the background.
const KINDS: [&str; 4] = ["activity", "invites", "read", "background"];
/// Programs at a time: each mostly waits.
const AT_ONCE: usize = 4;
/// Of a system call that a thread makes again and again, so many fail, each in a run of its own.
const MAX_TIMES: usize = 24;

/// Runs it, without TLS and with. The table of what came of it stands in the log.
pub fn run(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    tools::provide(tools::STRACE, log)?;
    workspace.cargo("build --package mpsd --package mpsd-emulator").logged(log)?;
    let directory = workspace.scratch("torture")?;
    let game = Game::compile(workspace, &directory)?;
    let mut table = Table::default();
    for (name, emulator, certificates) in [
        ("http", Emulator::unlimited(workspace)?, String::new()),
        ("https", Emulator::with_authority(workspace, &directory.join("ca.pem"))?, "ca.pem".to_owned()),
    ] {
        // A name, so that it is looked up.
        let url = emulator.url().replace("127.0.0.1", "localhost");
        let scene = Scene { url, certificates: directory.join(certificates) };
        game.prepare(&scene)?;
        for kind in KINDS {
            table.add(&format!("{kind}, {name}"), torture(&game, &scene, kind)?);
        }
    }
    let text = table.to_string();
    append(log, &text)?;
    let wrong = table.wrong();
    if wrong.is_empty() { Ok(()) } else { Err(format!("{} system calls did harm:\n{}", wrong.len(), wrong.join("\n"))) }
}

/// One call: what it asks of the system, and then each of that failing.
fn torture(game: &Game, scene: &Scene, kind: &str) -> Result<Vec<(String, Fate)>, Failure> {
    let recorded = game.record(scene, kind)?;
    let mut fates: Vec<_> =
        recorded.keys().filter_map(|name| calls::left_out(name).map(|why| (name.clone(), why))).collect();
    let failing: Vec<Failing> = recorded
        .iter()
        .flat_map(|(name, times)| calls::errors(name).iter().map(move |error| (name, error, *times)))
        .flat_map(|(name, error, times)| {
            (1..=times.min(MAX_TIMES)).map(move |nth| Failing { name: name.clone(), error, nth })
        })
        .collect();
    let next = Mutex::new(failing.iter());
    let told = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for worker in 0..AT_ONCE {
            let (next, told) = (&next, &told);
            scope.spawn(move || {
                loop {
                    // The lock is released before the run.
                    let Some(failing) = next.lock().expect("no holder panics").next() else { return };
                    let fate = game.run(scene, kind, failing, worker);
                    told.lock().expect("no holder panics").push((failing.to_string(), fate));
                }
            });
        }
    });
    // The emulator keeps the latest thousand: more than these runs made.
    let received = game.received(scene)?;
    let told = told.into_inner().expect("no holder panics");
    fates.extend(told.into_iter().map(|(failing, fate)| (failing, fate.against(&received))));
    Ok(fates)
}

fn append(log: &Path, text: &str) -> Result<(), Failure> {
    let before = fs::read_to_string(log).unwrap_or_default();
    fs::write(log, before + text).map_err(|error| format!("cannot write {}: {error}", log.display()))
}
