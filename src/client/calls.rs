//! The calls of a client, prepared: arguments checked, nothing sent yet.

use std::sync::Arc;
use std::time::Instant;

use super::invites::InviteRows;
use super::{CallOptions, Client, Prepared, Receipt, Reply};
use crate::calls::{
    Batch, Call, ClearActivity, Exchange, InTurn, Outcomes, Plan, Prewarm, Single, Then, merged_activities,
};
use crate::drive::Sender;
use crate::error::{Delivery, Error};
use crate::handles::{
    ActivityHandle, ActivityQuery, HandleDetails, HandleId, HandleList, Invite, SearchHandle, SearchQuery,
    TransferHandle,
};
use crate::http::{Request, Response};
use crate::random;
use crate::sessions::{
    JoinRequest, Outcome, Scid, Session, SessionList, SessionQuery, SessionTarget, WriteError, WriteRequest,
    leave_request,
};

/// The calls of a client, to be run or started.
///
/// ```no_run
/// # use mpsd::{ActivityHandle, CallOptions, Client, OperationOptions};
/// # fn frame(client: &Client, activity: &ActivityHandle) -> Result<(), mpsd::Error> {
/// let call = client.calls().set_activity(activity, &CallOptions::default())?;
/// let operation = call.start(OperationOptions::default())?;
/// // In a later frame:
/// if let Some(outcome) = operation.poll() {
///     println!("{outcome:?}");
/// }
/// # Ok(())
/// # }
/// ```
/// Each is described at the method of the same name of [`Client`]. An error
/// is a refused argument. The deadline counts from here.
pub struct Calls<'a>(pub(super) &'a Client);

impl Calls<'_> {
    /// Makes a session the user's current activity.
    pub fn set_activity(
        &self,
        activity: &ActivityHandle,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<HandleDetails>>, Error> {
        let plan = self.plan(call)?;
        let (scid, activities) = (activity.scid().key(), self.0.activities.clone());
        let (exchange, activity) = (exchange(activity.to_request(), &plan), activity.clone());
        let log = plan.clone();
        let decode = move |answer: &Response| logged(&log, activity.from_response(answer));
        let call = InTurn::new(format!("activity {scid}"), plan.deadline, || Ok(Single::new(exchange, decode)));
        Ok(self.prepared(Then::new(call, move |outcome: Result<_, Error>| {
            let reply: Reply<HandleDetails> = outcome.map(Reply::new)?;
            activities.set(scid, reply.value.handle.clone());
            Ok(reply)
        })))
    }

    /// Clears the user's current activity in a SCID.
    pub fn clear_activity(&self, scid: &str, call: &CallOptions) -> Result<Prepared<Reply<bool>>, Error> {
        let plan = self.plan(call)?;
        let scid = Scid::new(scid)?;
        let (key, deadline, xuid) = (scid.key(), plan.deadline, self.0.settings.xuid);
        let (known, activities, own) = (self.0.activities.clone(), self.0.activities.clone(), key.clone());
        // What there is to clear is known only when the calls before have ended.
        let make = move || {
            let remembered = known.get(&own);
            let told = remembered.as_ref().and_then(|handle| handle.owner_xuid);
            let query = match Some(xuid).filter(|xuid| *xuid != 0).or(told) {
                None => None,
                Some(xuid) => ActivityQuery::new(scid.as_str(), &[xuid])?.to_requests(xuid)?.pop(),
            };
            ClearActivity::new(remembered.and_then(|handle| handle.id()), query, plan)
        };
        let call = InTurn::new(format!("activity {key}"), deadline, make);
        Ok(self.prepared(Then::new(call, move |outcome: Result<_, Error>| {
            let reply = outcome.map(Reply::new)?;
            activities.clear(&key);
            Ok(reply)
        })))
    }

    /// Asks for current activities.
    pub fn query_activities(
        &self,
        query: &ActivityQuery,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<HandleList>>, Error> {
        let plan = self.plan(call)?;
        let exchanges = exchanges(query.to_requests(self.0.settings.xuid)?, &plan)?;
        let outcomes = Outcomes::of(exchanges.len());
        let decode = move |_, answer: &Response| logged(&plan, ActivityQuery::from_response(answer));
        let batch = Batch::new(exchanges, self.0.network.max_connections(), decode, outcomes);
        let merged = |outcomes: Outcomes<_>| merged_activities(outcomes.into_vec()).map(Reply::new);
        Ok(self.prepared(Then::new(batch.all_or_nothing(), merged)))
    }

    /// Makes a session searchable.
    pub fn create_search_handle(
        &self,
        search: &SearchHandle,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<HandleDetails>>, Error> {
        let (request, search) = (search.to_request(), search.clone());
        self.single(request, call, move |answer| search.from_response(answer))
    }

    /// Asks for search handles.
    pub fn search_handles(
        &self,
        query: &SearchQuery,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<HandleList>>, Error> {
        self.single(query.to_request(self.0.settings.xuid)?, call, SearchQuery::from_response)
    }

    /// Extends access from one session to another.
    pub fn create_transfer_handle(
        &self,
        transfer: &TransferHandle,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<HandleDetails>>, Error> {
        let (request, transfer) = (transfer.to_request(), transfer.clone());
        self.single(request, call, move |answer| transfer.from_response(answer))
    }

    /// Reads a handle of any kind.
    pub fn get_handle(&self, id: &HandleId, call: &CallOptions) -> Result<Prepared<Reply<HandleDetails>>, Error> {
        self.single(id.get_request(), call, HandleDetails::from_response)
    }

    /// Deletes a handle of any kind.
    pub fn delete_handle(&self, id: &HandleId, call: &CallOptions) -> Result<Prepared<Reply<()>>, Error> {
        let plan = self.plan(call)?;
        let (activities, id) = (self.0.activities.clone(), id.clone());
        let call = Single::new(exchange(id.delete_request(), &plan), HandleId::deleted);
        Ok(self.prepared(Then::new(call, move |outcome: Result<_, Error>| {
            let reply = outcome.map(Reply::new)?;
            activities.forget(&id);
            Ok(reply)
        })))
    }

    /// Invites players.
    pub fn send_invites(&self, invite: &Invite, call: &CallOptions) -> Result<Prepared<InviteRows>, Error> {
        let count = invite.xuids().len();
        let plan = Arc::new(self.0.settings.batch_plan(count, call, Instant::now(), random::id()?)?);
        let exchanges = exchanges(invite.to_requests(self.0.settings.title_id)?, &plan)?;
        let (rows, invite) = (InviteRows::new(invite.xuids()), invite.clone());
        let decode =
            move |place: usize, answer: &Response| logged(&plan, invite.from_response(invite.xuids()[place], answer));
        let batch = Batch::new(exchanges, self.0.network.max_connections(), decode, rows.clone());
        Ok(self.prepared(Then::new(batch, Ok)).showing(rows))
    }

    /// Reads a session.
    pub fn read_session(&self, target: &SessionTarget, call: &CallOptions) -> Result<Prepared<Reply<Session>>, Error> {
        let (request, target) = (Session::read_request(target), target.clone());
        self.single(request, call, move |answer| Session::read(answer, &target))
    }

    /// Reads a session unless it still has this ETag.
    pub fn read_session_if_changed(
        &self,
        target: &SessionTarget,
        etag: &str,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<Session>>, Error> {
        let plan = self.plan(call)?;
        let request = Session::read_if_changed_request(target, etag)?;
        let exchange = exchange(request, &plan).accepting(Session::answers_read_if_changed);
        let target = target.clone();
        let call = Single::new(exchange, move |answer: &Response| Session::read(answer, &target));
        Ok(self.prepared(Then::new(call, |outcome: Result<_, Error>| outcome.map(Reply::new))))
    }

    /// Writes a session.
    pub fn write_session(
        &self,
        target: &SessionTarget,
        write: &WriteRequest,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<Session>, WriteError>, Error> {
        self.write(target, write.to_request(target), call, Session::written)
    }

    /// Joins an existing session as an active member.
    pub fn join_session(
        &self,
        target: &SessionTarget,
        join: &JoinRequest,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<Session>, WriteError>, Error> {
        let xuid = self.0.settings.xuid;
        if xuid == 0 {
            return Err(Error::argument("options.xuid", "is needed to join a session"));
        }
        self.write(target, join.to_request(target, xuid)?, call, Session::joined)
    }

    /// Leaves an existing session.
    pub fn leave_session(
        &self,
        target: &SessionTarget,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<Session>, WriteError>, Error> {
        self.write(target, leave_request(target), call, Session::written)
    }

    /// Asks for the sessions of users, or with a keyword.
    pub fn query_sessions(
        &self,
        query: &SessionQuery,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<SessionList>>, Error> {
        self.single(query.to_request(), call, SessionList::from_response)
    }

    /// Opens connections ahead of a batch.
    pub fn prewarm(&self, count: u32, call: &CallOptions) -> Result<Prepared<Reply<u32>>, Error> {
        if count == 0 {
            return Err(Error::argument("count", "must not be 0"));
        }
        let plan = self.plan(call)?;
        let url = plan.endpoint.url("");
        let (ready, wanted) = match self.0.network.sender() {
            Sender::Direct(transport) => (transport.ready(&url), self.0.network.max_connections().min(count as usize)),
            Sender::Engine(_) => (0, 0),
        };
        Ok(self.prepared(Then::new(Prewarm::new(&plan, url, ready, wanted), |outcome: Result<usize, Error>| {
            let value = u32::try_from(outcome?).unwrap_or(u32::MAX);
            Ok(Reply { value, receipt: Receipt::default() })
        })))
    }

    fn single<T: Unread + 'static>(
        &self,
        request: Request,
        call: &CallOptions,
        mut decode: impl FnMut(&Response) -> Result<T, Error> + Send + 'static,
    ) -> Result<Prepared<Reply<T>>, Error> {
        let plan = self.plan(call)?;
        let exchange = exchange(request, &plan);
        let call = Single::new(exchange, move |answer: &Response| logged(&plan, decode(answer)));
        Ok(self.prepared(Then::new(call, |outcome: Result<_, Error>| outcome.map(Reply::new))))
    }

    fn write(
        &self,
        target: &SessionTarget,
        request: Request,
        call: &CallOptions,
        decode: fn(&Response, &SessionTarget) -> Result<Session, Error>,
    ) -> Result<Prepared<Reply<Session>, WriteError>, Error> {
        let plan = self.plan(call)?;
        let exchange = exchange(request, &plan).accepting(Session::answers_write);
        let (key, target) = (format!("session {}", target.path().to_ascii_lowercase()), target.clone());
        let decode = move |answer: &Response| decode(answer, &target);
        let call = InTurn::new(key, plan.deadline, || Ok(Single::new(exchange, decode)));
        Ok(self.prepared(Then::new(call, |outcome: Result<_, Error>| written(outcome.map(Reply::new)?))))
    }

    fn prepared<V, E>(&self, call: impl Call<Output = Result<V, E>> + Send + 'static) -> Prepared<V, E> {
        Prepared::new(Box::new(call), self.0)
    }

    fn plan(&self, call: &CallOptions) -> Result<Arc<Plan>, Error> {
        Ok(Arc::new(self.0.settings.plan(call, Instant::now(), random::id()?)?))
    }
}

/// A refusal that brings the session is an answer to the request, and a failure of the call.
fn written(reply: Reply<Session>) -> Result<Reply<Session>, WriteError> {
    if reply.value.outcome != Outcome::Refused {
        return Ok(reply);
    }
    let Receipt { http_status, attempts, request_id, correlation_id, debug_reason, retry_after } = reply.receipt;
    let WriteError { mut error, session } = WriteError::refused(http_status, reply.value);
    if !debug_reason.is_empty() {
        error.message += &format!(" ({debug_reason})");
    }
    let (http_status, delivery) = (Some(http_status), Delivery::Answered);
    let error = Error { http_status, attempts, delivery, request_id, correlation_id, retry_after, ..error };
    Err(WriteError { error, session })
}

/// Logs what of an answer could not be read.
fn logged<T: Unread>(plan: &Plan, read: Result<T, Error>) -> Result<T, Error> {
    read.inspect(|value| plan.watch.unread(value.unread()))
}

/// What may not have been read whole.
trait Unread {
    /// What could not be read: paths and rules.
    fn unread(&self) -> &[String];
}

impl Unread for HandleDetails {
    fn unread(&self) -> &[String] {
        &self.unread
    }
}

impl Unread for HandleList {
    fn unread(&self) -> &[String] {
        &self.unread
    }
}

impl Unread for SessionList {
    fn unread(&self) -> &[String] {
        &self.unread
    }
}

/// A session's document is read when somebody asks what it says.
impl Unread for Session {
    fn unread(&self) -> &[String] {
        &[]
    }
}

fn exchange(request: Request, plan: &Arc<Plan>) -> Exchange {
    Exchange::new(request, plan.clone(), plan.id)
}

/// Requests of one call that are under way together have correlation vectors of their own.
fn exchanges(requests: Vec<Request>, plan: &Arc<Plan>) -> Result<Vec<Exchange>, Error> {
    let exchange = |(number, request)| Ok(Exchange::new(request, plan.clone(), random::id()?).numbered(number));
    requests.into_iter().enumerate().map(exchange).collect()
}
