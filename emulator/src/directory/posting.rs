//! POST /handles: reading the request and making the handle.

use super::access::Entry;
use super::handles::{Handle, HandleKind};
use super::judged::Judged;
use super::sessions::Session;
use super::{Directory, Refusal};
use crate::json::{Fields, Object, Value};
use crate::names::{SessionRef, Xuid};
use crate::sign_in::Caller;

/// A handle as the service writes it.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) handle: Object,
    /// How its maker's access to the session was judged, where the maker has a seat.
    pub(crate) judged: Option<Judged>,
}

impl Directory {
    /// Creates a handle.
    pub(crate) fn post_handle(&mut self, caller: Caller, body: &Value) -> Result<Posted, Refusal> {
        let request = Fields::root(body)?;
        let kind = request.required("type", request.text("type")?)?;
        if let Some(version) = request.whole_number("version")?
            && version != 1
        {
            return Err(Refusal::bad_request(format!("version {version} is not 1")));
        }
        if request.object().contains_key("id") && self.settings.client_handle_id == "refuse" {
            let reason = "id: the service gives handles their ids (setting clientHandleId)";
            return Err(Refusal::bad_request(reason));
        }
        let handle = match kind {
            "activity" => self.new_activity(caller, request)?,
            "invite" => self.new_invite(caller, request)?,
            "search" => self.new_search(caller, request)?,
            "transfer" => self.new_transfer(caller, request)?,
            other => {
                let reason = format!("type \"{other}\" is not activity, invite, search or transfer");
                return Err(Refusal::bad_request(reason));
            }
        };
        let posted = Posted { handle: handle.to_json(), judged: self.judged_maker(caller, &handle) };
        match &handle.kind {
            HandleKind::Search { .. } => self.publish(&handle),
            HandleKind::Activity => {
                let former = self.former_activities(&handle);
                if let Some(same) = self.same_activity(&former, &handle) {
                    return Ok(Posted { handle: same, ..posted });
                }
                for id in former {
                    self.handles.remove(&id);
                }
                self.note_handle(&handle);
            }
            HandleKind::Transfer { .. } => self.note_handle(&handle),
            HandleKind::Invite { .. } => {}
        }
        self.handles.add(handle);
        Ok(posted)
    }

    fn judged_maker(&self, caller: Caller, handle: &Handle) -> Option<Judged> {
        let session = self.sessions.get(&handle.session.key())?;
        session.seat(caller.xuid).map(|_| self.access(session, caller, Entry::Plain).judged("write"))
    }

    /// Counts a new handle as a change of its session.
    fn note_handle(&mut self, handle: &Handle) {
        let session = self.sessions.get(&handle.session.key());
        if let Some(session) = session.filter(|_| self.settings.handle_changes_session) {
            let mut next = session.clone();
            next.count_change(self.clock.now(), Some(handle.maker));
            self.store_session(next);
        }
    }

    /// The activities whose place a new one takes.
    pub(super) fn former_activities(&self, handle: &Handle) -> Vec<String> {
        let whole = self.settings.activity_scope == "scid";
        let former = self.handles.activities(handle.maker, Some(&handle.session.scid)).into_iter();
        former.filter(|each| whole || each.session.key() == handle.session.key()).map(|each| each.id.clone()).collect()
    }

    /// The activity that says already what the new one says, where that one is to stay.
    fn same_activity(&self, former: &[String], handle: &Handle) -> Option<Object> {
        if self.settings.repeated_activity == "new" {
            return None;
        }
        let mut former = former.iter().filter_map(|id| self.live_handle(id).ok());
        former.find(|each| each.session.key() == handle.session.key()).map(Handle::to_json)
    }

    fn new_activity(&mut self, caller: Caller, request: Fields<'_, '_>) -> Result<Handle, Refusal> {
        let mut named = true;
        let session = session_ref(request, "sessionRef", || {
            if self.settings.nameless_activity == "refuse" {
                return Err(Refusal::bad_request("sessionRef.name is missing (setting namelessActivity)"));
            }
            named = false;
            Ok(self.ids.next().to_string())
        })?;
        if named && self.settings.strict_activity_membership {
            self.require_active_member(caller.xuid, &session)?;
        }
        self.handle(caller, session, caller.title_id, HandleKind::Activity)
    }

    pub(super) fn handle(
        &mut self,
        caller: Caller,
        session: SessionRef,
        title_id: u32,
        kind: HandleKind,
    ) -> Result<Handle, Refusal> {
        self.check_reference(&session)?;
        let existing = self.sessions.get(&session.key());
        let protocol = existing.and_then(Session::invite_protocol).unwrap_or(&self.settings.default_invite_protocol);
        let invite_protocol = protocol.to_owned();
        Ok(Handle {
            id: self.ids.next().to_string(),
            invite_protocol,
            session,
            maker: caller.xuid,
            title_id,
            created: self.clock.now(),
            platform: self.settings.activity_platform.clone(),
            kind,
        })
    }

    fn require_active_member(&self, xuid: Xuid, session: &SessionRef) -> Result<(), Refusal> {
        let active = self.sessions.get(&session.key()).is_some_and(|session| session.has_active(xuid));
        active.then_some(()).ok_or_else(|| {
            Refusal::forbidden(format!(
                "xuid {xuid} is not an active member of session {session}: write members.me with properties.system.active true first, then set the activity (setting strictActivityMembership)"
            ))
        })
    }
}

/// Reads a session reference; `unnamed` gives the name that is missing.
fn session_ref(
    request: Fields<'_, '_>,
    field: &str,
    unnamed: impl FnOnce() -> Result<String, Refusal>,
) -> Result<SessionRef, Refusal> {
    let object = request.required(field, request.child(field)?)?;
    let fields = Fields::at(object, field);
    let scid = fields.required("scid", fields.text("scid")?)?;
    let template = fields.required("templateName", fields.text("templateName")?)?;
    let name = fields.text("name")?.map_or_else(unnamed, |name| Ok(name.to_owned()))?;
    Ok(SessionRef::new(scid, template, &name).map_err(|why| format!("{field}: {why}"))?)
}

/// Reads a session reference that needs its name.
pub(super) fn full_session_ref(request: Fields<'_, '_>, field: &str) -> Result<SessionRef, Refusal> {
    session_ref(request, field, || {
        Err(Refusal::bad_request(format!("{field}.name is missing: only an activity goes without")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::json;

    #[test]
    fn only_a_missing_name_is_asked_for() {
        let read = |name: &Value| {
            let body = json!({"sessionRef": {
                "scid": "8dfb0100-ebe0-42da-885f-033860a818f6", "templateName": "t", "name": name
            }});
            session_ref(Fields::root(&body).unwrap(), "sessionRef", || Ok("new".to_owned())).unwrap().name
        };
        assert_eq!((read(&Value::Null), read(&json!("own"))), ("new".to_owned(), "own".to_owned()));
    }
}
