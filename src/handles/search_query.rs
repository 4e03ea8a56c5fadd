//! Asking for search handles.

use serde::Serialize;

use super::attributes::check_word;
use super::details::HandleKind;
use super::filter::{Filter, check_text};
use super::include::Include;
use super::list::HandleList;
use super::social_group::{People, SocialGroup};
use super::wire::post;
use crate::error::Error;
use crate::http::{Quota, Repeat, Request, Response};
use crate::names::{Scid, check_name};

/// Which search handles to ask for. The service returns 100 at most, and has no way to ask for more of them.
#[derive(Clone, Debug)]
pub struct SearchQuery {
    scid: Option<Scid>,
    template_name: String,
    filter: Option<String>,
    order_by: Option<String>,
    group: Option<(SocialGroup, u64)>,
    include: Include,
}

/// In which direction results are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The smallest first.
    #[default]
    Ascending,
    /// The largest first.
    Descending,
}

impl SearchQuery {
    /// Asks for all searchable sessions of a template, in a SCID or in any that the user may see (`None`).
    pub fn new<'a>(scid: impl Into<Option<&'a str>>, template_name: &str) -> Result<SearchQuery, Error> {
        check_name(template_name, "template_name")?;
        Ok(SearchQuery {
            scid: scid.into().map(Scid::new).transpose()?,
            template_name: template_name.to_owned(),
            filter: None,
            order_by: None,
            group: None,
            include: Include::OF_SEARCHES,
        })
    }

    /// Only those that match; the filter must be complete.
    pub fn set_filter(&mut self, filter: &Filter) -> Result<(), Error> {
        self.filter = Some(filter.text()?.to_owned());
        Ok(())
    }

    /// Only those that match a filter in the service's language, sent as it is: 1 byte to 16 KiB without control
    /// characters.
    pub fn set_filter_text(&mut self, filter: &str) -> Result<(), Error> {
        check_text(filter)?;
        self.filter = Some(filter.to_owned());
        Ok(())
    }

    /// By which attribute results are ordered; the service's default is `Timestamp`, ascending.
    pub fn set_order(&mut self, attribute: &str, order: Order) -> Result<(), Error> {
        let allowed = |letter: char| letter.is_ascii_alphanumeric() || letter == '/';
        check_word(attribute, "order_by", "letters, digits and '/'", allowed)?;
        let direction = if order == Order::Ascending { "asc" } else { "desc" };
        self.order_by = Some(format!("{attribute} {direction}"));
        Ok(())
    }

    /// Only sessions with a member of a player's social group; `owner_xuid` 0: the client's user.
    pub fn set_social_group(&mut self, group: SocialGroup, owner_xuid: u64) {
        self.group = Some((group, owner_xuid));
    }

    /// What the answer says beside the handles; all that there is unless set.
    pub fn set_include(&mut self, include: Include) {
        self.include = include;
    }

    /// `POST /handles/query`. It changes nothing, so it may be repeated. `own_xuid` is the client's user, 0 where it is
    /// not known.
    pub fn to_request(&self, own_xuid: u64) -> Result<Request, Error> {
        let body = Body {
            r#type: "search",
            scid: self.scid.as_ref().map(Scid::as_str),
            template_name: &self.template_name,
            global: true,
            filter: self.filter.as_deref(),
            order_by: self.order_by.as_deref(),
            session_members: self.group.map(|(group, owner)| group.of(owner, own_xuid)).transpose()?,
        };
        Ok(Request { quota: Quota::SearchReads, ..post(self.include.query_path(), &body, Repeat::Always) })
    }

    /// The answer.
    pub fn from_response(response: &Response) -> Result<HandleList, Error> {
        HandleList::from_response(response, HandleKind::Search)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scid: Option<&'a str>,
    template_name: &'a str,
    global: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_members: Option<People>,
}

#[cfg(test)]
mod tests {
    use super::super::Comparison;
    use super::*;
    use crate::error::Code;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

    fn query() -> SearchQuery {
        SearchQuery::new(SCID, "lfg").unwrap()
    }

    #[test]
    fn the_body_is_byte_for_byte_that_of_microsofts_client() {
        let mut filter = Filter::new();
        filter.tag(Comparison::Equal, "MicsRequired").unwrap();
        filter.number("skill", Comparison::GreaterOrEqual, 5.0).unwrap();
        let mut query = query();
        query.set_filter(&filter).unwrap();
        query.set_order("skill", Order::Ascending).unwrap();
        query.set_social_group(SocialGroup::Favorites, 0);
        let request = query.to_request(3212).unwrap();
        assert_eq!(request.path, "/handles/query?include=relatedInfo,roleInfo,customProperties");
        let body = r#"{"type":"search","scid":"8dfb0100-ebe0-42da-885f-033860a818f6","templateName":"lfg","global":true,"filter":"tags/any(d:tolower(d) eq 'micsrequired') and numbers/skill ge 5","orderBy":"skill asc","sessionMembers":{"people":{"moniker":"favorites","monikerXuid":"3212"}}}"#;
        assert_eq!(request.body.as_deref(), Some(body));
        assert!(query.to_request(0).unwrap_err().message.starts_with("social_group_owner_xuid:"));
    }

    #[test]
    fn what_is_not_wanted_is_left_out() {
        let mut query = query();
        query.set_include(Include::NOTHING);
        let request = query.to_request(0).unwrap();
        assert_eq!(request.path, "/handles/query");
        let body = format!(r#"{{"type":"search","scid":"{SCID}","templateName":"lfg","global":true}}"#);
        assert_eq!(request.body, Some(body));
        let body = r#"{"type":"search","templateName":"lfg","global":true}"#;
        assert_eq!(SearchQuery::new(None, "lfg").unwrap().to_request(0).unwrap().body.unwrap(), body);
    }

    #[test]
    fn arguments_keep_their_rules() {
        assert!(SearchQuery::new("S", "lfg").unwrap_err().message.starts_with("scid:"));
        assert!(SearchQuery::new(SCID, "").unwrap_err().message.starts_with("template_name:"));
        let mut query = query();
        for order_by in ["", "1skill", "skill asc", "skill,rank", "é"] {
            assert!(query.set_order(order_by, Order::Ascending).unwrap_err().message.starts_with("order_by:"));
        }
        query.set_order(&"n".repeat(99), Order::Descending).unwrap();
        assert_eq!(query.set_order(&"n".repeat(100), Order::Ascending).unwrap_err().code, Code::TooLong);
        query.set_order("numbers/suggestedLfg", Order::Descending).unwrap();
        assert!(query.to_request(0).unwrap().body.unwrap().ends_with(r#""orderBy":"numbers/suggestedLfg desc"}"#));
        query.set_filter_text(&"f".repeat(16 * 1024)).unwrap();
        assert_eq!(query.set_filter_text(&"f".repeat(16 * 1024 + 1)).unwrap_err().code, Code::TooLong);
        for text in ["", "a\nb"] {
            assert!(query.set_filter_text(text).unwrap_err().message.starts_with("filter:"), "{text}");
        }
        assert!(query.set_filter(&Filter::new()).unwrap_err().message.starts_with("filter:"));
    }

    #[test]
    fn the_answer_is_read_with_attributes_roles_and_owners() {
        let body = r#"{"results":[{"id":"81a3c56e-543c-44c2-ad53-c8a9088fbef8","type":"search","createTime":"2013-02-01T00:00:00Z","searchAttributes":{"tags":["a"],"numbers":{"skill":10},"strings":{"class":"A"}},"relatedInfo":{"maxMembersCount":8,"membersCount":1,"sessionOwners":["3212","9"]},"roleInfo":{"roleTypes":{"lfg":{"roles":{"confirmed":{"count":1,"max":8,"target":2,"memberXuids":["3212"]}}}}},"customProperties":{}},{"id":"81a3c56e-543c-44c2-ad53-c8a9088fbef9","type":"activity"}]}"#;
        let answer = Response { status: 200, body: body.into(), ..Response::default() };
        let handles = SearchQuery::from_response(&answer).unwrap().handles;
        let [found] = handles.as_slice() else { panic!("one search handle") };
        assert_eq!(found.related_info.session_owners, [3212, 9]);
        assert_eq!(found.search_attributes.numbers, [("skill".to_owned(), 10.0)]);
        assert_eq!(found.search_attributes.strings, [("class".to_owned(), "A".to_owned())]);
        assert!(found.role_info.as_deref().unwrap().starts_with(r#"{"roleTypes":{"lfg""#));
        assert_eq!(found.custom_properties.as_deref(), Some("{}"));
    }
}
