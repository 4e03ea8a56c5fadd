//! One signed-in user on a network: the list of calls.

mod lifetime;
mod options;
mod prewarm;
mod sessions;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use uuid::Uuid;

use crate::auth::{Authorization, Credentials};
use crate::calls::{Answer, Batch, Call, ClearActivity, Exchange, Plan, Single, merged_activities};
use crate::drive::{self, Surroundings, Turn, Turns};
use crate::error::Error;
use crate::gate::Gate;
use crate::handles::{
    ActivityHandle, ActivityQuery, Handle, HandleDetails, HandleId, HandleList, Invite, SearchHandle, SearchQuery,
    TransferHandle,
};
use crate::http::{Request, Response};
use crate::network::Network;
use crate::sessions::Scid;
use crate::watch::{Counters, LogRecord};
use lifetime::{Entered, Lifetime};
use options::Settings;

pub use options::{CallOptions, ClientOptions, Pacing};

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

/// What became of one recipient's invite.
#[derive(Clone, Debug)]
pub struct InviteOutcome {
    /// The recipient.
    pub xuid: u64,
    /// The handle, or why there is none.
    pub result: Result<Reply<HandleDetails>, Error>,
}

/// One signed-in user. Any thread may use it at once; calls block until their answer or deadline.
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
    lifetime: Lifetime,
    /// Lets calls into the engine's callbacks.
    callbacks: Arc<Gate>,
    turns: Arc<Turns>,
    /// The activity this client set last, by SCID.
    activities: Mutex<HashMap<String, Handle>>,
}

impl Client {
    /// Makes a client. Nothing is sent.
    pub fn new(options: ClientOptions) -> Result<Arc<Client>, Error> {
        let settings = Settings::new(&options)?;
        let network = match options.network {
            Some(network) => network,
            None => Network::new(Default::default())?,
        };
        Ok(Arc::new(Client {
            settings,
            network,
            credentials: Arc::new(Credentials::new(options.authorization, options.token_provider)),
            lifetime: Lifetime::default(),
            callbacks: Arc::default(),
            turns: Arc::default(),
            activities: Mutex::default(),
        }))
    }

    /// The signed-in user; 0 if the options did not tell.
    pub fn xuid(&self) -> u64 {
        self.settings.xuid
    }

    /// Replaces the token, also for calls under way whose old one was refused.
    pub fn set_authorization(&self, authorization: &str) -> Result<(), Error> {
        self.lifetime.check()?;
        self.credentials.set(Authorization::new(authorization, None)?);
        Ok(())
    }

    /// Makes a session the user's current activity: `POST /handles`.
    pub fn set_activity(&self, activity: &ActivityHandle, call: &CallOptions) -> Result<Reply<HandleDetails>, Error> {
        let plan = self.plan(call)?;
        let scid = activity.scid().key();
        let _turn = self.turn(format!("activity {scid}"), &plan)?;
        let exchange = self.exchange(activity.to_request(), &plan);
        let reply =
            self.run(Single::new(exchange, |answer: &Response| activity.from_response(answer))).map(Reply::new)?;
        self.remember(scid, Some(reply.value.handle.clone()));
        Ok(reply)
    }

    /// Clears the user's current activity in a SCID; the value says whether there was one.
    pub fn clear_activity(&self, scid: &str, call: &CallOptions) -> Result<Reply<bool>, Error> {
        let plan = self.plan(call)?;
        let scid = Scid::new(scid)?;
        let key = scid.key();
        let _turn = self.turn(format!("activity {key}"), &plan)?;
        let remembered = self.remembered(&key);
        let told = remembered.as_ref().and_then(|handle| handle.owner_xuid);
        let query = match Some(self.settings.xuid).filter(|xuid| *xuid != 0).or(told) {
            None => None,
            Some(xuid) => ActivityQuery::new(scid.as_str(), &[xuid])?.to_requests(xuid)?.pop(),
        };
        let id = remembered.and_then(|handle| handle.id());
        let reply = self.run(ClearActivity::new(id, query, plan)?).map(Reply::new)?;
        self.remember(key, None);
        Ok(reply)
    }

    /// Asks for current activities: `POST /handles/query`, once for each hundred users, and one answer of all. Where
    /// one of the requests fails, the call fails.
    pub fn query_activities(&self, query: &ActivityQuery, call: &CallOptions) -> Result<Reply<HandleList>, Error> {
        let plan = self.plan(call)?;
        let exchanges = self.exchanges(query.to_requests(self.settings.xuid)?, &plan);
        let _entered = self.lifetime.enter()?;
        let batch = Batch::new(exchanges, self.network.max_connections(), ActivityQuery::from_response);
        merged_activities(self.run(batch.all_or_nothing())).map(Reply::new)
    }

    /// Makes a session searchable: `POST /handles`.
    pub fn create_search_handle(
        &self,
        search: &SearchHandle,
        call: &CallOptions,
    ) -> Result<Reply<HandleDetails>, Error> {
        self.single(search.to_request(), call, |answer| search.from_response(answer))
    }

    /// Asks for search handles: `POST /handles/query`.
    pub fn search_handles(&self, query: &SearchQuery, call: &CallOptions) -> Result<Reply<HandleList>, Error> {
        self.single(query.to_request(self.settings.xuid)?, call, SearchQuery::from_response)
    }

    /// Extends access from one session to another: `POST /handles`.
    pub fn create_transfer_handle(
        &self,
        transfer: &TransferHandle,
        call: &CallOptions,
    ) -> Result<Reply<HandleDetails>, Error> {
        self.single(transfer.to_request(), call, |answer| transfer.from_response(answer))
    }

    /// Reads a handle of any kind: `GET /handles/{id}`; `Code::NotFound` where there is none.
    pub fn get_handle(&self, id: &HandleId, call: &CallOptions) -> Result<Reply<HandleDetails>, Error> {
        self.single(id.get_request(), call, HandleDetails::from_response)
    }

    /// Deletes a handle of any kind: `DELETE /handles/{id}`; `Code::NotFound` where there is none.
    pub fn delete_handle(&self, id: &HandleId, call: &CallOptions) -> Result<Reply<()>, Error> {
        let reply = self.single(id.delete_request(), call, |_| Ok(()))?;
        self.forget(id);
        Ok(reply)
    }

    /// Invites players: one `POST /handles` for each, one outcome for each in the order of the recipients. An error is
    /// the refusal of the whole call, before anything was sent.
    pub fn send_invites(&self, invite: &Invite, call: &CallOptions) -> Result<Vec<InviteOutcome>, Error> {
        let plan = self.plan(call)?;
        let requests = invite.to_requests(self.settings.title_id)?;
        let exchanges = self.exchanges(requests, &plan);
        let _entered = self.lifetime.enter()?;
        let decode = |answer: &Response| invite.from_response(answer);
        let outcomes = self.run(Batch::new(exchanges, self.network.max_connections(), decode));
        let outcome =
            |(xuid, outcome): (&u64, Result<_, _>)| InviteOutcome { xuid: *xuid, result: outcome.map(Reply::new) };
        Ok(invite.xuids().iter().zip(outcomes).map(outcome).collect())
    }

    /// What the client's requests came to so far.
    pub fn counters(&self) -> Counters {
        self.settings.watch.counters()
    }

    /// The oldest record that the log has kept and that was not taken yet.
    pub fn next_log_record(&self) -> Option<LogRecord> {
        self.settings.watch.next_record()
    }

    /// Makes every call, running or to come, fail with `Code::Closed`. Does not wait for them.
    pub fn close(&self) {
        self.credentials.close();
        self.lifetime.close();
    }

    /// Closes, and waits a moment for running calls, and as long as it takes for the callbacks of token provider,
    /// engine and log.
    pub fn shut_down(&self) {
        self.close();
        self.credentials.wait_for_callbacks();
        self.lifetime.wait_for_calls();
        self.callbacks.close();
        self.callbacks.wait_until_left();
        self.settings.watch.close();
    }

    fn single<T>(
        &self,
        request: Request,
        call: &CallOptions,
        decode: impl FnMut(&Response) -> Result<T, Error>,
    ) -> Result<Reply<T>, Error> {
        self.single_accepting(Response::is_success, request, call, decode)
    }

    fn single_accepting<T>(
        &self,
        accepts: fn(&Response) -> bool,
        request: Request,
        call: &CallOptions,
        decode: impl FnMut(&Response) -> Result<T, Error>,
    ) -> Result<Reply<T>, Error> {
        let plan = self.plan(call)?;
        let _entered = self.lifetime.enter()?;
        self.run(Single::new(self.exchange(request, &plan).accepting(accepts), decode)).map(Reply::new)
    }

    /// Begins a call that changes what `key` names, once its turn has come.
    fn turn(&self, key: String, plan: &Plan) -> Result<(Entered<'_>, Turn), Error> {
        let entered = self.lifetime.enter()?;
        Ok((entered, self.turns.take(key, plan.deadline, self.lifetime.cancel())?))
    }

    fn run<C: Call>(&self, call: C) -> C::Output {
        let around = Surroundings {
            sender: self.network.sender().clone(),
            credentials: self.credentials.clone(),
            cancel: self.lifetime.cancel().clone(),
            callbacks: self.callbacks.clone(),
        };
        drive::run(call, &around)
    }

    fn exchange(&self, request: Request, plan: &Arc<Plan>) -> Exchange {
        Exchange::new(request, plan.clone(), plan.id)
    }

    /// Requests of one call that are under way together have correlation vectors of their own.
    fn exchanges(&self, requests: Vec<Request>, plan: &Arc<Plan>) -> Vec<Exchange> {
        requests.into_iter().map(|request| Exchange::new(request, plan.clone(), Uuid::new_v4())).collect()
    }

    fn plan(&self, call: &CallOptions) -> Result<Arc<Plan>, Error> {
        Ok(Arc::new(self.settings.plan(call, Instant::now(), Uuid::new_v4())?))
    }

    fn remembered(&self, scid: &str) -> Option<Handle> {
        self.activities.lock().unwrap_or_else(PoisonError::into_inner).get(scid).cloned()
    }

    fn forget(&self, handle: &HandleId) {
        let mut activities = self.activities.lock().unwrap_or_else(PoisonError::into_inner);
        activities.retain(|_, remembered| remembered.id() != Some(handle.clone()));
    }

    fn remember(&self, scid: String, handle: Option<Handle>) {
        let mut activities = self.activities.lock().unwrap_or_else(PoisonError::into_inner);
        match handle {
            Some(handle) => activities.insert(scid, handle),
            None => activities.remove(&scid),
        };
    }
}
