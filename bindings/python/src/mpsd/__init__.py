"""Xbox Live's Multiplayer Session Directory: activities, invites and sessions.

A :class:`Client` is one signed-in user. Every call that sends blocks up to its deadline, without the GIL: other Python
threads run meanwhile. Failures are :class:`MpsdError`.
"""

from ._library import LibraryNotFound, library_version
from .client import Client
from .codes import ChangeType, Delivery, HandleType, JoinRestriction, Pacing, Result, Visibility, WriteMode
from .emulator import Emulator
from .errors import InviteError, MpsdError
from .network import Network
from .options import CallOptions
from .results import HandleDetails, HandleInfo, HandleList, InviteResult, Session
from .session_join import SessionJoin
from .session_reference import SessionReference
from .tokens import TokenProvider, TokenRequest

__all__ = [
    "CallOptions",
    "ChangeType",
    "Client",
    "Delivery",
    "Emulator",
    "HandleDetails",
    "HandleInfo",
    "HandleList",
    "HandleType",
    "InviteError",
    "InviteResult",
    "JoinRestriction",
    "LibraryNotFound",
    "MpsdError",
    "Network",
    "Pacing",
    "Result",
    "Session",
    "SessionJoin",
    "SessionReference",
    "TokenProvider",
    "TokenRequest",
    "Visibility",
    "WriteMode",
    "library_version",
]
