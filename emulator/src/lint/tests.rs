use serde_json::{Value, json};

use super::{PassedOver, Report, lint};

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
    lint(json!({"log": {"entries": entries}}).to_string()).unwrap()
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
    assert_eq!(
        linted(&[other, read(0, 1)]),
        Report { calls: 1, findings: Vec::new(), passed_over: PassedOver::default(), others: 1 }
    );
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
    for text in ["", "{}"] {
        assert!(lint(text).unwrap_err().starts_with("is no HAR"), "{text}: {:?}", lint(text));
    }
}

/// An entry as tools write it that know nothing of the library.
fn foreign(at: i64, token: Option<&str>, path: &str) -> Value {
    let mut entry = entry(at, "GET", path, "", 200);
    entry.as_object_mut().unwrap().remove("_mpsd");
    let headers: Vec<_> = token.iter().map(|token| json!({"name": "Authorization", "value": token})).collect();
    entry["request"]["headers"] = json!(headers);
    entry
}

#[test]
fn players_of_a_foreign_trace_are_told_apart_by_their_tokens() {
    let pair = |one, other| found(&[foreign(0, one, "/handles/a"), foreign(500, other, "/handles/a")]);
    assert_eq!(pair(Some("XBL3.0 x=111;one"), Some("XBL3.0 x=222;one")), [""; 0]);
    assert_eq!(pair(Some("XBL3.0 x=emulator;xuid=1"), Some("XBL3.0 x=emulator;xuid=2")), [""; 0]);
    // One user, whose token was renewed.
    assert_eq!(pair(Some("XBL3.0 x=111;one"), Some("XBL3.0 x=111;two")), ["2 repeat"]);
    assert_eq!(pair(None, None), ["2 repeat"]);
}

#[test]
fn only_the_session_directory_counts() {
    let at_host = |host: &str| {
        let entries = [0, 500].map(|at| {
            let entry = foreign(at, None, "/handles/a");
            with(entry, "/request/url", json!(format!("{host}/handles/a")))
        });
        linted(&entries).calls
    };
    for host in [
        "https://sessiondirectory.xboxlive.com",
        "https://SessionDirectory.XboxLive.com:443",
        "https://client-sessiondirectory.xboxlive.com",
        "http://127.0.0.1:8080",
        "http://localhost:8080",
        "http://[::1]:8080",
    ] {
        assert_eq!(at_host(host), 2, "{host}");
    }
    for host in ["https://example.com", "https://peoplehub.xboxlive.com", "https://sessiondirectory.xboxlive.com.test"]
    {
        assert_eq!(at_host(host), 0, "{host}");
    }
    // The library's own trace says whose call it is, wherever an emulator runs.
    let elsewhere = with(read(0, 1), "/request/url", json!("http://192.0.2.7:8080/handles/a"));
    assert_eq!(linted(&[elsewhere]).calls, 1);
    let preflight = with(foreign(0, None, "/handles/a"), "/request/method", json!("OPTIONS"));
    let report = linted(&[preflight]);
    assert_eq!((report.calls, report.others), (0, 1));
}

#[test]
fn the_path_has_no_case() {
    let pair = [foreign(0, None, "/Handles/a"), foreign(500, None, "/handles/A")];
    assert_eq!(found(&pair), ["2 repeat"]);
    let query = |at, path: &str, xuid: u64| entry(at, "GET", &format!("/ServiceConfigs/a/{path}?Xuid={xuid}"), "", 200);
    assert_eq!(found(&[query(0, "sessions", 1), query(100, "Sessions", 2)]), ["1 batchable"]);
}

#[test]
fn a_304_is_no_repeat() {
    let unchanged = |at| with(read(at, 1), "/response/status", json!(304));
    assert_eq!(found(&[read(0, 1), unchanged(900), unchanged(1800)]), [""; 0]);
}

#[test]
fn bodies_are_decoded() {
    use base64::Engine;
    let encoded = |at, text: &str| {
        let mut entry = entry(at, "POST", "/handles/query", "", 200);
        let text = base64::prelude::BASE64_STANDARD.encode(text);
        entry["request"]["postData"] = json!({"text": text, "encoding": "base64"});
        entry
    };
    let body = r#"{"type":"search","scid":"a"}"#;
    let twice = [encoded(0, body), entry(3000, "POST", "/handles/query", body, 200)];
    let findings = linted(&twice).findings;
    assert!(findings[0].text.starts_with("2 searches"), "{findings:?}");
}

#[test]
fn a_time_to_wait_may_be_a_date_or_without_end() {
    let refused = |value: &str, date: Option<&str>| {
        let mut headers = vec![json!({"name": "retry-after", "value": value})];
        headers.extend(date.map(|date| json!({"name": "date", "value": date})));
        with(entry(0, "GET", "/handles/a", "", 429), "/response/headers", json!(headers))
    };
    // The first call begins at 2023-11-14T22:13:20Z.
    let at = |second: u32| format!("Tue, 14 Nov 2023 22:13:{second} GMT");
    let early = |refused: Value| found(&[refused, read(4000, 1)]).len() == 2;
    assert!(early(refused(&at(25), None)));
    assert!(!early(refused(&at(23), None)));
    // By the server's clock.
    assert!(early(refused("Tue, 14 Nov 2023 20:00:05 GMT", Some("Tue, 14 Nov 2023 20:00:00 GMT"))));
    assert!(!early(refused("Tue, 14 Nov 2023 20:00:02 GMT", Some("Tue, 14 Nov 2023 20:00:00 GMT"))));
    assert!(early(refused("99999999999999999999999", None)));
    assert!(early(refused("9223372036854775807", None)));
    for nonsense in ["soon", "-1", ""] {
        assert!(!early(refused(nonsense, None)), "{nonsense}");
    }
}

#[test]
fn what_cannot_be_judged_is_counted() {
    let late = with(read(0, 1), "/startedDateTime", json!("yesterday"));
    let mut broken = read(0, 2);
    broken["request"]["postData"] = json!({"text": "*", "encoding": "base64"});
    let report = linted(&[late, broken, Value::Null, read(0, 1), foreign(0, None, "/users/me")]);
    assert_eq!((report.calls, report.passed_over.count(), report.others), (1, 3, 1));
    let lines: Vec<_> = report.to_string().lines().map(str::to_owned).collect();
    assert_eq!(lines[0], "0 findings in 1 calls, beside 1 requests that are no calls of the session directory");
    for why in ["entry 1 does not say when it began", "entry 2 has a body", "entry 3 has no request"] {
        assert!(lines[1].starts_with("3 entries were passed over: ") && lines[1].contains(why), "{lines:?}");
    }
}
