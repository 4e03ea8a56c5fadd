//! A built document as JSON, with members in the order of Microsoft's own client.

use super::document_parts::{MemberJoin, SessionConstants};
use crate::json::JsonText;
use crate::names::JoinRestriction;

/// What the calls of a builder set, each in its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) constants: Option<SessionConstants>,
    pub(super) custom_constants: Option<JsonText>,
    pub(super) join_restriction: Option<JoinRestriction>,
    pub(super) read_restriction: Option<JoinRestriction>,
    pub(super) closed: Option<bool>,
    pub(super) locked: Option<bool>,
    pub(super) custom_properties: Option<JsonText>,
    pub(super) join: Option<MemberJoin>,
    pub(super) member_constants: Option<JsonText>,
    pub(super) member_properties: Option<JsonText>,
    pub(super) leaves: bool,
    pub(super) reservations: Vec<u64>,
}

impl Parts {
    pub(super) fn to_json(&self) -> JsonText {
        let mut out = Object::default();
        if self.constants.is_some() || self.custom_constants.is_some() {
            let system = constants(self.constants.as_ref().unwrap_or(&SessionConstants::default()));
            out.put("constants", section(system, &self.custom_constants));
        }
        out.put_unless_empty("properties", section(properties(self), &self.custom_properties));
        out.put_unless_empty("members", members(self));
        out.into()
    }
}

fn constants(constants: &SessionConstants) -> Object {
    let mut system = Object::default();
    system.put("version", constants.version.unwrap_or(1));
    system.put_some("maxMembersCount", constants.max_members_count);
    let mut capabilities = Object::default();
    for name in constants.capabilities.names() {
        capabilities.put(name, true);
    }
    system.put_unless_empty("capabilities", capabilities);
    system.put_some("visibility", constants.visibility.map(|visibility| visibility.as_str()));
    system.put_some("inviteProtocol", constants.invite_protocol.as_deref());
    system
}

fn properties(parts: &Parts) -> Object {
    let mut system = Object::default();
    system.put_some("joinRestriction", parts.join_restriction.map(JoinRestriction::as_str));
    system.put_some("readRestriction", parts.read_restriction.map(JoinRestriction::as_str));
    system.put_some("closed", parts.closed);
    system.put_some("locked", parts.locked);
    system
}

fn members(parts: &Parts) -> Object {
    let mut members = Object::default();
    if parts.leaves {
        members.put("me", JsonText::written("null".to_owned()));
    }
    members.put_unless_empty("me", me(parts));
    for (number, xuid) in parts.reservations.iter().enumerate() {
        let mut system = Object::default();
        system.put("xuid", xuid.to_string().as_str());
        let mut seat = Object::default();
        seat.put("constants", section(system, &None));
        members.put(&format!("reserve_{number}"), seat);
    }
    members
}

fn me(parts: &Parts) -> Object {
    let mut me = Object::default();
    let mut properties = Object::default();
    if let Some(join) = &parts.join {
        let mut system = Object::default();
        system.put("xuid", join.xuid.to_string().as_str());
        system.put("initialize", true);
        me.put("constants", section(system, &parts.member_constants));
        properties = member_properties(join);
    }
    me.put_unless_empty("properties", section(properties, &parts.member_properties));
    me
}

fn member_properties(join: &MemberJoin) -> Object {
    let mut system = Object::default();
    system.put("active", true);
    system.put_some("connection", join.connection.as_deref());
    if let Some(wanted) = &join.subscription {
        let names: Vec<_> = wanted.change_types.names().map(|name| format!("{name:?}")).collect();
        let mut subscription = Object::default();
        subscription.put("id", wanted.id.as_str());
        subscription.put("changeTypes", JsonText::written(format!("[{}]", names.join(","))));
        system.put("subscription", subscription);
    }
    system
}

/// What the service defines, and what the title does.
fn section(system: Object, custom: &Option<JsonText>) -> Object {
    let mut section = Object::default();
    section.put_unless_empty("system", system);
    section.put_some("custom", custom.clone());
    section
}

/// A JSON object, without its braces.
#[derive(Default)]
struct Object(String);

impl Object {
    fn put(&mut self, name: &str, value: impl Into<JsonText>) {
        let comma = if self.0.is_empty() { "" } else { "," };
        self.0.push_str(&format!("{comma}{name:?}:{}", value.into().as_str()));
    }

    fn put_some(&mut self, name: &str, value: Option<impl Into<JsonText>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    fn put_unless_empty(&mut self, name: &str, object: Object) {
        if !object.0.is_empty() {
            self.put(name, object);
        }
    }
}

impl From<Object> for JsonText {
    fn from(object: Object) -> JsonText {
        JsonText::written(format!("{{{}}}", object.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::flags::{Capabilities, ChangeTypes};
    use super::super::{MemberJoin, SessionConstants, SessionDocument, Subscription};
    use crate::error::{Code, Error};
    use crate::names::{JoinRestriction, Visibility};

    const CONNECTION: &str = "d01a8c1b-2f83-4e03-9278-3048b480928f";
    const SUBSCRIPTION: &str = "C35AA3C2-0169-492B-8AE2-0939C7089F38";

    fn live_join() -> MemberJoin {
        let subscription = Subscription { id: SUBSCRIPTION.to_owned(), change_types: ChangeTypes::EVERYTHING };
        MemberJoin {
            connection: Some(CONNECTION.to_owned()),
            subscription: Some(subscription),
            ..MemberJoin::new(3210)
        }
    }

    fn built(calls: impl FnOnce(&mut SessionDocument) -> Result<(), Error>) -> String {
        let mut document = SessionDocument::new();
        calls(&mut document).unwrap();
        document.text()
    }

    #[test]
    fn a_join_is_byte_for_byte_that_of_live_clients() {
        let join = r#"{"members":{"me":{"constants":{"system":{"xuid":"3210","initialize":true}},"properties":{"system":{"active":true,"connection":"d01a8c1b-2f83-4e03-9278-3048b480928f","subscription":{"id":"C35AA3C2-0169-492B-8AE2-0939C7089F38","changeTypes":["everything"]}}}}}}"#;
        assert_eq!(built(|document| document.join(&live_join())), join);
    }

    #[test]
    fn nothing_is_written_that_was_not_set() {
        assert_eq!(built(|_| Ok(())), "{}");
        assert_eq!(built(SessionDocument::leave), r#"{"members":{"me":null}}"#);
        assert_eq!(built(|document| document.set_closed(false)), r#"{"properties":{"system":{"closed":false}}}"#);
        assert_eq!(
            built(|document| document.set_member_properties(r#"{"team":"red"}"#)),
            r#"{"members":{"me":{"properties":{"custom":{"team":"red"}}}}}"#
        );
        assert_eq!(
            built(|document| document.set_custom_constants(r#"{"mode":1}"#)),
            r#"{"constants":{"system":{"version":1},"custom":{"mode":1}}}"#
        );
    }

    type Step = fn(&mut SessionDocument) -> Result<(), Error>;

    /// Every setter once.
    fn steps() -> Vec<Step> {
        vec![
            |document| {
                document.set_constants(&SessionConstants {
                    version: None,
                    max_members_count: Some(8),
                    capabilities: Capabilities::SEARCHABLE | Capabilities::GAMEPLAY,
                    visibility: Some(Visibility::Open),
                    invite_protocol: Some("game".to_owned()),
                })
            },
            |document| document.set_custom_constants(r#"{"mode":"ctf","a":1}"#),
            |document| document.set_join_restriction(JoinRestriction::Followed),
            |document| document.set_read_restriction(JoinRestriction::None),
            |document| document.set_closed(true),
            |document| document.set_locked(false),
            |document| document.set_custom_properties(r#"{"map":{"z":1,"y":null}}"#),
            |document| document.join(&MemberJoin::new(1)),
            |document| document.set_member_properties("{}"),
            |document| document.reserve(&[5, u64::MAX]),
        ]
    }

    const EVERYTHING: &str = r#"{"constants":{"system":{"version":1,"maxMembersCount":8,"capabilities":{"gameplay":true,"searchable":true},"visibility":"open","inviteProtocol":"game"},"custom":{"mode":"ctf","a":1}},"properties":{"system":{"joinRestriction":"followed","readRestriction":"none","closed":true,"locked":false},"custom":{"map":{"z":1,"y":null}}},"members":{"me":{"constants":{"system":{"xuid":"1","initialize":true}},"properties":{"system":{"active":true},"custom":{}}},"reserve_0":{"constants":{"system":{"xuid":"5"}}},"reserve_1":{"constants":{"system":{"xuid":"18446744073709551615"}}}}}"#;

    #[test]
    fn members_come_in_one_order_whatever_was_set_first() {
        for first in 0..steps().len() {
            let mut document = SessionDocument::new();
            let mut steps = steps();
            steps.rotate_left(first);
            for step in steps {
                step(&mut document).unwrap();
            }
            assert_eq!(document.text(), EVERYTHING, "from {first}");
        }
    }

    #[test]
    fn merged_json_comes_last_and_keeps_null() {
        let text = built(|document| {
            document.merge(r#"{"servers":{"cloud":null},"properties":{"system":{"closed":null,"turn":[]}}}"#)?;
            document.set_closed(true)?;
            document.merge(r#"{"members":{"3":null}}"#)
        });
        assert_eq!(
            text,
            r#"{"properties":{"system":{"closed":null,"turn":[]}},"servers":{"cloud":null},"members":{"3":null}}"#
        );
    }

    #[test]
    fn what_breaks_a_rule_is_refused_and_nothing_is_set() {
        fn style(document: &mut SessionDocument, capabilities: Capabilities) -> Result<(), Error> {
            document.set_constants(&SessionConstants { capabilities, ..SessionConstants::default() })
        }
        let no_setup: Step = |_| Ok(());
        let joined: Step = |document| document.join(&MemberJoin::new(5));
        let reserved: Step = |document| document.reserve(&[5, 6]);
        let cases: &[(Step, Step, &str)] = &[
            (no_setup, |d| d.join(&MemberJoin::new(0)), "join.xuid:"),
            (no_setup, |d| d.join(&MemberJoin { connection: Some("x".into()), ..live_join() }), "join.connection:"),
            (no_setup, |d| d.join(&MemberJoin { connection: None, ..live_join() }), "join.connection: is needed"),
            (
                no_setup,
                |d| d.join(&MemberJoin { custom_properties: Some("5".into()), ..live_join() }),
                "join.custom_prop",
            ),
            (
                no_setup,
                |d| d.join(&MemberJoin { custom_constants: Some("x".into()), ..live_join() }),
                "join.custom_const",
            ),
            (reserved, |d| d.join(&MemberJoin::new(6)), "xuids: 6 joins"),
            (joined, |d| d.reserve(&[5]), "xuids: 5 joins"),
            (reserved, |d| d.reserve(&[7, 6]), "xuids[1]: has a seat"),
            (no_setup, |d| d.reserve(&[7, 7]), "xuids[1]: repeats"),
            (no_setup, |d| d.reserve(&[0]), "xuids[0]: must not be 0"),
            (no_setup, |d| d.reserve(&[]), "xuids: must hold"),
            (joined, SessionDocument::leave, "leave:"),
            (SessionDocument::leave, |d| d.join(&MemberJoin::new(5)), "leave:"),
            (SessionDocument::leave, |d| d.set_member_properties("{}"), "leave:"),
            (no_setup, |d| d.set_join_restriction(JoinRestriction::Unknown), "join_restriction:"),
            (no_setup, |d| d.set_join_restriction(JoinRestriction::Other), "join_restriction:"),
            (
                |d| style(d, Capabilities::USER_AUTHORIZATION_STYLE),
                |d| d.set_read_restriction(JoinRestriction::None),
                "read_restriction: cannot be none",
            ),
            (
                |d| d.set_join_restriction(JoinRestriction::Local),
                |d| style(d, Capabilities::LARGE),
                "join_restriction: must be none",
            ),
            (no_setup, |d| d.set_custom_constants("[]"), "custom_constants: must be a JSON object"),
            (no_setup, |d| d.set_custom_properties(""), "custom_properties: is not JSON"),
            (no_setup, |d| d.set_member_properties("null"), "member_properties: must be a JSON object"),
            (no_setup, |d| d.merge("{}{}"), "json: is not JSON"),
        ];
        for (setup, step, rule) in cases {
            let mut document = SessionDocument::new();
            setup(&mut document).unwrap();
            let before = document.text();
            let error = step(&mut document).unwrap_err();
            assert_eq!(error.code, Code::InvalidArgument);
            assert!(error.message.starts_with(rule), "{rule} {}", error.message);
            assert_eq!(document.text(), before, "{rule}");
        }
    }

    #[test]
    fn a_document_has_at_most_a_mebibyte() {
        const MOST: usize = 1024 * 1024;
        let object = |size: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(size - 8));
        let around = r#"{"properties":{"custom":}}"#.len();
        let mut document = SessionDocument::new();
        document.set_custom_properties(&object(MOST - around)).unwrap();
        assert_eq!(document.text().len(), MOST);
        let error = document.set_custom_properties(&object(MOST - around + 1)).unwrap_err();
        assert_eq!(error.code, Code::TooLong);
        assert_eq!(error.message, "document: would have 1048577 bytes, at most 1048576");
        assert_eq!(document.set_closed(true).unwrap_err().code, Code::TooLong);
        assert_eq!(document.text().len(), MOST);

        // What a later merge replaces counts, too.
        let mut document = SessionDocument::new();
        document.merge(&object(MOST - 10)).unwrap();
        document.merge(&object(10)).unwrap();
        assert_eq!(document.text(), object(10));
        let error = document.merge("{}").unwrap_err();
        assert_eq!(error.code, Code::TooLong);
        assert!(error.message.starts_with("json: would make 1048578 bytes"), "{}", error.message);
    }

    #[test]
    fn constants_are_checked_at_their_limits() {
        let check = |constants: SessionConstants| SessionDocument::new().set_constants(&constants);
        let none = SessionConstants::default;
        check(SessionConstants { max_members_count: Some(1), ..none() }).unwrap();
        check(SessionConstants { max_members_count: Some(10_000), ..none() }).unwrap();
        check(SessionConstants { invite_protocol: Some("p".repeat(100)), ..none() }).unwrap();
        for (constants, name) in [
            (SessionConstants { version: Some(0), ..none() }, "constants.version:"),
            (SessionConstants { max_members_count: Some(0), ..none() }, "constants.max_members_count:"),
            (SessionConstants { max_members_count: Some(10_001), ..none() }, "constants.max_members_count:"),
            (SessionConstants { visibility: Some(Visibility::Full), ..none() }, "constants.visibility:"),
            (SessionConstants { invite_protocol: Some(String::new()), ..none() }, "constants.invite_protocol:"),
            (SessionConstants { invite_protocol: Some("a\nb".into()), ..none() }, "constants.invite_protocol:"),
            (SessionConstants { invite_protocol: Some("p".repeat(101)), ..none() }, "constants.invite_protocol:"),
        ] {
            let error = check(constants).unwrap_err();
            assert!(error.message.starts_with(name), "{}", error.message);
        }
    }
}
