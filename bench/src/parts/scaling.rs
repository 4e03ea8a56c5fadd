//! Calls of many threads and of many clients at once.

use mpsd_bench::Failure;
use mpsd_bench::server::{Behaviour, Server};
use mpsd_bench::tools::figure;

use super::{Setting, medians};
use crate::results::Measured;

/// Threads and clients.
const AT_ONCE: [(u32, u32); 7] = [(1, 1), (2, 1), (8, 1), (32, 1), (8, 8), (8, 16), (8, 256)];
const CALLS: u32 = 10_000;

/// How many calls a second they make.
pub fn measure(setting: &Setting) -> Result<Measured, Failure> {
    let server = Server::start(setting.programs, Behaviour::default())?;
    medians(setting.rounds, &AT_ONCE, |(threads, clients)| {
        let more = [*threads, *clients, CALLS].map(|number| number.to_string());
        let printed = setting.anywhere("mpsd_scaling", &server, more)?;
        Ok(Measured::from([(format!("scaling/{threads}/{clients}/per_s"), figure(&printed, "calls_per_second")?)]))
    })
}
