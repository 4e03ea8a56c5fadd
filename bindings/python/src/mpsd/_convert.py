"""Checked conversions to and from C: ctypes itself would cut numbers and texts that do not fit."""

from __future__ import annotations

import math
from ctypes import Array, c_uint64
from datetime import datetime, timedelta, timezone
from typing import Optional, Sequence

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_LATEST_MS = (datetime.max.replace(tzinfo=timezone.utc) - _EPOCH) // timedelta(milliseconds=1)
_EARLIEST_MS = (datetime.min.replace(tzinfo=timezone.utc) - _EPOCH) // timedelta(milliseconds=1)


def text(value: Optional[str], name: str) -> Optional[bytes]:
    """UTF-8 for C; None stays NULL."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if "\0" in value:
        raise ValueError(f"{name} holds a NUL character")
    return value.encode("utf-8")


def optional_str(value: Optional[bytes]) -> Optional[str]:
    """A text of C; NULL becomes None."""
    return None if value is None else value.decode("utf-8")


def unsigned(value: int, bits: int, name: str) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    if not 0 <= value < 1 << bits:
        raise ValueError(f"{name} must be between 0 and 2**{bits} - 1, not {value}")
    return value


def xuids(values: Sequence[int]) -> Array[c_uint64]:
    return (c_uint64 * len(values))(*(unsigned(xuid, 64, f"xuids[{index}]") for index, xuid in enumerate(values)))


def milliseconds(seconds: Optional[float], name: str) -> int:
    """None is 0, the default. Rounded up: a wish for half a millisecond is not the default."""
    if seconds is None:
        return 0
    if not 0 <= seconds * 1000 < 1 << 32:
        raise ValueError(f"{name} must be between 0 and 4294967 seconds, not {seconds}")
    return math.ceil(seconds * 1000)


def date(unix_ms: int) -> Optional[datetime]:
    """None for 0, "not told". A time beyond datetime's range becomes its end."""
    if unix_ms == 0:
        return None
    return _EPOCH + timedelta(milliseconds=max(_EARLIEST_MS, min(_LATEST_MS, unix_ms)))
