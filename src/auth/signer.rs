//! Signing requests with a device's proof key (ECDSA P-256), as Xbox Live's sign-in services demand it.
//!
//! The session directory takes requests without a signature as well; a game that signs others signs these too.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use zeroize::Zeroizing;

use super::Authorization;
use crate::error::Error;
use crate::http::WireRequest;

/// Of the policy that the service has today.
const POLICY_VERSION: u32 = 1;
/// How much of a body is signed.
const MAX_BODY_BYTES: usize = 8192;

/// A proof key. It signs requests; its public half belongs into the request for the token.
pub struct Signer {
    key: EcdsaKeyPair,
    pkcs8: Zeroizing<Vec<u8>>,
    random: SystemRandom,
}

impl Signer {
    /// The most bytes of a key in PKCS #8.
    pub const MAX_PKCS8_BYTES: usize = 256;

    /// Makes a new key.
    pub fn generate() -> Result<Signer, Error> {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
            .map_err(|_| Error::no_random_numbers())?;
        Signer::from_pkcs8(document.as_ref())
    }

    /// Reads a private key: PKCS #8 (DER) of the curve P-256, with its public half.
    pub fn from_pkcs8(pkcs8: &[u8]) -> Result<Signer, Error> {
        if pkcs8.len() > Signer::MAX_PKCS8_BYTES {
            let most = Signer::MAX_PKCS8_BYTES;
            return Err(Error::too_long(
                "pkcs8",
                format_args!("has {} bytes, at most {most} are allowed", pkcs8.len()),
            ));
        }
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &random).map_err(|rejected| {
            Error::argument("pkcs8", format_args!("is no ECDSA P-256 key in PKCS #8 (DER): {rejected}"))
        })?;
        Ok(Signer { key, pkcs8: Zeroizing::new(pkcs8.to_vec()), random })
    }

    /// The key with its private half, for the game to keep: PKCS #8 (DER).
    pub fn pkcs8(&self) -> &[u8] {
        &self.pkcs8
    }

    /// The public half: the coordinates x and y, as a JSON Web Key has them before their encoding.
    pub fn public_key(&self) -> ([u8; 32], [u8; 32]) {
        let mut coordinates = ([0; 32], [0; 32]);
        // Uncompressed: 4, x, y.
        let point = self.key.public_key().as_ref();
        coordinates.0.copy_from_slice(&point[1..33]);
        coordinates.1.copy_from_slice(&point[33..65]);
        coordinates
    }

    /// The token with the signature of one attempt that is sent now.
    pub(super) fn sign(
        &self,
        wire: &WireRequest,
        authorization: &Authorization,
        now: SystemTime,
    ) -> Result<Authorization, Error> {
        let time = file_time(now);
        let input = signed_bytes(wire, authorization.token(), time);
        let signature = self.key.sign(&self.random, &input).map_err(|_| Error::no_random_numbers())?;
        let value = [&header(time), signature.as_ref()].concat();
        // With room for all of it: what moves leaves a copy behind.
        let mut text = Zeroizing::new(String::with_capacity(value.len().div_ceil(3) * 4));
        BASE64.encode_string(&value, &mut text);
        Ok(authorization.signed(text))
    }
}

/// What a signature covers, each part followed by a zero byte: policy version, time, method, path with query, token, and
/// the start of the body.
fn signed_bytes(wire: &WireRequest, token: &str, time: u64) -> Zeroizing<Vec<u8>> {
    let version = POLICY_VERSION.to_be_bytes();
    let time = time.to_be_bytes();
    let body = &wire.body()[..wire.body().len().min(MAX_BODY_BYTES)];
    let parts =
        [&version[..], &time, wire.method().as_str().as_bytes(), wire.target().as_bytes(), token.as_bytes(), body];
    // With room for all of it: what moves leaves a copy of the token behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len() + 1).sum()));
    for part in parts {
        bytes.extend_from_slice(part);
        bytes.push(0);
    }
    bytes
}

/// What stands before the signature in the header's value.
fn header(time: u64) -> [u8; 12] {
    let mut header = [0; 12];
    header[..4].copy_from_slice(&POLICY_VERSION.to_be_bytes());
    header[4..].copy_from_slice(&time.to_be_bytes());
    header
}

/// Windows' FILETIME: steps of 100 ns since 1601.
fn file_time(now: SystemTime) -> u64 {
    const FROM_1601_TO_1970: Duration = Duration::from_secs(11_644_473_600);
    let since_1601 = now.duration_since(UNIX_EPOCH).unwrap_or_default() + FROM_1601_TO_1970;
    u64::try_from(since_1601.as_nanos() / 100).unwrap_or(u64::MAX)
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signer(***)")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::*;
    use crate::error::Code;
    use crate::http::{Method, plain_request};

    fn wire(body: &str) -> WireRequest {
        let path = "/handles/query?include=relatedInfo";
        plain_request(Method::Post, "https://sessiondirectory.xboxlive.com", path, Some(body))
    }

    /// 2026-11-22 07:00:00 UTC.
    fn time() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_795_330_800)
    }

    /// (1,795,330,800 s + 11,644,473,600 s) * 10^7 = 134,398,044,000,000,000 = 0x01dd7a4f17209800.
    const TICKS: u64 = 134_398_044_000_000_000;

    #[test]
    fn the_signed_bytes_are_those_written_out_by_hand() {
        assert_eq!(file_time(time()), TICKS);
        let expected = [
            &[0x00, 0x00, 0x00, 0x01, 0x00][..],
            &[0x01, 0xdd, 0x7a, 0x4f, 0x17, 0x20, 0x98, 0x00, 0x00],
            b"POST\0",
            b"/handles/query?include=relatedInfo\0",
            b"XBL3.0 x=1;t\0",
            b"{\"type\":\"activity\"}\0",
        ];
        assert_eq!(*signed_bytes(&wire(r#"{"type":"activity"}"#), "XBL3.0 x=1;t", TICKS), expected.concat());
    }

    #[test]
    fn only_the_start_of_a_large_body_is_signed() {
        let sign = |body: usize| signed_bytes(&wire(&"x".repeat(body)), "t", TICKS);
        assert_eq!(sign(8191).len() + 1, sign(8192).len());
        assert_eq!(sign(8192), sign(9000));
    }

    #[test]
    fn a_key_is_kept_and_read_again() {
        let signer = Signer::generate().unwrap();
        assert_eq!(Signer::from_pkcs8(signer.pkcs8()).unwrap().public_key(), signer.public_key());
        let error = Signer::from_pkcs8(&[0; 257]).unwrap_err();
        assert!(error.code == Code::TooLong && error.message.starts_with("pkcs8:"), "{}", error.message);
        let error = Signer::from_pkcs8(b"no key").unwrap_err();
        assert!(error.message.starts_with("pkcs8:"), "{}", error.message);
        assert_eq!(format!("{signer:?}"), "Signer(***)");
    }

    /// OpenSSL's command line reads what it verifies from files.
    fn openssl_verifies(public_key: &[u8], signature: &[u8], input: &[u8]) -> bool {
        let directory = std::env::temp_dir().join(format!("mpsd-signer-{}", crate::random::Ids::new().unwrap().next()));
        fs::create_dir(&directory).unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = directory.join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let verified = Command::new("openssl")
            .args(["dgst", "-sha256", "-keyform", "DER", "-verify"])
            .arg(file("key", public_key))
            .arg("-signature")
            .arg(file("signature", signature))
            .arg(file("input", input))
            .output();
        fs::remove_dir_all(&directory).unwrap();
        verified.expect("openssl can be run: install the package openssl").status.success()
    }

    /// SubjectPublicKeyInfo of a point on P-256 (RFC 5480).
    fn subject_public_key_info((x, y): ([u8; 32], [u8; 32])) -> Vec<u8> {
        let algorithm = [
            0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
            0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
        ];
        [&algorithm[..], &x, &y].concat()
    }

    /// ECDSA-Sig-Value of r and s (RFC 3279), whose integers are signed and have no leading zeros.
    fn ecdsa_sig_value(r_and_s: &[u8]) -> Vec<u8> {
        let integer = |number: &[u8]| {
            let zeros = number.iter().take_while(|byte| **byte == 0).count();
            let mut value = number[zeros..].to_vec();
            if value.first().is_none_or(|first| *first >= 0x80) {
                value.insert(0, 0);
            }
            [&[0x02, value.len() as u8][..], &value].concat()
        };
        let integers = [integer(&r_and_s[..32]), integer(&r_and_s[32..])].concat();
        [&[0x30, integers.len() as u8][..], &integers].concat()
    }

    #[test]
    fn openssl_verifies_the_signature() {
        let signer = Signer::generate().unwrap();
        let wire = wire(r#"{"type":"activity"}"#);
        let token = Authorization::new("XBL3.0 x=1;t", None).unwrap();
        let signed = signer.sign(&wire, &token, time()).unwrap();
        assert_eq!(signed.token(), token.token());
        let value = BASE64.decode(signed.signature().unwrap()).unwrap();
        assert_eq!((value.len(), &value[..12]), (76, &header(TICKS)[..]));
        let key = subject_public_key_info(signer.public_key());
        let signature = ecdsa_sig_value(&value[12..]);
        let mut input = signed_bytes(&wire, token.token(), TICKS).to_vec();
        assert!(openssl_verifies(&key, &signature, &input));
        input[0] ^= 1;
        assert!(!openssl_verifies(&key, &signature, &input), "and it can fail");
    }
}
