//! POST /handles/query: the activities of users.

use serde_json::{Value, json};

use super::access::Access;
use super::handles::Handle;
use super::sessions::{Session, Visibility};
use super::{Directory, Refusal};
use crate::clock::wire_time;
use crate::json::{Fields, Object, kind};
use crate::names::{Xuid, check_scid};
use crate::sign_in::Caller;

/// Most handles in one answer, from the MPSD documentation.
const RESULT_LIMIT: usize = 100;

/// What a query's answer holds besides the handles.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Include {
    related_info: bool,
    custom_properties: bool,
    role_info: bool,
}

impl Include {
    /// Reads the comma list of `?include=`; unknown values are ignored.
    pub(crate) fn parse(list: &str) -> Self {
        let has = |wanted: &str| list.split(',').any(|value| value.trim().eq_ignore_ascii_case(wanted));
        Self {
            related_info: has("relatedInfo"),
            custom_properties: has("customProperties"),
            role_info: has("roleInfo"),
        }
    }
}

impl Directory {
    /// Answers an activity query.
    pub(crate) fn query_handles(&self, caller: Caller, body: &Value, include: Include) -> Result<Value, Refusal> {
        let request = Fields::root(body)?;
        match request.required("type", request.text("type")?)? {
            "activity" => {}
            "search" => {
                return Err(Refusal::bad_request(
                    "type \"search\": this version of the emulator does not know search handles yet",
                ));
            }
            other => {
                return Err(Refusal::bad_request(format!("type \"{other}\" is not activity or search")));
            }
        }
        let scid = request.text("scid")?;
        scid.map_or(Ok(()), check_scid)?;
        let owners = self.owners(request)?;
        let found = owners.iter().flat_map(|owner| self.handles.activities(*owner, scid));
        let results: Vec<Value> = found
            .filter(|handle| self.shows(caller.xuid, handle))
            .take(RESULT_LIMIT)
            .map(|handle| self.result(handle, include))
            .collect();
        Ok(json!({ "results": results }))
    }

    fn owners(&self, request: Fields<'_, '_>) -> Result<Vec<Xuid>, Refusal> {
        let owners = request.required("owners", request.child("owners")?)?;
        let fields = Fields::at(owners, "owners");
        match (fields.list("xuids")?, fields.child("people")?) {
            (Some(_), Some(_)) => Err(Refusal::bad_request("owners has both xuids and people; give one")),
            (None, None) => Err(Refusal::bad_request("owners has neither xuids nor people; give one")),
            (Some(xuids), None) => self.xuids(xuids),
            (None, Some(people)) => social_group(people),
        }
    }

    fn xuids(&self, list: &[Value]) -> Result<Vec<Xuid>, Refusal> {
        let limit = self.settings.query_xuid_limit;
        if list.len() > limit {
            return Err(Refusal::bad_request(format!(
                "owners.xuids has {} entries; at most {limit} are allowed",
                list.len()
            )));
        }
        let mut xuids = Vec::with_capacity(list.len());
        for (index, value) in list.iter().enumerate() {
            let xuid = owner_xuid(index, value)?;
            if !xuids.contains(&xuid) {
                xuids.push(xuid);
            }
        }
        Ok(xuids)
    }

    /// Private sessions are seen by their members only.
    fn shows(&self, caller: Xuid, handle: &Handle) -> bool {
        let Some(session) = self.sessions.get(&handle.session.key()) else {
            return true;
        };
        !self.settings.hide_private_activities
            || session.visibility(&self.settings) != Visibility::Private
            || session.seat(caller).is_some()
    }

    fn result(&self, handle: &Handle, include: Include) -> Value {
        let session = self.sessions.get(&handle.session.key());
        let mut result = handle.to_json();
        let mut put = |name: &str, value: Value| result.insert(name.to_owned(), value);
        if include.related_info {
            put("relatedInfo", self.related_info(handle, session));
        }
        if include.custom_properties {
            let custom = session.map(|session| session.properties.custom.clone());
            put("customProperties", Value::Object(custom.unwrap_or_default()));
        }
        if include.role_info {
            let types = session.and_then(|session| session.role_types.clone());
            put("roleInfo", json!({ "roleTypes": types.unwrap_or_default() }));
        }
        Value::Object(result)
    }

    /// INFERRED: a handle whose session does not exist has the information of
    /// an empty session.
    fn related_info(&self, handle: &Handle, session: Option<&Session>) -> Value {
        let empty;
        let session = match session {
            Some(session) => session,
            None => {
                empty = Session::new(handle.session.clone(), handle.created);
                &empty
            }
        };
        json!({
            "visibility": self.shown_visibility(session),
            "joinRestriction": session.restriction("joinRestriction"),
            "closed": session.properties.system_flag("closed"),
            "maxMembersCount": session.max_members(&self.settings),
            "membersCount": session.accepted(),
            "inviteProtocol": handle.invite_protocol,
            "postedTime": wire_time(handle.created),
        })
    }

    /// `full` is derived: an open session without a free seat.
    fn shown_visibility(&self, session: &Session) -> &'static str {
        match session.visibility(&self.settings) {
            Visibility::Private => "private",
            Visibility::Visible => "visible",
            Visibility::Open if session.is_full(&self.settings) => "full",
            Visibility::Open => "open",
        }
    }
}

impl Directory {
    /// The access of a user to a session that exists.
    pub(super) fn access<'a>(&'a self, session: &'a Session, xuid: Xuid, invited: bool) -> Access<'a> {
        Access { settings: &self.settings, session, xuid, invited }
    }
}

fn owner_xuid(index: usize, value: &Value) -> Result<Xuid, Refusal> {
    let Value::String(text) = value else {
        return Err(Refusal::bad_request(format!("owners.xuids[{index}] must be a string, not {}", kind(value))));
    };
    Xuid::parse(text).ok_or_else(|| {
        Refusal::bad_request(format!("owners.xuids[{index}] \"{text}\" is not a nonzero decimal 64-bit number"))
    })
}

/// Nobody has friends in this version: known groups are empty.
fn social_group(people: &Object) -> Result<Vec<Xuid>, Refusal> {
    let fields = Fields::at(people, "owners.people");
    let moniker = fields.required("moniker", fields.text("moniker")?)?;
    if !["people", "favorites"].contains(&moniker) {
        return Err(Refusal::bad_request(format!("owners.people.moniker \"{moniker}\" is not people or favorites")));
    }
    let xuid = fields.text("monikerXuid")?;
    if let Some(wrong) = xuid.filter(|xuid| Xuid::parse(xuid).is_none()) {
        return Err(Refusal::bad_request(format!(
            "owners.people.monikerXuid \"{wrong}\" is not a nonzero decimal 64-bit number"
        )));
    }
    Ok(Vec::new())
}
