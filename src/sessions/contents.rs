//! What a session document says, read.

use super::flags::Capabilities;
use super::member::SessionMember;
use crate::error::Error;
use crate::json::{self, Field, Fields, Notes, Skipped, Text};
use crate::names::{JoinRestriction, Visibility};

/// What a session document says. What it does not say is `None`, or false, or no restriction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionContents {
    /// The contract version it is written in.
    pub contract_version: Option<u32>,
    /// Changes with each life of the session: change numbers of two branches do not compare.
    pub branch: Option<Text>,
    /// Grows with each change.
    pub change_number: Option<u64>,
    /// Finds the session in the service's logs.
    pub correlation_id: Option<Text>,
    /// The search handle that points at it.
    pub search_handle_id: Option<Text>,
    /// When it began, in Unix time in milliseconds.
    pub started_at_ms: Option<i64>,
    /// When the service next does something with it by itself, in Unix time in milliseconds.
    pub next_timer_ms: Option<i64>,
    /// Members and reservations at most.
    pub max_members_count: Option<u32>,
    /// Who sees it.
    pub visibility: Option<Visibility>,
    /// What it can do.
    pub capabilities: Capabilities,
    /// What invites to it look like.
    pub invite_protocol: Option<Text>,
    /// Its custom constants: JSON of any kind.
    pub custom_constants: Option<Text>,
    /// Who may join it.
    pub join_restriction: JoinRestriction,
    /// Who may read it.
    pub read_restriction: JoinRestriction,
    /// Whether nobody may join.
    pub closed: bool,
    /// Whether only former members may join.
    pub locked: bool,
    /// The host's device token.
    pub host: Option<Text>,
    /// What session queries find it by, a JSON array of strings.
    pub keywords: Option<Text>,
    /// Its custom properties: JSON of any kind.
    pub custom_properties: Option<Text>,
    /// Members and reservations now.
    pub members_count: Option<u32>,
    /// Those who have joined.
    pub accepted_count: Option<u32>,
    /// Those who play now.
    pub active_count: Option<u32>,
    /// The members the document lists, by their numbers: in a large session the reader at most.
    pub members: Vec<SessionMember>,
    /// Members that could not be read: what is no object.
    pub skipped_members: Skipped,
    /// What else of the document could not be read and is empty here: paths and rules.
    pub unread: Vec<String>,
}

impl SessionContents {
    /// Reads a document; `reader` is the XUID of the player who reads, 0 if it is not known. Its error is a text that is
    /// no JSON object.
    pub fn parse(document: &str, reader: u64) -> Result<SessionContents, Error> {
        let (document, notes) = (json::answer(document.as_bytes())?, Notes::default());
        let root = Fields::root(&document, &notes)?;
        let member = |key: &str, fields: &Fields| SessionMember::from_fields(key, fields, reader);
        let [contract_version, branch, change_number, correlation_id, search_handle, start_time, next_timer] = root
            .named([
                "contractVersion",
                "branch",
                "changeNumber",
                "correlationId",
                "searchHandle",
                "startTime",
                "nextTimer",
            ]);
        let [members, constants, properties, counts] =
            root.named(["members", "constants", "properties", "membersInfo"]);
        let (members, skipped_members) = members.named_rows(member);
        let mut contents = SessionContents {
            contract_version: contract_version.whole(),
            branch: branch.string(),
            change_number: change_number.whole(),
            correlation_id: correlation_id.string(),
            search_handle_id: search_handle.string(),
            started_at_ms: start_time.time(),
            next_timer_ms: next_timer.time(),
            members,
            skipped_members,
            ..SessionContents::default()
        };
        if let Some(constants) = constants.object() {
            contents.read_constants(&constants);
        }
        if let Some(properties) = properties.object() {
            contents.read_properties(&properties);
        }
        if let Some(counts) = counts.object() {
            let [count, accepted, active] = counts.named(["count", "accepted", "active"]);
            contents.members_count = count.whole();
            contents.accepted_count = accepted.whole();
            contents.active_count = active.whole();
        }
        contents.members.sort_by_key(|member| member.id.unwrap_or(u32::MAX));
        contents.unread = notes.into_vec();
        Ok(contents)
    }

    /// The reader's own place among `members`.
    pub fn self_index(&self) -> Option<usize> {
        self.members.iter().position(|member| member.is_self)
    }

    fn read_constants(&mut self, constants: &Fields) {
        let [system, custom] = constants.named(["system", "custom"]);
        self.custom_constants = custom.any_text();
        let Some(system) = system.object() else {
            return;
        };
        let [max_members_count, visibility, invite_protocol, capabilities] =
            system.named(["maxMembersCount", "visibility", "inviteProtocol", "capabilities"]);
        self.max_members_count = max_members_count.whole();
        self.visibility = visibility.text().and_then(|text| Visibility::from_wire(&text));
        self.invite_protocol = invite_protocol.string();
        if let Some(capabilities) = capabilities.object() {
            self.capabilities = Capabilities::read(|name| capabilities.field(name).boolean().unwrap_or_default());
        }
    }

    fn read_properties(&mut self, properties: &Fields) {
        let [system, custom] = properties.named(["system", "custom"]);
        self.custom_properties = custom.any_text();
        let Some(system) = system.object() else {
            return;
        };
        let [join_restriction, read_restriction, closed, locked, host, keywords] =
            system.named(["joinRestriction", "readRestriction", "closed", "locked", "host", "keywords"]);
        let restriction = |field: Field| field.text().map(|text| JoinRestriction::from_wire(&text)).unwrap_or_default();
        self.join_restriction = restriction(join_restriction);
        self.read_restriction = restriction(read_restriction);
        self.closed = closed.boolean().unwrap_or_default();
        self.locked = locked.boolean().unwrap_or_default();
        self.host = host.string();
        self.keywords = keywords.array_text();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    const DOCUMENT: &str = r#"{"contractVersion":107,"branch":"b","changeNumber":7,"correlationId":"c","startTime":"1970-01-01T00:00:01Z",
        "nextTimer":"1970-01-01T00:00:02.5Z","searchHandle":"h","initializing":null,
        "constants":{"system":{"version":1,"maxMembersCount":8,"visibility":"Open","inviteProtocol":"game",
            "capabilities":{"gameplay":true,"large":false,"fromTheFuture":true}},"custom":{"mode":"ctf"}},
        "properties":{"system":{"joinRestriction":"followed","readRestriction":"local","closed":true,"locked":false,
            "host":"d1","keywords":["one"]},"custom":{"map":1}},
        "members":{"10":{"constants":{"system":{"index":10,"xuid":"12"}},"reserved":true},
            "2":{"next":10,"joinTime":"1970-01-01T00:00:03Z","gamertag":"Ann","activeTitleId":"5","deviceToken":"d1",
                "constants":{"system":{"index":2,"xuid":"11","initialize":true},"custom":{"rank":1}},
                "properties":{"system":{"active":true,"ready":true,"connection":"x"},"custom":{"team":"red"}}}},
        "membersInfo":{"first":2,"next":11,"count":2,"accepted":1,"active":1},"servers":{}}"#;

    #[test]
    fn a_document_is_read_whole() {
        let contents = SessionContents::parse(DOCUMENT, 11).unwrap();
        let text = |text: &str| Some(text.into());
        let members = contents.members.clone();
        let expected = SessionContents {
            contract_version: Some(107),
            branch: text("b"),
            change_number: Some(7),
            correlation_id: text("c"),
            search_handle_id: text("h"),
            started_at_ms: Some(1000),
            next_timer_ms: Some(2500),
            max_members_count: Some(8),
            visibility: Some(Visibility::Open),
            capabilities: Capabilities::GAMEPLAY,
            invite_protocol: text("game"),
            custom_constants: text(r#"{"mode":"ctf"}"#),
            join_restriction: JoinRestriction::Followed,
            read_restriction: JoinRestriction::Local,
            closed: true,
            locked: false,
            host: text("d1"),
            keywords: text(r#"["one"]"#),
            custom_properties: text(r#"{"map":1}"#),
            members_count: Some(2),
            accepted_count: Some(1),
            active_count: Some(1),
            members,
            skipped_members: Skipped::default(),
            unread: Vec::new(),
        };
        assert_eq!(contents, expected);
    }

    #[test]
    fn members_come_by_their_numbers() {
        let contents = SessionContents::parse(DOCUMENT, 11).unwrap();
        let text = |text: &str| Some(text.into());
        let ann = &contents.members[0];
        assert_eq!((ann.id, ann.index, ann.xuid, ann.joined_at_ms), (Some(2), Some(2), Some(11), Some(3000)));
        assert_eq!((ann.active, ann.ready, ann.reserved, ann.is_self), (true, true, false, true));
        assert_eq!((&ann.gamertag, &ann.connection, &ann.device_token), (&text("Ann"), &text("x"), &text("d1")));
        assert_eq!((ann.active_title_id, &ann.custom_constants), (Some(5), &text(r#"{"rank":1}"#)));
        assert_eq!(ann.custom_properties, text(r#"{"team":"red"}"#));
        assert!(ann.json.contains("\"initialize\":true"));
        let kept = &contents.members[1];
        assert_eq!((kept.id, kept.xuid, kept.reserved, kept.is_self), (Some(10), Some(12), true, false));
        assert_eq!(contents.self_index(), Some(0));
        assert_eq!(SessionContents::parse(DOCUMENT, 0).unwrap().self_index(), None);
    }

    #[test]
    fn a_large_session_lists_the_reader_as_me() {
        let document =
            r#"{"members":{"me":{"constants":{"system":{"index":900,"xuid":"11"}}}},"membersInfo":{"count":901}}"#;
        let contents = SessionContents::parse(document, 0).unwrap();
        assert_eq!((contents.members[0].id, contents.members[0].index), (None, Some(900)));
        assert_eq!((contents.self_index(), contents.members_count), (Some(0), Some(901)));
    }

    #[test]
    fn everything_may_be_absent() {
        assert_eq!(SessionContents::parse("{}", 5).unwrap(), SessionContents::default());
        let nulls = r#"{"constants":null,"properties":{"system":null},"members":{"0":null},"membersInfo":{}}"#;
        assert_eq!(SessionContents::parse(nulls, 5).unwrap(), SessionContents::default());
    }

    #[test]
    fn a_damaged_document_is_read_or_refused() {
        for place in 0..DOCUMENT.len() {
            for byte in [b'"', b'{', b'}', b'[', b',', b':', b'0', b'n', b'\\'] {
                let mut damaged = DOCUMENT.as_bytes().to_vec();
                damaged[place] = byte;
                if let Err(error) = SessionContents::parse(&String::from_utf8(damaged).unwrap(), 11) {
                    assert_eq!(error.code, Code::Protocol);
                }
            }
        }
    }

    #[test]
    fn only_what_is_no_object_is_an_error() {
        let error = SessionContents::parse("[]", 5).unwrap_err();
        assert_eq!(
            (error.code, error.message.as_str()),
            (Code::Protocol, "the answer: should be an object, is an array")
        );
    }

    #[test]
    fn a_field_that_cannot_be_read_costs_itself_alone() {
        for (right, wrong, path) in [
            (r#""changeNumber":7"#, r#""changeNumber":-1"#, "changeNumber"),
            (r#""branch":"b""#, r#""branch":5"#, "branch"),
            (r#""constants":{"system":{"version":1"#, r#""constants":[],"x":{"system":{"version":1"#, "constants"),
            (r#""maxMembersCount":8"#, r#""maxMembersCount":"many""#, "constants.system.maxMembersCount"),
            (r#""large":false"#, r#""large":1"#, "constants.system.capabilities.large"),
            (r#""closed":true"#, r#""closed":"yes""#, "properties.system.closed"),
            (r#""keywords":["one"]"#, r#""keywords":"one""#, "properties.system.keywords"),
            (r#""xuid":"11""#, r#""xuid":"x""#, "members.2.constants.system.xuid"),
            (r#""joinTime":"1970-01-01T00:00:03Z""#, r#""joinTime":3"#, "members.2.joinTime"),
            (r#""count":2"#, r#""count":1.5"#, "membersInfo.count"),
        ] {
            assert!(DOCUMENT.contains(right), "{right}");
            let contents = SessionContents::parse(&DOCUMENT.replacen(right, wrong, 1), 11).unwrap();
            let [note] = contents.unread.as_slice() else { panic!("{wrong}: {:?}", contents.unread) };
            assert!(note.starts_with(&format!("{path}: should be ")), "{note}");
            assert_eq!(
                (contents.members.len(), contents.host.as_deref(), contents.accepted_count),
                (2, Some("d1"), Some(1))
            );
        }
    }

    #[test]
    fn a_member_that_is_no_object_costs_no_other() {
        let document = r#"{"members":{"0":5,"1":{"gamertag":"Ann"},"2":null,"\ud83d":"x"}}"#;
        let contents = SessionContents::parse(document, 5).unwrap();
        assert_eq!(contents.members.iter().map(|member| member.gamertag.as_deref()).collect::<Vec<_>>(), [Some("Ann")]);
        let reasons = ["members.0: should be an object, is 5", r"members.\ud83d: should be an object, is a string"];
        assert_eq!(
            (contents.skipped_members.count, contents.skipped_members.reasons),
            (2, reasons.map(str::to_owned).to_vec())
        );
    }

    #[test]
    fn custom_values_may_be_any_json() {
        for text in [r#""Hello""#, "5", "null", "[ ]", r#"{"$serde_json::private::Number":"x"}"#] {
            let document = format!(
                r#"{{"constants":{{"custom":{text}}},"properties":{{"custom":{text}}},"members":{{"0":{{"constants":{{"custom":{text}}},"properties":{{"custom":{text}}}}}}}}}"#
            );
            let contents = SessionContents::parse(&document, 5).unwrap();
            let member = &contents.members[0];
            let texts = [
                &contents.custom_constants,
                &contents.custom_properties,
                &member.custom_constants,
                &member.custom_properties,
            ];
            assert_eq!(texts.map(|told| told.as_deref()), [Some(text); 4]);
            assert_eq!(contents.unread, [""; 0]);
        }
    }
}
