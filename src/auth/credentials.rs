//! The token of one user: kept, asked for, renewed once for many calls that were refused at the same time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::SystemTime;

use super::{Authorization, Signer};
use crate::error::{Code, Error};
use crate::gate::Gate;
use crate::http::WireRequest;
use crate::service_clock::ServiceClock;

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
    wire: Arc<WireRequest>,
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

    /// Whether an answer is still of use.
    pub fn is_open(&self) -> bool {
        let credentials = self.credentials.upgrade();
        credentials.is_some_and(|credentials| credentials.state().open.iter().any(|open| open.id == self.id))
    }

    /// Answers. False where it is too late: answered already, replaced by another request or token, or closed.
    pub fn complete(&self, answer: Result<Authorization, Error>) -> bool {
        self.credentials.upgrade().is_some_and(|credentials| credentials.complete(self.id, answer))
    }
}

/// A token as one attempt gets it. `number` tells tokens apart: it is what an attempt that was refused hands back.
#[derive(Clone, Debug)]
pub struct Granted {
    /// Token and signature.
    pub authorization: Authorization,
    /// Which token it is.
    pub number: u64,
    /// The time in the signature, where the client's signer made it.
    pub signed_at: Option<SystemTime>,
}

/// Somebody who waits for a token.
struct Waiter {
    id: u64,
    tell: Tell,
}

/// Takes what a waiter gets.
pub(crate) type Tell = Box<dyn FnOnce(Answer) + Send>;

/// What an attempt gets when it needs a token.
#[must_use]
pub(crate) enum Obtained {
    /// The token, or why there is none.
    Now(Result<Granted, Error>),
    /// A place among those who wait for one; where the provider must be asked, the caller says on which thread.
    Later(Waiting, Option<Asking>),
}

/// A place among those who wait: dropped, nobody waits there any more.
#[must_use]
pub(crate) struct Waiting {
    credentials: Weak<Credentials>,
    id: u64,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(credentials) = self.credentials.upgrade() {
            let mut state = credentials.state();
            state.open.iter_mut().for_each(|open| open.waiters.retain(|waiter| waiter.id != self.id));
        }
    }
}

/// A request that the provider is still to be handed.
#[must_use]
pub(crate) struct Asking {
    credentials: Arc<Credentials>,
    request: TokenRequest,
}

impl Asking {
    /// Asks the provider, which may take as long as it likes.
    pub(crate) fn ask(self) {
        self.credentials.ask(self.request);
    }
}

/// What a waiter gets; `None`: ask again, the answer was for another attempt only.
pub(crate) type Answer = Option<Result<Granted, Error>>;

/// The token of one user.
pub struct Credentials {
    state: Mutex<State>,
    provider: Option<Arc<dyn TokenProvider>>,
    signer: Option<Arc<Signer>>,
    clock: Arc<ServiceClock>,
    callbacks: Gate,
}

struct State {
    current: Option<Granted>,
    last_number: u64,
    last_id: u64,
    /// The request that brought `current`; what an earlier one brings is older.
    kept_id: u64,
    open: Vec<Open>,
    /// The provider's last answer was signed: every attempt needs one of its own.
    signing: bool,
    closed: bool,
}

struct Open {
    id: u64,
    forced: bool,
    waiters: Vec<Waiter>,
}

impl Credentials {
    /// A token that is known, one that can be asked for, or both; `signer` signs each attempt by `clock`.
    pub fn new(
        authorization: Option<Authorization>,
        provider: Option<Arc<dyn TokenProvider>>,
        signer: Option<Arc<Signer>>,
        clock: Arc<ServiceClock>,
    ) -> Credentials {
        let current = authorization.map(|authorization| Granted { authorization, number: 0, signed_at: None });
        let state =
            State { current, last_number: 0, last_id: 0, kept_id: 0, open: Vec::new(), signing: false, closed: false };
        Credentials { state: Mutex::new(state), provider, signer, clock, callbacks: Gate::default() }
    }

    /// Replaces the token, also for those who wait for one.
    pub fn set(&self, authorization: Authorization) {
        let (granted, open) = {
            let mut state = self.state();
            let granted = state.number(authorization);
            state.current = Some(granted.clone());
            state.signing = false;
            (granted, std::mem::take(&mut state.open))
        };
        for waiter in open.into_iter().flat_map(|open| open.waiters) {
            (waiter.tell)(Some(Ok(granted.clone())));
        }
    }

    /// Gets a token for an attempt; `refused` is the number of the one the service has just refused. Where it must wait,
    /// what `tell` makes is called once at most, from any thread, unless the place is dropped before.
    pub(crate) fn obtain(
        self: &Arc<Credentials>,
        wire: &Arc<WireRequest>,
        refused: Option<u64>,
        tell: impl FnOnce() -> Tell,
    ) -> Obtained {
        let mut state = self.state();
        if state.closed {
            return Obtained::Now(Err(closed()));
        }
        if let Some(granted) = state.current.clone().filter(|granted| Some(granted.number) != refused) {
            drop(state);
            return Obtained::Now(self.sign(wire, granted));
        }
        if self.provider.is_none() {
            return Obtained::Now(Err(nobody_to_ask(refused)));
        }
        state.last_id += 1;
        let (id, forced) = (state.last_id, refused.is_some());
        let waiting = Waiting { credentials: Arc::downgrade(self), id };
        let waiter = Waiter { id, tell: self.signing(wire, tell()) };
        if let Some(open) = state.joinable(forced) {
            open.waiters.push(waiter);
            return Obtained::Later(waiting, None);
        }
        state.current = None;
        // Requests that nobody waits for any more give way to this one.
        state.open.retain(|open| !open.waiters.is_empty());
        state.open.push(Open { id, forced, waiters: vec![waiter] });
        drop(state);
        let request = TokenRequest { credentials: Arc::downgrade(self), id, wire: wire.clone(), force_refresh: forced };
        Obtained::Later(waiting, Some(Asking { credentials: self.clone(), request }))
    }

    /// Signs the attempt, where there is a signer and the provider has not signed.
    fn sign(&self, wire: &WireRequest, granted: Granted) -> Result<Granted, Error> {
        match &self.signer {
            Some(signer) if granted.authorization.signature().is_none() => {
                let time = self.clock.now();
                let authorization = signer.sign(wire, &granted.authorization, time)?;
                Ok(Granted { authorization, signed_at: Some(time), ..granted })
            }
            _ => Ok(granted),
        }
    }

    /// `tell`, which gets what it is told with the attempt's signature.
    fn signing(self: &Arc<Credentials>, wire: &Arc<WireRequest>, tell: Tell) -> Tell {
        if self.signer.is_none() {
            return tell;
        }
        let (wire, credentials) = (wire.clone(), Arc::downgrade(self));
        Box::new(move |answer| {
            let credentials = credentials.upgrade();
            let sign = |granted| credentials.map_or_else(|| Err(closed()), |them| them.sign(&wire, granted));
            tell(answer.map(|granted| granted.and_then(sign)));
        })
    }

    fn ask(&self, request: TokenRequest) {
        match (&self.provider, self.callbacks.enter()) {
            (Some(provider), Some(_inside)) => provider.request(request),
            _ => drop(request.complete(Err(closed()))),
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
            (waiter.tell)(Some(Err(closed())));
        }
    }

    /// Waits until no callback of the provider runs (not from inside one), and takes back what is still open.
    pub fn wait_for_callbacks(&self) {
        self.callbacks.wait_until_left();
        if let Some(provider) = &self.provider {
            provider.forget();
        }
    }

    fn complete(&self, id: u64, answer: Result<Authorization, Error>) -> bool {
        let mut state = self.state();
        // Not found: too late. `set`, or a later request, has brought the newer token.
        let Some(index) = state.open.iter().position(|open| open.id == id) else {
            return false;
        };
        let waiters = state.open.swap_remove(index).waiters;
        let answer = answer.map(|authorization| {
            state.signing = authorization.signature().is_some();
            let granted = state.number(authorization);
            if !state.signing && id > state.kept_id {
                state.kept_id = id;
                state.current = Some(granted.clone());
            }
            granted
        });
        let one_attempt_only = state.signing && answer.is_ok();
        drop(state);
        for (index, waiter) in waiters.into_iter().enumerate() {
            (waiter.tell)((index == 0 || !one_attempt_only).then(|| answer.clone()));
        }
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn number(&mut self, authorization: Authorization) -> Granted {
        self.last_number += 1;
        Granted { authorization, number: self.last_number, signed_at: None }
    }

    /// A request whose answer serves another asker, too. One that was refused needs a token that was asked for since.
    fn joinable(&mut self, forced: bool) -> Option<&mut Open> {
        let signing = self.signing;
        let serves = |open: &&mut Open| !signing && !open.waiters.is_empty() && (open.forced || !forced);
        self.open.iter_mut().find(serves)
    }
}

fn closed() -> Error {
    Error::new(Code::Closed, "the client was closed")
}

fn nobody_to_ask(refused: Option<u64>) -> Error {
    match refused {
        Some(_) => {
            Error::new(Code::Unauthorized, "the service refused the token, and there is no token callback to renew it")
        }
        None => Error::new(Code::NoToken, "there is no authorization and no token callback"),
    }
}

#[cfg(test)]
mod tests;
