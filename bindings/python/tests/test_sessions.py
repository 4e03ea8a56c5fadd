import json
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
            unchanged = other.read_session(session, read.etag)
            self.assertEqual((unchanged.http_status, unchanged.document), (304, None))
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
            changed = other.read_session(session)
            self.assertIn("Brücke", changed.document or "")
            self.assertEqual(other.read_session_by_handle(handle, changed.etag).http_status, 304)
            left = other.leave_session_by_handle(handle).document
            self.assertIsNotNone(left)
            self.assertNotIn(str(guest.xuid), left or "")

    def test_who_joins_says_its_connection_where_the_session_needs_it(self) -> None:
        host, guest = Player(), Player()
        join = mpsd.SessionJoin(
            connection=str(uuid.uuid4()),
            subscription_id=str(uuid.uuid4()),
            change_types=mpsd.ChangeType.HOST | mpsd.ChangeType.MEMBERS_LIST,
            custom_constants='{"rank":7}',
        )
        document = json.loads(host.document())
        document["constants"]["system"]["capabilities"] = {"connectionRequiredForActiveMembers": True}
        document["members"]["me"]["properties"]["system"]["connection"] = str(uuid.uuid4())
        with host.sign_in() as client, guest.sign_in() as other:
            session = new_session()
            client.write_session(session, mpsd.WriteMode.CREATE_NEW, json.dumps(document))
            with self.assertRaises(mpsd.MpsdError):
                other.join_session(session)
            joined = other.join_session(session, '{"ready":true}', mpsd.CallOptions(join=join))
            member = json.loads(joined.document or "")["members"]["1"]
            system = member["properties"]["system"]
            self.assertEqual(system["connection"], join.connection)
            self.assertEqual(system["subscription"]["id"].lower(), join.subscription_id)
            self.assertEqual(sorted(system["subscription"]["changeTypes"]), ["host", "membersList"])
            self.assertEqual((member["constants"]["custom"], member["properties"]["custom"]), ({"rank": 7}, {"ready": True}))
            with self.fails(mpsd.Result.INVALID_ARGUMENT):
                other.leave_session(session, mpsd.CallOptions(join=join))

    def test_an_unknown_handle_is_not_found(self) -> None:
        with Player().sign_in() as client, self.fails(mpsd.Result.NOT_FOUND):
            client.join_session_by_handle(str(uuid.uuid4()))
