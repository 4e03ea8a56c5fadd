import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

import mpsd

from checks import MpsdTestCase
from support import Player, new_session

THREADS = 8


class Threads(MpsdTestCase):
    def test_eight_threads_share_a_client(self) -> None:
        player = Player()
        with player.sign_in() as client:
            session = player.host(client)

            def work(_: int) -> None:
                for _ in range(10):
                    self.assertEqual(client.set_activity(session).session, session)
                    self.assertEqual(client.read_session(session).reference, session)

            in_parallel(work)

    def test_eight_players_share_a_network(self) -> None:
        with mpsd.Network() as network:

            def work(_: int) -> None:
                player = Player()
                with player.sign_in(network=network) as client:
                    session = player.host(client)
                    client.set_activity(session)
                    (activity,) = client.query_activities(session.scid, [player.xuid])
                    self.assertEqual(activity.handle.owner_xuid, player.xuid)

            in_parallel(work)

    def test_a_call_runs_without_the_gil(self) -> None:
        """The server is Python code of this process: it can answer only while the call does not hold the GIL."""
        with HTTPServer(("127.0.0.1", 0), Refusing) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            try:
                with Player().sign_in(endpoint=f"http://127.0.0.1:{server.server_port}", deadline=5) as client:
                    with self.fails(mpsd.Result.FORBIDDEN) as failure:
                        client.read_session(new_session())
                self.assertIn("not today", failure.error.message)
            finally:
                server.shutdown()
                thread.join()


class Refusing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        text = b"not today"
        self.send_response(403)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


def in_parallel(work) -> None:  # type: ignore[no-untyped-def]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
