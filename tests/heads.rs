//! What the head of an answer may be like, and what is kept of an answer that cannot be used.

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mpsd::{
    CallOptions, Client, ClientOptions, Code, Delivery, Error, Invite, InviteRows, Network, NetworkOptions, Pacing,
    Prepared, SessionReference,
};
use support::server::Server;

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const BODY: &str = "{\"properties\":{}}";

fn client(url: &str) -> Arc<Client> {
    let mut options = ClientOptions::new();
    options.pacing = Pacing::Off;
    options.endpoint = Some(url.to_owned());
    options.xuid = 3212;
    options.title_id = 1;
    options.max_attempts = Some(1);
    options.network =
        Some(Network::new(NetworkOptions { max_answer_bytes: 2048, ..NetworkOptions::default() }).unwrap());
    options.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
    Client::new(options).unwrap()
}

fn reference() -> SessionReference {
    SessionReference::new(SCID, "t", "s").unwrap()
}

/// Answers each request with these bytes, in pieces of so many, and closes after it where it is to.
fn answering(answer: String, piece: usize, close: bool) -> Server {
    Server::start(move |mut stream: TcpStream| {
        let _ = stream.set_nodelay(true);
        while stream.read(&mut [0; 65536]).is_ok_and(|count| count > 0) {
            for piece in answer.as_bytes().chunks(piece) {
                let _ = stream.write_all(piece);
                if piece.len() < 1000 {
                    thread::sleep(Duration::from_micros(200));
                }
            }
            if close {
                return;
            }
        }
    })
}

/// The ETag of a session that is read.
fn read(answer: &str, piece: usize, close: bool) -> Result<Option<String>, Error> {
    let server = answering(answer.to_owned(), piece, close);
    let client = client(&server.url());
    let read = client.read_session(&reference().into(), &CallOptions::default())?.run()?.value;
    assert!(read.document.unwrap().contains("properties"), "the body begins where the head ends");
    Ok(read.etag)
}

fn with_headers(status: &str, headers: &str) -> String {
    let length = BODY.len();
    format!("HTTP/1.1 {status}\r\nETag: \"7\"\r\nContent-Length: {length}\r\n{headers}\r\n{BODY}")
}

/// A head of so many bytes.
fn of_bytes(bytes: usize) -> String {
    let rest = with_headers("200 OK", "X-Padding: \r\n").len() - BODY.len();
    with_headers("200 OK", &format!("X-Padding: {}\r\n", "y".repeat(bytes - rest)))
}

/// A head of so many headers.
fn of_headers(count: usize) -> String {
    with_headers("200 OK", &"X-Padding: y\r\n".repeat(count - 2))
}

#[test]
fn heads_up_to_64_kib_and_200_headers_are_read() {
    let heads = [4, 7, 8, 16, 60, 64].map(|kib| of_bytes(kib * 1024)).into_iter();
    for answer in heads.chain([128, 129, 200].map(of_headers)) {
        for piece in [1460, 65_536, usize::MAX] {
            assert_eq!(read(&answer, piece, false).unwrap().as_deref(), Some("\"7\""), "{} bytes", answer.len());
        }
    }
}

#[test]
fn beyond_the_limits_is_a_breach_of_protocol_that_names_them_and_the_status_is_kept() {
    for (answer, limit) in [
        (of_bytes(64 * 1024 + 1), "65536 bytes"),
        (of_bytes(65 * 1024), "65536 bytes"),
        (of_headers(201), "200 headers"),
    ] {
        let error = read(&answer, 1460, false).unwrap_err();
        assert_eq!((error.code, error.delivery), (Code::Protocol, Delivery::Answered), "{error}");
        assert_eq!(error.http_status, Some(200), "{error}");
        assert!(error.message.contains(limit), "{error}");
    }
}

#[test]
fn heads_are_read_however_they_are_written() {
    for headers in [
        "X-Folded: one\r\n two\r\n\tthree\r\n",
        "X-Empty:\r\n",
        "X-Colons: a:b:c\r\nx-twice: 1\r\nX-Twice: 2\r\n",
        "Connection: keep-alive, Upgrade\r\n",
    ] {
        assert_eq!(read(&with_headers("200 OK", headers), 7, false).unwrap().as_deref(), Some("\"7\""), "{headers}");
    }
    let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    assert_eq!(read(&(interim.to_owned() + &of_headers(3)), 5, false).unwrap().as_deref(), Some("\"7\""));
    let folded = format!("HTTP/1.1 200\r\nETag:\r\n \"7\"\r\nContent-Length: {}\r\n\r\n{BODY}", BODY.len());
    assert_eq!(read(&folded, 3, false).unwrap().as_deref(), Some("\"7\""));
    let chunked = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{BODY}\r\n0\r\n", BODY.len());
    assert_eq!(read(&(chunked.clone() + "\r\n"), 1, false).unwrap(), None);
    let trailer = format!("{chunked}X-Trailer: {}\r\n\r\n", "y".repeat(9000));
    assert_eq!(read(&trailer, 1460, false).unwrap(), None);
    let extended = chunked.replacen("\r\n{", &format!(";x={}\r\n{{", "y".repeat(9000)), 1) + "\r\n";
    for piece in [7, 1460, usize::MAX] {
        assert_eq!(read(&extended, piece, false).unwrap(), None);
    }
    assert_eq!(read(&format!("HTTP/1.0 200 OK\r\n\r\n{BODY}"), 100, true).unwrap(), None);
}

#[test]
fn the_status_of_an_answer_that_cannot_be_used_is_kept() {
    let huge = "x".repeat(4000);
    for (answer, code) in [
        (format!("HTTP/1.1 201 Created\r\nContent-Length: 4000\r\n\r\n{huge}"), Code::Protocol),
        (format!("HTTP/1.1 500 Oops\r\n\r\n{huge}"), Code::Protocol),
        ("HTTP/1.1 201 Created\r\nContent-Length: 4000\r\n\r\n{\"id\":".to_owned(), Code::Network),
        ("HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nNo".to_owned(), Code::Network),
        ("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nwhat?\r\n".to_owned(), Code::Protocol),
        (format!("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5;{}", "x".repeat(20_000)), Code::Protocol),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n".to_owned() + BODY,
            Code::Protocol,
        ),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n".to_owned() + BODY, Code::Network),
        (format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{BODY}", u64::MAX), Code::Network),
        (
            format!("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n{BODY}"),
            Code::Protocol,
        ),
        (format!("HTTP/1.1 304 Not Modified\r\nContent-Length: {}\r\n\r\n{BODY}", BODY.len()), Code::Protocol),
        ("HTTP/1.1 201 Created\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12".to_owned(), Code::Protocol),
    ] {
        let server = answering(answer.clone(), usize::MAX, true);
        let outcomes = client(&server.url())
            .send_invites(&Invite::new(reference(), &[7]).unwrap(), &CallOptions::default())
            .and_then(Prepared::run)
            .map(InviteRows::into_outcomes)
            .unwrap();
        let error = outcomes[0].result.as_ref().unwrap_err();
        let status = answer[9..12].parse().ok();
        let told = (error.code, error.delivery, error.http_status);
        assert_eq!(told, (code, Delivery::Answered, status), "{answer}: {error}");
    }
}

#[test]
fn what_is_no_http_is_told_at_once_and_may_have_been_processed() {
    for answer in ["SSH-2.0-OpenSSH_9.6\r\n", "\u{15}\u{3}\u{1}\0\u{2}\u{2}(", "HTTP/1.1 099 What\r\n\r\n"] {
        let error = read(answer, usize::MAX, false).unwrap_err();
        assert_eq!((error.code, error.delivery), (Code::Protocol, Delivery::Unknown), "{error}");
    }
}
