//! Whose a foreign token is: its user is known by the xuid that the requests name.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Directory;
use super::handles::HandleKind;
use super::sessions::Session;
use crate::names::Xuid;

/// A xuid by which a request names the user who makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) xuid: Xuid,
    /// Whether it can be nobody else's: a query may be about others.
    pub(crate) certain: bool,
}

/// The users of foreign tokens by their hashes, once a request has named them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct TokenUsers(BTreeMap<String, Learned>);

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Learned {
    xuid: Xuid,
    certain: bool,
}

impl TokenUsers {
    fn is_certain(&self, hash: &str) -> bool {
        self.0.get(hash).is_some_and(|learned| learned.certain)
    }

    fn user(&self, hash: &str) -> Xuid {
        self.0.get(hash).map_or_else(|| Xuid::of_user_hash(hash), |learned| learned.xuid)
    }

    /// Learns a hash's user, unless another has the xuid. What is certain goes before what was guessed.
    fn learn(&mut self, hash: &str, named: Named) {
        let known = self.0.get(hash);
        let other = self.0.iter().find(|(other, learned)| *other != hash && learned.xuid == named.xuid);
        let other = other.map(|(other, learned)| (other.clone(), learned.certain));
        let free = other.as_ref().is_none_or(|(_, certain)| named.certain && !certain);
        if !free || known.is_some_and(|known| known.certain || !named.certain) {
            return;
        }
        if let Some((other, _)) = other {
            self.0.remove(&other);
        }
        self.0.insert(hash.to_owned(), Learned { xuid: named.xuid, certain: named.certain });
    }
}

impl Directory {
    /// The user of a foreign token. What was done under another xuid before is that user's from now on.
    pub(super) fn token_user(&mut self, hash: &str, named: impl FnOnce() -> Option<Named>) -> Xuid {
        let former = self.token_users.user(hash);
        if !self.token_users.is_certain(hash)
            && let Some(named) = named()
        {
            self.token_users.learn(hash, named);
        }
        let user = self.token_users.user(hash);
        if user != former {
            self.rename_user(former, user);
        }
        user
    }

    fn rename_user(&mut self, former: Xuid, user: Xuid) {
        self.users.rename(former, user);
        self.limits.rename(former, user);
        self.history.each(|version| _ = version.rename(former, user));
        let now = self.clock.now();
        for key in self.sessions.keys().cloned().collect::<Vec<_>>() {
            let Some(mut next) = self.sessions.get(&key).cloned() else {
                continue;
            };
            if next.rename(former, user) {
                next.count_change(now, None);
            }
            self.store_session(next);
        }
        let mut handles = self.handles.drain();
        // Lists of handles that become one are oldest first, too.
        handles.sort_by_key(|handle| handle.created);
        for mut handle in handles {
            let renamed = |xuid: &mut Xuid| {
                if *xuid == former {
                    *xuid = user;
                }
            };
            renamed(&mut handle.maker);
            if let HandleKind::Invite { invited, .. } = &mut handle.kind {
                renamed(invited);
            }
            if matches!(handle.kind, HandleKind::Activity) && handle.maker == user {
                for older in self.former_activities(&handle) {
                    self.handles.remove(&older);
                }
            }
            self.handles.add(handle);
        }
    }
}

impl Session {
    /// Gives the seat of `former` to `user`; tells whether there was one. Where both have a seat, the one that `user` has
    /// joined stays.
    fn rename(&mut self, former: Xuid, user: Xuid) -> bool {
        if self.former.remove(&former) {
            self.former.insert(user);
        }
        if self.changed_by == Some(former) {
            self.changed_by = Some(user);
        }
        let Some((index, _)) = self.seat(former) else {
            return false;
        };
        let own = self.seat(user).map(|(index, member)| (index, member.reserved));
        let gone = match own {
            Some((_, false)) => Some(index),
            Some((reserved, true)) => Some(reserved),
            None => None,
        };
        if let Some(gone) = gone {
            self.members.remove(&gone);
            self.owners.remove(&gone);
        }
        if let Some(member) = self.members.get_mut(&index) {
            Arc::make_mut(member).xuid = user;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xuid(text: &str) -> Xuid {
        Xuid::parse(text).unwrap()
    }

    #[test]
    fn a_xuid_is_one_hashs_and_certainty_goes_before_guesses() {
        let mut users = TokenUsers::default();
        let mut says = |hash: &str, text: &str, certain| {
            users.learn(hash, Named { xuid: xuid(text), certain });
            users.user(hash)
        };
        assert_eq!(says("a", "1", false), xuid("1"));
        assert_eq!(says("a", "2", false), xuid("1"), "one guess is enough");
        assert_eq!(says("b", "1", false), Xuid::of_user_hash("b"), "it is a's");
        assert_eq!(says("b", "1", true), xuid("1"));
        assert_eq!(says("a", "1", true), Xuid::of_user_hash("a"), "it is b's");
        assert_eq!(says("a", "2", true), xuid("2"));
        assert_eq!(says("a", "3", true), xuid("2"), "a user is one");
    }
}
