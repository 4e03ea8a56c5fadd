//! The timers of a session: how long a member may stay in each state, and how
//! long a session may be empty.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::sessions::{Member, Session, Status};
use crate::json::Value;
use crate::settings::{Settings, Timeout};

/// The timeouts of one session.
#[derive(Debug, Clone, Copy)]
struct Timeouts {
    reserved: Timeout,
    inactive: Timeout,
    ready: Timeout,
    empty: Timeout,
}

impl Timeouts {
    fn of(session: &Session, settings: &Settings) -> Self {
        let timeout = |name, older, default| constant(session, name, older).unwrap_or(default);
        Self {
            reserved: timeout("reservedRemovalTimeout", "reserved", settings.reserved_removal_timeout),
            inactive: timeout("inactiveRemovalTimeout", "inactive", settings.inactive_removal_timeout),
            ready: timeout("readyRemovalTimeout", "ready", settings.ready_removal_timeout),
            empty: timeout("sessionEmptyTimeout", "sessionEmpty", settings.session_empty_timeout),
        }
    }

    /// When the member's state ends by itself.
    fn end(&self, member: &Member) -> Option<Timestamp> {
        let timeout = match member.status() {
            Status::Active => return None,
            Status::Reserved => self.reserved,
            Status::Inactive => self.inactive,
            Status::Ready => self.ready,
        };
        end(timeout, member.since)
    }
}

fn end(timeout: Timeout, since: Timestamp) -> Option<Timestamp> {
    let milliseconds = i64::try_from(timeout.0?).unwrap_or(i64::MAX);
    Some(since.saturating_add(SignedDuration::from_millis(milliseconds)).unwrap_or(Timestamp::MAX))
}

/// A timeout that the session's constants give; null is infinite. Contract
/// versions before 107 have them in an object of their own.
fn constant(session: &Session, name: &str, older: &str) -> Option<Timeout> {
    let system = &session.constants.system;
    let value = system.get(name).or_else(|| system.get("timeouts")?.get(older))?;
    Some(Timeout(if value.is_null() { None } else { Some(value.as_u64()?) }))
}

/// Names of the timeouts in `constants.system`.
pub(super) const NAMES: [&str; 4] =
    ["reservedRemovalTimeout", "inactiveRemovalTimeout", "readyRemovalTimeout", "sessionEmptyTimeout"];

/// Their names in `constants.system.timeouts`, before contract version 107.
pub(super) const OLDER_NAMES: [&str; 4] = ["reserved", "inactive", "ready", "sessionEmpty"];

impl Session {
    /// Lets all timers fire that are due, each at its own time: as if somebody
    /// read the session all the time.
    pub(super) fn run_timers(&mut self, now: Timestamp, settings: &Settings) {
        let timeouts = Timeouts::of(self, settings);
        self.note_emptiness(now);
        loop {
            self.next_timer = self.next_end(&timeouts);
            match self.next_timer {
                Some(time) if time <= now => self.fire(time, &timeouts),
                _ => return,
            }
        }
    }

    fn next_end(&self, timeouts: &Timeouts) -> Option<Timestamp> {
        match self.empty_since {
            _ if self.ended => None,
            Some(since) => end(timeouts.empty, since),
            None => self.members.values().filter_map(|member| timeouts.end(member)).min(),
        }
    }

    fn fire(&mut self, time: Timestamp, timeouts: &Timeouts) {
        if self.empty_since.is_some() {
            self.ended = true;
            return;
        }
        let owned = !self.owners.is_empty();
        let mut over = Vec::new();
        for member in self.members.values_mut().filter(|member| timeouts.end(member).is_some_and(|end| end <= time)) {
            if member.status() == Status::Ready {
                Arc::make_mut(member).slacken(time);
            } else {
                over.push(member.xuid);
            }
        }
        for xuid in over {
            self.remove(xuid);
        }
        if owned && self.owners.is_empty() {
            self.settle_ownership();
        }
        self.note_emptiness(time);
    }

    fn note_emptiness(&mut self, time: Timestamp) {
        self.empty_since = self.members.is_empty().then(|| self.empty_since.unwrap_or(time));
    }
}

impl Member {
    /// From ready to inactive.
    fn slacken(&mut self, time: Timestamp) {
        self.properties.system.insert("ready".to_owned(), Value::Bool(false));
        self.since = time;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::json;
    use crate::names::{SessionRef, Xuid};

    fn at(millisecond: i64) -> Timestamp {
        Timestamp::from_millisecond(millisecond).unwrap()
    }

    fn session(constants: Value, members: &[(&str, Value)]) -> Session {
        let reference = SessionRef::new("8dfb0100-ebe0-42da-885f-033860a818f6", "t", "n").unwrap();
        let mut session = Session::new(reference, at(0));
        session.constants.system = constants.as_object().unwrap().clone();
        for (xuid, system) in members {
            let mut member = Member::new(Xuid::parse(xuid).unwrap(), 7, at(0));
            member.reserved = system.is_null();
            member.properties.system = system.as_object().cloned().unwrap_or_default();
            session.add(member);
        }
        session
    }

    /// Who is left at each time, and when the next timer fires.
    fn course(mut session: Session, times: &[i64]) -> Vec<(Vec<String>, Option<i64>)> {
        let settings = Settings::default();
        let mut course = Vec::new();
        for time in times {
            session.run_timers(at(*time), &settings);
            let xuids = session.members.values().map(|member| member.xuid.to_string());
            course.push((xuids.collect(), session.next_timer.map(|time| time.as_millisecond())));
        }
        course
    }

    fn left(xuids: &[&str], next: Option<i64>) -> (Vec<String>, Option<i64>) {
        (xuids.iter().map(|xuid| (*xuid).to_owned()).collect(), next)
    }

    #[test]
    fn each_state_has_its_timeout() {
        let members =
            [("1", json!({"active": true})), ("2", json!({"ready": true})), ("3", json!({})), ("4", Value::Null)];
        let defaults = course(session(json!({}), &members), &[0, 29_999, 30_000, 179_999, 180_000]);
        let expected = [
            left(&["1", "2", "4"], Some(30_000)),
            left(&["1", "2", "4"], Some(30_000)),
            left(&["1", "2"], Some(180_000)),
            left(&["1", "2"], Some(180_000)),
            left(&["1"], None),
        ];
        assert_eq!(defaults, expected);
        let own = json!({"reservedRemovalTimeout": 5, "readyRemovalTimeout": 10, "inactiveRemovalTimeout": 20});
        let expected =
            [left(&["1", "2", "3"], Some(10)), left(&["1", "2", "3"], Some(20)), left(&["1", "2"], Some(30))];
        assert_eq!(course(session(own, &members), &[5, 10, 20]), expected);
        let older = json!({"timeouts": {"reserved": null, "inactive": 7, "ready": null}});
        assert_eq!(
            course(session(older, &members), &[0, 1_000_000]),
            [left(&["1", "2", "3", "4"], Some(7)), left(&["1", "2", "4"], None)]
        );
    }

    #[test]
    fn an_empty_session_ends_after_its_timeout() {
        let settings = Settings::default();
        for (timeout, time, ended) in [
            (json!({}), 0, true),
            (json!(10), 9, false),
            (json!(10), 10, true),
            (Value::Null, i64::from(i32::MAX), false),
        ] {
            let constants =
                if timeout.as_object().is_some() { timeout } else { json!({ "sessionEmptyTimeout": timeout }) };
            let mut session = session(constants, &[("1", json!({}))]);
            session.run_timers(at(0), &settings);
            session.run_timers(at(time), &settings);
            assert_eq!(session.ended, ended, "{time}");
        }
    }

    #[test]
    fn timers_follow_each_other_at_their_own_times() {
        let constants = json!({"readyRemovalTimeout": 10, "inactiveRemovalTimeout": 20, "sessionEmptyTimeout": 30});
        let mut late = session(constants, &[("1", json!({"ready": true}))]);
        late.run_timers(at(59), &Settings::default());
        assert_eq!((late.empty_since, late.ended, late.next_timer), (Some(at(30)), false, Some(at(60))));
        late.run_timers(at(60), &Settings::default());
        assert!(late.ended);
    }

    #[test]
    fn the_last_owner_to_time_out_leaves_a_successor_or_nothing() {
        for (policy, left) in [("oldest", 1), ("endsession", 0)] {
            let constants = json!({"capabilities": {"hasOwners": true}, "ownershipPolicies": {"migration": policy}});
            let mut session = session(constants, &[("1", json!({})), ("2", json!({"active": true}))]);
            session.owners.insert(0);
            session.run_timers(at(0), &Settings::default());
            assert_eq!((session.owners.len(), session.ended), (left, left == 0));
        }
    }
}
