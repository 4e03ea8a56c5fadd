import gc
import json
import urllib.request

import mpsd

from checks import MpsdTestCase
from support import Player


def inbox(emulator: mpsd.Emulator, player: Player) -> str:
    with urllib.request.urlopen(f"{emulator.url}/emulator/users/{player.xuid}/invites", timeout=10) as answer:
        return str(answer.read().decode())


class Emulators(MpsdTestCase):
    def test_two_users_play(self) -> None:
        host, guest = Player(), Player()
        with mpsd.Emulator() as emulator:
            with host.sign_in(endpoint=emulator.url) as client, guest.sign_in(endpoint=emulator.url) as other:
                session = host.host(client)
                client.set_activity(session)
                activities = other.query_activities(session.scid, [host.xuid])
                self.assertEqual([each.handle.session for each in activities], [session])
                rows = client.send_invites(session, [guest.xuid], context="mode=ctf")
                self.assertIn(rows[0].handle_id, inbox(emulator, guest))
                joined = other.join_session_by_handle(rows[0].handle_id)
                self.assertIn(str(guest.xuid), joined.document or "")

    def test_several_know_nothing_of_each_other(self) -> None:
        player = Player()
        with mpsd.Emulator() as one, mpsd.Emulator(settings={"missingSessionStatus": 404, "strictFilter": False}) as two:
            with player.sign_in(endpoint=one.url) as here, player.sign_in(endpoint=two.url) as there:
                session = player.host(here)
                with self.fails(mpsd.Result.NOT_FOUND) as failure:
                    there.read_session(session)
                self.assertEqual(failure.error.http_status, 404)

    def test_a_scenario_is_there_from_the_start(self) -> None:
        session = mpsd.SessionReference("8dfb0100-ebe0-42da-885f-033860a818f6", "lobby", "friday")
        scenario = f"""
            scid = "{session.scid}"
            [[sessions]]
            sessionRef = {{ templateName = "lobby", name = "friday" }}
            members = [{{ xuid = 1 }}]
            document.properties.custom.map = "fjord"
        """
        player = Player()
        with mpsd.Emulator(scenario=scenario) as emulator, mpsd.Emulator() as empty:
            with player.sign_in(endpoint=emulator.url) as here, player.sign_in(endpoint=empty.url) as there:
                self.assertIn("fjord", here.read_session(session).document or "")
                with self.fails(mpsd.Result.NOT_FOUND):
                    there.read_session(session)
        with self.fails(mpsd.Result.INVALID_ARGUMENT) as failure:
            mpsd.Emulator(scenario="[[sessions]]\nmember = 1\n")
        self.assertIn("options->scenario: line 2: unknown field `member`", failure.error.message)

    def test_refusals_name_the_option(self) -> None:
        with self.fails(mpsd.Result.INVALID_ARGUMENT) as failure:
            mpsd.Emulator(settings={"nonsense": 1})
        self.assertIn('unknown setting "nonsense"', failure.error.message)
        with self.assertRaises(ValueError):
            mpsd.Emulator(settings={"createStatus": "200\ndeleteStatus=200"})
        with mpsd.Emulator() as emulator, self.fails(mpsd.Result.INVALID_ARGUMENT) as failure:
            mpsd.Emulator(port=int(emulator.url.rpartition(":")[2]))
        self.assertIn("options->port", failure.error.message)

    def test_what_is_forgotten_is_stopped(self) -> None:
        emulator = mpsd.Emulator()
        url = emulator.url
        with urllib.request.urlopen(f"{url}/emulator/health", timeout=10) as answer:
            self.assertEqual(json.load(answer)["status"], "ok")
        emulator.close()
        emulator.close()
        with self.assertRaises(OSError):
            urllib.request.urlopen(f"{url}/emulator/health", timeout=10)
        url = mpsd.Emulator().url
        gc.collect()
        with self.assertRaises(OSError):
            urllib.request.urlopen(f"{url}/emulator/health", timeout=10)
