//! Searches: sessions found by their search handles.

use super::candidate::Candidate;
use super::handles::Handle;
use super::order::Order;
use super::{Directory, Refusal};
use crate::filter::{self, Rules};
use crate::json::Fields;
use crate::names::{Xuid, check_scid, check_template};
use crate::sign_in::Caller;

impl Directory {
    pub(super) fn find_sessions(&self, caller: Caller, request: Fields<'_, '_>) -> Result<Vec<&Handle>, Refusal> {
        let scid = request.required("scid", request.text("scid")?)?;
        check_scid(scid)?;
        let template = request.required("templateName", request.text("templateName")?)?;
        check_template(template)?;
        self.require_template(scid, template)?;
        let global = request.flag("global")? == Some(true) && self.settings.global_search == "scid";
        let order = Order::parse(request.text("orderBy")?.unwrap_or_default())?;
        let rules = Rules { strict: self.settings.strict_filter, length_limit: self.settings.filter_length_limit };
        let filter = request.text("filter")?.map(|text| filter::parse(text, rules)).transpose();
        let filter = filter.map_err(|fault| Refusal::bad_request(fault.to_string()))?;
        let group = self.member_group(caller, request)?;
        let handles = self.handles.searches(scid, (!global).then_some(template)).into_iter();
        let candidates = handles.filter_map(|handle| {
            let session = self.sessions.get(&handle.session.key())?;
            Some(Candidate { handle, session, settings: &self.settings })
        });
        let mut found: Vec<Candidate<'_>> = candidates
            .filter(|each| self.shows(caller.xuid, each.handle))
            .filter(|each| filter.as_ref().is_none_or(|filter| filter.holds_for(each)))
            .filter(|each| group.as_ref().is_none_or(|group| each.has_member_of(group)))
            .collect();
        order.sort(&mut found);
        Ok(found.into_iter().map(|each| each.handle).collect())
    }

    /// The users of whom a session must have one as member.
    fn member_group(&self, caller: Caller, request: Fields<'_, '_>) -> Result<Option<Vec<Xuid>>, Refusal> {
        let Some(members) = request.child("sessionMembers")? else {
            return Ok(None);
        };
        let fields = Fields::at(members, "sessionMembers");
        let people = fields.required("people", fields.child("people")?)?;
        self.social_group(caller, people, "sessionMembers.people").map(Some)
    }
}

impl Candidate<'_> {
    fn has_member_of(&self, group: &[Xuid]) -> bool {
        self.session.joined().any(|(_, member)| group.contains(&member.xuid))
    }
}
