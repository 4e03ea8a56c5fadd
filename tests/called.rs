//! Engines that are called for each request, and take their time.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mpsd::http::{HttpRequest, OnAbandoned, RequestHandler};
use mpsd::{
    CallOptions, Client, ClientOptions, Code, Network, NetworkMode, NetworkOptions, OperationOptions, SessionReference,
    SessionTarget,
};

/// Says that it is in the callback, and stays there until it is let go. Never answers.
struct Slow {
    entered: Sender<()>,
    leave: Mutex<Receiver<()>>,
    told: Sender<()>,
}

impl RequestHandler for Slow {
    fn send(&self, _: Arc<HttpRequest>) -> Option<OnAbandoned> {
        self.entered.send(()).unwrap();
        let _ = self.leave.lock().unwrap().recv();
        let told = self.told.clone();
        Some(Box::new(move || told.send(()).unwrap()))
    }
}

#[test]
fn an_engine_that_is_slow_to_take_a_request_hears_that_its_call_was_cancelled_meanwhile() {
    let (entered, is_inside) = channel();
    let (leave, leaves) = channel();
    let (told, is_told) = channel();
    let handler = Arc::new(Slow { entered, leave: Mutex::new(leaves), told });
    let mode = NetworkMode::Called(handler);
    let mut options = ClientOptions::new();
    options.network = Some(Network::new(NetworkOptions { mode, ..NetworkOptions::default() }).unwrap());
    options.set_authorization(Some("XBL3.0 x=1;t")).unwrap();
    let client = Client::new(options).unwrap();
    let target: SessionTarget = SessionReference::new("8dfb0100-ebe0-42da-885f-033860a818f6", "t", "s").unwrap().into();
    let read = client.read_session(&target, &CallOptions::default()).unwrap();
    let operation = read.start(OperationOptions::default()).unwrap();
    is_inside.recv_timeout(Duration::from_secs(10)).unwrap();
    operation.cancel();
    let error = operation.wait(Some(Duration::from_secs(10))).expect("it is over").as_ref().unwrap_err();
    assert_eq!(error.code, Code::Cancelled);
    leave.send(()).unwrap();
    is_told.recv_timeout(Duration::from_secs(10)).expect("nobody waits for the answer");
}
