//! The calls of a client, each with what it hands out.

use mpsd::{
    ActivityHandle, ActivityQuery, CallOptions, Client, Error, HandleId, Invite, JoinRequest, Prepared, Receipt,
    SearchAttributes, SearchHandle, SearchQuery, Session, SessionFilter, SessionQuery, SessionReference, SessionTarget,
    SocialGroup, TransferHandle, WriteError, WriteMode, WriteRequest,
};

use super::observed::Observed;
use crate::support::every_call::{SCID, XUID};

/// A call by the name it has in `every_call`.
pub struct Call {
    pub name: &'static str,
    pub make: fn(&Client, &mut Observed) -> Result<(), Error>,
}

const fn call(name: &'static str, make: fn(&Client, &mut Observed) -> Result<(), Error>) -> Call {
    Call { name, make }
}

fn reference() -> SessionReference {
    SessionReference::new(SCID, "death match", "49 é").unwrap()
}

fn by_handle() -> SessionTarget {
    SessionTarget::Handle(id())
}

fn id() -> HandleId {
    HandleId::new("81a3c56e-543c-44c2-ad53-c8a9088fbef8").unwrap()
}

fn options() -> CallOptions {
    CallOptions::default()
}

fn write(mode: WriteMode) -> WriteRequest {
    WriteRequest::new(mode, "{}").unwrap()
}

fn receipt(seen: &mut Observed, receipt: &Receipt) {
    seen.other("#status", Some(receipt.http_status));
    seen.other("@retry-after", receipt.retry_after);
}

fn session(seen: &mut Observed, session: &Session, with: &Receipt) {
    receipt(seen, with);
    seen.session(session);
}

/// What a write brought: the session as it is comes with a refusal, too.
fn written(seen: &mut Observed, outcome: Result<mpsd::Reply<Session>, WriteError>) -> Result<(), Error> {
    match outcome {
        Ok(reply) => {
            session(seen, &reply.value, &reply.receipt);
            Ok(())
        }
        Err(WriteError { error, session }) => {
            if let Some(session) = session {
                seen.session(&session);
            }
            Err(error)
        }
    }
}

pub const SET_ACTIVITY: Call = call("set activity", |client, seen| {
    let activity = ActivityHandle::new(SCID, "death match", Some("49 é"))?;
    let reply = client.set_activity(&activity, &options())?.run()?;
    receipt(seen, &reply.receipt);
    seen.handle(&reply.value);
    Ok(())
});

pub const CLEAR_ACTIVITY: Call = call("clear activity", |client, seen| {
    let reply = client.clear_activity(SCID, &options())?.run()?;
    seen.other("#cleared", Some(reply.value));
    Ok(())
});

pub const INVITE: Call = call("invite", |client, seen| {
    let invite = Invite::new(reference(), &[7])?;
    let reply = client.send_invites(&invite, &options())?.run()?.into_outcomes().remove(0).result?;
    receipt(seen, &reply.receipt);
    seen.handle(&reply.value);
    Ok(())
});

pub const SEARCH_HANDLE: Call = call("search handle", |client, seen| {
    let search = SearchHandle::new(reference(), SearchAttributes::default())?;
    let reply = client.create_search_handle(&search, &options())?.run()?;
    receipt(seen, &reply.receipt);
    seen.handle(&reply.value);
    Ok(())
});

pub const TRANSFER_HANDLE: Call = call("transfer handle", |client, seen| {
    let origin = SessionReference::new(SCID, "lobby", "l1")?;
    let reply = client.create_transfer_handle(&TransferHandle::new(reference(), origin), &options())?.run()?;
    receipt(seen, &reply.receipt);
    seen.handle(&reply.value);
    Ok(())
});

pub const GET_HANDLE: Call = call("get handle", |client, seen| {
    let reply = client.get_handle(&id(), &options())?.run()?;
    receipt(seen, &reply.receipt);
    seen.handle(&reply.value);
    Ok(())
});

pub const DELETE_HANDLE: Call = call("delete handle", |client, seen| {
    let reply = client.delete_handle(&id(), &options())?.run()?;
    receipt(seen, &reply.receipt);
    Ok(())
});

pub const QUERY_ACTIVITIES: Call = call("query activities", |client, seen| {
    let reply = client.query_activities(&ActivityQuery::new(SCID, &[XUID, 5])?, &options())?.run()?;
    receipt(seen, &reply.receipt);
    seen.handle_list(&reply.value);
    Ok(())
});

pub const ACTIVITIES_OF_A_GROUP: Call = call("activities of a social group", |client, seen| {
    let query = ActivityQuery::of_social_group(SCID, SocialGroup::People, 0)?;
    let reply = client.query_activities(&query, &options())?.run()?;
    receipt(seen, &reply.receipt);
    seen.handle_list(&reply.value);
    Ok(())
});

pub const SEARCH: Call = call("search", |client, seen| {
    let reply = client.search_handles(&SearchQuery::new(SCID, "death match")?, &options())?.run()?;
    receipt(seen, &reply.receipt);
    seen.handle_list(&reply.value);
    Ok(())
});

pub const SESSIONS_OF_A_USER: Call = call("query sessions of a user", |client, seen| {
    let query = SessionQuery::new(SCID, None, &[XUID], None, SessionFilter::default())?;
    let reply = client.query_sessions(&query, &options())?.run()?;
    receipt(seen, &reply.receipt);
    seen.session_list(&reply.value);
    Ok(())
});

pub const SESSIONS_OF_USERS: Call = call("query sessions of users", |client, seen| {
    let query = SessionQuery::new(SCID, None, &[XUID, 5], None, SessionFilter::default())?;
    let reply = client.query_sessions(&query, &options())?.run()?;
    receipt(seen, &reply.receipt);
    seen.session_list(&reply.value);
    Ok(())
});

pub const READ: Call = call("read", |client, seen| {
    let reply = client.read_session(&reference().into(), &options())?.run()?;
    session(seen, &reply.value, &reply.receipt);
    Ok(())
});

pub const READ_BY_HANDLE: Call = call("read by handle", |client, seen| {
    let reply = client.read_session(&by_handle(), &options())?.run()?;
    session(seen, &reply.value, &reply.receipt);
    Ok(())
});

pub const READ_IF_CHANGED: Call = call("read if changed", |client, seen| {
    let reply = client.read_session_if_changed(&reference().into(), "\"6\"", &options())?.run()?;
    session(seen, &reply.value, &reply.receipt);
    Ok(())
});

pub const UPDATE_OR_CREATE: Call = call("update or create", |client, seen| {
    written(
        seen,
        client
            .write_session(&reference().into(), &write(WriteMode::UpdateOrCreate), &options())
            .map_err(WriteError::from)
            .and_then(Prepared::run),
    )
});

pub const CREATE: Call = call("create", |client, seen| {
    written(
        seen,
        client
            .write_session(&reference().into(), &write(WriteMode::CreateNew), &options())
            .map_err(WriteError::from)
            .and_then(Prepared::run),
    )
});

pub const UPDATE: Call = call("update", |client, seen| {
    written(
        seen,
        client
            .write_session(&reference().into(), &write(WriteMode::UpdateExisting), &options())
            .map_err(WriteError::from)
            .and_then(Prepared::run),
    )
});

pub const SYNCHRONIZED: Call = call("synchronized write by handle", |client, seen| {
    let mode = WriteMode::Synchronized("\"7\"".to_owned());
    written(
        seen,
        client.write_session(&by_handle(), &write(mode), &options()).map_err(WriteError::from).and_then(Prepared::run),
    )
});

pub const JOIN: Call = call("join", |client, seen| {
    written(
        seen,
        client
            .join_session(&reference().into(), &JoinRequest::new(None)?, &options())
            .map_err(WriteError::from)
            .and_then(Prepared::run),
    )
});

pub const JOIN_BY_HANDLE: Call = call("join by handle", |client, seen| {
    written(
        seen,
        client
            .join_session(&by_handle(), &JoinRequest::new(None)?, &options())
            .map_err(WriteError::from)
            .and_then(Prepared::run),
    )
});

pub const LEAVE: Call = call("leave", |client, seen| {
    written(
        seen,
        client.leave_session(&reference().into(), &options()).map_err(WriteError::from).and_then(Prepared::run),
    )
});

pub const LEAVE_BY_HANDLE: Call = call("leave by handle", |client, seen| {
    written(seen, client.leave_session(&by_handle(), &options()).map_err(WriteError::from).and_then(Prepared::run))
});
