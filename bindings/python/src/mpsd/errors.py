"""What calls raise."""

from __future__ import annotations

from typing import Optional

from . import _structs
from ._library import library
from .codes import Delivery, Result
from .results import InviteResult


class MpsdError(Exception):
    """A call has failed. ``str(error)`` is for a log: the name, what happened and the remedy."""

    result: Result
    """The kind of failure."""
    name: str
    """The result's name, such as "MPSD_ERROR_RATE_LIMITED"."""
    message: str
    """What happened: the argument and its rule, the host that could not be reached, or the service's status, debug reason
    and own text."""
    cause: str
    """What brings such a result about."""
    remedy: str
    """What to do about it."""
    http_status: int
    """The HTTP status; 0: no answer came."""
    retry_after: float
    """How many seconds the service asked to wait; 0: it did not say."""
    attempts: int
    """How many times a request was sent."""
    delivery: Delivery
    """May the call be repeated?"""
    request_id: str
    """What to quote to support (MS-CV); empty when nothing was sent."""
    correlation_id: str
    """What to quote to support beside it: what the service calls its last answer (X-XblCorrelationId); empty when no answer
    came, or it did not say."""

    def __init__(self, result: int, error: Optional[_structs.Error] = None) -> None:
        error = error if error is not None else _structs.Error()
        self.result = Result(result)
        self.name = library().mpsd_result_name(result).decode()
        self.cause = library().mpsd_result_cause(result).decode()
        self.remedy = library().mpsd_result_remedy(result).decode()
        self.message = error.message.decode() or self.cause
        self.http_status = error.http_status
        self.retry_after = error.retry_after_ms / 1000
        self.attempts = error.attempts
        self.delivery = Delivery(error.delivery)
        self.request_id = error.request_id.decode()
        self.correlation_id = error.correlation_id.decode()
        super().__init__(f"{self.name}: {self.message}\n{self.remedy}")


class InviteError(MpsdError):
    """No invite of a call was delivered. The other fields tell of the first recipient."""

    results: list[InviteResult]
    """One row for each recipient, in the order of the call's ``xuids``."""

    def __init__(self, result: int, error: _structs.Error, results: list[InviteResult]) -> None:
        super().__init__(result, error)
        self.results = results


def check(result: int, error: Optional[_structs.Error] = None) -> None:
    if result < 0:
        raise MpsdError(result, error)
