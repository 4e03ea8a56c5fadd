//! Telling a page that something has changed, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use crate::json::json;
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use futures_util::stream;
use tokio::sync::watch::Receiver;

use super::super::App;
use super::super::answer::Outcome;
use super::super::request::Call;

/// Changes that follow each other faster are told as one.
const PAUSE: Duration = Duration::from_millis(50);

pub(super) fn get(app: &App, _call: &Call, _path: &[&str]) -> Outcome {
    let mut changes = app.revision.subscribe();
    // The first event comes at once: who reconnects may have missed some.
    changes.mark_changed();
    let events = stream::unfold(changes, next);
    Ok(Sse::new(events).into_response())
}

async fn next(mut changes: Receiver<u64>) -> Option<(Result<Event, Infallible>, Receiver<u64>)> {
    changes.changed().await.ok()?;
    tokio::time::sleep(PAUSE).await;
    let revision = *changes.borrow_and_update();
    let event = Event::default().event("change").data(json!({ "revision": revision }).to_string());
    Some((Ok(event), changes))
}
