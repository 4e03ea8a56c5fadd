//! Social groups: the people that a user follows, and the favorites among them.

use super::{Directory, Refusal};
use crate::json::{Fields, Object};
use crate::names::Xuid;
use crate::sign_in::Caller;

/// Most characters of a gamertag, with room for what a test may want.
const GAMERTAG_LIMIT: usize = 64;

impl Directory {
    /// Gives a user a gamertag; none takes it away.
    pub(crate) fn name_user(&mut self, user: Xuid, gamertag: Option<&str>) -> Result<(), String> {
        if let Some(gamertag) = gamertag {
            let length = gamertag.chars().count();
            if !(1..=GAMERTAG_LIMIT).contains(&length) || gamertag.chars().any(char::is_control) {
                return Err(format!("gamertag must have 1 to {GAMERTAG_LIMIT} characters and no control characters"));
            }
        }
        self.users.name(user, gamertag);
        Ok(())
    }

    pub(crate) fn follow(&mut self, user: Xuid, other: Xuid, favorite: bool) {
        self.users.follow(user, other, favorite);
    }

    pub(crate) fn unfollow(&mut self, user: Xuid, other: Xuid) {
        self.users.unfollow(user, other);
    }

    /// The users of the group that a request names at `path`, which is the
    /// caller's own unless it has a `monikerXuid`.
    pub(super) fn social_group(&self, caller: Caller, group: &Object, path: &str) -> Result<Vec<Xuid>, Refusal> {
        let fields = Fields::at(group, path);
        let moniker = fields.required("moniker", fields.text("moniker")?)?;
        let exact = self.settings.case_sensitive_monikers;
        let known = if exact { moniker.to_owned() } else { moniker.to_lowercase() };
        let only_favorites = match known.as_str() {
            "people" => false,
            "favorites" => true,
            _ if self.settings.unknown_moniker == "people" => false,
            _ => {
                let name = fields.name("moniker");
                return Err(Refusal::bad_request(format!("{name} \"{moniker}\" is not people or favorites")));
            }
        };
        let center = match fields.text("monikerXuid")? {
            None => caller.xuid,
            Some(text) => Xuid::parse(text).ok_or_else(|| {
                format!("{} \"{text}\" is not a nonzero decimal 64-bit number", fields.name("monikerXuid"))
            })?,
        };
        Ok(self.users.people(center, only_favorites))
    }
}
