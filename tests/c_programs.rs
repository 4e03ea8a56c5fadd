//! C programs that link the built library: one test for each, and again under valgrind where memory is at stake.
#![cfg(all(unix, feature = "capi"))]

mod support;

use std::{env, fs};

use mpsd_emulator::Emulator;
use support::platform::HOST;
use support::program::{Language, Linkage, Program};
use support::proxy::TunnelProxy;
use support::scratch::Scratch;
use support::scripted::Scripted;
use support::tls::{Authority, Flaw};
use support::{emulator, faults, header, library, target};

/// Compiles `tests/c/<name>.c` with the programs' shared parts.
fn program(name: &str, variant: &str) -> Program {
    program_of(&[name], variant)
}

/// The same, of several files; the first one's name is the program's.
fn program_of(names: &[&str], variant: &str) -> Program {
    let own = names.iter().map(|name| format!("c/{name}.c"));
    let support = ["platform", "check", "http", "fixture", "calls", "twins", "refusing"]
        .map(|part| format!("c/support/{part}.c"));
    let sources: Vec<String> = own.chain(support).collect();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    Program::build(&format!("{}_{variant}", names[0]), Language::C99, Linkage::Shared, &sources)
}

/// How a program is run.
#[derive(Clone, Copy)]
enum Run {
    Plain,
    Valgrind,
}

/// Runs a program that talks to the emulator and to the scripted server.
fn run(name: &str, how: Run) {
    run_with(name, how, |program| program);
}

fn run_with(name: &str, how: Run, set: impl FnOnce(Program) -> Program) {
    run_against(emulator::start(), name, how, set);
}

/// Runs a program that plays as a game does, within the rate limits.
fn play(name: &str, how: Run) {
    run_against(emulator::limited(), name, how, |program| program);
}

fn run_against(emulator: Emulator, name: &str, how: Run, set: impl FnOnce(Program) -> Program) {
    let scripted = Scripted::start();
    let variant = if matches!(how, Run::Plain) { "plain" } else { "valgrind" };
    let program = program(name, variant).set("EMULATOR", emulator.url()).set("SCRIPTED", scripted.url());
    let program = set(program);
    match how {
        Run::Plain => program.run(),
        Run::Valgrind => program.run_under_valgrind(),
    }
    emulator.stop();
}

/// "function:parameter" of every pointer parameter that the header declares.
fn pointers() -> String {
    listed(|function| function.pointers().map(str::to_owned).collect())
}

/// Those that may be NULL.
fn nullable() -> String {
    listed(|function| function.nullable().map(str::to_owned).collect())
}

fn listed(parameters: impl Fn(&header::Function) -> Vec<String>) -> String {
    let lines = header::functions(&header::text()).into_iter().flat_map(|function| {
        parameters(&function).into_iter().map(move |parameter| format!("{}:{parameter}\n", function.name))
    });
    lines.collect()
}

/// The functions that send requests: those that take call options, but for their `_start` twins and the one that only
/// connects.
fn network_calls() -> String {
    let takes_options =
        |function: &header::Function| function.parameters.iter().any(|it| it.contains("mpsd_call_options *"));
    let functions = header::functions(&header::text());
    let sends = |function: &header::Function| {
        takes_options(function) && !function.name.ends_with("_start") && function.name != "mpsd_client_prewarm"
    };
    let blocking = functions.into_iter().filter(sends);
    blocking.map(|function| function.name + "\n").collect()
}

#[test]
fn every_call() {
    assert!(network_calls().lines().count() > 15, "the header was read");
    run_with("every_call", Run::Plain, |program| program.set("NETWORK_CALLS", network_calls()));
}

#[test]
fn unload() {
    let sources = ["c/unload.c", "c/support/platform.c"];
    let program = Program::build("unload", Language::C99, Linkage::Loaded, &sources);
    program.set_path("LIBRARY", &library::shared()).run();
}

#[test]
fn layout() {
    program("layout", "plain").run();
}

#[test]
fn main_job() {
    play("main_job", Run::Plain);
}

#[test]
fn main_job_under_valgrind() {
    play("main_job", Run::Valgrind);
}

#[test]
fn polled() {
    run("polled", Run::Plain);
}

#[test]
fn polled_under_valgrind() {
    run("polled", Run::Valgrind);
}

#[test]
fn operations() {
    run("operations", Run::Plain);
}

#[test]
fn operations_under_valgrind() {
    run("operations", Run::Valgrind);
}

#[test]
fn operations_of_every_kind() {
    run("operations_of_every_kind", Run::Plain);
}

#[test]
fn operations_of_every_kind_under_valgrind() {
    run("operations_of_every_kind", Run::Valgrind);
}

#[test]
fn operations_polled() {
    run("operations_polled", Run::Plain);
}

#[test]
fn operations_polled_under_valgrind() {
    run("operations_polled", Run::Valgrind);
}

#[test]
fn called() {
    run("called", Run::Plain);
}

#[test]
fn called_under_valgrind() {
    run("called", Run::Valgrind);
}

/// Records into a file whose name is not ASCII, and whose path is longer than the 260 characters that Windows once allowed.
fn trace_into(name: &str, how: Run) {
    let dir = Scratch::new(name);
    let deep = dir.join("a".repeat(250));
    fs::create_dir(&deep).expect("the directory is writable");
    let file = deep.join("Aufzeichnung für später.har");
    run_with("trace", how, |program| program.set_path("TRACE", &file));
}

#[test]
fn trace() {
    trace_into("trace-c", Run::Plain);
}

#[test]
fn trace_under_valgrind() {
    trace_into("trace-c-valgrind", Run::Valgrind);
}

#[test]
fn network_settings() {
    let authority = Authority::new();
    let service = authority.server(Flaw::None);
    // base64("ann:secret")
    let proxy = TunnelProxy::start(service.port(), Some("Basic YW5uOnNlY3JldA=="));
    run_with("network_settings", Run::Plain, |program| {
        program
            .set("TLS_AUTHORITY", authority.pem())
            .set("TLS_OTHER_AUTHORITY", Authority::new().pem())
            .set("TLS_GOOD", format!("https://localhost:{}", service.port()))
            .set("PROXY_WITH_USER", format!("http://ann:secret@{}", proxy.address()))
            .set("PROXY", format!("http://{}", proxy.address()))
    });
    let asked = proxy.asked();
    let targets: Vec<_> = asked.iter().filter_map(|head| head.split(' ').nth(1)).collect();
    assert_eq!(targets, ["service.test:443", "localhost:4433", "service.test:443", "service.test:443"]);
    assert!(asked.iter().all(|head| !head.contains("XBL3.0")), "{asked:?}");
}

#[test]
fn handles() {
    run("handles", Run::Plain);
}

#[test]
fn handles_under_valgrind() {
    run("handles", Run::Valgrind);
}

#[test]
fn filters() {
    run("filters", Run::Plain);
}

#[test]
fn filters_under_valgrind() {
    run("filters", Run::Valgrind);
}

#[test]
fn activation() {
    run("activation", Run::Plain);
}

#[test]
fn activation_under_valgrind() {
    run("activation", Run::Valgrind);
}

#[test]
fn sessions() {
    run("sessions", Run::Plain);
}

#[test]
fn sessions_under_valgrind() {
    run("sessions", Run::Valgrind);
}

#[test]
fn session_contents() {
    run("session_contents", Run::Plain);
}

#[test]
fn session_contents_under_valgrind() {
    run("session_contents", Run::Valgrind);
}

#[test]
fn session_queries() {
    run("session_queries", Run::Plain);
}

#[test]
fn session_queries_under_valgrind() {
    run("session_queries", Run::Valgrind);
}

#[test]
fn session_documents() {
    run("session_documents", Run::Plain);
}

#[test]
fn session_documents_under_valgrind() {
    run("session_documents", Run::Valgrind);
}

#[test]
fn evening() {
    run("evening", Run::Plain);
}

#[test]
fn evening_under_valgrind() {
    run("evening", Run::Valgrind);
}

#[test]
fn invites() {
    run("invites", Run::Plain);
}

#[test]
fn invites_under_valgrind() {
    run("invites", Run::Valgrind);
}

#[test]
fn refusals() {
    run("refusals", Run::Plain);
}

#[test]
fn refusals_under_valgrind() {
    run("refusals", Run::Valgrind);
}

#[test]
fn refusals_handles() {
    run("refusals_handles", Run::Plain);
}

#[test]
fn refusals_handles_under_valgrind() {
    run("refusals_handles", Run::Valgrind);
}

#[test]
fn refusals_options() {
    run("refusals_options", Run::Plain);
}

#[test]
fn refusals_options_under_valgrind() {
    run("refusals_options", Run::Valgrind);
}

#[test]
fn null_pointers() {
    run_with("null_pointers", Run::Plain, |program| program.set("POINTERS", pointers()).set("NULLABLE", nullable()));
}

#[test]
fn null_pointers_under_valgrind() {
    run_with("null_pointers", Run::Valgrind, |program| program.set("POINTERS", pointers()).set("NULLABLE", nullable()));
}

#[test]
fn misuse() {
    run("misuse", Run::Plain);
}

#[test]
fn misuse_under_valgrind() {
    run("misuse", Run::Valgrind);
}

#[test]
fn shutdown() {
    run("shutdown", Run::Plain);
}

#[test]
fn shutdown_under_valgrind() {
    run("shutdown", Run::Valgrind);
}

#[test]
fn tokens() {
    run("tokens", Run::Plain);
}

#[test]
fn tokens_under_valgrind() {
    run("tokens", Run::Valgrind);
}

#[test]
fn polled_tokens() {
    run("polled_tokens", Run::Plain);
}

#[test]
fn polled_tokens_under_valgrind() {
    run("polled_tokens", Run::Valgrind);
}

#[test]
fn watch() {
    run("watch", Run::Plain);
}

#[test]
fn watch_under_valgrind() {
    run("watch", Run::Valgrind);
}

#[test]
fn repeats() {
    run("repeats", Run::Plain);
}

#[test]
fn session_joins() {
    run("session_joins", Run::Plain);
}

#[test]
fn diagnostics() {
    let closed = faults::closed_port();
    run_with("diagnostics", Run::Plain, |program| program.set("CLOSED_PORT", closed));
}

#[test]
fn faults() {
    let silent = faults::silent();
    let closed = faults::closed_port();
    run_with("faults", Run::Plain, |program| program.set("SILENT", silent.url()).set("CLOSED_PORT", closed));
}

#[test]
fn odd_answers() {
    run("odd_answers", Run::Plain);
}

#[test]
fn odd_answers_under_valgrind() {
    run("odd_answers", Run::Valgrind);
}

#[test]
fn tls() {
    let authority = Authority::new();
    let good = authority.server(Flaw::None);
    let wrong_host = authority.server(Flaw::WrongHost);
    let expired = authority.server(Flaw::Expired);
    let plain = faults::plain_http();
    let at_localhost = |port: u16| format!("https://localhost:{port}");
    program("tls", "plain")
        .set("TLS_AUTHORITY", authority.pem())
        .set("TLS_OTHER_AUTHORITY", Authority::new().pem())
        .set("TLS_GOOD", at_localhost(good.port()))
        .set("TLS_GOOD_ADDRESS", format!("https://127.0.0.1:{}", good.port()))
        .set("TLS_WRONG_HOST", at_localhost(wrong_host.port()))
        .set("TLS_EXPIRED", at_localhost(expired.port()))
        .set("TLS_PLAIN", at_localhost(plain.port()))
        .run();
}

#[test]
fn stacks() {
    let authority = Authority::new();
    let (scripted, good) = (Scripted::start(), authority.server(Flaw::None));
    let is_release = env::var_os("MPSD_LIBRARY_DIR").is_some() || target::platform().name != HOST.name;
    let is_shipped = is_release && env::var_os("MPSD_SANITIZER").is_none();
    program("stacks", "plain")
        .set("FACTOR", if is_shipped { "1" } else { "4" })
        .set("SCRIPTED", scripted.url())
        .set("TLS", format!("https://localhost:{}", good.port()))
        .set("TLS_AUTHORITY", authority.pem())
        .run();
}

/// Runs a program that does everything the library can do.
fn run_everything(name: &str, variant: &str, run: impl FnOnce(&Program)) {
    let authority = Authority::new();
    let (emulator, scripted, good) = (emulator::start(), Scripted::start(), authority.server(Flaw::None));
    let dir = Scratch::new(&format!("{name}-{variant}"));
    let trace = dir.join("trace.har");
    let program = program_of(&[name, "memory_everything"], variant)
        .set_path("TRACE", &trace)
        .set("EMULATOR", emulator.url())
        .set("SCRIPTED", scripted.url())
        .set("TLS_AUTHORITY", authority.pem())
        .set("TLS_GOOD", format!("https://localhost:{}", good.port()))
        .set("HOOKS", if variant == "hooked" { "1" } else { "0" });
    run(&program);
    emulator.stop();
}

#[test]
fn memory() {
    run_everything("memory", "plain", Program::run);
}

#[test]
fn memory_under_valgrind() {
    run_everything("memory", "valgrind", Program::run_under_valgrind);
}

/// Searches the program's own memory, which a sanitizer multiplies.
#[test]
#[cfg(target_os = "linux")]
fn secrets() {
    if std::env::var_os("MPSD_SANITIZER").is_some() {
        println!("not under a sanitizer");
        return;
    }
    let authority = Authority::new();
    let good = authority.server(Flaw::None);
    let dir = Scratch::new("secrets");
    run_with("secrets", Run::Plain, |program| {
        program
            .set_path("TRACE", &dir.join("trace.har"))
            .set("TLS_AUTHORITY", authority.pem())
            .set("TLS_GOOD", format!("https://localhost:{}", good.port()))
            .set("CLOSED_PORT", faults::closed_port())
    });
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn with_hooks_nothing_else_is_called() {
    run_everything("memory_callers", "hooked", Program::run);
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn without_hooks_the_system_is_called() {
    run_everything("memory_callers", "unhooked", Program::run);
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn interposed_nothing_is_left_in_a_thread_of_the_game() {
    run_everything("host_threads", "plain", Program::run);
}

#[test]
#[cfg(target_os = "linux")]
fn interposed_signals() {
    run("signals", Run::Plain);
}

#[test]
#[cfg(target_os = "linux")]
fn forks() {
    let (stalled, _sockets) = faults::full_backlog();
    run_with("forks", Run::Plain, |program| program.set("STALLED_CONNECT", stalled));
}

/// Runs the program that stands in for the system, where the call for random numbers is `getrandom`: there, or "none".
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn refusing_system(getrandom: &str) {
    let authority = Authority::new();
    let (scripted, good) = (Scripted::start(), authority.server(Flaw::None));
    let dir = Scratch::new(&format!("refusing-system-{getrandom}"));
    program("refusing_system", getrandom)
        .set("GETRANDOM", getrandom)
        .set("SCRIPTED", scripted.url())
        .set_path("TRACE", &dir.join("trace.har"))
        .set("TLS_AUTHORITY", authority.pem())
        .set("TLS_GOOD", format!("https://localhost:{}", good.port()))
        .run();
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn interposed_refusing_system() {
    refusing_system("there");
}

#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn interposed_system_without_getrandom() {
    refusing_system("none");
}
