//! Signing in with a made-up token, or with one that others have made.
//!
//! `XBL3.0 x=emulator;xuid=<decimal>;title=<decimal>;nonce=<anything>`: the
//! xuid is required, the title optional, the nonce ignored; it lets a user
//! have many different tokens. `device=<decimal>` may be added: users with the
//! same device share a console.
//!
//! `XBL3.0 x=<userhash>;<token>`, by setting: the user hash decides who it is, and what its requests say of themselves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::names::{Xuid, parse_device, parse_title_id};
use crate::settings::Settings;

/// Who makes a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) xuid: Xuid,
    pub(crate) title_id: u32,
    /// The console that the user plays on; without one, one of their own.
    pub(crate) device: Option<u64>,
    /// Whether others have made the token, so that the xuid is inferred.
    pub(crate) foreign: bool,
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
pub(crate) fn caller(authorization: &str, settings: &Settings) -> Result<Caller, String> {
    let rest = authorization
        .strip_prefix("XBL3.0 ")
        .ok_or_else(|| format!("Authorization does not begin with \"XBL3.0 \"; {FORM}"))?;
    let (user, token) = rest.split_once(';').unwrap_or((rest, ""));
    if user == "x=emulator" {
        return made_up(rest.split(';').skip(1), settings.default_title_id);
    }
    if !settings.accept_any_token {
        return Err(format!(
            "Authorization: this emulator knows the user hash \"x=emulator\" only (--accept-any-token: any); {FORM}"
        ));
    }
    let xuid = foreign_user(user, token)?;
    Ok(Caller { xuid, title_id: settings.default_title_id, device: None, foreign: true })
}

/// The user hash of an `Authorization` of the form that others make.
pub(crate) fn foreign_hash(authorization: &str) -> Option<&str> {
    let (hash, _) = authorization.strip_prefix("XBL3.0 x=")?.split_once(';')?;
    (hash != "emulator").then_some(hash)
}

/// The user of a token that others have made.
fn foreign_user(user: &str, token: &str) -> Result<Xuid, String> {
    const FORM: &str = "write `Authorization: XBL3.0 x=<userhash>;<token>`";
    let hash = user.strip_prefix("x=").ok_or_else(|| format!("Authorization: \"x=\" is missing; {FORM}"))?;
    if hash.is_empty() || !hash.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!("Authorization: the user hash \"{hash}\" is empty or has a blank in it; {FORM}"));
    }
    if token.trim().is_empty() {
        return Err(format!("Authorization: there is no token after the user hash; {FORM}"));
    }
    Ok(Xuid::of_user_hash(hash))
}

fn made_up<'a>(pairs: impl Iterator<Item = &'a str>, default_title_id: u32) -> Result<Caller, String> {
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
    Ok(Caller { xuid, title_id, device, foreign: false })
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
        let one = caller("XBL3.0 x=emulator;xuid=3212;title=77", &Settings::default()).unwrap();
        assert_eq!((one.xuid.to_string().as_str(), one.title_id), ("3212", 77));
        let settings = Settings { default_title_id: 9, ..Settings::default() };
        let two = caller("XBL3.0 x=emulator;nonce=a b;xuid=5", &settings).unwrap();
        assert_eq!((two.xuid.to_string().as_str(), two.title_id, two.device), ("5", 9, None));
        let three = caller("XBL3.0 x=emulator;xuid=5;device=18446744073709551615", &settings).unwrap();
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
            let text = caller(wrong, &Settings::default()).unwrap_err();
            assert!(text.contains(why), "{wrong}: {text}");
        }
    }

    #[test]
    fn foreign_tokens_are_taken_by_setting() {
        let settings = Settings { accept_any_token: true, default_title_id: 9, ..Settings::default() };
        let user = |authorization| caller(authorization, &settings).map(|caller| caller.xuid.to_string());
        let one = user("XBL3.0 x=18446744073709551615;eyJlbmMiOi.J9;a=b").unwrap();
        assert_eq!(user("XBL3.0 x=18446744073709551615;another").unwrap(), one);
        assert_ne!(user("XBL3.0 x=18446744073709551614;another").unwrap(), one);
        assert_eq!(user("XBL3.0 x=emulator;xuid=5").unwrap(), "5");
        assert_eq!(caller("XBL3.0 x=1;t", &settings).unwrap().title_id, 9);
        for (wrong, why) in [
            ("XBL3.0 123;token", "\"x=\" is missing"),
            ("XBL3.0 x=;token", "user hash \"\""),
            ("XBL3.0 x=1 2;token", "user hash \"1 2\""),
            ("XBL3.0 x=123", "no token"),
            ("XBL3.0 x=123; ", "no token"),
            ("xbl3.0 x=123;token", "does not begin"),
            ("XBL3.0 x=emulator;token", "not key=value"),
        ] {
            let text = user(wrong).unwrap_err();
            assert!(text.contains(why), "{wrong}: {text}");
        }
    }
}
