//! The emulator behind C functions. `include/mpsd_emulator.h` is generated from here.
//!
//! It shares the types of `include/mpsd.h` with the library `mpsd`, and no code but how the code stays
//! loaded: neither library needs the other.

// The names are those of the C API.
#![allow(non_camel_case_types)]
// A panic must become MPSD_ERROR_INTERNAL, which needs unwinding.
#[cfg(panic = "abort")]
compile_error!("the C library of the emulator must be built with panic = \"unwind\"");

#[cfg(windows)]
#[path = "../../../src/ffi/module.rs"]
mod module;
mod nullable;
mod options;
mod outcome;
mod running;
mod text;

mod emulator_handle;

pub use emulator_handle::*;
pub use options::*;

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::process::{Command, id};
    use std::{env, fs};

    use super::*;

    #[test]
    fn the_c_compiler_has_the_layouts_of_the_library() {
        let (_, structs) = include!(concat!(env!("OUT_DIR"), "/layouts.rs"));
        assert!(!structs.is_empty(), "the build script found them");
        let mut source = String::from("#include <mpsd_emulator.h>\n");
        for (name, size, fields) in structs {
            source += &format!("typedef char {name}_size[sizeof({name}) == {size} ? 1 : -1];\n");
            for (field, offset, bytes) in fields {
                let place =
                    format!("offsetof({name}, {field}) == {offset} && sizeof((({name} *)0)->{field}) == {bytes}");
                source += &format!("typedef char {name}_{field}[{place} ? 1 : -1];\n");
            }
        }
        let file = env::temp_dir().join(format!("mpsd_emulator_layouts_{}.c", id()));
        fs::write(&file, source).expect("the directory is writable");
        let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../include");
        let compiled = Command::new("cc").arg("-fsyntax-only").arg("-I").arg(include).arg(&file).output();
        let _ = fs::remove_file(&file);
        let compiled = compiled.expect("a C compiler is here");
        assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    }
}
