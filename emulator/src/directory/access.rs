//! Who may read, write and join a session.

use super::judged::Judged;
use super::refusal::Refusal;
use super::sessions::{Session, Visibility};
use super::users::Users;
use crate::settings::Settings;
use crate::sign_in::Caller;

/// What the way that a user has come by opens to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Nothing.
    Plain,
    /// A search handle: sessions that are restricted to `local`.
    Found,
    /// An invite, or a transfer handle of a member of its origin: everything
    /// but a closed, locked or full session.
    LetIn,
}

/// One user's access to one session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Access<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) users: &'a Users,
    pub(crate) session: &'a Session,
    pub(crate) caller: Caller,
    pub(crate) entry: Entry,
}

impl Access<'_> {
    fn is_inside(&self) -> bool {
        self.session.seat(self.caller.xuid).is_some()
    }

    fn is_let_in(&self) -> bool {
        self.entry == Entry::LetIn
    }

    fn visibility(&self) -> Visibility {
        self.session.visibility(self.settings)
    }

    /// Refuses an outsider who does not meet a restriction, and says what would meet it.
    fn meets(&self, field: &str, verb: &str) -> Result<(), Refusal> {
        let xuid = self.caller.xuid;
        let restriction = self.session.restriction(field);
        let way = match restriction.as_str() {
            "none" => return Ok(()),
            "local" | "followed" if self.is_local() => return Ok(()),
            "local" if self.is_found() => return Ok(()),
            "followed" if self.is_followed() => return Ok(()),
            "local" => "no active member plays on their device (device in the token, setting sharedDevice)".to_owned(),
            _ => {
                format!("no member follows them (PUT /emulator/users/<member>/people/{xuid}, setting everyoneFollows)")
            }
        };
        Err(self.refusal(403, &format!("{field} \"{restriction}\" does not let this user {verb}: {way}")))
    }

    fn is_found(&self) -> bool {
        self.entry == Entry::Found && self.settings.search_handle_meets_local
    }

    /// Whether an active member plays on the user's device.
    fn is_local(&self) -> bool {
        let device = self.caller.device;
        let known = device.is_some() || self.settings.shared_device;
        known && self.session.joined().any(|(_, member)| member.active() && member.device == device)
    }

    fn is_followed(&self) -> bool {
        self.settings.everyone_follows
            || self.session.joined().any(|(_, member)| self.users.follows(member.xuid, self.caller.xuid))
    }

    fn refusal(&self, status: u16, why: &str) -> Refusal {
        let Self { session, caller: Caller { xuid, .. }, .. } = self;
        let reference = &session.reference;
        let refusal = Refusal::new(status, format!("xuid {xuid}, session {reference}: {why}"));
        Refusal { judged: Some(self.judged("none")), ..refusal }
    }

    /// The reason `in-session` is recorded from the live service, the others are the emulator's own.
    pub(crate) fn judged(&self, access: &'static str) -> Judged {
        let reason = match self.entry {
            _ if self.is_inside() => "in-session",
            _ if access == "none" => "not-in-session",
            Entry::Plain => "open",
            Entry::Found | Entry::LetIn => "handle",
        };
        Judged { access, reason }
    }

    pub(crate) fn may_read(&self) -> Result<(), Refusal> {
        if self.is_inside() || self.is_let_in() {
            return Ok(());
        }
        if self.visibility() == Visibility::Private {
            let why = "the session is private: only members and invited users may read it";
            return Err(self.refusal(403, why));
        }
        self.meets("readRestriction", "read")
    }

    /// Whether the user may change the session without joining it.
    pub(crate) fn may_write(&self) -> Result<(), Refusal> {
        if self.is_inside() {
            return Ok(());
        }
        if self.session.properties.system_flag("closed") {
            return Err(self.refusal(403, "the session is closed: only members may write"));
        }
        if self.is_let_in() {
            return Ok(());
        }
        match self.visibility() {
            Visibility::Open => {}
            Visibility::Visible | Visibility::Private => {
                let why = "the session is not open: only members may write";
                return Err(self.refusal(403, why));
            }
        }
        self.meets("joinRestriction", "write")
    }

    /// Whether the user may become a member.
    pub(crate) fn may_join(&self) -> Result<(), Refusal> {
        if self.session.has_joined(self.caller.xuid) {
            return Ok(());
        }
        if self.is_inside() {
            // A reservation passes everything but a closed door.
            return self.not_closed();
        }
        self.not_blocked()?;
        if !self.is_let_in() {
            self.visibility_lets_join()?;
        }
        self.not_closed()?;
        self.not_locked()?;
        if !self.is_let_in() {
            self.meets("joinRestriction", "join")?;
        }
        if self.session.is_full(self.settings) {
            let most = self.session.max_members(self.settings);
            let why = format!("the session is full: maxMembersCount is {most}");
            return Err(self.refusal(400, &why));
        }
        Ok(())
    }

    fn not_blocked(&self) -> Result<(), Refusal> {
        let mut owners = self.session.owner_xuids().into_iter();
        match owners.find(|owner| self.users.has_blocked(*owner, self.caller.xuid)) {
            None => Ok(()),
            Some(owner) => Err(self.refusal(403, &format!("its owner {owner} has blocked this user"))),
        }
    }

    fn visibility_lets_join(&self) -> Result<(), Refusal> {
        match self.visibility() {
            Visibility::Open => Ok(()),
            Visibility::Visible => {
                let why = "the session is visible, not open: only reserved or invited users may join";
                Err(self.refusal(400, why))
            }
            Visibility::Private => {
                let why = "the session is private: only reserved or invited users may join; who has just been invited may try again after 5 s";
                Err(self.refusal(403, why))
            }
        }
    }

    fn not_closed(&self) -> Result<(), Refusal> {
        if self.session.properties.system_flag("closed") {
            let status = self.settings.closed_join_status;
            return Err(self.refusal(status, "the session is closed: nobody may join"));
        }
        Ok(())
    }

    fn not_locked(&self) -> Result<(), Refusal> {
        let locked = self.session.properties.system_flag("locked");
        if locked && !self.session.former.contains(&self.caller.xuid) {
            let why = "the session is locked: only former members may join";
            return Err(self.refusal(self.settings.closed_join_status, why));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::json::{Value, json};
    use crate::names::{SessionRef, Xuid};

    fn session(constants: Value, properties: Value) -> Session {
        let scid = "8dfb0100-ebe0-42da-885f-033860a818f6";
        let reference = SessionRef::new(scid, "t", "n").unwrap();
        let mut session = Session::new(reference, Timestamp::UNIX_EPOCH);
        session.constants.system = constants.as_object().unwrap().clone();
        session.properties.system = properties.as_object().unwrap().clone();
        session
    }

    /// Status of read, write and join by an outsider; 0 is yes.
    fn outsider(session: &Session, entry: Entry) -> [u16; 3] {
        let (settings, users) = (Settings::default(), Users::default());
        let caller = Caller { xuid: Xuid::parse("5").unwrap(), title_id: 7, device: None, foreign: false };
        let access = Access { settings: &settings, users: &users, session, caller, entry };
        let status = |result: Result<(), Refusal>| result.err().map_or(0, |refusal| refusal.status);
        [status(access.may_read()), status(access.may_write()), status(access.may_join())]
    }

    #[test]
    fn visibility_and_restrictions() {
        for (constants, properties, alone, invited) in [
            (json!({}), json!({}), [0, 0, 0], [0, 0, 0]),
            (json!({"visibility": "Visible"}), json!({}), [0, 403, 400], [0, 0, 0]),
            (json!({"visibility": "private"}), json!({}), [403, 403, 403], [0, 0, 0]),
            (json!({}), json!({"joinRestriction": "Followed"}), [0, 403, 403], [0, 0, 0]),
            (json!({}), json!({"joinRestriction": "none"}), [0, 0, 0], [0, 0, 0]),
            (json!({}), json!({"readRestriction": "local"}), [403, 0, 0], [0, 0, 0]),
            (json!({}), json!({"closed": true}), [0, 403, 403], [0, 403, 403]),
            (json!({}), json!({"locked": true}), [0, 0, 403], [0, 0, 403]),
            (json!({"maxMembersCount": 0}), json!({}), [0, 0, 400], [0, 0, 400]),
        ] {
            let session = session(constants.clone(), properties.clone());
            assert_eq!(outsider(&session, Entry::Plain), alone, "{constants} {properties}");
            assert_eq!(outsider(&session, Entry::LetIn), invited, "{constants} {properties}");
        }
    }

    #[test]
    fn a_search_handle_stands_for_being_local() {
        let style = json!({"capabilities": {"userAuthorizationStyle": true}});
        for (constants, properties, alone, found) in [
            (style, json!({}), [403, 403, 403], [0, 0, 0]),
            (json!({}), json!({"joinRestriction": "local"}), [0, 403, 403], [0, 0, 0]),
            (json!({}), json!({"joinRestriction": "followed"}), [0, 403, 403], [0, 403, 403]),
            (json!({"visibility": "visible"}), json!({}), [0, 403, 400], [0, 403, 400]),
        ] {
            let session = session(constants, properties);
            assert_eq!(outsider(&session, Entry::Plain), alone);
            assert_eq!(outsider(&session, Entry::Found), found);
        }
    }

    #[test]
    fn a_locked_session_lets_former_members_back() {
        let mut session = session(json!({}), json!({"locked": true}));
        session.former.insert(Xuid::parse("5").unwrap());
        assert_eq!(outsider(&session, Entry::Plain)[2], 0);
    }
}
