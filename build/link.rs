//! How a shared library is linked. The emulator's build script uses this file too.

use std::env;

/// Gives the cdylib its name, and keeps its code in memory once it is loaded.
pub fn cdylib(name: &str) {
    match env::var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("linux" | "android") => {
            println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,lib{name}.so");
            // Worker threads may outlive a dlclose by a moment: the code must stay.
            println!("cargo::rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        Ok("macos") => println!("cargo::rustc-cdylib-link-arg=-Wl,-install_name,@rpath/lib{name}.dylib"),
        _ => {}
    }
}
