//! Servers that fail below HTTP. What fails within HTTP is a script for `scripted`.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};

use super::server::Server;

/// An endpoint where nobody listens: the port was bound a moment ago.
pub fn closed_port() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on 127.0.0.1");
    let address = listener.local_addr().expect("a bound listener has an address");
    format!("http://{address}")
}

/// Accepts connections, reads what comes, and never answers.
pub fn silent() -> Server {
    Server::start(|mut stream| {
        let mut buffer = [0; 4096];
        while stream.read(&mut buffer).is_ok_and(|count| count > 0) {}
    })
}

/// Answers whatever comes with plain HTTP: a client that wants TLS has the wrong port.
pub fn plain_http() -> Server {
    Server::start(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    })
}
