//! Dropping requests of users who ask too often.

use axum::http::Method;
use axum::http::header::RETRY_AFTER;

use super::App;
use super::answer::{Answer, json, with_header};
use super::request::Call;
use super::route::Route;
use crate::json::json;
use crate::limits::Bucket;
use crate::sign_in::Caller;

/// Counts a request, and gives the answer if it is one too many.
pub(super) fn throttled(app: &App, call: &Call, caller: Caller) -> Option<Answer> {
    let search = search_bucket(app, call);
    let mut directory = app.directory();
    let over = directory.count_request(caller, search)?;
    let body = json!({
        "version": 1,
        "currentRequests": over.used,
        "maxRequests": over.limit.most,
        "periodInSeconds": over.limit.period_seconds,
        "limitType": directory.settings().limit_type,
    });
    Some(with_header(json(429, &body), RETRY_AFTER, &over.retry_after_seconds.to_string()))
}

/// Searches are read by queries, and written by creating and deleting their
/// handles.
fn search_bucket(app: &App, call: &Call) -> Option<Bucket> {
    let names_search = || call.json().is_ok_and(|body| body["type"] == "search");
    match (call.method(), Route::of(&call.segments).ok()?) {
        (&Method::POST, Route::HandleQuery) if names_search() => Some(Bucket::SearchRead),
        (&Method::POST, Route::Handles) if names_search() => Some(Bucket::SearchWrite),
        (&Method::DELETE, Route::Handle(id)) if app.directory().is_search_handle(&id) => Some(Bucket::SearchWrite),
        _ => None,
    }
}
