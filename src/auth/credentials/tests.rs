use super::*;
use crate::http::{Method, plain_request};
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
    (Arc::new(Credentials::new(known, Some(Arc::new(Asked(sender))), None, Arc::default())), receiver)
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

fn begin(credentials: &Arc<Credentials>, refused: Option<u64>) -> (Option<Waiting>, Receiver<Answer>) {
    let (sender, receiver) = channel();
    let wire = Arc::new(plain_request(Method::Get, "https://example.com", "/", None));
    let later = sender.clone();
    match credentials.obtain(&wire, refused, || Box::new(move |answer| later.send(answer).unwrap())) {
        Obtained::Now(granted) => {
            sender.send(Some(granted)).unwrap();
            (None, receiver)
        }
        Obtained::Later(waiting, asking) => {
            if let Some(asking) = asking {
                asking.ask();
            }
            (Some(waiting), receiver)
        }
    }
}

fn granted(answer: &Receiver<Answer>) -> Granted {
    answer.try_recv().expect("an answer by now").expect("for this attempt").expect("a token")
}

fn refusal(answer: &Receiver<Answer>) -> Code {
    answer.try_recv().expect("an answer by now").expect("for this attempt").expect_err("no token").code
}

#[test]
fn a_known_token_is_given_until_it_is_refused() {
    let credentials = Arc::new(Credentials::new(Some(authorization("first", None)), None, None, Arc::default()));
    let first = granted(&obtain(&credentials, None));
    assert_eq!(first.authorization.token(), "first");
    assert_eq!(refusal(&obtain(&credentials, Some(first.number))), Code::Unauthorized);
    credentials.set(authorization("second", None));
    assert_eq!(granted(&obtain(&credentials, Some(first.number))).authorization.token(), "second");
}

#[test]
fn without_token_and_provider_there_is_none() {
    assert_eq!(refusal(&obtain(&Arc::new(Credentials::new(None, None, None, Arc::default())), None)), Code::NoToken);
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
