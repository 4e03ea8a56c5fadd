//! Applying a delta to a session.

use std::sync::Arc;

use jiff::Timestamp;

use super::Refusal;
use super::delta::{Delta, Me, MemberDelta, Reservation, SectionDelta};
use super::merging::{
    change_member_properties, change_section, change_session_constants, constants_kept, difference, keep_initialize,
    member_constants, merge_member_constants,
};
use super::role_rules::Writer;
use super::sessions::{Member, Session};
use super::templates::SessionTemplate;
use crate::json::{Object, Value};
use crate::settings::Settings;
use crate::sign_in::Caller;

/// One write being applied to a copy of the session.
#[derive(Debug)]
pub(crate) struct Apply<'a> {
    pub(crate) session: &'a mut Session,
    pub(crate) caller: Caller,
    pub(crate) now: Timestamp,
    pub(crate) settings: &'a Settings,
    /// Whether this write makes the session, which alone sets constants.
    pub(crate) creating: bool,
    /// What a new session begins with.
    pub(crate) template: Option<&'a SessionTemplate>,
    /// The caller's.
    pub(crate) gamertag: Option<&'a str>,
}

impl Apply<'_> {
    /// Applies everything, or says why not; then the copy is to be dropped.
    pub(crate) fn delta(&mut self, delta: &Delta<'_>) -> Result<(), Refusal> {
        let owned = !self.session.owners.is_empty();
        self.constants(delta.constants)?;
        change_section(&mut self.session.properties, delta.properties, self.settings);
        // The session itself knows its owners; documents add them.
        let owners = self.session.properties.system.remove("owners");
        self.session.check_restrictions(self.settings)?;
        if !self.creating {
            // Before anybody leaves, so that an owner can hand over and go.
            self.appoint(owners.as_ref())?;
        }
        self.roles(delta.role_types)?;
        self.others(delta)?;
        match &delta.me {
            Me::Absent => {}
            Me::Leave => self.session.remove(self.caller.xuid),
            Me::Take(member) => self.take_seat(member)?,
        }
        for reservation in &delta.reservations {
            self.reserve(reservation)?;
        }
        if self.creating {
            self.session.crown(self.caller.xuid);
            self.appoint(owners.as_ref())?;
        }
        if owned && self.session.owners.is_empty() {
            self.session.settle_ownership();
        }
        self.session.run_timers(self.now, self.settings);
        Ok(())
    }

    fn appoint(&mut self, owners: Option<&Value>) -> Result<(), Refusal> {
        owners.map_or(Ok(()), |owners| self.session.appoint(self.caller.xuid, owners))
    }

    fn roles(&mut self, types: Option<&Object>) -> Result<(), Refusal> {
        if self.creating {
            return self.session.define_roles(types);
        }
        types.map_or(Ok(()), |types| self.session.change_roles(self.caller.xuid, types))
    }

    fn constants(&mut self, delta: SectionDelta<'_>) -> Result<(), Refusal> {
        if let Some(template) = self.template.filter(|_| self.creating) {
            template.check_constants(delta)?;
            template.begin(self.session);
        }
        let mut wanted = self.session.constants.clone();
        change_session_constants(&mut wanted, delta);
        if self.creating {
            self.session.constants = wanted;
            return self.session.check_capabilities(self.settings);
        }
        let present = &self.session.constants;
        match difference(present, &wanted) {
            None => Ok(()),
            Some(place) => Err(Refusal::conflict(format!(
                "constants.{place}: constants are set when the session is created and never change; session {} has other ones",
                self.session.reference
            ))),
        }
    }

    fn take_seat(&mut self, delta: &MemberDelta<'_>) -> Result<(), Refusal> {
        let seat = self.session.seat(self.caller.xuid);
        let former = seat.and_then(|(_, member)| member.roles.clone());
        match seat.map(|(index, member)| (index, member.reserved)) {
            Some((index, reserved)) => self.change_seat(index, reserved, delta)?,
            None => {
                let member = self.new_member(delta);
                self.session.add(member);
            }
        }
        self.check_seat(former.as_ref())
    }

    /// Whether the caller's seat, as written, is one that they may have.
    fn check_seat(&self, former: Option<&Value>) -> Result<(), Refusal> {
        let Some((_, member)) = self.session.seat(self.caller.xuid) else {
            return Ok(());
        };
        self.session.check_member(member, self.settings)?;
        let owner = self.creating || self.session.is_owner(self.caller.xuid);
        let writer = if owner { Writer::Owner } else { Writer::Member };
        self.session.check_roles(self.caller.xuid, former, writer, self.settings)
    }

    fn new_member(&self, delta: &MemberDelta<'_>) -> Member {
        let mut member = Member {
            constants: member_constants(delta.constants),
            roles: delta.roles.cloned(),
            device: self.caller.device,
            gamertag: self.gamertag.map(str::to_owned),
            ..Member::new(self.caller.xuid, self.caller.title_id, self.now)
        };
        change_member_properties(&mut member.properties, delta.properties, self.settings);
        member
    }

    fn change_seat(&mut self, index: u32, reserved: bool, delta: &MemberDelta<'_>) -> Result<(), Refusal> {
        let Some(member) = self.session.members.get_mut(&index).map(Arc::make_mut) else {
            return Ok(());
        };
        let status = member.status();
        let mut wanted = member.constants.clone();
        merge_member_constants(&mut wanted, delta.constants);
        if reserved {
            member.reserved = false;
            member.joined = self.now;
        } else {
            if self.settings.rewritten_initialize == "ignore" {
                keep_initialize(&mut wanted.system, &member.constants.system);
            }
            constants_kept(&member.constants, &wanted)?;
        }
        member.constants = wanted;
        member.title_id = self.caller.title_id;
        member.device = self.caller.device;
        member.gamertag = self.gamertag.map(str::to_owned);
        change_member_properties(&mut member.properties, delta.properties, self.settings);
        if member.status() != status {
            member.since = self.now;
        }
        if let Some(roles) = delta.roles {
            member.roles = Some(roles.clone());
        }
        Ok(())
    }

    /// Keeps a seat; a user who has one already keeps it as it is.
    fn reserve(&mut self, reservation: &Reservation<'_>) -> Result<(), Refusal> {
        if self.session.seat(reservation.xuid).is_some() {
            return Ok(());
        }
        if self.session.is_full(self.settings) {
            return Err(Refusal::bad_request(format!(
                "session {}: no seat is left to reserve for xuid {}: maxMembersCount is {}",
                self.session.reference,
                reservation.xuid,
                self.session.max_members(self.settings)
            )));
        }
        self.session.add(Member {
            reserved: true,
            constants: member_constants(reservation.constants),
            ..Member::new(reservation.xuid, self.caller.title_id, self.now)
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::delta::Reading;
    use crate::json::json;
    use crate::names::{SessionRef, Xuid};

    fn caller(xuid: &str) -> Caller {
        Caller { xuid: Xuid::parse(xuid).unwrap(), title_id: 7, device: None, foreign: false }
    }

    fn write(session: &mut Session, xuid: &str, creating: bool, body: Value) -> Result<(), Refusal> {
        let caller = caller(xuid);
        let settings = Settings::default();
        let delta = Delta::read(&body, Reading { caller, settings: &settings })?;
        Apply {
            session,
            caller,
            now: Timestamp::UNIX_EPOCH,
            settings: &settings,
            creating,
            template: None,
            gamertag: None,
        }
        .delta(&delta)
    }

    fn active() -> Value {
        json!({"properties": {"system": {"active": true}}})
    }

    fn created(body: Value) -> Session {
        let scid = "8dfb0100-ebe0-42da-885f-033860a818f6";
        let reference = SessionRef::new(scid, "t", "n").unwrap();
        let mut session = Session::new(reference, Timestamp::UNIX_EPOCH);
        write(&mut session, "1", true, body).unwrap();
        session
    }

    #[test]
    fn system_is_replaced_whole_and_custom_merged() {
        let mut session = created(json!({"properties": {
            "system": {"a": {"x": 1}, "b": 1},
            "custom": {"a": {"x": 1}, "b": 1},
        }}));
        let patch = json!({"a": {"y": 2}, "b": null});
        let body = json!({"properties": {"system": patch, "custom": patch}});
        write(&mut session, "1", false, body).unwrap();
        let properties = &session.properties;
        assert_eq!(json!(properties.system), json!({"a": {"y": 2}}));
        assert_eq!(json!(properties.custom), json!({"a": {"x": 1, "y": 2}}));
    }

    #[test]
    fn constants_never_change() {
        let mut session = created(json!({"constants": {"system": {"maxMembersCount": 4}}}));
        let same = json!({"constants": {"system": {"maxMembersCount": 4}}});
        write(&mut session, "1", false, same).unwrap();
        for other in [
            json!({"system": {"maxMembersCount": 5}}),
            json!({"custom": {"x": 1}}),
            json!({"system": {"maxMembersCount": null}}),
        ] {
            let refusal = write(&mut session, "1", false, json!({"constants": other})).unwrap_err();
            assert_eq!(refusal.status, 409, "{other}");
        }
    }

    #[test]
    fn a_reservation_becomes_the_members_seat() {
        let mut session = created(json!({"members": {
            "me": active(),
            "reserve_1": {"constants": {"system": {"xuid": "2"}, "custom": {"team": 1}}},
        }}));
        assert!(!session.has_joined(Xuid::parse("2").unwrap()));
        let body = json!({"members": {"me": {"properties": {"system": {"active": true}}}}});
        write(&mut session, "2", false, body).unwrap();
        let (index, member) = session.seat(Xuid::parse("2").unwrap()).unwrap();
        assert_eq!(index, 1);
        assert!(member.active());
        assert_eq!(json!(member.constants.custom), json!({"team": 1}));
    }

    #[test]
    fn members_constants_are_set_once() {
        let me = |custom: Value| {
            let mut me = active();
            me["constants"] = json!({ "custom": custom });
            json!({"members": {"me": me}})
        };
        let mut session = created(me(json!({"team": 1})));
        write(&mut session, "1", false, me(json!({"team": 1}))).unwrap();
        let refusal = write(&mut session, "1", false, me(json!({"team": 2}))).unwrap_err();
        assert_eq!(refusal.status, 409);
        assert!(refusal.reason.contains("custom.team"));
    }

    #[test]
    fn others_are_out_of_reach() {
        let mut session = created(json!({"members": {"me": active()}}));
        write(&mut session, "2", false, json!({"members": {"me": active()}})).unwrap();
        let remove = json!({"members": {"0": null}});
        assert_eq!(write(&mut session, "2", false, remove.clone()).unwrap_err().status, 403);
        assert_eq!(write(&mut session, "1", false, remove).unwrap_err().status, 400);
    }

    #[test]
    fn reservations_need_a_free_seat() {
        let mut session =
            created(json!({"constants": {"system": {"maxMembersCount": 2}}, "members": {"me": active()}}));
        let reserve = |xuid: &str| json!({"members": {"reserve_1": {"constants": {"system": {"xuid": xuid}}}}});
        write(&mut session, "1", false, reserve("2")).unwrap();
        write(&mut session, "1", false, reserve("2")).unwrap();
        assert_eq!(session.members.len(), 2);
        assert_eq!(write(&mut session, "1", false, reserve("3")).unwrap_err().status, 400);
    }
}
