//! The names of the wire: users, titles, sessions.

use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::json::{ToValue, Value, json};

/// A user: a nonzero 64-bit number, written as a decimal string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Xuid(u64);

impl Xuid {
    /// Reads a decimal xuid; `None` when it is not one, is zero or too large.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        decimal(text).filter(|number| *number != 0).map(Self)
    }

    /// The user whom a token of others names by a hash: always the same one,
    /// in the range of real xuids, and exact as a number in JavaScript.
    pub(crate) fn of_user_hash(hash: &str) -> Self {
        const BASE: u64 = 0x0009_0000_0000_0000;
        // FNV-1a, folded to 48 bits.
        let hash = hash.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        Self(BASE | ((hash >> 48) ^ (hash & 0xffff_ffff_ffff)))
    }
}

impl fmt::Display for Xuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for Xuid {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("\"{text}\" is not a nonzero decimal 64-bit number"))
    }
}

impl ToValue for Xuid {
    fn to_value(&self) -> Value {
        json!(self.to_string())
    }
}

impl From<Xuid> for String {
    fn from(xuid: Xuid) -> Self {
        xuid.to_string()
    }
}

/// Reads a decimal 32-bit title id.
pub(crate) fn parse_title_id(text: &str) -> Option<u32> {
    decimal(text).and_then(|number| u32::try_from(number).ok())
}

/// Reads a decimal 64-bit device id.
pub(crate) fn parse_device(text: &str) -> Option<u64> {
    decimal(text)
}

fn decimal(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A full reference to a session, in the case in which its creator wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UncheckedRef")]
pub(crate) struct SessionRef {
    pub(crate) scid: String,
    #[serde(rename = "templateName")]
    pub(crate) template: String,
    pub(crate) name: String,
}

/// A session reference without regard to case; identifies the session.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SessionKey(String, String, String);

impl SessionRef {
    /// Checks the three parts; the error says which is wrong and why.
    pub(crate) fn new(scid: &str, template: &str, name: &str) -> Result<Self, String> {
        check_scid(scid)?;
        check_template(template)?;
        check_name("session name", name)?;
        Ok(Self { scid: scid.to_owned(), template: template.to_owned(), name: name.to_owned() })
    }

    pub(crate) fn key(&self) -> SessionKey {
        SessionKey(self.scid.to_lowercase(), self.template.to_lowercase(), self.name.to_lowercase())
    }

    /// The path of the session, each segment percent-encoded.
    pub(crate) fn path(&self) -> String {
        format!(
            "/serviceconfigs/{}/sessionTemplates/{}/sessions/{}",
            encode(&self.scid),
            encode(&self.template),
            encode(&self.name)
        )
    }
}

/// A session reference as written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UncheckedRef {
    scid: String,
    template_name: String,
    name: String,
}

impl TryFrom<UncheckedRef> for SessionRef {
    type Error = String;

    fn try_from(given: UncheckedRef) -> Result<Self, Self::Error> {
        Self::new(&given.scid, &given.template_name, &given.name)
    }
}

impl fmt::Display for SessionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.scid, self.template, self.name)
    }
}

const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

fn encode(segment: &str) -> String {
    utf8_percent_encode(segment, SEGMENT).to_string()
}

/// A scid is a GUID with dashes.
pub(crate) fn check_scid(scid: &str) -> Result<(), String> {
    let hyphenated = scid.len() == 36 && uuid::Uuid::try_parse(scid).is_ok();
    hyphenated
        .then_some(())
        .ok_or_else(|| format!("the scid \"{scid}\" is not a GUID such as 8dfb0100-ebe0-42da-885f-033860a818f6"))
}

pub(crate) fn check_template(template: &str) -> Result<(), String> {
    check_name("template name", template)
}

/// Longest template or session name, from the MPSD documentation.
const NAME_LIMIT: usize = 100;

fn check_name(what: &str, name: &str) -> Result<(), String> {
    if name.is_empty() || name.len() > NAME_LIMIT {
        return Err(format!("the {what} has {} bytes; 1 to {NAME_LIMIT} are allowed", name.len()));
    }
    if name == "." || name == ".." {
        return Err(format!("the {what} \"{name}\" is a path step, not a name"));
    }
    // INFERRED: `~` and `/` separate the parts of a session reference.
    match name.chars().find(|c| c.is_control() || matches!(c, '/' | '~')) {
        Some(wrong) => Err(format!("the {what} must not contain {wrong:?}")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

    #[test]
    fn xuids_are_nonzero_decimal() {
        assert_eq!(Xuid::parse("18446744073709551615").unwrap().to_string(), "18446744073709551615");
        for wrong in ["", "0", "+1", "-1", "1 ", "0x1", "18446744073709551616", "१"] {
            assert_eq!(Xuid::parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse_title_id("4294967295"), Some(u32::MAX));
        assert_eq!(parse_title_id("4294967296"), None);
    }

    #[test]
    fn a_user_hash_is_one_user() {
        // The hash is written down in README.md: nobody's users may change.
        for (hash, xuid) in
            [("2535428463985367", "2787279065185288"), ("a", "2775496014250991"), ("", "2705780073752791")]
        {
            assert_eq!(Xuid::of_user_hash(hash).to_string(), xuid);
        }
    }

    #[test]
    fn references_ignore_case_but_keep_it() {
        let one = SessionRef::new(SCID, "Lobby", "Match-1").unwrap();
        let two = SessionRef::new(&SCID.to_uppercase(), "lobby", "MATCH-1").unwrap();
        assert_eq!(one.key(), two.key());
        assert_ne!(one, two);
        assert!(one.path().ends_with("/sessionTemplates/Lobby/sessions/Match-1"));
    }

    #[test]
    fn paths_are_encoded() {
        let reference = SessionRef::new(SCID, "a b", "ü%").unwrap();
        assert!(reference.path().ends_with("/a%20b/sessions/%C3%BC%25"));
    }

    #[test]
    fn wrong_parts_are_refused() {
        let refused = |scid, template, name| SessionRef::new(scid, template, name).unwrap_err();
        assert!(refused("S", "t", "n").contains("scid"));
        assert!(refused("8dfb0100ebe042da885f033860a818f6", "t", "n").contains("scid"));
        assert!(refused(SCID, "", "n").contains("template name"));
        assert!(refused(SCID, "t", "a~b").contains("session name"));
        assert!(refused(SCID, "t", "..").contains("path step"));
        assert!(refused(SCID, "t", &"x".repeat(101)).contains("101 bytes"));
    }
}
