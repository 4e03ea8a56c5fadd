//! One signed-in user on a network: the list of calls.

mod activities;
mod calls;
mod invites;
mod lifetime;
mod operation;
mod operations;
mod options;
mod prepared;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::auth::{Authorization, Credentials, TokenProvider, TokenQueue, TokenRequest};
use crate::calls::Answer;
use crate::drive::Turns;
use crate::error::Error;
use crate::gate::Gate;
use crate::handles::{
    ActivityHandle, ActivityQuery, HandleDetails, HandleId, HandleList, Invite, SearchHandle, SearchQuery,
    TransferHandle,
};
use crate::network::Network;
use crate::sessions::{JoinRequest, Session, SessionList, SessionQuery, SessionTarget, WriteError, WriteRequest};
#[cfg(feature = "capi")]
use crate::watch::Watch;
use crate::watch::{Counters, LogRecord};
use activities::Activities;
use lifetime::Lifetime;
use operations::Operations;
use options::Settings;

pub use crate::calls::Progress;
pub use calls::Calls;
pub use invites::{InviteOutcome, InviteRows};
pub use operation::{Operation, OperationOptions};
pub use options::{CallOptions, ClientOptions};
pub use prepared::Prepared;

/// What is known of a call's requests, beside its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The last answer's status; 0: nothing was sent.
    pub http_status: u16,
    /// How many times a request was sent.
    pub attempts: u32,
    /// The correlation vector of the last attempt.
    pub request_id: String,
    /// How long the service asked to wait before the next call.
    pub retry_after: Option<Duration>,
}

/// A successful call.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    /// What the call brought.
    pub value: T,
    /// How.
    pub receipt: Receipt,
}

impl<T> Reply<T> {
    fn new((value, answer): (T, Answer)) -> Reply<T> {
        let Answer { response, attempts, request_id } = answer;
        let retry_after = response.retry_after(SystemTime::now());
        Reply { value, receipt: Receipt { http_status: response.status, attempts, request_id, retry_after } }
    }
}

/// One signed-in user. Any thread may use it at once; calls block until their answer or deadline, or run in the
/// background ([`Client::calls`]).
///
/// ```no_run
/// use mpsd::{ActivityHandle, CallOptions, Client, ClientOptions};
///
/// let mut options = ClientOptions::new();
/// options.set_authorization(Some("XBL3.0 x=<userhash>;<token>"))?;
/// let client = Client::new(options)?;
/// let activity = ActivityHandle::new("8dfb0100-ebe0-42da-885f-033860a818f6", "deathmatch", Some("session-49"))?;
/// let handle = client.set_activity(&activity, &CallOptions::default())?.value;
/// println!("{}", handle.handle.id);
/// # Ok::<(), mpsd::Error>(())
/// ```
pub struct Client {
    settings: Settings,
    network: Arc<Network>,
    credentials: Arc<Credentials>,
    token_queue: Option<Arc<TokenQueue>>,
    lifetime: Arc<Lifetime>,
    /// Lets calls into the engine's callbacks.
    callbacks: Arc<Gate>,
    turns: Arc<Turns>,
    operations: Arc<Operations>,
    activities: Arc<Activities>,
}

impl Client {
    /// Makes a client. Nothing is sent.
    pub fn new(options: ClientOptions) -> Result<Arc<Client>, Error> {
        let settings = Settings::new(&options)?;
        let token_queue: Option<Arc<TokenQueue>> = options.poll_tokens.then(Arc::default);
        let polled = token_queue.clone().map(|queue| queue as Arc<dyn TokenProvider>);
        let provider = options.token_provider.or(polled);
        let network = match options.network {
            Some(network) => network,
            None => Network::new(Default::default())?,
        };
        Ok(Arc::new(Client {
            settings,
            network,
            credentials: Arc::new(Credentials::new(options.authorization, provider, options.signer)),
            token_queue,
            lifetime: Arc::default(),
            callbacks: Arc::default(),
            turns: Arc::default(),
            operations: Arc::default(),
            activities: Arc::default(),
        }))
    }

    /// The signed-in user; 0 if the options did not tell.
    pub fn xuid(&self) -> u64 {
        self.settings.xuid
    }

    /// What the client's calls tell of themselves; it outlives the client, closed.
    #[cfg(feature = "capi")]
    pub(crate) fn watch(&self) -> &Arc<Watch> {
        &self.settings.watch
    }

    /// Replaces the token, also for calls under way whose old one was refused.
    pub fn set_authorization(&self, authorization: &str) -> Result<(), Error> {
        self.lifetime.check()?;
        self.credentials.set(Authorization::new(authorization, None)?);
        Ok(())
    }

    /// The next wish for a token, where the game polls for them; `None`: there is none.
    pub fn next_token_request(&self) -> Option<TokenRequest> {
        self.token_queue.as_ref()?.next()
    }

    /// The same calls, prepared: to be run here, or in the background.
    pub fn calls(&self) -> Calls<'_> {
        Calls(self)
    }

    /// Makes a session the user's current activity: `POST /handles`.
    pub fn set_activity(&self, activity: &ActivityHandle, call: &CallOptions) -> Result<Reply<HandleDetails>, Error> {
        self.calls().set_activity(activity, call)?.run()
    }

    /// Clears the user's current activity in a SCID; the value says whether there was one.
    pub fn clear_activity(&self, scid: &str, call: &CallOptions) -> Result<Reply<bool>, Error> {
        self.calls().clear_activity(scid, call)?.run()
    }

    /// Asks for current activities: `POST /handles/query`, once for each hundred users, and one answer of all. Where
    /// one of the requests fails, the call fails.
    pub fn query_activities(&self, query: &ActivityQuery, call: &CallOptions) -> Result<Reply<HandleList>, Error> {
        self.calls().query_activities(query, call)?.run()
    }

    /// Makes a session searchable: `POST /handles`.
    pub fn create_search_handle(
        &self,
        search: &SearchHandle,
        call: &CallOptions,
    ) -> Result<Reply<HandleDetails>, Error> {
        self.calls().create_search_handle(search, call)?.run()
    }

    /// Asks for search handles: `POST /handles/query`.
    pub fn search_handles(&self, query: &SearchQuery, call: &CallOptions) -> Result<Reply<HandleList>, Error> {
        self.calls().search_handles(query, call)?.run()
    }

    /// Extends access from one session to another: `POST /handles`.
    pub fn create_transfer_handle(
        &self,
        transfer: &TransferHandle,
        call: &CallOptions,
    ) -> Result<Reply<HandleDetails>, Error> {
        self.calls().create_transfer_handle(transfer, call)?.run()
    }

    /// Reads a handle of any kind: `GET /handles/{id}`; `Code::NotFound` where there is none.
    pub fn get_handle(&self, id: &HandleId, call: &CallOptions) -> Result<Reply<HandleDetails>, Error> {
        self.calls().get_handle(id, call)?.run()
    }

    /// Deletes a handle of any kind: `DELETE /handles/{id}`; `Code::NotFound` where there is none.
    pub fn delete_handle(&self, id: &HandleId, call: &CallOptions) -> Result<Reply<()>, Error> {
        self.calls().delete_handle(id, call)?.run()
    }

    /// Invites players: one `POST /handles` for each, one outcome for each in the order of the recipients. An error is
    /// the refusal of the whole call, before anything was sent.
    pub fn send_invites(&self, invite: &Invite, call: &CallOptions) -> Result<Vec<InviteOutcome>, Error> {
        self.calls().send_invites(invite, call)?.run().map(InviteRows::into_outcomes)
    }

    /// Reads a session; `Code::NotFound` where there is none.
    pub fn read_session(&self, target: &SessionTarget, call: &CallOptions) -> Result<Reply<Session>, Error> {
        self.calls().read_session(target, call)?.run()
    }

    /// Reads a session unless it still has this ETag: then the value has no document and is `Outcome::Unchanged`.
    pub fn read_session_if_changed(
        &self,
        target: &SessionTarget,
        etag: &str,
        call: &CallOptions,
    ) -> Result<Reply<Session>, Error> {
        self.calls().read_session_if_changed(target, etag, call)?.run()
    }

    /// Writes a session. A refusal that brings the session as it is tells it in the error.
    pub fn write_session(
        &self,
        target: &SessionTarget,
        write: &WriteRequest,
        call: &CallOptions,
    ) -> Result<Reply<Session>, WriteError> {
        self.calls().write_session(target, write, call)?.run()
    }

    /// Joins an existing session as an active member. Needs the user's XUID.
    pub fn join_session(
        &self,
        target: &SessionTarget,
        join: &JoinRequest,
        call: &CallOptions,
    ) -> Result<Reply<Session>, WriteError> {
        self.calls().join_session(target, join, call)?.run()
    }

    /// Leaves an existing session.
    pub fn leave_session(&self, target: &SessionTarget, call: &CallOptions) -> Result<Reply<Session>, WriteError> {
        self.calls().leave_session(target, call)?.run()
    }

    /// Asks for the sessions of users, or with a keyword.
    pub fn query_sessions(&self, query: &SessionQuery, call: &CallOptions) -> Result<Reply<SessionList>, Error> {
        self.calls().query_sessions(query, call)?.run()
    }

    /// Opens connections to the service until `count` are ready for requests to come, beside those that earlier ones
    /// left open; as many as the network may have in use at most. Tells how many are ready: 0 where an engine sends the
    /// requests. An error where none could be opened.
    pub fn prewarm(&self, count: u32, call: &CallOptions) -> Result<Reply<u32>, Error> {
        self.calls().prewarm(count, call)?.run()
    }

    /// An operation of this group that is over, by its tag: each once, in the order in which they ended. `None`: of any
    /// group.
    pub fn next_finished(&self, group: Option<u32>) -> Option<u64> {
        self.operations.next_finished(group)
    }

    /// The same, waiting for one until `timeout` (`None`: without end). `Code::Closed` once the client is closed and none
    /// is left.
    pub fn wait_finished(&self, group: Option<u32>, timeout: Option<Duration>) -> Result<Option<u64>, Error> {
        self.operations.wait_finished(group, timeout)
    }

    /// Cancels the operations of a group; `None`: all.
    pub fn cancel_group(&self, group: Option<u32>) {
        self.operations.cancel_group(group);
    }

    /// What the client's requests came to so far.
    pub fn counters(&self) -> Counters {
        self.settings.watch.counters()
    }

    /// The oldest record that the log has kept and that was not taken yet.
    pub fn next_log_record(&self) -> Option<LogRecord> {
        self.settings.watch.next_record()
    }

    /// Makes every call and operation, running or to come, fail with `Code::Closed`. Does not wait for them.
    pub fn close(&self) {
        self.credentials.close();
        self.lifetime.close();
        self.operations.close();
    }

    /// Closes, and waits a moment for running calls, and as long as it takes for the callbacks of token provider,
    /// engine and log.
    pub fn shut_down(&self) {
        const PATIENCE: Duration = Duration::from_millis(250);
        self.close();
        self.credentials.wait_for_callbacks();
        let until = Instant::now() + PATIENCE;
        self.lifetime.wait_for_calls(until);
        self.operations.wait_until_over(until);
        self.callbacks.close();
        self.callbacks.wait_until_left();
        self.settings.watch.close();
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.close();
    }
}
