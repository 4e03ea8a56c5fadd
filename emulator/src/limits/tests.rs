use super::*;
use crate::json::from_value;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn user(xuid: u64) -> Caller {
    Caller { xuid: Xuid::parse(&xuid.to_string()).unwrap(), title_id: 1, device: None, foreign: false }
}

/// Counts a number of requests at one time; gives the number of those
/// dropped, and why the last one was.
fn ask(limits: &mut Limits, count: u32, second: i64) -> (usize, Option<Throttled>) {
    let settings = Settings::default();
    let answers: Vec<_> = (0..count).map(|_| limits.count(user(1), None, at(second), &settings)).collect();
    (answers.iter().flatten().count(), answers.last().copied().flatten())
}

/// The example of the documentation, with the service's own numbers: 300 in
/// 300 seconds.
#[test]
fn dropped_requests_count_to_sustain() {
    let mut limits = Limits::default();
    assert_eq!(ask(&mut limits, 30, 0), (0, None));
    let burst = Limit { most: 30, period_seconds: 15 };
    let over = Throttled { used: 35, limit: burst, retry_after_seconds: 15 };
    assert_eq!(ask(&mut limits, 5, 0), (5, Some(over)));
    assert_eq!(ask(&mut limits, 1, 14).1.unwrap().retry_after_seconds, 1);
    for period in 1..=8 {
        assert_eq!(ask(&mut limits, 30, 15 * period).0, 0, "36 + 30 * {period}");
    }
    // 24 are left of 300.
    let (dropped, why) = ask(&mut limits, 36, 135);
    let sustain = Limit { most: 300, period_seconds: 300 };
    assert_eq!((dropped, why), (12, Some(Throttled { used: 312, limit: sustain, retry_after_seconds: 165 })));
    assert_eq!(ask(&mut limits, 1, 299).1.unwrap().retry_after_seconds, 1);
    // The burst period of the last request goes on.
    assert_eq!(ask(&mut limits, 29, 300), (0, None));
}

#[test]
fn retry_after_is_never_too_short() {
    let mut limits = Limits::default();
    ask(&mut limits, 30, 0);
    let late = Timestamp::from_millisecond(14_999).unwrap();
    let over = limits.count(user(1), None, late, &Settings::default()).unwrap();
    assert_eq!(over.retry_after_seconds, 1);
}

#[test]
fn users_and_titles_are_counted_apart() {
    let mut limits = Limits::default();
    assert_eq!(ask(&mut limits, 31, 0).0, 1);
    let settings = Settings::default();
    assert_eq!(limits.count(user(2), None, at(0), &settings), None);
    assert_eq!(limits.count(Caller { title_id: 2, ..user(1) }, None, at(0), &settings), None);
}

#[test]
fn searches_have_limits_of_their_own() {
    let settings = Settings::default();
    let mut limits = Limits::default();
    let mut count = |bucket| limits.count(user(1), bucket, at(0), &settings);
    assert_eq!(count(Some(Bucket::SearchRead)), None);
    assert_eq!(count(Some(Bucket::SearchWrite)), None);
    for bucket in [Bucket::SearchRead, Bucket::SearchWrite] {
        let over = count(Some(bucket)).unwrap();
        assert_eq!((over.used, over.limit.most, over.retry_after_seconds), (2, 1, 15));
    }
    let general = &limits.to_json(at(0), &settings)[0];
    assert_eq!((&general["bucket"], &general["burst"]["used"]), (&json!("requests"), &json!(4)));

    let apart = Settings { search_counts_as_request: false, ..Settings::default() };
    let mut limits = Limits::default();
    limits.count(user(1), Some(Bucket::SearchRead), at(0), &apart);
    assert_eq!(limits.to_json(at(0), &apart).as_array().unwrap().len(), 1);
}

#[test]
fn idle_meters_are_forgotten() {
    let settings = Settings::default();
    let mut limits = Limits::default();
    for second in 0..3_000 {
        for xuid in 1..=10 {
            limits.count(user(10 * second as u64 + xuid), None, at(second), &settings);
        }
    }
    // A meter runs for 300 seconds.
    assert!(limits.meters.len() <= 64 + 2 * 3_000, "{}", limits.meters.len());
    assert_eq!(limits.to_json(at(3_000), &settings).as_array().unwrap().len(), 2_990);
    assert_eq!(limits.to_json(at(4_000), &settings), json!([]));
}

#[test]
fn meters_are_shown_and_written_down() {
    let settings = Settings::default();
    let mut limits = Limits::default();
    ask(&mut limits, 3, 0);
    let shown = json!([{
        "xuid": "1", "titleId": "1", "bucket": "requests",
        "burst": {"used": 0, "limit": 30, "periodSeconds": 15, "endsAt": null},
        "sustain": {"used": 3, "limit": 300, "periodSeconds": 300, "endsAt": "1970-01-01T00:05:00.0000000Z"},
    }]);
    assert_eq!(limits.to_json(at(20), &settings), shown);
    let written: Limits = from_value(Value::of(&limits)).unwrap();
    assert_eq!(written.meters, limits.meters);
}
