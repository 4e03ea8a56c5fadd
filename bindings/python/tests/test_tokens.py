import gc
import threading
from typing import Callable

import mpsd

from checks import MpsdTestCase
from support import Player, new_session, revoke


class Tokens(MpsdTestCase):
    def test_the_provider_is_asked_once_and_again_after_a_refusal(self) -> None:
        player, requests, tokens = Player(), [], []

        def provide(request: mpsd.TokenRequest) -> None:
            requests.append(request)
            tokens.append(player.new_token())
            self.assertTrue(request.complete(tokens[-1]))
            self.assertFalse(request.complete(tokens[-1]), "too late")

        with player.sign_in(token_provider=provide) as client:
            gc.collect()
            session = player.host(client)
            client.read_session(session)
            self.assertEqual([request.force_refresh for request in requests], [False])
            self.assertEqual(requests[0].method, "PUT")
            self.assertIn(session.name or "?", requests[0].url)
            self.assertIn("x-xbl-contract-version: 107\r\n", requests[0].headers.lower())
            self.assertIn("Höhle 洞", requests[0].body.decode())
            revoke(tokens[-1])
            client.read_session(session)
            self.assertEqual([request.force_refresh for request in requests], [False, True])

    def test_a_request_may_be_answered_later_from_another_thread(self) -> None:
        player = Player()

        def provide(request: mpsd.TokenRequest) -> None:
            threading.Timer(0.02, lambda: request.complete(player.new_token())).start()

        with player.sign_in(token_provider=provide) as client:
            player.host(client)

    def test_a_providers_exception_is_the_reason(self) -> None:
        def provide(_: mpsd.TokenRequest) -> None:
            raise TimeoutError("sign-in is down")

        with Player().sign_in(token_provider=provide) as client:
            with self.fails(mpsd.Result.NO_TOKEN) as failure:
                client.read_session(new_session())
            self.assertIsInstance(failure.error.__cause__, TimeoutError)

    def test_a_provider_may_fail_and_may_shut_or_close_its_client(self) -> None:
        self.answers(mpsd.Result.NO_TOKEN, lambda client, request: request.fail())
        self.answers(mpsd.Result.CLOSED, lambda client, request: client.shut())
        self.answers(mpsd.Result.CLOSED, lambda client, request: client.close())

    def answers(self, result: mpsd.Result, answer: Callable[[mpsd.Client, mpsd.TokenRequest], object]) -> None:
        def provide(request: mpsd.TokenRequest) -> None:
            answer(client, request)

        client: mpsd.Client = Player().sign_in(token_provider=provide)
        with client, self.subTest(result), self.fails(result):
            client.read_session(new_session())

    def test_a_refused_token_is_unauthorized_and_can_be_replaced(self) -> None:
        player = Player()
        token = player.new_token()
        with player.sign_in(token) as client:
            revoke(token)
            with self.fails(mpsd.Result.UNAUTHORIZED) as failure:
                player.host(client)
            self.assertEqual(failure.error.http_status, 401)
            client.set_authorization(player.new_token())
            player.host(client)
            with self.fails(mpsd.Result.INVALID_ARGUMENT):
                client.set_authorization("x\r\ny")
            player.host(client)
