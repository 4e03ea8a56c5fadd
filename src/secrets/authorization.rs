//! A token and, where requests are signed, the signature of one of them.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::characters::Characters;
use crate::error::Error;

/// Most bytes of a token, and of a signature. Real tokens have some 2000 to 4000.
pub(crate) const MAX_TOKEN_BYTES: usize = 16 * 1024;

/// The values of `Authorization` and `Signature`. Wiped when the last copy is dropped; Debug shows nothing of them.
#[derive(Clone)]
pub struct Authorization {
    token: Secret,
    signature: Option<Secret>,
    /// Of the token without its prefix, and of the signature, if that can be told.
    characters: Option<Characters>,
}

/// One text in memory, however many own it; wiped with the last of them.
#[derive(Clone)]
struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    fn new(text: Zeroizing<String>) -> Secret {
        Secret(Arc::new(text))
    }

    fn text(&self) -> &str {
        &self.0
    }
}

impl Authorization {
    /// Checks that both can be header values: printable ASCII, not empty.
    pub fn new(token: &str, signature: Option<&str>) -> Result<Authorization, Error> {
        check(token, "authorization")?;
        if let Some(signature) = signature {
            check(signature, "signature")?;
        }
        let secret = |text: &str| Secret::new(Zeroizing::new(text.to_owned()));
        let characters = Characters::of_secret(split(token).1);
        let authorization = Authorization { token: secret(token), signature: None, characters };
        Ok(match signature {
            Some(signature) => authorization.signed(Zeroizing::new(signature.to_owned())),
            None => authorization,
        })
    }

    /// The same token with a signature, which can be a header value.
    pub(crate) fn signed(&self, signature: Zeroizing<String>) -> Authorization {
        let characters = self.characters.zip(Characters::of_secret(&signature)).map(|(one, other)| one.and(other));
        Authorization { token: self.token.clone(), signature: Some(Secret::new(signature)), characters }
    }

    /// The value of `Authorization`.
    pub fn token(&self) -> &str {
        self.token.text()
    }

    /// The token's public beginning, "XBL3.0 x=…;", and the rest.
    pub(super) fn split(&self) -> (&str, &str) {
        split(self.token())
    }

    /// What a text that repeats the secrets is made of.
    pub(super) fn characters(&self) -> Option<Characters> {
        self.characters
    }

    /// The value of `Signature`.
    pub fn signature(&self) -> Option<&str> {
        self.signature.as_ref().map(Secret::text)
    }
}

fn split(token: &str) -> (&str, &str) {
    token.split_at(token.find(';').map_or(0, |index| index + 1))
}

fn check(text: &str, name: &str) -> Result<(), Error> {
    if text.len() > MAX_TOKEN_BYTES {
        return Err(Error::too_long(name, format_args!("is longer than {MAX_TOKEN_BYTES} bytes")));
    }
    if text.trim().is_empty() {
        return Err(Error::argument(name, "must not be empty"));
    }
    if text.bytes().any(|byte| matches!(byte, b'\r' | b'\n')) {
        return Err(Error::argument(name, "must not hold CR or LF"));
    }
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(Error::argument(name, "must be printable ASCII"));
    }
    Ok(())
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization(***)")
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn debug_output_shows_nothing() {
        let authorization = Authorization::new("XBL3.0 x=hash;secret", Some("signed")).unwrap();
        let shown = format!("{authorization:?}");
        assert!(!shown.contains("secret") && !shown.contains("signed"), "{shown}");
    }

    #[test]
    fn what_cannot_be_a_header_is_refused_by_name_and_not_shown() {
        for (token, rule) in [
            ("", "must not be empty"),
            ("  ", "must not be empty"),
            ("secret\r\nX-Evil: 1", "CR or LF"),
            ("secret\nmore", "CR or LF"),
            ("secret\u{7f}", "printable ASCII"),
            ("secrét", "printable ASCII"),
        ] {
            let error = Authorization::new(token, None).unwrap_err();
            assert!(error.message.starts_with("authorization:") && error.message.contains(rule), "{}", error.message);
            assert!(!error.message.contains("secr"));
        }
        assert!(Authorization::new("t", Some("a\nb")).unwrap_err().message.starts_with("signature:"));
    }
}
