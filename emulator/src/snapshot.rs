//! The whole state of an emulator as one JSON document.

use serde::{Deserialize, Serialize};

use crate::directory::{Directory, Kept};
use crate::faults::FaultRules;
use crate::state::State;

const FORMAT: &str = "mpsd-emulator snapshot";
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Snapshot {
    format: String,
    version: u32,
    directory: Kept,
    faults: FaultRules,
    last_fault_id: u64,
}

/// What tells a snapshot from another document.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
    version: Option<u32>,
}

impl Snapshot {
    pub(crate) fn of(directory: &Directory, faults: &FaultRules) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            directory: directory.keep(),
            faults: faults.clone(),
            last_fault_id: faults.last_id(),
        }
    }

    pub(crate) fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("its maps have text as keys, and nothing in it refuses to be written")
    }

    /// Reads a document; the error names the field that is wrong.
    pub(crate) fn read(document: &[u8]) -> Result<Self, String> {
        let head: Head = serde_json::from_slice(document).map_err(|error| format!("not a snapshot: {error}"))?;
        if head.format.as_deref() != Some(FORMAT) {
            return Err(format!("format: it is not \"{FORMAT}\""));
        }
        if head.version != Some(VERSION) {
            let version = head.version.map_or_else(|| "missing".to_owned(), |version| version.to_string());
            return Err(format!("version: it is {version}; this emulator reads {VERSION}"));
        }
        let mut reader = serde_json::Deserializer::from_slice(document);
        serde_path_to_error::deserialize(&mut reader).map_err(|error| format!("{}: {}", error.path(), error.inner()))
    }

    /// The state that was kept; the error names the field that is wrong.
    pub(crate) fn restore(self) -> Result<State, String> {
        let directory = Directory::restore(self.directory).map_err(|why| format!("directory.{why}"))?;
        let mut faults = self.faults;
        faults.go_on_behind(self.last_fault_id);
        Ok(State { directory, faults })
    }
}
