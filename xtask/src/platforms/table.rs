//! The table at the end: what was built for each platform, and what ran.

use super::files::Facts;
use super::programs::{Count, Counts};
use crate::platform::{Platform, Runner};

/// What is known of a platform for which all passed.
pub struct Row {
    pub platform: &'static Platform,
    pub facts: Facts,
    pub programs: Counts,
}

/// Prints a line each.
pub fn print(rows: &[Row]) {
    println!();
    line(["platform", "builds", "floor", "bytes", "exports", "C", "C++", "emulator", "runs on"].map(str::to_owned));
    for row in rows {
        line([
            row.platform.name.to_owned(),
            "yes".to_owned(),
            row.facts.floor.clone().unwrap_or_else(|| "-".to_owned()),
            row.facts.size.to_string(),
            row.facts.exports.to_string(),
            row.programs.c.text(),
            row.programs.cpp.text(),
            "runs".to_owned(),
            runner(row.platform).to_owned(),
        ]);
    }
    println!("\nC, C++: the programs that passed + those that the platform cannot run.\n");
    for row in rows {
        let imports: Vec<&str> = row.facts.imports.iter().map(String::as_str).collect();
        println!("{:<16} imports {}", row.platform.name, imports.join(", "));
    }
}

fn line(cells: [String; 9]) {
    let [name, builds, floor, bytes, exports, c, cpp, emulator, runs_on] = cells;
    println!("{name:<16} {builds:<6} {floor:<10} {bytes:>9} {exports:>7} {c:>7} {cpp:>7} {emulator:>8} {runs_on}");
}

fn runner(platform: &Platform) -> &'static str {
    match platform.runner {
        Runner::Direct => "this machine",
        Runner::Qemu { program, .. } => program,
        Runner::Wine => "Wine",
    }
}

impl Count {
    fn text(&self) -> String {
        format!("{} + {}", self.passed, self.skipped)
    }
}
