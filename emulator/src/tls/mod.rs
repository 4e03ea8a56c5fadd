//! HTTPS with certificates of the emulator's own making.

mod authority;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::ServerName;

use authority::Authority;

/// How the emulator serves HTTPS.
#[derive(Debug, Clone, Default)]
pub struct Tls {
    /// Where the certificate authority (CA) is kept, so that it need be
    /// trusted only once: its certificate in this file, its key beside it
    /// with the extension `key`. They are made where there are none yet. By
    /// default each start makes an authority that is kept nowhere.
    pub authority: Option<PathBuf>,
    /// More names and addresses for the certificate, besides loopback's and
    /// those of the live service.
    pub names: Vec<String>,
}

/// The hosts that clients have hard-coded.
const LIVE_NAMES: [&str; 2] = ["sessiondirectory.xboxlive.com", "client-sessiondirectory.xboxlive.com"];

/// What the server needs of it.
pub(crate) struct Secured {
    pub(crate) acceptor: TlsAcceptor,
    /// The authority's certificate, as PEM.
    pub(crate) authority_pem: String,
}

impl Tls {
    /// What the certificate is for, besides loopback's names.
    pub(crate) fn names(&self) -> Vec<String> {
        LIVE_NAMES.into_iter().map(str::to_owned).chain(self.names.iter().cloned()).collect()
    }

    /// Makes a certificate for loopback's names and `names`.
    pub(crate) fn secure(&self, names: &[String]) -> io::Result<Secured> {
        for name in names {
            let rule = |_| invalid(format!("TLS name \"{name}\" is neither a DNS name nor an IP address"));
            ServerName::try_from(name.as_str()).map_err(rule)?;
        }
        let authority = match &self.authority {
            Some(file) => Authority::kept_in(file)?,
            None => Authority::new()?,
        };
        let loopback = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let (certificate, key) = authority.certify([&loopback, names].concat())?;
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![certificate], key))
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Secured { acceptor: TlsAcceptor::from(Arc::new(config)), authority_pem: authority.pem().to_owned() })
    }
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

fn invalid(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}
