//! The answers to queries of handles.

use std::collections::HashSet;

use super::details::{HandleDetails, HandleKind};
use crate::error::Error;
use crate::http::Response;
use crate::json;

/// The handles that a query found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HandleList {
    /// The handles, in the service's order.
    pub handles: Vec<HandleDetails>,
    /// The answer's JSON; of several answers, one like that of a query.
    pub json: String,
}

impl HandleList {
    /// The answer to a query of handles of one kind. Elements that say they are of another are passed over.
    pub(super) fn from_response(response: &Response, kind: HandleKind) -> Result<HandleList, Error> {
        let json = json::parse(response)?;
        let root = json.root()?;
        let results = root.objects("results")?.ok_or_else(|| root.missing("results"))?;
        let mut handles = Vec::with_capacity(results.len());
        for fields in &results {
            let details = HandleDetails::from_fields(fields)?;
            if [HandleKind::Unknown, kind].contains(&details.kind) {
                handles.push(details);
            }
        }
        Ok(HandleList { handles, json: json.text().to_owned() })
    }

    /// The list of handles that came one by one: the JSON of one is its own.
    pub fn of(handles: Vec<HandleDetails>) -> HandleList {
        let json = if let [only] = handles.as_slice() { only.json.clone() } else { results(&handles) };
        HandleList { handles, json }
    }

    /// One list of several in their order; a handle that was found twice is there once.
    pub(crate) fn merged(mut lists: Vec<HandleList>) -> HandleList {
        let only = if lists.len() == 1 { lists.pop() } else { None };
        let mut merged = only.unwrap_or_else(|| {
            let handles = lists.into_iter().flat_map(|list| list.handles).collect();
            HandleList { handles, json: String::new() }
        });
        let mut seen = HashSet::with_capacity(merged.handles.len());
        merged.handles.retain(|details| seen.insert(details.handle.id.to_ascii_lowercase()));
        if merged.json.is_empty() {
            merged.json = results(&merged.handles);
        }
        merged
    }
}

/// The JSON of a query that found these handles, without those that came without JSON.
fn results(handles: &[HandleDetails]) -> String {
    let texts: Vec<&str> =
        handles.iter().map(|details| details.json.as_str()).filter(|json| !json.is_empty()).collect();
    format!(r#"{{"results":[{}]}}"#, texts.join(","))
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

    #[test]
    fn what_may_be_absent_may_be_absent() {
        assert_eq!(list(r#"{"results":[]}"#).unwrap().handles, []);
        let bare = list(r#"{"results":[{"id":"x"},{"id":"y","type":"search"},{"id":"z","type":"Activity"}]}"#).unwrap();
        let ids: Vec<&str> = bare.handles.iter().map(|details| details.handle.id.as_str()).collect();
        assert_eq!(ids, ["x", "z"]);
        assert_eq!(bare.handles[0].related_info, RelatedInfo::default());
        assert_eq!(bare.handles[1].json, r#"{"id":"z","type":"Activity"}"#);
    }

    #[test]
    fn wrong_types_are_errors_that_name_the_field() {
        for (body, field) in [
            ("{}", "results"),
            (r#"{"results":{}}"#, "results"),
            (r#"{"results":[5]}"#, "results[0]"),
            (r#"{"results":[{"id":"x"},{}]}"#, "results[1].id"),
            (r#"{"results":[{"id":"x","relatedInfo":5}]}"#, "results[0].relatedInfo"),
            (r#"{"results":[{"id":"x","relatedInfo":{"closed":"no"}}]}"#, "results[0].relatedInfo.closed"),
            (r#"{"results":[{"id":"x","relatedInfo":{"membersCount":-1}}]}"#, "results[0].relatedInfo.membersCount"),
            (r#"{"results":[{"id":"x","customProperties":"{}"}]}"#, "results[0].customProperties"),
        ] {
            let message = list(body).unwrap_err().message;
            assert!(message.starts_with(&format!("{field}:")), "{body}: {message}");
        }
    }

    #[test]
    fn lists_are_merged_in_order_without_repetitions() {
        let lists = [r#"{"results": [{"id":"A", "n":1.50}, {"id":"b"}] }"#, r#"{"results":[{"id":"a"},{"id":"C"}]}"#];
        let merged = HandleList::merged(lists.iter().map(|body| list(body).unwrap()).collect());
        let ids: Vec<&str> = merged.handles.iter().map(|details| details.handle.id.as_str()).collect();
        assert_eq!(ids, ["A", "b", "C"]);
        assert_eq!(merged.json, r#"{"results":[{"id":"A", "n":1.50},{"id":"b"},{"id":"C"}]}"#);
        assert_eq!(HandleList::merged(vec![list(lists[0]).unwrap()]).json, lists[0]);
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
        fn json_of_any_shape_is_a_list_of_handles_with_ids_or_an_error(elements in prop::collection::vec(json(), 0..4)) {
            let count = elements.len();
            match list(&json!({ "results": elements }).to_string()) {
                Ok(list) => {
                    prop_assert!(list.handles.len() <= count);
                    prop_assert!(list.handles.iter().all(|details| (1..=39).contains(&details.handle.id.len())));
                }
                Err(error) => prop_assert!(error.message.starts_with("results"), "{}", error.message),
            }
        }
    }
}
