//! A call of the session directory, as far as the rules ask about it.

use std::collections::HashSet;

use mpsd_json::{Document, Value};

/// One entry of the trace.
pub(super) struct Call {
    /// Its number in the file, from 1 on.
    pub(super) entry: usize,
    /// When it began, and when its answer was there, in milliseconds.
    pub(super) began: i64,
    pub(super) ended: i64,
    pub(super) user: User,
    pub(super) method: String,
    /// The path as it was sent.
    pub(super) path: String,
    /// The path in lower case, as the service does not tell cases apart.
    pub(super) route: String,
    pub(super) query: String,
    pub(super) body: String,
    /// 0: no answer came.
    pub(super) status: u16,
    pub(super) retry_after_ms: Option<i64>,
    /// Which attempt of its call.
    pub(super) attempt: i64,
    /// Whether the service surely did not get it.
    pub(super) not_sent: bool,
}

/// Whose call it is, as far as the trace tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum User {
    Number(i64),
    Token(String),
    Unknown,
}

impl User {
    /// A token changes within hours, the user hash before it does not.
    pub(super) fn of_token(token: &str) -> User {
        let hash = token.split_once("x=").and_then(|(_, rest)| rest.split_once(';')).map(|(hash, _)| hash);
        let hash = hash.filter(|hash| !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_digit()));
        User::Token(hash.unwrap_or(token).to_owned())
    }
}

/// What the service counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Budget {
    Requests,
    SearchReads,
    SearchWrites,
}

impl Call {
    pub(super) fn budget(&self) -> Budget {
        let is_search =
            || self.json().and_then(|body| Some(body.root().member("type")?.string()? == "search")).unwrap_or_default();
        match self.route.as_str() {
            "/handles/query" if is_search() => Budget::SearchReads,
            "/handles" if self.method == "POST" && is_search() => Budget::SearchWrites,
            _ => Budget::Requests,
        }
    }

    pub(super) fn succeeded(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether it may change something.
    pub(super) fn is_write(&self) -> bool {
        self.method != "GET" && self.route != "/handles/query" && !self.route.ends_with("/batch")
    }

    fn json(&self) -> Option<Document<'_>> {
        Document::read(self.body.as_bytes(), usize::MAX).ok()
    }

    /// The same user asks for the same.
    pub(super) fn is_same(&self, other: &Call) -> bool {
        self.user == other.user
            && self.method == other.method
            && (&self.route, &self.query) == (&other.route, &other.query)
            && self.body == other.body
    }

    /// What is asked, and of which users, where one request may ask for several.
    pub(super) fn users_asked(&self) -> Option<(String, HashSet<String>)> {
        if self.route == "/handles/query" {
            let document = self.json()?;
            let body = document.root();
            let text = |value: Value| value.string().map(String::from).unwrap_or_else(|| value.text().to_owned());
            let users = body.member("owners")?.member("xuids")?.elements().map(text).collect();
            return Some((format!("{} {}", self.query, body.member("scid").map(text).unwrap_or_default()), users));
        }
        let is_user = |part: &&str| part.split('=').next().is_some_and(|name| name.eq_ignore_ascii_case("xuid"));
        let (own, rest): (Vec<&str>, Vec<&str>) = self.query.split('&').partition(is_user);
        let xuid = own.first().filter(|_| self.method == "GET" && self.route.ends_with("/sessions"))?;
        Some((format!("{} {}", self.route, rest.join("&")), HashSet::from([(*xuid).to_owned()])))
    }
}
