//! TLS records that say nothing: a peer may send them without end, while an answer is awaited and while a connection is
//! kept. No TLS library sends such, so they are made here.

mod support;

use std::io::{self, Read, Write};
use std::mem;
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use mpsd::{CallOptions, Client, ClientOptions, Network, NetworkOptions, Pacing, Prepared, SessionReference};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use rustls::{ConnectionTrafficSecrets, ServerConfig, ServerConnection};
use support::server::Server;
use support::tls::{Authority, Flaw};

const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";
const DEADLINE: Duration = Duration::from_millis(700);
const PROMISED: Duration = Duration::from_millis(50);
/// A machine that runs other tests beside this one is late now and then, but not each time.
const TRIES: usize = 4;

/// Writes records of TLS 1.3.
struct Records {
    stream: TcpStream,
    key: LessSafeKey,
    iv: [u8; 12],
    number: u64,
    /// A request came with the end of the handshake.
    asked: bool,
}

impl Records {
    /// Takes part in the handshake.
    fn after_handshake(mut stream: TcpStream, config: &Arc<ServerConfig>) -> io::Result<Records> {
        let mut connection = ServerConnection::new(config.clone()).expect("the configuration is complete");
        while connection.is_handshaking() || connection.wants_write() {
            connection.complete_io(&mut stream)?;
        }
        let asked = connection.reader().read(&mut [0; 65_536]).is_ok();
        let secrets = connection.dangerous_extract_secrets().map_err(io::Error::other)?;
        let (number, ConnectionTrafficSecrets::Aes256Gcm { key, iv }) = secrets.tx else {
            return Err(io::Error::other("another cipher"));
        };
        let key = UnboundKey::new(&AES_256_GCM, key.as_ref()).expect("a key of this cipher");
        let iv = iv.as_ref().try_into().expect("an IV of this cipher");
        Ok(Records { stream, key: LessSafeKey::new(key), iv, number, asked })
    }

    /// A record of this content type, padded with zeros.
    fn record(&mut self, kind: u8, content: &[u8], padding: usize) -> Vec<u8> {
        let mut inner = [content, &[kind]].concat();
        inner.resize(inner.len() + padding, 0);
        let length = u16::try_from(inner.len() + AES_256_GCM.tag_len()).expect("it fits a record").to_be_bytes();
        let head = [23, 3, 3, length[0], length[1]];
        let mut nonce = self.iv;
        nonce.iter_mut().rev().zip(self.number.to_le_bytes()).for_each(|(byte, number)| *byte ^= number);
        self.number += 1;
        let nonce = Nonce::assume_unique_for_key(nonce);
        self.key.seal_in_place_append_tag(nonce, Aad::from(head), &mut inner).expect("it fits");
        [&head[..], &inner].concat()
    }

    fn idle(&mut self, sender: &Sender) -> Vec<u8> {
        self.record(sender.kind, sender.content, sender.padding)
    }
}

struct Sender {
    name: &'static str,
    kind: u8,
    content: &'static [u8],
    padding: usize,
}

const SENDERS: [Sender; 5] = [
    Sender { name: "data without a byte", kind: 23, content: b"", padding: 0 },
    Sender { name: "padding alone", kind: 23, content: b"", padding: 16_000 },
    Sender {
        name: "tickets",
        kind: 22,
        // new_session_ticket: lifetime, age_add, nonce, ticket, extensions.
        content: &[4, 0, 0, 15, 0, 0, 1, 0, 1, 2, 3, 4, 1, 7, 0, 1, 9, 0, 0],
        padding: 0,
    },
    Sender { name: "warnings", kind: 21, content: &[1, 90], padding: 0 },
    Sender { name: "key updates", kind: 22, content: &[24, 0, 0, 1, 0], padding: 0 },
];

/// Answers so many requests, then sends without end. What it reads it cannot read: a request is one write.
fn serve(
    stream: TcpStream,
    config: &Arc<ServerConfig>,
    sender: &Sender,
    answers: usize,
    flood: bool,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut records = Records::after_handshake(stream, config)?;
    for _ in 0..answers {
        if !mem::take(&mut records.asked) && records.stream.read(&mut [0; 65_536])? == 0 {
            return Ok(());
        }
        let answer = records.record(23, b"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"properties\":{}}", 0);
        records.stream.write_all(&answer)?;
        // The answer has been read when the rest comes.
        thread::sleep(Duration::from_millis(50));
    }
    loop {
        let piece = if flood {
            (0..16).flat_map(|_| records.idle(sender)).collect()
        } else {
            thread::sleep(Duration::from_millis(1));
            records.idle(sender)
        };
        records.stream.write_all(&piece)?;
    }
}

fn client(url: &str, network: &Arc<Network>) -> Arc<Client> {
    let mut options = ClientOptions::new();
    options.pacing = Pacing::Off;
    options.endpoint = Some(url.to_owned());
    options.xuid = 3212;
    options.title_id = 1;
    options.max_attempts = Some(1);
    options.deadline = Some(DEADLINE);
    options.network = Some(network.clone());
    options.set_authorization(Some("XBL3.0 x=emulator;xuid=3212;title=1")).unwrap();
    Client::new(options).unwrap()
}

fn read(client: &Client) -> bool {
    let reference = SessionReference::new(SCID, "t", "s").unwrap();
    client.read_session(&reference.into(), &CallOptions::default()).and_then(Prepared::run).is_ok()
}

#[test]
fn records_that_say_nothing_do_not_outlast_the_deadline() {
    let authority = Authority::new();
    let mut config = authority.config(Flaw::None);
    config.enable_secret_extraction = true;
    config.send_tls13_tickets = 0;
    let config = Arc::new(config);
    for sender in &SENDERS {
        for flood in [false, true] {
            for answers in [0, 1] {
                let cell = format!("{}, flood: {flood}, after {answers} answers", sender.name);
                let in_time = (0..TRIES).any(|_| {
                    let server = Server::start({
                        let config = config.clone();
                        move |stream| drop(serve(stream, &config, sender, answers, flood))
                    });
                    let pem = Some(authority.pem().to_owned());
                    let options = NetworkOptions { root_certificates_pem: pem, ..NetworkOptions::default() };
                    let network = Network::new(options).unwrap();
                    let client = client(&format!("https://127.0.0.1:{}", server.port()), &network);
                    for _ in 0..answers {
                        assert!(read(&client), "{cell}");
                    }
                    thread::sleep(Duration::from_millis(100));
                    let began = Instant::now();
                    read(&client);
                    let took = began.elapsed();
                    println!("{cell}: {took:?}");
                    took <= DEADLINE + PROMISED
                });
                assert!(in_time, "{cell}: never within {:?}", DEADLINE + PROMISED);
            }
        }
    }
}
