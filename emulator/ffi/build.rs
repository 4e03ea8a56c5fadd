//! Generates `include/mpsd_emulator.h` from `src`, in the style of `mpsd.h`, and sets how the library is linked.

#[path = "../../build/header.rs"]
mod header;
#[path = "../../build/link.rs"]
mod link;

use std::env;
use std::path::Path;

use header::Header;

const INITIALISER: &str = "
/* An initialiser that lists every field; mpsd_emulator_options_init has the same effect. */
#define MPSD_EMULATOR_OPTIONS_INIT { (uint32_t)sizeof(mpsd_emulator_options), 0, NULL, NULL }";

fn main() {
    link::cdylib("mpsd_emulator");
    let package = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let package = Path::new(&package);
    let root = package.ancestors().nth(2).expect("the package is two levels below the root");
    let mut config = header::style(&root.join("cbindgen.toml"));
    config.include_guard = Some("MPSD_EMULATOR_H".into());
    config.autogen_warning = config.autogen_warning.map(|text| text.replace("src/ffi", "emulator/ffi/src"));
    config.includes = vec!["mpsd.h".into()];
    config.after_includes = Some(INITIALISER.into());
    // These are mpsd.h's.
    config.export.exclude = ["mpsd_error", "mpsd_result"].map(String::from).into();
    Header { package, sources: "src", root: "lib.rs", committed: &root.join("include/mpsd_emulator.h") }
        .keep_fresh(config);
}
