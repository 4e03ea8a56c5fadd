//! A cell of the table: one call reads one mutant, and what it hands out is compared with the valid answer's.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mpsd::{Client, ClientOptions, Code, Delivery, Error, LogLevel, LogSink, Network, NetworkOptions, Pacing};
use serde_json::Value;

use super::calls::Call;
use super::kinds::{Kind as AnswerKind, is_below};
use super::observed::{Kind, Observed};
use super::service::{Answer, Service};
use crate::support::every_call::{TITLE, XUID};
use crate::support::mutations::{self, HARMLESS, Mutant, SURROGATE, WHOLE};

/// Far beyond what reading an answer takes.
const IN_TIME: Duration = Duration::from_secs(5);
/// Of the mutants, a call that is not the first to read this body reads one in so many: each oddity in turn, as this and
/// the number of oddities have no common factor.
const SAMPLE: usize = 13;

/// Values that say nothing, or a word that a reader need not know.
const UNKNOWN_BY_ITSELF: &[&str] =
    &["absent", "null", "an empty string", "x", "100 KB", SURROGATE, "a NUL", "no UTF-8"];

/// What the cells of one kind came to.
#[derive(Default)]
pub struct Row {
    pub cells: usize,
    /// Calls that failed, as they may.
    pub failed: usize,
    pub slowest: Duration,
    pub findings: Vec<String>,
}

/// A service and clients for one kind of answers.
pub struct Bench<'a> {
    kind: &'a AnswerKind,
    service: Service,
    network: Arc<Network>,
    valid: Value,
    users: std::cell::Cell<u64>,
}

/// What a call came to.
struct Seen<'a> {
    observed: Observed<'a>,
    error: Option<Error>,
}

impl<'a> Bench<'a> {
    pub fn new(kind: &'a AnswerKind) -> Bench<'a> {
        Bench {
            kind,
            service: Service::start(),
            network: Network::new(NetworkOptions::default()).expect("the defaults are allowed"),
            valid: serde_json::from_str(kind.body).unwrap_or_default(),
            users: std::cell::Cell::new(XUID + 1),
        }
    }

    pub fn run(&self) -> Row {
        let mut row = Row::default();
        let mutants = self.mutants();
        for (number, call) in self.kind.calls.iter().enumerate() {
            let client = self.client(XUID, Pacing::Off);
            let usual = self.see(&client, call, &self.kind.answer(), "");
            let part =
                mutants.iter().skip(number).step_by(if number == 0 && self.kind.is_first() { 1 } else { SAMPLE });
            for (mutant, answer) in part {
                let began = Instant::now();
                let seen = catch_unwind(AssertUnwindSafe(|| self.try_mutant(&client, call, mutant, answer)));
                let took = began.elapsed();
                row.cells += 1;
                row.slowest = row.slowest.max(took);
                let told = match &seen {
                    Err(_) => Err("the call panicked".to_owned()),
                    Ok(_) if took > IN_TIME => Err(format!("the call took {took:?}")),
                    Ok(seen) => {
                        row.failed += usize::from(seen.error.is_some() && usual.error.is_none());
                        self.compare(&usual, seen, mutant, answer)
                    }
                };
                let Mutant { path, oddity, .. } = mutant;
                let (kind, call) = (self.kind.name, call.name);
                row.findings.extend(told.err().map(|told| format!("{kind}, {call}, {path} {oddity}: {told}")));
            }
        }
        row
    }

    /// Every mutant of the body, and every odd header.
    fn mutants(&self) -> Vec<(Mutant, Answer)> {
        let valid = self.kind.answer();
        let bodies = match self.kind.body {
            "" => Vec::new(),
            body => [mutations::of_fields(body), mutations::of_document(body)].concat(),
        };
        let with_body = bodies.into_iter().map(|mutant| {
            let answer = Answer { body: mutant.body.clone(), ..valid.clone() };
            (mutant, answer)
        });
        with_body.chain(odd_headers(&valid)).collect()
    }

    /// A throttled request teaches the pacing of its user, which must not be that of the others.
    fn try_mutant<'b>(&'b self, client: &Client, call: &Call, mutant: &'b Mutant, answer: &Answer) -> Seen<'b> {
        if !self.kind.status.starts_with("429") {
            return self.see(client, call, answer, &mutant.path);
        }
        let xuid = self.users.replace(self.users.get() + 1);
        self.see(&self.client(xuid, Pacing::Wait), call, answer, &mutant.path)
    }

    fn see<'b>(&'b self, client: &Client, call: &Call, answer: &Answer, mutated: &'b str) -> Seen<'b> {
        self.service.answer(answer);
        let mut observed = Observed::new(&self.valid, mutated);
        let error = (call.make)(client, &mut observed).err();
        if call.name == "clear activity" {
            observed.deleted(&self.service.deleted());
        }
        Seen { observed, error }
    }

    fn client(&self, xuid: u64, pacing: Pacing) -> Arc<Client> {
        let mut options = ClientOptions::new();
        options.set_authorization(Some("XBL3.0 x=made;up")).expect("it is a token");
        options.endpoint = Some(self.service.url());
        options.network = Some(self.network.clone());
        (options.xuid, options.title_id) = (xuid, TITLE);
        options.pacing = pacing;
        options.max_attempts = Some(1);
        options.log = Some((LogLevel::Warn, LogSink::Kept(16)));
        Client::new(options).expect("the options are allowed")
    }

    fn compare(&self, usual: &Seen, seen: &Seen, mutant: &Mutant, answer: &Answer) -> Result<(), String> {
        if let Some(error) = &seen.error {
            match &usual.error {
                None => return self.may_fail(error, mutant),
                Some(expected) => same_refusal(expected, error, &mutant.path)?,
            }
        } else if usual.error.is_some() {
            return Err("the call succeeded".to_owned());
        }
        // Another document in the answer's place: what it is taken for is its own.
        if mutant.path.is_empty() && !HARMLESS.contains(&mutant.oddity) {
            return Ok(());
        }
        let row = self.kind.row_of(&mutant.path);
        let excused = |path: &str| depends(path, &mutant.path) || row.as_ref().is_some_and(|row| is_below(path, row));
        let (before, after) = (&usual.observed.fields, &seen.observed.fields);
        for (path, (_, value)) in before.iter().filter(|(path, _)| !excused(path)) {
            match after.get(path) {
                Some((_, now)) if now == value => {}
                Some((_, now)) => return Err(format!("{path} became {now:.200}, was {value:.200}")),
                None => return Err(format!("{path} is lost")),
            }
        }
        if let Some((path, _)) = after.iter().find(|(path, _)| !before.contains_key(*path) && !excused(path)) {
            return Err(format!("{path} appeared"));
        }
        self.tells_what_is_lost(usual, seen, mutant, row.as_deref())?;
        if row.is_none() {
            read_as_far_as_it_goes(usual, seen, mutant)?;
        }
        raw_is_kept(usual, seen, answer)
    }

    /// A row that is passed over is counted, and a field that can't be read is named.
    fn tells_what_is_lost(&self, usual: &Seen, seen: &Seen, mutant: &Mutant, row: Option<&str>) -> Result<(), String> {
        let Mutant { path, oddity, .. } = mutant;
        let (before, after) = (&usual.observed, &seen.observed);
        let lost = |path: &str| before.fields.contains_key(path) && !after.fields.contains_key(path);
        let skipped = &after.skipped;
        if skipped.count > 0 && (skipped.count > 1 || skipped.reasons.len() != 1) {
            return Err(format!("more than one row was passed over: {skipped:?}"));
        }
        // A row that says it is of another kind, and one that is absent, is none that could not be read.
        let left_out = *oddity == "absent" || path.ends_with("/type");
        if row.is_some_and(lost) {
            let told = skipped.count == 1 || left_out || after.raw.is_none();
            return if told { Ok(()) } else { Err("a row was passed over without a word".to_owned()) };
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        let named = after.unread.iter().chain(&skipped.reasons).any(|note| note.contains(name));
        // What hands out no JSON has no place for notes.
        let silent = after.raw.is_none() || path.starts_with('@') || UNKNOWN_BY_ITSELF.contains(oddity);
        if !lost(path) || named || silent {
            return Ok(());
        }
        Err(format!("nothing tells that it could not be read: {:?}", after.unread))
    }

    fn may_fail(&self, error: &Error, mutant: &Mutant) -> Result<(), String> {
        let Mutant { path, oddity, .. } = mutant;
        let whole = path.is_empty() && !HARMLESS.contains(oddity);
        let needed = self.kind.needs(path);
        if !whole && needed.is_none() {
            return Err(format!("the call failed: {error}"));
        }
        if error.code != Code::Protocol || error.delivery != Delivery::Answered || error.http_status.is_none() {
            let Error { delivery, http_status, .. } = error;
            return Err(format!("the call failed in another way: {error}; {delivery:?}, status {http_status:?}"));
        }
        let name = needed.unwrap_or_default().trim_start_matches(['/', '@']);
        let named = error.message.to_ascii_lowercase().contains(&name.to_ascii_lowercase());
        if named { Ok(()) } else { Err(format!("the message names no {name}: {error}")) }
    }
}

/// The headers that are read, with odd values: those that HTTP allows.
fn odd_headers(valid: &Answer) -> Vec<(Mutant, Answer)> {
    let values: [(&'static str, Option<Vec<u8>>); 9] = [
        ("absent", None),
        ("empty", Some(Vec::new())),
        ("x", Some(b"x".to_vec())),
        ("-1", Some(b"-1".to_vec())),
        ("10^30", Some(format!("1{}", "0".repeat(30)).into_bytes())),
        ("no ASCII", Some(b"\xff\xe9".to_vec())),
        ("quotes and per cents", Some(b"\"%zz%00/../%ff".to_vec())),
        ("4 KB", Some(vec![b'/'; 4096])),
        ("a date of another age", Some(b"Mon, 01 Jan 1601 00:00:00 GMT".to_vec())),
    ];
    let mut odd = Vec::new();
    for (place, (name, _)) in valid.headers.iter().enumerate() {
        for (oddity, value) in &values {
            let mut answer = valid.clone();
            match value {
                Some(value) => answer.headers[place].1 = value.clone(),
                None => drop(answer.headers.remove(place)),
            }
            let path = format!("@{}", name.to_ascii_lowercase());
            odd.push((Mutant { path, oddity, body: answer.body.clone() }, answer));
        }
    }
    odd
}

/// Whether what was handed out at `path` was read from the odd field, from what holds it, or from what it holds.
fn depends(path: &str, odd: &str) -> bool {
    // A date to wait for counts from the answer's own.
    // Where there is no body, the location tells the id.
    let told_by = [("@retry-after", "@date"), ("/id", "@location")].contains(&(path, odd));
    !odd.is_empty() && (is_below(path, odd) || is_below(odd, path) || told_by)
}

fn same_refusal(expected: &Error, error: &Error, odd: &str) -> Result<(), String> {
    let facts = |error: &Error| (error.code, error.http_status, error.delivery);
    if facts(error) != facts(expected) {
        return Err(format!("{error} in the place of {expected}"));
    }
    if error.retry_after != expected.retry_after && !depends("@retry-after", odd) {
        return Err(format!("retry after {:?}, not {:?}", error.retry_after, expected.retry_after));
    }
    Ok(())
}

/// An odd value that can be read is.
fn read_as_far_as_it_goes(usual: &Seen, seen: &Seen, mutant: &Mutant) -> Result<(), String> {
    let Some((kind, _)) = usual.observed.fields.get(&mutant.path) else { return Ok(()) };
    let now = seen.observed.fields.get(&mutant.path).map(|(_, value)| value.as_str());
    match (*kind, mutant.oddity) {
        (Kind::Text, SURROGATE) if now != Some("a\u{fffd}b") => Err(format!("it was read as {now:?}")),
        (Kind::Number, WHOLE) if now != Some("8") => Err(format!("it was read as {now:?}")),
        _ => Ok(()),
    }
}

/// The raw JSON is what the service wrote, as far as that is text.
fn raw_is_kept(usual: &Seen, seen: &Seen, answer: &Answer) -> Result<(), String> {
    let Ok(body) = str::from_utf8(&answer.body) else { return Ok(()) };
    match (&usual.observed.raw, &seen.observed.raw) {
        (Some(_), Some(raw)) if raw.trim() == body.trim_start_matches('\u{feff}').trim() => Ok(()),
        (Some(_), Some(raw)) => Err(format!("the raw JSON is {raw:.200}")),
        (Some(_), None) => Err("the raw JSON is lost".to_owned()),
        (None, _) => Ok(()),
    }
}
