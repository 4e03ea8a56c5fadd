//! What Windows shows of a DLL's version. The emulator's build script uses this file too.

use std::path::Path;
use std::{env, fs};

/// Gives the cdylib a resource with the package's version, where it is built for Windows.
pub fn version(name: &str) {
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("windows") {
        return;
    }
    let variable = |name: &str| env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"));
    let numbers = ["MAJOR", "MINOR", "PATCH"].map(|part| variable(&format!("CARGO_PKG_VERSION_{part}")));
    let text = text(name, &numbers.join(","), &variable("CARGO_PKG_VERSION"), &variable("CARGO_PKG_DESCRIPTION"));
    let file = Path::new(&variable("OUT_DIR")).join("version.rc");
    fs::write(&file, text).expect("cargo's own directory is writable");
    let compiled = embed_resource::compile_for_everything(&file, embed_resource::NONE);
    // A library without the resource works: who only checks the sources needs no compiler of resources.
    if let Err(error) = compiled.manifest_optional() {
        println!("cargo::warning={name}.dll tells no version: {error}");
    }
}

fn text(name: &str, numbers: &str, version: &str, description: &str) -> String {
    format!(
        r#"1 VERSIONINFO
FILEVERSION {numbers},0
PRODUCTVERSION {numbers},0
FILEOS 0x40004
FILETYPE 0x2
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904b0"
    BEGIN
      VALUE "FileDescription", "{description}"
      VALUE "FileVersion", "{version}"
      VALUE "InternalName", "{name}"
      VALUE "OriginalFilename", "{name}.dll"
      VALUE "ProductName", "mpsd"
      VALUE "ProductVersion", "{version}"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x409, 0x4b0
  END
END
"#
    )
}
