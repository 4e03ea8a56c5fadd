//! What is measured beside what it was, what it must be, and what is aimed at.

use crate::results::Results;
use crate::text::{count, number, or_dash, row, table as text_table};

/// One goal: less is better.
struct Goal {
    measure: &'static str,
    /// The part of the bench that measures it.
    part: &'static str,
    /// What it was in version 0.1.0 before any of it was worked on.
    before: &'static str,
    must: Option<f64>,
    aim: Option<f64>,
    measured: fn(&Results) -> Option<f64>,
    text: fn(f64) -> String,
}

const GOALS: &[Goal] = &[
    Goal {
        measure: "warm call, plain, × socket",
        part: "warm",
        before: "3.17",
        must: Some(1.7),
        aim: Some(1.4),
        measured: |results| results.ratio("warm/plain/mpsd/us", "warm/plain/socket/us"),
        text: number,
    },
    Goal {
        measure: "warm call, TLS 1.3, × socket",
        part: "warm",
        before: "3.26",
        must: Some(1.8),
        aim: Some(1.4),
        measured: |results| results.ratio("warm/tls/mpsd/us", "warm/tls/socket/us"),
        text: number,
    },
    Goal {
        measure: "warm call, plain, µs beyond socket",
        part: "warm",
        before: "30.7",
        must: Some(9.8),
        aim: Some(5.6),
        measured: |results| beyond(results, "warm/plain/mpsd/us", "warm/plain/socket/us"),
        text: number,
    },
    Goal {
        measure: "warm call, TLS 1.3, µs beyond socket",
        part: "warm",
        before: "36.1",
        must: Some(12.8),
        aim: Some(6.4),
        measured: |results| beyond(results, "warm/tls/mpsd/us", "warm/tls/socket/us"),
        text: number,
    },
    Goal {
        measure: "warm call, plain, × libcurl easy",
        part: "warm",
        before: "1.82",
        must: Some(1.0),
        aim: None,
        measured: |results| results.ratio("warm/plain/mpsd/us", "warm/plain/curl_easy/us"),
        text: number,
    },
    Goal {
        measure: "warm call, TLS 1.3, × libcurl easy",
        part: "warm",
        before: "1.70",
        must: Some(1.0),
        aim: None,
        measured: |results| results.ratio("warm/tls/mpsd/us", "warm/tls/curl_easy/us"),
        text: number,
    },
    Goal {
        measure: "user instructions, plain",
        part: "instructions",
        before: "234,566",
        must: Some(70_000.0),
        aim: Some(40_000.0),
        measured: |results| results.get("warm/plain/mpsd/instructions"),
        text: count,
    },
    Goal {
        measure: "allocations, plain",
        part: "allocations",
        before: "168",
        must: Some(45.0),
        aim: Some(20.0),
        measured: |results| results.get("warm/plain/mpsd/allocations"),
        text: count,
    },
    Goal {
        measure: "system calls, plain",
        part: "system-calls",
        before: "9",
        must: Some(3.0),
        aim: Some(2.0),
        measured: |results| results.get("warm/plain/mpsd/system_calls"),
        text: count,
    },
    Goal {
        measure: "time after 100,000 calls, × after 500",
        part: "growth",
        before: "4 and more",
        must: Some(1.05),
        aim: Some(1.0),
        measured: |results| results.ratio("growth/100000/us", "growth/500/us"),
        text: number,
    },
    Goal {
        measure: "instructions after 100,000 calls, × after 500",
        part: "growth",
        before: "16",
        must: Some(1.05),
        aim: Some(1.0),
        measured: |results| results.ratio("growth/100000/instructions", "growth/500/instructions"),
        text: number,
    },
    Goal {
        measure: "_start, p50, µs",
        part: "start",
        before: "6–11",
        must: Some(4.0),
        aim: Some(2.0),
        measured: |results| results.get("start/p50/us"),
        text: number,
    },
    Goal {
        measure: "_start, p99, µs",
        part: "start",
        before: "55–75",
        must: Some(20.0),
        aim: None,
        measured: |results| results.get("start/p99/us"),
        text: number,
    },
    Goal {
        measure: "N invites over k connections, d away, × ceil(N/k)·d, worst",
        part: "invites",
        before: "1.05–1.10",
        must: Some(1.04),
        aim: Some(1.02),
        measured: |results| results.below("invites/").map(|(_, times)| times).max_by(f64::total_cmp),
        text: number,
    },
    Goal {
        measure: "query answer of 100 activities, decode, µs",
        part: "decode",
        before: "–",
        must: Some(150.0),
        aim: Some(80.0),
        measured: |results| results.get("decode/us"),
        text: number,
    },
    Goal {
        measure: "peak memory, TLS, one client, MB",
        part: "memory",
        before: "4.9",
        must: Some(4.5),
        aim: Some(4.0),
        measured: |results| Some(results.get("memory/tls/mpsd/kb")? / 1000.0),
        text: number,
    },
    Goal {
        measure: "peak memory, TLS, 16 connections, MB",
        part: "memory",
        before: "–",
        must: Some(6.0),
        aim: None,
        measured: |results| Some(results.get("memory/tls/mpsd_16_connections/kb")? / 1000.0),
        text: number,
    },
    Goal {
        measure: "stripped library, MB",
        part: "size",
        before: "3.76",
        must: Some(3.0),
        aim: Some(2.5),
        measured: |results| Some(results.get("size/library/bytes")? / 1e6),
        text: number,
    },
];

fn beyond(results: &Results, name: &str, other: &str) -> Option<f64> {
    Some(results.get(name)? - results.get(other)?)
}

impl Goal {
    fn verdict(&self, measured: f64) -> &'static str {
        // As it is shown: what is not seen does not decide.
        let shown = |value: f64| (self.text)(value);
        let within = |limit: f64| measured <= limit || shown(measured) == shown(limit);
        match (self.must.is_none_or(within), self.aim.is_some_and(within)) {
            (_, true) => "aim met",
            (true, false) => "ok",
            (false, false) => "NO",
        }
    }

    fn row(&self, results: &Results) -> Vec<String> {
        let measured = (self.measured)(results);
        let verdict = measured.map_or("not measured", |measured| self.verdict(measured));
        row([
            self.measure.to_owned(),
            self.before.to_owned(),
            or_dash(self.must, self.text),
            or_dash(self.aim, self.text),
            or_dash(measured, self.text),
            verdict.to_owned(),
            format!("`cargo xtask bench {}`", self.part),
        ])
    }
}

/// The table of all goals.
pub fn table(results: &Results) -> String {
    let heading = row(["measure", "before", "must", "aim", "measured", "", "command"]);
    let rows: Vec<_> = [heading].into_iter().chain(GOALS.iter().map(|goal| goal.row(results))).collect();
    text_table(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_met_by_what_is_shown() {
        let goal = &GOALS[0];
        assert_eq!(goal.verdict(1.404), "aim met");
        assert_eq!(goal.verdict(1.5), "ok");
        assert_eq!(goal.verdict(1.71), "NO");
        let goal = GOALS.iter().find(|goal| goal.aim.is_none()).unwrap();
        assert_eq!(goal.verdict(0.5), "ok");
    }
}
