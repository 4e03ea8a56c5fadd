//! The calls of the session directory in a HAR file.

use jiff::Timestamp;
use serde_json::Value;

use super::Call;

/// The calls in the order in which they began; an error says why the text is no HAR.
pub(super) fn calls(har: &str) -> Result<Vec<Call>, String> {
    let parsed = serde_json::from_str::<Value>(har).or_else(|error| mended(har).ok_or(error));
    let har = parsed.map_err(|error| format!("is no JSON: {error}"))?;
    let entries = har["log"]["entries"].as_array().ok_or("is no HAR: it has no log.entries")?;
    let mut calls = Vec::new();
    for (index, entry) in entries.iter().enumerate() {
        let number = index + 1;
        let call = call(number, entry).map_err(|what| format!("is no HAR: entry {number} has no {what}"))?;
        calls.extend(Some(call).filter(is_of_the_directory));
    }
    calls.sort_by_key(|call| (call.began, call.entry));
    Ok(calls)
}

/// A trace of the library whose last entry was cut, as its process was killed while it wrote it: what comes before it. Each
/// entry is a line.
fn mended(har: &str) -> Option<Value> {
    let (whole, _) = har.rsplit_once(",\n")?;
    serde_json::from_str(&format!("{whole}]}}}}")).ok()
}

fn is_of_the_directory(call: &Call) -> bool {
    ["/handles", "/serviceconfigs/"].iter().any(|start| call.path.to_ascii_lowercase().starts_with(start))
}

fn call(entry: usize, value: &Value) -> Result<Call, &'static str> {
    let text = |value: &Value, what| value.as_str().map(str::to_owned).ok_or(what);
    let request = &value["request"];
    let url = text(&request["url"], "request.url")?;
    let started = value["startedDateTime"].as_str().and_then(|time| time.parse::<Timestamp>().ok());
    let began = started.ok_or("startedDateTime")?.as_millisecond();
    let time = value["time"].as_f64().ok_or("time")?;
    Ok(Call {
        entry,
        began,
        ended: began + time.max(0.0) as i64,
        user: value["_mpsd"]["user"].as_u64().unwrap_or(0),
        method: text(&request["method"], "request.method")?,
        path: path_of(&url).to_owned(),
        body: request["postData"]["text"].as_str().unwrap_or_default().to_owned(),
        status: value["response"]["status"]
            .as_u64()
            .and_then(|status| status.try_into().ok())
            .ok_or("response.status")?,
        retry_after_ms: retry_after(&value["response"]["headers"]),
        attempt: value["_mpsd"]["attempt"].as_u64().unwrap_or(1),
        not_sent: value["_mpsd"]["delivery"] == "not sent",
    })
}

fn path_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |index| index + 3);
    url[host..].find('/').map_or("/", |index| &url[host + index..])
}

/// In seconds; a date is rare, and needs the server's clock.
fn retry_after(headers: &Value) -> Option<i64> {
    let is_it = |header: &&Value| header["name"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("retry-after"));
    let seconds: i64 = headers.as_array()?.iter().find(is_it)?["value"].as_str()?.trim().parse().ok()?;
    seconds.checked_mul(1000)
}
