"""Which session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from . import _structs
from ._convert import text


@dataclass(frozen=True)
class SessionReference:
    """A session's three-part name. The native library checks the parts when a call uses them."""

    scid: str
    """Service configuration id (SCID): a GUID of 36 characters."""
    template_name: str
    """Name of the session template: 1 to 100 bytes of UTF-8 without control characters, "/" and "~", not "." or ".."."""
    name: Optional[str] = None
    """Name of the session; the same rules. A call says whether it may be None."""

    def _native(self) -> _structs.SessionReference:
        return _structs.SessionReference(
            text(self.scid, "scid"), text(self.template_name, "template_name"), text(self.name, "name")
        )
