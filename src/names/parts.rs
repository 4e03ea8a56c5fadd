//! The parts of a name and their rules.

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

use crate::error::Error;

/// Most bytes of a template's or session's name.
const MAX_NAME_BYTES: usize = 100;

/// A service configuration id: a GUID. Compared without regard to case; sent as given.
#[derive(Clone, Debug)]
pub struct Scid(Arc<str>);

impl Scid {
    /// Checks that `text` is a GUID of 36 characters.
    pub fn new(text: &str) -> Result<Scid, Error> {
        Scid::of_argument(text, "scid")
    }

    /// The same of the argument of this name.
    pub(crate) fn of_argument(text: &str, name: &str) -> Result<Scid, Error> {
        guid(text, name).map(|scid| Scid(scid.into()))
    }

    /// As given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A form that is equal for equal ids.
    pub(crate) fn key(&self) -> Arc<str> {
        let has_upper_case = self.0.bytes().any(|byte| byte.is_ascii_uppercase());
        if has_upper_case { self.0.to_ascii_lowercase().into() } else { self.0.clone() }
    }
}

impl fmt::Display for Scid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether this is a GUID in its form with dashes and without braces.
pub(crate) fn is_guid(text: &str) -> bool {
    text.len() == 36 && Uuid::try_parse(text).is_ok()
}

/// Checks a GUID.
pub(crate) fn guid<'a>(text: &'a str, name: &str) -> Result<&'a str, Error> {
    if is_guid(text) {
        return Ok(text);
    }
    Err(Error::argument(name, "must be a GUID such as 8dfb0100-ebe0-42da-885f-033860a818f6"))
}

/// Checks the name of a template or a session. The length is the service's; the alphabet is what a URL path and the
/// service's own notation `scid~template~name` can carry.
pub(crate) fn check_name(text: &str, name: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::argument(name, "must not be empty"));
    }
    if text.len() > MAX_NAME_BYTES {
        return Err(Error::too_long(
            name,
            format_args!("has {} bytes, at most {MAX_NAME_BYTES} are allowed", text.len()),
        ));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::argument(name, "must not hold control characters"));
    }
    if text.contains(['/', '~']) {
        return Err(Error::argument(name, "must not hold '/' or '~'"));
    }
    if matches!(text, "." | "..") {
        return Err(Error::argument(name, "must not be '.' or '..'"));
    }
    Ok(())
}

/// Checks an argument that must be a text of at most `most` bytes without control characters.
pub(crate) fn check_text(text: &str, name: &str, most: usize) -> Result<(), Error> {
    if text.len() > most {
        return Err(Error::too_long(name, format_args!("has {} bytes, at most {most} are allowed", text.len())));
    }
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err(Error::argument(name, "must not be empty or hold control characters"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn a_name_may_be_anything_that_a_path_can_carry() {
        for name in ["a", "session-49", "posse.99", "é", "a b", "...", "100%", &"n".repeat(100)] {
            check_name(name, "x").unwrap();
        }
    }

    #[test]
    fn a_name_that_breaks_a_rule_is_refused_with_it() {
        for (name, rule) in [
            ("", "empty"),
            ("a/b", "'/' or '~'"),
            ("a~b", "'/' or '~'"),
            (".", "'.' or '..'"),
            ("..", "'.' or '..'"),
            ("a\nb", "control"),
            ("a\u{85}b", "control"),
        ] {
            let error = check_name(name, "session.name").unwrap_err();
            assert_eq!(error.code, Code::InvalidArgument);
            assert!(error.message.starts_with("session.name:") && error.message.contains(rule), "{}", error.message);
        }
        let long = check_name(&"é".repeat(51), "session.name").unwrap_err();
        assert_eq!(long.code, Code::TooLong);
        assert!(long.message.contains("102 bytes"), "{}", long.message);
    }

    #[test]
    fn a_scid_is_a_guid_in_either_case() {
        Scid::new("8DFB0100-ebe0-42da-885f-033860A818f6").unwrap();
        for text in ["", "S", "8dfb0100ebe042da885f033860a818f6", "{8dfb0100-ebe0-42da-885f-033860a818f6}"] {
            assert!(Scid::new(text).unwrap_err().message.starts_with("scid:"), "{text}");
        }
    }
}
