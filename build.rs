//! Generates the C header from `src/ffi`, keeps `include/mpsd.h` identical to it, and sets how the cdylib is linked.

use std::{env, fs, path::Path};

fn main() {
    println!("cargo::rerun-if-changed=src/ffi");
    println!("cargo::rerun-if-changed=cbindgen.toml");
    println!("cargo::rerun-if-changed=include/mpsd.h");
    println!("cargo::rerun-if-changed=build.rs");
    link();
    header();
}

fn link() {
    match env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux" | "android") => {
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libmpsd.so");
            // Worker threads may outlive a dlclose by a moment: the code must stay.
            println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        Ok("macos") => println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libmpsd.dylib"),
        _ => {}
    }
}

fn header() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let root = Path::new(&root);
    let committed = root.join("include/mpsd.h");
    let generated = generate(root);
    if fs::read_to_string(&committed).is_ok_and(|text| text == generated) {
        return;
    }
    if let Err(error) = fs::write(&committed, &generated) {
        println!("cargo::warning=include/mpsd.h is not what src/ffi gives, and could not be written: {error}");
    }
}

fn generate(root: &Path) -> String {
    let mut config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml is valid");
    config.header = Some(fs::read_to_string(root.join("src/ffi/manual.h")).expect("src/ffi/manual.h is readable"));
    config.after_includes = Some(version_macros() + config.after_includes.as_deref().unwrap_or_default());
    let mut text = Vec::new();
    cbindgen::Builder::new()
        .with_config(config)
        .with_crate(root)
        .generate()
        .expect("src/ffi is valid for cbindgen")
        .write(&mut text);
    finish(&String::from_utf8(text).expect("a header is UTF-8"))
}

fn version_macros() -> String {
    let part = |name: &str| env::var(format!("CARGO_PKG_VERSION_{name}")).expect("cargo sets the version");
    format!(
        "\n/* The header's version; mpsd_version and mpsd_version_string tell the library's. */\n\
         #define MPSD_VERSION_MAJOR {}\n#define MPSD_VERSION_MINOR {}\n#define MPSD_VERSION_PATCH {}\n\
         #define MPSD_VERSION ((MPSD_VERSION_MAJOR << 24) | (MPSD_VERSION_MINOR << 16) | MPSD_VERSION_PATCH)\n\
         #define MPSD_VERSION_STRING \"{}\"\n",
        part("MAJOR"),
        part("MINOR"),
        part("PATCH"),
        env::var("CARGO_PKG_VERSION").expect("cargo sets the version"),
    )
}

/// Makes cbindgen's text the manual that C programmers read: no Rust safety sections, the calling convention on every
/// function, and a pointer type for each function.
fn finish(text: &str) -> String {
    let text = without_safety_sections(text).replace("(*mpsd_", "(MPSD_CALL *mpsd_");
    let mut out = String::new();
    let mut types = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find("\nMPSD_API") {
        let (before, from) = rest.split_at(start + 1);
        let length = from.find(";\n").expect("a prototype ends in a semicolon");
        let prototype = from["MPSD_API".len()..length].trim().replace("struct mpsd_", "mpsd_");
        let (result, signature) = prototype.split_at(name_start(&prototype));
        let (name, parameters) = signature.split_at(signature.find('(').expect("a signature has parameters"));
        out += before;
        out += &wrap(&format!("MPSD_API {result}MPSD_CALL {name}{parameters};"));
        types += &wrap(&format!("typedef {result}(MPSD_CALL *{name}_fn){parameters};"));
        rest = &from[length + 2..];
    }
    let (tail, end) = rest.split_at(rest.rfind("#ifdef __cplusplus").expect("the header ends its extern \"C\""));
    let heading = "/* Types for programs that load the library by hand (dlsym, GetProcAddress). */";
    format!("{out}{tail}{heading}\n{types}\n{end}")
}

/// Breaks a long declaration after commas.
fn wrap(declaration: &str) -> String {
    const WIDTH: usize = 118;
    let mut lines = vec![String::new()];
    for piece in declaration.split_inclusive(", ") {
        let line = lines.last().expect("never empty");
        if !line.is_empty() && line.len() + piece.trim_end().len() > WIDTH {
            lines.push(String::from("    "));
        }
        lines.last_mut().expect("never empty").push_str(piece);
    }
    lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn name_start(prototype: &str) -> usize {
    let open = prototype.find('(').expect("a prototype has parameters");
    prototype[..open].rfind([' ', '*']).expect("a prototype has a result") + 1
}

fn without_safety_sections(text: &str) -> String {
    let mut out = String::new();
    let mut skipping = false;
    for line in text.lines() {
        if line.trim() == "* # Safety" {
            skipping = true;
            let kept = out.trim_end_matches([' ', '\n']);
            out.truncate(kept.strip_suffix("\n *").map_or(kept.len(), str::len));
            out.push('\n');
        }
        skipping &= line.trim() != "*/";
        if !skipping {
            out += line;
            out.push('\n');
        }
    }
    out
}
