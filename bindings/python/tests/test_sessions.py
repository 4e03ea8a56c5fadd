import uuid

import mpsd

from checks import MpsdTestCase
from support import Player, new_session

NEW_MAP = '{"properties":{"custom":{"map":"Brücke"}}}'


class Sessions(MpsdTestCase):
    def test_a_session_is_created_read_updated_joined_and_left(self) -> None:
        host, guest = Player(), Player()
        with host.sign_in() as client, guest.sign_in() as other:
            session = new_session()
            created = client.write_session(session, mpsd.WriteMode.CREATE_NEW, host.document())
            self.assertEqual((created.http_status, created.reference), (201, session))
            with self.fails(mpsd.Result.PRECONDITION_FAILED):
                client.write_session(session, mpsd.WriteMode.CREATE_NEW, host.document())

            read = other.read_session(session)
            self.assertIn("Höhle 洞", read.document or "")
            client.write_session(session, mpsd.WriteMode.SYNCHRONIZED, NEW_MAP, read.etag)
            with self.fails(mpsd.Result.PRECONDITION_FAILED):
                client.write_session(session, mpsd.WriteMode.SYNCHRONIZED, NEW_MAP, read.etag)

            self.assertIn(str(guest.xuid), other.join_session(session, '{"ready":true}').document or "")
            self.assertIsNotNone(other.leave_session(session).document)
            self.assertIsNone(client.leave_session(session).document)
            with self.fails(mpsd.Result.NOT_FOUND):
                client.read_session(session)

    def test_a_handle_leads_to_its_session(self) -> None:
        host, guest = Player(), Player()
        with host.sign_in() as client, guest.sign_in() as other:
            session = host.host(client)
            handle = client.set_activity(session).id
            self.assertIn("Höhle 洞", other.read_session_by_handle(handle).document or "")
            self.assertIn(str(guest.xuid), other.join_session_by_handle(handle).document or "")
            client.write_session_by_handle(handle, mpsd.WriteMode.UPDATE_EXISTING, NEW_MAP)
            self.assertIn("Brücke", other.read_session(session).document or "")
            left = other.leave_session_by_handle(handle).document
            self.assertIsNotNone(left)
            self.assertNotIn(str(guest.xuid), left or "")

    def test_an_unknown_handle_is_not_found(self) -> None:
        with Player().sign_in() as client, self.fails(mpsd.Result.NOT_FOUND):
            client.join_session_by_handle(str(uuid.uuid4()))
