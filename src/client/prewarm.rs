//! Connections opened ahead of a batch.

use std::sync::mpsc;
use std::time::Instant;

use super::{CallOptions, Client, Receipt, Reply};
use crate::drive::Sender;
use crate::error::{Code, Delivery, Error};
use crate::http::{Failure, Limits, Response};

impl Client {
    /// Opens connections to the service until `count` are ready for requests to come, beside those that earlier ones
    /// left open; as many as the network may have in use at most. Tells how many are ready: 0 where an engine sends the
    /// requests. An error where none could be opened.
    pub fn prewarm(&self, count: u32, call: &CallOptions) -> Result<Reply<u32>, Error> {
        if count == 0 {
            return Err(Error::argument("count", "must not be 0"));
        }
        let plan = self.plan(call)?;
        let _entered = self.lifetime.enter()?;
        let Sender::Direct { transport, workers } = self.network.sender() else {
            return Ok(Reply { value: 0, receipt: Receipt::default() });
        };
        let url = plan.endpoint.url("/");
        let limits = Limits {
            connect_timeout: plan.connect_timeout,
            request_timeout: plan.request_timeout,
            deadline: plan.deadline,
        };
        let (report, reports) = mpsc::channel();
        let wanted = self.network.max_connections().min(count as usize);
        let missing = wanted.saturating_sub(transport.ready(&url));
        for _ in 0..missing {
            let (transport, url, cancel, report) =
                (transport.clone(), url.clone(), self.lifetime.cancel().clone(), report.clone());
            workers.submit(
                // A worker brings an answer or a failure; that there is a connection is said by an empty answer.
                move || transport.make_ready(&url, &limits, &cancel).map(|()| Response::default()),
                move |outcome| drop(report.send(outcome)),
            );
        }
        let mut failure = None;
        for _ in 0..missing {
            match reports.recv_timeout(plan.deadline.saturating_duration_since(Instant::now())) {
                Ok(Ok(_)) => {}
                Ok(Err(failed)) => failure = Some(failed),
                Err(_) => break,
            }
        }
        self.lifetime.check()?;
        match (transport.ready(&url).min(wanted), failure) {
            (0, Some(failure)) => Err(error(&failure)),
            (0, None) => Err(late()),
            (ready, _) => Ok(Reply { value: u32::try_from(ready).unwrap_or(u32::MAX), receipt: Receipt::default() }),
        }
    }
}

fn error(failure: &Failure) -> Error {
    let mut error = Error::new(failure.kind.code(), &failure.detail);
    error.delivery = Delivery::NotSent;
    error
}

fn late() -> Error {
    let mut error = Error::new(Code::Timeout, "no connection was made within the deadline");
    error.delivery = Delivery::NotSent;
    error
}
