//! Reading and writing sessions, by their path or by a handle.

use jiff::Timestamp;

use super::access::Entry;
use super::apply::Apply;
use super::delta::{Delta, Me, Reading};
use super::document::SessionView;
use super::handles::{Handle, HandleKind};
use super::judged::Judged;
use super::sessions::Session;
use super::{Directory, Refusal};
use crate::ids::Ids;
use crate::json::Value;
use crate::names::{SessionKey, SessionRef, Xuid};
use crate::sign_in::Caller;

/// How a request names a session.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    Path(SessionRef),
    Handle(String),
}

/// The `If-Match` and `If-None-Match` of a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Conditions {
    pub(crate) if_match: Option<Tags>,
    pub(crate) if_none_match: Option<Tags>,
}

/// The value of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tags {
    Any,
    These(Vec<String>),
}

impl Tags {
    /// Reads `*` or a comma list of tags, as the service gave them.
    pub(crate) fn parse(text: &str) -> Self {
        if text.trim() == "*" {
            return Self::Any;
        }
        let tags = text.split(',').map(|tag| tag.trim().to_owned());
        Self::These(tags.collect())
    }

    pub(crate) fn hold(&self, etag: &str) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(|tag| tag == etag),
        }
    }
}

/// One write of a session.
#[derive(Debug)]
pub(crate) struct Write<'a> {
    pub(crate) body: &'a Value,
    pub(crate) conditions: Conditions,
    /// False to only learn what the result would be.
    pub(crate) commit: bool,
}

/// What a read gives.
#[derive(Debug)]
pub(crate) enum Read {
    Found(SessionView),
    Missing(SessionRef),
}

/// What a write did.
#[derive(Debug)]
pub(crate) enum Written {
    Created(SessionView),
    Updated(SessionView),
    /// The session is gone, or never came to be.
    Gone {
        reference: SessionRef,
        judged: Option<Judged>,
    },
}

impl Written {
    /// The same, with how the writer's access was judged.
    fn judged(self, judged: Option<Judged>) -> Self {
        match self {
            Self::Created(view) => Self::Created(view),
            Self::Updated(view) => Self::Updated(SessionView { judged, ..view }),
            Self::Gone { reference, .. } => Self::Gone { reference, judged },
        }
    }
}

/// A target found out: the reference, and what the way there opens.
struct Aim {
    reference: SessionRef,
    entry: Entry,
}

/// What a write would make of a session.
struct Outcome {
    next: Session,
    creating: bool,
    changed: bool,
    /// Whose activities go: they left, were removed, or turned inactive.
    unbound: Vec<Xuid>,
}

fn unbound(present: &Session, next: &Session) -> Vec<Xuid> {
    let still = |index: u32, active: bool| next.members.get(&index).is_some_and(|member| !active || member.active());
    let leaving = present.joined().filter(|(index, member)| !still(*index, member.active()));
    leaving.map(|(_, member)| member.xuid).collect()
}

impl Directory {
    fn aim(&self, caller: Caller, target: &Target) -> Result<Aim, Refusal> {
        let (reference, entry) = match target {
            Target::Path(reference) => {
                self.check_reference(reference)?;
                (reference.clone(), Entry::Plain)
            }
            Target::Handle(id) => {
                let handle = self.live_handle(id)?;
                (handle.session.clone(), self.entry(caller.xuid, handle))
            }
        };
        let by_reference = self.settings.invite_grants_access_by_reference
            && self.handles.is_invited(caller.xuid, &reference.key(), self.clock.now());
        Ok(Aim { reference, entry: if by_reference { Entry::LetIn } else { entry } })
    }

    /// What a handle opens to a user, looked up when it is used.
    fn entry(&self, xuid: Xuid, handle: &Handle) -> Entry {
        let in_origin = |origin: &SessionRef| {
            let origin = self.sessions.get(&origin.key());
            let seat = origin.and_then(|session| session.seat(xuid));
            seat.is_some_and(|(_, member)| !member.reserved || self.settings.transfer_from_reservation)
        };
        match &handle.kind {
            HandleKind::Invite { .. } if handle.invites(xuid) => Entry::LetIn,
            HandleKind::Transfer { origin } if in_origin(origin) => Entry::LetIn,
            HandleKind::Search { .. } => Entry::Found,
            _ => Entry::Plain,
        }
    }

    /// Reads a session.
    pub(crate) fn read_session(&self, caller: Caller, target: &Target) -> Result<Read, Refusal> {
        let aim = self.aim(caller, target)?;
        let Some(session) = self.sessions.get(&aim.reference.key()) else {
            return Ok(Read::Missing(aim.reference));
        };
        let access = self.access(session, caller, aim.entry);
        access.may_read()?;
        let judged = Some(access.judged("read"));
        Ok(Read::Found(SessionView { judged, ..SessionView::of(session, Some(caller.xuid), &self.settings) }))
    }

    /// Creates, changes, joins or leaves a session: all or nothing.
    pub(crate) fn write_session(
        &mut self,
        caller: Caller,
        target: &Target,
        write: &Write<'_>,
    ) -> Result<Written, Refusal> {
        let delta = Delta::read(write.body, Reading { caller, settings: &self.settings })?;
        if delta.servers {
            return Err(Refusal::forbidden("servers: only a server may write them"));
        }
        let aim = self.aim(caller, target)?;
        let present = self.sessions.get(&aim.reference.key());
        self.check_conditions(caller, &aim, present, &write.conditions)?;
        if let Some(session) = present {
            let refused = |refusal| self.forbidden(caller, &aim, session, refusal);
            self.check_access(caller, &aim, session, &delta).map_err(refused)?;
        }
        let mut ids = self.ids.clone();
        let next = self.applied(caller, &aim, present, &delta, &mut ids);
        let next = next.map_err(|refusal| match present {
            Some(session) => self.forbidden(caller, &aim, session, refusal),
            None => refusal,
        })?;
        let outcome = Outcome {
            creating: present.is_none(),
            changed: present != Some(&next),
            unbound: present.map_or_else(Vec::new, |present| unbound(present, &next)),
            next,
        };
        let judged = present.map(|session| self.access(session, caller, aim.entry).judged("write"));
        if write.commit {
            self.ids = ids;
        }
        Ok(self.settle(Some(caller.xuid), outcome, write.commit).judged(judged))
    }

    fn check_conditions(
        &self,
        caller: Caller,
        aim: &Aim,
        present: Option<&Session>,
        conditions: &Conditions,
    ) -> Result<(), Refusal> {
        let etag = present.map(Session::etag);
        let holds = |tags: &Tags| etag.as_ref().is_some_and(|etag| tags.hold(etag));
        let failed = if conditions.if_match.as_ref().is_some_and(|tags| !holds(tags)) {
            "If-Match: the session does not exist or has another tag"
        } else if conditions.if_none_match.as_ref().is_some_and(holds) {
            "If-None-Match: the session exists with this tag"
        } else {
            return Ok(());
        };
        let readable = present.filter(|session| {
            let access = self.access(session, caller, aim.entry);
            access.may_read().is_ok()
        });
        let reason = format!("session {}: {failed}", aim.reference);
        Err(Refusal::precondition(
            reason,
            readable.map(|session| SessionView::of(session, Some(caller.xuid), &self.settings)),
        ))
    }

    fn check_access(&self, caller: Caller, aim: &Aim, session: &Session, delta: &Delta<'_>) -> Result<(), Refusal> {
        let access = self.access(session, caller, aim.entry);
        match delta.me {
            Me::Take(_) => access.may_join(),
            Me::Absent | Me::Leave => access.may_write(),
        }
    }

    /// A refused write may answer with the session that it did not change.
    fn forbidden(&self, caller: Caller, aim: &Aim, session: &Session, refusal: Refusal) -> Refusal {
        let readable = || self.access(session, caller, aim.entry).may_read().is_ok();
        let asked = self.settings.forbidden_write_body == "session";
        if refusal.status == 403 && asked && readable() {
            return refusal.with_session(SessionView::of(session, Some(caller.xuid), &self.settings));
        }
        refusal
    }

    /// A changed copy of the session, or a new one.
    fn applied(
        &self,
        caller: Caller,
        aim: &Aim,
        present: Option<&Session>,
        delta: &Delta<'_>,
        ids: &mut Ids,
    ) -> Result<Session, Refusal> {
        let now = self.clock.now();
        let mut next = present.cloned().unwrap_or_else(|| Session {
            branch: ids.next(),
            correlation: ids.next(),
            ..Session::new(aim.reference.clone(), now)
        });
        let template = self.template(&aim.reference);
        let gamertag = self.users.gamertag(caller.xuid);
        let creating = present.is_none();
        Apply { session: &mut next, caller, now, settings: &self.settings, creating, template, gamertag }
            .delta(delta)?;
        Ok(next)
    }

    /// Stores the outcome, and lets activities follow it. Timers have no writer.
    fn settle(&mut self, writer: Option<Xuid>, outcome: Outcome, commit: bool) -> Written {
        let mut next = outcome.next;
        let reference = next.reference.clone();
        if next.ended {
            if commit && !outcome.creating {
                self.end_session(&reference.key());
            }
            return Written::Gone { reference, judged: None };
        }
        if outcome.changed {
            next.count_change(self.clock.now(), writer);
        }
        let view = SessionView::of(&next, writer, &self.settings);
        if commit {
            for user in outcome.unbound {
                self.handles.remove_activity(user, &reference);
            }
            if outcome.changed {
                self.store_session(next);
            }
        }
        if outcome.creating { Written::Created(view) } else { Written::Updated(view) }
    }

    /// Lets the session's timers fire.
    pub(super) fn run_timers(&mut self, session: &SessionKey, now: Timestamp) {
        let Some(present) = self.sessions.get(session) else {
            return;
        };
        let mut next = present.clone();
        next.run_timers(now, &self.settings);
        let outcome = Outcome { creating: false, changed: *present != next, unbound: unbound(present, &next), next };
        self.settle(None, outcome, true);
    }

    /// Writes an element of a session, as a request to its path below the session's asks.
    pub(crate) fn write_element(
        &mut self,
        caller: Caller,
        session: &SessionRef,
        element: &str,
        write: &Write<'_>,
    ) -> Result<Written, Refusal> {
        self.require_template(&session.scid, &session.template)?;
        if self.sessions.get(&session.key()).is_none() {
            return Err(Refusal::not_found(format!("session {session} does not exist, so neither does its {element}")));
        }
        self.write_session(caller, &Target::Path(session.clone()), write)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_whole() {
        assert_eq!(Tags::parse(" * "), Tags::Any);
        assert!(Tags::Any.hold("\"x\""));
        let tags = Tags::parse("\"a-1\", \"b-2\"");
        assert!(tags.hold("\"b-2\""));
        assert!(!tags.hold("\"b\""));
    }
}
