//! A batch of invites over several connections, against a server that is some milliseconds away.

use mpsd_bench::Failure;
use mpsd_bench::server::{Behaviour, Server};
use mpsd_bench::tools::figure;

use super::{Setting, medians};
use crate::results::Measured;

/// Invites, connections, milliseconds.
const BATCHES: [(u32, u32, u32); 4] = [(64, 16, 20), (100, 16, 20), (100, 16, 50), (250, 64, 50)];

/// How many times as long each batch takes as its rounds of answers alone would.
pub fn measure(setting: &Setting) -> Result<Measured, Failure> {
    medians(setting.rounds, &BATCHES, |(invites, connections, delay)| {
        let server = Server::start(setting.programs, Behaviour { delay: *delay, ..Behaviour::default() })?;
        let printed = setting.anywhere("mpsd_invites", &server, [connections.to_string(), invites.to_string()])?;
        let least = f64::from(invites.div_ceil(*connections) * delay) * 1e6;
        let took = figure(&printed, "wall_ns")?;
        Ok(Measured::from([(format!("invites/{invites}/{connections}/{delay}/times"), took / least)]))
    })
}
