//! A connection fails behind a proxy as it does without one, and the proxy's own answers are told apart.

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use mpsd::{
    CallOptions, Client, ClientOptions, Code, Delivery, Error, Invite, InviteRows, Network, NetworkOptions, Pacing,
    Prepared, Proxy, SessionReference,
};
use support::proxy::TunnelProxy;
use support::server::Server;
use support::tls::{Authority, Flaw};
use support::{faults, scripted::Scripted};

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const CONNECT_TIMEOUT: Duration = Duration::from_millis(300);

fn client(url: &str, proxy: Proxy, roots: Option<&str>) -> Arc<Client> {
    Client::new(options(url, proxy, roots)).unwrap()
}

fn options(url: &str, proxy: Proxy, roots: Option<&str>) -> ClientOptions {
    let network =
        NetworkOptions { proxy, root_certificates_pem: roots.map(str::to_owned), ..NetworkOptions::default() };
    let mut options = ClientOptions::new();
    options.pacing = Pacing::Off;
    options.endpoint = Some(url.to_owned());
    options.xuid = 3212;
    options.title_id = 1;
    options.connect_timeout = Some(CONNECT_TIMEOUT);
    // Long enough for one attempt; a second one would begin after two seconds.
    options.deadline = Some(Duration::from_millis(1900));
    options.network = Some(Network::new(network).unwrap());
    options.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
    options
}

fn reference() -> SessionReference {
    SessionReference::new(SCID, "t", "s").unwrap()
}

fn read(client: &Client) -> Result<(), Error> {
    client.read_session(&reference().into(), &CallOptions::default()).and_then(Prepared::run).map(drop)
}

fn invite(client: &Client) -> Result<(), Error> {
    let mut outcomes = client
        .send_invites(&Invite::new(reference(), &[7]).unwrap(), &CallOptions::default())
        .and_then(Prepared::run)
        .map(InviteRows::into_outcomes)
        .unwrap();
    outcomes.remove(0).result.map(drop)
}

/// A service that cannot be reached, and what a call to it must give.
struct Broken {
    name: &'static str,
    server: Server,
    trusted: bool,
    code: Code,
}

fn dripping(mut stream: TcpStream) {
    let _ = stream.read(&mut [0; 4096]);
    // A record of the handshake, of which each byte takes its time.
    for byte in [22, 3, 3, 64, 0].into_iter().chain(std::iter::repeat(2)) {
        if stream.write_all(&[byte]).is_err() {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn broken_services(authority: &Authority) -> Vec<Broken> {
    let broken = |name, server, trusted, code| Broken { name, server, trusted, code };
    vec![
        broken("a certificate nobody trusts", authority.server(Flaw::None), false, Code::Tls),
        broken("a certificate of another host", authority.server(Flaw::WrongHost), true, Code::Tls),
        broken("an expired certificate", authority.server(Flaw::Expired), true, Code::Tls),
        broken("no TLS", faults::plain_http(), true, Code::Tls),
        broken(
            "an end within the handshake",
            Server::start(|mut stream| drop(stream.read(&mut [0; 9]))),
            true,
            Code::Tls,
        ),
        broken("silence", faults::silent(), true, Code::Tls),
        broken("a handshake without end", Server::start(dripping), true, Code::Tls),
    ]
}

#[test]
fn tls_fails_behind_a_proxy_as_it_does_without_one() {
    let authority = Authority::new();
    for Broken { name, server, trusted, code } in broken_services(&authority) {
        let proxy = TunnelProxy::start(server.port(), None);
        let url = format!("https://localhost:{}", server.port());
        let roots = trusted.then(|| authority.pem());
        for call in [read, invite] {
            let mut told = [Proxy::None, Proxy::Url(format!("http://{}", proxy.address()))].map(|proxy| {
                let began = Instant::now();
                let mut options = options(&url, proxy, roots);
                // What a certificate says does not change: there is time for another attempt, and none is made.
                options.deadline = options.deadline.filter(|_| !name.contains("certificate"));
                let error = call(&Client::new(options).unwrap()).unwrap_err();
                assert!(began.elapsed() < CONNECT_TIMEOUT + Duration::from_secs(1), "{name}: {:?}", began.elapsed());
                (error.code, error.delivery, error.attempts, error.http_status, error.message)
            });
            assert_eq!((told[0].0, told[0].1, told[0].2), (code, Delivery::NotSent, 1), "{name}: {told:?}");
            // The handshake may be told to be over in either of two ways.
            if name == "an end within the handshake" {
                told[1].4 = told[0].4.clone();
            }
            assert_eq!(told[0], told[1], "{name}");
        }
    }
}

#[test]
fn a_service_that_refuses_connections_is_told_as_such_through_a_proxy() {
    let closed = faults::closed_port();
    let (_, port) = closed.rsplit_once(':').unwrap();
    let proxy = TunnelProxy::start(port.parse().unwrap(), None);
    for (proxy, text) in [(Proxy::None, "refused"), (Proxy::Url(format!("http://{}", proxy.address())), "HTTP 502")] {
        let error = invite(&client(&closed, proxy, None)).unwrap_err();
        assert_eq!((error.code, error.delivery), (Code::Connect, Delivery::NotSent), "{error}");
        assert!(error.message.contains(&format!("127.0.0.1:{port}")) && error.message.contains(text), "{error}");
    }
    let error = read(&client("https://service.test", Proxy::Url(closed.clone()), None)).unwrap_err();
    assert_eq!((error.code, error.delivery), (Code::Connect, Delivery::NotSent), "{error}");
    assert!(error.message.contains(&format!("the proxy 127.0.0.1:{port}")), "{error}");
}

fn headers(count: usize) -> String {
    "X-Padding: y\r\n".repeat(count)
}

#[test]
fn a_tunnel_is_open_whatever_else_the_proxy_says() {
    let service = Scripted::start();
    let port = service.url().rsplit_once(':').unwrap().1.parse().unwrap();
    for answer in [
        "HTTP/1.1 200 OK\r\n\r\n".to_owned(),
        "HTTP/1.1 201 Created\r\n\r\n".to_owned(),
        "HTTP/1.1 299\r\n\r\n".to_owned(),
        "HTTP/1.0 200 Connection established\r\n\r\n".to_owned(),
        format!("HTTP/1.1 200 OK\r\n{}\r\n", headers(30)),
        format!("HTTP/1.1 200 OK\r\n{}\r\n", headers(200)),
        "HTTP/1.1 200 OK\r\nX-Folded: a\r\n b\r\nContent-Length: 5\r\n\r\n".to_owned(),
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n".to_owned(),
    ] {
        service.set("HTTP/1.1 200 OK\r\nContent-Length: ?\r\n\r\n{}");
        let proxy = TunnelProxy::answering(port, None, answer.replace("HTTP/1.0", "HTTP/1.1"));
        read(&client("http://127.0.0.1:9", Proxy::Url(format!("http://{}", proxy.address())), None)).unwrap();
        assert_eq!(service.count(), 1, "{answer}");
        assert!(proxy.asked()[0].starts_with("CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: 127.0.0.1:9\r\n"), "{answer}");
    }
}

#[test]
fn a_tunnel_that_is_refused_is_no_connection_and_the_reason_is_told() {
    let service = Scripted::start();
    let port = service.url().rsplit_once(':').unwrap().1.parse().unwrap();
    for (answer, text) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n".to_owned(), "proxy authentication"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n".to_owned(), "HTTP 403"),
        ("HTTP/1.1 302 Found\r\nLocation: http://login.test\r\n\r\n".to_owned(), "HTTP 302"),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n<html>".to_owned(), "HTTP 502"),
        (String::new(), "closed the connection"),
        ("HTTP/1.1 200 OK\r\n".to_owned() + &headers(201) + "\r\n", "200 headers"),
        ("SSH-2.0-OpenSSH_9\r\n".to_owned(), "not valid HTTP"),
        ("HTTP/1.1 200 OK\r\n\r\n<html>".to_owned(), "something of its own"),
    ] {
        let proxy = TunnelProxy::answering(port, None, answer);
        let proxy = Proxy::Url(format!("http://{}", proxy.address()));
        let mut options = options("https://service.test", proxy, None);
        // A decision of the proxy is final, whatever time is left.
        options.deadline =
            options.deadline.filter(|_| !["proxy auth", "HTTP 403"].iter().any(|it| text.starts_with(it)));
        let began = Instant::now();
        let error = invite(&Client::new(options).unwrap()).unwrap_err();
        assert!(began.elapsed() < Duration::from_millis(1900), "{text}: {:?}", began.elapsed());
        let expected = (Code::Connect, Delivery::NotSent, None);
        assert_eq!((error.code, error.delivery, error.http_status), expected, "{text}: {error}");
        assert!(error.message.contains(text) && error.message.contains("the proxy 127.0.0.1"), "{text}: {error}");
    }
    assert_eq!(service.count(), 0);
}

#[test]
fn a_proxy_that_is_silent_ends_with_the_connect_timeout() {
    for server in [faults::silent(), Server::start(dripping)] {
        let began = Instant::now();
        let error = invite(&client("https://service.test", Proxy::Url(server.url()), None)).unwrap_err();
        assert_eq!((error.code, error.delivery), (Code::Connect, Delivery::NotSent), "{error}");
        assert!(began.elapsed() < CONNECT_TIMEOUT + Duration::from_secs(1), "{:?}", began.elapsed());
    }
}
