from datetime import datetime, timezone

import mpsd

from checks import MpsdTestCase
from support import Player, block, new_session


class Invites(MpsdTestCase):
    def test_each_recipient_has_a_row_in_order(self) -> None:
        host, guests = Player(), [Player(), Player(), Player()]
        block(guests[1], host)
        with host.sign_in() as client, guests[2].sign_in() as guest:
            session = host.host(client)
            rows = client.send_invites(session, [each.xuid for each in guests], context="ü=1&room=2")
            self.assertEqual([row.xuid for row in rows], [each.xuid for each in guests])
            self.assertEqual([row.delivered for row in rows], [True, False, True])
            self.assertEqual([len(row.handle_id) for row in rows], [36, 0, 36])
            self.assertTrue(rows[0].expires_at and rows[0].expires_at > datetime.now(timezone.utc))
            self.assertEqual(rows[1].result, mpsd.Result.FORBIDDEN)
            self.assertEqual(rows[1].http_status, 403)
            self.assertEqual(rows[1].delivery, mpsd.Delivery.ANSWERED)
            self.assertIn("blocked", rows[1].message)

            joined = guest.join_session_by_handle(rows[2].handle_id, '{"ready":true}')
            self.assertEqual(joined.reference, session)
            self.assertIn(str(guests[2].xuid), joined.document or "")

    def test_an_invite_that_reaches_nobody_raises_with_its_rows(self) -> None:
        host, guest = Player(), Player()
        block(guest, host)
        with host.sign_in() as client:
            session = host.host(client)
            with self.assertRaises(mpsd.InviteError) as caught:
                client.send_invites(session, [guest.xuid])
            self.assertEqual(caught.exception.result, mpsd.Result.FORBIDDEN)
            self.assertIn("blocked", caught.exception.results[0].message)

    def test_a_refused_argument_raises(self) -> None:
        session = new_session()
        with Player().sign_in() as client:
            for xuids in ([], [1, 0], [7, 7]):
                with self.subTest(xuids), self.fails(mpsd.Result.INVALID_ARGUMENT):
                    client.send_invites(session, xuids)
            with self.fails(mpsd.Result.INVALID_ARGUMENT):
                client.send_invites(mpsd.SessionReference(session.scid, session.template_name), [5])
