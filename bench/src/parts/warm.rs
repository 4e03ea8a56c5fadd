//! A warm call, its client and its server on one core.

use mpsd_bench::Failure;
use mpsd_bench::server::Behaviour;
use mpsd_bench::tools::figure;

use super::{CLIENTS, LINES, Setting, medians};
use crate::results::Measured;

const BEFORE: usize = 500;
const CALLS: usize = 2000;

/// Measures each client once a round.
pub fn measure(setting: &Setting) -> Result<Measured, Failure> {
    let mut measured = Measured::new();
    for (line, tls) in LINES {
        let server = setting.server_beside(Behaviour { tls, ..Behaviour::default() })?;
        measured.extend(medians(setting.rounds, &CLIENTS, |client| {
            let printed = setting.beside(client, &server, [BEFORE, CALLS])?;
            Ok(Measured::from([
                (format!("warm/{line}/{client}/us"), figure(&printed, "wall_ns")? / 1000.0),
                (format!("warm/{line}/{client}/cpu_us"), figure(&printed, "cpu_ns")? / 1000.0),
            ]))
        })?);
    }
    Ok(measured)
}
