//! Generates the C header from `src/ffi`, keeps `include/mpsd.h` identical to it, and sets how the cdylib is linked.

mod header;
mod link;

use std::env;
use std::path::Path;

use header::Header;

fn main() {
    link::cdylib("mpsd");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let root = Path::new(&root);
    let mut config = header::style(&root.join("cbindgen.toml"));
    config.after_includes = Some(version_macros() + config.after_includes.as_deref().unwrap_or_default());
    Header { package: root, sources: "src/ffi", root: "mod.rs", committed: &root.join("include/mpsd.h") }
        .keep_fresh(config);
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
