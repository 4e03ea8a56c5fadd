//! Servers that fail below HTTP. What fails within HTTP is a script for `scripted`.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use socket2::{Domain, Socket, Type};

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

/// An endpoint whose queue of connections is full: further connects hang. It lives as long as the sockets.
pub fn full_backlog() -> (String, Vec<Socket>) {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket of this machine");
    listener.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).expect("a socket of this machine");
    listener.listen(0).expect("a socket of this machine");
    let address =
        listener.local_addr().expect("a socket of this machine").as_socket().expect("a socket of this machine");
    let mut sockets = vec![listener];
    for _ in 0..3 {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket of this machine");
        socket.set_nonblocking(true).expect("a socket of this machine");
        let _ = socket.connect(&address.into());
        sockets.push(socket);
    }
    (format!("http://{address}"), sockets)
}
