//! A program for Windows as Visual Studio would make it, as far as a machine without it can: the parts that call the library
//! are compiled by clang for the ABI of MSVC, and lld-link links them with an import library of LLVM's.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::{examples, files};
use crate::Failure;
use crate::emulator::Emulator;
use crate::platform::Platform;
use crate::process::Run;
use crate::workspace::Workspace;

/// What calls the library.
const CALLERS: [&str; 2] = ["tests/c/main_job.c", "tests/c/support/check.c"];
/// What the program needs besides. MinGW's headers want its own compiler for these.
const SUPPORT: [&str; 3] = ["tests/c/support/fixture.c", "tests/c/support/http.c", "tests/c/support/platform.c"];
/// MinGW's C library, which stands in for that of Visual Studio.
const C_LIBRARY: [&str; 6] = ["crt2.o", "libmingw32.a", "libmingwex.a", "libmsvcrt.a", "libkernel32.a", "libws2_32.a"];

/// Makes `mpsd.def`, and with it `mpsd.lib` for the linker of Visual Studio, beside the DLL; the same of the emulator's.
pub fn import_libraries(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let directory = platform.library_dir(workspace.target());
    for name in ["mpsd", "mpsd_emulator"] {
        let dll = platform.shared_library(name);
        let exports = files::exports(platform, &directory.join(&dll))?;
        let lines: String = exports.iter().map(|function| format!("  {function}\n")).collect();
        let [def, lib] = ["def", "lib"].map(|kind| directory.join(format!("{name}.{kind}")));
        fs::write(&def, format!("LIBRARY {dll}\nEXPORTS\n{lines}"))
            .map_err(|error| format!("cannot write {}: {error}", def.display()))?;
        let options = ["-m".as_ref(), "i386:x86-64".as_ref(), "-d".as_ref(), def.as_os_str(), "-l".as_ref()];
        Run::new("llvm-dlltool").args(options).args([&lib]).logged(log)?;
    }
    Ok(())
}

/// Makes the program, and runs it against the platform's emulator.
pub fn run(workspace: &Workspace, platform: &Platform, log: &Path) -> Result<(), Failure> {
    let directory = workspace.scratch("msvc")?;
    let clang = ["clang", "--target=x86_64-pc-windows-msvc", "-isystem", "/usr/x86_64-w64-mingw32/include"];
    let mut objects = Vec::new();
    for source in CALLERS {
        objects.push(compile(workspace, &clang, source, &directory, log)?);
    }
    for source in SUPPORT {
        objects.push(compile(workspace, &platform.c[..1], source, &directory, log)?);
    }
    let program = directory.join("main_job.exe");
    let mut out = OsString::from("/out:");
    out.push(&program);
    Run::new("lld-link")
        .args([out, "/entry:mainCRTStartup".into(), "/subsystem:console".into()])
        // The names that GNU's linker gives the program's begin.
        .args(["/alternatename:__image_base__=__ImageBase"])
        .args(&objects)
        .args([platform.library_dir(workspace.target()).join("mpsd.lib")])
        .args(C_LIBRARY.map(|file| format!("/usr/x86_64-w64-mingw32/lib/{file}")))
        .args([Run::new(platform.c[0]).args(["-print-libgcc-file-name"]).captured()?.trim()])
        .logged(log)?;
    let emulator = examples::command(workspace, platform, &examples::emulator(workspace, platform))?;
    let emulator = Emulator::of(emulator)?;
    let program = Run::of(examples::command(workspace, platform, &program)?);
    program.env("MPSD_EMULATOR", emulator.url()).logged(log)
}

fn compile(
    workspace: &Workspace,
    compiler: &[&str],
    source: &str,
    directory: &Path,
    log: &Path,
) -> Result<PathBuf, Failure> {
    let name = Path::new(source).file_stem().ok_or("a source has a name")?;
    let object = directory.join(name).with_extension("obj");
    Run::new(compiler[0])
        .args(&compiler[1..])
        .args("-std=c99 -Wall -Wextra -Werror -D__USE_MINGW_ANSI_STDIO=0 -O1 -Iinclude -Itests/c/support -c".split(' '))
        .args([source.as_ref(), "-o".as_ref(), object.as_os_str()])
        .current_dir(workspace.root())
        .logged(log)?;
    Ok(object)
}
