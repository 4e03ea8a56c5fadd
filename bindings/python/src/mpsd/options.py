"""How one call differs from its client."""

from __future__ import annotations

from dataclasses import dataclass
from ctypes import pointer, sizeof
from typing import Optional

from . import _structs
from ._convert import milliseconds, unsigned
from .codes import Pacing
from .session_join import SessionJoin


@dataclass(frozen=True)
class CallOptions:
    """How one call differs from its client's options. None and 0 mean the client's."""

    deadline: Optional[float] = None
    """Bound of the whole call in seconds: token, retries and all."""
    max_attempts: int = 0
    """How often a request may be sent; 1: no retry."""
    pacing: Pacing = Pacing.WAIT
    """What to do when the rate limit is used up."""
    join: Optional[SessionJoin] = None
    """What the member says of itself where a call joins. Refused in other calls."""

    def _native(self) -> _structs.CallOptions:
        return _structs.CallOptions(
            struct_size=sizeof(_structs.CallOptions),
            deadline_ms=milliseconds(self.deadline, "deadline"),
            max_attempts=unsigned(self.max_attempts, 32, "max_attempts"),
            pacing=unsigned(self.pacing, 32, "pacing"),
            join=pointer(self.join._native()) if self.join is not None else None,
        )
