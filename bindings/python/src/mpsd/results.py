"""What calls answer. Plain immutable values: nothing has to be closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Iterable, List, Optional, Sequence, Union

from . import _structs
from ._convert import date, optional_str
from .codes import Delivery, HandleType, JoinRestriction, Result, Visibility
from .session_reference import SessionReference


@dataclass(frozen=True)
class HandleInfo:
    """A handle as the service answered it."""

    id: str
    """The handle's id, a GUID; empty if the service answered without a body."""
    session: SessionReference
    """The session the handle points at; its name is the GUID the service chose, when none was given."""
    owner_xuid: int
    """Whose activity it is; 0: not told."""
    created_at: Optional[datetime]
    """When it was created, in UTC; None: not told."""
    expires_at: Optional[datetime]
    """When it expires, in UTC; None: not told."""
    title_id: int
    """The title it belongs to; 0: not told."""
    http_status: int
    """The HTTP status of the answer that brought it."""

    @classmethod
    def _of(cls, native: _structs.HandleInfo) -> HandleInfo:
        return cls(
            id=native.id.decode(),
            session=SessionReference(
                native.scid.decode(), native.template_name.decode(), native.session_name.decode()
            ),
            owner_xuid=native.owner_xuid,
            created_at=date(native.created_at_ms),
            expires_at=date(native.expires_at_ms),
            title_id=native.title_id,
            http_status=native.http_status,
        )


@dataclass(frozen=True)
class HandleDetails:
    """All that the service tells of a handle. Texts are None, lists empty and numbers 0 where it did not tell."""

    handle: HandleInfo
    """Of an activity ``owner_xuid`` is the player; ``id`` is what :meth:`Client.join_session_by_handle` takes."""
    handle_type: HandleType
    """What the handle is for."""
    visibility: Visibility
    """Who sees the session."""
    join_restriction: JoinRestriction
    """Who may join the session."""
    closed: bool
    """The session is closed to joins; False: it is not, or the service did not tell."""
    members_count: int
    """Members of the session now."""
    max_members_count: int
    """Members of the session at most."""
    invite_title_id: int
    """Of an invite: the title invited to."""
    sender_xuid: int
    """Of an invite: who sent it."""
    invited_xuid: int
    """Of an invite: who was invited."""
    posted_at: Optional[datetime]
    """When the session was posted, in UTC; None: not told."""
    invite_protocol: Optional[str]
    """How invites by the handle are shown, such as "game"."""
    session_invite_protocol: Optional[str]
    """How invites to the session are shown, such as "game"."""
    game_types: Optional[str]
    """The titles that can open the handle: a JSON object by platform."""
    custom_properties: Optional[str]
    """The session's custom properties, JSON of any kind."""
    role_info: Optional[str]
    """The session's roles and who has them, a JSON object."""
    context: Optional[str]
    """Of an invite: what the recipient's activation brings."""
    context_string: Optional[str]
    """Of an invite: the id of the custom invite string."""
    sender_string: Optional[str]
    """Of an invite: the sender's name where a service sent it."""
    origin: Optional[SessionReference]
    """Of a transfer handle: the session from which it extends access; None for others."""
    tags: tuple[str, ...]
    """Of a search handle: its tags."""
    strings: dict[str, str]
    """Of a search handle: its string attributes by name."""
    numbers: dict[str, float]
    """Of a search handle: its number attributes by name."""
    session_owners: tuple[int, ...]
    """Of a search handle: the session's owners."""
    json: str
    """The handle's JSON as the service wrote it."""
    search_attributes: Optional[str]
    """Of a search handle: its search attributes as the service wrote them, a JSON object."""

    @classmethod
    def _of(cls, native: _structs.HandleDetails) -> HandleDetails:
        strings = (native.strings[index] for index in range(native.string_count))
        numbers = (native.numbers[index] for index in range(native.number_count))
        return cls(
            handle=HandleInfo._of(native.handle),
            handle_type=HandleType(native.handle_type),
            visibility=Visibility(native.visibility),
            join_restriction=JoinRestriction(native.join_restriction),
            closed=native.closed != 0,
            members_count=native.members_count,
            max_members_count=native.max_members_count,
            invite_title_id=native.invite_title_id,
            sender_xuid=native.sender_xuid,
            invited_xuid=native.invited_xuid,
            posted_at=date(native.posted_at_ms),
            invite_protocol=optional_str(native.invite_protocol),
            session_invite_protocol=optional_str(native.session_invite_protocol),
            game_types=optional_str(native.game_types),
            custom_properties=optional_str(native.custom_properties),
            role_info=optional_str(native.role_info),
            context=optional_str(native.context),
            context_string=optional_str(native.context_string),
            sender_string=optional_str(native.sender_string),
            origin=_reference(native.origin),
            tags=tuple(native.tags[index].decode() for index in range(native.tag_count)),
            strings={each.name.decode(): each.value.decode() for each in strings},
            numbers={each.name.decode(): each.value for each in numbers},
            session_owners=tuple(native.session_owners[index] for index in range(native.session_owner_count)),
            json=native.json.decode(),
            search_attributes=optional_str(native.search_attributes),
        )


class HandleList(List[HandleDetails]):
    """The handles that a query found, in the service's order. Rows that could not be read cost no others."""

    def __init__(self, handles: Iterable[HandleDetails], skipped_count: int, skipped_reasons: Sequence[str]) -> None:
        super().__init__(handles)
        self.skipped_count = skipped_count
        """How many rows are not here, as they could not be read: what is no object, or has no GUID as its id."""
        self.skipped_reasons = tuple(skipped_reasons)
        """Why, of the first hundred, such as "results[3].id: is missing in the answer"."""


@dataclass(frozen=True)
class InviteResult:
    """What became of one recipient's invite."""

    xuid: int
    """The recipient."""
    result: Result
    """``Result.OK``, or why this one failed."""
    handle_id: str
    """The invite's handle id: what the recipient joins by. Empty on failure."""
    expires_at: Optional[datetime]
    """When the invite expires, in UTC; None: not told."""
    message: str
    """What happened, with the service's own text. Empty on success."""
    http_status: int
    """The HTTP status; 0: no answer came."""
    retry_after: float
    """How many seconds the service asked to wait; 0: it did not say."""
    attempts: int
    """How many times the invite was sent."""
    delivery: Delivery
    """May the invite be repeated?"""
    request_id: str
    """What to quote to support (MS-CV); empty when nothing was sent."""

    @property
    def delivered(self) -> bool:
        """Whether the service took the invite."""
        return self.result == Result.OK

    @classmethod
    def _of(cls, native: _structs.InviteResult) -> InviteResult:
        return cls(
            xuid=native.xuid,
            result=Result(native.result),
            handle_id=native.handle_id.decode(),
            expires_at=date(native.expires_at_ms),
            message=native.message.decode(),
            http_status=native.http_status,
            retry_after=native.retry_after_ms / 1000,
            attempts=native.attempts,
            delivery=Delivery(native.delivery),
            request_id=native.request_id.decode(),
        )


@dataclass(frozen=True)
class Session:
    """A session as the service answered it."""

    reference: Optional[SessionReference]
    """The session's name; None: not told (by handle, and the service did not say)."""
    etag: Optional[str]
    """The document's ETag, for ``WriteMode.SYNCHRONIZED``; None: not told."""
    document: Optional[str]
    """The session document, JSON; None: there is no session any more (the write emptied it), or it is unchanged."""
    http_status: int
    """200 read or updated, 201 created, 204 no session any more, 304 unchanged."""

    @classmethod
    def _of(cls, native: _structs.SessionInfo) -> Session:
        return cls(
            reference=_reference(native),
            etag=optional_str(native.etag),
            document=optional_str(native.document),
            http_status=native.http_status,
        )


def _reference(native: Union[_structs.SessionReference, _structs.SessionInfo]) -> Optional[SessionReference]:
    """The three-part name; None where the service did not tell it."""
    if native.scid is None:
        return None
    return SessionReference(native.scid.decode(), native.template_name.decode(), native.name.decode())
