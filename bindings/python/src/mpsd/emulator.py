"""A local session directory, for tests."""

from __future__ import annotations

import weakref
from ctypes import byref, c_void_p, sizeof
from typing import Mapping, Optional

from . import _structs
from ._convert import text, unsigned
from ._library import emulator_library
from .errors import check


class Emulator:
    """A session directory in this process, for tests: a client whose endpoint is its :attr:`url` talks to it.

    Users sign in with made-up tokens: "XBL3.0 x=emulator;xuid=<decimal>;title=<decimal>". Several may run at once, and any
    thread may use one. It needs the native library ``mpsd_emulator``.
    """

    url: str
    """Where it listens, such as "http://127.0.0.1:40123"."""

    def __init__(
        self,
        *,
        port: int = 0,
        settings: Optional[Mapping[str, object]] = None,
        scenario: Optional[str] = None,
    ) -> None:
        """Starts an emulator; it answers from now on. Does not block.

        :param port: the TCP port on 127.0.0.1; 0: a free one.
        :param settings: what differs from the emulator's defaults, such as ``{"inviteLifetimeSeconds": 60}``.
        :param scenario: what the emulator holds from the start: users, sessions, activities, invites, as TOML (the emulator's
            README describes it). ``settings`` win over those in it.
        """
        library = emulator_library()
        options = _structs.EmulatorOptions(
            struct_size=sizeof(_structs.EmulatorOptions),
            port=unsigned(port, 32, "port"),
            settings=text(_lines(settings or {}), "settings"),
            scenario=text(scenario, "scenario"),
        )
        made, error = c_void_p(), _structs.Error()
        check(library.mpsd_emulator_start(byref(options), byref(made), byref(error)), error)
        self.url = library.mpsd_emulator_url(made).decode()
        self._stop = weakref.finalize(self, library.mpsd_emulator_stop, made.value)

    def close(self) -> None:
        """Stops it, and forgets all that is in it. Blocks for less than a second; twice is fine."""
        self._stop()

    def __enter__(self) -> Emulator:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _lines(settings: Mapping[str, object]) -> str:
    return "".join(f"{name}={_value(value)}\n" for name, value in settings.items())


def _value(value: object) -> str:
    written = str(value).lower() if isinstance(value, bool) else str(value)
    if "\n" in written:
        raise ValueError("a setting's value is one line")
    return written
