using System;
using System.Collections.Generic;
using System.Linq;

namespace Mpsd.Tests
{
    internal static class InviteTests
    {
        public static void EachRecipientHasARowInOrder()
        {
            var host = new Player();
            Player[] guests = { new Player(), new Player(), new Player() };
            Emulator.Block(guests[1], host);
            using (MpsdClient client = host.SignIn())
            {
                MpsdSessionReference session = host.Host(client);
                var invite = new MpsdInvite(session, guests.Select(guest => guest.Xuid).ToArray()) { Context = "ü=1&room=2" };
                IReadOnlyList<MpsdInviteResult> rows = client.SendInvites(invite);
                Check.Equal(3, rows.Count, "rows");
                for (int i = 0; i < rows.Count; i++)
                {
                    Check.Equal(guests[i].Xuid, rows[i].Xuid, "recipient " + i);
                    Check.Equal(i != 1, rows[i].Delivered, "delivered " + i);
                    Check.Equal(i != 1 ? 36 : 0, rows[i].HandleId.Length, "handle id " + i);
                }
                Check.True(rows[0].ExpiresAt > DateTimeOffset.UtcNow, "expiry " + rows[0].ExpiresAt);
                Check.Equal(MpsdResult.Forbidden, rows[1].Result, "refusal");
                Check.Equal(403, rows[1].HttpStatus, "status of the refusal");
                Check.Equal(MpsdDelivery.Answered, rows[1].Delivery, "delivery of the refusal");
                Check.Contains("blocked", rows[1].Detail, "service text");

                Joins(guests[2], rows[2].HandleId, session);
            }
        }

        public static void AnInviteThatReachesNobodyThrowsWithItsRows()
        {
            var host = new Player();
            var guest = new Player();
            Emulator.Block(guest, host);
            using (MpsdClient client = host.SignIn())
            {
                var invite = new MpsdInvite(host.Host(client), guest.Xuid);
                var error = Check.Throws<MpsdInviteException>(() => client.SendInvites(invite), "blocked");
                Check.Equal(MpsdResult.Forbidden, error.Result, "result");
                Check.Contains("blocked", error.Results.Single().Detail, "row");
            }
        }

        public static void ARefusedArgumentThrows()
        {
            using (MpsdClient client = new Player().SignIn())
            {
                MpsdSessionReference session = Player.NewSession();
                foreach (ulong[] xuids in new[] { new ulong[0], new ulong[] { 1, 0 }, new ulong[] { 7, 7 } })
                {
                    Check.Fails(
                        MpsdResult.InvalidArgument,
                        () => client.SendInvites(new MpsdInvite(session, xuids)),
                        string.Join(",", xuids));
                }
                var nameless = new MpsdSessionReference(session.Scid, session.TemplateName, null);
                Check.Fails(
                    MpsdResult.InvalidArgument, () => client.SendInvites(new MpsdInvite(nameless, 5)), "without a name");
            }
        }

        private static void Joins(Player guest, string handleId, MpsdSessionReference session)
        {
            using (MpsdClient client = guest.SignIn())
            {
                MpsdSession joined = client.JoinSessionByHandle(handleId, "{\"ready\":true}");
                Check.Equal(session.Name, joined.Reference.Name, "joined session");
                Check.Contains(guest.Xuid.ToString(), joined.Document, "members");
            }
        }
    }
}
