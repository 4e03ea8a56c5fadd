//! The descriptors of the connections that are open or being opened, for a child to close: as long as it has a copy, the other side sees
//! no end of the connection when the parent closes it. Without locks, so that they can be read in the child.

#[cfg(unix)]
use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicI32, Ordering};

const NONE: i32 = -1;
/// Of more, a child keeps its copies.
const MOST: usize = 1024;

static OPEN: [AtomicI32; MOST] = [const { AtomicI32::new(NONE) }; MOST];

/// Marks a connection as this process's own, until it is dropped; before the connection is.
pub(crate) struct OwnSocket(Option<usize>);

impl OwnSocket {
    #[cfg(unix)]
    pub(crate) fn of(socket: &impl AsRawFd) -> OwnSocket {
        let descriptor = socket.as_raw_fd();
        OwnSocket(OPEN.iter().position(|place| exchange(place, NONE, descriptor)))
    }

    /// Where no process forks.
    #[cfg(not(unix))]
    pub(crate) fn of<T>(_: &T) -> OwnSocket {
        OwnSocket(None)
    }
}

impl Drop for OwnSocket {
    fn drop(&mut self) {
        if let Some(place) = self.0 {
            OPEN[place].store(NONE, Ordering::Release);
        }
    }
}

#[cfg(unix)]
fn exchange(place: &AtomicI32, from: i32, to: i32) -> bool {
    place.load(Ordering::Relaxed) == from
        && place.compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed).is_ok()
}

/// All of them, which are nobody's from now on.
#[cfg(all(unix, feature = "capi"))]
pub(crate) fn take_all() -> impl Iterator<Item = i32> {
    OPEN.iter().map(|place| place.swap(NONE, Ordering::AcqRel)).filter(|descriptor| *descriptor != NONE)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn a_connection_is_listed_while_it_is_open() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let is_listed = || OPEN.iter().any(|place| place.load(Ordering::Relaxed) == stream.as_raw_fd());
        let own = OwnSocket::of(&stream);
        assert!(is_listed());
        drop(own);
        assert!(!is_listed());
    }
}
