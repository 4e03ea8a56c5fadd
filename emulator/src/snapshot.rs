//! The whole state of an emulator as one JSON document.

use serde::{Deserialize, Serialize};

use crate::directory::{Directory, Kept};
use crate::faults::FaultRules;
use crate::json::{Value, from_value, kind, parse_snapshot, to_vec};
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
        to_vec(self)
    }

    /// Reads a document; the error names the field that is wrong.
    pub(crate) fn read(document: &[u8]) -> Result<Self, String> {
        let document = parse_snapshot(document).map_err(|why| format!("not a snapshot: it {why}"))?;
        if document.as_object().is_none() {
            return Err(format!("not a snapshot: it is {}", kind(&document)));
        }
        if document["format"] != FORMAT {
            return Err(format!("format: it is not \"{FORMAT}\""));
        }
        if document["version"].as_u64() != Some(VERSION.into()) {
            let version = document.get("version").map_or_else(|| "missing".to_owned(), Value::to_string);
            return Err(format!("version: it is {version}; this emulator reads {VERSION}"));
        }
        from_value(document)
    }

    /// The state that was kept; the error names the field that is wrong.
    pub(crate) fn restore(self) -> Result<State, String> {
        let directory = Directory::restore(self.directory).map_err(|why| format!("directory.{why}"))?;
        let mut faults = self.faults;
        faults.go_on_behind(self.last_fault_id);
        Ok(State { directory, faults })
    }
}
