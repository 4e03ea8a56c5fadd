//! A call of a client that has made many others.

use mpsd_bench::Failure;
use mpsd_bench::count::Counted;
use mpsd_bench::server::Behaviour;
use mpsd_bench::tools::figure;

use super::{Setting, medians};
use crate::results::Measured;

/// How many calls were made before.
const BEFORE: [usize; 5] = [500, 2_000, 10_000, 40_000, 100_000];
/// A hundred thousand calls take their time.
const MAX_ROUNDS: usize = 5;

/// Time and memory after each of these, instructions after the fewest and the most.
pub fn measure(setting: &Setting) -> Result<Measured, Failure> {
    let server = setting.server_beside(Behaviour::default())?;
    let mut measured = medians(setting.rounds.min(MAX_ROUNDS), &BEFORE, |before| {
        let printed = setting.beside("mpsd", &server, [*before, 500])?;
        Ok(Measured::from([
            (format!("growth/{before}/us"), figure(&printed, "wall_ns")? / 1000.0),
            (format!("growth/{before}/kb"), figure(&printed, "peak_kb")?),
        ]))
    })?;
    let counted = Counted { programs: setting.programs, client: "mpsd", server: &server };
    for before in [BEFORE[0], BEFORE[BEFORE.len() - 1]] {
        measured.insert(format!("growth/{before}/instructions"), counted.instructions(before as u32)?);
    }
    Ok(measured)
}
