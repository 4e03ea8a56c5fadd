//! Asking for the current activities of users.

use serde::Serialize;

use super::handle::Handle;
use super::wire::post;
use super::xuids;
use crate::error::Error;
use crate::http::{Repeat, Request, Response};
use crate::json::{self, Fields};
use crate::sessions::Scid;

/// Whose activities to ask for.
#[derive(Clone, Debug)]
pub struct ActivityQuery {
    scid: Scid,
    xuids: Vec<u64>,
}

impl ActivityQuery {
    /// Most users of one query: as many as the service returns handles.
    const MOST_XUIDS: usize = 100;

    /// Asks for the activities of 1 to 100 users in a SCID.
    pub fn new(scid: &str, xuids: &[u64]) -> Result<ActivityQuery, Error> {
        xuids::check(xuids, ActivityQuery::MOST_XUIDS)?;
        Ok(ActivityQuery { scid: Scid::new(scid)?, xuids: xuids.to_vec() })
    }

    /// `POST /handles/query`. It changes nothing, so it may be repeated.
    pub fn to_request(&self) -> Request {
        let xuids = self.xuids.iter().map(u64::to_string).collect();
        let body = Body { r#type: "activity", scid: self.scid.as_str(), owners: Owners { xuids } };
        post("/handles/query?include=relatedInfo,customProperties", &body, Repeat::Always)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    scid: &'a str,
    owners: Owners,
}

#[derive(Serialize)]
struct Owners {
    xuids: Vec<String>,
}

/// One user's current activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// The handle; its owner is the user.
    pub handle: Handle,
    /// What the service tells of the session.
    pub related_info: RelatedInfo,
    /// The session's custom properties, a JSON object.
    pub custom_properties: Option<String>,
}

/// What the service tells of an activity's session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelatedInfo {
    /// Who sees the session; `None`: not told, or not known here.
    pub visibility: Option<Visibility>,
    /// Who may join it.
    pub join_restriction: JoinRestriction,
    /// Whether it is closed to joins.
    pub closed: bool,
    /// Members now.
    pub members_count: Option<u32>,
    /// Members at most.
    pub max_members_count: Option<u32>,
}

/// Who sees a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Members and reserved players.
    Private,
    /// Everybody, but only members and reserved players may join.
    Visible,
    /// As visible: it is full.
    Full,
    /// Everybody, who may also join.
    Open,
}

/// Who may join an open session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JoinRestriction {
    /// Everybody, or not told.
    #[default]
    None,
    /// Players on the same device.
    Local,
    /// Players whom a member follows.
    Followed,
    /// A restriction not known here.
    Other,
}

impl Activity {
    /// The answer to a query. Elements of another type are passed over.
    pub fn list(response: &Response) -> Result<Vec<Activity>, Error> {
        let value = json::parse(response)?;
        let root = Fields::root(&value)?;
        let results = root.objects("results")?.ok_or_else(|| root.missing("results"))?;
        let mut activities = Vec::with_capacity(results.len());
        for fields in &results {
            if fields.string("type")?.is_none_or(|kind| kind.eq_ignore_ascii_case("activity")) {
                activities.push(Activity::from_fields(fields)?);
            }
        }
        Ok(activities)
    }

    fn from_fields(fields: &Fields) -> Result<Activity, Error> {
        let related_info = fields.object("relatedInfo")?;
        Ok(Activity {
            handle: Handle::from_fields(fields)?,
            related_info: related_info.map(|fields| RelatedInfo::from_fields(&fields)).transpose()?.unwrap_or_default(),
            custom_properties: fields.object_text("customProperties")?,
        })
    }
}

impl RelatedInfo {
    fn from_fields(fields: &Fields) -> Result<RelatedInfo, Error> {
        Ok(RelatedInfo {
            visibility: fields.string("visibility")?.and_then(Visibility::from_wire),
            join_restriction: fields
                .string("joinRestriction")?
                .map_or(JoinRestriction::None, JoinRestriction::from_wire),
            closed: fields.boolean("closed")?.unwrap_or_default(),
            members_count: fields.decimal("membersCount")?,
            max_members_count: fields.decimal("maxMembersCount")?,
        })
    }
}

impl Visibility {
    /// As the service writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Visibility::Private => "private",
            Visibility::Visible => "visible",
            Visibility::Full => "full",
            Visibility::Open => "open",
        }
    }

    pub(crate) fn from_wire(text: &str) -> Option<Visibility> {
        match text.to_ascii_lowercase().as_str() {
            "private" => Some(Visibility::Private),
            "visible" => Some(Visibility::Visible),
            "full" => Some(Visibility::Full),
            "open" => Some(Visibility::Open),
            _ => None,
        }
    }
}

impl JoinRestriction {
    /// As the service writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            JoinRestriction::None => "none",
            JoinRestriction::Local => "local",
            JoinRestriction::Followed => "followed",
            JoinRestriction::Other => "other",
        }
    }

    pub(crate) fn from_wire(text: &str) -> JoinRestriction {
        match text.to_ascii_lowercase().as_str() {
            "none" => JoinRestriction::None,
            "local" => JoinRestriction::Local,
            "followed" => JoinRestriction::Followed,
            _ => JoinRestriction::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCID: &str = "8dfb0100-ebe0-42da-885f-033860a818f6";

    fn list(body: &str) -> Result<Vec<Activity>, Error> {
        Activity::list(&Response { status: 200, body: body.as_bytes().to_vec(), ..Response::default() })
    }

    #[test]
    fn the_body_is_byte_for_byte_that_of_microsofts_client() {
        let request = ActivityQuery::new(SCID, &[3212, 5]).unwrap().to_request();
        assert_eq!(request.path, "/handles/query?include=relatedInfo,customProperties");
        let body = format!(r#"{{"type":"activity","scid":"{SCID}","owners":{{"xuids":["3212","5"]}}}}"#);
        assert_eq!(request.body, Some(body));
    }

    #[test]
    fn a_hundred_users_may_be_asked_for_and_no_more() {
        let xuids: Vec<u64> = (1..=101).collect();
        ActivityQuery::new(SCID, &xuids[..100]).unwrap();
        assert!(ActivityQuery::new(SCID, &xuids).unwrap_err().message.contains("101"));
    }

    #[test]
    fn an_activity_is_read_with_what_belongs_to_it() {
        let activities = list(
            r#"{"results":[{"id":"7a4d0a99-4e23-4eba-9894-5173cf123fb4","type":"activity","version":1,"ownerXuid":"3212",
            "sessionRef":{"scid":"S","templateName":"deathmatch","name":"session-49"},"titleId":"171127034",
            "relatedInfo":{"visibility":"Open","joinRestriction":"followed","closed":false,"maxMembersCount":8,"membersCount":4},
            "customProperties":{"Map":"Helmand Valley"}}]}"#,
        )
        .unwrap();
        let related = &activities[0].related_info;
        assert_eq!((related.visibility, related.join_restriction), (Some(Visibility::Open), JoinRestriction::Followed));
        assert_eq!((related.members_count, related.max_members_count), (Some(4), Some(8)));
        assert_eq!(activities[0].custom_properties.as_deref(), Some(r#"{"Map":"Helmand Valley"}"#));
        assert_eq!(activities[0].handle.owner_xuid, Some(3212));
    }

    #[test]
    fn what_may_be_absent_may_be_absent() {
        assert_eq!(list(r#"{"results":[]}"#).unwrap(), []);
        let bare = list(r#"{"results":[{"id":"x"},{"id":"y","type":"search"},{"id":"z","type":"Activity"}]}"#).unwrap();
        assert_eq!(bare.len(), 2);
        assert_eq!((&bare[0].related_info, &bare[0].custom_properties), (&RelatedInfo::default(), &None));
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
}
