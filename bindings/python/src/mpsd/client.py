"""One signed-in user."""

from __future__ import annotations

import weakref
from ctypes import POINTER, byref, c_char_p, c_uint8, c_uint64, c_void_p, cast, sizeof
from typing import Any, Optional, Sequence

from . import _structs
from ._convert import milliseconds, text, unsigned, xuids as xuid_array
from ._library import library
from .codes import Pacing, Result, WriteMode
from .errors import InviteError, MpsdError, check
from .network import Network
from .options import CallOptions
from .results import HandleDetails, HandleInfo, HandleList, InviteResult, Session
from .session_reference import SessionReference
from .tokens import TokenProvider, TokenSource


class Client:
    """One signed-in user who talks to the session directory.

    Any thread may use it at once. Every call that sends blocks up to its deadline, without the GIL. Calls that change the
    same thing (set and clear of an activity, writes of one session) take turns in the order they began. All of them raise
    :class:`MpsdError`; after :meth:`close` with the result INVALID_HANDLE.
    """

    def __init__(
        self,
        authorization: Optional[str] = None,
        *,
        xuid: int = 0,
        title_id: int = 0,
        token_provider: Optional[TokenProvider] = None,
        endpoint: Optional[str] = None,
        network: Optional[Network] = None,
        contract_version: int = 0,
        connect_timeout: Optional[float] = None,
        request_timeout: Optional[float] = None,
        deadline: Optional[float] = None,
        max_attempts: int = 0,
        pacing: Pacing = Pacing.WAIT,
        language: Optional[str] = None,
        user_agent_suffix: Optional[str] = None,
    ) -> None:
        """Makes a client. Nothing is sent; does not block. 0 and None mean the default.

        :param authorization: "XBL3.0 x=<userhash>;<token>", at most 16 KiB; None with a token provider.
        :param xuid: the signed-in user. Needed to join sessions, and to clear an activity that the client did not set.
        :param title_id: invites carry it unless they name another. 0 only where no invite is sent.
        :param token_provider: asked for a token when there is none and when the service refused it.
        :param endpoint: None: https://sessiondirectory.xboxlive.com. http:// only to a loopback address or localhost.
        :param network: None: one of its own. The client keeps it alive.
        :param contract_version: x-xbl-contract-version; 0: 107; below 104 is refused.
        :param connect_timeout: bound of making a connection, in seconds; None: 5.
        :param request_timeout: bound of one attempt, in seconds; None: 10.
        :param deadline: bound of a whole call: token, turns, retries and all, in seconds; None: 30.
        :param max_attempts: how often a request may be sent; 0: up to 4; 1: no retry. At most 20.
        :param pacing: what to do when the rate limit is used up.
        :param language: Accept-Language of the service's texts; None: "en-US".
        :param user_agent_suffix: appended to the User-Agent, such as "MyGame/1.2".
        """
        self._tokens = TokenSource(token_provider) if token_provider is not None else None
        options = _structs.ClientOptions(
            struct_size=sizeof(_structs.ClientOptions),
            contract_version=unsigned(contract_version, 32, "contract_version"),
            xuid=unsigned(xuid, 64, "xuid"),
            title_id=unsigned(title_id, 32, "title_id"),
            connect_timeout_ms=milliseconds(connect_timeout, "connect_timeout"),
            request_timeout_ms=milliseconds(request_timeout, "request_timeout"),
            deadline_ms=milliseconds(deadline, "deadline"),
            max_attempts=unsigned(max_attempts, 32, "max_attempts"),
            pacing=unsigned(pacing, 32, "pacing"),
            endpoint=text(endpoint, "endpoint"),
            authorization=text(authorization, "authorization"),
            network=network._pointer if network is not None else None,
            token_callback=cast(self._tokens.callback, c_void_p) if self._tokens is not None else None,
            language=text(language, "language"),
            user_agent_suffix=text(user_agent_suffix, "user_agent_suffix"),
        )
        made, error = c_void_p(), _structs.Error()
        check(library().mpsd_client_create(byref(options), byref(made), byref(error)), error)
        # Never dereferenced: after close the library knows that the pointer is stale.
        self._pointer = made.value
        self._destroy = weakref.finalize(self, library().mpsd_client_destroy, made.value)

    def set_authorization(self, authorization: str) -> None:
        """Replaces the token: calls that start an attempt from now on use it. On failure the old one stays."""
        error = _structs.Error()
        token = text(authorization, "authorization")
        check(library().mpsd_client_set_authorization(self._pointer, token, byref(error)), error)

    def shut(self) -> None:
        """Makes every call, running or to come, fail with CLOSED. Does not wait. Also from inside the token provider."""
        check(library().mpsd_client_close(self._pointer))

    def close(self) -> None:
        """Closes the client and frees it; twice is fine.

        Running calls of other threads end with CLOSED. Waits at most 250 ms for them, plus the time the token provider
        takes to return: afterwards it does not run any more. From inside the token provider it only shuts.
        """
        self._destroy()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def set_activity(self, session: SessionReference, call: Optional[CallOptions] = None) -> HandleInfo:
        """Makes a session the player's current activity: friends see it and can join through it.

        One activity per player and SCID: a new one replaces the old. The player should be an active member of the session
        first, else the service answers 403. Without a name the service chooses one. Repeated on network errors, 408, 429
        and 5xx: setting it twice is harmless.
        """
        info = _structs.HandleInfo()
        self._call("mpsd_set_activity", byref(session._native()), call=call, out=info)
        return HandleInfo._of(info)

    def clear_activity(self, scid: str, call: Optional[CallOptions] = None) -> bool:
        """Clears the player's current activity in a SCID. Idempotent: says whether there was anything to clear."""
        cleared = c_uint8()
        self._call("mpsd_clear_activity", text(scid, "scid"), call=call, out=cleared)
        return cleared.value != 0

    def query_activities(self, scid: str, xuids: Sequence[int], call: Optional[CallOptions] = None) -> HandleList:
        """Asks for the current activities of 1 to 10000 users; each hundred is one request.

        Users without an activity, or whose session the player may not see, do not appear. The list says how many rows of
        the answer could not be read.
        """
        users = xuid_array(xuids)
        query = _structs.ActivityQuery(
            struct_size=sizeof(_structs.ActivityQuery),
            scid=text(scid, "scid"),
            xuids=cast(users, POINTER(c_uint64)),
            xuid_count=len(users),
        )
        made = c_void_p()
        self._call("mpsd_query_activities", byref(query), call=call, out=made)
        try:
            return _handles(made)
        finally:
            library().mpsd_handle_list_destroy(made)

    def send_invites(
        self,
        session: SessionReference,
        xuids: Sequence[int],
        *,
        title_id: int = 0,
        context: Optional[str] = None,
        context_string: Optional[str] = None,
        sender_string: Optional[str] = None,
        call: Optional[CallOptions] = None,
    ) -> list[InviteResult]:
        """Invites players to a session, concurrently. An invite is repeated only where it surely was not processed.

        :param session: its name is required here.
        :param xuids: the recipients: 1 to 10000, none of them zero, none twice.
        :param title_id: the title they are invited to; 0: the client's.
        :param context: reaches the recipient's activation URI; percent-encoded at most 256 characters.
        :param context_string: id of a custom invite string of the title: begins with "///".
        :param sender_string: the sender's name where the sender is a service. At most 100 bytes.
        :returns: one row for each recipient, in the order of ``xuids``. At least one invite was delivered.
        :raises InviteError: an argument was refused, or no invite was delivered: its rows say why.
        """
        users = xuid_array(xuids)
        invite = _structs.Invite(
            struct_size=sizeof(_structs.Invite),
            title_id=unsigned(title_id, 32, "title_id"),
            session=session._native(),
            xuids=cast(users, POINTER(c_uint64)),
            xuid_count=len(users),
            context=text(context, "context"),
            context_string=text(context_string, "context_string"),
            sender_string=text(sender_string, "sender_string"),
        )
        rows, error = (_structs.InviteResult * len(users))(), _structs.Error()
        options = (call or CallOptions())._native()
        result = library().mpsd_send_invites(
            self._pointer, byref(invite), byref(options), rows, len(rows), byref(error)
        )
        results = [InviteResult._of(row) for row in rows]
        if result < 0 and result != Result.PARTIAL:
            raise InviteError(result, error, results) from self._reason(result)
        return results

    def read_session(
        self, session: SessionReference, etag: Optional[str] = None, call: Optional[CallOptions] = None
    ) -> Session:
        """Reads a session; NOT_FOUND when there is none.

        :param etag: that of an earlier read or write: a session that still has it is not sent again. Its ``http_status`` is
            304 then, and its ``document`` None.
        """
        return self._session("mpsd_read_session", byref(session._native()), text(etag, "etag"), call=call)

    def read_session_by_handle(
        self, handle_id: str, etag: Optional[str] = None, call: Optional[CallOptions] = None
    ) -> Session:
        """Reads the session a handle points at; NOT_FOUND also when the handle is unknown, expired or replaced.

        As :meth:`read_session`.
        """
        handle = text(handle_id, "handle_id")
        return self._session("mpsd_read_session_by_handle", handle, text(etag, "etag"), call=call)

    def write_session(
        self,
        session: SessionReference,
        mode: WriteMode,
        document: str,
        etag: Optional[str] = None,
        call: Optional[CallOptions] = None,
    ) -> Session:
        """Creates or updates a session; the result is the session after the write.

        Writes of one session through one client take turns. Repeated only where the request surely was not processed.

        :param document: a JSON object that the service merges into the session; null removes a member. At most 1 MiB.
        :param etag: needed by ``WriteMode.SYNCHRONIZED``, None otherwise.
        """
        return self._session("mpsd_write_session", byref(session._native()), *_write(mode, etag, document), call=call)

    def write_session_by_handle(
        self,
        handle_id: str,
        mode: WriteMode,
        document: str,
        etag: Optional[str] = None,
        call: Optional[CallOptions] = None,
    ) -> Session:
        """Updates the session a handle points at. As :meth:`write_session`."""
        handle = text(handle_id, "handle_id")
        return self._session("mpsd_write_session_by_handle", handle, *_write(mode, etag, document), call=call)

    def join_session(
        self,
        session: SessionReference,
        member_properties: Optional[str] = None,
        call: Optional[CallOptions] = None,
    ) -> Session:
        """Joins an existing session as an active member (needs the client's XUID).

        ``member_properties`` is a JSON object, the member's custom properties. PRECONDITION_FAILED when there is no such
        session. The rest of what a member says of itself, such as its connection, is ``join`` of the call options. Otherwise
        as :meth:`write_session`.
        """
        properties = text(member_properties, "member_properties")
        return self._session("mpsd_join_session", byref(session._native()), properties, call=call)

    def join_session_by_handle(
        self,
        handle_id: str,
        member_properties: Optional[str] = None,
        call: Optional[CallOptions] = None,
    ) -> Session:
        """Joins the session a handle points at. An invite's handle lets its recipient into a session that would refuse others.

        NOT_FOUND when the handle is unknown, expired or replaced. Use the result's ``reference`` from then on: a handle may
        die before its session. Otherwise as :meth:`join_session`.
        """
        properties = text(member_properties, "member_properties")
        return self._session("mpsd_join_session_by_handle", text(handle_id, "handle_id"), properties, call=call)

    def leave_session(self, session: SessionReference, call: Optional[CallOptions] = None) -> Session:
        """Leaves a session; the player's activity in it ends too.

        The result's ``document`` is None where the player was the last member. PRECONDITION_FAILED when there is no such
        session. Otherwise as :meth:`write_session`.
        """
        return self._session("mpsd_leave_session", byref(session._native()), call=call)

    def leave_session_by_handle(self, handle_id: str, call: Optional[CallOptions] = None) -> Session:
        """Leaves the session a handle points at.

        :meth:`leave_session` is the better choice where the reference is known: a handle may die before its session.
        """
        return self._session("mpsd_leave_session_by_handle", text(handle_id, "handle_id"), call=call)

    def _call(self, function: str, *inputs: Any, call: Optional[CallOptions], out: Any) -> None:
        error, options = _structs.Error(), (call or CallOptions())._native()
        result = getattr(library(), function)(self._pointer, *inputs, byref(options), byref(out), byref(error))
        if result < 0:
            raise MpsdError(result, error) from self._reason(result)

    def _session(self, function: str, *inputs: Any, call: Optional[CallOptions]) -> Session:
        made = c_void_p()
        self._call(function, *inputs, call=call, out=made)
        try:
            info = _structs.SessionInfo()
            check(library().mpsd_session_get_info(made, byref(info)))
            return Session._of(info)
        finally:
            library().mpsd_session_destroy(made)

    def _reason(self, result: int) -> Optional[BaseException]:
        """The token provider's own exception, where that is why a call failed."""
        return self._tokens.failure if self._tokens is not None and result == Result.NO_TOKEN else None


def _write(mode: WriteMode, etag: Optional[str], document: str) -> tuple[Any, ...]:
    return unsigned(mode, 32, "mode"), text(etag, "etag"), text(document, "document")


def _handles(made: c_void_p) -> HandleList:
    info = _structs.HandleListInfo()
    check(library().mpsd_handle_list_get_info(made, byref(info)))
    handles = []
    for index in range(info.count):
        details = _structs.HandleDetails()
        check(library().mpsd_handle_list_get(made, index, byref(details)))
        handles.append(HandleDetails._of(details))
    return HandleList(handles, info.skipped_count, _reasons(made, info.skipped_count))


def _reasons(made: c_void_p, skipped_count: int) -> list[str]:
    """Why rows were skipped, as far as the library keeps the reasons."""
    reasons = []
    for index in range(skipped_count):
        reason = c_char_p()
        check(library().mpsd_handle_list_get_skipped(made, index, byref(reason)))
        if reason.value is None:
            break
        reasons.append(reason.value.decode())
    return reasons
