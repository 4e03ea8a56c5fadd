//! `mpsd_signer`: a proof key that signs requests.

use std::ffi::c_char;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL;

use super::error::mpsd_error;
use super::guard::{guarded, guarded_code, guarded_quiet};
use super::nullable::{Nullable, NullableMut};
use super::objects::{self, Opaque, Tag};
use super::out::Out;
use super::result::mpsd_result;
use super::text::{self, write_truncated};
use crate::auth::Signer;
use crate::client::Receipt;

/// A proof key: an ECDSA key on the curve P-256, whose public half the game sends when it requests a token from Xbox
/// Live's sign-in services. A client with a signer adds the Signature header to each attempt, with the service's time
/// as far as the Date of its answers reveals it. The session directory accepts requests without one.
pub struct mpsd_signer {
    _opaque: (),
}

impl Opaque for mpsd_signer {
    type Object = Signer;
    const TAG: Tag = Tag::Signer;
}

/// Longest key in PKCS #8.
pub const MPSD_PKCS8_SIZE: usize = 256;
const _: () = assert!(MPSD_PKCS8_SIZE == Signer::MAX_PKCS8_BYTES);

/// Size of a public key's coordinate.
pub const MPSD_COORDINATE_SIZE: usize = 48;

/// A proof key.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mpsd_proof_key {
    /// The public half as in a JSON Web Key ("kty":"EC","crv":"P-256","alg":"ES256","use":"sig"): base64url without
    /// padding.
    pub x: [c_char; MPSD_COORDINATE_SIZE],
    /// As x.
    pub y: [c_char; MPSD_COORDINATE_SIZE],
    /// The private half, PKCS #8 (DER). Keep it secret.
    pub pkcs8: [u8; MPSD_PKCS8_SIZE],
    /// Its length.
    pub pkcs8_size: u32,
    /// Zero.
    pub reserved: [u8; 28],
}

/// Creates a signer from the private key `pkcs8` (PKCS #8, DER, P-256, with the public half, at most MPSD_PKCS8_SIZE
/// bytes), or, if it is NULL with size 0, from a new key. Errors: also SYSTEM: no random numbers.
///
/// # Safety
/// `pkcs8` is NULL or points to `pkcs8_size` bytes; `signer` and `error` are NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_signer_create(
    pkcs8: Nullable<u8>,
    pkcs8_size: usize,
    signer: *mut *mut mpsd_signer,
    error: NullableMut<mpsd_error>,
) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded(error, || unsafe {
        let signer = Out::required(signer, "signer")?;
        let given = text::bytes(pkcs8, pkcs8_size, "pkcs8", MPSD_PKCS8_SIZE)?;
        let made = if pkcs8.is_null() { Signer::generate()? } else { Signer::from_pkcs8(given)? };
        signer.set(objects::insert(Arc::new(made))?);
        Ok(Receipt::default())
    })
}

/// Gets the key.
///
/// # Safety
/// `key` is NULL or valid for a write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mpsd_signer_get_key(signer: *mut mpsd_signer, key: *mut mpsd_proof_key) -> mpsd_result {
    // SAFETY: the caller's promise is this function's.
    guarded_code(|| unsafe {
        let key = Out::required(key, "key")?;
        key.set(mpsd_proof_key::of(&*objects::get(signer, "signer")?));
        Ok(())
    })
}

/// Destroys the signer; clients that have it keep using it.
#[unsafe(no_mangle)]
pub extern "C" fn mpsd_signer_destroy(signer: NullableMut<mpsd_signer>) {
    guarded_quiet(|| drop(objects::remove(signer)));
}

impl mpsd_proof_key {
    fn of(signer: &Signer) -> mpsd_proof_key {
        let (x, y) = signer.public_key();
        let private = signer.pkcs8();
        let mut key = mpsd_proof_key {
            x: [0; MPSD_COORDINATE_SIZE],
            y: [0; MPSD_COORDINATE_SIZE],
            pkcs8: [0; MPSD_PKCS8_SIZE],
            pkcs8_size: private.len() as u32,
            reserved: [0; 28],
        };
        // 32 bytes are 43 characters.
        write_truncated(&mut key.x, &BASE64_URL.encode(x));
        write_truncated(&mut key.y, &BASE64_URL.encode(y));
        key.pkcs8[..private.len()].copy_from_slice(private);
        key
    }
}
