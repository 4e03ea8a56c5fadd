//! Connections that obey the attempt they serve, and send a request in one write.

use std::fmt;
use std::sync::Arc;

use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, NextTimeout, TcpConnector, Transport,
};

use zeroize::{Zeroize, Zeroizing};

use super::flight::{Flights, Ownership, Phase};

/// Opens TCP connections whose every wait is bounded by the attempt and ended by its cancel.
#[derive(Debug)]
pub(super) struct TrackedTcp {
    flights: Arc<Flights>,
}

impl TrackedTcp {
    pub(super) fn new(flights: Arc<Flights>) -> TrackedTcp {
        TrackedTcp { flights }
    }
}

type Tcp = <TcpConnector as Connector<()>>::Out;

impl Connector<()> for TrackedTcp {
    type Out = Tracked;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Tracked>, Error> {
        let flight = self.flights.current()?;
        flight.reached(Phase::Connecting);
        let ownership: Arc<Ownership> = Arc::default();
        let register = details.register_shutdown.clone();
        let made = ownership.clone();
        let details = ConnectionDetails {
            uri: details.uri,
            addrs: details.addrs.clone(),
            config: details.config,
            request_level: details.request_level,
            resolver: details.resolver,
            now: details.now,
            timeout: flight.timeout(),
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: Arc::new(move |handle| {
                made.is_of(&handle);
                register(handle)
            }),
        };
        let tcp = TcpConnector::default().connect(&details, None)?;
        flight.reached(if details.needs_tls() { Phase::Securing } else { Phase::Connected });
        flight.claim(&ownership);
        Ok(tcp.map(|tcp| Tracked { tcp, ownership, flights: self.flights.clone() }))
    }
}

/// A TCP connection that asks the current attempt how long it may wait.
pub(super) struct Tracked {
    tcp: Tcp,
    ownership: Arc<Ownership>,
    flights: Arc<Flights>,
}

impl Transport for Tracked {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.tcp.buffers()
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        let timeout = self.flights.current()?.timeout();
        self.tcp.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        let timeout = self.flights.current()?.timeout();
        self.tcp.await_input(timeout)
    }

    /// Asked of an idle connection by the attempt that is about to use it, which makes it the attempt's own; and by its
    /// owner when it goes back to the pool, where the next one asks again.
    fn is_open(&mut self) -> bool {
        self.flights
            .current()
            .is_ok_and(|flight| flight.owns(&self.ownership) || flight.claim(&self.ownership) && self.tcp.is_open())
    }
}

impl fmt::Debug for Tracked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tcp.fmt(f)
    }
}

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

impl<A: Transport, B: Transport> Connector<Either<A, B>> for OneWriteConnector {
    type Out = OneWrite<Either<A, B>>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<Either<A, B>>) -> Result<Option<Self::Out>, Error> {
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
        self.flights.current()?.reached(Phase::Sent);
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
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.unsent.is_empty() && self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
