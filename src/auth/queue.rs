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
        self.requests().push_back(request);
    }

    fn forget(&self) {
        self.requests().clear();
    }
}
