//! Generates the C headers from `src/ffi`, keeps those in `include/` identical to them, and sets how the cdylib is linked.

#[path = "build/header.rs"]
mod header;
#[path = "build/link.rs"]
mod link;
#[path = "build/resource.rs"]
mod resource;

use std::env;
use std::path::Path;

use header::Headers;

fn main() {
    link::cdylib("mpsd");
    resource::version("mpsd");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let root = Path::new(&root);
    let config = header::config(&root.join("cbindgen.toml"));
    let headers = Headers::of(&root.join("src/ffi"), "mod.rs", config);
    headers.keep_fresh(&root.join("include/mpsd.h"));
    headers.keep_fresh(&root.join("include/mpsd_functions.h"));
    headers.write_layouts();
}
