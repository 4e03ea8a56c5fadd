//! The calls of the session directory in a HAR file.

use mpsd_har::{Answer, Entry, File, PassedOver};

use super::call::{Call, User};

/// What a file has to say.
pub(super) struct Calls {
    /// In the order in which they began.
    pub(super) calls: Vec<Call>,
    pub(super) passed_over: PassedOver,
    /// Entries that are no calls of the directory.
    pub(super) others: usize,
}

/// An error says why the bytes are no HAR.
pub(super) fn calls(har: &[u8]) -> Result<Calls, String> {
    let file = File::new(har).map_err(|error| error.to_string())?;
    let har = file.read().map_err(|error| error.to_string())?;
    let mut found = Calls { calls: Vec::new(), passed_over: har.passed_over, others: 0 };
    for entry in har.entries {
        let number = entry.number;
        match call(entry) {
            None => found.others += 1,
            Some(Ok(call)) => found.calls.push(call),
            Some(Err(why)) => found.passed_over.add(number, why),
        }
    }
    found.calls.sort_by_key(|call| (call.began, call.entry));
    Ok(found)
}

/// `None`: it is no call of the session directory. An error completes "entry 7 …".
fn call(entry: Entry) -> Option<Result<Call, &'static str>> {
    let (path, query) = entry.url.target.split_once('?').unwrap_or((&entry.url.target, ""));
    let route = path.to_ascii_lowercase();
    let is_call =
        is_of_the_directory(&entry) && (route.starts_with("/handles") || route.starts_with("/serviceconfigs/"));
    // What a browser asks before it lets a page make a call is none.
    if !is_call || entry.method == "OPTIONS" {
        return None;
    }
    let Some(began) = entry.started_ms else { return Some(Err("does not say when it began")) };
    let body = match entry.body.bytes() {
        Ok(body) => body,
        Err(why) => return Some(Err(why)),
    };
    let ended = began.saturating_add(entry.took_ms as i64);
    Some(Ok(Call {
        entry: entry.number,
        began,
        ended,
        user: user(&entry),
        path: path.to_owned(),
        query: query.to_owned(),
        body: String::from_utf8_lossy(&body).into_owned(),
        status: entry.answer.as_ref().map_or(0, |answer| answer.status),
        retry_after_ms: entry.answer.as_ref().and_then(|answer| retry_after(answer, ended)),
        attempt: entry.extension.as_ref().map_or(1, |extension| extension.attempt),
        not_sent: entry.extension.is_some_and(|extension| extension.delivery == "not sent"),
        method: entry.method,
        route,
    }))
}

/// The live service, an emulator on this machine, or wherever the library made its calls.
fn is_of_the_directory(entry: &Entry) -> bool {
    const LIVE: [&str; 2] = ["sessiondirectory.xboxlive.com", "client-sessiondirectory.xboxlive.com"];
    let host = entry.url.host.as_str();
    let is_loopback = matches!(host, "localhost" | "[::1]") || host.starts_with("127.");
    LIVE.contains(&host) || is_loopback || entry.extension.is_some()
}

/// The trace's own number for a user, or who the token was made out to.
fn user(entry: &Entry) -> User {
    let token = || entry.header("authorization");
    match (&entry.extension, token()) {
        (Some(extension), _) => User::Number(extension.user),
        (None, Some(token)) => User::of_token(token),
        (None, None) => User::Unknown,
    }
}

/// How long an answer asks to wait. A date counts from the answer's own `Date`, or else from when it was there.
fn retry_after(answer: &Answer, ended: i64) -> Option<i64> {
    let value = answer.header("retry-after")?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(value.parse().map_or(i64::MAX, |seconds: i64| seconds.saturating_mul(1000)));
    }
    let date = |text: &str| {
        let since = httpdate::parse_http_date(text).ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        i64::try_from(since.as_millis()).ok()
    };
    let from = answer.header("date").and_then(date).unwrap_or(ended);
    Some(date(value)?.saturating_sub(from).max(0))
}
