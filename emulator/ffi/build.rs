//! Generates `include/mpsd_emulator.h` from `src`, in the style of `mpsd.h`, and sets how the library is linked.

#[path = "../../build/header.rs"]
mod header;
#[path = "../../build/link.rs"]
mod link;
#[path = "../../build/resource.rs"]
mod resource;

use std::env;
use std::path::Path;

use header::Headers;

fn main() {
    link::cdylib("mpsd_emulator");
    resource::version("mpsd_emulator");
    let package = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let package = Path::new(&package);
    let root = package.ancestors().nth(2).expect("the package is two levels below the root");
    let mut config = header::config(&root.join("cbindgen.toml"));
    // These are mpsd.h's.
    config.export.exclude = ["mpsd_error", "mpsd_result"].map(String::from).into();
    let headers = Headers::of(&package.join("src"), "lib.rs", config);
    headers.keep_fresh(&root.join("include/mpsd_emulator.h"));
    headers.write_layouts();
}
