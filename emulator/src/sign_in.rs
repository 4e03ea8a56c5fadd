//! Signing in with a made-up token.
//!
//! `XBL3.0 x=emulator;xuid=<decimal>;title=<decimal>;nonce=<anything>`: the
//! xuid is required, the title optional, the nonce ignored; it lets a user
//! have many different tokens. `device=<decimal>` may be added: users with the
//! same device share a console.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::names::{Xuid, parse_device, parse_title_id};

/// Who makes a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) xuid: Xuid,
    pub(crate) title_id: u32,
    /// The console that the user plays on; without one, one of their own.
    pub(crate) device: Option<u64>,
}

/// Tokens that have been revoked: they answer 401 as an expired token does.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct RevokedTokens(BTreeSet<String>);

impl RevokedTokens {
    pub(crate) fn revoke(&mut self, authorization: &str) {
        self.0.insert(authorization.to_owned());
    }

    pub(crate) fn contains(&self, authorization: &str) -> bool {
        self.0.contains(authorization)
    }
}

const FORM: &str = "write `Authorization: XBL3.0 x=emulator;xuid=<decimal>;title=<decimal>`";

/// Reads the value of an `Authorization` header; the error says what is wrong.
pub(crate) fn caller(authorization: &str, default_title_id: u32) -> Result<Caller, String> {
    let rest = authorization
        .strip_prefix("XBL3.0 ")
        .ok_or_else(|| format!("Authorization does not begin with \"XBL3.0 \"; {FORM}"))?;
    let mut pairs = rest.split(';');
    if pairs.next() != Some("x=emulator") {
        return Err(format!("Authorization: this emulator knows the user hash \"x=emulator\" only; {FORM}"));
    }
    let mut seen = Vec::new();
    let (mut xuid, mut title_id, mut device) = (None, None, None);
    for pair in pairs {
        let (key, value) =
            pair.split_once('=').ok_or_else(|| format!("Authorization: \"{pair}\" is not key=value; {FORM}"))?;
        if seen.contains(&key) {
            return Err(format!("Authorization: \"{key}\" is there twice; {FORM}"));
        }
        seen.push(key);
        match key {
            "xuid" => xuid = Some(read_xuid(value)?),
            "title" => title_id = Some(read_title(value)?),
            "device" => device = Some(read_device(value)?),
            "nonce" => {}
            _ => return Err(format!("Authorization: unknown key \"{key}\"; {FORM}")),
        }
    }
    let xuid = xuid.ok_or_else(|| format!("Authorization: xuid is missing; {FORM}"))?;
    let title_id = title_id.unwrap_or(default_title_id);
    Ok(Caller { xuid, title_id, device })
}

fn read_xuid(value: &str) -> Result<Xuid, String> {
    Xuid::parse(value)
        .ok_or_else(|| format!("Authorization: xuid \"{value}\" is not a nonzero decimal 64-bit number; {FORM}"))
}

fn read_device(value: &str) -> Result<u64, String> {
    parse_device(value).ok_or_else(|| {
        format!("Authorization: device \"{value}\" is not a decimal 64-bit number; {FORM}, with ;device=<decimal>")
    })
}

fn read_title(value: &str) -> Result<u32, String> {
    parse_title_id(value)
        .ok_or_else(|| format!("Authorization: title \"{value}\" is not a decimal 32-bit number; {FORM}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_titles_are_free() {
        let one = caller("XBL3.0 x=emulator;xuid=3212;title=77", 1).unwrap();
        assert_eq!((one.xuid.to_string().as_str(), one.title_id), ("3212", 77));
        let two = caller("XBL3.0 x=emulator;nonce=a b;xuid=5", 9).unwrap();
        assert_eq!((two.xuid.to_string().as_str(), two.title_id, two.device), ("5", 9, None));
        let three = caller("XBL3.0 x=emulator;xuid=5;device=18446744073709551615", 9).unwrap();
        assert_eq!(three.device, Some(u64::MAX));
    }

    #[test]
    fn refusals_say_why() {
        for (wrong, why) in [
            ("", "does not begin"),
            ("Bearer x", "does not begin"),
            ("XBL3.0 x=123;token", "x=emulator"),
            ("XBL3.0 x=emulator", "xuid is missing"),
            ("XBL3.0 x=emulator;xuid=0", "xuid \"0\""),
            ("XBL3.0 x=emulator;xuid=1;title=4294967296", "title"),
            ("XBL3.0 x=emulator;xuid=1;device=x", "device \"x\""),
            ("XBL3.0 x=emulator;xuid=1;age=3", "unknown key \"age\""),
            ("XBL3.0 x=emulator;xuid=1;xuid=2", "twice"),
            ("XBL3.0 x=emulator;xuid=1;", "not key=value"),
        ] {
            let text = caller(wrong, 1).unwrap_err();
            assert!(text.contains(why), "{wrong}: {text}");
        }
    }
}
