//! The search handle: makes a session searchable.

use serde::Serialize;

use super::attributes::SearchAttributes;
use super::created::Asked;
use super::details::{HandleDetails, HandleKind};
use super::wire::{SessionRef, post};
use crate::error::Error;
use crate::http::{Quota, Repeat, Request, Response};
use crate::json::JsonText;
use crate::names::SessionReference;

/// The wish to make a session searchable by its attributes.
#[derive(Clone, Debug)]
pub struct SearchHandle {
    session: SessionReference,
    attributes: JsonText,
}

impl SearchHandle {
    /// Most bytes of attributes in JSON. No limit of the service's: it bounds what a call holds in memory.
    const MAX_JSON_BYTES: usize = 64 * 1024;

    /// Checks the attributes; there may be none.
    pub fn new(session: SessionReference, attributes: SearchAttributes) -> Result<SearchHandle, Error> {
        attributes.check()?;
        let json = serde_json::to_string(&attributes).map_err(|error| Error::argument("attributes", error))?;
        Ok(SearchHandle { session, attributes: JsonText::object(&json, "attributes")? })
    }

    /// Lays JSON over the attributes, for what `SearchAttributes` does not know or refuses: `achievementIds`, `locale`,
    /// names with capitals. Objects are merged member by member, everything else is replaced. It must be an object of at
    /// most 64 KiB; what is in it the service checks.
    pub fn merge_attributes(&mut self, json: &str) -> Result<(), Error> {
        if json.len() > SearchHandle::MAX_JSON_BYTES {
            let rule = format_args!("has {} bytes, at most {} are allowed", json.len(), SearchHandle::MAX_JSON_BYTES);
            return Err(Error::too_long("attributes.json", rule));
        }
        self.attributes.merge(&JsonText::object(json, "attributes.json")?);
        Ok(())
    }

    /// `POST /handles`. A second one may leave two handles, or replace one that others hold: it is not repeated where
    /// it may have been processed.
    pub fn to_request(&self) -> Request {
        let search_attributes = Some(&self.attributes).filter(|attributes| attributes.as_str() != "{}");
        let session_ref = SessionRef::of(&self.session);
        let body = Body { r#type: "search", version: 1, session_ref, search_attributes };
        Request { quota: Quota::SearchWrites, ..post("/handles", &body, Repeat::IfNotProcessed) }
    }

    /// The answer; where it has no body, the handle is what was asked for, with the id of its `Location`.
    pub fn from_response(&self, response: &Response) -> Result<HandleDetails, Error> {
        let session = SessionRef::of(&self.session);
        Asked { kind: HandleKind::Search, session, origin: None, invited_xuid: None }.created(response)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    r#type: &'static str,
    version: u32,
    session_ref: SessionRef<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search_attributes: Option<&'a JsonText>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::HandleDetails;
    use super::*;
    use crate::error::Code;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

    fn search(attributes: SearchAttributes) -> SearchHandle {
        SearchHandle::new(SessionReference::new(SCID, "lfg", "s1").unwrap(), attributes).unwrap()
    }

    #[test]
    fn json_is_laid_over_the_attributes() {
        let body = |json: &[&str]| {
            let mut search = search(attributes());
            json.iter().for_each(|json| search.merge_attributes(json).unwrap());
            let body = search.to_request().body.unwrap();
            body.split_once(r#""searchAttributes":"#).unwrap().1.to_owned()
        };
        let typed = r#"{"tags":["micsrequired"],"numbers":{"skill":10.145},"strings":{"class":"a"}}}"#;
        assert_eq!(body(&[]), typed);
        assert_eq!(body(&["{}"]), typed);
        assert_eq!(
            body(&[
                r#"{"achievementIds":["1","2"],"locale":"en-us","numbers":{"Skill_D":9007199254740993}}"#,
                r#"{"tags":["a b"],"strings":{"class":null}}"#
            ]),
            r#"{"tags":["a b"],"numbers":{"skill":10.145,"Skill_D":9007199254740993},"strings":{"class":null},"achievementIds":["1","2"],"locale":"en-us"}}"#
        );
        let mut only = search(SearchAttributes::default());
        only.merge_attributes(r#"{"locale":"de-de"}"#).unwrap();
        assert!(only.to_request().body.unwrap().ends_with(r#","searchAttributes":{"locale":"de-de"}}"#));
    }

    #[test]
    fn json_that_is_no_object_or_too_long_is_refused_and_changes_nothing() {
        let mut search = search(attributes());
        let before = search.to_request();
        for (json, rule) in [
            ("", "attributes.json: is not JSON"),
            ("[]", "attributes.json: must be a JSON object"),
            ("5", "attributes.json: must be a JSON object"),
            ("{", "attributes.json: is not JSON"),
            (&r#"{"a":"#.repeat(2000), "attributes.json: nests deeper than 196 levels"),
        ] {
            let error = search.merge_attributes(json).unwrap_err();
            assert!(error.message.starts_with(rule), "{}", error.message);
        }
        let object = |bytes: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat(bytes - 8));
        assert_eq!(search.merge_attributes(&object(65_537)).unwrap_err().code, Code::TooLong);
        assert_eq!(search.to_request(), before);
        search.merge_attributes(&object(65_536)).unwrap();
    }

    fn attributes() -> SearchAttributes {
        SearchAttributes {
            tags: vec!["micsrequired".into()],
            numbers: vec![("skill".into(), 10.145)],
            strings: vec![("class".into(), "a".into())],
        }
    }

    #[test]
    fn the_body_is_byte_for_byte_that_of_microsofts_client() {
        let request = search(attributes()).to_request();
        let body = r#"{"type":"search","version":1,"sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"lfg","name":"s1"},"searchAttributes":{"tags":["micsrequired"],"numbers":{"skill":10.145},"strings":{"class":"a"}}}"#;
        assert_eq!((&*request.path, request.body.as_deref()), ("/handles", Some(body)));
        assert_eq!(request.repeat, Repeat::IfNotProcessed);
    }

    #[test]
    fn what_is_empty_is_left_out() {
        let start = r#"{"type":"search","version":1,"sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"lfg","name":"s1"}"#;
        let body = |attributes| search(attributes).to_request().body.unwrap();
        assert_eq!(body(SearchAttributes::default()), format!("{start}}}"));
        let strings = SearchAttributes { tags: Vec::new(), numbers: Vec::new(), ..attributes() };
        assert_eq!(body(strings), format!(r#"{start},"searchAttributes":{{"strings":{{"class":"a"}}}}}}"#));
    }

    #[test]
    fn names_keep_the_order_given() {
        let numbers = vec![("b".to_owned(), 5.0), ("a".to_owned(), -1e-7)];
        let body = search(SearchAttributes { numbers, ..SearchAttributes::default() }).to_request().body.unwrap();
        assert!(body.ends_with(r#""searchAttributes":{"numbers":{"b":5.0,"a":-1e-7}}}"#), "{body}");
    }

    #[test]
    fn the_answer_is_read_as_handle_and_with_its_attributes() {
        let body = r#"{"id":"7a4d0a99-4e23-4eba-9894-5173cf123fb4","type":"search","version":1,"createTime":"2013-02-01T00:00:00Z","sessionRef":{"scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"lfg","name":"s1"},"searchAttributes":{"tags":["micsrequired"],"numbers":{"skill":10.145},"strings":{"class":"a"}}}"#;
        let answer = Response { status: 201, body: body.into(), ..Response::default() };
        let handle = search(attributes()).from_response(&answer).unwrap();
        assert_eq!(handle.handle.id, "7a4d0a99-4e23-4eba-9894-5173cf123fb4");
        assert_eq!(handle.handle.created_at_ms, Some(1_359_676_800_000));
        assert_eq!(HandleDetails::from_response(&answer).unwrap().search_attributes, attributes());
        let empty = search(attributes()).from_response(&Response { status: 204, ..Response::default() }).unwrap();
        assert_eq!((empty.handle.id.as_str(), empty.handle.session.name.as_str()), ("", "s1"));
    }

    #[test]
    fn attributes_that_break_a_rule_make_no_handle() {
        let session = SessionReference::new(SCID, "lfg", "s1").unwrap();
        let tags = vec!["a b".to_owned()];
        let error = SearchHandle::new(session, SearchAttributes { tags, ..SearchAttributes::default() }).unwrap_err();
        assert!(error.message.starts_with("tags[0]:"), "{}", error.message);
    }

    fn any_attributes() -> impl Strategy<Value = SearchAttributes> {
        let name = || "[a-z][a-z0-9]{0,98}";
        let tags = prop::collection::btree_map(name(), any::<bool>(), 0..5);
        let finite = any::<f64>().prop_filter("finite", |value| value.is_finite());
        let numbers = prop::collection::btree_map(name(), finite, 0..5);
        let strings = prop::collection::btree_map(name(), "[^\\x00]{0,99}", 0..5);
        (tags, numbers, strings).prop_map(|(tags, numbers, strings)| SearchAttributes {
            tags: tags.into_iter().map(|(tag, upper)| if upper { tag.to_uppercase() } else { tag }).collect(),
            numbers: numbers.into_iter().collect(),
            strings: strings.into_iter().collect(),
        })
    }

    proptest! {
        #[test]
        fn what_is_sent_is_read_back_as_it_was(attributes in any_attributes()) {
            let sent = search(attributes.clone()).to_request().body.unwrap();
            let answer = sent.replacen('{', r#"{"id":"81a3c56e-543c-44c2-ad53-c8a9088fbef8","#, 1);
            let answer = Response { status: 201, body: answer.into_bytes(), ..Response::default() };
            prop_assert_eq!(HandleDetails::from_response(&answer).unwrap().search_attributes, attributes);
        }
    }
}
