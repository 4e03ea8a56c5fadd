//! The answers to queries of handles.

use std::collections::HashSet;

use super::details::{HandleDetails, HandleKind};
use crate::error::Error;
use crate::http::Response;
use crate::json::{self, Fields, Notes, Skipped, Text};

/// The handles that a query found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HandleList {
    /// The handles, in the service's order.
    pub handles: Vec<HandleDetails>,
    /// Handles that could not be read: what is no object, or has no GUID as its id.
    pub skipped: Skipped,
    /// The answer's JSON; of several answers, one like that of a query.
    pub json: Text,
    /// What else of the answers could not be read and is empty in the handles: paths and rules.
    pub unread: Vec<String>,
}

impl HandleList {
    /// The answer to a query of handles of one kind. Elements that say they are of another are left out.
    pub(super) fn from_response(response: &Response, kind: HandleKind) -> Result<HandleList, Error> {
        let (document, notes) = (json::answer(&response.body)?, Notes::default());
        let root = Fields::root(&document, &notes)?;
        let (mut handles, skipped) = root.field("results").rows(HandleDetails::identified)?;
        handles.retain(|details| [HandleKind::Unknown, kind].contains(&details.kind));
        Ok(HandleList { handles, skipped, json: document.shared_text(), unread: notes.into_vec() })
    }

    /// The list of handles that came one by one: the JSON of one is its own.
    pub fn of(handles: Vec<HandleDetails>) -> HandleList {
        let json = if let [only] = handles.as_slice() { only.json.clone() } else { results(&handles) };
        HandleList { handles, json, ..HandleList::default() }
    }

    /// One list of several in their order; a handle that two of them have is there once.
    pub(crate) fn merged(mut lists: Vec<HandleList>) -> HandleList {
        if lists.len() == 1 {
            return lists.remove(0);
        }
        let mut merged = HandleList::default();
        for list in lists {
            merged.handles.extend(list.handles);
            merged.skipped.append(list.skipped);
            merged.unread.extend(list.unread);
        }
        let mut seen = HashSet::with_capacity(merged.handles.len());
        merged.handles.retain(|details| key(&details.handle.id).is_none_or(|id| seen.insert(id)));
        merged.json = results(&merged.handles);
        merged
    }
}

/// What is equal for equal GUIDs.
fn key(id: &str) -> Option<[u8; 36]> {
    let mut id: [u8; 36] = id.as_bytes().try_into().ok()?;
    id.make_ascii_lowercase();
    Some(id)
}

/// The JSON of a query that found these handles, without those that came without JSON.
fn results(handles: &[HandleDetails]) -> Text {
    let texts: Vec<&str> =
        handles.iter().map(|details| details.json.as_str()).filter(|json| !json.is_empty()).collect();
    format!(r#"{{"results":[{}]}}"#, texts.join(",")).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::super::{JoinRestriction, RelatedInfo, Visibility};
    use super::*;

    fn list(body: &str) -> Result<HandleList, Error> {
        let response = Response { status: 200, body: body.as_bytes().to_vec(), ..Response::default() };
        HandleList::from_response(&response, HandleKind::Activity)
    }

    #[test]
    fn an_activity_is_read_with_what_belongs_to_it() {
        let body = r#"{"results":[{"id":"7a4d0a99-4e23-4eba-9894-5173cf123fb4","type":"activity","version":1,"sessionRef":{"scid":"S","templateName":"deathmatch","name":"session-49"},"titleId":"171127034","ownerXuid":"3212","createTime":"2026-11-22T07:00:00.0000000Z","inviteProtocol":"game","relatedInfo":{"visibility":"Open","joinRestriction":"followed","closed":false,"maxMembersCount":8,"membersCount":4,"inviteProtocol":"game","postedTime":"2026-11-22T07:00:01.0000000Z"},"customProperties":{"Map":"Helmand Valley"}}]}"#;
        let list = list(body).unwrap();
        let [activity] = list.handles.as_slice() else { panic!("one activity") };
        let related = &activity.related_info;
        assert_eq!((related.visibility, related.join_restriction), (Some(Visibility::Open), JoinRestriction::Followed));
        assert_eq!((related.members_count, related.max_members_count), (Some(4), Some(8)));
        assert_eq!((related.invite_protocol.as_deref(), related.posted_at_ms), (Some("game"), Some(1_795_330_801_000)));
        assert_eq!(activity.custom_properties.as_deref(), Some(r#"{"Map":"Helmand Valley"}"#));
        assert_eq!(activity.handle.owner_xuid, Some(3212));
        assert_eq!(list.json, body);
        assert_eq!(format!(r#"{{"results":[{}]}}"#, activity.json), body);
    }

    /// GUIDs that end in this digit.
    fn id(digit: char) -> String {
        format!("7a4d0a99-4e23-4eba-9894-5173cf123fb{digit}")
    }

    fn ids(list: &HandleList) -> Vec<char> {
        list.handles.iter().map(|details| details.handle.id.chars().last().unwrap()).collect()
    }

    #[test]
    fn what_may_be_absent_may_be_absent() {
        assert_eq!(list(r#"{"results":[]}"#).unwrap().handles, []);
        let [bare, search, activity] = ['1', '2', '3'].map(id);
        let activity = format!(r#"{{"id":"{activity}","type":"Activity"}}"#);
        let body = format!(r#"{{"results":[{{"id":"{bare}"}},{{"id":"{search}","type":"search"}},{activity}]}}"#);
        let list = list(&body).unwrap();
        assert_eq!((ids(&list), &list.skipped), (vec!['1', '3'], &Skipped::default()));
        assert_eq!(list.handles[0].related_info, RelatedInfo::default());
        assert_eq!(list.handles[1].json, activity);
    }

    #[test]
    fn only_what_is_no_list_is_an_error() {
        for (body, message) in [
            ("{}", "results: is missing in the answer"),
            (r#"{"results":null}"#, "results: is missing in the answer"),
            (r#"{"results":{}}"#, "results: should be an array, is an object"),
            ("[]", "the answer: should be an object, is an array"),
        ] {
            assert_eq!(list(body).unwrap_err().message, message);
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_costs_no_other() {
        for (row, reason) in [
            ("null", "results[1]: should be an object, is null"),
            ("5", "results[1]: should be an object, is 5"),
            ("{}", "results[1].id: is missing in the answer"),
            (r#"{"id":"x"}"#, "results[1].id: should be a GUID, is another string"),
            (r#"{"id":7}"#, "results[1].id: should be a GUID, is 7"),
        ] {
            let body = format!(r#"{{"results":[{{"id":"{}"}},{row},{{"id":"{}"}}]}}"#, id('1'), id('2'));
            let list = list(&body).unwrap();
            assert_eq!((ids(&list), list.skipped.count), (vec!['1', '2'], 1), "{row}");
            assert_eq!(list.skipped.reasons, [reason]);
            assert!(list.unread.contains(&format!("passed over: {reason}")), "{:?}", list.unread);
            assert_eq!(list.json, body);
        }
    }

    #[test]
    fn a_field_that_cannot_be_read_costs_itself_alone() {
        for (field, path) in [
            (r#""relatedInfo":5"#, "relatedInfo"),
            (r#""relatedInfo":{"closed":"no"}"#, "relatedInfo.closed"),
            (r#""relatedInfo":{"membersCount":-1}"#, "relatedInfo.membersCount"),
            (r#""titleId":"""#, "titleId"),
        ] {
            let body = format!(r#"{{"results":[{{"id":"{}"}},{{"id":"{}",{field}}}]}}"#, id('1'), id('2'));
            let list = list(&body).unwrap();
            assert_eq!((ids(&list), list.skipped.count), (vec!['1', '2'], 0));
            let [note] = list.unread.as_slice() else { panic!("{:?}", list.unread) };
            assert!(note.starts_with(&format!("results[1].{path}: should be ")), "{note}");
        }
    }

    #[test]
    fn what_is_told_of_a_bad_answer_is_bounded() {
        let body = format!(r#"{{"results":[{}null]}}"#, "null,".repeat(999));
        let list = list(&body).unwrap();
        assert_eq!((list.skipped.count, list.skipped.reasons.len()), (1000, 100));
        assert_eq!((list.unread.len(), list.unread.last().map(String::as_str)), (21, Some("and 980 more")));
    }

    #[test]
    fn lists_are_merged_in_order_without_repetitions() {
        let [a, b, c] = ['a', 'b', 'c'].map(id);
        let upper = a.to_ascii_uppercase();
        let lists = [
            format!(r#"{{"results": [{{"id":"{upper}", "n":1.50}}, null, {{"id":"{b}"}}] }}"#),
            format!(r#"{{"results":[{{"id":"{a}"}},{{"id":"{c}"}},5]}}"#),
        ];
        let merged = HandleList::merged(lists.iter().map(|body| list(body).unwrap()).collect());
        assert_eq!(ids(&merged), ['A', 'b', 'c']);
        let json = format!(r#"{{"results":[{{"id":"{upper}", "n":1.50}},{{"id":"{b}"}},{{"id":"{c}"}}]}}"#);
        assert_eq!(merged.json, json);
        assert_eq!((merged.skipped.count, merged.skipped.reasons.len()), (2, 2));
        // One answer stays as the service wrote it.
        let twice = format!(r#"{{"results":[{{"id":"{a}"}},{{"id":"{a}"}}]}}"#);
        let only = HandleList::merged(vec![list(&twice).unwrap()]);
        assert_eq!((ids(&only), &*only.json), (vec!['a', 'a'], twice.as_str()));
        assert_eq!(HandleList::merged(Vec::new()).json, r#"{"results":[]}"#);
    }

    /// JSON of any shape, with the names that handles have.
    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<u64>().prop_map(|number| Value::from(number.to_string())),
            ".{0,50}".prop_map(Value::from),
        ];
        let names = ["id", "type", "sessionRef", "relatedInfo", "searchAttributes", "tags", "sessionOwners", "name"];
        leaf.prop_recursive(4, 32, 6, move |inner| {
            let member = (prop::sample::select(names.to_vec()).prop_map(str::to_owned), inner.clone());
            let array = prop::collection::vec(inner, 0..4).prop_map(Value::from);
            prop_oneof![array, prop::collection::vec(member, 0..6).prop_map(Value::from_iter)]
        })
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_are_no_list(body in prop::collection::vec(any::<u8>(), 0..64)) {
            let answer = Response { status: 200, body, ..Response::default() };
            prop_assert!(HandleList::from_response(&answer, HandleKind::Activity).is_err());
            prop_assert!(HandleDetails::from_response(&answer).is_err());
        }

        #[test]
        fn json_of_any_shape_costs_no_good_row(elements in prop::collection::vec(json(), 0..4), place in 0usize..4) {
            let mut elements = elements;
            let place = place.min(elements.len());
            elements.insert(place, json!({ "id": id('1') }));
            let list = list(&json!({ "results": elements }).to_string()).unwrap();
            prop_assert_eq!(ids(&list), ['1']);
            prop_assert_eq!(list.skipped.count, elements.len() - 1);
        }
    }
}
