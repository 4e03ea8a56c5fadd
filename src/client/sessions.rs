//! The session calls: read, write, join, leave.

use super::{CallOptions, Client, Receipt, Reply};
use crate::calls::Single;
use crate::error::Error;
use crate::http::{Request, Response};
use crate::sessions::{
    JoinRequest, Outcome, Session, SessionList, SessionQuery, SessionTarget, WriteError, WriteRequest, leave_request,
};

impl Client {
    /// Reads a session; `Code::NotFound` where there is none.
    pub fn read_session(&self, target: &SessionTarget, call: &CallOptions) -> Result<Reply<Session>, Error> {
        self.single(Session::read_request(target), call, |answer| Session::read(answer, target))
    }

    /// Reads a session unless it still has this ETag: then the value has no document and is `Outcome::Unchanged`.
    pub fn read_session_if_changed(
        &self,
        target: &SessionTarget,
        etag: &str,
        call: &CallOptions,
    ) -> Result<Reply<Session>, Error> {
        let request = Session::read_if_changed_request(target, etag)?;
        let accepts = Session::answers_read_if_changed;
        self.single_accepting(accepts, request, call, |answer| Session::read(answer, target))
    }

    /// Writes a session. A refusal that brings the session as it is tells it in the error.
    pub fn write_session(
        &self,
        target: &SessionTarget,
        write: &WriteRequest,
        call: &CallOptions,
    ) -> Result<Reply<Session>, WriteError> {
        self.write(target, write.to_request(target), call)
    }

    /// Joins an existing session as an active member. Needs the user's XUID.
    pub fn join_session(
        &self,
        target: &SessionTarget,
        join: &JoinRequest,
        call: &CallOptions,
    ) -> Result<Reply<Session>, WriteError> {
        if self.settings.xuid == 0 {
            return Err(Error::argument("options.xuid", "is needed to join a session").into());
        }
        self.write(target, join.to_request(target, self.settings.xuid)?, call)
    }

    /// Leaves an existing session.
    pub fn leave_session(&self, target: &SessionTarget, call: &CallOptions) -> Result<Reply<Session>, WriteError> {
        self.write(target, leave_request(target), call)
    }

    /// Asks for the sessions of users, or with a keyword.
    pub fn query_sessions(&self, query: &SessionQuery, call: &CallOptions) -> Result<Reply<SessionList>, Error> {
        self.single(query.to_request(), call, SessionList::from_response)
    }

    fn write(
        &self,
        target: &SessionTarget,
        request: Request,
        call: &CallOptions,
    ) -> Result<Reply<Session>, WriteError> {
        let plan = self.plan(call)?;
        let _turn = self.turn(format!("session {}", target.path().to_ascii_lowercase()), &plan)?;
        let exchange = self.exchange(request, &plan).accepting(Session::answers_write);
        let reply =
            self.run(Single::new(exchange, |answer: &Response| Session::written(answer, target))).map(Reply::new)?;
        if reply.value.outcome != Outcome::Refused {
            return Ok(reply);
        }
        let Receipt { http_status, attempts, request_id, retry_after } = reply.receipt;
        let WriteError { error, session } = WriteError::refused(http_status, reply.value);
        let error = Error { retry_after, ..error.with_answer(http_status, attempts, request_id) };
        Err(WriteError { error, session })
    }
}
