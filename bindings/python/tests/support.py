"""Players on the running emulator, and its control calls."""

from __future__ import annotations

import itertools
import json
import os
import random
import urllib.request
import uuid
from typing import Any, Optional

import mpsd

TITLE_ID = 1234567
_XUIDS = itertools.count(2533274790000000 + random.SystemRandom().getrandbits(50))
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def emulator_url() -> str:
    url = os.environ.get("MPSD_EMULATOR_URL")
    if not url:
        raise RuntimeError("set MPSD_EMULATOR_URL to what mpsd-emulator --set rateLimits=false prints first")
    return url.rstrip("/")


def block(blocker: Player, blocked: Player) -> None:
    _control("PUT", f"/emulator/users/{blocker.xuid}/blocked/{blocked.xuid}")


def revoke(token: str) -> None:
    _control("POST", "/emulator/tokens/revoke", {"token": token})


def _control(method: str, path: str, body: Optional[object] = None) -> None:
    data = b"" if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(emulator_url() + path, data=data, headers=headers, method=method)
    with _NO_PROXY.open(request, timeout=10):
        pass


def new_session() -> mpsd.SessionReference:
    return mpsd.SessionReference(str(uuid.uuid4()), "lobby", f"game-{uuid.uuid4()}")


class Player:
    """A player nobody else has, so that runs can share an emulator."""

    def __init__(self) -> None:
        self.xuid = next(_XUIDS)
        self._nonces = itertools.count()

    def new_token(self) -> str:
        """A token that the player never had before."""
        return f"XBL3.0 x=emulator;xuid={self.xuid};title={TITLE_ID};nonce={next(self._nonces)}"

    def sign_in(self, authorization: Optional[str] = None, **options: Any) -> mpsd.Client:
        if "token_provider" not in options:
            authorization = authorization or self.new_token()
        defaults = {"xuid": self.xuid, "title_id": TITLE_ID, "endpoint": emulator_url(), "deadline": 10}
        # Tests send more than a game may.
        defaults["pacing"] = mpsd.Pacing.OFF
        return mpsd.Client(authorization, **{**defaults, **options})

    def host(self, client: mpsd.Client) -> mpsd.SessionReference:
        """Creates a session with this player in it."""
        session = new_session()
        client.write_session(session, mpsd.WriteMode.CREATE_NEW, self.document())
        return session

    def document(self) -> str:
        me = {
            "constants": {"system": {"initialize": True, "xuid": str(self.xuid)}},
            "properties": {"system": {"active": True}},
        }
        return json.dumps(
            {
                "constants": {"system": {"version": 1, "maxMembersCount": 8, "visibility": "open"}},
                "properties": {"custom": {"map": "Höhle 洞"}},
                "members": {"me": me},
            },
            ensure_ascii=False,
        )
