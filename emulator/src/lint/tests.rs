use serde_json::{Value, json};

use super::{Report, lint};

/// An entry that began `at` milliseconds after the first, and took 50.
fn entry(at: i64, method: &str, path: &str, body: &str, status: u16) -> Value {
    let time = jiff::Timestamp::from_millisecond(1_700_000_000_000 + at).unwrap();
    json!({
        "startedDateTime": time.to_string(), "time": 50.0,
        "request": {"method": method, "url": format!("https://sessiondirectory.xboxlive.com{path}"), "postData": {"text": body}},
        "response": {"status": status, "headers": []},
        "_mpsd": {"user": 1, "attempt": 1, "delivery": "answered"},
    })
}

fn with(mut entry: Value, pointer: &str, value: Value) -> Value {
    *entry.pointer_mut(pointer).unwrap() = value;
    entry
}

fn retry_after(entry: Value, seconds: &str) -> Value {
    with(entry, "/response/headers", json!([{"name": "Retry-After", "value": seconds}]))
}

fn linted(entries: &[Value]) -> Report {
    lint(&json!({"log": {"entries": entries}}).to_string()).unwrap()
}

/// "entry rule" of each finding.
fn found(entries: &[Value]) -> Vec<String> {
    linted(entries).findings.iter().map(|finding| format!("{} {}", finding.entry, finding.rule)).collect()
}

fn read(at: i64, name: usize) -> Value {
    entry(at, "GET", &format!("/serviceconfigs/a/sessionTemplates/t/sessions/{name}"), "", 200)
}

fn query(at: i64, users: &[u64]) -> Value {
    let users: Vec<_> = users.iter().map(u64::to_string).collect();
    let body = json!({"type": "activity", "scid": "a", "owners": {"xuids": users}});
    entry(at, "POST", "/handles/query?include=relatedInfo", &body.to_string(), 200)
}

#[test]
fn more_than_the_service_allows_is_a_burst_told_once() {
    let calls =
        |count: usize, every: i64| (0..count).map(|index| read(index as i64 * every, index)).collect::<Vec<_>>();
    assert_eq!(found(&calls(30, 10)), [""; 0]);
    assert_eq!(found(&calls(35, 10)), ["1 burst"]);
    // 30 in 15 seconds all the time are too many in 300.
    assert_eq!(found(&calls(310, 500)), ["1 burst"]);
    assert!(linted(&calls(310, 500)).findings[0].text.contains("310 requests within 300 s"));
    let other_user = |(index, call)| with(call, "/_mpsd/user", json!(index % 2 + 1));
    assert_eq!(found(&calls(35, 10).into_iter().enumerate().map(other_user).collect::<Vec<_>>()), [""; 0]);
    let not_sent = calls(35, 10).into_iter().map(|call| with(call, "/_mpsd/delivery", json!("not sent")));
    assert_eq!(found(&not_sent.collect::<Vec<_>>()), [""; 0]);
}

#[test]
fn searches_have_budgets_of_their_own() {
    let search = |at, path, n| entry(at, "POST", path, &json!({"type": "search", "n": n}).to_string(), 200);
    assert_eq!(found(&[search(0, "/handles/query", 1), search(3000, "/handles", 2)]), [""; 0]);
    let twice = [search(0, "/handles/query", 1), search(3000, "/handles/query", 2)];
    assert_eq!(linted(&twice).findings[0].text, "2 searches within 15 s, from entry 1 on; the service allows 1");
}

#[test]
fn a_429_is_told_and_what_comes_before_its_time() {
    let refused = retry_after(entry(0, "GET", "/handles/a", "", 429), "5");
    let early = read(4000, 1);
    assert_eq!(found(&[refused.clone(), early.clone()]), ["1 throttled", "2 retry-after"]);
    assert_eq!(found(&[refused.clone(), read(5050, 1)]), ["1 throttled"]);
    assert_eq!(found(&[refused.clone(), with(early, "/_mpsd/user", json!(2))]), ["1 throttled"]);
    // A 503 concerns the same request alone.
    let down = retry_after(entry(0, "GET", "/handles/a", "", 503), "5");
    assert_eq!(found(&[down.clone(), entry(1000, "GET", "/handles/a", "", 200), read(1000, 1)]), ["2 retry-after"]);
}

#[test]
fn what_was_just_answered_is_a_repeat_unless_it_may_have_changed() {
    assert_eq!(found(&[read(0, 1), read(1500, 1)]), ["2 repeat"]);
    assert_eq!(found(&[read(0, 1), read(3000, 1)]), [""; 0]);
    assert_eq!(found(&[read(0, 1), read(1500, 2)]), [""; 0]);
    let write = entry(800, "PUT", "/serviceconfigs/a/sessionTemplates/t/sessions/1", "{}", 200);
    assert_eq!(found(&[read(0, 1), write.clone(), read(1500, 1)]), [""; 0]);
    assert_eq!(found(&[write.clone(), with(write, "/startedDateTime", json!("2023-11-14T22:13:21.5Z"))]), ["2 repeat"]);
    let failed = with(read(0, 1), "/response/status", json!(500));
    assert_eq!(found(&[failed, with(read(1500, 1), "/_mpsd/attempt", json!(2))]), [""; 0]);
}

#[test]
fn queries_that_one_request_could_ask_are_told() {
    assert_eq!(found(&[query(0, &[1]), query(1000, &[2]), query(2000, &[3, 4])]), ["1 batchable"]);
    assert!(linted(&[query(0, &[1]), query(1000, &[2, 3])]).findings[0].text.starts_with("2 queries for 3 users"));
    assert_eq!(found(&[query(0, &[1]), query(6000, &[2])]), [""; 0]);
    let hundred: Vec<u64> = (1..=100).collect();
    assert_eq!(found(&[query(0, &hundred), query(10, &[101])]), [""; 0]);
    let sessions = |at, xuid| entry(at, "GET", &format!("/serviceconfigs/a/sessions?xuid={xuid}&take=5"), "", 200);
    assert_eq!(found(&[sessions(0, 1), sessions(100, 2)]), ["1 batchable"]);
}

#[test]
fn calls_of_other_services_are_passed_over() {
    let other = entry(0, "GET", "/users/me/profile", "", 429);
    assert_eq!(linted(&[other, read(0, 1)]), Report { calls: 1, findings: Vec::new() });
}

#[test]
fn a_trace_of_a_browser_has_none_of_our_fields() {
    let mut bare = [read(0, 1), read(100, 1)];
    for entry in &mut bare {
        entry.as_object_mut().unwrap().remove("_mpsd");
    }
    assert_eq!(found(&bare), ["2 repeat"]);
}

#[test]
fn an_entry_that_was_cut_is_passed_over() {
    let whole = format!("{{\"log\":{{\"entries\":[\n{},\n{}\n]}}}}\n", read(0, 1), read(10_000, 1));
    let cut = &whole[..whole.len() - 40];
    assert_eq!((lint(&whole).unwrap().calls, lint(cut).unwrap().calls), (2, 1));
}

#[test]
fn what_is_no_har_is_told() {
    for (text, rule) in [
        ("", "is no JSON"),
        ("{}", "log.entries"),
        (r#"{"log":{"entries":[{}]}}"#, "entry 1 has no request.url"),
        (
            r#"{"log":{"entries":[{"startedDateTime":"now","time":1,"request":{"url":"x","method":"GET"},"response":{"status":200}}]}}"#,
            "startedDateTime",
        ),
    ] {
        assert!(lint(text).unwrap_err().contains(rule), "{text}: {:?}", lint(text));
    }
}
