//! The token of one user: kept, asked for, renewed once for many calls that were refused at the same time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::Authorization;
use super::gate::Gate;
use crate::error::{Code, Error};
use crate::http::WireRequest;

/// Gives tokens. Called on the thread that makes a call; may answer at once or later, from any thread.
pub trait TokenProvider: Send + Sync {
    /// Asks for a token.
    fn request(&self, request: TokenRequest);
    /// The client is closed: forget the requests that are still open.
    fn forget(&self);
}

/// A wish for a token.
pub struct TokenRequest {
    credentials: Weak<Credentials>,
    id: u64,
    wire: WireRequest,
    force_refresh: bool,
}

impl TokenRequest {
    /// The request that the token is for.
    pub fn wire(&self) -> &WireRequest {
        &self.wire
    }

    /// Whether the last token was refused.
    pub fn force_refresh(&self) -> bool {
        self.force_refresh
    }

    /// Answers.
    pub fn complete(&self, answer: Result<Authorization, Error>) {
        if let Some(credentials) = self.credentials.upgrade() {
            credentials.complete(self.id, answer);
        }
    }
}

/// A token as one attempt gets it. `number` tells tokens apart: it is what an attempt that was refused hands back.
#[derive(Clone, Debug)]
pub struct Granted {
    /// Token and signature.
    pub authorization: Authorization,
    /// Which token it is.
    pub number: u64,
}

type Waiter = Box<dyn FnOnce(Answer) + Send>;

/// What a waiter gets; `None`: ask again, the answer was for another attempt only.
pub(crate) type Answer = Option<Result<Granted, Error>>;

/// The token of one user.
pub struct Credentials {
    state: Mutex<State>,
    provider: Option<Arc<dyn TokenProvider>>,
    callbacks: Gate,
}

struct State {
    current: Option<Granted>,
    last_number: u64,
    last_id: u64,
    open: Vec<Open>,
    /// The provider's last answer was signed: every attempt needs one of its own.
    signing: bool,
    closed: bool,
}

struct Open {
    id: u64,
    waiters: Vec<Waiter>,
}

impl Credentials {
    /// A token that is known, one that can be asked for, or both.
    pub fn new(authorization: Option<Authorization>, provider: Option<Arc<dyn TokenProvider>>) -> Credentials {
        let current = authorization.map(|authorization| Granted { authorization, number: 0 });
        let state = State { current, last_number: 0, last_id: 0, open: Vec::new(), signing: false, closed: false };
        Credentials { state: Mutex::new(state), provider, callbacks: Gate::default() }
    }

    /// Replaces the token, also for those who wait for one.
    pub fn set(&self, authorization: Authorization) {
        let (granted, open) = {
            let mut state = self.state();
            let granted = state.keep(authorization);
            state.signing = false;
            (granted, std::mem::take(&mut state.open))
        };
        for waiter in open.into_iter().flat_map(|open| open.waiters) {
            waiter(Some(Ok(granted.clone())));
        }
    }

    /// Gets a token for an attempt; `refused` is the number of the one the service has just refused.
    /// `waiter` is called exactly once, at once or later, from any thread.
    pub(crate) fn obtain(
        self: &Arc<Credentials>,
        wire: &WireRequest,
        refused: Option<u64>,
        waiter: impl FnOnce(Answer) + Send + 'static,
    ) {
        let waiter: Waiter = Box::new(waiter);
        let mut state = self.state();
        if state.closed {
            drop(state);
            return waiter(Some(Err(Error::new(Code::Closed, "the client was closed"))));
        }
        if let Some(granted) = state.current.clone().filter(|granted| Some(granted.number) != refused) {
            drop(state);
            return waiter(Some(Ok(granted)));
        }
        let Some(provider) = self.provider.clone() else {
            drop(state);
            return waiter(Some(Err(nobody_to_ask(refused))));
        };
        if !state.signing
            && let Some(open) = state.open.first_mut()
        {
            return open.waiters.push(waiter);
        }
        state.current = None;
        state.last_id += 1;
        let id = state.last_id;
        state.open.push(Open { id, waiters: vec![waiter] });
        drop(state);
        let request = TokenRequest {
            credentials: Arc::downgrade(self),
            id,
            wire: wire.clone(),
            force_refresh: refused.is_some(),
        };
        match self.callbacks.enter() {
            Some(_inside) => provider.request(request),
            None => self.complete(id, Err(Error::new(Code::Closed, "the client was closed"))),
        }
    }

    /// Refuses everybody who waits and everybody to come.
    pub fn close(&self) {
        self.callbacks.close();
        let open = {
            let mut state = self.state();
            state.closed = true;
            state.current = None;
            std::mem::take(&mut state.open)
        };
        for waiter in open.into_iter().flat_map(|open| open.waiters) {
            waiter(Some(Err(Error::new(Code::Closed, "the client was closed"))));
        }
    }

    /// Waits until no callback of the provider runs on another thread, and takes back what is still open.
    pub fn wait_for_callbacks(&self) {
        self.callbacks.wait_until_left();
        if let Some(provider) = &self.provider {
            provider.forget();
        }
    }

    fn complete(&self, id: u64, answer: Result<Authorization, Error>) {
        let mut state = self.state();
        // Not found: closed, or answered by `set` meanwhile, whose token is the newer one.
        let Some(index) = state.open.iter().position(|open| open.id == id) else {
            return;
        };
        let waiters = state.open.swap_remove(index).waiters;
        let answer = answer.map(|authorization| {
            state.signing = authorization.signature().is_some();
            if state.signing { state.number(authorization) } else { state.keep(authorization) }
        });
        let one_attempt_only = state.signing;
        drop(state);
        let mut waiters = waiters.into_iter();
        if let Some(first) = waiters.next() {
            first(Some(answer.clone()));
        }
        for waiter in waiters {
            waiter((!one_attempt_only || answer.is_err()).then(|| answer.clone()));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn number(&mut self, authorization: Authorization) -> Granted {
        self.last_number += 1;
        Granted { authorization, number: self.last_number }
    }

    fn keep(&mut self, authorization: Authorization) -> Granted {
        let granted = self.number(authorization);
        self.current = Some(granted.clone());
        granted
    }
}

fn nobody_to_ask(refused: Option<u64>) -> Error {
    match refused {
        Some(_) => {
            Error::new(Code::Unauthorized, "the service refused the token, and there is no token callback to renew it")
        }
        None => Error::new(Code::NoToken, "there is no authorization and no token callback"),
    }
}
