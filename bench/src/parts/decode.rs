//! Reading the answer of a query.

use mpsd_bench::Failure;
use mpsd_bench::count::Counted;
use mpsd_bench::server::Behaviour;
use mpsd_bench::tools::figure;

use super::{Setting, medians};
use crate::results::Measured;

/// How many activities an answer has.
const ROWS: [u32; 6] = [0, 1, 10, 25, 50, 100];
const MOST: u32 = 100;

/// The processor's time of a whole query for each of these. What the most of them take beyond none, less what it takes to
/// receive them, is the decoding.
pub fn measure(setting: &Setting) -> Result<Measured, Failure> {
    let mut measured = medians(setting.rounds, &ROWS, |rows| {
        let server = setting.server_beside(Behaviour { rows: *rows, ..Behaviour::default() })?;
        ["mpsd_query", "socket_query"]
            .into_iter()
            .map(|client| {
                let printed = setting.beside(client, &server, [100, 500])?;
                Ok((format!("lists/{rows}/{client}/cpu_us"), figure(&printed, "cpu_ns")? / 1000.0))
            })
            .collect()
    })?;
    let beyond_none = |client: &str| {
        measured[&format!("lists/{MOST}/{client}/cpu_us")] - measured[&format!("lists/0/{client}/cpu_us")]
    };
    let decoding = beyond_none("mpsd_query") - beyond_none("socket_query");
    measured.insert("decode/us".into(), decoding);
    let instructions = |rows| {
        let server = setting.server_beside(Behaviour { rows, ..Behaviour::default() })?;
        Counted { programs: setting.programs, client: "mpsd_query", server: &server }.instructions(10)
    };
    let instructions = instructions(MOST)? - instructions(0)?;
    measured.insert("decode/instructions".into(), instructions);
    Ok(measured)
}
