//! What to look for. The rules are told in docs/traces.md.

use std::collections::{HashMap, HashSet};

use super::Finding;
use super::call::{Budget, Call};

/// A rule looks at all calls, in the order in which they began.
type Rule = fn(&[Call]) -> Vec<Finding>;

pub(super) const ALL: [Rule; 5] = [burst, throttled, retry_after, repeat, batchable];

/// How many requests in how many seconds the service allows.
fn limits(budget: Budget) -> [(usize, i64); 2] {
    match budget {
        Budget::Requests => [(30, 15), (300, 300)],
        Budget::SearchReads | Budget::SearchWrites => [(1, 15), (20, 300)],
    }
}

fn name(budget: Budget) -> &'static str {
    match budget {
        Budget::Requests => "requests",
        Budget::SearchReads => "searches",
        Budget::SearchWrites => "search handles created",
    }
}

fn finding(rule: &'static str, call: &Call, text: String) -> Finding {
    Finding { rule, entry: call.entry, text }
}

/// More requests in a window than the service allows; told once until it is over.
fn burst(calls: &[Call]) -> Vec<Finding> {
    let mut by_budget: HashMap<_, Vec<&Call>> = HashMap::new();
    for call in calls.iter().filter(|call| !call.not_sent) {
        by_budget.entry((&call.user, call.budget())).or_default().push(call);
    }
    let mut found = Vec::new();
    for ((_, budget), calls) in by_budget {
        for (limit, seconds) in limits(budget) {
            found.extend(bursts(&calls, limit, seconds * 1000).into_iter().map(|(first, count)| {
                let text = format!(
                    "{count} {} within {seconds} s, from entry {} on; the service allows {limit}",
                    name(budget),
                    first.entry
                );
                finding("burst", first, text)
            }));
        }
    }
    found
}

/// The first call and the number of calls of each time that had more than `limit` in a window.
fn bursts<'a>(calls: &[&'a Call], limit: usize, window: i64) -> Vec<(&'a Call, usize)> {
    let mut found = Vec::new();
    let (mut first, mut last) = (0, 0);
    while first < calls.len() {
        while last < calls.len() && calls[last].began < calls[first].began.saturating_add(window) {
            last += 1;
        }
        if last - first > limit {
            found.push((calls[first], last - first));
            first = last;
        } else {
            first += 1;
        }
    }
    found
}

fn throttled(calls: &[Call]) -> Vec<Finding> {
    let refused = calls.iter().filter(|call| call.status == 429);
    refused
        .map(|call| finding("throttled", call, format!("{} {} was refused with 429", call.method, call.path)))
        .collect()
}

/// A request before the time that an answer asked to wait: of the same budget after a 429, the same one after a 503.
fn retry_after(calls: &[Call]) -> Vec<Finding> {
    let mut found = Vec::new();
    for refused in calls.iter().filter(|call| matches!(call.status, 429 | 503)) {
        let Some(wait) = refused.retry_after_ms else { continue };
        let concerned = |call: &&Call| {
            let alike = match refused.status {
                429 => call.user == refused.user && call.budget() == refused.budget(),
                _ => call.is_same(refused),
            };
            alike && call.began > refused.ended && call.began < refused.ended.saturating_add(wait)
        };
        found.extend(calls.iter().filter(concerned).map(|call| {
            let early = refused.ended.saturating_add(wait).saturating_sub(call.began) as f64 / 1000.0;
            let text =
                format!("{early:.1} s before the time that entry {} ({}) asked for", refused.entry, refused.status);
            finding("retry-after", call, text)
        }));
    }
    found
}

/// The same request soon after it succeeded, with no other write of the user's between them. Retries are none, and neither
/// is a question whether something has changed, which a 304 denies.
fn repeat(calls: &[Call]) -> Vec<Finding> {
    const SOON: i64 = 2000;
    /// No call lasts longer.
    const LONGEST: i64 = 60_000;
    let mut found = Vec::new();
    for (index, call) in calls.iter().enumerate().filter(|(_, call)| call.attempt == 1 && call.status != 304) {
        let recent =
            calls[..index].iter().rev().take_while(|earlier| earlier.began > call.began.saturating_sub(LONGEST));
        let own = recent.filter(|earlier| earlier.user == call.user);
        let undisturbed = own.take_while(|earlier| !earlier.is_write() || earlier.is_same(call));
        let same = undisturbed
            .filter(|earlier| earlier.succeeded() && call.began.saturating_sub(earlier.ended) <= SOON)
            .find(|earlier| earlier.is_same(call));
        if let Some(same) = same {
            let text = format!("{} {} repeats entry {}, which had succeeded", call.method, call.path, same.entry);
            found.push(finding("repeat", call, text));
        }
    }
    found
}

/// A call that asks about users, of which one could ask about more.
struct UserQuery<'a> {
    call: &'a Call,
    users: HashSet<String>,
}

/// Queries for few users each, close together, that one request could ask.
fn batchable(calls: &[Call]) -> Vec<Finding> {
    let mut groups: HashMap<_, Vec<UserQuery>> = HashMap::new();
    for call in calls.iter().filter(|call| call.succeeded()) {
        if let Some((what, users)) = call.users_asked() {
            groups.entry((&call.user, what)).or_default().push(UserQuery { call, users });
        }
    }
    groups.values().flat_map(|queries| batches(queries)).collect()
}

/// The findings among queries for the same, in their order.
fn batches(queries: &[UserQuery]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut rest = queries;
    while let Some(first) = rest.first() {
        let (count, users) = batch(rest);
        if count > 1 {
            let text = format!("{count} queries for {users} users within 5 s: one request asks for up to {MAX_USERS}");
            found.push(finding("batchable", first.call, text));
        }
        rest = &rest[count..];
    }
    found
}

/// How many queries from the first one on could have been one, and for how many users. One that asks for nobody new is a
/// repeat, or a look at what has changed.
fn batch(queries: &[UserQuery]) -> (usize, usize) {
    const CLOSE: i64 = 5000;
    let mut users = HashSet::new();
    let mut count = 0;
    for query in queries {
        let late = query.call.began.saturating_sub(queries[0].call.began) > CLOSE;
        if late || query.users.is_subset(&users) || users.union(&query.users).count() > MAX_USERS {
            break;
        }
        users.extend(query.users.iter().cloned());
        count += 1;
    }
    (count.max(1), users.len())
}

/// Of one query.
const MAX_USERS: usize = 100;
