//! A HAR file, to replay from.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use mpsd::{ActivityQuery, CallOptions, Client, Code, HandleId, Network, NetworkMode, NetworkOptions, SessionTarget, Prepared};

use super::{SCID, options};

/// In memory, where the system has such a place.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let directory = if memory.is_dir() { memory } else { std::env::temp_dir() };
    directory.join(format!("mpsd-fuzz-{}.har", std::process::id()))
});

/// Reads the file, and makes the calls that the seeds have answers of.
pub fn traces(har: &[u8]) {
    fs::write(&*FILE, har).expect("the file can be written");
    let mode = NetworkMode::Replay(FILE.clone());
    let network = Network::new(NetworkOptions { mode, ..NetworkOptions::default() });
    fs::remove_file(&*FILE).expect("the file is there");
    let network = match network {
        Ok(network) => network,
        Err(error) => return assert_eq!(error.code, Code::InvalidArgument, "{error}"),
    };
    let mut options = options(3212);
    options.network = Some(network);
    let client = Client::new(options).expect("the options are allowed");
    let call = CallOptions::default();
    let id = HandleId::new("h1").expect("a valid id");
    let read = client.read_session(&SessionTarget::Handle(id), &call).and_then(Prepared::run).map(drop);
    let query = ActivityQuery::new(SCID, &[3212]).expect("a valid query");
    let found = client.query_activities(&query, &call).and_then(Prepared::run).map(drop);
    for error in [read.err(), found.err()].into_iter().flatten() {
        assert!(!matches!(error.code, Code::Internal | Code::InvalidArgument), "{error}");
    }
}
