//! The parts of the bench: each measures some numbers.

mod counts;
mod decode;
mod growth;
mod invites;
mod memory;
mod scaling;
mod size;
mod start;
mod warm;

use std::collections::BTreeMap;
use std::ffi::OsStr;

use mpsd_bench::Failure;
use mpsd_bench::programs::Programs;
use mpsd_bench::server::{Behaviour, Server, pinned};
use mpsd_bench::tools::{self, Figures};

use crate::results::Measured;

/// The clients that make the same call: the name of each program.
pub const CLIENTS: [&str; 6] = ["socket", "beast", "httplib", "curl_easy", "curl_multi", "mpsd"];

/// Without TLS and with it.
pub const LINES: [(&str, bool); 2] = [("plain", false), ("tls", true)];

/// One part.
pub struct Part {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it measures.
    pub about: &'static str,
    /// Measures it.
    pub measure: fn(&Setting) -> Result<Measured, Failure>,
}

/// In the order in which they are measured.
pub const PARTS: &[Part] = &[
    Part { name: "size", about: "bytes of the library and of a static program", measure: size::measure },
    Part { name: "instructions", about: "user instructions of a warm call", measure: counts::instructions },
    Part { name: "allocations", about: "allocations of a warm call", measure: counts::allocations },
    Part { name: "system-calls", about: "system calls of a warm call", measure: counts::system_calls },
    Part { name: "memory", about: "peak memory of a process", measure: memory::measure },
    Part { name: "warm", about: "time of a warm call, beside other clients", measure: warm::measure },
    Part { name: "growth", about: "a call after many others", measure: growth::measure },
    Part { name: "start", about: "how long _start holds up its caller", measure: start::measure },
    Part { name: "invites", about: "a batch of invites to a distant server", measure: invites::measure },
    Part { name: "decode", about: "reading lists of up to 100 activities", measure: decode::measure },
    Part { name: "scaling", about: "calls of many threads and many clients", measure: scaling::measure },
];

/// What all parts measure with.
pub struct Setting<'a> {
    /// The programs.
    pub programs: &'a Programs,
    /// How often each time is taken.
    pub rounds: usize,
    /// The core that client and server share where clients are compared.
    pub core: usize,
}

impl Setting<'_> {
    /// A server on the shared core.
    fn server_beside(&self, behaviour: Behaviour) -> Result<Server, Failure> {
        Server::start(self.programs, Behaviour { core: Some(self.core), ..behaviour })
    }

    /// What a client prints that runs on the shared core.
    fn beside(&self, client: &str, server: &Server, more: [usize; 2]) -> Result<Figures, Failure> {
        self.on(Some(self.core), client, server, more.map(|number| number.to_string()))
    }

    /// What a client prints that runs wherever there is room.
    fn anywhere<T>(&self, client: &str, server: &Server, more: T) -> Result<Figures, Failure>
    where
        T: IntoIterator<Item: AsRef<OsStr>>,
    {
        self.on(None, client, server, more)
    }

    fn on<T>(&self, core: Option<usize>, client: &str, server: &Server, more: T) -> Result<Figures, Failure>
    where
        T: IntoIterator<Item: AsRef<OsStr>>,
    {
        let mut command = pinned(&self.programs.get(client)?, core);
        tools::figures(command.args(server.arguments()).args(more))
    }
}

/// Takes each of some figures once a round, every round in another order, and gives the medians under the names that the
/// figures were given.
fn medians<T>(
    rounds: usize,
    taken: &[T],
    mut take: impl FnMut(&T) -> Result<Measured, Failure>,
) -> Result<Measured, Failure> {
    let mut values: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for round in 0..rounds {
        for index in 0..taken.len() {
            for (name, value) in take(&taken[(index + round) % taken.len()])? {
                values.entry(name).or_default().push(value);
            }
        }
    }
    Ok(values.into_iter().map(|(name, values)| (name, tools::median(values))).collect())
}
