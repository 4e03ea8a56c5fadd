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
}

/// Somebody who waits for a token.
struct Waiter {
    id: u64,
    tell: Box<dyn FnOnce(Answer) + Send>,
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
    /// A token that is known, one that can be asked for, or both.
    pub fn new(authorization: Option<Authorization>, provider: Option<Arc<dyn TokenProvider>>) -> Credentials {
        let current = authorization.map(|authorization| Granted { authorization, number: 0 });
        let state =
            State { current, last_number: 0, last_id: 0, kept_id: 0, open: Vec::new(), signing: false, closed: false };
        Credentials { state: Mutex::new(state), provider, callbacks: Gate::default() }
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

    /// Gets a token for an attempt; `refused` is the number of the one the service has just refused.
    /// `tell` is called once at most, at once or later, from any thread, unless the result is dropped before.
    pub(crate) fn obtain(
        self: &Arc<Credentials>,
        wire: &WireRequest,
        refused: Option<u64>,
        tell: impl FnOnce(Answer) + Send + 'static,
    ) -> Waiting {
        let mut state = self.state();
        state.last_id += 1;
        let id = state.last_id;
        let waiting = Waiting { credentials: Arc::downgrade(self), id };
        let at_once = match state.current.clone().filter(|granted| Some(granted.number) != refused) {
            _ if state.closed => Some(Err(closed())),
            Some(granted) => Some(Ok(granted)),
            None if self.provider.is_none() => Some(Err(nobody_to_ask(refused))),
            None => None,
        };
        if let Some(answer) = at_once {
            drop(state);
            tell(Some(answer));
            return waiting;
        }
        let forced = refused.is_some();
        let waiter = Waiter { id, tell: Box::new(tell) };
        if let Some(open) = state.joinable(forced) {
            open.waiters.push(waiter);
            return waiting;
        }
        state.current = None;
        // Requests that nobody waits for any more give way to this one.
        state.open.retain(|open| !open.waiters.is_empty());
        state.open.push(Open { id, forced, waiters: vec![waiter] });
        drop(state);
        self.ask(TokenRequest { credentials: Arc::downgrade(self), id, wire: wire.clone(), force_refresh: forced });
        waiting
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
        Granted { authorization, number: self.last_number }
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
mod tests {
    use super::*;
    use crate::http::{Method, Repeat};
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// Hands its requests to the test.
    struct Asked(Sender<TokenRequest>);

    impl TokenProvider for Asked {
        fn request(&self, request: TokenRequest) {
            let _ = self.0.send(request);
        }

        fn forget(&self) {}
    }

    fn asking(known: Option<&str>) -> (Arc<Credentials>, Receiver<TokenRequest>) {
        let (sender, receiver) = channel();
        let known = known.map(|token| authorization(token, None));
        (Arc::new(Credentials::new(known, Some(Arc::new(Asked(sender))))), receiver)
    }

    fn authorization(token: &str, signature: Option<&str>) -> Authorization {
        Authorization::new(token, signature).unwrap()
    }

    /// Waits for ever, and for its answer.
    fn obtain(credentials: &Arc<Credentials>, refused: Option<u64>) -> Receiver<Answer> {
        let (waiting, receiver) = begin(credentials, refused);
        std::mem::forget(waiting);
        receiver
    }

    fn begin(credentials: &Arc<Credentials>, refused: Option<u64>) -> (Waiting, Receiver<Answer>) {
        let (sender, receiver) = channel();
        let url = "https://example.com/".to_owned();
        let wire = WireRequest {
            method: Method::Get,
            url,
            headers: Vec::new(),
            body: Vec::new(),
            repeat: Repeat::Always,
            authorization: None,
        };
        (credentials.obtain(&wire, refused, move |answer| sender.send(answer).unwrap()), receiver)
    }

    fn granted(answer: &Receiver<Answer>) -> Granted {
        answer.try_recv().expect("an answer by now").expect("for this attempt").expect("a token")
    }

    fn refusal(answer: &Receiver<Answer>) -> Code {
        answer.try_recv().expect("an answer by now").expect("for this attempt").expect_err("no token").code
    }

    #[test]
    fn a_known_token_is_given_until_it_is_refused() {
        let credentials = Arc::new(Credentials::new(Some(authorization("first", None)), None));
        let first = granted(&obtain(&credentials, None));
        assert_eq!(first.authorization.token(), "first");
        assert_eq!(refusal(&obtain(&credentials, Some(first.number))), Code::Unauthorized);
        credentials.set(authorization("second", None));
        assert_eq!(granted(&obtain(&credentials, Some(first.number))).authorization.token(), "second");
    }

    #[test]
    fn without_token_and_provider_there_is_none() {
        assert_eq!(refusal(&obtain(&Arc::new(Credentials::new(None, None)), None)), Code::NoToken);
    }

    #[test]
    fn many_that_need_a_token_make_one_request() {
        let (credentials, asked) = asking(None);
        let answers: Vec<_> = (0..5).map(|_| obtain(&credentials, None)).collect();
        let request = asked.try_recv().unwrap();
        assert!(!request.force_refresh() && asked.try_recv().is_err());
        request.complete(Ok(authorization("token", None)));
        let numbers: Vec<u64> = answers.iter().map(|answer| granted(answer).number).collect();
        assert!(numbers.iter().all(|number| *number == numbers[0]));
        granted(&obtain(&credentials, None));
        assert!(asked.try_recv().is_err(), "an unsigned token is kept");
    }

    #[test]
    fn many_refusals_of_one_token_make_one_refresh() {
        let (credentials, asked) = asking(Some("old"));
        let old = granted(&obtain(&credentials, None)).number;
        let answers: Vec<_> = (0..5).map(|_| obtain(&credentials, Some(old))).collect();
        let request = asked.try_recv().unwrap();
        assert!(request.force_refresh() && asked.try_recv().is_err());
        request.complete(Ok(authorization("new", None)));
        assert!(answers.iter().all(|answer| granted(answer).authorization.token() == "new"));
        // One that was refused late goes on with the new token, without another refresh.
        assert_eq!(granted(&obtain(&credentials, Some(old))).authorization.token(), "new");
        assert!(asked.try_recv().is_err());
    }

    #[test]
    fn a_signed_answer_serves_one_attempt() {
        let (credentials, asked) = asking(None);
        let (first, second) = (obtain(&credentials, None), obtain(&credentials, None));
        asked.try_recv().unwrap().complete(Ok(authorization("token", Some("signature"))));
        assert_eq!(granted(&first).authorization.signature(), Some("signature"));
        assert!(second.try_recv().unwrap().is_none(), "it must ask again");
        // From now on each attempt has a request of its own, also at the same time.
        let _both = (obtain(&credentials, None), obtain(&credentials, None));
        assert!(asked.try_recv().is_ok() && asked.try_recv().is_ok());
    }

    #[test]
    fn a_provider_that_fails_fails_those_who_wait_and_is_asked_again_by_the_next() {
        let (credentials, asked) = asking(None);
        let answers = [obtain(&credentials, None), obtain(&credentials, None)];
        asked.try_recv().unwrap().complete(Err(Error::new(Code::NoToken, "signed out")));
        assert!(answers.iter().all(|answer| refusal(answer) == Code::NoToken));
        let _next = obtain(&credentials, None);
        assert!(asked.try_recv().is_ok());
    }

    #[test]
    fn a_request_that_nobody_waits_for_any_more_gives_way_to_the_next() {
        let (credentials, asked) = asking(None);
        let (first, _) = begin(&credentials, None);
        let lost = asked.try_recv().unwrap();
        drop(first);
        let second = obtain(&credentials, None);
        let request = asked.try_recv().expect("the provider is asked again");
        assert!(!lost.complete(Ok(authorization("lost", None))));
        assert!(request.complete(Ok(authorization("token", None))));
        assert_eq!(granted(&second).authorization.token(), "token");
        assert!(!request.complete(Ok(authorization("again", None))));
    }

    #[test]
    fn a_late_answer_that_nobody_waits_for_is_kept() {
        let (credentials, asked) = asking(None);
        drop(begin(&credentials, None));
        assert!(asked.try_recv().unwrap().complete(Ok(authorization("late", None))));
        assert_eq!(granted(&obtain(&credentials, None)).authorization.token(), "late");
    }

    #[test]
    fn a_refused_call_does_not_wait_for_a_request_that_is_not_forced() {
        let (credentials, asked) = asking(None);
        let _first = obtain(&credentials, None);
        let unforced = asked.try_recv().unwrap();
        let refused = obtain(&credentials, Some(0));
        let forced = asked.try_recv().expect("a forced request of its own");
        assert!(forced.force_refresh() && !unforced.force_refresh());
        forced.complete(Ok(authorization("fresh", None)));
        unforced.complete(Ok(authorization("cached", None)));
        assert_eq!(granted(&refused).authorization.token(), "fresh");
        assert_eq!(granted(&obtain(&credentials, None)).authorization.token(), "fresh", "the older answer is not kept");
    }

    #[test]
    fn a_token_set_while_one_is_asked_for_is_the_newer_one() {
        let (credentials, asked) = asking(None);
        let answer = obtain(&credentials, None);
        credentials.set(authorization("set", None));
        assert_eq!(granted(&answer).authorization.token(), "set");
        asked.try_recv().unwrap().complete(Ok(authorization("late", None)));
        assert_eq!(granted(&obtain(&credentials, None)).authorization.token(), "set");
    }

    #[test]
    fn after_close_nobody_is_asked_and_nobody_waits() {
        let (credentials, asked) = asking(None);
        let waiting = obtain(&credentials, None);
        let request = asked.try_recv().unwrap();
        credentials.close();
        assert_eq!(refusal(&waiting), Code::Closed);
        assert_eq!(refusal(&obtain(&credentials, None)), Code::Closed);
        request.complete(Ok(authorization("late", None)));
        credentials.wait_for_callbacks();
        assert!(asked.try_recv().is_err());
    }
}
