//! A folder outside the repository's own, in which there is nothing but an unpacked package and the sources of programs.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::dist;
use crate::emulator::Emulator;
use crate::platform::Platform;
use crate::platforms::wine;
use crate::process::Run;
use crate::workspace::Workspace;

/// The folder.
pub struct Outside<'a> {
    workspace: &'a Workspace,
    platform: &'a Platform,
    folder: PathBuf,
}

impl<'a> Outside<'a> {
    /// An empty one, with the package.
    pub fn of(workspace: &'a Workspace, platform: &'a Platform) -> Result<Self, Failure> {
        let folder = env::temp_dir().join(format!("mpsd-outside-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        let outside = Self { workspace, platform, folder };
        dist::unpack(&dist::archive_of(workspace, platform)?, &outside.folder)?;
        Ok(outside)
    }

    /// The platform.
    pub fn platform(&self) -> &Platform {
        self.platform
    }

    /// The repository, for what is not the program's: tools of its own.
    pub fn workspace(&self) -> &Workspace {
        self.workspace
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The unpacked package.
    pub fn package(&self) -> PathBuf {
        self.folder.join(dist::name_of(self.platform))
    }

    /// Copies the programs' sources and one kind of files that build them.
    pub fn add_sources(&self, kind: &str) -> Result<(), Failure> {
        let consumers = self.workspace.root().join("packaging/consumers");
        for directory in [consumers.join(kind), consumers] {
            for file in fs::read_dir(&directory).map_err(|error| format!("{}: {error}", directory.display()))? {
                let file = file.map_err(|error| error.to_string())?.path();
                if let Some(name) = file.file_name().filter(|_| file.is_file()) {
                    fs::copy(&file, self.folder.join(name)).map_err(|error| format!("{}: {error}", file.display()))?;
                }
            }
        }
        Ok(())
    }

    /// Starts the package's emulator.
    pub fn emulator(&self) -> Result<Emulator, Failure> {
        let program = self.package().join("bin").join(self.platform.program("mpsd-emulator"));
        Emulator::of(self.command(&program)?)
    }

    /// Runs a program that was built here, with its name's end telling whether it brings its own emulator.
    pub fn play(&self, program: &str, emulator: &Emulator, log: &Path) -> Result<(), Failure> {
        let program = self.folder.join(self.platform.program(program));
        let arguments = if program.to_string_lossy().contains("_cpp") { vec![emulator.url()] } else { Vec::new() };
        Run::of(self.command(&program)?).args(arguments).current_dir(&self.folder).logged(log)
    }

    /// A program of the platform. Of DLLs it finds those beside it, and what Wine lacks; of shared libraries those that its
    /// path names, and not the repository's, to which cargo points whom it starts.
    fn command(&self, program: &Path) -> Result<Command, Failure> {
        let wine = wine::directory(self.workspace)?;
        let mut command = self.platform.command(program, &[&wine], &wine);
        command.env_remove("LD_LIBRARY_PATH");
        Ok(command)
    }
}

impl Drop for Outside<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
