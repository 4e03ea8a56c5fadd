//! Counts that do not depend on how busy the machine is: user instructions, allocations, system calls.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{self, Command};

use crate::programs::Programs;
use crate::server::Server;
use crate::{Failure, tools};

/// A client of some server, to be counted.
pub struct Counted<'a> {
    /// The programs, of which it is one.
    pub programs: &'a Programs,
    /// Its name among them.
    pub client: &'a str,
    /// The server that it calls.
    pub server: &'a Server,
}

/// Between two runs with so many calls more, what starting and ending takes cancels out.
const MORE: u32 = 200;
/// Calls before any is counted, so that buffers have their size and connections are open.
const BEFORE: u32 = 100;

impl Counted<'_> {
    /// User instructions of a call, once so many were made; by callgrind, which counts the measured calls alone.
    pub fn instructions(&self, before: u32) -> Result<f64, Failure> {
        let mut callgrind = Command::new("valgrind");
        callgrind.args(["--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=/dev/null"]);
        let (_, said) = tools::printed(&mut self.calling(callgrind, before, MORE)?)?;
        Ok(number_after(&said, "Collected :")? / f64::from(MORE))
    }

    /// Allocations of a call, on whatever thread; by valgrind.
    pub fn allocations(&self) -> Result<f64, Failure> {
        let allocations = |calls| {
            let mut memcheck = Command::new("valgrind");
            memcheck.args(["--leak-check=no", "--undef-value-errors=no"]);
            let (_, said) = tools::printed(&mut self.calling(memcheck, BEFORE, calls)?)?;
            number_after(&said, "total heap usage:")
        };
        Ok((allocations(2 * MORE)? - allocations(MORE)?) / f64::from(MORE))
    }

    /// System calls of a call, by their names; by strace.
    pub fn system_calls(&self) -> Result<BTreeMap<String, f64>, Failure> {
        let fewer = self.all_system_calls(MORE)?;
        let more = self.all_system_calls(2 * MORE)?;
        let each = more.into_iter().map(|(name, count)| {
            let of_one = (count - fewer.get(&name).copied().unwrap_or(0.0)) / f64::from(MORE);
            (name, of_one)
        });
        Ok(each.filter(|(_, count)| count.abs() >= LEAST).collect())
    }

    fn all_system_calls(&self, calls: u32) -> Result<BTreeMap<String, f64>, Failure> {
        let table = self.programs.scratch().join(format!("strace-{}", process::id()));
        let mut strace = Command::new("strace");
        strace.args(["--follow-forks", "--summary-only", "--summary-columns=calls,name", "--output"]).arg(&table);
        tools::printed(&mut self.calling(strace, BEFORE, calls)?)?;
        let text = fs::read_to_string(&table).and_then(|text| fs::remove_file(&table).map(|()| text));
        let text = text.map_err(|error| format!("cannot read {}: {error}", table.display()))?;
        Ok(text.lines().filter_map(summary_row).collect())
    }

    /// The client under some tool.
    fn calling(&self, mut tool: Command, before: u32, calls: u32) -> Result<Command, Failure> {
        tool.arg(self.programs.get(self.client)?).args(self.server.arguments());
        tool.args([before.to_string(), calls.to_string()]);
        Ok(tool)
    }
}

/// What is made less often than every twentieth call belongs to no call.
const LEAST: f64 = 0.05;

/// A row of strace's summary: how many calls, and their name. Headings and the sum are none.
fn summary_row(line: &str) -> Option<(String, f64)> {
    let mut words = line.split_whitespace();
    let (count, name) = (words.next()?.parse().ok()?, words.next()?);
    (name != "total").then(|| (name.to_owned(), count))
}

/// The number behind a text, which may have commas in it.
fn number_after(said: &str, text: &str) -> Result<f64, Failure> {
    let number = said.split_once(text).and_then(|(_, rest)| rest.split_whitespace().next());
    let number = number.and_then(|number| number.replace(',', "").parse().ok());
    number.ok_or_else(|| format!("no `{text}` in what valgrind printed:\n{said}"))
}

/// The size of a file in bytes.
pub fn bytes(file: &Path) -> Result<u64, Failure> {
    let about = fs::metadata(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    Ok(about.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_with_their_commas() {
        let said = "==1== total heap usage: 67,303 allocs, 67,302 frees";
        assert_eq!(number_after(said, "total heap usage:"), Ok(67_303.0));
        assert!(number_after(said, "Collected :").is_err());
    }

    #[test]
    fn rows_of_a_summary_are_told_from_its_rules() {
        assert_eq!(summary_row("      200 sendto"), Some(("sendto".into(), 200.0)));
        assert_eq!(summary_row("    calls syscall"), None);
        assert_eq!(summary_row("--------- ----------------"), None);
        assert_eq!(summary_row("     2838 total"), None);
    }
}
