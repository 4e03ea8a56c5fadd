//! What a package says is in it: held to the crates that its debug symbols name, and to the schema of such documents.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::outside::Outside;
use crate::Failure;
use crate::dist;
use crate::platform::Platform;
use crate::process::Run;
use crate::python;
use crate::workspace::Workspace;

/// A reader of CycloneDX documents that brings the schemas.
const CYCLONEDX: &str = "cyclonedx-python-lib==11.12.0";
const JSON_SCHEMA: &str = "jsonschema==4.25.1";

const VALIDATE: &str = "
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
sys.exit(JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(sys.argv[1]).read()) and 'the document is not valid')
";

/// Checks the unpacked package.
pub fn check(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let outside = Outside::of(workspace, platform)?;
    let documents = outside.package().join("share/doc/mpsd");
    let read = |name: &str| {
        fs::read_to_string(documents.join(name)).map_err(|error| format!("cannot read {name} of the package: {error}"))
    };
    let bill = read("mpsd.cdx.json")?;
    dist::unpack(&dist::symbols_of(workspace, platform)?, outside.folder())?;
    for symbols in symbols(outside.folder())? {
        let is_library = symbols.ends_with(format!("{}.debug", platform.shared_library("mpsd")));
        let name = if is_library { "THIRD-PARTY-LICENSES.txt" } else { "THIRD-PARTY-LICENSES-emulator.txt" };
        let licences = read(name)?;
        for (name, version) in named_by(&symbols)? {
            if !licences.lines().any(|line| line.starts_with(&format!("{name} {version} ("))) {
                return Err(format!("{name} {version} is in the package, but the text of its licence is not"));
            }
            if !bill.contains(&format!("\"pkg:cargo/{name}@{version}\"")) {
                return Err(format!("{name} {version} is in the package, but not in its bill of materials"));
            }
        }
    }
    let python = python::install(workspace, "cyclonedx", &[CYCLONEDX, JSON_SCHEMA], log)?.join("python");
    Run::new(python).args(["-c", VALIDATE]).args([documents.join("mpsd.cdx.json")]).logged(log)
}

fn symbols(folder: &Path) -> Result<impl Iterator<Item = PathBuf>, Failure> {
    let is_symbols = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "debug");
    Ok(dist::files(folder)?.into_iter().filter(is_symbols))
}

/// The crates whose sources debug symbols name. Independent of what cargo says is linked.
fn named_by(symbols: &Path) -> Result<BTreeSet<(String, String)>, Failure> {
    let bytes = fs::read(symbols).map_err(|error| format!("cannot read {}: {error}", symbols.display()))?;
    let crates: BTreeSet<_> = named(&String::from_utf8_lossy(&bytes)).collect();
    // It is in all of them: TLS.
    if crates.iter().any(|(name, _)| name == "ring") {
        Ok(crates)
    } else {
        Err(format!("{} names no crates: {crates:?}", symbols.display()))
    }
}

/// The crates of paths such as `/crates/ring-0.17.14/src/lib.rs`.
fn named(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split("/crates/").skip(1).filter_map(|rest| {
        let (folder, _) = rest.split_once('/')?;
        let version =
            folder.match_indices('-').find(|(at, _)| folder[at + 1..].starts_with(|it: char| it.is_ascii_digit()));
        let (at, _) = version?;
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || "-_.+".contains(letter);
        folder.chars().all(is_word).then(|| (folder[..at].to_owned(), folder[at + 1..].to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_told_from_their_paths() {
        let text = "x/crates/rustls-pki-types-1.15.1/src/a.rs\0/crates/toml-0.9.12+spec-1.1.0/src\0/crates/\u{1}-1/";
        let crates: Vec<_> = named(text).collect();
        let expected = [("rustls-pki-types", "1.15.1"), ("toml", "0.9.12+spec-1.1.0")];
        assert_eq!(crates, expected.map(|(name, version)| (name.to_owned(), version.to_owned())));
    }
}
