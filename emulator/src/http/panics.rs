//! A defect answers 500; the server lives on.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};

use super::answer::{Answer, Outcome, refused};
use crate::directory::Refusal;

/// What `handler` answers. If it panics, the panic hook has told standard
/// error, and the client is told too.
pub(super) fn guarded(handler: impl FnOnce() -> Outcome) -> Answer {
    let outcome = panic::catch_unwind(AssertUnwindSafe(handler)).unwrap_or_else(|panic| Err(defect(&*panic)));
    outcome.unwrap_or_else(|refusal| refused(&refusal))
}

fn defect(panic: &(dyn Any + Send)) -> Refusal {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Refusal::new(500, format!("a defect in the emulator: {}", text.unwrap_or("a panic without text")))
}

#[cfg(test)]
mod tests {
    use axum::http::header::CONTENT_TYPE;
    use http_body_util::BodyExt;

    use super::*;
    use crate::http::answer::empty;

    #[tokio::test]
    async fn a_panic_is_an_answer() {
        let answer = guarded(|| panic!("a number is {}", 7));
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, "a defect in the emulator: a number is 7\r\n");
        assert_eq!(guarded(|| panic::panic_any(7)).status(), 500);
        assert_eq!(guarded(|| Err(Refusal::conflict("no"))).status(), 409);
        assert_eq!(guarded(|| Ok(empty(204))).status(), 204);
    }
}
