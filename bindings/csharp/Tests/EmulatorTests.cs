using System;
using System.IO;
using System.Net.Sockets;
using System.Text;

namespace Mpsd.Tests
{
    internal static class EmulatorTests
    {
        public static void TwoUsersPlay()
        {
            var host = new Player();
            var guest = new Player();
            using (MpsdEmulator emulator = MpsdEmulator.Start())
            using (MpsdClient client = SignIn(host, emulator))
            using (MpsdClient other = SignIn(guest, emulator))
            {
                MpsdSessionReference session = host.Host(client);
                client.SetActivity(session);
                var activities = other.QueryActivities(session.Scid, new[] { host.Xuid });
                Check.Equal(session.Name, activities[0].Handle.Session.Name, "what the host plays");
                MpsdInviteResult row = client.SendInvites(new MpsdInvite(session, guest.Xuid))[0];
                Check.Contains(row.HandleId, Inbox(emulator, guest), "inbox");
                Check.Contains(guest.Xuid.ToString(), other.JoinSessionByHandle(row.HandleId).Document, "members");
            }
        }

        public static void SeveralKnowNothingOfEachOther()
        {
            var player = new Player();
            var options = new MpsdEmulatorOptions();
            options.Settings["missingSessionStatus"] = "404";
            using (MpsdEmulator one = MpsdEmulator.Start())
            using (MpsdEmulator two = MpsdEmulator.Start(options))
            using (MpsdClient here = SignIn(player, one))
            using (MpsdClient there = SignIn(player, two))
            {
                MpsdSessionReference session = player.Host(here);
                MpsdException error = Check.Fails(MpsdResult.NotFound, () => there.ReadSession(session), "not here");
                Check.Equal(404, error.HttpStatus, "status");
            }
        }

        public static void AScenarioIsThereFromTheStart()
        {
            var guest = new Player();
            var options = new MpsdEmulatorOptions
            {
                Scenario = "[[sessions]]\n"
                    + "sessionRef = { scid = \"8dfb0100-ebe0-42da-885f-033860a818f6\", templateName = \"lobby\", name = \"friday\" }\n"
                    + "members = [{ xuid = 1 }]\n"
                    + "document.properties.custom.map = \"fjord\"\n",
            };
            using (MpsdEmulator emulator = MpsdEmulator.Start(options))
            using (MpsdEmulator empty = MpsdEmulator.Start())
            using (MpsdClient here = SignIn(guest, emulator))
            using (MpsdClient there = SignIn(guest, empty))
            {
                var session = new MpsdSessionReference("8dfb0100-ebe0-42da-885f-033860a818f6", "lobby", "friday");
                Check.Contains("fjord", here.ReadSession(session).Document, "the scenario's session");
                Check.Fails(MpsdResult.NotFound, () => there.ReadSession(session), "only here");
            }
            options.Scenario = "[[sessions]]\nmember = 1\n";
            MpsdException error = Check.Fails(MpsdResult.InvalidArgument, () => MpsdEmulator.Start(options), "scenario");
            Check.Contains("options->scenario: line 2: unknown field `member`", error.Detail, "scenario");
        }

        public static void RefusalsNameTheOption()
        {
            var options = new MpsdEmulatorOptions();
            options.Settings["nonsense"] = "1";
            MpsdException error = Check.Fails(MpsdResult.InvalidArgument, () => MpsdEmulator.Start(options), "setting");
            Check.Contains("unknown setting \"nonsense\"", error.Detail, "setting");
            options.Settings["nonsense"] = "1\ncreateStatus=200";
            Check.Throws<ArgumentException>(() => MpsdEmulator.Start(options), "two lines");
            using (MpsdEmulator emulator = MpsdEmulator.Start())
            {
                var taken = new MpsdEmulatorOptions { Port = (ushort)new Uri(emulator.Url).Port };
                error = Check.Fails(MpsdResult.InvalidArgument, () => MpsdEmulator.Start(taken), "port");
                Check.Contains("options->port", error.Detail, "port");
            }
        }

        public static void WhatIsDisposedListensNoMore()
        {
            MpsdEmulator emulator = MpsdEmulator.Start();
            Inbox(emulator, new Player());
            emulator.Dispose();
            emulator.Dispose();
            Check.Throws<SocketException>(() => Inbox(emulator, new Player()), "stopped");
        }

        private static MpsdClient SignIn(Player player, MpsdEmulator emulator)
        {
            MpsdClientOptions options = player.Options();
            options.Endpoint = emulator.Url;
            return new MpsdClient(options);
        }

        private static string Inbox(MpsdEmulator emulator, Player player)
        {
            return Emulator.Control(emulator.Url, "GET", "/emulator/users/" + player.Xuid + "/invites", null);
        }
    }
}
