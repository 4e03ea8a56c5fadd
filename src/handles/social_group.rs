//! Groups of players that the service knows.

use serde::Serialize;

use crate::error::Error;

/// A group of players around one player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocialGroup {
    /// Whom the player follows.
    People,
    /// The player's favourites among them.
    Favorites,
}

impl SocialGroup {
    /// Reads the service's word for it, without regard to case as the service does: `people` or `favorites`.
    pub fn from_moniker(moniker: &str) -> Result<SocialGroup, Error> {
        let known = [SocialGroup::People, SocialGroup::Favorites];
        let found = known.into_iter().find(|group| group.moniker().eq_ignore_ascii_case(moniker));
        found.ok_or_else(|| Error::argument("social_group", "must be people or favorites"))
    }

    /// The service's word for it.
    pub fn moniker(self) -> &'static str {
        match self {
            SocialGroup::People => "people",
            SocialGroup::Favorites => "favorites",
        }
    }

    /// As bodies write the group of `owner_xuid`; 0: of the client's user, who is `own_xuid`.
    pub(super) fn of(self, owner_xuid: u64, own_xuid: u64) -> Result<People, Error> {
        let xuid = if owner_xuid == 0 { own_xuid } else { owner_xuid };
        if xuid == 0 {
            return Err(Error::argument("social_group_owner_xuid", "must be set here or as the client's xuid"));
        }
        Ok(People { people: Members { moniker: self.moniker(), moniker_xuid: xuid.to_string() } })
    }
}

/// The group in a body.
#[derive(Serialize)]
pub(super) struct People {
    people: Members,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Members {
    moniker: &'static str,
    moniker_xuid: String,
}

#[cfg(test)]
mod tests {
    use super::SocialGroup;

    #[test]
    fn only_known_groups_are_read_in_any_case() {
        for (group, monikers) in [
            (SocialGroup::People, ["people", "People", "PEOPLE"]),
            (SocialGroup::Favorites, ["favorites", "Favorites", "fAVORITES"]),
        ] {
            for moniker in monikers {
                assert_eq!(SocialGroup::from_moniker(moniker).unwrap(), group);
            }
        }
        for moniker in ["", "friends", "people ", "favourites"] {
            assert!(SocialGroup::from_moniker(moniker).is_err(), "{moniker}");
        }
    }

    #[test]
    fn the_owner_is_the_one_given_or_the_user() {
        let owner = |given, own| serde_json::to_string(&SocialGroup::People.of(given, own).ok()).unwrap();
        assert_eq!(owner(0, 5), r#"{"people":{"moniker":"people","monikerXuid":"5"}}"#);
        assert_eq!(owner(7, 5), r#"{"people":{"moniker":"people","monikerXuid":"7"}}"#);
        assert_eq!(owner(0, 0), "null");
    }
}
