//! Whose certificates a network believes.

use std::sync::Arc;
use std::time::SystemTime;

use rustls::client::WantsClientCert;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::{PemObject, SectionKind};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore};

use crate::error::{Code, Error};

/// Whose certificates a network believes. Certificates of its own are trusted besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Mozilla's root certificates, which are part of the library.
    #[default]
    Bundled,
    /// What the operating system believes. Needs the feature `platform-verifier`; not on Android.
    Platform,
    /// The network's own certificates alone.
    OwnOnly,
}

/// How connections are secured. `own` are the network's own root certificates, in PEM.
pub(super) fn client_config(trust: Trust, own: Option<&str>) -> Result<Arc<ClientConfig>, Error> {
    let own = own.map(certificates).transpose()?.unwrap_or_default();
    let provider = Arc::new(ring::default_provider());
    let config = match trust {
        Trust::Bundled => with_roots(&provider, webpki_roots::TLS_SERVER_ROOTS, own)?,
        Trust::OwnOnly if own.is_empty() => {
            return Err(Error::argument("root_certificates_pem", "must be given where nothing else is trusted"));
        }
        Trust::OwnOnly => with_roots(&provider, &[], own)?,
        Trust::Platform => platform(&provider, own)?,
    };
    Ok(Arc::new(config.with_no_client_auth()))
}

/// The device's clock. Before 1970 it is 1970, when no certificate was valid yet: rustls' own would panic.
#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Some(UnixTime::since_unix_epoch(now))
    }
}

type Trusting = ConfigBuilder<ClientConfig, WantsClientCert>;

fn builder(provider: &Arc<CryptoProvider>) -> Result<ConfigBuilder<ClientConfig, rustls::WantsVerifier>, Error> {
    let builder = ClientConfig::builder_with_details(provider.clone(), Arc::new(Clock));
    let builder = builder.with_safe_default_protocol_versions();
    builder.map_err(|error| Error::new(Code::Internal, error.to_string()))
}

fn with_roots(
    provider: &Arc<CryptoProvider>,
    bundled: &[rustls::pki_types::TrustAnchor<'static>],
    own: Vec<CertificateDer<'static>>,
) -> Result<Trusting, Error> {
    let mut roots = RootCertStore { roots: bundled.to_vec() };
    roots.add_parsable_certificates(own);
    Ok(builder(provider)?.with_root_certificates(roots))
}

#[cfg(all(feature = "platform-verifier", not(target_os = "android")))]
fn platform(provider: &Arc<CryptoProvider>, own: Vec<CertificateDer<'static>>) -> Result<Trusting, Error> {
    use rustls_platform_verifier::Verifier;
    // Without certificates of one's own it is asked for no place to put them: Wine has none.
    let verifier = if own.is_empty() {
        Verifier::new(provider.clone())
    } else {
        Verifier::new_with_extra_roots(own, provider.clone())
    };
    let verifier = verifier.map_err(|error| {
        let text = format!("trust: the platform's certificates cannot be used: {error}");
        Error::new(Code::Tls, text)
    })?;
    // Dangerous is what the builder calls every verifier that is not its own.
    Ok(builder(provider)?.dangerous().with_custom_certificate_verifier(Arc::new(verifier)))
}

#[cfg(not(all(feature = "platform-verifier", not(target_os = "android"))))]
fn platform(_: &Arc<CryptoProvider>, _: Vec<CertificateDer<'static>>) -> Result<Trusting, Error> {
    let text = "trust: this library has no part for the platform's (the feature platform-verifier, not on Android)";
    Err(Error::new(Code::UnsupportedVersion, text))
}

/// The certificates of a PEM text, each of which can be a root. A file's byte order marks, also within a text that was put
/// together from several files, hide no certificate.
fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, Error> {
    let pem = pem.replace('\u{feff}', "");
    let refuse = |rule: &str| Error::argument("root_certificates_pem", rule);
    let mut certificates = Vec::new();
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(pem.as_bytes()) {
        match section.map_err(|_| refuse("is not valid PEM"))? {
            (SectionKind::Certificate, der) => {
                let certificate = CertificateDer::from(der);
                let checked = RootCertStore::empty().add(certificate.clone());
                checked.map_err(|_| refuse("holds something that is no X.509 certificate"))?;
                certificates.push(certificate);
            }
            _ => return Err(refuse("must hold certificates only")),
        }
    }
    if certificates.is_empty() { Err(refuse("holds no certificate")) } else { Ok(certificates) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_hides_no_certificate() {
        let pem = || {
            let key = rcgen::KeyPair::generate().unwrap();
            rcgen::CertificateParams::new(Vec::new()).unwrap().self_signed(&key).unwrap().pem()
        };
        let (one, other) = (pem(), pem());
        for (text, count) in [
            (one.clone(), 1),
            (format!("\u{feff}{one}"), 1),
            (format!("\u{feff}{one}\u{feff}{other}"), 2),
            (format!("\u{feff}{}", one.replace('\n', "\r\n")), 1),
            (format!("\u{feff}Some authority\n{one}"), 1),
        ] {
            assert_eq!(certificates(&text).unwrap().len(), count, "{text:?}");
        }
        assert!(certificates("\u{feff}").unwrap_err().message.contains("holds no certificate"));
    }
}
