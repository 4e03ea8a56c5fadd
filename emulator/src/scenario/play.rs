//! Making what a scenario says, in the order in which players would.

use std::collections::BTreeMap;

use toml::Spanned;

use super::Scenario;
use super::script::{
    ActivityEntry, InviteEntry, RefEntry, SearchEntry, SessionEntry, TransferEntry, UserEntry, Who, object,
};
use crate::directory::{Conditions, Directory, Target, Write, Written};
use crate::faults::FaultRules;
use crate::json::{Fields, Object, Value, check_levels, json};
use crate::names::{SessionRef, Xuid};
use crate::settings::Values;
use crate::sign_in::Caller;
use crate::state::State;

/// Titles by user, and the title of everybody else.
struct Titles {
    own: BTreeMap<Xuid, u32>,
    default: u32,
}

impl Titles {
    fn caller(&self, xuid: Xuid) -> Caller {
        Caller { xuid, title_id: self.own.get(&xuid).copied().unwrap_or(self.default), device: None, foreign: false }
    }
}

impl Scenario<'_> {
    /// Makes it in a new state, whose `fixed` settings stay as they are. The error names the entry and the directory's
    /// reason; the state is then of no use.
    pub(crate) fn play(&self, state: &mut State, fixed: &Values) -> Result<(), String> {
        let directory = &mut state.directory;
        let mut changes = self.settings.clone();
        changes.retain(|name, _| !fixed.contains_key(name));
        directory.change_settings(&changes).map_err(|error| error.to_string())?;
        directory.start_clock(self.script.clock.frozen, self.script.clock.now);
        self.templates(directory)?;
        let titles = Titles { own: self.users(directory)?, default: directory.settings().default_title_id };
        for (index, entry) in self.script.sessions.iter().enumerate() {
            self.session(directory, &titles, index, entry)?;
        }
        self.handles(directory, &titles)?;
        state.faults = self.faults(directory.settings().seed.0.unwrap_or_default())?;
        Ok(())
    }

    fn templates(&self, directory: &mut Directory) -> Result<(), String> {
        self.each("templates", &self.script.templates, |template| {
            directory.put_template(template.clone()).map_err(|error| error.to_string())
        })
    }

    /// Makes the users; gives the titles of those who have one.
    fn users(&self, directory: &mut Directory) -> Result<BTreeMap<Xuid, u32>, String> {
        let mut titles = BTreeMap::new();
        self.each("users", &self.script.users, |entry| {
            let UserEntry { xuid, title_id, gamertag, people, favorites, blocked } = entry;
            directory.name_user(xuid.0, gamertag.as_deref())?;
            people.iter().for_each(|other| directory.follow(xuid.0, other.0, false));
            favorites.iter().for_each(|other| directory.follow(xuid.0, other.0, true));
            blocked.iter().for_each(|other| directory.block(xuid.0, other.0));
            titles.extend(title_id.map(|title_id| (xuid.0, title_id)));
            Ok(())
        })?;
        Ok(titles)
    }

    /// The first member creates the session, the others join it.
    fn session(
        &self,
        directory: &mut Directory,
        titles: &Titles,
        index: usize,
        entry: &Spanned<SessionEntry>,
    ) -> Result<(), String> {
        let name = format!("sessions[{index}]");
        let wrong = |why: String| self.refused(entry, &name, &why);
        let SessionEntry { session_ref, document, members } = entry.get_ref();
        let target = Target::Path(reference(&self.script.session_ref(session_ref)).map_err(wrong)?);
        let bodies = bodies_of(document.body(), members.len()).map_err(wrong)?;
        for ((seat, member), mut body) in members.iter().enumerate().zip(bodies) {
            body["members"]["me"] = member.get_ref().me();
            check_levels(&body).map_err(|why| wrong(format!("the document {why}")))?;
            let caller = titles.caller(member.get_ref().xuid.0);
            let write = Write { body: &body, conditions: Conditions::default(), commit: true };
            let why = match directory.write_session(caller, &target, &write) {
                Ok(Written::Created(_) | Written::Updated(_)) => continue,
                Ok(Written::Gone { .. }) => "the session ends at once, because nobody stays in it".to_owned(),
                Err(refusal) => refusal.reason,
            };
            return Err(self.refused(member, &format!("{name}.members[{seat}]"), &why));
        }
        Ok(())
    }

    /// The handles, in the order in which the text has their kinds.
    fn handles(&self, directory: &mut Directory, titles: &Titles) -> Result<(), String> {
        let mut post = |who: &Who, body: Value| {
            check_levels(&body)?;
            directory.post_handle(titles.caller(who.0), &body).map_err(|refusal| refusal.reason)
        };
        let session = |entry: &RefEntry| self.script.session_ref(entry);
        self.each("activities", &self.script.activities, |ActivityEntry { owner_xuid, session_ref }| {
            post(owner_xuid, json!({"type": "activity", "version": 1, "sessionRef": session(session_ref)}))
        })?;
        self.each("invites", &self.script.invites, |entry| {
            let InviteEntry { sender_xuid, invited_xuid, session_ref, invite_attributes } = entry;
            let body = json!({
                "type": "invite",
                "version": 1,
                "sessionRef": session(session_ref),
                "invitedXuid": invited_xuid.0,
                "inviteAttributes": object(invite_attributes),
            });
            post(sender_xuid, body)
        })?;
        self.each("searches", &self.script.searches, |SearchEntry { xuid, session_ref, search_attributes }| {
            let body = json!({
                "type": "search",
                "version": 1,
                "sessionRef": session(session_ref),
                "searchAttributes": object(search_attributes),
            });
            post(xuid, body)
        })?;
        self.each("transfers", &self.script.transfers, |TransferEntry { xuid, session_ref, origin_session_ref }| {
            let body = json!({
                "type": "transfer",
                "version": 1,
                "sessionRef": session(session_ref),
                "originSessionRef": session(origin_session_ref),
            });
            post(xuid, body)
        })
    }

    /// Does something with each entry of a list. An error gets the entry's place.
    fn each<T, R>(
        &self,
        name: &str,
        list: &[Spanned<T>],
        mut act: impl FnMut(&T) -> Result<R, String>,
    ) -> Result<(), String> {
        for (index, entry) in list.iter().enumerate() {
            act(entry.get_ref()).map_err(|why| self.refused(entry, &format!("{name}[{index}]"), &why))?;
        }
        Ok(())
    }

    fn faults(&self, seed: u64) -> Result<FaultRules, String> {
        let mut faults = FaultRules::new(seed, Vec::new())?;
        self.each("faults", &self.script.faults, |rule| faults.add(rule.clone()).map(drop))?;
        Ok(faults)
    }
}

fn reference(given: &Object) -> Result<SessionRef, String> {
    let fields = Fields::at(given, "sessionRef");
    let field = |name| fields.required(name, fields.text(name)?);
    SessionRef::new(field("scid")?, field("templateName")?, field("name")?)
}

/// The bodies with which so many members write a session: the first is the document. The seats are still to be put in.
fn bodies_of(document: Object, members: usize) -> Result<Vec<Value>, String> {
    let mut bodies = vec![json!({}); members];
    let first = bodies.first_mut().ok_or("members is empty: a session needs somebody who creates it")?;
    *first = Value::Object(document);
    match first["members"]["me"] {
        Value::Null => Ok(bodies),
        _ => Err("document.members.me: write the seat as an entry of members".to_owned()),
    }
}
