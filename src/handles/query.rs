//! Asking for current activities: of some users, or of a social group.

use serde::Serialize;

use super::details::HandleKind;
use super::include::Include;
use super::list::HandleList;
use super::social_group::{People, SocialGroup};
use super::wire::post;
use crate::error::Error;
use crate::http::{Repeat, Request, Response};
use crate::names::{Scid, check_xuids};

/// Whose activities to ask for.
#[derive(Clone, Debug)]
pub struct ActivityQuery {
    scid: Option<Scid>,
    owners: Owners,
    include: Include,
}

#[derive(Clone, Debug)]
enum Owners {
    Xuids(Vec<u64>),
    Group(SocialGroup, u64),
}

impl ActivityQuery {
    /// Most users of one query. No limit of the service's: it bounds what a call holds in memory.
    const MAX_XUIDS: usize = 10_000;
    /// Most users of one request: as many as the service returns handles.
    const MAX_OF_ONE_REQUEST: usize = 100;

    /// Asks for the activities of users in a SCID, or in any that the user may see (`None`): 1 to 10,000 XUIDs, none of
    /// them zero, none twice.
    pub fn new<'a>(scid: impl Into<Option<&'a str>>, xuids: &[u64]) -> Result<ActivityQuery, Error> {
        check_xuids(xuids, ActivityQuery::MAX_XUIDS)?;
        ActivityQuery::of(scid, Owners::Xuids(xuids.to_vec()))
    }

    /// Asks for the activities of a player's social group in a SCID, or in any (`None`); `owner_xuid` 0: the client's
    /// user. The service returns 100 at most.
    pub fn of_social_group<'a>(
        scid: impl Into<Option<&'a str>>,
        group: SocialGroup,
        owner_xuid: u64,
    ) -> Result<ActivityQuery, Error> {
        ActivityQuery::of(scid, Owners::Group(group, owner_xuid))
    }

    fn of<'a>(scid: impl Into<Option<&'a str>>, owners: Owners) -> Result<ActivityQuery, Error> {
        let scid = scid.into().map(Scid::new).transpose()?;
        Ok(ActivityQuery { scid, owners, include: Include::OF_ACTIVITIES })
    }

    /// What the answer says beside the handles; all that there is unless set. Activities have no role info.
    pub fn set_include(&mut self, include: Include) -> Result<(), Error> {
        if include.role_info {
            return Err(Error::argument("include", "role info is of search handles only"));
        }
        self.include = include;
        Ok(())
    }

    /// One `POST /handles/query` for each hundred users. They change nothing, so they may be repeated. `own_xuid` is
    /// the client's user, 0 where it is not known.
    pub fn to_requests(&self, own_xuid: u64) -> Result<Vec<Request>, Error> {
        match &self.owners {
            Owners::Xuids(xuids) => {
                let hundreds = xuids.chunks(ActivityQuery::MAX_OF_ONE_REQUEST);
                let text = |hundred: &[u64]| WireOwners::Xuids(hundred.iter().map(u64::to_string).collect());
                Ok(hundreds.map(|hundred| self.request(text(hundred))).collect())
            }
            Owners::Group(group, owner) => Ok(vec![self.request(WireOwners::Group(group.of(*owner, own_xuid)?))]),
        }
    }

    fn request(&self, owners: WireOwners) -> Request {
        let body = Body { r#type: "activity", scid: self.scid.as_ref().map(Scid::as_str), owners };
        post(self.include.query_path(), &body, Repeat::Always)
    }

    /// The answer to one of the requests.
    pub fn from_response(response: &Response) -> Result<HandleList, Error> {
        HandleList::from_response(response, HandleKind::Activity)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scid: Option<&'a str>,
    owners: WireOwners,
}

#[derive(Serialize)]
enum WireOwners {
    #[serde(rename = "xuids")]
    Xuids(Vec<String>),
    #[serde(untagged)]
    Group(People),
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

    fn only(query: &ActivityQuery, own_xuid: u64) -> Request {
        let [request] = query.to_requests(own_xuid).unwrap().try_into().unwrap();
        request
    }

    #[test]
    fn the_body_is_byte_for_byte_that_of_microsofts_client() {
        let request = only(&ActivityQuery::new(SCID, &[3212, 5]).unwrap(), 0);
        assert_eq!(request.path, "/handles/query?include=relatedInfo,customProperties");
        assert_eq!(request.repeat, Repeat::Always);
        let body = format!(r#"{{"type":"activity","scid":"{SCID}","owners":{{"xuids":["3212","5"]}}}}"#);
        assert_eq!(request.body, Some(body));
    }

    #[test]
    fn a_scid_may_be_left_out() {
        let body = only(&ActivityQuery::new(None, &[5]).unwrap(), 0).body.unwrap();
        assert_eq!(body, r#"{"type":"activity","owners":{"xuids":["5"]}}"#);
        let query = ActivityQuery::of_social_group(None, SocialGroup::People, 9).unwrap();
        let body = r#"{"type":"activity","owners":{"people":{"moniker":"people","monikerXuid":"9"}}}"#;
        assert_eq!(only(&query, 0).body.unwrap(), body);
        assert!(ActivityQuery::new("S", &[5]).unwrap_err().message.starts_with("scid:"));
    }

    #[test]
    fn a_group_is_asked_for_in_one_request() {
        let query = ActivityQuery::of_social_group(SCID, SocialGroup::People, 0).unwrap();
        let body = format!(
            r#"{{"type":"activity","scid":"{SCID}","owners":{{"people":{{"moniker":"people","monikerXuid":"3212"}}}}}}"#
        );
        assert_eq!(only(&query, 3212).body, Some(body));
        assert!(query.to_requests(0).unwrap_err().message.starts_with("social_group_owner_xuid:"));
        let query = ActivityQuery::of_social_group(SCID, SocialGroup::Favorites, 9).unwrap();
        assert!(only(&query, 3212).body.unwrap().contains(r#""moniker":"favorites","monikerXuid":"9""#));
    }

    #[test]
    fn each_hundred_users_have_a_request_of_their_own() {
        let xuids: Vec<u64> = (1..=10_001).collect();
        let count = |users: usize| ActivityQuery::new(SCID, &xuids[..users]).unwrap().to_requests(0).unwrap().len();
        assert_eq!([1, 100, 101, 200, 10_000].map(count), [1, 1, 2, 2, 100]);
        let second = &ActivityQuery::new(SCID, &xuids[..101]).unwrap().to_requests(0).unwrap()[1];
        assert!(second.body.as_deref().unwrap().ends_with(r#""owners":{"xuids":["101"]}}"#));
        assert!(ActivityQuery::new(SCID, &xuids).unwrap_err().message.contains("10001"));
        assert!(ActivityQuery::new(SCID, &[]).is_err());
    }

    #[test]
    fn what_is_included_can_be_chosen() {
        let mut query = ActivityQuery::new(SCID, &[1]).unwrap();
        query.set_include(Include::NOTHING).unwrap();
        assert_eq!(only(&query, 0).path, "/handles/query");
        assert!(query.set_include(Include::OF_SEARCHES).unwrap_err().message.starts_with("include:"));
    }
}
