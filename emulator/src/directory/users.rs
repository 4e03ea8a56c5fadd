//! What the directory knows about users.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::wire_time;
use crate::json::{Object, json};
use crate::names::Xuid;
use crate::sign_in::Caller;

/// Users, known once something is known about them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Users(BTreeMap<Xuid, User>);

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct User {
    gamertag: Option<String>,
    /// Whom this user has blocked.
    blocked: BTreeSet<Xuid>,
    /// Whom this user follows, and whether as a favorite.
    people: BTreeMap<Xuid, bool>,
    /// The correlation vector (MS-CV) of the latest request that sent one.
    last_ms_cv: Option<String>,
    /// When the user last signed in, and to which title.
    seen: Option<(Timestamp, u32)>,
}

impl Users {
    /// Lets what is known of `former` be known of `user`, by whom and of whom it is.
    pub(crate) fn rename(&mut self, former: Xuid, user: Xuid) {
        if let Some(known) = self.0.remove(&former) {
            let own = self.0.entry(user).or_default();
            own.gamertag = own.gamertag.take().or(known.gamertag);
            own.last_ms_cv = own.last_ms_cv.take().or(known.last_ms_cv);
            own.seen = own.seen.max(known.seen);
            own.blocked.extend(known.blocked);
            own.people.extend(known.people);
        }
        for other in self.0.values_mut() {
            if other.blocked.remove(&former) {
                other.blocked.insert(user);
            }
            if let Some(favorite) = other.people.remove(&former) {
                other.people.insert(user, favorite);
            }
        }
    }

    /// Gives a user a gamertag, or takes it away.
    pub(crate) fn name(&mut self, user: Xuid, gamertag: Option<&str>) {
        self.0.entry(user).or_default().gamertag = gamertag.map(str::to_owned);
    }

    pub(crate) fn gamertag(&self, user: Xuid) -> Option<&str> {
        self.0.get(&user)?.gamertag.as_deref()
    }

    pub(crate) fn block(&mut self, user: Xuid, other: Xuid) {
        self.0.entry(user).or_default().blocked.insert(other);
    }

    pub(crate) fn unblock(&mut self, user: Xuid, other: Xuid) {
        if let Some(user) = self.0.get_mut(&user) {
            user.blocked.remove(&other);
        }
    }

    pub(crate) fn has_blocked(&self, user: Xuid, other: Xuid) -> bool {
        self.0.get(&user).is_some_and(|user| user.blocked.contains(&other))
    }

    /// Lets `user` follow `other`, as a favorite or not.
    pub(crate) fn follow(&mut self, user: Xuid, other: Xuid, favorite: bool) {
        self.0.entry(user).or_default().people.insert(other, favorite);
    }

    pub(crate) fn unfollow(&mut self, user: Xuid, other: Xuid) {
        if let Some(user) = self.0.get_mut(&user) {
            user.people.remove(&other);
        }
    }

    pub(crate) fn follows(&self, user: Xuid, other: Xuid) -> bool {
        self.0.get(&user).is_some_and(|user| user.people.contains_key(&other))
    }

    /// Whom `user` follows, in the order of their numbers.
    pub(crate) fn people(&self, user: Xuid, only_favorites: bool) -> Vec<Xuid> {
        let people = self.0.get(&user).into_iter().flat_map(|user| &user.people);
        people.filter(|(_, favorite)| !only_favorites || **favorite).map(|(xuid, _)| *xuid).collect()
    }

    pub(crate) fn record_sign_in(&mut self, caller: Caller, now: Timestamp) {
        self.0.entry(caller.xuid).or_default().seen = Some((now, caller.title_id));
    }

    pub(crate) fn last_seen(&self, user: Xuid) -> Option<Timestamp> {
        self.0.get(&user)?.seen.map(|(time, _)| time)
    }

    pub(crate) fn known(&self) -> impl Iterator<Item = Xuid> {
        self.0.keys().copied()
    }

    pub(crate) fn record_ms_cv(&mut self, user: Xuid, ms_cv: &str) {
        self.0.entry(user).or_default().last_ms_cv = Some(ms_cv.to_owned());
    }

    pub(crate) fn to_json(&self, xuid: Xuid) -> Object {
        let user = self.0.get(&xuid);
        let texts = |xuids: Vec<Xuid>| xuids.iter().map(Xuid::to_string).collect::<Vec<_>>();
        let blocked = user.into_iter().flat_map(|user| &user.blocked).copied().collect();
        let seen = user.and_then(|user| user.seen);
        Object::from_iter([
            ("xuid".to_owned(), json!(xuid.to_string())),
            ("gamertag".to_owned(), json!(self.gamertag(xuid))),
            ("titleId".to_owned(), json!(seen.map(|(_, title_id)| title_id.to_string()))),
            ("lastSeen".to_owned(), json!(seen.map(|(time, _)| wire_time(time)))),
            ("blocked".to_owned(), json!(texts(blocked))),
            ("people".to_owned(), json!(texts(self.people(xuid, false)))),
            ("favorites".to_owned(), json!(texts(self.people(xuid, true)))),
            ("lastMsCv".to_owned(), json!(user.and_then(|user| user.last_ms_cv.as_deref()))),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocking_has_a_direction() {
        let (one, two) = (Xuid::parse("1").unwrap(), Xuid::parse("2").unwrap());
        let mut users = Users::default();
        users.block(one, two);
        assert!(users.has_blocked(one, two));
        assert!(!users.has_blocked(two, one));
        assert_eq!(users.to_json(one)["blocked"], json!(["2"]));
        users.unblock(one, two);
        assert!(!users.has_blocked(one, two));
    }

    #[test]
    fn favorites_are_among_the_people() {
        let [one, two, three] = ["1", "2", "3"].map(|xuid| Xuid::parse(xuid).unwrap());
        let mut users = Users::default();
        users.follow(one, three, true);
        users.follow(one, two, false);
        assert_eq!(users.people(one, false), [two, three]);
        assert_eq!(users.people(one, true), [three]);
        assert!(users.follows(one, two) && !users.follows(two, one));
        users.follow(one, three, false);
        users.unfollow(one, two);
        assert_eq!(users.to_json(one)["people"], json!(["3"]));
        assert_eq!(users.to_json(one)["favorites"], json!([]));
    }
}
