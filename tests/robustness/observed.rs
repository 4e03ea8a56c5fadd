//! What a call handed out, as texts by the JSON pointer of the field they came from.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};

use mpsd::{
    FoundSession, HandleDetails, HandleList, SearchAttributes, Session, SessionContents, SessionList, SessionMember,
    Skipped, Text,
};
use serde_json::Value;

use crate::support::every_call::XUID;

/// What a value is, where that says what an odd one becomes.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Text,
    Number,
    Other,
}

/// What was handed out. Header fields have paths like `@etag`.
pub struct Observed<'a> {
    /// The valid answer, which says how many elements there should be.
    valid: &'a Value,
    /// The field that is odd.
    mutated: &'a str,
    /// By path; what is unknown is not there.
    pub fields: BTreeMap<String, (Kind, String)>,
    /// The raw JSON of the whole answer.
    pub raw: Option<String>,
    /// Rows that were passed over: how many, and why.
    pub skipped: Skipped,
    /// What else could not be read.
    pub unread: Vec<String>,
}

impl<'a> Observed<'a> {
    pub fn new(valid: &'a Value, mutated: &'a str) -> Observed<'a> {
        Observed { valid, mutated, fields: BTreeMap::new(), raw: None, skipped: Skipped::default(), unread: Vec::new() }
    }

    pub fn other(&mut self, path: impl Into<String>, value: Option<impl Debug>) {
        self.put(path.into(), Kind::Other, value.map(|value| format!("{value:?}")));
    }

    fn text(&mut self, path: impl Into<String>, value: Option<&str>) {
        let value = value.filter(|text| !text.is_empty());
        self.put(path.into(), Kind::Text, value.map(str::to_owned));
    }

    fn number(&mut self, path: impl Into<String>, value: Option<impl Display>) {
        self.put(path.into(), Kind::Number, value.map(|value| value.to_string()));
    }

    fn put(&mut self, path: String, kind: Kind, value: Option<String>) {
        if let Some(value) = value {
            self.fields.insert(path, (kind, value));
        }
    }

    /// Elements of an array of the answer, each with the path of the one it was read from: where the odd one was passed
    /// over, those behind it have moved up.
    fn elements<T>(&mut self, array: &str, elements: &[T], mut observe: impl FnMut(&mut Self, &str, &T)) {
        let usual = self.valid.pointer(array).and_then(Value::as_array).map_or(0, Vec::len);
        let inside = self.mutated.strip_prefix(array).and_then(|rest| rest.strip_prefix('/'));
        let odd: Option<usize> = inside.and_then(|rest| rest.split('/').next()?.parse().ok());
        for (position, element) in elements.iter().enumerate() {
            let moved = elements.len() < usual && odd.is_some_and(|odd| position >= odd);
            observe(self, &format!("{array}/{}", position + usize::from(moved)), element);
        }
    }

    /// What was deleted because it was found.
    pub fn deleted(&mut self, targets: &[String]) {
        self.elements("/results", targets, |it, row, target| it.other(format!("{row}/id"), Some(target)));
    }

    pub fn handle_list(&mut self, list: &HandleList) {
        self.raw = Some(list.json.to_string());
        (self.skipped, self.unread) = (list.skipped.clone(), list.unread.clone());
        self.elements("/results", &list.handles, |it, row, details| it.details(row, details));
    }

    pub fn session_list(&mut self, list: &SessionList) {
        self.raw = Some(list.json.to_string());
        (self.skipped, self.unread) = (list.skipped.clone(), list.unread.clone());
        self.elements("/results", &list.sessions, |it, row, found| it.found(row, found));
    }

    pub fn handle(&mut self, details: &HandleDetails) {
        self.raw = Some(details.json.to_string()).filter(|json| !json.is_empty());
        self.unread = details.unread.clone();
        self.details("", details);
    }

    fn details(&mut self, at: &str, details: &HandleDetails) {
        let HandleDetails { handle, related_info, .. } = details;
        let path = |name: &str| format!("{at}/{name}");
        self.text(path("id"), Some(&handle.id));
        self.text(path("sessionRef/scid"), Some(&handle.session.scid));
        self.text(path("sessionRef/templateName"), Some(&handle.session.template_name));
        self.text(path("sessionRef/name"), Some(&handle.session.name));
        self.number(path("ownerXuid"), handle.owner_xuid);
        self.number(path("titleId"), handle.title_id);
        self.other(path("createTime"), handle.created_at_ms);
        self.other(path("expiration"), handle.expires_at_ms);
        self.other(path("type"), Some(details.kind));
        self.text(path("inviteProtocol"), details.invite_protocol.as_deref());
        self.other(path("gameTypes"), details.game_types.as_ref());
        self.number(path("senderXuid"), details.sender_xuid);
        self.number(path("invitedXuid"), details.invited_xuid);
        if let Some(attributes) = &details.invite_attributes {
            self.number(path("inviteAttributes/titleId"), attributes.title_id);
            self.text(path("inviteAttributes/context"), attributes.context.as_deref());
            self.text(path("inviteAttributes/contextString"), attributes.context_string.as_deref());
            self.text(path("inviteAttributes/senderString"), attributes.sender_string.as_deref());
        }
        if let Some(origin) = &details.origin {
            self.text(path("originSessionRef/scid"), Some(&origin.scid));
            self.text(path("originSessionRef/templateName"), Some(&origin.template_name));
            self.text(path("originSessionRef/name"), Some(&origin.name));
        }
        self.search_attributes(&path("searchAttributes"), &details.search_attributes);
        self.other(path("relatedInfo/visibility"), related_info.visibility);
        self.other(path("relatedInfo/joinRestriction"), Some(related_info.join_restriction));
        self.other(path("relatedInfo/closed"), Some(related_info.closed));
        self.number(path("relatedInfo/membersCount"), related_info.members_count);
        self.number(path("relatedInfo/maxMembersCount"), related_info.max_members_count);
        self.text(path("relatedInfo/inviteProtocol"), related_info.invite_protocol.as_deref());
        self.other(path("relatedInfo/postedTime"), related_info.posted_at_ms);
        self.elements(&path("relatedInfo/sessionOwners"), &related_info.session_owners, |it, at, owner| {
            it.number(at, Some(owner));
        });
        self.other(path("customProperties"), details.custom_properties.as_ref());
        self.other(path("roleInfo"), details.role_info.as_ref());
        self.other(at, Some(&details.json).filter(|json| !json.is_empty()));
    }

    fn search_attributes(&mut self, at: &str, attributes: &SearchAttributes) {
        self.elements(&format!("{at}/tags"), &attributes.tags, |it, at, tag| it.text(at, Some(tag)));
        for (name, value) in &attributes.numbers {
            self.number(format!("{at}/numbers/{name}"), Some(value));
        }
        for (name, value) in &attributes.strings {
            self.text(format!("{at}/strings/{name}"), Some(value));
        }
    }

    pub fn session(&mut self, session: &Session) {
        self.other("#outcome", Some(session.outcome));
        self.text("@etag", session.etag.as_deref());
        self.other("@content-location", session.reference.as_ref());
        self.raw = session.document.as_ref().map(Text::to_string);
        if let Some(document) = &session.document {
            match SessionContents::parse(document, XUID) {
                Ok(contents) => self.contents(&contents),
                Err(error) => self.other("#unreadable", Some(error.message)),
            }
        }
    }

    fn contents(&mut self, contents: &SessionContents) {
        (self.skipped, self.unread) = (contents.skipped_members.clone(), contents.unread.clone());
        self.number("/contractVersion", contents.contract_version);
        self.text("/branch", contents.branch.as_deref());
        self.number("/changeNumber", contents.change_number);
        self.text("/correlationId", contents.correlation_id.as_deref());
        self.text("/searchHandle", contents.search_handle_id.as_deref());
        self.other("/startTime", contents.started_at_ms);
        self.other("/nextTimer", contents.next_timer_ms);
        self.number("/constants/system/maxMembersCount", contents.max_members_count);
        self.other("/constants/system/visibility", contents.visibility);
        self.text("/constants/system/inviteProtocol", contents.invite_protocol.as_deref());
        for name in contents.capabilities.names() {
            self.other(format!("/constants/system/capabilities/{name}"), Some(true));
        }
        self.other("/constants/custom", contents.custom_constants.as_ref());
        self.other("/properties/system/joinRestriction", Some(contents.join_restriction));
        self.other("/properties/system/readRestriction", Some(contents.read_restriction));
        self.other("/properties/system/closed", Some(contents.closed));
        self.other("/properties/system/locked", Some(contents.locked));
        self.text("/properties/system/host", contents.host.as_deref());
        self.other("/properties/system/keywords", contents.keywords.as_ref());
        self.other("/properties/custom", contents.custom_properties.as_ref());
        self.number("/membersInfo/count", contents.members_count);
        self.number("/membersInfo/accepted", contents.accepted_count);
        self.number("/membersInfo/active", contents.active_count);
        for member in &contents.members {
            self.member(member);
        }
    }

    fn member(&mut self, member: &SessionMember) {
        let at = member.id.map_or("/members/me".to_owned(), |id| format!("/members/{id}"));
        let path = |name: &str| format!("{at}/{name}");
        self.text(path("gamertag"), member.gamertag.as_deref());
        self.other(path("joinTime"), member.joined_at_ms);
        self.other(path("reserved"), Some(member.reserved));
        self.number(path("activeTitleId"), member.active_title_id);
        self.text(path("deviceToken"), member.device_token.as_deref());
        self.number(path("constants/system/index"), member.index);
        self.number(path("constants/system/xuid"), member.xuid);
        self.other(path("constants/system/xuid/is self"), Some(member.is_self));
        self.other(path("constants/custom"), member.custom_constants.as_ref());
        self.other(path("properties/system/active"), Some(member.active));
        self.other(path("properties/system/ready"), Some(member.ready));
        self.text(path("properties/system/connection"), member.connection.as_deref());
        self.other(path("properties/custom"), member.custom_properties.as_ref());
        self.other(&at, Some(&member.json));
    }

    fn found(&mut self, at: &str, found: &FoundSession) {
        let path = |name: &str| format!("{at}/{name}");
        self.text(path("sessionRef/scid"), Some(&found.scid));
        self.text(path("sessionRef/templateName"), Some(&found.template_name));
        self.text(path("sessionRef/name"), Some(&found.name));
        self.number(path("xuid"), found.xuid);
        self.other(path("startTime"), found.started_at_ms);
        self.other(path("status"), found.status);
        self.other(path("visibility"), found.visibility);
        self.other(path("joinRestriction"), Some(found.join_restriction));
        self.number(path("accepted"), found.accepted_count);
        self.other(path("myTurn"), Some(found.my_turn));
        self.other(path("keywords"), found.keywords.as_ref());
    }
}
