"""Tokens on demand."""

from __future__ import annotations

from ctypes import byref, string_at
from typing import Callable, Optional

from . import _structs
from ._convert import text
from ._library import TOKEN_CALLBACK, library
from .codes import Result
from .errors import check


class TokenRequest:
    """The library's wish for a token.

    A client has one open at a time; other calls that need a token wait for its answer. It ends when it is answered or its
    client is closed. Any thread may use it.
    """

    method: str
    """"GET", "POST", "PUT" or "DELETE"."""
    url: str
    """The whole URL, percent-encoded."""
    headers: str
    """The other headers as "Name: value" lines, each ended by CR LF; without Authorization and Signature."""
    body: bytes
    """The body; empty when there is none."""
    force_refresh: bool
    """The last token was refused: get a new one from the sign-in service rather than a cached one."""

    def __init__(self, pointer: Optional[int]) -> None:
        self._pointer = pointer
        data = _structs.TokenRequestInfo()
        check(library().mpsd_token_request_get_info(pointer, byref(data)))
        self.method = data.method.decode()
        self.url = data.url.decode()
        self.headers = data.headers.decode()
        self.body = string_at(data.body, data.body_size) if data.body else b""
        self.force_refresh = data.force_refresh != 0

    def complete(self, authorization: str, signature: Optional[str] = None) -> bool:
        """Answers the request, once. A token with a signature serves one attempt; one without is kept until refused.

        :param authorization: "XBL3.0 x=<userhash>;<token>".
        :param signature: the signature of this very request, where requests are signed.
        :returns: False when it is too late: answered already, or the client is closed.
        :raises MpsdError: a text breaks its rule; the request stays open.
        """
        token, signed = text(authorization, "authorization"), text(signature, "signature")
        return _answered(library().mpsd_token_request_complete(self._pointer, Result.OK, token, signed))

    def fail(self) -> bool:
        """There is no token to be had: the waiting calls fail with NO_TOKEN. False when it is too late."""
        return _answered(_refuse(self._pointer))


TokenProvider = Callable[[TokenRequest], object]
"""Gets a token: answers the request with :meth:`TokenRequest.complete`, before returning or later, from any thread.

An exception refuses the request: the waiting calls then fail with NO_TOKEN and have it as their ``__cause__``. Runs on the
thread that made the call which needs the token. It must not wait for the thread that closes the client, and must not call
the same client. What it returns is ignored.
"""


class TokenSource:
    """Leads the library's callback to a provider. Lives as long as its client."""

    def __init__(self, provider: TokenProvider) -> None:
        self._provider = provider
        self.failure: Optional[BaseException] = None
        self.callback = TOKEN_CALLBACK(self._on_request)

    def _on_request(self, _user_data: Optional[int], request: Optional[int]) -> None:
        try:
            self.failure = None
            self._provider(TokenRequest(request))
        except BaseException as error:  # Nothing may unwind through the library: the call that waits reports it.
            self.failure = error
            _refuse(request)


def _refuse(pointer: Optional[int]) -> int:
    result: int = library().mpsd_token_request_complete(pointer, Result.NO_TOKEN, None, None)
    return result


def _answered(result: int) -> bool:
    if result == Result.INVALID_HANDLE:
        return False
    check(result)
    return True
