//! TLS servers: a good one, and one for each reason to refuse a certificate.

use std::io::{BufReader, Write};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::request::Request;
use super::server::Server;

/// A certificate authority of its own.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// What is wrong with a server's certificate.
#[derive(Clone, Copy, PartialEq)]
pub enum Flaw {
    None,
    WrongHost,
    Expired,
}

impl Authority {
    /// Makes one.
    pub fn new() -> Authority {
        let mut params = CertificateParams::new(Vec::new()).expect("no names, no mistakes");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("ring makes keys");
        let pem = params.self_signed(&key).expect("a key signs itself").pem();
        Authority { issuer: Issuer::new(params, key), pem }
    }

    /// Its certificate, as mpsd_network_options.root_certificates_pem takes it.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// A server with a certificate of this authority, that answers one request a connection with an empty query result.
    pub fn server(&self, flaw: Flaw) -> Server {
        let config = Arc::new(self.config(flaw));
        Server::start(move |stream| {
            let connection = ServerConnection::new(config.clone()).expect("the configuration is complete");
            answer_request(StreamOwned::new(connection, stream));
        })
    }

    /// How a server with such a certificate secures its connections.
    pub fn config(&self, flaw: Flaw) -> ServerConfig {
        let names = if flaw == Flaw::WrongHost {
            ["other.example", "10.9.8.7", "x.test"]
        } else {
            ["localhost", "127.0.0.1", "service.test"]
        };
        let mut params = CertificateParams::new(names.map(str::to_owned)).expect("the names are valid");
        if flaw == Flaw::Expired {
            params.not_before = date_time_ymd(2019, 1, 1);
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let key = KeyPair::generate().expect("ring makes keys");
        let certificate = params.signed_by(&key, &self.issuer).expect("the authority signs");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring supports them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("key and certificate belong together")
    }
}

fn answer_request(stream: StreamOwned<ServerConnection, std::net::TcpStream>) {
    const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{\"results\":[]}";
    let mut reader = BufReader::new(stream);
    if Request::read(&mut reader).is_none() {
        return;
    }
    let stream = reader.get_mut();
    let _ = stream.write_all(ANSWER);
    stream.conn.send_close_notify();
    let _ = stream.flush();
}
