//! Search handles: making a session one that queries find.

use super::handles::{Handle, HandleKind};
use super::posting::full_session_ref;
use super::{Directory, Refusal};
use crate::json::{Fields, Object, Value, kind};
use crate::names::{SessionRef, Xuid};
use crate::sign_in::Caller;

/// Tags, names and texts have less than 100 characters, says the MPSD
/// documentation.
const LENGTH_LIMIT: usize = 99;

impl Directory {
    pub(super) fn new_search(&mut self, caller: Caller, request: Fields<'_, '_>) -> Result<Handle, Refusal> {
        let reference = full_session_ref(request, "sessionRef")?;
        let attributes = request.child("searchAttributes")?.cloned().unwrap_or_default();
        Attributes { fields: Fields::at(&attributes, "searchAttributes"), strict: self.settings.strict_search_names }
            .check()?;
        self.check_searchable(caller, &reference)?;
        self.handle(caller, reference, caller.title_id, HandleKind::Search { attributes })
    }

    fn check_searchable(&self, caller: Caller, reference: &SessionRef) -> Result<(), Refusal> {
        let status = self.settings.search_violation_status;
        let refused = |status, why: &str| Refusal::new(status, format!("session {reference}: {why}"));
        let session = self.sessions.get(&reference.key());
        let session = session.ok_or_else(|| refused(status, "it does not exist, so it cannot be searchable"))?;
        if !session.capability("searchable") {
            let why = "constants.system.capabilities.searchable is not true, so it may not have a search handle";
            return Err(refused(status, why));
        }
        if session.capability("userAuthorizationStyle") && !session.has_owners() {
            let why = "with the capability userAuthorizationStyle, searchable requires hasOwners";
            return Err(refused(status, why));
        }
        let xuid = caller.xuid;
        let who = if session.has_owners() { "an owner" } else { "a member" };
        let may = if session.has_owners() { session.is_owner(xuid) } else { session.has_joined(xuid) };
        if self.settings.strict_search_membership && !may {
            let why =
                format!("xuid {xuid} is not {who}: only {who} may make it searchable (setting strictSearchMembership)");
            return Err(refused(403, &why));
        }
        if session.search_handle.is_some() && self.settings.second_search_handle == "conflict" {
            return Err(refused(409, "it has a search handle already (setting secondSearchHandle)"));
        }
        Ok(())
    }

    /// Lets the session's document name its search handle, the one it has.
    pub(super) fn publish(&mut self, handle: &Handle) {
        let session = self.sessions.get(&handle.session.key());
        let former = session.and_then(|session| session.search_handle.clone());
        self.name_search_handle(handle, Some(handle.id.clone()), handle.maker);
        if let Some(former) = former {
            self.handles.remove(&former);
        }
    }

    /// Lets the session's document forget a search handle that is gone.
    pub(super) fn unpublish(&mut self, handle: &Handle, by: Xuid) {
        let session = self.sessions.get(&handle.session.key());
        if session.is_some_and(|session| session.search_handle.as_ref() == Some(&handle.id)) {
            self.name_search_handle(handle, None, by);
        }
    }

    fn name_search_handle(&mut self, handle: &Handle, id: Option<String>, by: Xuid) {
        let Some(session) = self.sessions.get(&handle.session.key()) else {
            return;
        };
        let mut next = session.clone();
        next.search_handle = id;
        if self.settings.search_handle_changes_session {
            next.count_change(self.clock.now(), Some(by));
        }
        self.store_session(next);
    }
}

/// The `searchAttributes` of a request.
struct Attributes<'a, 'p> {
    fields: Fields<'a, 'p>,
    strict: bool,
}

impl Attributes<'_, '_> {
    fn check(&self) -> Result<(), String> {
        for (index, tag) in self.fields.list("tags")?.into_iter().flatten().enumerate() {
            let place = self.fields.name(&format!("tags[{index}]"));
            self.check_name(&place, text(&place, tag)?)?;
        }
        self.check_each("strings", |place, value| match text(place, value)?.chars().count() {
            0..=LENGTH_LIMIT => Ok(()),
            length => Err(format!("{place} has {length} characters; at most {LENGTH_LIMIT} are allowed")),
        })?;
        self.check_each("numbers", |place, value| match value {
            Value::Number(_) => Ok(()),
            other => Err(format!("{place} must be a number, not {}", kind(other))),
        })?;
        for (index, id) in self.fields.list("achievementIds")?.into_iter().flatten().enumerate() {
            text(&self.fields.name(&format!("achievementIds[{index}]")), id)?;
        }
        self.fields.text("language").map(drop)
    }

    fn check_each(&self, field: &str, check: impl Fn(&str, &Value) -> Result<(), String>) -> Result<(), String> {
        let empty = Object::new();
        for (name, value) in self.fields.child(field)?.unwrap_or(&empty) {
            let place = self.fields.name(&format!("{field}.{name}"));
            self.check_name(&place, name)?;
            check(&place, value)?;
        }
        Ok(())
    }

    fn check_name(&self, place: &str, name: &str) -> Result<(), String> {
        let length = name.chars().count();
        if length > LENGTH_LIMIT {
            return Err(format!("{place}: \"{name}\" has {length} characters; at most {LENGTH_LIMIT} are allowed"));
        }
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return Err(format!("{place}: \"{name}\" does not begin with a letter"));
        }
        let wrong = |sign: char| {
            if self.strict { !sign.is_ascii_alphanumeric() } else { sign.is_whitespace() || sign.is_control() }
        };
        match name.chars().find(|sign| wrong(*sign)) {
            None => Ok(()),
            Some(sign) => Err(format!("{place}: \"{name}\" must not contain {sign:?} (setting strictSearchNames)")),
        }
    }
}

fn text<'a>(place: &str, value: &'a Value) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| format!("{place} must be a string, not {}", kind(value)))
}
