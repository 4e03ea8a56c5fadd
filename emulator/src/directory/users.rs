//! What the directory knows about users.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::names::Xuid;

/// Users, known once something is known about them.
#[derive(Debug, Default)]
pub(crate) struct Users(HashMap<Xuid, User>);

#[derive(Debug, Default)]
struct User {
    /// Whom this user has blocked.
    blocked: BTreeSet<Xuid>,
    /// The correlation vector (MS-CV) of the latest request that sent one.
    last_ms_cv: Option<String>,
}

impl Users {
    pub(crate) fn block(&mut self, user: Xuid, other: Xuid) {
        self.0.entry(user).or_default().blocked.insert(other);
    }

    pub(crate) fn unblock(&mut self, user: Xuid, other: Xuid) {
        if let Some(user) = self.0.get_mut(&user) {
            user.blocked.remove(&other);
        }
    }

    pub(crate) fn has_blocked(&self, user: Xuid, other: Xuid) -> bool {
        self.0.get(&user).is_some_and(|user| user.blocked.contains(&other))
    }

    pub(crate) fn record_ms_cv(&mut self, user: Xuid, ms_cv: &str) {
        self.0.entry(user).or_default().last_ms_cv = Some(ms_cv.to_owned());
    }

    pub(crate) fn to_json(&self, xuid: Xuid) -> Value {
        let user = self.0.get(&xuid);
        let blocked: Vec<String> = user.into_iter().flat_map(|user| &user.blocked).map(Xuid::to_string).collect();
        json!({
            "xuid": xuid.to_string(),
            "blocked": blocked,
            "lastMsCv": user.and_then(|user| user.last_ms_cv.as_deref()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocking_has_a_direction() {
        let (one, two) = (Xuid::parse("1").unwrap(), Xuid::parse("2").unwrap());
        let mut users = Users::default();
        users.block(one, two);
        assert!(users.has_blocked(one, two));
        assert!(!users.has_blocked(two, one));
        assert_eq!(users.to_json(one)["blocked"], json!(["2"]));
        users.unblock(one, two);
        assert!(!users.has_blocked(one, two));
    }
}
