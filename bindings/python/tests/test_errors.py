import socket
import threading
import time

import mpsd

from checks import MpsdTestCase
from support import Player, new_session


class Errors(MpsdTestCase):
    def test_a_refusal_has_name_remedy_and_the_services_text(self) -> None:
        with Player().sign_in() as client:
            with self.fails(mpsd.Result.FORBIDDEN) as failure:
                client.set_activity(new_session())
        error = failure.error
        self.assertEqual((error.name, error.http_status, error.attempts), ("MPSD_ERROR_FORBIDDEN", 403, 1))
        self.assertEqual(error.delivery, mpsd.Delivery.ANSWERED)
        self.assertEqual(error.retry_after, 0)
        self.assertTrue(error.request_id)
        self.assertTrue(error.cause)
        self.assertIn("not an active member", error.message)
        for part in (error.name, error.message, error.remedy):
            self.assertTrue(part and part in str(error), part)

    def test_the_services_id_and_reason_are_told(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:

            def answer() -> None:
                connection, _ = server.accept()
                with connection:
                    connection.recv(4096)
                    connection.sendall(
                        b"HTTP/1.1 403 Forbidden\r\nX-XblCorrelationId: 8dfb0100-ebe0-42da-885f-033860a818f6\r\n"
                        b"X-Xbl-Debug: session-access=none; reason=x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    )

            answering = threading.Thread(target=answer)
            answering.start()
            with Player().sign_in(endpoint=f"http://127.0.0.1:{server.getsockname()[1]}") as client:
                with self.fails(mpsd.Result.FORBIDDEN) as failure:
                    client.read_session(new_session())
            answering.join()
        self.assertEqual(failure.error.correlation_id, "8dfb0100-ebe0-42da-885f-033860a818f6")
        self.assertEqual(failure.error.message, "HTTP 403 (session-access=none; reason=x)")

    def test_a_server_that_is_down_was_not_reached(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        with Player().sign_in(endpoint=endpoint, max_attempts=1) as client:
            with self.fails(mpsd.Result.CONNECT) as failure:
                client.read_session(new_session())
        self.assertEqual((failure.error.delivery, failure.error.http_status), (mpsd.Delivery.NOT_SENT, 0))
        self.assertIn(endpoint.removeprefix("http://"), failure.error.message)

    def test_a_calls_own_deadline_ends_it(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
            with Player().sign_in(endpoint=endpoint) as client:
                began = time.monotonic()
                with self.fails(mpsd.Result.TIMEOUT):
                    client.read_session(new_session(), call=mpsd.CallOptions(deadline=0.2))
                self.assertLess(time.monotonic() - began, 3)

    def test_wrong_options_are_named(self) -> None:
        with self.fails(mpsd.Result.UNSUPPORTED_VERSION):
            Player().sign_in(contract_version=103)
        with self.fails(mpsd.Result.NO_TOKEN):
            mpsd.Client()
        with self.fails(mpsd.Result.INVALID_ARGUMENT) as failure:
            Player().sign_in(endpoint="http://example.com")
        self.assertIn("endpoint", failure.error.message)
        with self.fails(mpsd.Result.INVALID_ARGUMENT):
            mpsd.Network(max_connections=257)

    def test_values_that_c_cannot_hold_are_refused(self) -> None:
        for wrong in ({"deadline": -1}, {"xuid": 1 << 64}, {"title_id": -1}, {"language": "a\0b"}):
            with self.subTest(wrong), self.assertRaises(ValueError):
                Player().sign_in(**wrong)
        with Player().sign_in() as client:
            with self.assertRaises(ValueError):
                client.clear_activity("\ud800")
            with self.assertRaises(ValueError):
                client.query_activities(new_session().scid, [1 << 64])
            with self.assertRaises(TypeError):
                client.clear_activity(b"bytes")  # type: ignore[arg-type]
            with self.fails(mpsd.Result.INVALID_ARGUMENT):
                client.clear_activity(None)  # type: ignore[arg-type]
