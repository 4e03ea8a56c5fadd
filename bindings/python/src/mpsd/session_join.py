"""What a member says of itself when it joins."""

from __future__ import annotations

from ctypes import sizeof
from dataclasses import dataclass
from typing import Optional

from . import _structs
from ._convert import text, unsigned
from .codes import ChangeType


@dataclass(frozen=True)
class SessionJoin:
    """What a member says of itself when it joins, beside its custom properties.

    A session of the capability connectionRequiredForActiveMembers needs the connection of every active member.
    """

    connection: Optional[str] = None
    """The real-time connection that keeps the member active, a GUID; None: none."""
    subscription_id: Optional[str] = None
    """Names the subscription in what the connection is told: a GUID of your choice; None: no subscription."""
    change_types: ChangeType = ChangeType(0)
    """What the connection is told of; 0 without a subscription."""
    custom_constants: Optional[str] = None
    """The member's custom constants, a JSON object; None: none."""

    def _native(self) -> _structs.SessionJoin:
        return _structs.SessionJoin(
            struct_size=sizeof(_structs.SessionJoin),
            change_types=unsigned(self.change_types, 32, "join.change_types"),
            connection=text(self.connection, "join.connection"),
            subscription_id=text(self.subscription_id, "join.subscription_id"),
            custom_constants=text(self.custom_constants, "join.custom_constants"),
        )
