//! `cargo xtask bench`: what a call costs, beside other clients.

mod goals;
mod page;
mod parts;
mod plots;
mod results;
mod text;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use mpsd_bench::Failure;
use mpsd_bench::programs::Programs;

use parts::{PARTS, Part, Setting};
use results::Results;

const USAGE: &str = "\
Usage: cargo xtask bench [PART]... [--rounds COUNT] [--core NUMBER] [--page]

Measures the parts named, or all, prints them beside their goals, and keeps them in target/bench/results.json.

  --rounds COUNT   how often each time is taken, one client after the other (15)
  --core NUMBER    the processor's core that clients and server share where they are compared (0)
  --page           write the tables and plots of docs/performance.md, too, from all parts that have been measured

Parts:
";

/// What is asked for.
struct Arguments {
    parts: Vec<&'static Part>,
    rounds: usize,
    core: usize,
    page: bool,
}

impl Arguments {
    fn read(mut given: impl Iterator<Item = String>) -> Option<Self> {
        let mut arguments = Self { parts: Vec::new(), rounds: 15, core: 0, page: false };
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--rounds" => arguments.rounds = given.next()?.parse().ok().filter(|rounds| *rounds > 0)?,
                "--core" => arguments.core = given.next()?.parse().ok()?,
                "--page" => arguments.page = true,
                name => arguments.parts.push(PARTS.iter().find(|part| part.name == name)?),
            }
        }
        if arguments.parts.is_empty() && !arguments.page {
            arguments.parts = PARTS.iter().collect();
        }
        Some(arguments)
    }
}

fn main() -> ExitCode {
    let Some(arguments) = Arguments::read(env::args().skip(1)) else {
        eprint!("{USAGE}");
        PARTS.iter().for_each(|part| eprintln!("  {:<14} {}", part.name, part.about));
        return ExitCode::from(2);
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let directory = env::var_os("MPSD_LIBRARY_DIR").map(PathBuf::from).ok_or("run this as `cargo xtask bench`")?;
    let kept = directory.with_file_name("bench");
    let programs = Programs::new(&directory, &kept.join("programs"))?;
    let setting = Setting { programs: &programs, rounds: arguments.rounds, core: arguments.core };
    let mut results = Results::read(&kept.join("results.json"));
    for part in &arguments.parts {
        println!("{}: {}", part.name, part.about);
        results.put((part.measure)(&setting)?);
        results.write()?;
    }
    println!("\n{}", goals::table(&results));
    if arguments.page {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
        page::write(&results, &docs)?;
        plots::draw(&results, &docs.join("pictures"))?;
    }
    Ok(())
}
