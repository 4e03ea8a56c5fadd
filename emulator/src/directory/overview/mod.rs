//! What there is, for people who look: users, sessions and handles as lists.

mod handles;
mod sessions;
mod users;

use super::Directory;
use crate::clock::wire_time;
use crate::json::{Value, json};

/// Most members that a listed session shows, and most sessions that a listed user shows.
const SEATS_LISTED: usize = 100;

/// Which rows of a list are wanted.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    take: Option<usize>,
    /// A part of a name or xuid, or the start of a GUID, in lower case.
    filter: Option<String>,
}

impl Rows {
    /// Reads the parameters that `get` finds by their name.
    pub(crate) fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let take = get("take").map(|text| text.parse().map_err(|_| format!("take \"{text}\" is not a whole number")));
        Ok(Self { take: take.transpose()?, filter: get("filter").map(|text| text.to_lowercase()) })
    }

    fn fit<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> bool {
        self.filter.as_ref().is_none_or(|part| texts.into_iter().any(|text| text.to_lowercase().contains(part)))
    }

    /// For GUIDs, which contain every short number.
    fn fit_start<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> bool {
        self.filter.as_ref().is_none_or(|part| ids.into_iter().any(|id| id.to_lowercase().starts_with(part)))
    }

    /// Lists the first of what fits the filter.
    fn list<T>(&self, fitting: Vec<T>, row: impl Fn(T) -> Value) -> List {
        let count = fitting.len();
        List { count, rows: fitting.into_iter().take(self.take.unwrap_or(count)).map(row).collect() }
    }
}

/// Rows, and how many there would be without `take`.
pub(crate) struct List {
    pub(crate) count: usize,
    pub(crate) rows: Vec<Value>,
}

impl Directory {
    /// Everything that a page shows.
    pub(crate) fn overview(&self, rows: &Rows) -> Value {
        let (users, sessions, handles) = (self.list_users(rows), self.list_sessions(rows), self.list_handles(rows));
        json!({
            "now": wire_time(self.clock.now()),
            "clock": self.clock_json(),
            "counts": {"users": users.count, "sessions": sessions.count, "handles": handles.count},
            "users": users.rows,
            "sessions": sessions.rows,
            "handles": handles.rows,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(take: &'static str, filter: &'static str) -> Result<Rows, String> {
        Rows::read(|name| Some((if name == "take" { take } else { filter }).to_owned()))
    }

    #[test]
    fn rows_are_filtered_without_case_and_counted_before_they_are_cut() {
        let rows = rows("1", "LOB").unwrap();
        assert!(rows.fit(["x", "the Lobby"]) && !rows.fit(["game"]));
        assert!(rows.fit_start(["LOBBY"]) && !rows.fit_start(["the lobby"]));
        let list = rows.list(vec![1, 2, 3], |number| json!(number));
        assert_eq!((list.count, list.rows), (3, vec![json!(1)]));
        assert_eq!(Rows::default().list(vec![1, 2], |number| json!(number)).rows.len(), 2);
    }

    #[test]
    fn take_is_a_whole_number() {
        assert!(rows("-1", "").unwrap_err().contains("take \"-1\""));
    }
}
