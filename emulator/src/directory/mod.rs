//! The directory: sessions, handles and users, as one plain value.
//!
//! Everything here is synchronous, without I/O and without HTTP types; one
//! lock around the value makes concurrent requests correct.

mod access;
mod activation;
mod activity_query;
mod apply;
mod candidate;
mod capabilities;
mod deleting;
mod delta;
mod document;
mod handle_store;
mod handles;
mod history;
mod inviting;
mod judged;
mod keeping;
mod limiting;
mod merging;
mod naming;
mod order;
mod others;
mod overview;
mod ownership;
mod posting;
mod query;
mod refusal;
mod results;
mod role_rules;
mod roles;
mod search_query;
mod searching;
mod session_query;
mod session_store;
mod sessions;
mod social;
mod storing;
mod templates;
mod timekeeping;
mod timers;
mod transferring;
mod users;
mod writing;

#[cfg(test)]
mod tests;

pub(crate) use document::SessionView;
pub(crate) use judged::Judged;
pub(crate) use keeping::Kept;
pub(crate) use naming::Named;
pub(crate) use overview::Rows;
pub(crate) use posting::Posted;
pub(crate) use refusal::Refusal;
pub(crate) use results::Include;
pub(crate) use session_query::{Scope, SessionQuery};
pub(crate) use sessions::Section;
pub use templates::{SessionTemplate, TemplateError};
pub(crate) use writing::{Conditions, Read, Tags, Target, Write, Written};

use crate::clock::Clock;
use crate::ids::Ids;
use crate::json::{Object, Value, json};
use crate::limits::Limits;
use crate::names::Xuid;
use crate::settings::{SettingError, Settings, Values};
use crate::sign_in::{Caller, RevokedTokens, caller, foreign_hash};
use handle_store::HandleStore;
use handles::Handle;
use history::History;
use naming::TokenUsers;
use session_store::SessionStore;
use templates::Templates;
use users::Users;

/// The whole state of one emulator.
#[derive(Debug)]
pub(crate) struct Directory {
    settings: Settings,
    clock: Clock,
    ids: Ids,
    sessions: SessionStore,
    history: History,
    handles: HandleStore,
    users: Users,
    revoked: RevokedTokens,
    token_users: TokenUsers,
    templates: Templates,
    limits: Limits,
}

impl Directory {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            ids: Ids::new(settings.seed),
            settings,
            clock: Clock::default(),
            sessions: SessionStore::default(),
            history: History::default(),
            handles: HandleStore::default(),
            users: Users::default(),
            revoked: RevokedTokens::default(),
            token_users: TokenUsers::default(),
            templates: Templates::default(),
            limits: Limits::default(),
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Changes settings, all or none of them. GUIDs start anew with a new
    /// seed, timers with new timeouts.
    pub(crate) fn change_settings(&mut self, changes: &Values) -> Result<(), SettingError> {
        let seed = self.settings.seed;
        self.settings.change(changes)?;
        if self.settings.seed != seed {
            self.ids = Ids::new(self.settings.seed);
        }
        self.restart_timers();
        Ok(())
    }

    /// A new directory with the settings and the templates of this one.
    pub(crate) fn anew(&self) -> Self {
        Self { templates: self.templates.clone(), ..Self::new(self.settings.clone()) }
    }

    /// Forgets everything but the settings and the templates; the clock is the machine's again.
    pub(crate) fn reset(&mut self) {
        *self = self.anew();
    }

    /// Gives all settings their defaults again, but for those that are read at the start.
    pub(crate) fn default_settings(&mut self) -> Result<(), SettingError> {
        self.change_settings(&Settings::running_defaults())
    }

    /// What a reset keeps: settings that are not the defaults, and templates besides the built-in ones.
    pub(crate) fn kept_json(&self) -> Value {
        let settings = self.settings.given().into_iter().map(|(name, value)| (name, json!(value)));
        json!({ "settings": settings.collect::<Object>(), "templates": self.templates.added() })
    }

    /// Who signs in with this `Authorization`; `named` is what the request itself says of that.
    pub(crate) fn sign_in(
        &mut self,
        authorization: &str,
        named: impl FnOnce() -> Option<Named>,
    ) -> Result<Caller, Refusal> {
        if self.revoked.contains(authorization) {
            let why = "Authorization: this token has been revoked, as if it had expired";
            return Err(Refusal::new(401, why));
        }
        let mut caller = caller(authorization, &self.settings).map_err(|why| Refusal::new(401, why))?;
        if let Some(hash) = foreign_hash(authorization) {
            caller.xuid = self.token_user(hash, named);
        }
        self.users.record_sign_in(caller, self.clock.now());
        Ok(caller)
    }

    /// Lets one exact `Authorization` value answer 401 from now on.
    pub(crate) fn revoke(&mut self, authorization: &str) {
        self.revoked.revoke(authorization);
    }

    fn live_handle(&self, id: &str) -> Result<&Handle, Refusal> {
        self.handles
            .get(id, self.clock.now())
            .ok_or_else(|| Refusal::not_found(format!("handle {id} does not exist (any more)")))
    }

    /// Reads a handle.
    pub(crate) fn handle_json(&self, id: &str) -> Result<Object, Refusal> {
        Ok(self.live_handle(id)?.to_json())
    }

    /// The live invites of a user, newest last.
    pub(crate) fn invites(&self, xuid: Xuid) -> Vec<Value> {
        let inbox = self.handles.inbox(xuid, self.clock.now());
        inbox.into_iter().map(|handle| Value::Object(handle.to_json())).collect()
    }

    pub(crate) fn block(&mut self, user: Xuid, other: Xuid) {
        self.users.block(user, other);
    }

    pub(crate) fn unblock(&mut self, user: Xuid, other: Xuid) {
        self.users.unblock(user, other);
    }

    pub(crate) fn record_ms_cv(&mut self, xuid: Xuid, ms_cv: &str) {
        self.users.record_ms_cv(xuid, ms_cv);
    }

    /// How many sessions and handles there are.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.sessions.len(), self.handles.len())
    }
}
