//! A certificate authority (CA), new or kept in files.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::ServerCertVerifier;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};

use super::{invalid, provider};

pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    /// A new one, which is kept nowhere.
    pub(super) fn new() -> io::Result<Self> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let pem = params()?.self_signed(&key).map_err(io::Error::other)?.pem();
        Self::of(pem, key)
    }

    /// The one whose certificate is in `file`, its key beside it; made where neither is there.
    pub(super) fn kept_in(file: &Path) -> io::Result<Self> {
        let key_file = file.with_extension("key");
        if key_file == file {
            return Err(invalid(format!("{}: the certificate cannot have the extension of its key", file.display())));
        }
        match (exists(file)?, exists(&key_file)?) {
            (true, true) => Self::read(file, &key_file),
            (false, false) => {
                let made = Self::new()?;
                write_new(&key_file, &made.issuer.key().serialize_pem(), &mut private())?;
                write_new(file, &made.pem, &mut OpenOptions::new())?;
                Ok(made)
            }
            (true, false) => Err(invalid(format!("{}: its key {} is missing", file.display(), key_file.display()))),
            (false, true) => {
                Err(invalid(format!("{}: its certificate {} is missing", key_file.display(), file.display())))
            }
        }
    }

    fn read(file: &Path, key_file: &Path) -> io::Result<Self> {
        let key = KeyPair::from_pem(&read(key_file)?)
            .map_err(|error| invalid(format!("{} holds no key in PEM: {error}", key_file.display())))?;
        let authority = Self::of(read(file)?, key)?;
        authority.check().map_err(|why| {
            let (file, key_file) = (file.display(), key_file.display());
            invalid(format!("{file} is not an authority made by mpsd-emulator with the key {key_file}: {why}"))
        })?;
        Ok(authority)
    }

    fn of(pem: String, key: KeyPair) -> io::Result<Self> {
        Ok(Self { issuer: Issuer::new(params()?, key), pem })
    }

    /// Its certificate.
    pub(super) fn pem(&self) -> &str {
        &self.pem
    }

    /// A certificate for these names, with its key.
    pub(super) fn certify(&self, names: Vec<String>) -> io::Result<(CertificateDer<'static>, PrivateKeyDer<'static>)> {
        let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
        params.distinguished_name.push(DnType::CommonName, "mpsd-emulator");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        // Apple's clients take no more than 825 days.
        valid_for(&mut params, 1.year());
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(io::Error::other)?;
        Ok((certificate.der().clone(), PrivatePkcs8KeyDer::from(key.serialize_der()).into()))
    }

    /// Whether who trusts its certificate takes what it certifies.
    fn check(&self) -> Result<(), Box<dyn std::error::Error>> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(self.pem.as_bytes())?)?;
        let client = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider()).build()?;
        let (certificate, _) = self.certify(vec!["localhost".to_owned()])?;
        client.verify_server_cert(&certificate, &[], &ServerName::try_from("localhost")?, &[], UnixTime::now())?;
        Ok(())
    }
}

/// What every authority of ours says of itself; they differ in their keys.
fn params() -> io::Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
    params.distinguished_name.push(DnType::CommonName, "mpsd-emulator local CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    valid_for(&mut params, 10.years());
    Ok(params)
}

/// From yesterday on, whatever the time zone and the other machine's clock.
fn valid_for(params: &mut CertificateParams, span: Span) {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let days = [today.saturating_sub(1.day()), today.saturating_add(span)];
    [params.not_before, params.not_after] =
        days.map(|day| date_time_ymd(day.year().into(), day.month().unsigned_abs(), day.day().unsigned_abs()));
}

/// For a file that nobody else may read.
fn private() -> OpenOptions {
    #[cfg(unix)]
    {
        let mut options = OpenOptions::new();
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
    }
    #[cfg(not(unix))]
    OpenOptions::new()
}

fn exists(file: &Path) -> io::Result<bool> {
    file.try_exists().map_err(|error| named(file, &error))
}

/// Without the byte order mark that an editor may have put before it.
fn read(file: &Path) -> io::Result<String> {
    let text = fs::read_to_string(file).map_err(|error| named(file, &error))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn write_new(file: &Path, text: &str, options: &mut OpenOptions) -> io::Result<()> {
    let written = options.write(true).create_new(true).open(file).and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| named(file, &error))
}

fn named(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}
