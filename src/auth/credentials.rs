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

    /// Waits until no callback of the provider runs (not from inside one), and takes back what is still open.
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

    fn obtain(credentials: &Arc<Credentials>, refused: Option<u64>) -> Receiver<Answer> {
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
        credentials.obtain(&wire, refused, move |answer| sender.send(answer).unwrap());
        receiver
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
