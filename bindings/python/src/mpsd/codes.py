"""The library's named numbers."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Optional


class _Answered(IntEnum):
    """What the library answers. A number that is not listed here, of a later library, is a member all the same, named
    by the number."""

    @classmethod
    def _missing_(cls, value: object) -> Optional[_Answered]:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_, member._value_ = str(value), value
        return member


class Result(_Answered):
    """The outcome of a call. A later library may answer numbers that are not listed here."""

    OK = 0
    """The call succeeded."""
    PENDING = 1
    """The call has not finished yet."""
    INVALID_ARGUMENT = -1000
    """An argument breaks its rule; nothing was sent. The message names the argument and the rule."""
    INVALID_HANDLE = -1001
    """An object is NULL, of another type, destroyed already, or was made before fork() in the parent process."""
    INVALID_UTF8 = -1002
    """A string is not valid UTF-8; nothing was sent."""
    TOO_LONG = -1003
    """An argument is longer than the service accepts; nothing was sent."""
    BUFFER_TOO_SMALL = -1004
    """An output array has fewer elements than the call would fill; nothing was sent."""
    UNSUPPORTED_VERSION = -1005
    """A struct carries fields this library does not know, or the contract version is below 104."""
    TOO_LATE = -1006
    """What is set once, before anything else, was set otherwise or cannot be set any more."""
    CLOSED = -1100
    """The client was closed before the call finished."""
    CANCELLED = -1101
    """The call was cancelled before it finished."""
    TIMEOUT = -1102
    """No answer came within the request timeout or the deadline."""
    DNS = -1200
    """The service's host name could not be resolved; nothing was sent."""
    CONNECT = -1201
    """No connection to the service could be made; nothing was sent."""
    TLS = -1202
    """The server's certificate was refused or the TLS handshake failed; nothing was sent."""
    NETWORK = -1203
    """The connection broke before the answer was complete."""
    PROTOCOL = -1204
    """The answer is not what the protocol promises (also 1xx and 3xx), or is larger than accepted."""
    NO_TOKEN = -1300
    """There is no authorization to send, or the token provider could not give one."""
    UNAUTHORIZED = -1301
    """HTTP 401: the service refused the token, also after one refresh where that was possible."""
    BAD_REQUEST = -1400
    """HTTP 400, and every 4xx without a code of its own."""
    FORBIDDEN = -1403
    """HTTP 403: the service does not let this user do this."""
    NOT_FOUND = -1404
    """HTTP 404, or 204 when reading: the handle, session or template does not exist."""
    CONFLICT = -1409
    """HTTP 409: the write contradicts the session's constants or template."""
    PRECONDITION_FAILED = -1412
    """HTTP 412: the session is not in the state that the write mode requires."""
    TOO_LARGE = -1413
    """HTTP 413: the request is too large."""
    RATE_LIMITED = -1429
    """HTTP 429: too many calls; see retry_after."""
    SERVICE = -1500
    """HTTP 5xx other than 503."""
    UNAVAILABLE = -1503
    """HTTP 503: the service is overloaded or down; see retry_after."""
    PARTIAL = -1600
    """Some invites were delivered and some were not: look at each recipient's row."""
    SYSTEM = -1700
    """The operating system refused what the library needs: to start a thread, or random numbers."""
    INTERNAL = -1900
    """A defect in mpsd; the call was abandoned, the client stays usable."""


class Delivery(_Answered):
    """Whether a request may have reached the service: may the call be repeated?"""

    NONE = 0
    """No request belongs to this outcome."""
    NOT_SENT = 1
    """The service surely did not get the request: repeat at will."""
    UNKNOWN = 2
    """The request may have been processed: a repeated invite may show a second toast."""
    ANSWERED = 3
    """The service answered."""


class Pacing(IntEnum):
    """What to do when the rate limit is used up."""

    WAIT = 0
    """Wait until the rate limit lets the call through (the default)."""
    FAIL = 1
    """Fail at once with RATE_LIMITED."""
    OFF = 2
    """Send without regard to the rate limit."""


class Visibility(_Answered):
    """Who sees a session."""

    UNKNOWN = 0
    """The service did not tell."""
    PRIVATE = 1
    """Only joined and invited players see the session."""
    VISIBLE = 2
    """Everybody sees the session, only joined and invited players may join."""
    FULL = 3
    """Visible and full."""
    OPEN = 4
    """Everybody may see and join the session."""


class HandleType(_Answered):
    """What a handle is for."""

    UNKNOWN = 0
    """The service did not tell, or told a type this library does not know."""
    ACTIVITY = 1
    """A player's current activity."""
    INVITE = 2
    """An invitation of one player."""
    SEARCH = 3
    """Makes a session searchable."""
    TRANSFER = 4
    """Extends access from one session to another."""


class JoinRestriction(_Answered):
    """Who may join a session."""

    UNKNOWN = 0
    """The service did not tell."""
    NONE = 1
    """Joining is not restricted."""
    LOCAL = 2
    """Only players on the same device as a member may join."""
    FOLLOWED = 3
    """Only players whom a member follows, or local ones, may join."""
    OTHER = 4
    """A restriction this library does not know."""


class ChangeType(IntFlag):
    """What a subscription tells of."""

    EVERYTHING = 1
    """All changes."""
    HOST = 2
    """The session has another host."""
    INITIALIZATION = 4
    """The session's initialization."""
    MATCHMAKING_STATUS = 8
    """The session's matchmaking."""
    MEMBERS_LIST = 16
    """Who is in the session."""
    MEMBERS_STATUS = 32
    """Who is active."""
    JOINABILITY = 64
    """Who may join."""
    CUSTOM_PROPERTY = 128
    """The session's custom properties."""
    MEMBERS_CUSTOM_PROPERTY = 256
    """A member's custom properties."""


class WriteMode(IntEnum):
    """What has to be true of a session for a write to happen."""

    UPDATE_OR_CREATE = 0
    """Update the session, or create it where it does not exist."""
    CREATE_NEW = 1
    """Create the session; PRECONDITION_FAILED if it exists."""
    UPDATE_EXISTING = 2
    """Update the session; PRECONDITION_FAILED if it does not exist."""
    SYNCHRONIZED = 3
    """Update the session only if it still has the given ETag, else PRECONDITION_FAILED."""
