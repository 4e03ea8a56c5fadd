//! The server that the clients call, as a process of its own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use crate::programs::Programs;
use crate::{Failure, tools};

/// How it is to answer.
#[derive(Clone, Copy, Default)]
pub struct Behaviour {
    /// With TLS 1.3.
    pub tls: bool,
    /// How long each answer takes, in milliseconds.
    pub delay: u32,
    /// How many activities a query finds.
    pub rows: u32,
    /// The processor's core that it is bound to.
    pub core: Option<usize>,
}

/// A running server; it ends when this is dropped.
pub struct Server {
    process: Child,
    port: String,
    certificate: Option<PathBuf>,
}

impl Server {
    /// Starts one.
    pub fn start(programs: &Programs, behaviour: Behaviour) -> Result<Self, Failure> {
        let mut command = pinned(&programs.get("server")?, behaviour.core);
        let certificate = behaviour.tls.then(|| certificate(programs)).transpose()?;
        if let Some(certificate) = &certificate {
            command.arg("--tls").arg(certificate).arg(certificate.with_extension("key"));
        }
        command.args(["--delay", &behaviour.delay.to_string(), "--rows", &behaviour.rows.to_string()]);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{command:?}: {error}"))?;
        let mut port = String::new();
        let printed = process.stdout.take().map(|out| BufReader::new(out).read_line(&mut port));
        let server = Self { process, port: port.trim().to_owned(), certificate };
        match printed {
            Some(Ok(1..)) => Ok(server),
            _ => Err(format!("{command:?} did not start")),
        }
    }

    /// The arguments by which a client finds it: its port, and its certificate or "-".
    pub fn arguments(&self) -> [String; 2] {
        let certificate = self.certificate.as_ref().map_or_else(|| "-".into(), |file| file.display().to_string());
        [self.port.clone(), certificate]
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// A program bound to a core, or anywhere.
pub fn pinned(program: &Path, core: Option<usize>) -> Command {
    let Some(core) = core else { return Command::new(program) };
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", &core.to_string()]).arg(program);
    command
}

/// A certificate for localhost, beside its key: one for all servers of this process.
fn certificate(programs: &Programs) -> Result<PathBuf, Failure> {
    static MADE: OnceLock<Result<PathBuf, Failure>> = OnceLock::new();
    MADE.get_or_init(|| make_certificate(programs.scratch())).clone()
}

fn make_certificate(directory: &Path) -> Result<PathBuf, Failure> {
    const SETTINGS: &str = "[req]\nprompt=no\ndistinguished_name=name\nx509_extensions=leaf\n[name]\nCN=localhost\n\
                            [leaf]\nbasicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n";
    let certificate = directory.join(format!("certificate-{}.pem", std::process::id()));
    let settings = certificate.with_extension("cnf");
    fs::write(&settings, SETTINGS).map_err(|error| format!("cannot write {}: {error}", settings.display()))?;
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    openssl.arg("-keyout").arg(certificate.with_extension("key"));
    openssl.arg("-out").arg(&certificate).arg("-config").arg(&settings);
    tools::printed(&mut openssl)?;
    Ok(certificate)
}
