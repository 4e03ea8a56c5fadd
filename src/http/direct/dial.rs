//! Makes a TCP connection: one that a cancel ends at once, and that a dead address does not hold up.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use mio::net::TcpStream as Attempt;
use mio::{Events, Interest, Poll, Token, Waker};

use super::failure::Error;
use super::flight::Flight;
use crate::process::OwnSocket;

/// How long an address may be silent before the next one is tried beside it (RFC 8305, 5).
const HEAD_START: Duration = Duration::from_millis(250);
/// How often the attempts are looked at without an event: one whose state could not be told is told no second time.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
const CANCELLED: Token = Token(usize::MAX);

/// A connection, or an attempt at one, and what marks its socket as this process's own, which is dropped first.
pub(super) type Owned<T> = (OwnSocket, T);

/// Connects to the first of the addresses that answers, within what the flight has left. The families take turns.
pub(super) fn dial(addresses: &[SocketAddr], flight: &Flight) -> Result<Owned<TcpStream>, Error> {
    let addresses = &families_in_turn(addresses);
    let mut poll = Poll::new()?;
    let waker = Waker::new(poll.registry(), CANCELLED)?;
    let _interrupt = flight.cancel().on_cancel(move || {
        // It fails where the poll is gone, and with it who waits.
        let _ = waker.wake();
    });
    let mut events = Events::with_capacity(4);
    let mut race = Race { waiting: addresses, next_start: Instant::now(), running: Vec::new(), failure: None };
    loop {
        if flight.cancel().is_cancelled() {
            return Err(io::Error::from(io::ErrorKind::Interrupted).into());
        }
        race.start_due(&poll)?;
        if race.is_lost() {
            return Err(race.failure.unwrap_or_else(|| io::ErrorKind::ConnectionRefused.into()).into());
        }
        let left = flight.left().unwrap_or_default();
        let patience = race.patience().unwrap_or(LOOK_AGAIN).min(LOOK_AGAIN).min(left);
        match poll.poll(&mut events, Some(patience)) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            polled => polled?,
        }
        if let Some((own, mut winner)) = race.winner() {
            poll.registry().deregister(&mut winner)?;
            let stream = TcpStream::from(winner);
            stream.set_nonblocking(false)?;
            return Ok((own, stream));
        }
        if flight.left().is_none() {
            return Err(Error::Late);
        }
    }
}

/// The addresses with the families in turn, that of the first one, which the system prefers, first (RFC 8305, 4).
fn families_in_turn(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let preferred = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (mut one, mut other) =
        addresses.iter().partition::<Vec<&SocketAddr>, _>(|address| address.is_ipv6() == preferred);
    one.reverse();
    other.reverse();
    let mut ordered = Vec::with_capacity(addresses.len());
    while ordered.len() < addresses.len() {
        ordered.extend(one.pop());
        ordered.extend(other.pop());
    }
    ordered
}

/// Attempts at several addresses, in their order.
struct Race<'a> {
    waiting: &'a [SocketAddr],
    next_start: Instant,
    running: Vec<Owned<Attempt>>,
    /// Of the last address that refused.
    failure: Option<io::Error>,
}

impl Race<'_> {
    /// Starts the next address when its time has come, or at once where no other is left in the race.
    fn start_due(&mut self, poll: &Poll) -> io::Result<()> {
        while let [address, rest @ ..] = self.waiting
            && (self.running.is_empty() || self.next_start <= Instant::now())
        {
            self.waiting = rest;
            match Attempt::connect(*address) {
                Ok(mut attempt) => {
                    let own = OwnSocket::of(&attempt);
                    poll.registry().register(&mut attempt, Token(rest.len()), Interest::WRITABLE)?;
                    self.running.push((own, attempt));
                    self.next_start = Instant::now() + HEAD_START;
                }
                Err(error) => self.failure = Some(error),
            }
        }
        Ok(())
    }

    fn is_lost(&self) -> bool {
        self.running.is_empty() && self.waiting.is_empty()
    }

    /// How long until the next address is due; `None` where there is none.
    fn patience(&self) -> Option<Duration> {
        (!self.waiting.is_empty()).then(|| self.next_start.saturating_duration_since(Instant::now()))
    }

    /// The first that is connected. Those that failed leave the race, and the next one need not wait.
    fn winner(&mut self) -> Option<Owned<Attempt>> {
        let mut index = 0;
        while index < self.running.len() {
            match state(&self.running[index].1) {
                Ok(true) => return Some(self.running.swap_remove(index)),
                Ok(false) => index += 1,
                Err(error) => {
                    self.failure = Some(error);
                    self.running.remove(index);
                    self.next_start = Instant::now();
                }
            }
        }
        None
    }
}

/// Whether an attempt is connected, not yet, or never will be.
fn state(attempt: &Attempt) -> io::Result<bool> {
    if let Some(error) = attempt.take_error()? {
        return Err(error);
    }
    match attempt.peer_addr() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotConnected => Ok(false),
        #[cfg(unix)]
        Err(error) if error.raw_os_error() == Some(libc::EINPROGRESS) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_families_take_turns_and_none_is_lost() {
        let four = |last: u8| SocketAddr::from(([192, 0, 2, last], 443));
        let six = |last: u16| SocketAddr::from(([0x2001, 0xdb8, 0, 0, 0, 0, 0, last], 443));
        assert_eq!(
            families_in_turn(&[six(1), six(2), six(3), four(1), four(2)]),
            [six(1), four(1), six(2), four(2), six(3)]
        );
        assert_eq!(families_in_turn(&[four(1), six(1), six(2)]), [four(1), six(1), six(2)]);
        let many: Vec<SocketAddr> = (0..40).map(four).collect();
        assert_eq!(families_in_turn(&many), many);
        assert_eq!(families_in_turn(&[]), []);
    }
}
