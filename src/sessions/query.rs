//! Asking for sessions: by who is in them, or by keyword.

use serde::Serialize;

use crate::error::Error;
use crate::http::{Method, Quota, Repeat, Request, encode_segment};
use crate::names::{MAX_XUIDS, Visibility, check_xuids};
use crate::names::{Scid, check_name};

/// Which sessions to ask for. Users or a keyword must be given.
#[derive(Clone, Debug)]
pub struct SessionQuery {
    scid: Scid,
    template_name: Option<String>,
    xuids: Vec<u64>,
    keyword: Option<String>,
    filter: SessionFilter,
}

/// What else a session must be like to be found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// Who sees it.
    pub visibility: Option<Visibility>,
    /// The highest contract version it may have.
    pub contract_version: Option<u32>,
    /// Also sessions that are private to others.
    pub private: bool,
    /// Also sessions where a user has a reservation only. Needs users.
    pub reservations: bool,
    /// Also sessions where a user is not active. Needs users.
    pub inactive: bool,
    /// Sessions at most, up to 100; `None`: the service's default.
    pub take: Option<u32>,
}

impl SessionQuery {
    /// Most sessions that one query may ask for.
    const MAX_TAKEN: u32 = 100;

    /// Asks for the sessions of a SCID, or of one of its templates.
    pub fn new(
        scid: &str,
        template_name: Option<&str>,
        xuids: &[u64],
        keyword: Option<&str>,
        filter: SessionFilter,
    ) -> Result<SessionQuery, Error> {
        let scid = Scid::new(scid)?;
        if let Some(name) = template_name {
            check_name(name, "template_name")?;
        }
        if keyword.is_some_and(str::is_empty) {
            return Err(Error::argument("keyword", "must not be empty"));
        }
        if xuids.is_empty() {
            if keyword.is_none() {
                return Err(Error::argument("xuids", "must hold at least one XUID where there is no keyword"));
            }
            for (asked, name) in [(filter.reservations, "reservations"), (filter.inactive, "inactive")] {
                if asked {
                    return Err(Error::argument(name, "needs xuids: it is about users"));
                }
            }
        } else {
            check_xuids(xuids, MAX_XUIDS)?;
        }
        if let Some(take) = filter.take
            && !(1..=SessionQuery::MAX_TAKEN).contains(&take)
        {
            let most = SessionQuery::MAX_TAKEN;
            return Err(Error::argument("take", format_args!("is {take}, at most {most} sessions can be asked for")));
        }
        Ok(SessionQuery {
            scid,
            template_name: template_name.map(str::to_owned),
            xuids: xuids.to_vec(),
            keyword: keyword.map(str::to_owned),
            filter,
        })
    }

    /// `GET …/sessions?…` for one user or a keyword, `POST …/batch?…` for several users. It changes nothing, so it may
    /// be repeated.
    pub fn to_request(&self) -> Request {
        let batch = self.xuids.len() > 1;
        let mut path = format!("/serviceconfigs/{}", encode_segment(self.scid.as_str()));
        if let Some(template) = &self.template_name {
            path += &format!("/sessionTemplates/{}", encode_segment(template));
        }
        path += if batch { "/batch" } else { "/sessions" };
        for (index, (name, value)) in self.parameters().iter().enumerate() {
            path += if index == 0 { "?" } else { "&" };
            path += &format!("{name}={}", encode_segment(value));
        }
        let xuids = self.xuids.iter().map(u64::to_string).collect();
        Request {
            method: if batch { Method::Post } else { Method::Get },
            path: path.into(),
            precondition: None,
            // A struct of strings, whose serialization cannot fail.
            body: batch.then(|| serde_json::to_string(&Batch { xuids }).unwrap_or_default()),
            repeat: Repeat::Always,
            quota: Quota::Requests,
        }
    }

    /// In the order of Microsoft's own client.
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let flag = |set: bool| set.then(|| "true".to_owned());
        let one = if let [xuid] = self.xuids.as_slice() { Some(xuid.to_string()) } else { None };
        let all = [
            ("xuid", one),
            ("keyword", self.keyword.clone()),
            ("visibility", self.filter.visibility.map(|visibility| visibility.as_str().to_owned())),
            ("version", self.filter.contract_version.map(|version| version.to_string())),
            ("private", flag(self.filter.private)),
            ("reservations", flag(self.filter.reservations)),
            ("inactive", flag(self.filter.inactive)),
            ("take", self.filter.take.map(|take| take.to_string())),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

#[derive(Serialize)]
struct Batch {
    xuids: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCID: &str = "8d050174-412b-4d51-a29b-d55a34edfdb7";

    fn query(xuids: &[u64], keyword: Option<&str>, filter: SessionFilter) -> Result<SessionQuery, Error> {
        SessionQuery::new(SCID, Some("death match"), xuids, keyword, filter)
    }

    #[test]
    fn one_users_sessions_are_read() {
        let request = SessionQuery::new(SCID, None, &[1], None, SessionFilter::default()).unwrap().to_request();
        assert_eq!((request.method, &request.body), (Method::Get, &None));
        assert_eq!(request.path, format!("/serviceconfigs/{SCID}/sessions?xuid=1"));
    }

    #[test]
    fn every_parameter_has_its_place() {
        let filter = SessionFilter {
            visibility: Some(Visibility::Open),
            contract_version: Some(104),
            private: true,
            reservations: true,
            inactive: true,
            take: Some(100),
        };
        let request = query(&[u64::MAX], Some("a&b"), filter).unwrap().to_request();
        let parameters = "xuid=18446744073709551615&keyword=a%26b&visibility=open&version=104&private=true&reservations=true&inactive=true&take=100";
        assert_eq!(
            request.path,
            format!("/serviceconfigs/{SCID}/sessionTemplates/death%20match/sessions?{parameters}")
        );
    }

    #[test]
    fn several_users_go_into_the_body() {
        let filter = SessionFilter { take: Some(1), ..SessionFilter::default() };
        let request = query(&[1, 2], None, filter).unwrap().to_request();
        assert_eq!(request.method, Method::Post);
        assert_eq!(request.path, format!("/serviceconfigs/{SCID}/sessionTemplates/death%20match/batch?take=1"));
        assert_eq!(request.body.as_deref(), Some(r#"{"xuids":["1","2"]}"#));
        assert_eq!(request.repeat, Repeat::Always);
        let request = query(&[1, 2], None, SessionFilter::default()).unwrap().to_request();
        assert!(request.path.ends_with("/batch"), "{}", request.path);
    }

    #[test]
    fn what_a_query_must_have_is_checked() {
        let none = SessionFilter::default();
        query(&[], Some("one"), none).unwrap();
        for (outcome, rule) in [
            (query(&[], None, none), "xuids: must hold at least one"),
            (query(&[1, 0], None, none), "xuids[1]: must not be 0"),
            (query(&[1], Some(""), none), "keyword: must not be empty"),
            (query(&[], Some("k"), SessionFilter { reservations: true, ..none }), "reservations: needs xuids"),
            (query(&[], Some("k"), SessionFilter { inactive: true, ..none }), "inactive: needs xuids"),
            (query(&[1], None, SessionFilter { take: Some(101), ..none }), "take: is 101"),
            (query(&[1], None, SessionFilter { take: Some(0), ..none }), "take: is 0"),
            (SessionQuery::new("x", None, &[1], None, none), "scid:"),
            (SessionQuery::new(SCID, Some("a/b"), &[1], None, none), "template_name:"),
        ] {
            let error = outcome.unwrap_err();
            assert!(error.message.starts_with(rule), "{}", error.message);
        }
    }
}
