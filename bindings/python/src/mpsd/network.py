"""What clients share."""

from __future__ import annotations

import weakref
from ctypes import byref, c_void_p, sizeof
from typing import Optional

from . import _structs
from ._convert import text, unsigned
from ._library import library
from .errors import check


class Network:
    """Connections and trust, shared by any number of clients (the local players of a game, say). Any thread may use it."""

    def __init__(self, *, max_connections: int = 0, root_certificates_pem: Optional[str] = None) -> None:
        """Makes a network. Nothing is sent; does not block.

        :param max_connections: how many may be in use at a time, 1 to 256; 0: 16.
        :param root_certificates_pem: trusted besides the bundled ones (Mozilla's); None: none.
        """
        options = _structs.NetworkOptions(
            struct_size=sizeof(_structs.NetworkOptions),
            max_connections=unsigned(max_connections, 32, "max_connections"),
            root_certificates_pem=text(root_certificates_pem, "root_certificates_pem"),
        )
        made, error = c_void_p(), _structs.Error()
        check(library().mpsd_network_create(byref(options), byref(made), byref(error)), error)
        self._pointer = made.value
        self._destroy = weakref.finalize(self, library().mpsd_network_destroy, made.value)

    def close(self) -> None:
        """Lets the network go. It lives on, unseen, until its last client is closed. Does not block; twice is fine."""
        self._destroy()

    def __enter__(self) -> Network:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
