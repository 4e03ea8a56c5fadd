//! `mpsd-emulator`: the local Multiplayer Session Directory as a program.

#![forbid(unsafe_code)]

use std::fmt::Display;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::prelude::*;
use mpsd_emulator::{Emulator, Options, SessionTemplate};

const HELP: &str = "\
A local Multiplayer Session Directory for developing and testing multiplayer alone.

Usage: mpsd-emulator [--port PORT] [--templates FILE]... [--set NAME=VALUE]... [--scenario FILE]
                     [--state FILE]
       mpsd-emulator settings [--set NAME=VALUE]...
       mpsd-emulator lint FILE

Prints its URL as the first line, which a browser shows as a page, then serves on
127.0.0.1 until Ctrl-C or SIGTERM.

Options:
  --port PORT         TCP port; 0 (the default) takes a free one
  --templates FILE    session templates, JSON or (named .toml) TOML; may be
                      repeated. One template with its name, or
                      {\"templates\":[{\"name\":\"…\",\"constants\":{\"system\":{…}}}]}
  --scenario FILE     begin with what this file says, TOML; a state that is kept
                      already goes before
  --state FILE        keep the state in this file, over a restart
  --set NAME=VALUE    change a setting; may be repeated
  --help              print this
  --version           print the version

For clients that are not made for it:
  --accept-any-token  take any `XBL3.0 x=<userhash>;<token>`: each user hash is
                      a user of its own, whose xuid is learned from its requests
                      (the same as --set acceptAnyToken=true)
  --tls               serve HTTPS, also as sessiondirectory.xboxlive.com; the
                      certificate to trust (PEM) is printed after the URL
  --tls-ca FILE       the same, with a certificate that is kept in FILE, its key
                      beside it (*.key), so that it need be trusted only once
  --tls-name NAME     the same, with a certificate for NAME too; may be repeated

For other machines, which can then do everything here, as everybody:
  --listen ADDR       listen on this IP address; beyond loopback only with
  --allow-remote      the consent to that

Commands:
  settings            print all settings: name, value, meaning, source
  lint FILE           look in a HAR file for bursts, repeats, ignored Retry-After
                      and calls that could be one; exits with 1 if there are
                      any, with 2 if the file cannot be read

Users sign in with `Authorization: XBL3.0 x=emulator;xuid=<decimal>;title=<decimal>`.
";

/// What the command line asks for.
enum Command {
    Serve(Options),
    Settings(Options),
    Lint(PathBuf),
    Print(String),
}

fn main() -> ExitCode {
    let command = match command() {
        Ok(command) => command,
        Err(error) => {
            eprintln!("mpsd-emulator: {error}\nTry `mpsd-emulator --help`.");
            return ExitCode::from(2);
        }
    };
    let done = match command {
        Command::Serve(options) => serve(options),
        Command::Settings(options) => print_settings(&options),
        Command::Lint(file) => return lint(&file),
        Command::Print(text) => print(&text),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mpsd-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<Command, lexopt::Error> {
    let mut options = Options::default();
    let mut settings = false;
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => options.port = arguments.value()?.parse()?,
            Long("accept-any-token") => options.settings.accept_any_token = true,
            Long("tls") => _ = options.tls.get_or_insert_default(),
            Long("tls-ca") => options.tls.get_or_insert_default().authority = Some(arguments.value()?.into()),
            Long("tls-name") => options.tls.get_or_insert_default().names.push(arguments.value()?.string()?),
            Long("listen") => options.listen = Some(arguments.value()?.parse()?),
            Long("allow-remote") => options.allow_remote = true,
            Long("templates") => options.templates.extend(templates(&PathBuf::from(arguments.value()?))?),
            Long("set") => set(&mut options, &arguments.value()?.string()?)?,
            Long("scenario") => options.scenario = Some(scenario(&PathBuf::from(arguments.value()?))?),
            Long("state") => options.state_file = Some(arguments.value()?.into()),
            Short('h') | Long("help") => return Ok(Command::Print(HELP.to_owned())),
            Short('V') | Long("version") => {
                let version = env!("CARGO_PKG_VERSION");
                return Ok(Command::Print(format!("mpsd-emulator {version}\n")));
            }
            Value(word) if word == "settings" && !settings => settings = true,
            Value(word) if word == "lint" && !settings => return Ok(Command::Lint(arguments.value()?.into())),
            other => return Err(other.unexpected()),
        }
    }
    Ok(if settings { Command::Settings(options) } else { Command::Serve(options) })
}

fn set(options: &mut Options, pair: &str) -> Result<(), lexopt::Error> {
    let (name, value) = pair.split_once('=').ok_or_else(|| format!("--set {pair}: write NAME=VALUE"))?;
    let set = options.settings.set(name, value);
    set.map_err(|error| lexopt::Error::Custom(Box::new(error)))
}

fn templates(file: &Path) -> Result<Vec<SessionTemplate>, lexopt::Error> {
    let refused = |error: &dyn Display| format!("--templates {}: {error}", file.display());
    let text = fs::read_to_string(file).map_err(|error| refused(&error))?;
    let toml = file.extension().is_some_and(|extension| extension == "toml");
    let read = if toml { SessionTemplate::from_toml(&text) } else { SessionTemplate::from_json(&text) };
    Ok(read.map_err(|error| refused(&error))?)
}

fn scenario(file: &Path) -> Result<String, lexopt::Error> {
    Ok(fs::read_to_string(file).map_err(|error| format!("--scenario {}: {error}", file.display()))?)
}

fn print_settings(options: &Options) -> io::Result<()> {
    let mut text = String::new();
    for setting in options.settings.list() {
        text += &format!(
            "{} = {}\n    {}\n    Source: {}.\n",
            setting.name, setting.value, setting.meaning, setting.source
        );
    }
    print(&text)
}

/// Prints the findings of a trace, a line each.
fn lint(file: &Path) -> ExitCode {
    let har = fs::read(file).map_err(|error| error.to_string());
    let report = match har.and_then(mpsd_emulator::lint::lint) {
        Ok(report) => report,
        Err(error) => {
            eprintln!("mpsd-emulator: {}: {error}", file.display());
            return ExitCode::from(2);
        }
    };
    let lines = report.findings.iter().map(|finding| format!("{}: {finding}\n", file.display()));
    // Who cannot be told is told by the exit status.
    let _ = print(&lines.chain([format!("{report}\n")]).collect::<String>());
    if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

fn serve(options: Options) -> io::Result<()> {
    raise_file_limit(&options);
    let waiting = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    waiting.block_on(async {
        let stop = stop_signal()?;
        let emulator = Emulator::start(options)?;
        print(&format!("{}\n{}", emulator.url(), emulator.authority_pem().unwrap_or_default()))?;
        stop.await;
        emulator.stop();
        Ok(())
    })
}

/// Lets the system give a file to each connection there may be, where many
/// systems begin with a few hundred.
fn raise_file_limit(options: &Options) {
    const OTHER_FILES: u64 = 64;
    let files = u64::from(options.settings.max_connections.get()) + OTHER_FILES;
    // With fewer, connections beyond the limit wait until others end.
    let _ = rlimit::increase_nofile_limit(files);
}

/// Listens for the request to stop from now on; the future waits for it.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(std::future::poll_fn(move |context| {
        let interrupted = interrupt.poll_recv(context).is_ready();
        let terminated = terminate.poll_recv(context).is_ready();
        if interrupted || terminated { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    }))
}

/// Listens for the request to stop; the future waits for it.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // An error means that Ctrl-C cannot be waited for: stop at once.
        let _ = tokio::signal::ctrl_c().await;
    })
}
