//! Sets of what the service knows by name.

use crate::error::Error;

macro_rules! named_flags {
    ($(#[$meta:meta])* $set:ident { $($(#[$doc:meta])* $constant:ident = $bit:literal $name:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $set(u32);

        impl $set {
            $($(#[$doc])* pub const $constant: $set = $set($bit);)*

            const NAMES: &[(u32, &str)] = &[$(($bit, $name)),*];

            /// The set with these bits; `argument` is what they came in.
            pub fn from_bits(bits: u32, argument: &str) -> Result<$set, Error> {
                let known = $set::NAMES.iter().fold(0, |known, (bit, _)| known | bit);
                if bits & !known != 0 {
                    return Err(Error::argument(argument, format_args!("has unknown bits: {:#x}", bits & !known)));
                }
                Ok($set(bits))
            }

            /// The bits.
            pub fn bits(self) -> u32 {
                self.0
            }

            /// Whether nothing is in it.
            pub fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// Whether all of `other` is in it.
            pub fn contains(self, other: $set) -> bool {
                self.0 & other.0 == other.0
            }

            /// Its names on the wire, in the order of Microsoft's own client.
            pub fn names(self) -> impl Iterator<Item = &'static str> {
                $set::NAMES.iter().filter(move |(bit, _)| self.0 & bit != 0).map(|(_, name)| *name)
            }
        }

        impl std::ops::BitOr for $set {
            type Output = $set;

            fn bitor(self, other: $set) -> $set {
                $set(self.0 | other.0)
            }
        }
    };
}

named_flags! {
    /// What a session can do: `constants.system.capabilities`. Others can be merged in as JSON.
    Capabilities {
        /// Members exchange secure device addresses.
        CONNECTIVITY = 1 "connectivity",
        /// Being in it is not shown as presence.
        SUPPRESS_PRESENCE_ACTIVITY_CHECK = 2 "suppressPresenceActivityCheck",
        /// Game play takes place in it, as opposed to a lobby.
        GAMEPLAY = 4 "gameplay",
        /// It may have more than 100 members; documents then hold the reader only.
        LARGE = 8 "large",
        /// Players need no console to be in it.
        USER_AUTHORIZATION_STYLE = 16 "userAuthorizationStyle",
        /// An active member must be connected in real time.
        CONNECTION_REQUIRED_FOR_ACTIVE_MEMBERS = 32 "connectionRequiredForActiveMembers",
        /// Players of several platforms meet in it.
        CROSS_PLAY = 64 "crossPlay",
        /// Search handles may point at it.
        SEARCHABLE = 128 "searchable",
        /// It has owners.
        HAS_OWNERS = 256 "hasOwners",
    }
}

named_flags! {
    /// Changes that a member is told of: `subscription.changeTypes`.
    ChangeTypes {
        /// All.
        EVERYTHING = 1 "everything",
        /// Another host.
        HOST = 2 "host",
        /// Its initialization.
        INITIALIZATION = 4 "initialization",
        /// Its matchmaking.
        MATCHMAKING_STATUS = 8 "matchmakingStatus",
        /// Who is in it.
        MEMBERS_LIST = 16 "membersList",
        /// Who is active.
        MEMBERS_STATUS = 32 "membersStatus",
        /// Who may join.
        JOINABILITY = 64 "joinability",
        /// Its custom properties.
        CUSTOM_PROPERTY = 128 "customProperty",
        /// A member's custom properties.
        MEMBERS_CUSTOM_PROPERTY = 256 "membersCustomProperty",
    }
}

impl Capabilities {
    /// The set of those whose name `has` finds.
    pub(super) fn read(has: impl Fn(&str) -> bool) -> Capabilities {
        let found = Capabilities::NAMES.iter().filter(|(_, name)| has(name));
        Capabilities(found.fold(0, |bits, (bit, _)| bits | bit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_in_their_own_order() {
        let set = Capabilities::SEARCHABLE | Capabilities::CONNECTIVITY;
        assert_eq!(set.names().collect::<Vec<_>>(), ["connectivity", "searchable"]);
        assert!(set.contains(Capabilities::SEARCHABLE) && !set.contains(Capabilities::LARGE));
        assert!(Capabilities::default().is_empty());
    }

    #[test]
    fn unknown_bits_are_refused() {
        assert_eq!(ChangeTypes::from_bits(511, "x").unwrap().names().count(), 9);
        let error = ChangeTypes::from_bits(513, "join.change_types").unwrap_err();
        assert_eq!(error.message, "join.change_types: has unknown bits: 0x200");
    }
}
