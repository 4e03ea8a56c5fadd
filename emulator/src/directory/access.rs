//! Who may read, write and join a session.

use super::Refusal;
use super::sessions::{Session, Visibility};
use crate::names::Xuid;
use crate::settings::Settings;

/// One user's access to one session.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Access<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) session: &'a Session,
    pub(crate) xuid: Xuid,
    /// Whether a live invite lets the user past the restrictions.
    pub(crate) invited: bool,
}

impl Access<'_> {
    fn is_inside(&self) -> bool {
        self.session.seat(self.xuid).is_some()
    }

    /// Members, reserved seats and invited users pass all but `closed`.
    fn is_let_in(&self) -> bool {
        self.is_inside() || self.invited
    }

    fn visibility(&self) -> Visibility {
        self.session.visibility(self.settings)
    }

    /// A restriction that an outsider does not meet, with its value.
    ///
    /// There are no friendships and no devices yet, so `local` and `followed`
    /// are met by nobody from outside.
    fn unmet(&self, field: &str) -> Option<String> {
        match self.session.restriction(field).as_str() {
            "none" => None,
            "followed" if self.settings.everyone_follows => None,
            other => Some(format!("{field} \"{other}\"")),
        }
    }

    fn refusal(&self, status: u16, why: &str) -> Refusal {
        let Self { session, xuid, .. } = self;
        let reference = &session.reference;
        Refusal::new(status, format!("xuid {xuid}, session {reference}: {why}"))
    }

    pub(crate) fn may_read(&self) -> Result<(), Refusal> {
        if self.is_let_in() {
            return Ok(());
        }
        if self.visibility() == Visibility::Private {
            let why = "the session is private: only members and invited users may read it";
            return Err(self.refusal(403, why));
        }
        match self.unmet("readRestriction") {
            Some(unmet) => Err(self.refusal(403, &format!("{unmet} does not let this user read"))),
            None => Ok(()),
        }
    }

    /// Whether the user may change the session without joining it.
    pub(crate) fn may_write(&self) -> Result<(), Refusal> {
        if self.is_inside() {
            return Ok(());
        }
        if self.session.properties.system_flag("closed") {
            return Err(self.refusal(403, "the session is closed: only members may write"));
        }
        if self.invited {
            return Ok(());
        }
        match self.visibility() {
            Visibility::Open => {}
            Visibility::Visible | Visibility::Private => {
                let why = "the session is not open: only members may write";
                return Err(self.refusal(403, why));
            }
        }
        match self.unmet("joinRestriction") {
            Some(unmet) => Err(self.refusal(403, &format!("{unmet} does not let this user write"))),
            None => Ok(()),
        }
    }

    /// Whether the user may become a member.
    pub(crate) fn may_join(&self) -> Result<(), Refusal> {
        if self.session.has_joined(self.xuid) {
            return Ok(());
        }
        if self.is_inside() {
            // A reservation passes everything but a closed door.
            return self.not_closed();
        }
        if !self.invited {
            self.visibility_lets_join()?;
        }
        self.not_closed()?;
        self.not_locked()?;
        if !self.invited
            && let Some(unmet) = self.unmet("joinRestriction")
        {
            return Err(self.refusal(403, &format!("{unmet} does not let this user join")));
        }
        if self.session.is_full(self.settings) {
            let most = self.session.max_members(self.settings);
            let why = format!("the session is full: maxMembersCount is {most}");
            return Err(self.refusal(400, &why));
        }
        Ok(())
    }

    fn visibility_lets_join(&self) -> Result<(), Refusal> {
        match self.visibility() {
            Visibility::Open => Ok(()),
            Visibility::Visible => {
                let why = "the session is visible, not open: only reserved or invited users may join";
                Err(self.refusal(400, why))
            }
            Visibility::Private => {
                let why = "the session is private: only reserved or invited users may join";
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
        if locked && !self.session.former.contains(&self.xuid) {
            let why = "the session is locked: only former members may join";
            return Err(self.refusal(self.settings.closed_join_status, why));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::*;
    use crate::names::SessionRef;

    fn session(constants: Value, properties: Value) -> Session {
        let scid = "8dfb0100-ebe0-42da-885f-033860a818f6";
        let reference = SessionRef::new(scid, "t", "n").unwrap();
        let mut session = Session::new(reference, Timestamp::UNIX_EPOCH);
        session.constants.system = constants.as_object().unwrap().clone();
        session.properties.system = properties.as_object().unwrap().clone();
        session
    }

    /// Status of read, write and join by an outsider; 0 is yes.
    fn outsider(session: &Session, invited: bool) -> [u16; 3] {
        let settings = Settings::default();
        let xuid = Xuid::parse("5").unwrap();
        let access = Access { settings: &settings, session, xuid, invited };
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
            assert_eq!(outsider(&session, false), alone, "{constants} {properties}");
            assert_eq!(outsider(&session, true), invited, "{constants} {properties}");
        }
    }

    #[test]
    fn a_locked_session_lets_former_members_back() {
        let mut session = session(json!({}), json!({"locked": true}));
        session.former.insert(Xuid::parse("5").unwrap());
        assert_eq!(outsider(&session, false)[2], 0);
    }
}
