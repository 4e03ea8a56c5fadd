//! The compiler alone, as the README has it; and what it and the system say where something was forgotten, which is to be found
//! in `docs/link-errors.md`.

use std::fs;
use std::path::Path;

use super::outside::Outside;
use crate::Failure;
use crate::process::Run;

/// Builds `player_c` with the shared libraries beside it.
pub fn build(outside: &Outside, log: &Path) -> Result<(), Failure> {
    let page = outside.workspace().root().join("docs/link-errors.md");
    let page = fs::read_to_string(&page).map_err(|error| format!("cannot read {}: {error}", page.display()))?;
    let libraries = ["-lmpsd", "-lmpsd_emulator"];
    is_told(&page, compile(outside, &[]).captured(), "undefined reference to ")?;
    compile(outside, &libraries).logged(log)?;
    let start = Run::new(outside.folder().join("player_c")).env_remove("LD_LIBRARY_PATH");
    is_told(&page, start.captured(), "error while loading shared libraries: ")?;
    for library in ["libmpsd.so", "libmpsd_emulator.so"] {
        fs::copy(outside.package().join("lib").join(library), outside.folder().join(library))
            .map_err(|error| format!("cannot copy {library}: {error}"))?;
    }
    compile(outside, &[&libraries[..], &["-Wl,-rpath,$ORIGIN"]].concat()).logged(log)
}

fn compile(outside: &Outside, options: &[&str]) -> Run {
    let package = outside.package();
    let compiler = Run::new("cc").args(["player.c", "-o", "player_c"]).current_dir(outside.folder());
    compiler.args(["-I"]).args([package.join("include")]).args(["-L"]).args([package.join("lib")]).args(options)
}

/// Whether it failed, as it should, with a message that begins like this and is on the page. Tools quote names differently.
fn is_told(page: &str, outcome: Result<String, Failure>, beginning: &str) -> Result<(), Failure> {
    let Err(said) = outcome else {
        return Err(format!("nobody said `{beginning}`"));
    };
    let said = said.replace('`', "'");
    let messages = said.lines().filter_map(|line| line.split_once(beginning));
    let mut messages = messages.map(|(_, rest)| format!("{beginning}{}", rest.trim()));
    match messages.find(|message| page.contains(message.as_str())) {
        Some(_) => Ok(()),
        None => Err(format!("docs/link-errors.md has none of the messages in this:\n{said}")),
    }
}
