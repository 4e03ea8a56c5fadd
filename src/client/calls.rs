//! The calls of a client: arguments checked, nothing sent yet.

use std::sync::Arc;
use std::time::Instant;

use super::core::Client;
use super::invites::InviteRows;
use super::options::CallOptions;
use super::prepared::Prepared;
use super::receipt::{Receipt, Reply};
use super::slot::Slot;
use crate::calls::{Answer, Call, ClearActivity, Each, Known, Plan, Prewarm, QueryActivities, Requests};
use crate::drive::Sender;
use crate::error::{Delivery, Error};
use crate::handles::{
    ActivityHandle, ActivityQuery, HandleDetails, HandleId, HandleList, Invite, SearchHandle, SearchQuery,
    TransferHandle,
};
use crate::http::{Request, Response};
use crate::sessions::{
    JoinRequest, Outcome, Scid, Session, SessionList, SessionQuery, SessionTarget, WriteError, WriteRequest,
    leave_request,
};

/// The calls. An error is a refused argument; the deadline counts from here.
impl Client {
    /// Makes a session the user's current activity: `POST /handles`.
    pub fn set_activity(
        &self,
        activity: &ActivityHandle,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<HandleDetails>>, Error> {
        let plan = self.plan(call)?;
        let (key, request) = (activity_key(activity.scid()), activity.to_request());
        let (log, activity, activities, own) = (plan.clone(), activity.clone(), self.activities.clone(), key.clone());
        let (call, slot) = one(plan, request, move |outcome| {
            let reply = read(outcome, &log, |answer| activity.from_response(answer))?;
            activities.set(&own, &reply.value.handle);
            Ok(reply)
        });
        Ok(self.prepared(call.changing(key), slot))
    }

    /// Clears the user's current activity in a SCID; the value says whether there was one.
    pub fn clear_activity(&self, scid: &str, call: &CallOptions) -> Result<Prepared<Reply<bool>>, Error> {
        let plan = self.plan(call)?;
        let scid = Scid::new(scid)?;
        let (key, user, slot) = (activity_key(&scid), self.settings.xuid, Slot::new());
        let (known, activities, own) = (self.activities.clone(), self.activities.clone(), key.clone());
        // What there is to clear is known only when the calls before have ended.
        let known = move || {
            let remembered = known.get(&own);
            let owner = remembered.as_ref().and_then(|handle| handle.owner_xuid);
            let query = match Some(user).filter(|xuid| *xuid != 0).or(owner) {
                None => None,
                Some(xuid) => ActivityQuery::new(scid.as_str(), &[xuid])?.to_requests(xuid)?.pop(),
            };
            Ok(Known { handle: remembered.and_then(|handle| handle.id), query })
        };
        let (own, outcome) = (key.clone(), slot.clone());
        let report = move |cleared: Result<_, Error>| {
            if cleared.is_ok() {
                activities.clear(&own);
            }
            outcome.put(cleared.map(Reply::new));
        };
        let call = Requests::new(plan.clone(), ClearActivity::new(plan, known, report), 1, 1);
        Ok(self.prepared(call.changing(key), slot))
    }

    /// Asks for current activities: `POST /handles/query`, once for each hundred users, and one answer of all. Where
    /// one of the requests fails, the call fails.
    pub fn query_activities(
        &self,
        query: &ActivityQuery,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<HandleList>>, Error> {
        let plan = self.plan(call)?;
        let requests = query.to_requests(self.settings.xuid)?;
        let (count, slot) = (requests.len(), Slot::new());
        let outcome = slot.clone();
        let report = move |merged: Result<_, Error>| outcome.put(merged.map(Reply::new));
        let query = QueryActivities::new(plan.clone(), requests, report);
        Ok(self.prepared(Requests::new(plan, query, count, self.network.max_connections()), slot))
    }

    /// Makes a session searchable: `POST /handles`.
    pub fn create_search_handle(
        &self,
        search: &SearchHandle,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<HandleDetails>>, Error> {
        let (request, search) = (search.to_request(), search.clone());
        self.simple(request, call, move |answer| search.from_response(answer))
    }

    /// Asks for search handles: `POST /handles/query`.
    pub fn search_handles(
        &self,
        query: &SearchQuery,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<HandleList>>, Error> {
        self.simple(query.to_request(self.settings.xuid)?, call, SearchQuery::from_response)
    }

    /// Extends access from one session to another: `POST /handles`.
    pub fn create_transfer_handle(
        &self,
        transfer: &TransferHandle,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<HandleDetails>>, Error> {
        let (request, transfer) = (transfer.to_request(), transfer.clone());
        self.simple(request, call, move |answer| transfer.from_response(answer))
    }

    /// Reads a handle of any kind: `GET /handles/{id}`; `Code::NotFound` where there is none.
    pub fn get_handle(&self, id: &HandleId, call: &CallOptions) -> Result<Prepared<Reply<HandleDetails>>, Error> {
        self.simple(id.get_request(), call, HandleDetails::from_response)
    }

    /// Deletes a handle of any kind: `DELETE /handles/{id}`; `Code::NotFound` where there is none.
    pub fn delete_handle(&self, id: &HandleId, call: &CallOptions) -> Result<Prepared<Reply<()>>, Error> {
        let (request, activities, id) = (id.delete_request(), self.activities.clone(), id.clone());
        let (call, slot) = one(self.plan(call)?, request, move |outcome| {
            let reply = Reply::new(outcome?.read(HandleId::deleted)?);
            activities.forget(&id);
            Ok(reply)
        });
        Ok(self.prepared(call, slot))
    }

    /// Invites players: one `POST /handles` for each, one outcome for each in the order of the recipients.
    pub fn send_invites(&self, invite: &Invite, call: &CallOptions) -> Result<Prepared<InviteRows>, Error> {
        let count = invite.xuids().len();
        let plan = Arc::new(self.settings.batch_plan(count, call, Instant::now())?);
        let requests = invite.to_requests(self.settings.title_id)?;
        let (rows, invite, log) = (InviteRows::new(invite.xuids()), invite.clone(), plan.clone());
        let slot = Slot::new();
        slot.put(Ok(rows.clone()));
        let early = rows.clone();
        let report = move |place: usize, outcome| {
            let xuid = invite.xuids()[place];
            rows.settle(place, read(outcome, &log, |answer| invite.from_response(xuid, answer)));
        };
        let call = Requests::new(plan, Each::new(requests, report), count, self.network.max_connections());
        Ok(Prepared { early: Some(early), ..self.prepared(call, slot) })
    }

    /// Reads a session; `Code::NotFound` where there is none.
    pub fn read_session(&self, target: &SessionTarget, call: &CallOptions) -> Result<Prepared<Reply<Session>>, Error> {
        let (request, target) = (Session::read_request(target), target.clone());
        self.simple(request, call, move |answer| Session::read(answer, &target))
    }

    /// Reads a session unless it still has this ETag: then the value has no document and is `Outcome::Unchanged`.
    pub fn read_session_if_changed(
        &self,
        target: &SessionTarget,
        etag: &str,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<Session>>, Error> {
        let (request, target) = (Session::read_if_changed_request(target, etag)?, target.clone());
        let (call, slot) = one(self.plan(call)?, request, move |outcome| {
            Ok(Reply::new(outcome?.read(|answer| Session::read(answer, &target))?))
        });
        Ok(self.prepared(call.accepting(Session::answers_read_if_changed), slot))
    }

    /// Writes a session. A refusal that brings the session as it is gives it in the error.
    pub fn write_session(
        &self,
        target: &SessionTarget,
        write: &WriteRequest,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<Session>, WriteError>, Error> {
        self.write(target, write.to_request(target), call, Session::written)
    }

    /// Joins an existing session as an active member. Needs the user's XUID.
    pub fn join_session(
        &self,
        target: &SessionTarget,
        join: &JoinRequest,
        call: &CallOptions,
    ) -> Result<Prepared<Reply<Session>, WriteError>, Error> {
        let xuid = self.settings.xuid;
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
        self.simple(query.to_request(), call, SessionList::from_response)
    }

    /// Opens connections to the service until `count` are ready for requests to come, beside those that earlier ones
    /// left open; as many as the network may have in use at most. The value says how many are ready: 0 where an engine
    /// sends the requests. An error where none could be opened.
    pub fn prewarm(&self, count: u32, call: &CallOptions) -> Result<Prepared<Reply<u32>>, Error> {
        if count == 0 {
            return Err(Error::argument("count", "must not be 0"));
        }
        let plan = self.plan(call)?;
        let origin = plan.endpoint.origin();
        let (ready, wanted) = match self.network.sender() {
            Sender::Direct(transport) => (transport.ready(origin), self.network.max_connections().min(count as usize)),
            Sender::Engine(_) => (0, 0),
        };
        let slot = Slot::new();
        let outcome = slot.clone();
        let report = move |ready: Result<usize, Error>| {
            let reply = |ready| Reply { value: u32::try_from(ready).unwrap_or(u32::MAX), receipt: Receipt::default() };
            outcome.put(ready.map(reply));
        };
        Ok(self.prepared(Prewarm::new(&plan, origin.to_owned(), ready, wanted, report), slot))
    }

    /// One request, whose answer is all that matters.
    fn simple<T: Unread + Send + 'static>(
        &self,
        request: Request,
        call: &CallOptions,
        mut decode: impl FnMut(&Response) -> Result<T, Error> + Send + 'static,
    ) -> Result<Prepared<Reply<T>>, Error> {
        let plan = self.plan(call)?;
        let log = plan.clone();
        let (call, slot) = one(plan, request, move |outcome| read(outcome, &log, &mut decode));
        Ok(self.prepared(call, slot))
    }

    fn write(
        &self,
        target: &SessionTarget,
        request: Request,
        call: &CallOptions,
        decode: fn(&Response, &SessionTarget) -> Result<Session, Error>,
    ) -> Result<Prepared<Reply<Session>, WriteError>, Error> {
        let (key, target) = (format!("session {}", target.path().to_ascii_lowercase()), target.clone());
        let (call, slot) = one(self.plan(call)?, request, move |outcome| {
            written(Reply::new(outcome?.read(|answer| decode(answer, &target))?))
        });
        Ok(self.prepared(call.accepting(Session::answers_write).changing(key.into()), slot))
    }

    fn prepared<V, E>(&self, call: impl Call + 'static, slot: Slot<V, E>) -> Prepared<V, E> {
        Prepared {
            call: Box::new(call),
            slot,
            early: None,
            around: self.around.clone(),
            network: self.network.clone(),
            lifetime: self.lifetime.clone(),
            operations: self.operations.clone(),
        }
    }

    fn plan(&self, call: &CallOptions) -> Result<Arc<Plan>, Error> {
        Ok(Arc::new(self.settings.plan(call, Instant::now())?))
    }
}

/// A call of one request, and where it leaves what `conclude` makes of the outcome.
fn one<V: Send + 'static, E: Send + 'static>(
    plan: Arc<Plan>,
    request: Request,
    mut conclude: impl FnMut(Result<Answer, Error>) -> Result<V, E> + Send + 'static,
) -> (Requests, Slot<V, E>) {
    let slot = Slot::new();
    let outcome = slot.clone();
    let report = move |_, settled| outcome.put(conclude(settled));
    (Requests::new(plan, Each::new([request], report), 1, 1), slot)
}

/// Reads an answer, and logs what of it could not be read.
fn read<T: Unread>(
    outcome: Result<Answer, Error>,
    plan: &Plan,
    decode: impl FnOnce(&Response) -> Result<T, Error>,
) -> Result<Reply<T>, Error> {
    let (value, answer) = outcome?.read(decode)?;
    plan.watch.unread(value.unread());
    Ok(Reply::new((value, answer)))
}

/// What calls that change the user's activity in a SCID name. No session's path is one.
fn activity_key(scid: &Scid) -> Arc<str> {
    scid.key()
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
