//! A TCP server on a free port of 127.0.0.1 that serves each connection on a thread, and stops when dropped.

use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A listener and its connections.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    stopping: AtomicBool,
    connections: Mutex<Vec<TcpStream>>,
}

impl Server {
    /// Serves every connection with `serve`, which ends when its stream does.
    pub fn start(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on 127.0.0.1");
        let address = listener.local_addr().expect("a bound listener has an address");
        let shared = Arc::new(Shared::default());
        let acceptor = thread::spawn({
            let shared = shared.clone();
            move || accept(&listener, &shared, Arc::new(serve))
        });
        Server { address, shared, acceptor: Some(acceptor) }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Ends the connections that are there.
    pub fn disconnect(&self) {
        for connection in self.shared.connections.lock().expect("no holder panics").iter() {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }

    /// The endpoint for a client without TLS.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn accept(listener: &TcpListener, shared: &Shared, serve: Arc<impl Fn(TcpStream) + Send + Sync + 'static>) {
    let mut threads = Vec::new();
    for stream in listener.incoming() {
        if shared.stopping.load(Ordering::SeqCst) {
            break;
        }
        let Ok(stream) = stream else { continue };
        let Ok(clone) = stream.try_clone() else { continue };
        shared.connections.lock().expect("no holder panics").push(clone);
        let serve = serve.clone();
        threads.push(thread::spawn(move || {
            // The clone kept for stopping holds the socket open, so the end must be said.
            let end = stream.try_clone();
            serve(stream);
            if let Ok(end) = end {
                let _ = end.shutdown(Shutdown::Both);
            }
        }));
    }
    for connection in shared.connections.lock().expect("no holder panics").iter() {
        let _ = connection.shutdown(Shutdown::Both);
    }
    for thread in threads {
        let _ = thread.join();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // Wakes the acceptor.
        let _ = TcpStream::connect(self.address);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}
