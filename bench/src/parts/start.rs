//! How long `mpsd_set_activity_start` takes.

use mpsd_bench::Failure;
use mpsd_bench::server::{Behaviour, Server};
use mpsd_bench::tools::figure;

use super::{Setting, medians};
use crate::results::Measured;

/// The medians of each run's percentiles, and what the caller's thread allocates.
pub fn measure(setting: &Setting) -> Result<Measured, Failure> {
    let server = Server::start(setting.programs, Behaviour::default())?;
    let mut measured = medians(setting.rounds, &[()], |()| {
        let printed = setting.anywhere("mpsd_start", &server, ["500", "5000"])?;
        Ok(Measured::from([
            ("start/p50/us".into(), figure(&printed, "p50_ns")? / 1000.0),
            ("start/p99/us".into(), figure(&printed, "p99_ns")? / 1000.0),
        ]))
    })?;
    let printed = setting.anywhere("mpsd_start_allocations", &server, ["100", "400"])?;
    measured.insert("start/allocations".into(), figure(&printed, "allocations")?);
    Ok(measured)
}
