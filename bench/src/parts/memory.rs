//! The most memory that a process had.

use mpsd_bench::Failure;
use mpsd_bench::server::{Behaviour, Server};
use mpsd_bench::tools::figure;

use super::{CLIENTS, LINES, Setting};
use crate::results::Measured;

/// Of each client after some calls, and of this library with sixteen connections.
pub fn measure(setting: &Setting) -> Result<Measured, Failure> {
    let mut measured = Measured::new();
    for (line, tls) in LINES {
        let server = Server::start(setting.programs, Behaviour { tls, ..Behaviour::default() })?;
        for client in CLIENTS {
            let printed = setting.anywhere(client, &server, ["200", "1"])?;
            measured.insert(format!("memory/{line}/{client}/kb"), figure(&printed, "peak_kb")?);
        }
    }
    // Each answer takes its time, so that the connections are in use at once.
    let server = Server::start(setting.programs, Behaviour { tls: true, delay: 20, ..Behaviour::default() })?;
    let printed = setting.anywhere("mpsd_invites", &server, ["16", "64"])?;
    measured.insert("memory/tls/mpsd_16_connections/kb".into(), figure(&printed, "peak_kb")?);
    Ok(measured)
}
