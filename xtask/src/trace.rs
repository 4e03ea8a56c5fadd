//! The library's trace, read by a HAR library of others.

use std::path::{Path, PathBuf};

use crate::Failure;
use crate::process::Run;
use crate::python;
use crate::workspace::Workspace;

/// What reads it: a library for HAR files on PyPI.
const LIBRARY: &str = "haralyzer==2.4.0";

/// Reads a trace as such a library does: it fails on what is missing.
const READ: &str = r#"
import sys
from haralyzer import HarParser, HarEntry
har = HarParser.from_file(sys.argv[1])
assert har.creator["name"] == "mpsd", har.creator
entries = [HarEntry(entry) for entry in har.har_data["entries"]]
assert len(entries) == 10, len(entries)
for entry in entries:
    assert entry.request.method and entry.request.url.startswith("http://127.0.0.1:"), entry.request.url
    assert entry.request.headers and entry.response.headers is not None
    assert 200 <= entry.response.status < 500 and entry.time > 0 and entry.startTime.year > 2000
    assert set(entry.timings) >= {"blocked", "dns", "connect", "send", "wait", "receive", "ssl"}, entry.timings
print(len(entries), "entries")
"#;

/// Where the tests leave a trace, for `MPSD_KEEP_TRACE`.
pub fn kept(workspace: &Workspace) -> Result<PathBuf, Failure> {
    Ok(workspace.scratch("trace")?.join("evening.har"))
}

/// Reads the trace that the tests left.
pub fn check(workspace: &Workspace, log: &Path) -> Result<(), Failure> {
    let trace = kept(workspace)?;
    let python = python::install(workspace, "haralyzer", &[LIBRARY], log)?.join("python");
    Run::new(python).args(["-c", READ]).args([trace]).logged(log)
}
