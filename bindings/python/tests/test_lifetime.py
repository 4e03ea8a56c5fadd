import gc
import socket
import threading
import weakref

import mpsd

from checks import MpsdTestCase
from support import Player, new_session


class Lifetime(MpsdTestCase):
    def test_a_closed_client_refuses(self) -> None:
        client = Player().sign_in()
        client.close()
        client.close()
        for use in (
            lambda: client.read_session(new_session()),
            lambda: client.send_invites(new_session(), [1]),
            lambda: client.set_authorization("XBL3.0 x=1;2"),
            lambda: client.shut(),
        ):
            with self.fails(mpsd.Result.INVALID_HANDLE):
                use()

    def test_a_shut_client_answers_closed(self) -> None:
        with Player().sign_in() as client:
            client.shut()
            client.shut()
            with self.fails(mpsd.Result.CLOSED):
                client.read_session(new_session())

    def test_a_closed_network_lives_on_for_its_clients(self) -> None:
        one, two, network = Player(), Player(), mpsd.Network(max_connections=2)
        with one.sign_in(network=network) as first, two.sign_in(network=network) as second:
            network.close()
            second.join_session(one.host(first))
            with self.fails(mpsd.Result.INVALID_HANDLE):
                one.sign_in(network=network)

    def test_close_ends_a_running_call(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            client = Player().sign_in(endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}", deadline=30)
            raised = []

            def call() -> None:
                try:
                    client.read_session(new_session())
                except mpsd.MpsdError as error:
                    raised.append(error)

            running = threading.Thread(target=call)
            running.start()
            with silent.accept()[0]:
                client.close()
                running.join(3)
            self.assertEqual([error.result for error in raised], [mpsd.Result.CLOSED])

    def test_garbage_collection_disturbs_no_call(self) -> None:
        player = Player()

        def provide(request: mpsd.TokenRequest) -> None:
            gc.collect()
            request.complete(player.new_token())

        for _ in range(20):
            with player.sign_in(token_provider=provide, network=mpsd.Network()) as client:
                gc.collect()
                session = player.host(client)
                gc.collect()
                self.assertEqual(client.set_activity(session).session, session)

    def test_a_forgotten_client_is_collected_though_its_provider_knows_it(self) -> None:
        def forget() -> "weakref.ref[mpsd.Client]":
            player = Player()

            def provide(request: mpsd.TokenRequest) -> None:
                self.assertIsNotNone(client)
                request.complete(player.new_token())

            client = player.sign_in(token_provider=provide)
            player.host(client)
            return weakref.ref(client)

        forgotten = forget()
        gc.collect()
        self.assertIsNone(forgotten())
