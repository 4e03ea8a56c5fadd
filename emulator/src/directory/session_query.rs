//! Session queries: the sessions of users, or with a keyword.

use super::handles::session_ref_json;
use super::query::RESULT_LIMIT;
use super::sessions::{Member, Session, Status, Visibility};
use super::{Directory, Refusal};
use crate::clock::wire_time;
use crate::json::{Fields, Value, json};
use crate::names::{Xuid, check_scid, check_template};
use crate::sign_in::Caller;

/// Where a query looks: a service configuration, or one template of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    scid: String,
    template: Option<String>,
}

impl Scope {
    pub(crate) fn new(scid: &str, template: Option<&str>) -> Result<Self, String> {
        check_scid(scid)?;
        template.map_or(Ok(()), check_template)?;
        Ok(Self { scid: scid.to_owned(), template: template.map(str::to_owned) })
    }

    fn holds(&self, session: &Session) -> bool {
        let reference = &session.reference;
        let same = |one: &str, two: &str| one.to_lowercase() == two.to_lowercase();
        same(&self.scid, &reference.scid)
            && self.template.as_ref().is_none_or(|template| same(template, &reference.template))
    }
}

/// The query string of a session query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SessionQuery {
    xuid: Option<Xuid>,
    keyword: Option<String>,
    visibility: Option<String>,
    version: Option<u64>,
    reservations: bool,
    inactive: bool,
    private: bool,
    take: usize,
}

impl SessionQuery {
    /// Reads the parameters that `get` finds by their name.
    pub(crate) fn read(get: impl Fn(&str) -> Option<String>, contract_version: u64) -> Result<Self, String> {
        let number = |name: &str, most: u64| match get(name) {
            None => Ok(None),
            Some(text) => match text.parse::<u64>() {
                Ok(number) if number <= most => Ok(Some(number)),
                _ => Err(format!("{name} \"{text}\" is not a number from 0 to {most}")),
            },
        };
        let flag = |name: &str| match get(name).map(|text| text.to_ascii_lowercase()).as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => Err(format!("{name} \"{other}\" is not true")),
        };
        let xuid = get("xuid").map(|text| {
            Xuid::parse(&text).ok_or_else(|| format!("xuid \"{text}\" is not a nonzero decimal 64-bit number"))
        });
        let take = number("take", RESULT_LIMIT as u64)?;
        Ok(Self {
            xuid: xuid.transpose()?,
            keyword: get("keyword").filter(|keyword| !keyword.is_empty()),
            visibility: get("visibility").map(|text| known_visibility(&text)).transpose()?,
            // The contract version is 100 times the major one and the minor one.
            version: number("version", contract_version % 100)?,
            reservations: flag("reservations")?,
            inactive: flag("inactive")?,
            private: flag("private")?,
            take: take.and_then(|take| usize::try_from(take).ok()).unwrap_or(RESULT_LIMIT),
        })
    }

    /// What is only for a user's own eyes may be asked for by that user.
    fn check(&self, caller: Xuid, xuids: &[Xuid]) -> Result<(), Refusal> {
        if xuids.is_empty() && self.keyword.is_none() {
            return Err(Refusal::bad_request("a session query needs a xuid or a keyword"));
        }
        for (name, asked) in
            [("private", self.private), ("inactive", self.inactive), ("reservations", self.reservations)]
        {
            if !asked {
                continue;
            }
            if xuids.is_empty() {
                return Err(Refusal::bad_request(format!("{name}=true needs a xuid")));
            }
            if let Some(other) = xuids.iter().find(|xuid| **xuid != caller) {
                return Err(Refusal::forbidden(format!(
                    "{name}=true is for your own sessions only: xuid {caller} asks about xuid {other}"
                )));
            }
        }
        Ok(())
    }

    fn takes(&self, member: &Member) -> bool {
        if member.reserved { self.reservations } else { self.inactive || member.active() }
    }
}

/// Who is ready but not active counts as inactive.
fn shown_status(member: &Member) -> Status {
    match member.status() {
        Status::Ready => Status::Inactive,
        other => other,
    }
}

fn known_visibility(text: &str) -> Result<String, String> {
    let lower = text.to_lowercase();
    if lower == "full" || Visibility::parse(&lower).is_some() {
        return Ok(lower);
    }
    Err(format!("visibility \"{text}\" is not private, visible, full or open"))
}

impl Directory {
    /// Answers a session query; a batch query has a body that names users.
    pub(crate) fn query_sessions(
        &self,
        caller: Caller,
        scope: &Scope,
        query: &SessionQuery,
        batch: Option<&Value>,
    ) -> Result<Value, Refusal> {
        let mut xuids = match batch {
            Some(body) => self.batch(body)?,
            None => Vec::new(),
        };
        if let Some(xuid) = query.xuid.filter(|xuid| !xuids.contains(xuid)) {
            xuids.push(xuid);
        }
        query.check(caller.xuid, &xuids)?;
        scope.template.as_ref().map_or(Ok(()), |template| self.require_template(&scope.scid, template))?;
        let sessions = self.sessions_in(scope, query);
        let results: Vec<Value> = if xuids.is_empty() {
            sessions.iter().map(|session| self.listed(session, None)).take(query.take).collect()
        } else {
            let seats =
                xuids.iter().flat_map(|xuid| sessions.iter().map(move |session| (session, session.seat(*xuid))));
            let taken =
                seats.filter_map(|(session, seat)| Some((session, seat.filter(|(_, each)| query.takes(each))?)));
            taken.map(|(session, seat)| self.listed(session, Some(seat))).take(query.take).collect()
        };
        Ok(json!({ "results": results }))
    }

    fn batch(&self, body: &Value) -> Result<Vec<Xuid>, Refusal> {
        let request = Fields::root(body)?;
        let xuids = request.required("xuids", request.list("xuids")?)?;
        self.xuid_list(xuids, "xuids")
    }

    /// The sessions that fit all but the users, in order.
    fn sessions_in(&self, scope: &Scope, query: &SessionQuery) -> Vec<&Session> {
        let mut found: Vec<&Session> =
            self.sessions.values().filter(|session| scope.holds(session) && self.fits(session, query)).collect();
        found.sort_by_cached_key(|session| (session.started, session.reference.path()));
        if self.settings.session_query_order == "newest" {
            found.reverse();
        }
        found
    }

    fn fits(&self, session: &Session, query: &SessionQuery) -> bool {
        let visibility = self.shown_visibility(session);
        let has = |wanted: &String| session.keywords().any(|own| own.to_lowercase() == wanted.to_lowercase());
        // A session without version is of the first.
        let version = session.constants.system.get("version").and_then(Value::as_u64).unwrap_or(1);
        (query.private || session.visibility(&self.settings) != Visibility::Private)
            && query.visibility.as_ref().is_none_or(|wanted| wanted == visibility)
            && query.keyword.as_ref().is_none_or(has)
            && query.version.is_none_or(|most| version <= most)
    }

    /// A session as a result, with the seat of the user it was found by.
    fn listed(&self, session: &Session, seat: Option<(u32, &Member)>) -> Value {
        let mut result = json!({
            "startTime": wire_time(session.started),
            "sessionRef": session_ref_json(&session.reference),
            "accepted": session.accepted(),
            "visibility": self.shown_visibility(session),
            "keywords": session.keywords().collect::<Vec<_>>(),
        });
        let restriction = session.restriction("joinRestriction");
        if restriction != "none" && session.visibility(&self.settings) == Visibility::Open {
            result["joinRestriction"] = json!(restriction);
        }
        if let (Some((index, member)), Value::Object(result)) = (seat, &mut result) {
            for (name, value) in [
                ("xuid", json!(member.xuid.to_string())),
                ("status", json!(shown_status(member).name())),
                ("myTurn", json!(session.has_turn(index))),
            ] {
                result.insert(name.to_owned(), value);
            }
        }
        result
    }
}
