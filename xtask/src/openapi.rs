//! schemathesis: the emulator's control API against its own OpenAPI document.

use std::path::Path;

use crate::Failure;
use crate::emulator::Emulator;
use crate::process::Run;
use crate::python;
use crate::workspace::Workspace;

const SCHEMATHESIS: &str = "schemathesis==4.32.5";

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
                      negative_data_rejection,unsupported_method,allow_header_conformance";

/// Asks every route of an emulator of its own, as described and otherwise; `examples` bounds how often.
pub fn run(workspace: &Workspace, log: &Path, examples: u32) -> Result<(), Failure> {
    let schemathesis = python::install(workspace, "schemathesis", &[SCHEMATHESIS], log)?.join("schemathesis");
    let emulator = Emulator::start(workspace)?;
    Run::new(schemathesis)
        .args(["run", &format!("{}/emulator/openapi.json", emulator.url())])
        // It never ends.
        .args(["--exclude-path", "/emulator/events"])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--seed", "1"])
        .args(["--max-examples", &examples.to_string()])
        .args(["--request-timeout", "30", "--warnings", "off", "--no-color"])
        .current_dir(&workspace.scratch("schemathesis")?)
        .logged(log)
}
