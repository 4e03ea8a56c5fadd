//! Activity queries: what users do.

use super::handles::Handle;
use super::{Directory, Refusal};
use crate::json::{Fields, Object, Value, kind};
use crate::names::{Xuid, check_scid};
use crate::sign_in::Caller;

impl Directory {
    pub(super) fn find_activities(&self, caller: Caller, request: Fields<'_, '_>) -> Result<Vec<&Handle>, Refusal> {
        let scid = request.text("scid")?;
        scid.map_or(Ok(()), check_scid)?;
        let owners = self.owners(caller, request)?;
        let found = owners.iter().flat_map(|owner| self.handles.activities(*owner, scid));
        Ok(found.filter(|handle| self.shows(caller.xuid, handle)).collect())
    }

    fn owners(&self, caller: Caller, request: Fields<'_, '_>) -> Result<Vec<Xuid>, Refusal> {
        let none = Object::new();
        let owners = request.child("owners")?.unwrap_or(&none);
        let fields = Fields::at(owners, "owners");
        match (fields.list("xuids")?, fields.child("people")?) {
            (Some(_), Some(_)) => Err(Refusal::bad_request("owners has both xuids and people; give one")),
            (None, None) if self.settings.missing_owners == "empty" => Ok(Vec::new()),
            (None, None) => Err(Refusal::bad_request("owners has neither xuids nor people; give one")),
            (Some(xuids), None) => self.xuid_list(xuids, "owners.xuids"),
            (None, Some(people)) => self.social_group(caller, people, "owners.people"),
        }
    }

    /// A bounded list of xuids, each once.
    pub(super) fn xuid_list(&self, list: &[Value], path: &str) -> Result<Vec<Xuid>, Refusal> {
        let limit = self.settings.query_xuid_limit;
        if list.len() > limit {
            return Err(Refusal::bad_request(format!(
                "{path} has {} entries; at most {limit} are allowed",
                list.len()
            )));
        }
        let mut xuids = Vec::with_capacity(list.len());
        for (index, value) in list.iter().enumerate() {
            let xuid = listed_xuid(&format!("{path}[{index}]"), value)?;
            if !xuids.contains(&xuid) {
                xuids.push(xuid);
            }
        }
        Ok(xuids)
    }
}

fn listed_xuid(place: &str, value: &Value) -> Result<Xuid, String> {
    let Value::String(text) = value else {
        return Err(format!("{place} must be a string, not {}", kind(value)));
    };
    Xuid::parse(text).ok_or_else(|| format!("{place} \"{text}\" is not a nonzero decimal 64-bit number"))
}
