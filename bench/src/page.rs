//! `docs/performance.md`: what stands there between `<!-- name -->` and `<!-- /name -->` is measured, the rest is written by hand.

use std::fs;
use std::path::Path;
use std::process::Command;

use mpsd_bench::{Failure, tools};

use crate::goals;
use crate::parts::LINES;
use crate::results::Results;
use crate::text::{count, number, or_dash, row, table};

/// A part of the page, and what fills it.
type Block = (&'static str, fn(&Results) -> String);

const BLOCKS: &[Block] = &[
    ("machine", |_| machine()),
    ("goals", goals::table),
    ("warm", warm),
    ("counts", counts),
    ("system-calls", system_calls),
    ("growth", growth),
    ("start", start),
    ("invites", invites),
    ("lists", lists),
    ("memory", memory),
    ("size", size),
    ("scaling", scaling),
];

/// Without TLS and with it, as the page calls them.
pub const LABELS: [&str; 2] = ["plain", "TLS 1.3"];

/// Clients, as the page calls them.
pub const NAMES: [(&str, &str); 6] = [
    ("socket", "hand-written socket"),
    ("beast", "Boost.Beast, rapidjson"),
    ("httplib", "cpp-httplib, rapidjson"),
    ("curl_easy", "libcurl easy"),
    ("curl_multi", "libcurl multi"),
    ("mpsd", "this library"),
];

/// Writes the measured parts of the page.
pub fn write(results: &Results, docs: &Path) -> Result<(), Failure> {
    let page = docs.join("performance.md");
    let mut text = fs::read_to_string(&page).map_err(|error| format!("cannot read {}: {error}", page.display()))?;
    for (name, block) in BLOCKS {
        text = replace(&text, name, &block(results))?;
    }
    fs::write(&page, text).map_err(|error| format!("cannot write {}: {error}", page.display()))
}

/// The text with another content of one block.
fn replace(text: &str, name: &str, content: &str) -> Result<String, Failure> {
    let [begin, end] = [format!("<!-- {name} -->"), format!("<!-- /{name} -->")];
    let found = text.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = found.ok_or_else(|| format!("docs/performance.md has no block `{name}`"))?;
    Ok(format!("{before}{begin}\n{content}{end}{after}"))
}

/// What it was measured on.
fn machine() -> String {
    let first = |file: &str, start: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(start)).unwrap_or("unknown");
        line.trim_matches([' ', '\t', ':', '=', '"']).to_owned()
    };
    let said = |program: &str, argument: &str| {
        let printed = tools::printed(Command::new(program).arg(argument)).map(|(out, _)| out).unwrap_or_default();
        printed.lines().next().unwrap_or("unknown").to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{}, {cores} cores; {}, Linux {}; {}; {}; {}.\n",
        first("/proc/cpuinfo", "model name"),
        first("/etc/os-release", "PRETTY_NAME"),
        said("uname", "-r"),
        said("rustc", "--version"),
        said("gcc", "--version"),
        said("valgrind", "--version")
    )
}

fn warm(results: &Results) -> String {
    let heading = row(["", "plain, µs", "× socket", "client alone, µs", "TLS 1.3, µs", "× socket", "client alone, µs"]);
    let rows = NAMES.iter().map(|(client, name)| {
        let figures = LINES.iter().flat_map(|(line, _)| {
            let [time, socket, alone] = [
                format!("warm/{line}/{client}/us"),
                format!("warm/{line}/socket/us"),
                format!("warm/{line}/{client}/cpu_us"),
            ];
            [results.get(&time), results.ratio(&time, &socket), results.get(&alone)]
        });
        [(*name).to_owned()].into_iter().chain(figures.map(|figure| or_dash(figure, number))).collect()
    });
    table(&[heading].into_iter().chain(rows).collect::<Vec<_>>())
}

fn counts(results: &Results) -> String {
    const COUNTED: [&str; 3] = ["instructions", "allocations", "system_calls"];
    let kinds = ["instructions", "allocations", "system calls"];
    let heading = LINES.iter().flat_map(|(_, tls)| kinds.map(|kind| format!("{kind}, {}", LABELS[usize::from(*tls)])));
    let heading = [String::new()].into_iter().chain(heading).collect();
    let rows = NAMES.iter().map(|(client, name)| {
        let figures = LINES.iter().flat_map(|(line, _)| {
            COUNTED.map(|kind| or_dash(results.get(&format!("warm/{line}/{client}/{kind}")), count))
        });
        [(*name).to_owned()].into_iter().chain(figures).collect()
    });
    table(&[heading].into_iter().chain(rows).collect::<Vec<_>>())
}

fn system_calls(results: &Results) -> String {
    let rows = NAMES.iter().map(|(client, name)| {
        let of = |line: &str| {
            let start = format!("warm/{line}/{client}/system_calls/");
            let calls = results.below(&start).map(|(call, times)| format!("{call} {}", count(times)));
            calls.collect::<Vec<_>>().join(", ")
        };
        row([(*name).to_owned(), of("plain"), of("tls")])
    });
    table(&[row(["", "plain", "TLS 1.3"])].into_iter().chain(rows).collect::<Vec<_>>())
}

fn growth(results: &Results) -> String {
    let rows = by_number(results, "growth/", "/us").into_iter().map(|(before, time)| {
        let more = |kind: &str| results.get(&format!("growth/{before}/{kind}"));
        row([
            count(before),
            number(time),
            or_dash(more("instructions"), count),
            or_dash(more("kb").map(|kb| kb / 1000.0), number),
        ])
    });
    let heading = row(["calls made before", "µs", "instructions", "peak memory, MB"]);
    table(&[heading].into_iter().chain(rows).collect::<Vec<_>>())
}

fn start(results: &Results) -> String {
    let figures = ["start/p50/us", "start/p99/us"].map(|name| or_dash(results.get(name), number));
    let allocations = or_dash(results.get("start/allocations"), count);
    let [p50, p99] = figures;
    table(&[row(["p50, µs", "p99, µs", "allocations"]), row([p50, p99, allocations])])
}

fn invites(results: &Results) -> String {
    let numbered = |(batch, times): (&str, f64)| {
        let numbers: Vec<u32> = batch.split('/').map_while(|number| number.parse().ok()).collect();
        (numbers, times)
    };
    let mut all: Vec<_> = results.below("invites/").map(numbered).collect();
    all.sort_by(|(one, _), (other, _)| one.cmp(other));
    let rows =
        all.into_iter().map(|(batch, times)| row(batch.iter().map(u32::to_string).chain([format!("{times:.3}")])));
    let heading = row(["invites N", "connections k", "d, ms", "× ceil(N/k)·d"]);
    table(&[heading].into_iter().chain(rows).collect::<Vec<_>>())
}

fn lists(results: &Results) -> String {
    let rows = by_number(results, "lists/", "/mpsd_query/cpu_us").into_iter().map(|(rows, time)| {
        let receiving = results.get(&format!("lists/{rows}/socket_query/cpu_us"));
        row([count(rows), number(time), or_dash(receiving, number)])
    });
    let heading = row(["activities", "the whole query, µs", "sending and receiving it alone, µs"]);
    let decode = or_dash(results.get("decode/us"), number);
    let instructions = or_dash(results.get("decode/instructions"), count);
    let lists = table(&[heading].into_iter().chain(rows).collect::<Vec<_>>());
    format!("{lists}\nDecoding 100 activities: {decode} µs, {instructions} instructions.\n")
}

fn memory(results: &Results) -> String {
    let megabytes = |name: String| or_dash(results.get(&name).map(|kb| kb / 1000.0), number);
    let rows = NAMES.iter().map(|(client, name)| {
        let [plain, tls] = LINES.map(|(line, _)| megabytes(format!("memory/{line}/{client}/kb")));
        row([(*name).to_owned(), plain, tls])
    });
    let many = row(["this library, 16 connections", "–", &megabytes("memory/tls/mpsd_16_connections/kb".into())]);
    let heading = row(["", "plain, MB", "TLS 1.3, MB"]);
    table(&[heading].into_iter().chain(rows).chain([many]).collect::<Vec<_>>())
}

fn size(results: &Results) -> String {
    let bytes = |name: &str| or_dash(results.get(name), count);
    table(&[
        row(["", "bytes"]),
        row(["the shared library, stripped, with TLS and roots", &bytes("size/library/bytes")]),
        row(["a C program with the main path, linked statically, `--gc-sections`", &bytes("size/main_path/bytes")]),
    ])
}

fn scaling(results: &Results) -> String {
    let mut all: Vec<(u32, u32, f64)> =
        results.below("scaling/").filter_map(|(name, each)| at_once(name, each)).collect();
    all.sort_by_key(|(threads, clients, _)| (*clients, *threads));
    let rows =
        all.into_iter().map(|(threads, clients, each)| row([threads.to_string(), clients.to_string(), number(each)]));
    let heading = row(["threads", "clients", "calls a second"]);
    table(&[heading].into_iter().chain(rows).collect::<Vec<_>>())
}

/// `8/16/per_s` and its number, as threads, clients and calls a second.
pub fn at_once(name: &str, each: f64) -> Option<(u32, u32, f64)> {
    let (threads, clients) = name.strip_suffix("/per_s")?.split_once('/')?;
    Some((threads.parse().ok()?, clients.parse().ok()?, each))
}

/// What stands between a start and an end of a name, where that is a number, with what was measured: in the order of these numbers.
pub fn by_number(results: &Results, start: &str, end: &str) -> Vec<(f64, f64)> {
    let numbered = |(name, value): (&str, f64)| Some((name.strip_suffix(end)?.parse().ok()?, value));
    let mut all: Vec<(f64, f64)> = results.below(start).filter_map(numbered).collect();
    all.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_replaced_and_nothing_else() {
        let text = "a <!-- warm -->\nold\n<!-- /warm --> b";
        assert_eq!(replace(text, "warm", "new\n").as_deref(), Ok("a <!-- warm -->\nnew\n<!-- /warm --> b"));
        assert!(replace(text, "size", "new\n").is_err());
    }

    #[test]
    fn names_of_scaling_tell_threads_and_clients() {
        assert_eq!(at_once("8/16/per_s", 3.0), Some((8, 16, 3.0)));
        assert_eq!(at_once("8/16", 3.0), None);
    }
}
