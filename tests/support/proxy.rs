//! An HTTP proxy that makes tunnels (CONNECT), all of them to one port of this machine.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::server::Server;

const ESTABLISHED: &str = "HTTP/1.1 200 Connection established\r\n\r\n";

/// A proxy and what it was asked.
pub struct TunnelProxy {
    server: Server,
    asked: Arc<Mutex<Vec<String>>>,
}

impl TunnelProxy {
    /// Starts a proxy that wants this value of Proxy-Authorization, if any.
    pub fn start(to_port: u16, authorization: Option<&'static str>) -> TunnelProxy {
        TunnelProxy::answering(to_port, authorization, ESTABLISHED)
    }

    /// Starts one that opens a tunnel with these bytes, or refuses one with them where they are no 2xx.
    pub fn answering(to_port: u16, authorization: Option<&'static str>, answer: impl Into<String>) -> TunnelProxy {
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let server = Server::start({
            let (asked, answer) = (asked.clone(), answer.into());
            move |stream| {
                let _ = tunnel(stream, to_port, authorization, &answer, &asked);
            }
        });
        TunnelProxy { server, asked }
    }

    /// "host:port".
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.server.port())
    }

    /// The requests' heads, in their order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no holder panics").clone()
    }
}

fn tunnel(
    mut client: TcpStream,
    to_port: u16,
    authorization: Option<&str>,
    answer: &str,
    asked: &Mutex<Vec<String>>,
) -> io::Result<()> {
    let mut head = String::new();
    let mut reader = BufReader::new(client.try_clone()?);
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    asked.lock().expect("no holder panics").push(head.clone());
    let allowed = authorization.is_none_or(|value| head.contains(&format!("Proxy-Authorization: {value}\r\n")));
    if !head.starts_with("CONNECT ") || !allowed {
        return client.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    }
    let Ok(mut service) = TcpStream::connect((Ipv4Addr::LOCALHOST, to_port)) else {
        return client.write_all(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
    };
    client.write_all(answer.as_bytes())?;
    if !answer.lines().any(|line| line.starts_with("HTTP/1.1 2")) {
        return Ok(());
    }
    let (mut from_service, mut to_client) = (service.try_clone()?, client.try_clone()?);
    let back = thread::spawn(move || {
        let _ = io::copy(&mut from_service, &mut to_client);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    let _ = io::copy(&mut reader, &mut service);
    let _ = service.shutdown(Shutdown::Both);
    let _ = back.join();
    Ok(())
}
