//! Head and body of a request in one write.

use std::sync::Arc;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use zeroize::{Zeroize, Zeroizing};

use super::flight::{Flights, Phase};

/// Wraps a connection, plain or TLS, so that head and body of a request go out together.
#[derive(Debug)]
pub(super) struct OneWriteConnector {
    flights: Arc<Flights>,
}

impl OneWriteConnector {
    pub(super) fn new(flights: Arc<Flights>) -> OneWriteConnector {
        OneWriteConnector { flights }
    }
}

impl<In: Transport> Connector<In> for OneWriteConnector {
    type Out = OneWrite<In>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, Error> {
        self.flights.current()?.reached(Phase::Connected);
        Ok(chained.map(|inner| OneWrite { inner, unsent: Zeroizing::default(), flights: self.flights.clone() }))
    }
}

/// Gathers what ureq transmits until it waits for the answer.
#[derive(Debug)]
pub(super) struct OneWrite<T> {
    inner: T,
    /// Holds the token: wiped when sent.
    unsent: Zeroizing<Vec<u8>>,
    flights: Arc<Flights>,
}

impl<T: Transport> OneWrite<T> {
    fn flush(&mut self, timeout: NextTimeout) -> Result<(), Error> {
        if self.unsent.is_empty() {
            return Ok(());
        }
        let flight = self.flights.current()?;
        flight.reached(Phase::Sending);
        let mut rest = self.unsent.as_slice();
        while !rest.is_empty() {
            let output = self.inner.buffers().output();
            let amount = rest.len().min(output.len());
            let (now, later) = rest.split_at(amount);
            output[..amount].copy_from_slice(now);
            self.inner.transmit_output(amount, timeout)?;
            rest = later;
        }
        self.unsent.zeroize();
        flight.reached(Phase::Waiting);
        Ok(())
    }
}

impl<T: Transport> Transport for OneWrite<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let output = self.inner.buffers().output();
        self.unsent.extend_from_slice(&output[..amount]);
        // A second buffer full would make a second write anyway.
        if self.unsent.len() > super::OUTPUT_BYTES { self.flush(timeout) } else { Ok(()) }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.flush(timeout)?;
        let came = self.inner.await_input(timeout)?;
        self.flights.current()?.reached(Phase::Receiving);
        Ok(came)
    }

    fn is_open(&mut self) -> bool {
        self.unsent.is_empty() && self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
