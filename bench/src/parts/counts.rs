//! Instructions, allocations and system calls of a warm call.

use std::collections::BTreeMap;

use mpsd_bench::Failure;
use mpsd_bench::count::Counted;
use mpsd_bench::server::{Behaviour, Server};

use super::{CLIENTS, LINES, Setting};
use crate::results::Measured;

/// User instructions, by callgrind.
pub fn instructions(setting: &Setting) -> Result<Measured, Failure> {
    each(setting, |counted| Ok(BTreeMap::from([("instructions".into(), counted.instructions(100)?)])))
}

/// Allocations, by valgrind.
pub fn allocations(setting: &Setting) -> Result<Measured, Failure> {
    each(setting, |counted| Ok(BTreeMap::from([("allocations".into(), counted.allocations()?)])))
}

/// System calls, all and by name, by strace.
pub fn system_calls(setting: &Setting) -> Result<Measured, Failure> {
    each(setting, |counted| {
        let calls = counted.system_calls()?;
        let all = ("system_calls".to_owned(), calls.values().sum());
        Ok(calls.into_iter().map(|(name, count)| (format!("system_calls/{name}"), count)).chain([all]).collect())
    })
}

fn each(setting: &Setting, count: impl Fn(&Counted) -> Result<Measured, Failure>) -> Result<Measured, Failure> {
    let mut measured = Measured::new();
    for (line, tls) in LINES {
        let server = Server::start(setting.programs, Behaviour { tls, ..Behaviour::default() })?;
        for client in CLIENTS {
            let counted = Counted { programs: setting.programs, client, server: &server };
            measured.extend(
                count(&counted)?.into_iter().map(|(name, count)| (format!("warm/{line}/{client}/{name}"), count)),
            );
        }
    }
    Ok(measured)
}
