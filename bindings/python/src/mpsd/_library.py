"""Finds the native libraries and declares their functions. Nothing is loaded before the first use."""

from __future__ import annotations

import ctypes
import functools
import os
import sys
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int32, c_size_t, c_uint8, c_uint32, c_void_p
from pathlib import Path
from typing import Any

from . import _structs

TOKEN_CALLBACK = CFUNCTYPE(None, c_void_p, c_void_p)

_SESSION = POINTER(_structs.SessionReference)
_CALL = POINTER(_structs.CallOptions)
_ERROR = POINTER(_structs.Error)
_OUT = POINTER(c_void_p)

_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "mpsd_result_name": (c_char_p, [c_int32]),
    "mpsd_result_cause": (c_char_p, [c_int32]),
    "mpsd_result_remedy": (c_char_p, [c_int32]),
    "mpsd_version_string": (c_char_p, []),
    "mpsd_network_create": (c_int32, [POINTER(_structs.NetworkOptions), _OUT, _ERROR]),
    "mpsd_network_destroy": (None, [c_void_p]),
    "mpsd_token_request_get_info": (c_int32, [c_void_p, POINTER(_structs.TokenRequestInfo)]),
    "mpsd_token_request_complete": (c_int32, [c_void_p, c_int32, c_char_p, c_char_p]),
    "mpsd_client_create": (c_int32, [POINTER(_structs.ClientOptions), _OUT, _ERROR]),
    "mpsd_client_set_authorization": (c_int32, [c_void_p, c_char_p, _ERROR]),
    "mpsd_client_close": (c_int32, [c_void_p]),
    "mpsd_client_destroy": (None, [c_void_p]),
    "mpsd_set_activity": (c_int32, [c_void_p, _SESSION, _CALL, POINTER(_structs.HandleInfo), _ERROR]),
    "mpsd_clear_activity": (c_int32, [c_void_p, c_char_p, _CALL, POINTER(c_uint8), _ERROR]),
    "mpsd_query_activities": (c_int32, [c_void_p, POINTER(_structs.ActivityQuery), _CALL, _OUT, _ERROR]),
    "mpsd_handle_list_get_info": (c_int32, [c_void_p, POINTER(_structs.HandleListInfo)]),
    "mpsd_handle_list_get": (c_int32, [c_void_p, c_size_t, POINTER(_structs.HandleDetails)]),
    "mpsd_handle_list_get_skipped": (c_int32, [c_void_p, c_size_t, POINTER(c_char_p)]),
    "mpsd_handle_list_destroy": (None, [c_void_p]),
    "mpsd_send_invites": (
        c_int32,
        [c_void_p, POINTER(_structs.Invite), _CALL, POINTER(_structs.InviteResult), c_size_t, _ERROR],
    ),
    "mpsd_read_session": (c_int32, [c_void_p, _SESSION, c_char_p, _CALL, _OUT, _ERROR]),
    "mpsd_read_session_by_handle": (c_int32, [c_void_p, c_char_p, c_char_p, _CALL, _OUT, _ERROR]),
    "mpsd_write_session": (c_int32, [c_void_p, _SESSION, c_uint32, c_char_p, c_char_p, _CALL, _OUT, _ERROR]),
    "mpsd_write_session_by_handle": (
        c_int32,
        [c_void_p, c_char_p, c_uint32, c_char_p, c_char_p, _CALL, _OUT, _ERROR],
    ),
    "mpsd_join_session": (c_int32, [c_void_p, _SESSION, c_char_p, _CALL, _OUT, _ERROR]),
    "mpsd_join_session_by_handle": (c_int32, [c_void_p, c_char_p, c_char_p, _CALL, _OUT, _ERROR]),
    "mpsd_leave_session": (c_int32, [c_void_p, _SESSION, _CALL, _OUT, _ERROR]),
    "mpsd_leave_session_by_handle": (c_int32, [c_void_p, c_char_p, _CALL, _OUT, _ERROR]),
    "mpsd_session_get_info": (c_int32, [c_void_p, POINTER(_structs.SessionInfo)]),
    "mpsd_session_destroy": (None, [c_void_p]),
}


_EMULATOR_FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "mpsd_emulator_start": (c_int32, [POINTER(_structs.EmulatorOptions), _OUT, _ERROR]),
    "mpsd_emulator_url": (c_char_p, [c_void_p]),
    "mpsd_emulator_stop": (None, [c_void_p]),
}


class LibraryNotFound(OSError):
    """A native library could not be loaded. The message lists where it was looked for, and why each place failed."""


@functools.lru_cache(maxsize=None)
def library() -> ctypes.CDLL:
    """The loaded library. Its functions release the GIL while they run."""
    return _loaded("mpsd", "MPSD_LIBRARY", _FUNCTIONS)


@functools.lru_cache(maxsize=None)
def emulator_library() -> ctypes.CDLL:
    """The loaded library of the emulator."""
    return _loaded("mpsd_emulator", "MPSD_EMULATOR_LIBRARY", _EMULATOR_FUNCTIONS)


def library_version() -> str:
    """The native library's version, such as "0.1.0". Does not block."""
    version: bytes = library().mpsd_version_string()
    return version.decode()


def _loaded(name: str, variable: str, functions: dict[str, tuple[Any, list[Any]]]) -> ctypes.CDLL:
    failures = []
    for place, path in _places(name, variable):
        try:
            return _declared(ctypes.CDLL(path), functions)
        except (OSError, AttributeError) as error:
            failures.append(f"  {place} ({path}): {error}")
    raise LibraryNotFound(f"the native library {name} could not be loaded; looked at\n" + "\n".join(failures))


def _places(name: str, variable: str) -> list[tuple[str, str]]:
    """Where to look, and the path to load there. A library that was asked for by path is never replaced by another."""
    asked = os.environ.get(variable)
    if asked:
        return [(f"the environment variable {variable}", asked)]
    file = {"win32": f"{name}.dll", "darwin": f"lib{name}.dylib"}.get(sys.platform, f"lib{name}.so")
    beside = Path(__file__).with_name(file)
    return [
        (f"next to the package, as {variable} is not set", str(beside)),
        ("the system's loader", file),
    ]


def _declared(loaded: ctypes.CDLL, functions: dict[str, tuple[Any, list[Any]]]) -> ctypes.CDLL:
    for name, (result, arguments) in functions.items():
        function = getattr(loaded, name)
        function.restype = result
        function.argtypes = arguments
    return loaded
