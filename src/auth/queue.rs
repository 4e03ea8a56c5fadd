//! Token requests for a game that polls for them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{TokenProvider, TokenRequest};

/// The requests that nobody has taken yet.
#[derive(Default)]
pub struct TokenQueue(Mutex<VecDeque<TokenRequest>>);

impl TokenQueue {
    /// The next request of which an answer is still of use.
    pub fn next(&self) -> Option<TokenRequest> {
        std::iter::from_fn(|| self.requests().pop_front()).find(TokenRequest::is_open)
    }

    fn requests(&self) -> MutexGuard<'_, VecDeque<TokenRequest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenProvider for TokenQueue {
    fn request(&self, request: TokenRequest) {
        let mut requests = self.requests();
        // A game that does not poll leaves those behind that nobody waits for any more.
        requests.retain(TokenRequest::is_open);
        requests.push_back(request);
    }

    fn forget(&self) {
        self.requests().clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::auth::{Credentials, Obtained};
    use crate::http::{Method, plain_request};

    #[test]
    fn wishes_that_nobody_has_any_more_are_not_kept() {
        let queue: Arc<TokenQueue> = Arc::default();
        let credentials = Arc::new(Credentials::new(None, Some(queue.clone()), None, Arc::default()));
        let wire = Arc::new(plain_request(Method::Get, "https://sessiondirectory.xboxlive.com", "/handles/1", None));
        for _ in 0..100 {
            let Obtained::Later(_waiting, asking) = credentials.obtain(&wire, None, || Box::new(|_| {})) else {
                panic!("there is no token yet");
            };
            asking.expect("the queue is to be asked").ask();
        }
        assert_eq!(queue.requests().len(), 1, "nobody has polled");
    }
}
