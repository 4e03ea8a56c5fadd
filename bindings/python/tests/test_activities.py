import socket
import threading
import uuid

import mpsd

from checks import MpsdTestCase
from support import Player


class Activities(MpsdTestCase):
    def test_an_activity_is_set_found_and_cleared(self) -> None:
        host, friend = Player(), Player()
        with host.sign_in() as client, friend.sign_in() as other:
            session = host.host(client)
            handle = client.set_activity(session)
            self.assertEqual(len(handle.id), 36)
            self.assertEqual(handle.session, session)
            self.assertEqual(handle.owner_xuid, host.xuid)
            self.assertEqual(handle.http_status // 100, 2)

            (activity,) = other.query_activities(session.scid, [friend.xuid, host.xuid])
            self.assertEqual(activity.handle.id, handle.id)
            self.assertEqual(activity.handle.owner_xuid, host.xuid)
            self.assertEqual(activity.visibility, mpsd.Visibility.OPEN)
            self.assertEqual(activity.max_members_count, 8)
            self.assertIn("Höhle 洞", activity.custom_properties or "")
            self.assertEqual(activity.handle_type, mpsd.HandleType.ACTIVITY)
            self.assertIn(handle.id, activity.json)
            self.assertEqual((activity.origin, activity.tags, activity.strings), (None, (), {}))

            self.assertTrue(client.clear_activity(session.scid))
            self.assertFalse(client.clear_activity(session.scid))
            self.assertEqual(other.query_activities(session.scid, [host.xuid]), [])

    def test_rows_that_cannot_be_read_are_counted(self) -> None:
        good = (
            '{"id":"7a4d0a99-4e23-4eba-9894-5173cf123fb4","ownerXuid":"5",'
            '"searchAttributes":{"tags":["a"],"locale":"en"},"relatedInfo":{"joinRestriction":"local"}}'
        )
        body = f'{{"results":[null,{good},{{"id":"x"}}]}}'.encode()
        with socket.create_server(("127.0.0.1", 0)) as server:

            def answer() -> None:
                connection, _ = server.accept()
                with connection:
                    connection.recv(4096)
                    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
                    connection.sendall(head.encode() + body)

            answering = threading.Thread(target=answer)
            answering.start()
            with Player().sign_in(endpoint=f"http://127.0.0.1:{server.getsockname()[1]}") as client:
                found = client.query_activities(str(uuid.uuid4()), [5])
            answering.join()
        self.assertEqual([each.handle.owner_xuid for each in found], [5])
        self.assertEqual((found[0].tags, found[0].search_attributes), (("a",), '{"tags":["a"],"locale":"en"}'))
        self.assertEqual(found[0].join_restriction, mpsd.JoinRestriction.LOCAL)
        reasons = ("results[0]: should be an object, is null", "results[2].id: should be a GUID, is another string")
        self.assertEqual((found.skipped_count, found.skipped_reasons), (2, reasons))

    def test_the_service_names_a_session_without_name(self) -> None:
        with Player().sign_in() as client:
            handle = client.set_activity(mpsd.SessionReference(str(uuid.uuid4()), "lobby"))
            self.assertTrue(uuid.UUID(handle.session.name))

    def test_a_query_names_the_index_of_a_repeated_xuid(self) -> None:
        with Player().sign_in() as client:
            with self.fails(mpsd.Result.INVALID_ARGUMENT) as failure:
                client.query_activities(str(uuid.uuid4()), [11, 12, 11])
            self.assertIn("[2]", failure.error.message)
            self.assertEqual(failure.error.delivery, mpsd.Delivery.NONE)


